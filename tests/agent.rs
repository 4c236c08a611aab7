//! `amend agent` as a company runs it beside its directory: a settings file of its own, and a process that the server knows no address of.

use crate::amend::{Source, program, quoted, write};
use crate::client::Client;
use crate::failure::{Failure, Outcome};
use crate::process::Process;
use crate::programs::{run, run_any};
use crate::scratch::Scratch;
use serde_json::{Value, json};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

/// An agent in a folder; its process runs between [`Agent::start`] and [`Agent::stop`].
#[derive(Debug)]
pub struct Agent {
    process: Option<Process>,
    program: PathBuf,
    // Last, so that the folder is removed after the process has stopped.
    scratch: Scratch,
}

/// What an agent's file says beside where the directory is.
#[derive(Debug, Clone, Default)]
pub struct Allowed {
    /// Attributes that may be sent.
    pub attributes: Vec<String>,
    /// More TOML for `[directory]`.
    pub directory: String,
    /// More TOML tables.
    pub tables: String,
}

impl Agent {
    /// Beside the directory of `source`, calling `server`.
    pub fn prepare(server: &str, source: &Source, allowed: &Allowed) -> Outcome<Self> {
        let scratch = Scratch::new("agent")?;
        let agent = Agent { process: None, program: program()?, scratch };
        agent.configure(server, source, allowed)?;
        Ok(agent)
    }

    /// Writes its settings anew; the next start uses them.
    pub fn configure(&self, server: &str, source: &Source, allowed: &Allowed) -> Outcome<()> {
        let password_file = self.dir().join("bind.password");
        write(&password_file, &source.bind_password)?;
        let mut text = String::new();
        let mut put = |name: &str, value: &str| text += &format!("{name} = {}\n", quoted(value));
        put("server", server);
        put("state_dir", &self.dir().join("state").display().to_string());
        text += "\n[directory]\n";
        let mut put = |name: &str, value: &str| text += &format!("{name} = {}\n", quoted(value));
        put("url", &source.url);
        if let Some(file) = &source.ca_file {
            put("ca_file", &file.display().to_string());
        }
        put("bind_dn", &source.bind_dn);
        put("bind_password_file", &password_file.display().to_string());
        put("base", &source.base);
        text += &format!("start_tls = {}\n{}\n", source.start_tls, allowed.directory);
        text += &format!("\n[allow]\nattributes = {}\n", json!(allowed.attributes));
        text += &allowed.tables;
        write(&self.config_path(), &text)
    }

    /// Invites it by a source's page, and has it enrol with the code.
    pub fn enrol(&self, root: &Client, source: i64, name: &str) -> Outcome<()> {
        let path = format!("/api/v1/sources/{source}/agents");
        let invited = root.send("POST", &path, &[], Some(&json!({ "name": name })))?;
        let code = invited.json["code"].as_str().ok_or_else(|| Failure::new(invited.text()))?.to_owned();
        self.cli(&["enrol", &code]).map(drop)
    }

    /// Starts it.
    pub fn start(&mut self) -> Outcome<()> {
        self.stop();
        let mut command = self.command(&[]);
        self.process = Some(Process::start("amend agent", &mut command, &self.dir().join("agent.log"))?);
        Ok(())
    }

    /// Waits until the server lists the agent of this name as it is to be.
    pub fn wait_for(
        &mut self,
        root: &Client,
        source: i64,
        name: &str,
        is_so: impl Fn(&Value) -> bool,
    ) -> Outcome<Value> {
        let path = format!("/api/v1/sources/{source}/agents");
        let process = self.process.as_mut().ok_or_else(|| Failure::new("it was not started"))?;
        process.wait_until(Duration::from_secs(60), || {
            let list = root.send("GET", &path, &[], None).ok()?.json;
            list.as_array()?.iter().find(|one| one["name"] == name && is_so(one)).cloned()
        })
    }

    /// Ends it as a service manager does.
    pub fn stop(&mut self) {
        if let Some(mut process) = self.process.take() {
            process.stop();
        }
    }

    /// Kills it at once.
    pub fn kill9(&mut self) {
        if let Some(mut process) = self.process.take() {
            process.kill9();
        }
    }

    /// Sends its process a signal, by name.
    pub fn signal(&self, name: &str) {
        if let Some(process) = &self.process {
            process.signal(name);
        }
    }

    /// Waits until it ends by itself; its exit code.
    pub fn ended(&mut self) -> Outcome<Option<i32>> {
        let process = self.process.as_mut().ok_or_else(|| Failure::new("it was not started"))?;
        let since = Instant::now();
        while since.elapsed() < Duration::from_secs(60) {
            if let Some(status) = process.ended() {
                return Ok(status.code());
            }
            std::thread::sleep(Duration::from_millis(20));
        }
        Err(Failure::new(format!("the agent goes on\n{}", process.log_tail())))
    }

    /// Runs `amend agent ARGUMENTS` and returns its standard output; fails when the program does.
    pub fn cli(&self, arguments: &[&str]) -> Outcome<String> {
        run(&mut self.command(arguments), "")
    }

    /// Like [`Agent::cli`], for runs that are expected to fail: exit code, standard output, standard error.
    pub fn try_cli(&self, arguments: &[&str]) -> Outcome<(Option<i32>, String, String)> {
        run_any(&mut self.command(arguments), "")
    }

    /// Everything that it has written to its log.
    pub fn log(&self) -> String {
        String::from_utf8_lossy(&std::fs::read(self.dir().join("agent.log")).unwrap_or_default()).into_owned()
    }

    /// The folder with its settings, its key and its log.
    pub fn dir(&self) -> &Path {
        self.scratch.path()
    }

    /// Its settings file.
    pub fn config_path(&self) -> PathBuf {
        self.dir().join("agent.toml")
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(&self.program);
        command.arg("agent").args(arguments).arg("--config").arg(self.config_path()).current_dir(self.dir());
        for (name, _) in std::env::vars_os().filter(|(name, _)| name.to_string_lossy().starts_with("AMEND_")) {
            command.env_remove(name);
        }
        command
    }
}

impl Drop for Agent {
    fn drop(&mut self) {
        if std::thread::panicking()
            && let Some(process) = &self.process
        {
            eprintln!("{}", process.log_tail());
        }
    }
}
