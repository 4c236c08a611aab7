//! What `amend agent` can be told on the command line.

use std::{path::Path, process::ExitCode};

use clap::Subcommand;

use super::{
    check,
    client::{Server, Trouble},
    dry_run, enrol,
    identity::Folder,
    server_settings::ServerSettings,
    settings::Settings,
    signed::Signed,
    work,
};
use crate::config::LogFormat;

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
    /// Look at the settings, the directory, the server and the clock, and say what to do.
    Check,
}

/// The command line after `amend agent`.
#[derive(clap::Args)]
pub(crate) struct AgentLine {
    /// Print what would be sent of the directory, and send nothing.
    #[arg(long)]
    dry_run: bool,
    #[command(subcommand)]
    act: Option<Act>,
}

/// Does it; without an act it works until it is stopped.
pub(crate) fn run(file: &Path, line: &AgentLine, log: fn(LogFormat)) -> ExitCode {
    let done = match &line.act {
        Some(Act::Enrol { code, again }) => {
            reached(file).map(|(server, settings)| ended(enrol::enrol(&server, &settings, code, *again)))
        }
        Some(Act::Rotate) => reached(file).map(|(server, settings)| ended(enrol::rotate(server, &settings))),
        Some(Act::Check) => Settings::load(file).map(|settings| check::check(&settings)),
        None if line.dry_run => Settings::load(file).map(|settings| dry_run::dry_run(&settings)),
        None => Settings::load(file).and_then(|settings| {
            log(settings.log_format);
            let (server, folder) = (Server::new(&settings.server)?, Folder::new(settings.server.state_dir.clone()));
            let signed = Signed::new(server, folder).map_err(|trouble| trouble.to_string())?;
            Ok(work::work(settings, signed))
        }),
    };
    done.unwrap_or_else(|wrong| {
        eprintln!("amend: {wrong}");
        ExitCode::from(WRONG_SETTINGS)
    })
}

/// The way to the server by the agent's file.
fn reached(file: &Path) -> Result<(Server, ServerSettings), String> {
    let settings = ServerSettings::load(file)?;
    Ok((Server::new(&settings)?, settings))
}

fn ended(done: Result<String, Trouble>) -> ExitCode {
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
