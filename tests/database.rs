//! A PostgreSQL database for one story. Stories share a server, since making one takes longer than most of them; each has a database of its own on it,
//! which goes away with the story.

use crate::amend::{Amend, Options};
use crate::failure::{Failure, Outcome};
use crate::postgres::Postgres;
use std::sync::{Arc, Mutex, OnceLock, PoisonError, Weak};

/// The server while anybody has a database on it.
static SERVER: Mutex<Weak<Server>> = Mutex::new(Weak::new());

/// The name of the database that those with a schema are copies of.
const TEMPLATE: &str = "with_schema";

#[derive(Debug)]
struct Server {
    postgres: Postgres,
    /// Whether `TEMPLATE` could be made, on the first wish for a copy.
    template: OnceLock<Result<(), String>>,
}

/// A database that nobody else uses.
#[derive(Debug)]
pub struct OwnDatabase {
    server: Arc<Server>,
    name: String,
}

impl OwnDatabase {
    /// One without anything in it, as an installation finds it on its very first start.
    pub fn empty() -> Outcome<Self> {
        let server = Server::shared()?;
        let name = server.postgres.create(None)?;
        Ok(OwnDatabase { server, name })
    }

    /// One that `amend migrate` has been run on: a copy of the first such, which is soon made.
    pub fn with_schema() -> Outcome<Self> {
        let server = Server::shared()?;
        let made = server.template.get_or_init(|| server.make_template().map_err(|failure| failure.to_string()));
        made.clone().map_err(Failure::new)?;
        let name = server.postgres.create(Some(TEMPLATE))?;
        Ok(OwnDatabase { server, name })
    }

    /// `postgres://amend@127.0.0.1:PORT/NAME`.
    pub fn url(&self) -> String {
        self.server.postgres.address_of(&self.name)
    }

    /// Runs SQL and returns the rows, columns divided by `|`: for stories that look behind the curtain.
    pub fn sql(&self, text: &str) -> Outcome<String> {
        self.server.postgres.sql(&self.name, text)
    }
}

impl Drop for OwnDatabase {
    fn drop(&mut self) {
        if std::env::var_os("AMEND_KEEP").is_some() {
            return;
        }
        if let Err(error) = self.server.postgres.sql("postgres", &format!("drop database {} with (force)", self.name)) {
            eprintln!("the database {} could not be removed: {error}", self.name);
        }
    }
}

impl Server {
    /// The one that runs, or a new one.
    fn shared() -> Outcome<Arc<Self>> {
        let mut known = SERVER.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(running) = known.upgrade() {
            return Ok(running);
        }
        let started = Arc::new(Server { postgres: Postgres::in_scratch()?, template: OnceLock::new() });
        *known = Arc::downgrade(&started);
        Ok(started)
    }

    fn make_template(&self) -> Outcome<()> {
        self.postgres.sql("postgres", &format!("create database {TEMPLATE}"))?;
        let database = Some(self.postgres.address_of(TEMPLATE));
        let amend = Amend::prepare_in_scratch(Options { database, ..Options::default() })?;
        amend.cli(&["migrate"], "").map(drop)
    }
}
