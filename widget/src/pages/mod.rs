//! One file per page, and the frame around them.

pub(crate) mod frame;
pub(crate) mod my_profile;
pub(crate) mod sign_in;
