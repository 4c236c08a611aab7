//! TLS as Amend serves it: a certificate out of two files, looked at before it is used, and taken anew when it is renewed.

mod certificate;
mod serving;

pub(crate) use serving::{Served, keep_fresh};
