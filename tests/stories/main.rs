//! Stories told to the built `amend` through its front doors, against real servers.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a story fails by panicking")]

mod approvals;
mod browser;
mod company;
mod contract;
mod export_files;
mod locks;
mod manifest;
mod people_lists;
mod rig;
mod rights;
mod sign_in;
mod staff;
mod tidy;
mod two_tabs;
mod walk;
