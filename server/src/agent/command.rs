//! What `amend agent` can be told on the command line.

use std::{path::Path, process::ExitCode};

use clap::Subcommand;

use super::{client::Trouble, enrol, server_settings::ServerSettings};

/// The exit code for settings that cannot be used.
const WRONG_SETTINGS: u8 = 2;

/// What an agent is to do.
#[derive(Subcommand)]
pub(crate) enum Act {
    /// Become the agent that a code was made for in the portal.
    Enrol {
        /// The code, as the portal shows it.
        code: String,
        /// Become another agent than this is now, or the same one anew after it was revoked.
        #[arg(long)]
        again: bool,
    },
    /// Make another key, in the place of the one before.
    Rotate,
}

/// Does it.
pub(crate) fn run(file: &Path, act: &Act) -> ExitCode {
    let settings = match ServerSettings::load(file) {
        Ok(settings) => settings,
        Err(wrong) => {
            eprintln!("amend: {wrong}");
            return ExitCode::from(WRONG_SETTINGS);
        }
    };
    let done: Result<String, Trouble> = match act {
        Act::Enrol { code, again } => enrol::enrol(&settings, code, *again),
        Act::Rotate => enrol::rotate(&settings),
    };
    match done {
        Ok(told) => {
            println!("{told}");
            ExitCode::SUCCESS
        }
        Err(trouble) => {
            eprintln!("amend: {trouble}");
            ExitCode::FAILURE
        }
    }
}
