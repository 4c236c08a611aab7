//! The tools that build the widget: the wasm target, Trunk, and this program as wasm-bindgen. Trunk is compiled once per
//! machine and kept outside the checkout; it is a tool, so it is built to be ready soon and not to be fast.

use crate::steps::{run, target};
use amend_tests::cache;
use amend_tests::failure::{Failure, Outcome};
use amend_tests::programs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// The last Trunk that builds with Rust 1.95.
const VERSION: &str = "0.21.14";
/// The compiler's name for the browser.
pub(crate) const WASM: &str = "wasm32-unknown-unknown";

/// Makes sure that the compiler can build for the browser.
pub(crate) fn add_wasm_target() -> Outcome<()> {
    let library = programs::run(Command::new("rustc").args(["--print", "target-libdir", "--target", WASM]), "")?;
    if Path::new(library.trim()).is_dir() {
        return Ok(());
    }
    let remedy = format!("rustup target add {WASM}");
    if programs::find("rustup").is_none() {
        return Err(Failure::new(format!(
            "the compiler cannot build for the browser (target {WASM}), and there is no rustup to add that. With rustup's Rust: \
             {remedy}; with a distribution's Rust: install its package with the wasm32 standard library."
        )));
    }
    run(
        "wasm target",
        "adds the standard library for the browser",
        Command::new("rustup").args(["target", "add", WASM]),
    )
}

/// Trunk, installed on the first call.
pub(crate) fn trunk() -> Outcome<PathBuf> {
    let folder = cache::folder().join(format!("trunk-{VERSION}"));
    let program = folder.join("bin").join("trunk");
    if program.is_file() {
        return Ok(program);
    }
    let build = folder.join("build");
    let mut install = Command::new("cargo");
    // Not in the checkout: its settings are for Amend.
    install.current_dir(std::env::temp_dir()).args(["install", "trunk", "--version", VERSION, "--locked"]);
    install.args(["--no-default-features", "--root"]).arg(&folder).env("CARGO_TARGET_DIR", &build);
    for (name, value) in
        [("LTO", "off"), ("OPT_LEVEL", "0"), ("CODEGEN_UNITS", "16"), ("DEBUG", "0"), ("STRIP", "none")]
    {
        install.env(format!("CARGO_PROFILE_RELEASE_{name}"), value);
    }
    let why = format!(
        "compiles Trunk {VERSION}, which builds the widget; two to four minutes, once per machine, kept in {}",
        folder.display()
    );
    run("trunk", &why, &mut install)?;
    std::fs::remove_dir_all(&build).map_err(Failure::doing(format!("removing {}", build.display())))?;
    Ok(program)
}

/// A folder that holds this program under the name `wasm-bindgen`.
pub(crate) fn bindgen_folder() -> Outcome<PathBuf> {
    let folder = target().join("tools").join("bin");
    std::fs::create_dir_all(&folder).map_err(Failure::doing(format!("making {}", folder.display())))?;
    let own = std::env::current_exe().map_err(Failure::doing("asking for the own path"))?;
    // Renamed into place: the one that is there may be running.
    let fresh = folder.join(format!("wasm-bindgen.{}", std::process::id()));
    std::fs::copy(own, &fresh).map_err(Failure::doing(format!("writing {}", fresh.display())))?;
    std::fs::rename(&fresh, folder.join("wasm-bindgen")).map_err(Failure::doing("renaming wasm-bindgen"))?;
    Ok(folder)
}
