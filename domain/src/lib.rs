//! The rules of Amend, pure.
