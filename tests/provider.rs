//! An identity provider: a certified OpenID provider in a process of its own, and the way of a browser through it.

use crate::browser::node;
use crate::client::{Client, Response};
use crate::failure::{Failure, Outcome};
use crate::process::{Process, answers, free_port};
use crate::scratch::Scratch;
use serde_json::{Value, json};
use std::time::Duration;

/// A running provider. Dropping it ends it.
#[derive(Debug)]
pub struct IdentityProvider {
    process: Option<Process>,
    port: u16,
    portal: String,
    scratch: Scratch,
}

impl IdentityProvider {
    /// A provider that knows the Amend at `portal` twice, as `works` and as `other`.
    pub fn start(portal: &str) -> Outcome<Self> {
        let (port, scratch) = (free_port()?, Scratch::new("provider")?);
        let mut provider = Self { process: None, port, portal: portal.to_owned(), scratch };
        provider.says(&json!({}))?;
        provider.serve()?;
        Ok(provider)
    }

    /// Starts it, or starts it again at the same address with new keys and nobody signed in.
    pub fn serve(&mut self) -> Outcome<()> {
        self.stop();
        let mut command = node("provider.mjs")?;
        command.env("PORT", self.port.to_string()).env("PORTAL", &self.portal).env("CONTROL", self.control());
        let mut process =
            Process::start("the identity provider", &mut command, &self.scratch.path().join("provider.log"))?;
        let port = self.port;
        process.wait_until(Duration::from_secs(60), || answers(port).then_some(()))?;
        self.process = Some(process);
        Ok(())
    }

    /// Ends it.
    pub fn stop(&mut self) {
        if let Some(mut process) = self.process.take() {
            process.stop();
        }
    }

    /// The issuer.
    pub fn url(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// What it says from now on: `groups` by name, and what is wrong with its tokens (`says`, `isForged`).
    pub fn says(&self, control: &Value) -> Outcome<()> {
        let written = self.control().with_extension("new");
        // Whole or not at all: it reads while we write.
        std::fs::write(&written, control.to_string())
            .and_then(|()| std::fs::rename(&written, self.control()))
            .map_err(Failure::doing("telling the provider what to say"))
    }

    /// The settings of Amend for it, under one of its two names, with more lines for this table.
    pub fn settings(&self, key: &str, more: &str) -> String {
        format!(
            "\n[[sign_in]]\nkey = \"{key}\"\nname = \"{key} account\"\nissuer = \"{}\"\nclient_id = \"amend-{key}\"\n\
             client_secret = \"the secret that Amend has\"\nscopes = [\"profile\", \"groups\"]\n\
             allow_plain_loopback = true\n{more}\n\
             [sign_in.link]\nclaim = \"preferred_username\"\nattribute = \"uid\"\n",
            self.url()
        )
    }

    fn control(&self) -> std::path::PathBuf {
        self.scratch.path().join("control.json")
    }
}

/// A browser that has been at Amend and at the provider.
#[derive(Debug)]
pub struct Visit {
    /// At Amend.
    pub amend: Client,
    works: Client,
    portal: String,
    provider: String,
}

impl Visit {
    /// A browser that has been nowhere yet.
    pub fn new(portal: &str, provider: &IdentityProvider) -> Self {
        let (portal, provider) = (portal.to_owned(), provider.url());
        Self { amend: Client::new(&portal), works: Client::new(&provider), portal, provider }
    }

    /// Goes through the provider as `name` and gives the address that it sends the browser back to, as a path at Amend.
    ///
    /// # Panics
    /// When the way is another one.
    #[track_caller]
    pub fn fetch(&self, start: &str, name: &str) -> String {
        let body = format!("login={name}");
        self.fetch_with(start, &body)
    }

    /// The same with what is typed at the provider.
    ///
    /// # Panics
    /// When the way is another one.
    #[track_caller]
    pub fn fetch_with(&self, start: &str, typed: &str) -> String {
        let sent = self.amend.get(start).expect_status(303);
        let mut at = sent.headers["location"].clone();
        loop {
            if let Some(path) = at.strip_prefix(&self.portal) {
                return path.to_owned();
            }
            let path = at.strip_prefix(&self.provider).unwrap_or(&at).to_owned();
            let answer =
                if path.starts_with("/interaction/") { self.type_in(&path, typed) } else { self.works.get(&path) };
            at = answer.expect_status(303).headers["location"].clone();
        }
    }

    /// Signs in as `name`; the answer is that to the address that the provider leads back to.
    ///
    /// # Panics
    /// When the way is another one.
    #[track_caller]
    pub fn sign_in(&self, start: &str, name: &str) -> Response {
        let back = self.fetch(start, name);
        self.amend.get(&back)
    }

    /// Goes to an address of the provider.
    ///
    /// # Panics
    /// When it cannot be reached.
    #[track_caller]
    pub fn at_provider(&self, address: &str) -> Response {
        self.works.get(address.strip_prefix(&self.provider).unwrap_or(address))
    }

    /// Sends a form to the provider.
    ///
    /// # Panics
    /// When it cannot be reached.
    #[track_caller]
    #[expect(clippy::expect_used, reason = "a story whose server is gone has failed")]
    pub fn type_in(&self, address: &str, form: &str) -> Response {
        let path = address.strip_prefix(&self.provider).unwrap_or(address);
        let kind = [("content-type", "application/x-www-form-urlencoded")];
        self.works.send_bytes("POST", path, &kind, form.as_bytes()).expect("the provider answers")
    }
}
