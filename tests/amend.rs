//! The built `amend` as an installation runs it: a configuration file, `amend serve`, and the command line beside it.

use crate::client::Client;
use crate::failure::{Failure, Outcome};
use crate::people::active_directory::people_base;
use crate::process::{Process, end_left_over};
use crate::programs::{run, run_any};
use crate::samba::Samba;
use crate::scratch::Scratch;
use crate::slapd::Slapd;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

/// The local administrator of every installation of the rig.
pub const ADMINISTRATOR: &str = "local-admin";
/// The local administrator's password.
pub const ADMINISTRATOR_PASSWORD: &str = "only-for-trying-Amend-1";

/// What an installation is made of.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// The address of a PostgreSQL database; SQLite in the installation's folder when absent.
    pub database: Option<String>,
    /// The directories to read.
    pub sources: Vec<Source>,
    /// More TOML for the head of the configuration file, such as short leases.
    pub settings: String,
    /// More TOML tables, for the end of the configuration file.
    pub tables: String,
    /// Environment variables for every run of the program.
    pub environment: Vec<(String, String)>,
    /// The port to listen on; any free one when absent.
    pub port: Option<u16>,
    /// The address that browsers use, where something stands in front of the server.
    pub public_url: Option<String>,
    /// A folder with the built widget, in place of the one inside the program; `AMEND_WIDGET_DIR` when absent.
    pub widget_dir: Option<PathBuf>,
    /// The program; when absent the one in `AMEND_BIN`, or the one built beside the caller.
    pub program: Option<PathBuf>,
}

/// A `[[source]]` of the configuration file.
#[derive(Debug, Clone)]
pub struct Source {
    /// Its key.
    pub name: String,
    /// `ldaps://…` or `ldap://…`.
    pub url: String,
    /// Whether to ask for TLS on an `ldap://` connection.
    pub start_tls: bool,
    /// The authority to trust, PEM; the system's when absent.
    pub ca_file: Option<PathBuf>,
    /// The account to bind with.
    pub bind_dn: String,
    /// Its password; it is handed over in a file.
    pub bind_password: String,
    /// Where the people are.
    pub base: String,
    /// More TOML for this source, such as a mapping.
    pub settings: String,
}

impl Source {
    /// The people of a [`Slapd`] over LDAPS, with the key `corp`.
    pub fn of(slapd: &Slapd) -> Self {
        Source {
            name: "corp".to_owned(),
            url: slapd.ldaps_url.clone(),
            start_tls: false,
            ca_file: Some(slapd.ca_pem_path.clone()),
            bind_dn: slapd.sync_dn.clone(),
            bind_password: slapd.sync_password.clone(),
            base: format!("ou=people,{}", slapd.base),
            settings: String::new(),
        }
    }

    /// The people of an Active Directory over LDAPS, with the key `corp` and what README.md says to set for one.
    pub fn of_active_directory(samba: &Samba) -> Self {
        Source {
            name: "corp".to_owned(),
            url: samba.ldaps_url.clone(),
            start_tls: false,
            ca_file: Some(samba.ca_pem_path.clone()),
            bind_dn: samba.sync_dn.clone(),
            bind_password: samba.sync_password.clone(),
            base: people_base(),
            settings: "filter = \"(&(objectCategory=person)(objectClass=user))\"\nid_attribute = \"objectGUID\"\n\
                       username_attribute = \"sAMAccountName\"\ndisabled_attribute = \"userAccountControl\"\n"
                .to_owned(),
        }
    }
}

/// An installation in a folder; its server runs between [`Amend::serve`] and [`Amend::stop`].
#[derive(Debug)]
pub struct Amend {
    process: Option<Process>,
    program: PathBuf,
    dir: PathBuf,
    options: Options,
    // Last, so that the folder is removed after the server has stopped.
    scratch: Option<Scratch>,
}

impl Amend {
    /// Writes the configuration file into `dir`, without starting the server.
    pub fn prepare(dir: &Path, options: Options) -> Outcome<Self> {
        std::fs::create_dir_all(dir).map_err(Failure::doing(format!("making {}", dir.display())))?;
        let program = options.program.clone().map_or_else(program, Ok)?;
        let amend = Amend { process: None, program, dir: dir.to_owned(), options, scratch: None };
        amend.write_config()?;
        Ok(amend)
    }

    /// Like [`Amend::prepare`], in a folder of its own that goes away with the installation.
    pub fn prepare_in_scratch(options: Options) -> Outcome<Self> {
        let scratch = Scratch::new("installation")?;
        let mut amend = Self::prepare(scratch.path(), options)?;
        amend.scratch = Some(scratch);
        Ok(amend)
    }

    /// An installation in a folder of its own, ready to be used.
    pub fn start(options: Options) -> Outcome<Self> {
        let mut amend = Self::prepare_in_scratch(options)?;
        amend.serve()?;
        Ok(amend)
    }

    /// An installation in a folder of its own, ready to be used, and its local administrator, signed in.
    pub fn start_with_administrator(options: Options) -> Outcome<(Self, Client)> {
        let mut amend = Self::prepare_in_scratch(options)?;
        amend.create_administrator()?;
        amend.serve()?;
        let administrator = amend.administrator()?;
        Ok((amend, administrator))
    }

    /// Makes the local administrator with `amend admin create`.
    pub fn create_administrator(&self) -> Outcome<()> {
        self.cli(&["admin", "create", ADMINISTRATOR], ADMINISTRATOR_PASSWORD).map(drop)
    }

    /// The local administrator, signed in.
    pub fn administrator(&self) -> Outcome<Client> {
        let client = self.client();
        let answer = client.try_sign_in(ADMINISTRATOR, ADMINISTRATOR_PASSWORD)?;
        match answer.status {
            200..=299 => Ok(client),
            status => {
                Err(Failure::new(format!("the local administrator cannot sign in ({status}): {}", answer.text())))
            }
        }
    }

    /// Starts the server and waits until `/readyz` answers 200, or, with TLS of its own, until it listens. A later start listens on the same port.
    pub fn serve(&mut self) -> Outcome<()> {
        self.stop();
        let pid_file = self.dir.join("amend.pid");
        end_left_over(&pid_file, &self.config_path());
        let log = self.dir.join("amend.log");
        let mut attempts = 0;
        let (process, (scheme, port)) = loop {
            let already = std::fs::metadata(&log).map_or(0, |found| found.len() as usize);
            let mut command = self.command(&["serve"]);
            let mut process = Process::start("amend serve", &mut command, &log)?;
            write(&pid_file, &process.id().to_string())?;
            attempts += 1;
            match process.wait_until(Duration::from_secs(60), || listening_at(&log, already)) {
                Ok(listening) => break (process, listening),
                // Between two starts, somebody else's call may go out from this port; it is over in a moment.
                Err(_)
                    if attempts < 40
                        && self.log().get(already..).is_some_and(|said| said.contains("Address already in use")) =>
                {
                    std::thread::sleep(Duration::from_millis(250));
                }
                Err(failure) => return Err(failure),
            }
        };
        if self.options.port != Some(port) {
            self.options.port = Some(port);
            self.write_config()?;
        }
        self.process = Some(process);
        if scheme == "https" {
            // It listens before it says so, and whoever asks trusts whom they like.
            return Ok(());
        }
        let client = Client::new(&format!("http://127.0.0.1:{port}"));
        let process = self.process.as_mut().ok_or_else(|| Failure::new("it was just started"))?;
        process.wait_until(Duration::from_secs(60), || {
            client.send("GET", "/readyz", &[], None).ok().filter(|answer| answer.status == 200)
        })?;
        Ok(())
    }

    /// `http://127.0.0.1:PORT`, once it has been served.
    pub fn url(&self) -> String {
        format!("http://127.0.0.1:{}", self.options.port.unwrap_or(0))
    }

    /// A new visitor without a session.
    pub fn client(&self) -> Client {
        let client = Client::new(&self.url());
        match &self.options.public_url {
            Some(origin) => client.from_origin(origin),
            None => client,
        }
    }

    /// The folder with the configuration file, the database and the log.
    pub fn dir(&self) -> &Path {
        &self.dir
    }

    /// The configuration file.
    pub fn config_path(&self) -> PathBuf {
        self.dir.join("amend.toml")
    }

    /// Everything that the server has written to its log.
    pub fn log(&self) -> String {
        String::from_utf8_lossy(&std::fs::read(self.dir.join("amend.log")).unwrap_or_default()).into_owned()
    }

    /// Changes what the installation is made of; the next [`Amend::serve`] or [`Amend::restart`] uses it.
    pub fn reconfigure(&mut self, change: impl FnOnce(&mut Options)) -> Outcome<()> {
        change(&mut self.options);
        self.write_config()
    }

    /// Ends the server as a service manager does.
    pub fn stop(&mut self) {
        if let Some(mut process) = self.process.take() {
            process.stop();
        }
    }

    /// Kills the server at once, as a power cut would.
    pub fn kill9(&mut self) {
        if let Some(mut process) = self.process.take() {
            process.kill9();
        }
    }

    /// Ends the server if it runs, and starts it again on the same port.
    pub fn restart(&mut self) -> Outcome<()> {
        self.serve()
    }

    /// The server's process, while it runs.
    pub fn process(&mut self) -> Option<&mut Process> {
        self.process.as_mut()
    }

    /// The program itself.
    pub fn program(&self) -> &Path {
        &self.program
    }

    /// Runs `amend ARGUMENTS --config FILE` and returns its standard output; fails when the program does.
    pub fn cli(&self, arguments: &[&str], input: &str) -> Outcome<String> {
        run(&mut self.command(arguments), input)
    }

    /// Like [`Amend::cli`], for runs that are expected to fail: exit code, standard output, standard error.
    pub fn try_cli(&self, arguments: &[&str], input: &str) -> Outcome<(Option<i32>, String, String)> {
        run_any(&mut self.command(arguments), input)
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(&self.program);
        command.args(arguments).arg("--config").arg(self.config_path()).current_dir(&self.dir);
        // What is meant for the rig (`AMEND_BIN` …) shall not be taken for a setting.
        for (name, _) in std::env::vars_os().filter(|(name, _)| name.to_string_lossy().starts_with("AMEND_")) {
            command.env_remove(name);
        }
        command.envs(self.options.environment.iter().map(|(name, value)| (name, value)));
        command
    }

    fn write_config(&self) -> Outcome<()> {
        let mut text = format!("{}\n", self.options.settings);
        let mut put = |name: &str, value: &str| text += &format!("{name} = {}\n", quoted(value));
        put("listen", &format!("127.0.0.1:{}", self.options.port.unwrap_or(0)));
        if let Some(url) = &self.options.public_url {
            put("public_url", url);
        }
        match &self.options.database {
            Some(url) => put("database", url),
            None => put("database", &format!("sqlite://{}", self.dir.join("amend.db").display())),
        }
        if let Some(folder) =
            self.options.widget_dir.clone().or_else(|| std::env::var_os("AMEND_WIDGET_DIR").map(PathBuf::from))
        {
            put("widget_dir", &folder.display().to_string());
        }
        for source in &self.options.sources {
            let password_file = self.dir.join(format!("{}.password", source.name));
            write(&password_file, &source.bind_password)?;
            text += "\n[[source]]\n";
            let mut put = |name: &str, value: &str| text += &format!("{name} = {}\n", quoted(value));
            put("name", &source.name);
            put("url", &source.url);
            if let Some(file) = &source.ca_file {
                put("ca_file", &file.display().to_string());
            }
            put("bind_dn", &source.bind_dn);
            put("bind_password_file", &password_file.display().to_string());
            put("base", &source.base);
            text += &format!("start_tls = {}\n{}\n", source.start_tls, source.settings);
        }
        text += &self.options.tables;
        write(&self.config_path(), &text)
    }
}

impl Drop for Amend {
    fn drop(&mut self) {
        if std::thread::panicking()
            && let Some(process) = &self.process
        {
            eprintln!("{}", process.log_tail());
        }
    }
}

/// The program under test: `AMEND_BIN`, or the one built beside the caller.
pub(crate) fn program() -> Outcome<PathBuf> {
    if let Some(path) = std::env::var_os("AMEND_BIN") {
        return Ok(path.into());
    }
    let own = std::env::current_exe().map_err(Failure::doing("asking for the own path"))?;
    own.ancestors().map(|folder| folder.join("amend")).find(|candidate| candidate.is_file()).ok_or_else(|| {
        Failure::new("the program `amend` is not built: run `cargo build -p amend-server`, or name it in AMEND_BIN")
    })
}

/// Scheme and port in the line `listening on http://ADDRESS:PORT`, looked for after the first `already` bytes of the log.
fn listening_at(log: &Path, already: usize) -> Option<(String, u16)> {
    let text = std::fs::read(log).ok()?;
    let text = String::from_utf8_lossy(text.get(already..)?).into_owned();
    let (scheme, rest) = text.split_once("listening on ")?.1.split_once("://")?;
    // The line may still be on its way: only a whole one is read.
    let (address, _) = rest.split_once('\n')?;
    let digits = address.split_once(':')?.1;
    let port = digits.chars().take_while(char::is_ascii_digit).collect::<String>().parse().ok()?;
    Some((scheme.to_owned(), port))
}

/// A TOML basic string; JSON's escapes are among TOML's.
pub(crate) fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

/// Writes a file that only its owner may read.
pub(crate) fn write(path: &Path, text: &str) -> Outcome<()> {
    use std::io::Write as _;
    use std::os::unix::fs::OpenOptionsExt as _;
    std::fs::File::options()
        .write(true)
        .create(true)
        .truncate(true)
        .mode(0o600)
        .open(path)
        .and_then(|mut file| file.write_all(text.as_bytes()))
        .map_err(Failure::doing(format!("writing {}", path.display())))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_port_is_read_from_a_whole_line_of_this_start() {
        let scratch = Scratch::new("log").unwrap();
        let log = scratch.path().join("amend.log");
        let old = "INFO listening on http://127.0.0.1:1111\n";
        std::fs::write(&log, format!("{old}INFO listening on http://127.0.0.1:22")).unwrap();
        assert_eq!(listening_at(&log, old.len()), None);
        std::fs::write(&log, format!("{old}INFO listening on http://127.0.0.1:2222\n")).unwrap();
        assert_eq!(listening_at(&log, old.len()), Some(("http".to_owned(), 2222)));
    }
}
