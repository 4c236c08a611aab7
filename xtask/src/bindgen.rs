//! This same program called `wasm-bindgen`: Trunk finds it on `PATH`, so that nothing is downloaded and the version is the one
//! in `Cargo.lock`. It takes the command line that Trunk 0.21 writes, and drops the names of functions from the module, which
//! Trunk has no switch for and which would be a third of its size.

use amend_tests::failure::{Failure, Outcome};
use wasm_bindgen_cli_support::Bindgen;

/// The version that is linked in; a test compares it with `Cargo.lock`.
pub(crate) const VERSION: &str = "0.2.130";

/// Whether the program was started under wasm-bindgen's name.
pub(crate) fn is_called_as(name: &str) -> bool {
    std::path::Path::new(name).file_stem().is_some_and(|stem| stem == "wasm-bindgen")
}

/// Does what wasm-bindgen's own program does with the same command line.
pub(crate) fn run(arguments: &[String]) -> Outcome<()> {
    if arguments.iter().any(|argument| argument == "--version" || argument == "-V") {
        println!("wasm-bindgen {VERSION}");
        return Ok(());
    }
    let mut bindgen = Bindgen::new();
    bindgen.remove_name_section(true);
    let mut folder = None;
    for argument in arguments {
        match argument.split_once('=').unwrap_or((argument, "")) {
            ("--target", "web") => drop(bindgen.web(true).map_err(broken)?),
            ("--out-dir", path) => folder = Some(path),
            ("--out-name", name) => drop(bindgen.out_name(name)),
            ("--no-typescript", "") => drop(bindgen.typescript(false)),
            ("--keep-debug", "") => drop(bindgen.keep_debug(true)),
            ("--no-demangle", "") => drop(bindgen.demangle(false)),
            (path, "") if !path.starts_with('-') => drop(bindgen.input_path(path)),
            _ => {
                return Err(Failure::new(format!(
                    "wasm-bindgen: `{argument}` is not among the arguments that Trunk was seen to use; add it to xtask/src/bindgen.rs"
                )));
            }
        }
    }
    let folder = folder.ok_or_else(|| Failure::new("wasm-bindgen: `--out-dir` is missing"))?;
    bindgen.generate(folder).map_err(broken)
}

fn broken(error: impl std::fmt::Display) -> Failure {
    Failure::new(format!("wasm-bindgen: {error:#}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_version_is_that_of_the_lock_file() {
        let lock = std::fs::read_to_string(crate::steps::root().join("Cargo.lock")).unwrap();
        for package in ["wasm-bindgen", "wasm-bindgen-cli-support"] {
            let entry = format!("name = \"{package}\"\nversion = \"{VERSION}\"\n");
            assert!(lock.contains(&entry), "{package} is not {VERSION} in Cargo.lock");
        }
    }

    #[test]
    fn the_name_decides() {
        assert!(is_called_as("/x/target/tools/bin/wasm-bindgen") && is_called_as("wasm-bindgen"));
        assert!(!is_called_as("target/tool/xtask"));
    }

    #[test]
    fn an_unknown_argument_is_refused_by_name() {
        let error = run(&["--target=bundler".to_owned()]).unwrap_err();
        assert!(error.to_string().contains("--target=bundler"));
    }
}
