//! Texts of the page of sources.

use super::{counted, texts};

texts! {}

counted! {}
