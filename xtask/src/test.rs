//! Everything that this project tests, on a machine that has nothing yet. Ends with one line of figures.

use crate::build::{self, Profile};
use crate::packages;
use crate::steps::{cargo, say};
use crate::widget;
use amend_tests::browser;
use amend_tests::failure::{Failure, Outcome};
use std::io::{BufRead as _, BufReader};
use std::process::{Command, Stdio};
use std::time::Instant;

/// Each is built with the features and the profile that its other uses have, so that nothing is compiled twice.
const GROUPS: [&[&str]; 3] = [
    &["--workspace", "--exclude", "xtask", "--exclude", "amend-widget"],
    &["--package", "xtask", "--profile", "tool"],
    &["--package", "amend-widget"],
];

/// Installs and builds what the tests need, then runs them; `filter` is handed to the test programs.
pub(crate) fn run(filter: Option<&str>) -> Outcome<()> {
    let started = Instant::now();
    packages::install(&packages::DIRECTORY)?;
    packages::install(&[packages::TESTS.as_slice(), &packages::ACTIVE_DIRECTORY].concat())?;
    let node = packages::node()?;
    if browser::install_packages()? {
        say("installed the packages of tests/browser (Playwright, axe, Microsoft's schema of manifests)");
    }
    let built = build::all(Profile::Dev)?;
    say("tests: builds and runs them; the stories bring up their own servers");
    let mut tally = Tally::default();
    for group in GROUPS {
        let mut tests = cargo(&["test", "--locked", "--no-fail-fast"]);
        tests.args(group).args(filter);
        tests.env("RUST_TEST_THREADS", side_by_side().to_string());
        tests.env("AMEND_BIN", &built.amend).env("AMEND_WIDGET_DIR", widget::dist()).env("AMEND_NODE", &node);
        tally.add(&mut tests)?;
    }
    println!("\nall tests, {} s on this machine", started.elapsed().as_secs());
    println!("{} passed, {} failed", tally.passed, tally.failed);
    if !tally.broken.is_empty() {
        return Err(Failure::new(format!("tests failed (their own words are above): {}", tally.broken.join(", "))));
    }
    if tally.passed == 0 {
        return Err(Failure::new("no test ran: is the filter right?"));
    }
    Ok(())
}

/// How many stories are told at a time: twice as many as there are cores, since more than half of a story is waiting for servers. `RUST_TEST_THREADS`
/// says otherwise.
fn side_by_side() -> usize {
    let wished = std::env::var("RUST_TEST_THREADS").ok().and_then(|text| text.parse().ok());
    wished.unwrap_or_else(|| 2 * std::thread::available_parallelism().map_or(2, usize::from))
}

/// What the test programs said in their closing lines.
#[derive(Debug, Default)]
struct Tally {
    passed: u32,
    failed: u32,
    /// Commands that ended with a failure, which may also be one of compiling.
    broken: Vec<String>,
}

impl Tally {
    /// Runs tests, shows what they say, and adds their figures.
    fn add(&mut self, tests: &mut Command) -> Outcome<()> {
        let doing = || Failure::doing("running the tests");
        let mut child = tests.stdin(Stdio::null()).stdout(Stdio::piped()).spawn().map_err(doing())?;
        for line in child.stdout.take().into_iter().flat_map(|pipe| BufReader::new(pipe).lines()).map_while(Result::ok)
        {
            if let Some((passed, failed)) = figures(&line) {
                self.passed += passed;
                self.failed += failed;
            }
            println!("{line}");
        }
        if !child.wait().map_err(doing())?.success() {
            let words: Vec<_> = tests.get_args().map(|word| word.to_string_lossy()).collect();
            self.broken.push(format!("cargo {}", words.join(" ")));
        }
        Ok(())
    }
}

/// Reads `test result: ok. 12 passed; 0 failed; …`.
fn figures(line: &str) -> Option<(u32, u32)> {
    let (_, rest) = line.strip_prefix("test result: ")?.split_once(". ")?;
    let mut parts = rest.split("; ");
    let passed = parts.next()?.strip_suffix(" passed")?.parse().ok()?;
    let failed = parts.next()?.strip_suffix(" failed")?.parse().ok()?;
    Some((passed, failed))
}

#[cfg(test)]
mod tests {
    use super::figures;

    #[test]
    fn the_closing_line_of_a_test_program_is_read() {
        let line = "test result: FAILED. 12 passed; 3 failed; 0 ignored; 0 measured; 0 filtered out; finished in 1.05s";
        assert_eq!(figures(line), Some((12, 3)));
        assert_eq!(figures("test a ... ok"), None);
    }
}
