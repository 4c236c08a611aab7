//! Pauses between attempts at a server that is away: longer each time, up to a limit, and never the same for two agents, so that a server that
//! comes back is not met by all of them at once.

use std::time::{Duration, Instant};

/// The first one.
const FIRST: Duration = Duration::from_millis(250);
/// The longest one.
const LONGEST: Duration = Duration::from_secs(30);

/// Since the first attempt.
#[derive(Debug, Default)]
pub(super) struct Pause {
    began: Option<Instant>,
    attempts: u32,
}

impl Pause {
    /// The next pause: between half and the whole of what doubles each time.
    pub(super) fn next(&mut self) -> Duration {
        self.began.get_or_insert_with(Instant::now);
        let whole = FIRST.saturating_mul(1_u32.checked_shl(self.attempts).unwrap_or(u32::MAX)).min(LONGEST);
        self.attempts = (self.attempts + 1).min(20);
        // Where there is no chance to be had, the whole is waited.
        let share = crate::clock::random::<2>().map_or(1.0, |bytes| f64::from(u16::from_le_bytes(bytes)) / 65535.0);
        whole.mul_f64(share.mul_add(0.5, 0.5))
    }

    /// For how long it has been tried.
    pub(super) fn waited(&self) -> Duration {
        self.began.map_or(Duration::ZERO, |began| began.elapsed())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_grow_up_to_a_limit_and_differ() {
        let mut pause = Pause::default();
        let pauses: Vec<Duration> = (0..40).map(|_| pause.next()).collect();
        assert!(pauses[0] >= FIRST / 2 && pauses[0] <= FIRST);
        assert!(pauses.iter().all(|one| *one <= LONGEST));
        assert!(pauses[20..].iter().all(|one| *one >= LONGEST / 2), "{pauses:?}");
        assert!(pauses[20..].windows(2).any(|two| two[0] != two[1]));
    }
}
