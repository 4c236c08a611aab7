//! When a blocked person may be deleted for good. It cannot be undone, so it comes late, by name, and never to somebody whom the next run would
//! make anew or without whom nobody could administer (S2.11, S2.14).

use crate::{moment::Moment, text::clean};

/// What speaks for and against.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Purge<'a> {
    /// Since when the person is blocked, if they are.
    pub blocked_since: Option<Moment>,
    /// A source has their entry, so the next run would make them anew.
    pub is_in_directory: bool,
    /// Nobody else is a system administrator.
    pub is_last_administrator: bool,
    /// Milliseconds for which blocked people are kept.
    pub retention: i64,
    /// Their name.
    pub name: &'a str,
}

/// Why somebody is not deleted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kept {
    /// Only blocked people are.
    NotBlocked,
    /// A directory still has them.
    InDirectory,
    /// Somebody has to administer.
    LastAdministrator,
    /// They are kept until then.
    Until(Moment),
    /// What was typed is not their name.
    OtherName,
}

impl Purge<'_> {
    /// From when on the person may be deleted, as far as time decides; `None` if they are not blocked.
    #[must_use]
    pub fn from(&self) -> Option<Moment> {
        self.blocked_since.map(|since| since.plus(self.retention))
    }

    /// Whether the person may be deleted now by somebody who typed this name.
    ///
    /// # Errors
    /// What speaks against it, the weightiest first.
    pub fn check(&self, typed: &str, now: Moment) -> Result<(), Kept> {
        let from = self.from().ok_or(Kept::NotBlocked)?;
        if self.is_in_directory {
            return Err(Kept::InDirectory);
        }
        if self.is_last_administrator {
            return Err(Kept::LastAdministrator);
        }
        if now < from {
            return Err(Kept::Until(from));
        }
        if clean(typed, false) != clean(self.name, false) {
            return Err(Kept::OtherName);
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// S2.11, S2.14: each reason in its order, and the name as it is written.
    #[test]
    fn who_may_be_deleted() {
        let ripe = Purge {
            blocked_since: Some(Moment(100)),
            is_in_directory: false,
            is_last_administrator: false,
            retention: 50,
            name: "Zoë Ål",
        };
        let at = |purge: Purge<'_>, typed: &str, now: i64| purge.check(typed, Moment(now));
        assert_eq!(at(ripe, " Zoë Ål ", 150), Ok(()));
        assert_eq!(at(ripe, "Zoe\u{308} Ål", 151), Ok(()), "another way to write the same letter");
        assert_eq!(at(ripe, "zoë ål", 150), Err(Kept::OtherName));
        assert_eq!(at(ripe, "", 150), Err(Kept::OtherName));
        assert_eq!(at(ripe, "Zoë Ål", 149), Err(Kept::Until(Moment(150))));
        assert_eq!(at(Purge { is_last_administrator: true, ..ripe }, "", 0), Err(Kept::LastAdministrator));
        assert_eq!(at(Purge { is_in_directory: true, ..ripe }, "", 0), Err(Kept::InDirectory));
        assert_eq!(at(Purge { blocked_since: None, ..ripe }, "", 0), Err(Kept::NotBlocked));
    }
}
