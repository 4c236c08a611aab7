//! Who has to say yes to a change: an ordered list of levels, each with the cases in which it is asked and the people whom it asks. One pure
//! function says which level a change stands at and who may decide on it; saving, deciding, listing and showing all ask it.

mod condition;
mod level;
mod stand;

pub use condition::{Condition, Side, Test};
pub use level::{Approver, Level, Reads, check, levels, reads};
pub use stand::{Asked, Capacity, Circle, Circles, Mine, Stand, asked, stand};

#[cfg(test)]
mod laws;
