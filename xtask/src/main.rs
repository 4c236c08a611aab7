//! Every set-up step of Amend, so that a fresh machine needs one command: `cargo xtask help` lists them.

mod bench;
mod bindgen;
mod build;
mod check;
mod demo;
mod icons;
mod msal;
mod packages;
mod steps;
mod test;
mod trunk;
mod widget;

use amend_tests::failure::{Failure, Outcome};
use std::process::ExitCode;

const HELP: &str = "\
cargo xtask demo [--fresh] [--exit-when-ready]
    A running portal with a real OpenLDAP and 200 sample people, on this machine only. A later start finds the data of
    the one before; --fresh starts over. --exit-when-ready stops everything again as soon as it works.
cargo xtask test [FILTER]
    Everything that this project tests, with real servers and a real browser. FILTER runs the tests whose names contain it.
cargo xtask check
    Formatting, lints, documentation, and licences of what we build on (when cargo-deny is installed).
cargo xtask bench [FILTER]
    The measurements, on a release build.
cargo xtask widget
    The browser side, built by Trunk into widget/dist, with compressed copies.
cargo xtask icons
    The add-in's PNG icons, drawn anew from manifest/icons/amend.svg.
";

fn main() -> ExitCode {
    let mut arguments = std::env::args();
    let called_as = arguments.next().unwrap_or_default();
    let arguments: Vec<String> = arguments.collect();
    let outcome = if bindgen::is_called_as(&called_as) { bindgen::run(&arguments) } else { command(&arguments) };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            eprintln!("\nxtask: {failure}");
            ExitCode::FAILURE
        }
    }
}

fn command(arguments: &[String]) -> Outcome<()> {
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match words.as_slice() {
        ["demo", flags @ ..] => demo::run(flags),
        ["test"] => test::run(None),
        ["test", filter] => test::run(Some(filter)),
        ["check"] => check::run(),
        ["bench"] => bench::measure(None),
        ["bench", filter] => bench::measure(Some(filter)),
        ["widget"] => widget::build().map(drop),
        ["icons"] => icons::draw(),
        [] | ["help" | "--help" | "-h"] => {
            print!("{HELP}");
            Ok(())
        }
        _ => Err(Failure::new(format!("`{}` is not something it can do.\n\n{HELP}", words.join(" ")))),
    }
}
