//! The service of Amend: one binary, several roles.
mod app;
mod clock;
mod config;
mod ldap;
mod signin;
mod source;
mod store;
mod target;
fn main() {}
