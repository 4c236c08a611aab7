//! Writing approved values into a directory itself: which modification comes of what a person is to have, how it is sent, and what the answer
//! means. A value is written only where the directory still holds what it was approved against, so that repeating it changes nothing twice.

mod answer;
mod errand;
mod order;
mod plan;
mod rights;
mod session;

pub(crate) use errand::{There, Writing, Wrote};
pub(crate) use order::{Order, Wish};
pub(crate) use rights::{AttributeRight, Right, examine_rights, needs_rename};
pub(crate) use session::{Place, Session};
