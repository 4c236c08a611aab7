//! The size of a picture, read from its first bytes and not from its name.

use std::path::{Path, PathBuf};

/// The folder of the pictures.
pub(super) fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().nth(1).unwrap().join("manifest").join("icons")
}

/// Width and height of a PNG (ISO 15948: signature, length, "IHDR", width, height).
pub(super) fn size(png: &[u8]) -> Option<(u32, u32)> {
    let side = |at: usize| Some(u32::from_be_bytes(png.get(at..at + 4)?.try_into().ok()?));
    (png.starts_with(b"\x89PNG\r\n\x1a\n") && png.get(12..16) == Some(b"IHDR")).then(|| side(16).zip(side(20)))?
}

/// What is wrong with the picture at an address, which shall be a square of so many pixels.
pub(super) fn fault(address: &str, pane: &str, wanted: u32) -> Option<String> {
    let name = address.strip_prefix(&format!("{pane}/icons/"));
    let bytes = name.and_then(|name| std::fs::read(folder().join(name)).ok()).unwrap_or_default();
    let found = size(&bytes);
    (found != Some((wanted, wanted))).then(|| format!("picture: {address} is {found:?} and not {wanted} pixels"))
}
