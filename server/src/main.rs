//! The service of Amend: one binary, several roles.
mod store;
fn main() {}
