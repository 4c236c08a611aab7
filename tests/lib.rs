//! What the stories stand on.

pub mod hostile_ldap;
