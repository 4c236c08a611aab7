//! Chromium driven by playwright-core: the scripts in `tests/browser` see what a person sees.

use crate::failure::{Failure, Outcome};
use crate::programs::{find, need, run};
use std::path::{Path, PathBuf};
use std::process::Command;

/// The folder with the scripts and their `package-lock.json`.
pub fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("browser")
}

/// Chromium: `AMEND_CHROMIUM`, or the system's.
pub fn chromium() -> Outcome<PathBuf> {
    if let Some(path) = std::env::var_os("AMEND_CHROMIUM") {
        return Ok(path.into());
    }
    match ["chromium", "chromium-browser", "google-chrome"].into_iter().find_map(find) {
        Some(path) => Ok(path),
        None => need("chromium"),
    }
}

/// Installs the packages that `package-lock.json` pins, unless they are there; answers whether it had to.
pub fn install_packages() -> Outcome<bool> {
    let lock = folder().join("package-lock.json");
    let stamp = folder().join("node_modules").join(".installed");
    let wanted = std::fs::read_to_string(&lock).map_err(Failure::doing(format!("reading {}", lock.display())))?;
    if std::fs::read_to_string(&stamp).is_ok_and(|found| found == wanted) {
        return Ok(false);
    }
    let mut npm = Command::new(need("npm")?);
    npm.args(["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]).current_dir(folder());
    run(&mut npm, "")?;
    std::fs::write(&stamp, wanted).map_err(Failure::doing("noting the installed packages"))?;
    Ok(true)
}

/// Runs one of the scripts with Node.js (`AMEND_NODE`, or the one on `PATH`) and the given environment, and returns its standard output; fails when the script does.
pub fn run_script(name: &str, environment: &[(&str, &str)]) -> Outcome<String> {
    let mut node = node(name)?;
    node.env("AMEND_CHROMIUM", chromium()?);
    node.envs(environment.iter().copied());
    run(&mut node, "")
}

/// Runs one of the scripts on pages that Amend serves. The pictures that it takes go into the folder that `AMEND_SHOTS` names and are kept, else into this one.
pub fn run_on_pages(name: &str, folder: &Path, environment: &[(&str, &str)]) -> Outcome<String> {
    // A program that was named may have the pages inside.
    if ["AMEND_WIDGET_DIR", "AMEND_BIN"].into_iter().all(|name| std::env::var_os(name).is_none()) {
        return Err(Failure::new("the widget is not built; run `cargo xtask test`"));
    }
    let shots = std::env::var("AMEND_SHOTS").unwrap_or_else(|_| folder.display().to_string());
    run_script(name, &[environment, &[("AMEND_SHOTS", &shots)]].concat())
}

/// Node.js (`AMEND_NODE`, or the one on `PATH`) with one of the scripts, and what it uses installed.
pub fn node(script: &str) -> Outcome<Command> {
    install_packages()?;
    let mut node = match std::env::var_os("AMEND_NODE") {
        Some(program) => Command::new(program),
        None => Command::new(need("node")?),
    };
    node.arg(folder().join(script));
    Ok(node)
}
