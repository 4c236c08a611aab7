//! Building the server and the widget, side by side: they share no lock, and two cores are better than one.

use crate::steps::{cargo, run, target};
use crate::widget::{self, Download};
use amend_tests::failure::{Failure, Outcome};
use std::path::PathBuf;

/// How the server is built.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Profile {
    /// Soon ready.
    Dev,
    /// As it is shipped.
    Release,
}

/// The built program and the widget's files.
#[derive(Debug)]
pub(crate) struct Built {
    pub(crate) amend: PathBuf,
    pub(crate) widget: [Download; 3],
}

/// Builds both.
pub(crate) fn all(profile: Profile) -> Outcome<Built> {
    let server = std::thread::spawn(move || server(profile));
    let widget = widget::build();
    let amend = server.join().map_err(|_| Failure::new("the server's build broke off"))?;
    Ok(Built { amend: amend?, widget: widget? })
}

fn server(profile: Profile) -> Outcome<PathBuf> {
    let (flags, folder): (&[&str], &str) = match profile {
        Profile::Dev => (&[], "debug"),
        Profile::Release => (&["--release"], "release"),
    };
    // Together with what the tests build later: the features of shared crates are the same then, and nothing is built twice.
    let mut command = cargo(&["build", "--workspace", "--exclude", "xtask", "--exclude", "amend-widget", "--locked"]);
    run("server", "builds the program `amend`", command.args(flags))?;
    Ok(target().join(folder).join("amend"))
}
