//! People follow their directory, run by run: who comes, who is renamed, who goes and who returns, and that nothing of theirs is lost.

mod blocked;
mod leaving;
mod names;
mod pictures;
mod purge;
mod reading;
mod values;
