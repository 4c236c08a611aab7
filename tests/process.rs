//! Long-running children: started with their output in a file, watched while they come up, and ended with the story.

use crate::failure::{Failure, Outcome};
use std::fs::File;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// How long a server may take to end by itself before it is killed.
const PATIENCE: Duration = Duration::from_secs(10);

/// A running child process. Dropping it ends it.
#[derive(Debug)]
pub struct Process {
    name: String,
    child: Child,
    log: PathBuf,
}

impl Process {
    /// Starts a program with its standard output and error appended to `log`.
    pub fn start(name: &str, command: &mut Command, log: &Path) -> Outcome<Self> {
        let open = || File::options().create(true).append(true).open(log);
        let file = open().map_err(Failure::doing(format!("opening {}", log.display())))?;
        let same = file.try_clone().map_err(Failure::doing(format!("opening {}", log.display())))?;
        let child = command
            .stdin(Stdio::null())
            .stdout(file)
            .stderr(same)
            .spawn()
            .map_err(Failure::doing(format!("starting {name}")))?;
        Ok(Process { name: name.to_owned(), child, log: log.to_owned() })
    }

    /// Waits until `ready` answers with a value; fails when the process ends first or `limit` passes.
    pub fn wait_until<T>(&mut self, limit: Duration, mut ready: impl FnMut() -> Option<T>) -> Outcome<T> {
        let started = Instant::now();
        loop {
            if let Some(value) = ready() {
                return Ok(value);
            }
            if let Some(status) = self.ended() {
                return Err(Failure::new(format!(
                    "{} ended while starting ({status})\n{}",
                    self.name,
                    self.log_tail()
                )));
            }
            if started.elapsed() > limit {
                return Err(Failure::new(format!("{} was not ready after {limit:?}\n{}", self.name, self.log_tail())));
            }
            std::thread::sleep(Duration::from_millis(10));
        }
    }

    /// The process id.
    pub fn id(&self) -> u32 {
        self.child.id()
    }

    /// How it ended, or `None` while it runs.
    pub fn ended(&mut self) -> Option<std::process::ExitStatus> {
        self.child.try_wait().ok().flatten()
    }

    /// Sends a signal by name, such as `TERM` or `STOP`.
    pub fn signal(&self, signal: &str) {
        // The shell's own `kill`: the workspace forbids the unsafe code that a direct call would need.
        let command = format!("kill -{signal} {}", self.child.id());
        drop(Command::new("sh").args(["-c", &command]).stderr(Stdio::null()).status());
    }

    /// Asks it to end, and kills it when it does not within ten seconds.
    pub fn stop(&mut self) {
        if self.ended().is_some() {
            return;
        }
        self.signal("TERM");
        let started = Instant::now();
        while started.elapsed() < PATIENCE {
            if self.ended().is_some() {
                return;
            }
            std::thread::sleep(Duration::from_millis(10));
        }
        eprintln!("{} did not end within {PATIENCE:?} and is killed", self.name);
        self.kill9();
    }

    /// Kills it at once, as a power cut would, and waits until it is gone.
    pub fn kill9(&mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
    }

    /// The last lines of its log, under a heading.
    pub fn log_tail(&self) -> String {
        let text = std::fs::read(&self.log).unwrap_or_default();
        let text = String::from_utf8_lossy(&text);
        let lines: Vec<&str> = text.lines().collect();
        let tail = &lines[lines.len().saturating_sub(60)..];
        format!("--- {} of {}\n{}\n---", self.log.display(), self.name, tail.join("\n"))
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        self.stop();
    }
}

/// Ends a server that outlived the program that started it (which was killed), so that two of them never share a database.
/// It is taken for ours when `marker`, a path of ours, stands in its command line.
pub fn end_left_over(pid_file: &Path, marker: &Path) {
    let Ok(id) = std::fs::read_to_string(pid_file) else { return };
    let command_line = PathBuf::from("/proc").join(id.trim()).join("cmdline");
    let is_ours = || {
        let words = std::fs::read(&command_line).unwrap_or_default();
        String::from_utf8_lossy(&words).contains(&marker.display().to_string())
    };
    let started = Instant::now();
    while is_ours() && started.elapsed() < PATIENCE {
        drop(Command::new("sh").args(["-c", &format!("kill -TERM {}", id.trim())]).stderr(Stdio::null()).status());
        std::thread::sleep(Duration::from_millis(100));
    }
}

/// A TCP port on loopback that was free a moment ago.
pub fn free_port() -> Outcome<u16> {
    std::net::TcpListener::bind(("127.0.0.1", 0))
        .and_then(|listener| listener.local_addr())
        .map(|address| address.port())
        .map_err(Failure::doing("looking for a free port"))
}

/// The wished port when nobody listens there, else any free one.
pub fn port_near(wish: u16) -> Outcome<u16> {
    match std::net::TcpListener::bind(("127.0.0.1", wish)) {
        Ok(_) => Ok(wish),
        Err(_) => free_port(),
    }
}

/// Whether somebody accepts connections on a loopback port.
pub fn answers(port: u16) -> bool {
    std::net::TcpStream::connect(("127.0.0.1", port)).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scratch::Scratch;

    #[test]
    fn a_server_left_over_is_ended_and_a_stranger_is_not() {
        let scratch = Scratch::new("left-over").unwrap();
        let (pid, log) = (scratch.path().join("pid"), scratch.path().join("log"));
        let mut sleeper = Command::new("sh");
        sleeper.args(["-c", "while true; do sleep 0.1; done"]).arg(scratch.path());
        let mut process = Process::start("sleeper", &mut sleeper, &log).unwrap();
        std::fs::write(&pid, format!("{}\n", process.id())).unwrap();
        end_left_over(&pid, Path::new("/somewhere/else"));
        assert!(process.ended().is_none());
        // An ended child that nobody has waited for keeps its place in /proc, but no command line.
        end_left_over(&pid, scratch.path());
        process.wait_until(Duration::from_secs(5), || None::<()>).unwrap_err();
    }

    #[test]
    fn a_server_that_ends_while_starting_is_told_with_its_words() {
        let scratch = Scratch::new("ending").unwrap();
        let mut command = Command::new("sh");
        command.args(["-c", "echo no such schema; exit 3"]);
        let mut process = Process::start("broken", &mut command, &scratch.path().join("log")).unwrap();
        let error = process.wait_until(Duration::from_secs(5), || None::<()>).unwrap_err().to_string();
        assert!(error.contains("broken ended while starting") && error.contains("no such schema"), "{error}");
    }
}
