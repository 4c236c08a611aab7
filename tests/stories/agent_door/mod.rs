//! The agents' door: who is let in, and who is not whatever they send (S4.4-S4.7, SEC8). What is sent is made here by hand, apart from the program's own
//! way of making it.

mod attacks;
mod browser;
mod clones;
mod commands;
mod enrolment;
mod keys;
mod pieces;
mod signer;
mod way;

use amend_tests::{
    amend::{Amend, Options},
    client::{Client, Response},
    database::OwnDatabase,
};
use serde_json::{Value, json};

use crate::{acts::sql, company::Database};
use signer::Signer;

/// An installation with a source that agents read.
pub(super) struct House {
    amend: Amend,
    root: Client,
    postgres: Option<OwnDatabase>,
    /// The source.
    source: i64,
}

impl House {
    fn open(database: Database) -> Self {
        Self::open_with(database, 1000)
    }

    fn open_with(database: Database, attempts: u32) -> Self {
        let postgres = (database == Database::Postgres).then(|| OwnDatabase::with_schema().unwrap());
        let options = Options {
            database: postgres.as_ref().map(OwnDatabase::url),
            settings: format!("sign_in_attempts_per_minute = {attempts}\n"),
            ..Options::default()
        };
        let (amend, root) = Amend::start_with_administrator(options).unwrap();
        let source = by_agent(&root, "corp");
        Self { amend, root, postgres, source }
    }

    fn path(&self, more: &str) -> String {
        format!("/api/v1/sources/{}/agents{more}", self.source)
    }

    /// Invites an agent; its code.
    fn invited(&self, name: &str) -> Value {
        self.root.post(&self.path(""), &json!({ "name": name })).expect_status(201).json
    }

    /// An agent that has enrolled.
    fn enrolled(&self, name: &str) -> Signer {
        let mut signer = Signer::new();
        let code = self.invited(name)["code"].as_str().unwrap().to_owned();
        let enrolled = signer.enrol(&self.amend.client(), &code).expect_status(200).json;
        signer.agent = enrolled["agent"].as_i64().unwrap();
        signer
    }

    /// An agent that has started.
    fn begun(&self, name: &str) -> Signer {
        let mut signer = self.enrolled(name);
        signer.begin(&self.amend.client()).expect_status(200);
        signer
    }

    /// An agent as the list has it.
    fn listed(&self, name: &str) -> Value {
        let list = self.root.get(&self.path("")).expect_status(200).json;
        list.as_array().unwrap().iter().find(|one| one["name"] == name).unwrap().clone()
    }

    fn sql(&self, text: &str) -> String {
        sql(&self.amend, self.postgres.as_ref(), text)
    }

    /// Rows of the audit log, newest first.
    fn audit(&self, action: &str) -> Vec<Value> {
        let rows = self.root.get(&format!("/api/v1/audit?action={action}")).expect_status(200).json;
        rows["items"].as_array().unwrap().clone()
    }
}

/// A source that agents read.
fn by_agent(root: &Client, name: &str) -> i64 {
    let id = root.post("/api/v1/sources", &json!({ "name": name })).expect_status(201).json["id"].as_i64().unwrap();
    save(root, id, &json!({ "via": "agent" })).expect_status(200);
    id
}

/// Saves of a set-up what is given.
fn save(root: &Client, source: i64, set: &Value) -> Response {
    let path = format!("/api/v1/sources/{source}/setup");
    let tag = root.get(&path).expect_status(200).headers["etag"].clone();
    root.send("PATCH", &path, &[("if-match", &tag)], Some(set)).unwrap()
}

/// A refusal with this status and code.
#[track_caller]
fn refused(answer: &Response, status: u16, code: &str) {
    assert_eq!((answer.status, &answer.json["code"]), (status, &json!(code)), "{}", answer.text());
    assert!(answer.json["detail"].as_str().is_some_and(|detail| detail.len() > 20), "{}", answer.text());
}
