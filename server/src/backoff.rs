//! How long to wait after a failure: each time twice as long, up to a limit.

/// Pauses between attempts, in milliseconds.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Backoff {
    pub(crate) first: i64,
    pub(crate) longest: i64,
}

impl Backoff {
    /// The pause after so many attempts: twice the one before, and a quarter more or less by `draw`, so that what failed together does not come back
    /// together.
    pub(crate) fn pause(self, attempts: i64, draw: u16) -> i64 {
        let doubled = self.first << attempts.clamp(0, 20);
        let pause = doubled.min(self.longest);
        pause * 3 / 4 + pause / 2 * i64::from(draw) / i64::from(u16::MAX)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_double_up_to_a_limit() {
        let backoff = Backoff { first: 60_000, longest: 6 * 3_600_000 };
        assert_eq!((backoff.pause(0, 0), backoff.pause(0, u16::MAX)), (45_000, 75_000));
        assert_eq!(backoff.pause(3, 0), 8 * 45_000);
        assert_eq!(backoff.pause(30, 0), 6 * 3_600_000 * 3 / 4);
    }
}
