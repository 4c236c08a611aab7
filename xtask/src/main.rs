//! Set-up steps.
fn main() {}
