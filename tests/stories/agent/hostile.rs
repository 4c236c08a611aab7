//! Whatever goes wrong between an agent and its directory, nobody is blocked for it, and the reason stands on the page in the words that it would have if
//! the server read the directory itself (QUALITY A4, B1, I5).

use std::time::{Duration, Instant};

use amend_tests::{
    agent::{Agent, Allowed},
    amend::{Amend, Options},
    client::Client,
    hostile_ldap::{Fault, HostileLdap, Script},
    sync::wait,
};
use serde_json::{Value, json};

use super::usual;
use crate::{
    acts::wait_for,
    hostile_directory::{PEOPLE, everybody, faults, source},
};

/// An agent beside a directory that is told what to say.
struct Beside {
    server: HostileLdap,
    _amend: Amend,
    root: Client,
    _agent: Agent,
    source: i64,
}

impl Beside {
    /// After the first run.
    fn open(directory: &str) -> Self {
        let server = HostileLdap::start(Script::people(PEOPLE)).unwrap();
        let (amend, root) = Amend::start_with_administrator(Options::default()).unwrap();
        let id =
            root.post("/api/v1/sources", &json!({ "name": "corp" })).expect_status(201).json["id"].as_i64().unwrap();
        let path = |more: &str| format!("/api/v1/sources/{id}{more}");
        let now = |method: &str, more: &str, body: Option<&Value>| {
            let tag = root.get(&path("/setup")).expect_status(200).headers["etag"].clone();
            root.send(method, &path(more), &[("if-match", &tag)], body).unwrap().expect_status(200)
        };
        now("PATCH", "/setup", Some(&json!({ "via": "agent" })));
        let allowed = Allowed { directory: format!("allow_plain = true\n{directory}"), ..usual() };
        let mut agent = Agent::prepare(&amend.url(), &source(&server, ""), &allowed).unwrap();
        agent.enrol(&root, id, "first").unwrap();
        agent.start().unwrap();
        agent.wait_for(&root, id, "first", |agent| agent["state"] == "active").unwrap();
        now("POST", "/finish", None);
        let beside = Self { server, _amend: amend, root, _agent: agent, source: id };
        let run = beside.run();
        assert_eq!((&run["state"], &run["counts"]["created"]), (&json!("complete"), &json!(PEOPLE)), "{run}");
        beside
    }

    fn start(&self) -> Value {
        let path = format!("/api/v1/sources/{}/runs?full=true", self.source);
        self.root.post(&path, &json!({})).expect_status(202).json
    }

    fn run(&self) -> Value {
        wait(&self.root, &self.start()).unwrap()
    }

    fn is_well_again(&self) {
        self.server.set_script(Script::people(PEOPLE));
        let good = self.run();
        assert_eq!((&good["state"], &good["counts"]["unchanged"]), (&json!("complete"), &json!(PEOPLE)), "{good}");
    }
}

/// B1, A4, I3, I5, S4.4.
#[test]
fn no_fault_beside_an_agent_takes_anybody_away() {
    let beside = Beside::open("page_size = 10\noperation_seconds = 0.25\nconnect_seconds = 1.0\n");
    let before = everybody(&beside.root);
    for (fault, state, says) in faults() {
        beside.server.set_script(Script::people(PEOPLE).with(fault.clone()));
        let run = beside.run();
        assert_eq!(run["state"], state, "{fault:?}: {run}");
        assert!(run["reason"].as_str().unwrap_or_default().contains(says), "{fault:?}: {run}");
        if state == "held" {
            beside.root.post(&format!("/api/v1/runs/{}/discard", run["id"]), &json!({})).expect_status(200);
        }
        assert_eq!(everybody(&beside.root), before, "{fault:?}");
    }
    beside.is_well_again();
}

/// S2.3, S4.6: a run that an agent reads is stopped as quickly as another, wherever it is, and changes nobody.
#[test]
fn a_run_by_an_agent_is_stopped_at_once() {
    let beside = Beside::open("page_size = 10\noperation_seconds = 60.0\n");
    let before = everybody(&beside.root);
    for fault in [Fault::Silence { at: 15 }, Fault::NeverAnswer, Fault::Drip { at: 3, pause: Duration::from_millis(5) }]
    {
        beside.server.set_script(Script::people(PEOPLE).with(fault.clone()));
        let started = beside.start();
        let asked = Instant::now();
        beside.root.post(&format!("/api/v1/runs/{}/cancel", started["id"]), &json!({})).expect_status(200);
        let ended = wait_for("the end of a stopped run", || {
            let run = beside.root.get(&format!("/api/v1/runs/{}", started["id"])).json;
            (run["state"] != "running").then_some(run)
        });
        assert!(asked.elapsed() < Duration::from_millis(1500), "{fault:?}: it took {:?}", asked.elapsed());
        assert_eq!((&ended["state"], &ended["counts"]["blocked"]), (&json!("cancelled"), &json!(0)), "{ended}");
        assert_eq!(everybody(&beside.root), before, "{fault:?}");
    }
    beside.is_well_again();
}
