//! What the stories stand on: real servers in throw-away folders, sample people, and clients that use Amend from outside.
//!
//! Everything here starts on free ports under a folder of its own, works as root and as an ordinary user (Samba as root
//! only), and is stopped when its value is dropped. `cargo xtask demo` uses the same rooms, so the demo is what the stories test.

pub mod agent;
pub mod amend;
pub mod backlog;
pub mod browser;
pub mod cache;
pub mod certificates;
pub mod client;
pub mod crowd;
pub mod database;
pub mod failure;
pub mod hostile_ldap;
pub mod issuer;
pub mod ldif;
pub mod mail;
pub mod measure;
pub mod people;
mod plain_name;
pub mod portrait;
pub mod postgres;
pub mod process;
pub mod programs;
pub mod provider;
pub mod python;
pub mod samba;
pub mod scim;
pub mod scratch;
pub mod slapd;
pub mod sync;
pub mod wire;
