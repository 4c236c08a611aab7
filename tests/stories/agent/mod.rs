//! A directory that the server has no address of: `amend agent` runs beside it, as a process of its own, and brings what it may (S4.2, S4.4-S4.8).

mod active_directory;
mod bounds;
mod cut_short;
mod hostile;
mod kills;
mod reading;
mod secrets;
mod set_up;
mod writing;

use amend_tests::{
    agent::{Agent, Allowed},
    amend::{Amend, Options, Source},
    client::{Client, Response},
    database::OwnDatabase,
    people,
    slapd::Slapd,
    sync::wait,
};
use serde_json::{Value, json};

use crate::company::Database;

/// People in the sample directory.
const PEOPLE: usize = 30;

/// An installation, a directory that it does not know, and an agent between the two.
struct Inside {
    slapd: Slapd,
    amend: Amend,
    root: Client,
    agent: Agent,
    /// The source that the agent reads for.
    source: i64,
    postgres: Option<OwnDatabase>,
}

/// Everything that is mapped usually.
fn usual() -> Allowed {
    let mapped = domain::catalogue::default_mapping();
    let attributes = mapped.into_iter().map(|(_, from)| from.to_owned()).chain(["uid", "cn"].map(str::to_owned));
    Allowed { attributes: attributes.collect(), ..Allowed::default() }
}

impl Inside {
    /// With an agent that has enrolled and not started, for a source that is being set up.
    fn prepare(database: Database, options: Options) -> Self {
        let slapd = Slapd::in_scratch(&people::sample(PEOPLE).unwrap()).unwrap();
        Self::beside(slapd, database, options)
    }

    fn beside(slapd: Slapd, database: Database, mut options: Options) -> Self {
        let postgres = (database == Database::Postgres).then(|| OwnDatabase::with_schema().unwrap());
        options.database = postgres.as_ref().map(OwnDatabase::url);
        let (amend, root) = Amend::start_with_administrator(options).unwrap();
        let begun = root.post("/api/v1/sources", &json!({ "name": "corp" })).expect_status(201).json;
        let source = begun["id"].as_i64().unwrap();
        let agent = Agent::prepare(&amend.url(), &Source::of(&slapd), &usual()).unwrap();
        let inside = Self { slapd, amend, root, agent, source, postgres };
        inside.save(&json!({ "via": "agent" })).expect_status(200);
        inside.agent.enrol(&inside.root, source, "first").unwrap();
        inside
    }

    /// With an agent that works.
    fn open(database: Database, options: Options) -> Self {
        let mut inside = Self::prepare(database, options);
        inside.starts();
        inside
    }

    /// With a source that is read, after its first run.
    fn finished(database: Database, options: Options) -> Self {
        let inside = Self::open(database, options);
        inside.finish().expect_status(200);
        let run = inside.run("?full=true");
        assert_eq!((&run["state"], &run["counts"]["created"]), (&json!("complete"), &json!(PEOPLE)), "{run}");
        inside
    }

    /// The agent starts, and works.
    fn starts(&mut self) {
        let before = self.listed()["starts"].as_i64();
        self.agent.start().unwrap();
        self.agent
            .wait_for(&self.root, self.source, "first", |agent| {
                agent["state"] == "active" && agent["starts"].as_i64() > before
            })
            .unwrap();
    }

    fn path(&self, more: &str) -> String {
        format!("/api/v1/sources/{}{more}", self.source)
    }

    /// A request with the version that stands now.
    fn now(&self, method: &str, more: &str, body: Option<&Value>) -> Response {
        let tag = self.root.get(&self.path("/setup")).expect_status(200).headers["etag"].clone();
        self.root.send(method, &self.path(more), &[("if-match", &tag)], body).unwrap()
    }

    fn save(&self, set: &Value) -> Response {
        self.now("PATCH", "/setup", Some(set))
    }

    /// Saves some of the connection, the rest as it is.
    fn connect(&self, set: &Value) -> Response {
        let mut connection = self.root.get(&self.path("/setup")).expect_status(200).json["connection"].clone();
        for (name, value) in set.as_object().unwrap() {
            connection[name] = value.clone();
        }
        self.save(&json!({ "connection": connection }))
    }

    /// Has the server read the directory itself.
    fn directly(&self) -> Response {
        let direct = Source::of(&self.slapd);
        let mut connection = self.root.get(&self.path("/setup")).expect_status(200).json["connection"].clone();
        connection["url"] = json!(direct.url);
        connection["tls"] = json!("ldaps");
        connection["ca_pem"] = json!(std::fs::read_to_string(direct.ca_file.unwrap()).unwrap());
        connection["bind_dn"] = json!(direct.bind_dn);
        connection["base"] = json!(direct.base);
        self.save(&json!({ "via": "direct", "connection": connection, "password": direct.bind_password }))
    }

    fn finish(&self) -> Response {
        self.now("POST", "/finish", None)
    }

    fn check(&self, step: &str) -> Value {
        self.root.post(&self.path("/check"), &json!({ "step": step })).expect_status(200).json
    }

    fn start(&self, query: &str) -> Response {
        self.root.post(&self.path(&format!("/runs{query}")), &json!({}))
    }

    /// A run to its end.
    fn run(&self, query: &str) -> Value {
        wait(&self.root, &self.start(query).expect_status(202).json).unwrap()
    }

    /// Changes an entry in the directory by its user name.
    fn in_directory(&self, username: &str, modification: &str) {
        let found = self.slapd.search(&format!("(uid={username})"), &["uid"]).unwrap();
        let dn = people::line("dn", &found[0].dn);
        self.slapd.modify(&format!("{dn}\nchangetype: modify\n{modification}\n")).unwrap();
    }

    /// Somebody's profile, by user name.
    fn profile(&self, username: &str) -> Value {
        let found = self.root.get(&format!("/api/v1/people?status=all&search={username}")).expect_status(200).json;
        let id = found["items"][0]["id"].as_i64().unwrap_or_else(|| panic!("{username} is not in {found}"));
        self.root.get(&format!("/api/v1/people/{id}")).expect_status(200).json
    }

    /// The agent as the list has it.
    fn listed(&self) -> Value {
        self.root.get(&self.path("/agents")).expect_status(200).json[0].clone()
    }
}
