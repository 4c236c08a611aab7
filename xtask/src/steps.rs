//! Telling the person at the terminal what happens and why, and keeping in touch during long steps.

use amend_tests::failure::{Failure, Outcome};
use amend_tests::process::Process;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// How often a long step shows that it is alive.
const HEARTBEAT: Duration = Duration::from_secs(10);

/// The root of the checkout.
pub(crate) fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().nth(1).unwrap_or(Path::new(".")).to_owned()
}

/// Where everything built or kept by xtask goes.
pub(crate) fn target() -> PathBuf {
    match std::env::var_os("CARGO_TARGET_DIR") {
        Some(folder) => root().join(folder),
        None => root().join("target"),
    }
}

/// One line to the person at the terminal.
pub(crate) fn say(text: impl std::fmt::Display) {
    println!("==> {text}");
}

/// A `cargo` command in the checkout. What the outer `cargo run` has set for this program is not handed on: build scripts look at it, and
/// would compile their crates anew each time that somebody calls cargo by hand in between.
pub(crate) fn cargo(arguments: &[&str]) -> Command {
    let mut command = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.args(arguments).current_dir(root());
    for (name, _) in std::env::vars_os() {
        let text = name.to_string_lossy();
        if text.starts_with("CARGO_PKG_") || text.starts_with("CARGO_MANIFEST_") {
            command.env_remove(&name);
        }
    }
    command
}

/// Runs a step with its output in a log file; says why it runs, that it goes on, and how long it took.
///
/// # Errors
/// With the end of the log when the program fails.
pub(crate) fn run(name: &str, why: &str, command: &mut Command) -> Outcome<()> {
    say(format!("{name}: {why}"));
    let folder = target().join("xtask-logs");
    std::fs::create_dir_all(&folder).map_err(Failure::doing(format!("making {}", folder.display())))?;
    let log = folder.join(format!("{}.log", name.replace(|c: char| !c.is_ascii_alphanumeric(), "-")));
    std::fs::write(&log, "").map_err(Failure::doing(format!("writing {}", log.display())))?;
    let started = Instant::now();
    let mut process = Process::start(name, command, &log)?;
    let mut told = Instant::now();
    let status = loop {
        if let Some(status) = process.ended() {
            break status;
        }
        if told.elapsed() >= HEARTBEAT {
            println!("    {name}: {} s{}", started.elapsed().as_secs(), last_line(&log));
            told = Instant::now();
        }
        std::thread::sleep(Duration::from_millis(50));
    };
    if status.success() {
        println!("    {name}: done in {:.1} s", started.elapsed().as_secs_f32());
        return Ok(());
    }
    Err(Failure::new(format!("{name} failed ({status})\n{}", process.log_tail())))
}

/// Runs a step whose output is for the person at the terminal.
pub(crate) fn run_shown(name: &str, why: &str, command: &mut Command) -> Outcome<()> {
    say(format!("{name}: {why}"));
    let status = command.stdin(Stdio::null()).status().map_err(Failure::doing(format!("starting {name}")))?;
    if status.success() { Ok(()) } else { Err(Failure::new(format!("{name} failed ({status})"))) }
}

fn last_line(log: &Path) -> String {
    let text = std::fs::read(log).unwrap_or_default();
    let text = String::from_utf8_lossy(&text).into_owned();
    let line: String =
        text.lines().rfind(|line| !line.trim().is_empty()).unwrap_or_default().chars().take(90).collect();
    if line.is_empty() { String::new() } else { format!(", {}", line.trim()) }
}
