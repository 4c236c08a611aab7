//! Texts of the page of attributes.

use super::{counted, texts};

texts! {}

counted! {}
