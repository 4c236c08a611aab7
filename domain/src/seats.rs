//! Seats: how many people may be active at once, where there is a limit (S2.15, S2.19).

/// How many seats there are, and how many are taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct Seats {
    limit: Option<i64>,
    active: i64,
}

impl Seats {
    /// `limit` seats, or as many as are needed; `active` people have one.
    #[must_use]
    pub fn new(limit: Option<i64>, active: i64) -> Self {
        Self { limit, active }
    }

    /// Gives a seat to somebody who becomes active; `false` if there is none left.
    pub fn take(&mut self) -> bool {
        if self.limit.is_some_and(|limit| self.active >= limit) {
            return false;
        }
        self.active += 1;
        true
    }

    /// How many can become active now, of so many who wait.
    #[must_use]
    pub fn free_for(&self, waiting: i64) -> i64 {
        self.limit.map_or(waiting, |limit| (limit - self.active).clamp(0, waiting.max(0)))
    }
}

#[cfg(test)]
mod tests {
    use super::Seats;

    /// S2.15, S2.19: as many as there are seats, and everybody where nothing limits them.
    #[test]
    fn there_are_as_many_as_there_are() {
        let mut seats = Seats::new(Some(3), 1);
        assert_eq!((seats.free_for(5), seats.free_for(1), seats.free_for(0)), (2, 1, 0));
        assert!(seats.take() && seats.take() && !seats.take());
        assert_eq!(seats.free_for(5), 0);
        // More were active when the limit was set.
        assert!(!Seats::new(Some(3), 9).take() && Seats::new(Some(3), 9).free_for(4) == 0);
        let mut any = Seats::new(None, 9);
        assert!(any.take() && any.free_for(4) == 4);
    }
}
