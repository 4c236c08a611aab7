//! The service of Amend.
fn main() {}
