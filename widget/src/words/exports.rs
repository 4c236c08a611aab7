//! Texts of the page of exports.

use super::{counted, texts};

texts! {}

counted! {}
