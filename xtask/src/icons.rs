//! The add-in's icons: one drawing in every size that Outlook asks for, rendered by the same browser that the tests use.

use crate::packages;
use crate::steps::{root, say};
use amend_tests::browser;
use amend_tests::failure::Outcome;

/// Draws `manifest/icons/amend-SIZE.png` from `manifest/icons/amend.svg`, and the outline from its own drawing.
pub(crate) fn draw() -> Outcome<()> {
    packages::install(&packages::TESTS)?;
    let folder = root().join("manifest").join("icons");
    let output = browser::run_script("icons.mjs", &[("AMEND_ICONS", &folder.display().to_string())])?;
    say(output.trim());
    Ok(())
}
