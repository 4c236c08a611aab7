//! Pauses between attempts at a server that is away: longer each time, up to a limit, and never the same for two agents, so that a server that
//! comes back is not met by all of them at once.

use std::time::{Duration, Instant};

use crate::backoff::Backoff;

/// A quarter more of these at most.
const PAUSES: Backoff = Backoff { first: 200, longest: 24_000 };

/// Since the first attempt.
#[derive(Debug, Default)]
pub(super) struct Pause {
    began: Option<Instant>,
    attempts: i64,
}

impl Pause {
    /// The next pause.
    pub(super) fn next(&mut self) -> Duration {
        self.began.get_or_insert_with(Instant::now);
        // Where there is no chance to be had, the whole is waited.
        let draw = crate::clock::random::<2>().map_or(u16::MAX, u16::from_le_bytes);
        let pause = PAUSES.pause(self.attempts, draw);
        self.attempts = self.attempts.saturating_add(1);
        Duration::from_millis(pause.unsigned_abs())
    }

    /// For how long it has been tried.
    pub(super) fn waited(&self) -> Duration {
        self.began.map_or(Duration::ZERO, |began| began.elapsed())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const FIRST: Duration = Duration::from_millis(250);
    const LONGEST: Duration = Duration::from_secs(30);

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
