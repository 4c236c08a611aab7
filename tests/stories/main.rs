//! Stories told to the built `amend` through its front doors, against real servers.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a story fails by panicking")]

mod active_directory;
mod acts;
mod approvals;
mod browser;
mod company;
mod confirm_and_conflict;
mod contract;
mod deltas;
mod dice;
mod domain;
mod downloads;
mod dry_run;
mod export_files;
mod findings;
mod hostile_directory;
mod incremental;
mod incremental_ad;
mod locks;
mod main_job;
mod manifest;
mod never_wrongly_blocked;
mod people_lists;
mod rig;
mod rights;
mod schedules;
mod selection;
mod sign_in;
mod slow_clients;
mod staff;
mod survive;
mod sync_brake;
mod sync_people;
mod tidy;
mod two_tabs;
mod walk;
