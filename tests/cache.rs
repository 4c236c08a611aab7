//! Where things that take long to make are kept between runs and checkouts.

use std::path::{Path, PathBuf};

/// `AMEND_CACHE`, else the user's cache folder, else a folder in the checkout when there is no home.
pub fn folder() -> PathBuf {
    let from = |name: &str| std::env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from);
    from("AMEND_CACHE")
        .or_else(|| from("XDG_CACHE_HOME").map(|folder| folder.join("amend")))
        .or_else(|| from("HOME").map(|folder| folder.join(".cache").join("amend")))
        .unwrap_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).with_file_name("target").join("tools"))
}
