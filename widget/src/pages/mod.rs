//! One file per page, and the frame around them.

pub(crate) mod approvals;
mod change_card;
mod decision_card;
mod fill;
pub(crate) mod frame;
pub(crate) mod my_changes;
pub(crate) mod my_profile;
pub(crate) mod people;
pub(crate) mod person;
mod person_status;
pub(crate) mod sign_in;
