//! A real mail server on loopback (smtp-server, driven by `tests/browser/mail_server.mjs`), which keeps what it is sent.

use crate::browser::node;
use crate::certificates::{self, Certificates};
use crate::failure::{Failure, Outcome};
use crate::process::{Process, free_port};
use crate::scratch::Scratch;
use serde_json::{Value, json};
use std::path::PathBuf;
use std::time::Duration;

/// The account that may send, where one is needed.
pub const USER: &str = "amend";
/// Its password.
pub const PASSWORD: &str = "canary-mail-7e02";

/// How the connection is protected.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Security {
    /// TLS from the first byte.
    Tls,
    /// STARTTLS is offered.
    StartTls,
    /// Nothing is offered.
    Plain,
}

/// A message as it was received.
#[derive(Debug, Clone)]
pub struct Message {
    /// The sender of the envelope.
    pub from: String,
    /// The recipients of the envelope.
    pub to: Vec<String>,
    /// Whether it came over TLS.
    pub secure: bool,
    /// Who had signed in.
    pub user: Option<String>,
    /// All of it, as it came over the wire.
    pub raw: String,
    /// Its text, decoded.
    pub text: String,
}

impl Message {
    /// Every line of its head that begins with this name, continued lines joined.
    pub fn headers(&self, name: &str) -> Vec<String> {
        let head = self.raw.split("\r\n\r\n").next().unwrap_or_default().replace("\r\n ", " ");
        let start = format!("{}:", name.to_lowercase());
        let of_that_name = |line: &&str| line.to_lowercase().starts_with(&start);
        head.split("\r\n")
            .filter(of_that_name)
            .filter_map(|line| line.split_once(':').map(|(_, value)| value.trim().to_owned()))
            .collect()
    }

    /// The one header of this name.
    pub fn header(&self, name: &str) -> String {
        self.headers(name).into_iter().next().unwrap_or_default()
    }
}

/// The running server. Dropping it ends it.
#[derive(Debug)]
pub struct MailServer {
    process: Option<Process>,
    port: u16,
    security: Security,
    /// Whether somebody has to sign in.
    signs_in: bool,
    certificates: Certificates,
    // Last, so that the folder is removed after the server has stopped.
    scratch: Scratch,
}

impl MailServer {
    /// One that lets nobody send who has not signed in.
    pub fn start(security: Security) -> Outcome<Self> {
        Self::start_with(security, true)
    }

    /// One that lets anybody send, or nobody who has not signed in.
    pub fn start_with(security: Security, signs_in: bool) -> Outcome<Self> {
        let scratch = Scratch::new("mail")?;
        let certificates = certificates::make(&scratch.path().join("tls"))?;
        let mut server = MailServer { process: None, port: free_port()?, security, signs_in, certificates, scratch };
        server.restart()?;
        Ok(server)
    }

    /// The line of Amend's settings that leads here; the password comes with [`MailServer::environment`].
    pub fn settings(&self) -> String {
        let scheme = match self.security {
            Security::Tls => "smtps",
            Security::StartTls => "smtp",
            Security::Plain => "smtp+plain",
        };
        let account = if self.signs_in { format!(", username = {USER:?}") } else { String::new() };
        format!(
            "mail = {{ server = \"{scheme}://localhost:{}\", ca_file = {:?}, from = \"Amend <amend@example.test>\"{account} }}\n",
            self.port, self.certificates.ca
        )
    }

    /// The password, as Amend is given it.
    pub fn environment(&self) -> Vec<(String, String)> {
        vec![("AMEND_MAIL_PASSWORD".to_owned(), PASSWORD.to_owned())]
    }

    /// Ends it if it runs, and starts it again on the same port.
    pub fn restart(&mut self) -> Outcome<()> {
        self.stop();
        let log = self.scratch.path().join("log");
        let already = std::fs::read_to_string(&log).unwrap_or_default().len();
        let security = match self.security {
            Security::Tls => "tls",
            Security::StartTls => "starttls",
            Security::Plain => "none",
        };
        let mut node = node("mail_server.mjs")?;
        node.env("MAIL_FOLDER", self.inbox()?)
            .env("MAIL_PORT", self.port.to_string())
            .env("MAIL_KEY", &self.certificates.key)
            .env("MAIL_CERTIFICATE", &self.certificates.server)
            .env("MAIL_SECURITY", security);
        if self.signs_in {
            node.env("MAIL_USER", USER).env("MAIL_PASSWORD", PASSWORD);
        }
        let mut process = Process::start("mail server", &mut node, &log)?;
        process.wait_until(Duration::from_secs(20), || {
            let text = std::fs::read_to_string(&log).ok()?;
            text.get(already..)?.contains("ready").then_some(())
        })?;
        self.process = Some(process);
        Ok(())
    }

    /// Ends it: nobody answers any more.
    pub fn stop(&mut self) {
        if let Some(mut process) = self.process.take() {
            process.kill9();
        }
    }

    /// Accepts everything from now on.
    pub fn accept(&self) -> Outcome<()> {
        self.behave(&json!({}))
    }

    /// Refuses these addresses for good (550).
    pub fn refuse(&self, addresses: &[&str]) -> Outcome<()> {
        self.behave(&json!({ "refuse": addresses }))
    }

    /// Takes nothing for now (451).
    pub fn be_busy(&self) -> Outcome<()> {
        self.behave(&json!({ "busy": true }))
    }

    /// Takes messages and never says so.
    pub fn hang(&self) -> Outcome<()> {
        self.behave(&json!({ "hang": true }))
    }

    /// Takes so long over each message.
    pub fn be_slow(&self, milliseconds: u32) -> Outcome<()> {
        self.behave(&json!({ "slow": milliseconds }))
    }

    fn behave(&self, manner: &Value) -> Outcome<()> {
        let file = self.inbox()?.join("manner");
        let part = file.with_extension("part");
        std::fs::write(&part, manner.to_string())
            .and_then(|()| std::fs::rename(&part, &file))
            .map_err(Failure::doing("telling the mail server how to behave"))
    }

    /// Everything that it has been sent, in order.
    pub fn received(&self) -> Outcome<Vec<Message>> {
        let folder = self.inbox()?;
        let listed = std::fs::read_dir(&folder).map_err(Failure::doing("looking into the inbox"))?;
        let mut files: Vec<(std::time::SystemTime, PathBuf)> = listed
            .flatten()
            .filter(|file| file.path().extension().is_some_and(|extension| extension == "json"))
            .filter_map(|file| Some((file.metadata().ok()?.modified().ok()?, file.path())))
            .collect();
        files.sort();
        files.iter().map(|(_, file)| read(file)).collect()
    }

    fn inbox(&self) -> Outcome<PathBuf> {
        let folder = self.scratch.path().join("inbox");
        std::fs::create_dir_all(&folder).map_err(Failure::doing("making the inbox"))?;
        Ok(folder)
    }
}

fn read(file: &PathBuf) -> Outcome<Message> {
    let text = std::fs::read_to_string(file).map_err(Failure::doing(format!("reading {}", file.display())))?;
    let value: Value = serde_json::from_str(&text).map_err(|error| Failure::new(error.to_string()))?;
    let word = |name: &str| value[name].as_str().unwrap_or_default().to_owned();
    let to = value["to"].as_array().into_iter().flatten().filter_map(Value::as_str).map(str::to_owned).collect();
    Ok(Message {
        from: word("from"),
        to,
        secure: value["secure"] == true,
        user: value["user"].as_str().map(str::to_owned),
        raw: word("raw"),
        text: word("text"),
    })
}
