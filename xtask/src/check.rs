//! What can be said about the code without running it.

use crate::steps::{cargo, run_shown, say};
use crate::trunk::add_wasm_target;
use amend_tests::failure::Outcome;
use amend_tests::programs;
use std::process::Command;

/// Formatting, lints for here and for the browser, documentation, and what we build on.
pub(crate) fn run() -> Outcome<()> {
    run_shown("format", "cargo fmt --check", &mut cargo(&["fmt", "--all", "--check"]))?;
    let lints = ["clippy", "--workspace", "--all-targets", "--locked", "--quiet", "--", "-D", "warnings"];
    run_shown("lints", "cargo clippy, warnings are errors", &mut cargo(&lints))?;
    add_wasm_target()?;
    let browser =
        ["clippy", "--package", "amend-widget", "--target", "wasm32-unknown-unknown", "--locked", "--quiet", "--"];
    run_shown("lints", "cargo clippy for the browser", cargo(&browser).args(["-D", "warnings"]))?;
    let documentation = ["doc", "--workspace", "--no-deps", "--document-private-items", "--locked", "--quiet"];
    run_shown(
        "documentation",
        "rustdoc, warnings are errors",
        cargo(&documentation).env("RUSTDOCFLAGS", "-D warnings"),
    )?;
    if programs::run(Command::new("cargo").args(["deny", "--version"]), "").is_err() {
        say("licences: not looked at, cargo-deny is not installed (cargo install cargo-deny --locked)");
        return Ok(());
    }
    let deny = ["deny", "--offline", "check", "bans", "licenses", "sources"];
    run_shown("licences", "cargo deny, as deny.toml says", &mut cargo(&deny))
}
