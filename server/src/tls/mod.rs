//! TLS as Amend serves it: a certificate out of two files, looked at before it is used, and taken anew when it is renewed. And TLS as browsers meet
//! it, for a check; and TLS as Amend asks others by.

pub(crate) mod asking;
mod certificate;
mod presented;
mod remembering;
mod serving;

pub(crate) use certificate::look;
pub(crate) use presented::{Presented, presented};
pub(crate) use remembering::Remembering;
pub(crate) use serving::{Served, is_open, keep_fresh};
