//! A directory is set up on the page: step by step against real servers, left and resumed, finished, changed and retired.

mod active_directory;
mod browser;
mod expressions;
mod failures;
mod mapping;
mod rekey;
mod wizard;

use amend_tests::{
    amend::{Amend, Options},
    client::{Client, Response},
    database::OwnDatabase,
    people,
    slapd::Slapd,
    sync::wait,
};
use serde_json::{Value, json};

use crate::company::Database;

/// An installation without a source in its settings, beside a directory.
struct Beginning {
    slapd: Slapd,
    amend: Amend,
    root: Client,
    postgres: Option<OwnDatabase>,
}

/// People in the sample directory.
const PEOPLE: usize = 30;

impl Beginning {
    fn open(database: Database) -> Self {
        let slapd = Slapd::in_scratch(&people::sample(PEOPLE).unwrap()).unwrap();
        let postgres = (database == Database::Postgres).then(|| OwnDatabase::empty().unwrap());
        let database = postgres.as_ref().map(OwnDatabase::url);
        let (amend, root) = Amend::start_with_administrator(Options { database, ..Options::default() }).unwrap();
        Self { slapd, amend, root, postgres }
    }

    /// How the sample directory is reached.
    fn connection(&self) -> Value {
        json!({
            "url": self.slapd.ldaps_url,
            "tls": "ldaps",
            "ca_pem": std::fs::read_to_string(&self.slapd.ca_pem_path).unwrap(),
            "bind_dn": self.slapd.sync_dn,
            "base": format!("ou=people,{}", self.slapd.base),
        })
    }

    /// A draft with everything but its mapping.
    fn draft(&self, name: &str) -> Draft<'_> {
        let draft = Draft::begin(&self.root, name);
        let password = self.slapd.sync_password.clone();
        draft.save(&json!({ "connection": self.connection(), "password": password })).expect_status(200);
        draft
    }

    /// A source that is read, after its first run.
    fn finished(&self, name: &str) -> Draft<'_> {
        let draft = self.draft(name);
        draft.finish().expect_status(200);
        let run = draft.run("?full=true");
        assert_eq!((&run["state"], &run["counts"]["created"]), (&json!("complete"), &json!(PEOPLE)), "{run}");
        draft
    }
}

/// A source that is being set up, or was.
struct Draft<'a> {
    root: &'a Client,
    id: i64,
}

impl<'a> Draft<'a> {
    fn begin(root: &'a Client, name: &str) -> Self {
        let begun = root.post("/api/v1/sources", &json!({ "name": name })).expect_status(201).json;
        Self { root, id: begun["id"].as_i64().unwrap() }
    }

    fn path(&self, more: &str) -> String {
        format!("/api/v1/sources/{}{more}", self.id)
    }

    fn known(&self) -> Response {
        self.root.get(&self.path("/setup")).expect_status(200)
    }

    /// A request with the version that stands now.
    fn now(&self, method: &str, more: &str, body: Option<&Value>) -> Response {
        let tag = self.known().headers["etag"].clone();
        self.root.send(method, &self.path(more), &[("if-match", &tag)], body).unwrap()
    }

    fn save(&self, set: &Value) -> Response {
        self.now("PATCH", "/setup", Some(set))
    }

    /// Saves some of the connection, the rest as it is.
    fn connect(&self, set: &Value) -> Response {
        let mut connection = self.known().json["connection"].clone();
        for (name, value) in set.as_object().unwrap() {
            connection[name] = value.clone();
        }
        self.save(&json!({ "connection": connection }))
    }

    fn check(&self, step: &str) -> Value {
        self.root.post(&self.path("/check"), &json!({ "step": step })).expect_status(200).json
    }

    fn finish(&self) -> Response {
        self.now("POST", "/finish", None)
    }

    fn source(&self) -> Value {
        self.root.get(&self.path("")).expect_status(200).json
    }

    fn start(&self, query: &str) -> Response {
        self.root.post(&self.path(&format!("/runs{query}")), &json!({}))
    }

    /// A run to its end.
    fn run(&self, query: &str) -> Value {
        wait(self.root, &self.start(query).expect_status(202).json).unwrap()
    }

    /// The mapping as rows of key and name.
    fn mapping(&self) -> Vec<(String, String)> {
        let rows = self.known().json["mapping"].clone();
        let text = |row: &Value, name: &str| row[name].as_str().unwrap().to_owned();
        rows.as_array().unwrap().iter().map(|row| (text(row, "attribute"), text(row, "from"))).collect()
    }

    fn remap(&self, rows: &[(String, String)], freeze: &[&str]) -> Response {
        let rows: Vec<Value> =
            rows.iter().map(|(attribute, from)| json!({ "attribute": attribute, "from": from })).collect();
        self.save(&json!({ "mapping": rows, "freeze": freeze }))
    }
}
