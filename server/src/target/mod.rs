//! Where approved values go: each target writes what it is given in its own format and answers with a receipt.

pub(crate) mod csv;
