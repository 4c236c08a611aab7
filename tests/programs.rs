//! Finding the programs that the rig drives, and running the short-lived ones. A missing program is told with its remedy.

use crate::failure::{Failure, Outcome};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// The full path of a program: looked for on `PATH` and then where Debian keeps servers.
pub fn find(name: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    std::env::split_paths(&path)
        .chain(["/usr/sbin", "/usr/local/sbin", "/sbin"].map(PathBuf::from))
        .map(|folder| folder.join(name))
        .find(|candidate| candidate.is_file())
}

/// The full path of a program, or a failure that names the remedy.
pub fn need(name: &str) -> Outcome<PathBuf> {
    find(name).ok_or_else(|| {
        Failure::new(format!(
            "the program `{name}` is not on this machine. `cargo xtask test` and `cargo xtask demo` install what is missing \
             when they run as root or may use sudo without a password."
        ))
    })
}

/// A PostgreSQL server program, which Debian keeps off `PATH`, in a folder per version; the newest version wins.
pub fn need_postgres(name: &str) -> Outcome<PathBuf> {
    let mut versions: Vec<(u32, PathBuf)> = std::fs::read_dir("/usr/lib/postgresql")
        .into_iter()
        .flatten()
        .flatten()
        .filter_map(|folder| Some((folder.file_name().to_str()?.parse().ok()?, folder.path().join("bin").join(name))))
        .filter(|(_, program)| program.is_file())
        .collect();
    versions.sort();
    match versions.pop() {
        Some((_, program)) => Ok(program),
        None => need(name),
    }
}

/// Runs a program to its end and returns what it wrote to standard output.
///
/// # Errors
/// When it cannot start or answers with a status other than 0; the words hold its standard error.
pub fn run(command: &mut Command, input: &str) -> Outcome<String> {
    let (status, output, errors) = run_any(command, input)?;
    if status == Some(0) {
        return Ok(output);
    }
    Err(Failure::new(format!("{} ended with {status:?}:\n{errors}{output}", name_of(command))))
}

/// Runs a program to its end, whatever its status: exit code, standard output, standard error.
pub fn run_any(command: &mut Command, input: &str) -> Outcome<(Option<i32>, String, String)> {
    let name = name_of(command);
    let mut child = command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .map_err(Failure::doing(format!("starting {name}")))?;
    let writer = child.stdin.take().map(|mut pipe| {
        let input = input.to_owned();
        // In a thread of its own: a program that answers while it reads would otherwise wait for us, and we for it.
        std::thread::spawn(move || drop(pipe.write_all(input.as_bytes())))
    });
    let output = child.wait_with_output().map_err(Failure::doing(format!("waiting for {name}")))?;
    if let Some(writer) = writer {
        // A program that ended without reading everything is judged by its status.
        drop(writer.join());
    }
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    Ok((output.status.code(), text(&output.stdout), text(&output.stderr)))
}

fn name_of(command: &Command) -> String {
    Path::new(command.get_program()).file_name().unwrap_or_default().to_string_lossy().into_owned()
}
