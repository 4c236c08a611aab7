//! The measurements: what the widget weighs, and the programs in `tests/benches`, each against a floor of the same run.

use crate::build::{self, Profile};
use crate::packages;
use crate::steps::{cargo, run, run_shown, say, target};
use amend_tests::failure::Outcome;

/// Builds as for a release, then measures; `filter` picks the bench programs by name.
pub(crate) fn measure(filter: Option<&str>) -> Outcome<()> {
    packages::install(&packages::DIRECTORY)?;
    packages::install(&packages::TESTS)?;
    let built = build::all(Profile::Release)?;
    say("widget, bytes as built and as sent (brotli)");
    for download in &built.widget {
        let (raw, brotli) = download.bytes();
        println!("    {raw:>9} {brotli:>9}  for {}:", download.whose);
        for asset in &download.assets {
            println!("    {:>9} {:>9}  {}", asset.raw, asset.brotli, asset.name);
        }
    }
    let mut floor = cargo(&["build", "--release", "--package", "amend-server", "--example", "floor", "--locked"]);
    run("floor", "builds the program that Amend is measured beside", &mut floor)?;
    let mut bench = cargo(&["bench", "--package", "amend-tests", "--locked"]);
    bench.env("AMEND_BIN", &built.amend).env("AMEND_FLOOR", target().join("release/examples/floor"));
    match filter {
        Some(name) => bench.args(["--bench", name]),
        None => bench.arg("--benches"),
    };
    run_shown("benches", "runs the programs in tests/benches", &mut bench)
}
