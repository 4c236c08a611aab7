//! Stories told to the built `amend` through its front doors, against real servers.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a story fails by panicking")]

mod browser;
mod company;
mod manifest;
mod rig;
mod tidy;
mod walk;
