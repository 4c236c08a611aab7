//! Which source's word counts where several have the same person: one of them, by a stated order, so that they never fight (P14).

use crate::{id::SourceId, value::Theirs};

/// What one source has to say of an attribute of somebody.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Word<'a> {
    /// The source.
    pub source: SourceId,
    /// How it has the person.
    pub has: Has,
    /// What it said last.
    pub theirs: &'a Theirs,
}

/// How a source has a person, the strongest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Has {
    /// They are there.
    Now,
    /// They were there until they were gone.
    Before,
    /// Somebody took them off it.
    TakenOff,
}

/// The place of the word that counts: of those who have the person now, the first in `order` that has read the attribute. Who is not in the
/// order comes last, in the order of ids.
#[must_use]
pub fn primary(order: &[SourceId], words: &[Word<'_>]) -> Option<usize> {
    let place = |source: SourceId| order.iter().position(|one| *one == source).unwrap_or(order.len());
    let rank = |word: &Word<'_>| (word.has, *word.theirs == Theirs::NotRead, place(word.source), word.source);
    (0..words.len()).min_by_key(|at| words.get(*at).map(rank))
}

/// Whether a source comes before another in the order.
#[must_use]
pub fn comes_before(order: &[SourceId], one: SourceId, other: SourceId) -> bool {
    let place = |source: SourceId| (order.iter().position(|known| *known == source).unwrap_or(order.len()), source);
    place(one) < place(other)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::value::Value;

    /// P14: the order decides among those who have the person and the attribute; blank is a word too.
    #[test]
    fn the_first_that_has_it_counts() {
        let (said, empty, unread) = (Theirs::from(Value::one("Oslo")), Theirs::Empty, Theirs::NotRead);
        let word = |source, has, theirs| Word { source: SourceId(source), has, theirs };
        let order = [SourceId(2), SourceId(1)];
        let of = |words: &[Word<'_>]| primary(&order, words).map(|at| words[at].source.0);
        assert_eq!(of(&[word(1, Has::Now, &said), word(2, Has::Now, &said)]), Some(2));
        assert_eq!(of(&[word(1, Has::Now, &said), word(2, Has::Now, &empty)]), Some(2), "blank is what it says");
        assert_eq!(of(&[word(1, Has::Now, &said), word(2, Has::Now, &unread)]), Some(1));
        assert_eq!(of(&[word(1, Has::Now, &said), word(2, Has::Before, &said)]), Some(1));
        assert_eq!(of(&[word(1, Has::TakenOff, &said), word(2, Has::Before, &said)]), Some(2));
        assert_eq!(
            of(&[word(9, Has::Now, &said), word(1, Has::Now, &said)]),
            Some(1),
            "who is not in the order comes last"
        );
        assert_eq!(of(&[]), None);
        assert!(comes_before(&order, SourceId(2), SourceId(1)) && !comes_before(&order, SourceId(1), SourceId(2)));
        assert!(comes_before(&order, SourceId(1), SourceId(9)) && comes_before(&[], SourceId(1), SourceId(2)));
    }
}
