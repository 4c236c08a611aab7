//! The one error of the rig: a sentence for the person at the terminal, with the remedy in it where there is one.

use std::fmt;

/// What went wrong, in words. `Debug` prints the same words, so that `unwrap` in a story reads well.
pub struct Failure(String);

/// What a fallible step of the rig returns.
pub type Outcome<T> = Result<T, Failure>;

impl Failure {
    /// A failure told in one or more sentences.
    pub fn new(words: impl Into<String>) -> Self {
        Failure(words.into())
    }

    /// An input or output error together with what was being done.
    pub fn doing(what: impl fmt::Display) -> impl FnOnce(std::io::Error) -> Failure {
        move |error| Failure(format!("{what}: {error}"))
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for Failure {}
