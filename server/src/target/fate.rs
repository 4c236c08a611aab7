//! What became of a value that Amend has written to a target itself, or has tried to.

use domain::value::Value;

/// What became of a wish.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(tag = "is", content = "told", rename_all = "snake_case")]
pub(crate) enum Fate {
    /// The target has taken it.
    Written,
    /// The target has made this person, with it.
    Made,
    /// It was there already: an earlier attempt, or somebody else, has written it.
    There,
    /// It holds something else than what it was approved against.
    Stale,
    /// It holds this by now, which is not what it was given last. People decide which of the two it is to have.
    Else(Option<Value>),
    /// There is no such entry or user any more.
    Gone,
    /// It does not have this person, or somebody whom a value names, or takes no more for a while; why, with what to do. It is asked again until it does,
    /// however often that is.
    Absent(String),
    /// It will not have it, however often it is asked; why, with what to do.
    Refused(String),
    /// It cannot now; why.
    Later(String),
}
