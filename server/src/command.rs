//! The command line.

use std::{
    io::{BufRead as _, IsTerminal as _},
    path::PathBuf,
    process::ExitCode,
};

use clap::{Parser, Subcommand};
use domain::rights::Role;
use secrecy::SecretString;

use crate::{
    agent,
    app::{
        App,
        check::{self, Verdict},
        manifest::{AddIn, Kind},
    },
    clock,
    config::{Config, ConfigError, LogFormat},
    serve,
    store::Store,
};

/// Employees correct their own directory entry; administrators approve; the directory is given what was approved.
#[derive(Parser)]
#[command(name = "amend", version)]
struct Line {
    #[command(subcommand)]
    command: Command,
    /// The settings file; amend.toml if absent, agent.toml for an agent.
    #[arg(long, global = true, env = "AMEND_CONFIG")]
    config: Option<PathBuf>,
}

#[derive(Subcommand)]
enum Command {
    /// Serve the portal and the API.
    Serve,
    /// Bring the database's schema up to date and stop.
    Migrate,
    /// Look the installation over, part by part, and say what to do. Ends with 1 if something does not work.
    Check {
        /// A JSON list in place of lines.
        #[arg(long)]
        json: bool,
        /// Ask nobody over the network but the database.
        #[arg(long)]
        offline: bool,
    },
    /// The program beside a directory that no server can reach.
    Agent(agent::AgentLine),
    /// Local administrators and roles.
    #[command(subcommand)]
    Admin(Admin),
    /// Print the Outlook add-in's manifest.
    Manifest {
        /// Where the task pane is served, such as `https://addin.example.org`; the settings' if absent.
        #[arg(long)]
        origin: Option<String>,
        /// Where the portal is served, such as `https://amend.example.org`; the settings' if absent.
        #[arg(long)]
        portal: Option<String>,
        /// outlook, on-premises (for Exchange on-premises), json (the unified manifest) or json-fr (its translation).
        #[arg(long, value_parser = kind, default_value = Kind::default().as_str())]
        kind: Kind,
        /// The add-in's id, a GUID; the settings' or Amend's own if absent.
        #[arg(long)]
        id: Option<String>,
    },
}

#[derive(Subcommand)]
enum Admin {
    /// Make a local administrator, or give one a new password. The password is read from standard input.
    Create {
        /// The name to sign in with.
        name: String,
    },
    /// Grant a role to a synced person.
    Grant {
        /// The user name.
        username: String,
        /// service-desk, people-admin, directory-admin, export-operator, auditor or system-admin.
        #[arg(value_parser = role)]
        role: Role,
    },
    /// Take a role away.
    Revoke {
        /// The user name.
        username: String,
        /// The role.
        #[arg(value_parser = role)]
        role: Role,
    },
}

fn role(word: &str) -> Result<Role, String> {
    Role::parse(word).ok_or_else(|| {
        let known: Vec<&str> = Role::ALL.into_iter().map(Role::as_str).collect();
        format!("is one of {}", known.join(", "))
    })
}

fn kind(word: &str) -> Result<Kind, String> {
    Kind::parse(word).ok_or_else(|| format!("is one of {}", Kind::ALL.map(Kind::as_str).join(", ")))
}

/// Why the program ends with an error.
type Failure = Box<dyn std::error::Error>;

/// Reads the command line and does what it says.
pub(crate) fn run() -> ExitCode {
    let line = Line::parse();
    if let Command::Agent(agent) = &line.command {
        return agent::run(&line.config.unwrap_or_else(|| "agent.toml".into()), agent, log);
    }
    match attempt(line) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("amend: {error}");
            let mut cause = error.source();
            while let Some(inner) = cause {
                eprintln!("  because: {inner}");
                cause = inner.source();
            }
            ExitCode::FAILURE
        }
    }
}

fn attempt(line: Line) -> Result<(), Failure> {
    let file = line.config.unwrap_or_else(|| "amend.toml".into());
    if let Command::Manifest { origin, portal, kind, id } = line.command {
        let settings = match Config::load(&file) {
            Err(ConfigError::NoFile(_)) => None,
            other => Some(other?),
        };
        print!("{}", AddIn::new(origin, portal, id, settings.as_ref())?.manifest(kind));
        return Ok(());
    }
    let config = Config::load(&file)?;
    log(config.log_format);
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    runtime.block_on(async move {
        match line.command {
            Command::Serve => serve::serve(config).await,
            Command::Migrate => {
                Store::open(&config.database).await?.close().await;
                println!("the database's schema is up to date");
                Ok(())
            }
            Command::Check { json, offline } => check(config, json, offline).await,
            Command::Admin(admin) => administer(config, admin).await,
            Command::Manifest { .. } | Command::Agent(_) => Ok(()),
        }
    })
}

fn log(format: LogFormat) {
    let filter = tracing_subscriber::EnvFilter::try_from_env("AMEND_LOG")
        .unwrap_or_else(|_| tracing_subscriber::EnvFilter::new("info,sqlx=warn,ldap3=warn"));
    let lines = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        // Files and journals are read without colours.
        .with_ansi(std::io::stderr().is_terminal());
    match format {
        LogFormat::Text => lines.init(),
        LogFormat::Json => lines.json().init(),
    }
}

async fn check(config: Config, as_json: bool, is_offline: bool) -> Result<(), Failure> {
    let lines = check::check(config, is_offline).await?;
    if as_json {
        println!("{}", serde_json::to_string_pretty(&lines)?);
    } else {
        for check::Line { part, verdict, seen, remedy } in &lines {
            let remedy = remedy.as_ref().map(|remedy| format!(" -> {remedy}")).unwrap_or_default();
            println!("{:<4} {part}: {seen}{remedy}", verdict.as_str());
        }
    }
    let failed = lines.iter().filter(|line| line.verdict == Verdict::Fail).count();
    if failed == 0 { Ok(()) } else { Err(format!("{failed} of {} lines say fail", lines.len()).into()) }
}

async fn administer(config: Config, admin: Admin) -> Result<(), Failure> {
    let store = Store::open(&config.database).await?;
    let app = App::new(store, config)?;
    let now = clock::now();
    match admin {
        Admin::Create { name } => {
            app.create_local_admin(&name, password()?, now).await?;
            println!("{name} can sign in as a local system administrator");
        }
        Admin::Grant { username, role } => {
            app.set_role(&username, role, true, now).await?;
            println!("{username} is {} now", role.as_str());
        }
        Admin::Revoke { username, role } => {
            app.set_role(&username, role, false, now).await?;
            println!("{username} is {} no longer", role.as_str());
        }
    }
    app.store().close().await;
    Ok(())
}

/// The first line of standard input.
fn password() -> Result<SecretString, Failure> {
    let input = std::io::stdin();
    if input.is_terminal() {
        eprintln!("Password (at least 12 characters, it is shown as you type):");
    }
    let mut line = String::new();
    input.lock().read_line(&mut line)?;
    let password = line.trim_end_matches(['\r', '\n']);
    if password.is_empty() {
        return Err("no password came on standard input".into());
    }
    Ok(SecretString::from(password))
}
