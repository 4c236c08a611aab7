//! The service of Amend.

#[allow(dead_code, unused_imports, reason = "the rooms above come next")]
mod ldap;
#[allow(dead_code, unused_imports, reason = "the rooms above come next")]
mod source;

fn main() {}
