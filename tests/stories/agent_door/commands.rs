//! `amend agent enrol` and `amend agent rotate` as somebody runs them on the machine beside the directory, and what they send, looked at by somebody
//! else's library.

use std::{
    fs,
    io::{Read as _, Write as _},
    net::TcpListener,
    os::unix::fs::PermissionsExt as _,
    path::Path,
    process::Command,
};

use amend_tests::{
    programs::{run, run_any},
    python,
    scratch::Scratch,
};
use serde_json::{Value, json};

use super::{House, refused, signer::Signer};
use crate::{acts::on_both, company::Database};

on_both!(an_agent_enrols_and_changes_its_key, a_lost_answer_loses_no_key);

/// What Python's `http-message-signatures` needs.
const REQUIREMENTS: &str = include_str!("requirements.txt");

/// A machine beside a directory.
struct Machine<'a> {
    house: &'a House,
    folder: Scratch,
}

impl<'a> Machine<'a> {
    fn of(house: &'a House) -> Self {
        let machine = Self { house, folder: Scratch::new("agent").unwrap() };
        machine.settings(&house.amend.url());
        machine
    }

    fn settings(&self, server: &str) {
        let text = format!("server = \"{server}\"\nstate_dir = \"state\"\n");
        fs::write(self.folder.path().join("agent.toml"), text).unwrap();
    }

    fn file(&self) -> std::path::PathBuf {
        self.folder.path().join("state/identity.json")
    }

    fn identity(&self) -> Value {
        serde_json::from_slice(&fs::read(self.file()).unwrap()).unwrap()
    }

    fn keep(&self, identity: &Value) {
        fs::write(self.file(), identity.to_string()).unwrap();
    }

    /// Exit code, output and complaint.
    fn agent(&self, arguments: &[&str]) -> (Option<i32>, String, String) {
        let mut command = Command::new(self.house.amend.program());
        command.arg("agent").args(arguments).current_dir(self.folder.path());
        for (name, _) in std::env::vars_os().filter(|(name, _)| name.to_string_lossy().starts_with("AMEND_")) {
            command.env_remove(name);
        }
        run_any(&mut command, "").unwrap()
    }

    #[track_caller]
    fn works(&self, arguments: &[&str]) -> String {
        let (code, told, complaint) = self.agent(arguments);
        assert_eq!(code, Some(0), "{complaint}");
        told
    }

    #[track_caller]
    fn fails(&self, arguments: &[&str], wanted: i32, because: &str) {
        let (code, _, complaint) = self.agent(arguments);
        assert_eq!(code, Some(wanted), "{complaint}");
        assert!(complaint.contains(because), "{complaint}");
    }
}

/// S4.4, S4.7: with the code from the page to an agent with a key of its own, for its owner's eyes; then with another one.
fn an_agent_enrols_and_changes_its_key(database: Database) {
    let house = House::open(database);
    let machine = Machine::of(&house);
    machine.fails(&["rotate"], 1, "amend agent enrol CODE");
    machine.fails(&["enrol", "0000-0000"], 1, "have another one made");
    let code = house.invited("dc1")["code"].as_str().unwrap().to_owned();
    let told = machine.works(&["enrol", &code]);
    assert!(told.contains("agent dc1 of source corp") && !told.contains(&code), "{told}");
    let mode = fs::metadata(machine.file()).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode, 0o600);
    assert_eq!(fs::read_dir(machine.folder.path().join("state")).unwrap().count(), 1);
    let listed = house.listed("dc1");
    assert!(listed["host"].as_str().is_some_and(|host| !host.is_empty()), "{listed}");
    machine.fails(&["enrol", &code], 1, "--again");

    let before = machine.identity();
    let kept = house.sql(match database {
        Database::Sqlite => "select hex(public_key), hex(code_hash) from agent",
        Database::Postgres => "select encode(public_key, 'base64'), encode(code_hash, 'base64') from agent",
    });
    let secret = before["key"].as_str().unwrap();
    assert!(!kept.contains(secret) && !house.amend.log().contains(secret));
    machine.works(&["rotate"]);
    let after = machine.identity();
    assert_ne!(after["key"], before["key"]);
    assert!(after["next"].is_null() && after["agent"] == before["agent"], "{}", after["agent"]);
    assert_eq!(house.audit("agent.key").len(), 1);

    // Revoked, and enrolled anew on the same machine.
    house.root.delete(&house.path(&format!("/{}", before["agent"]))).expect_status(204);
    machine.fails(&["rotate"], 1, "enrol it anew");
    let code = house.invited("dc1")["code"].as_str().unwrap().to_owned();
    machine.works(&["enrol", &code, "--again"]);
    machine.works(&["rotate"]);

    for (server, because) in [
        ("", "setting `server`"),
        ("http://amend.example", "setting `server`"),
        ("https://amend.example/x", "setting `server`"),
    ] {
        machine.settings(server);
        machine.fails(&["rotate"], 2, because);
    }
    machine.settings("http://127.0.0.1:1");
    machine.fails(&["rotate"], 1, "nobody answers");
    fs::remove_file(machine.folder.path().join("agent.toml")).unwrap();
    machine.fails(&["rotate"], 2, "--config");
}

/// A rotation whose answer did not come ends with one key that both know, whether the server had taken it or not; an enrolment too.
fn a_lost_answer_loses_no_key(database: Database) {
    let house = House::open(database);
    let machine = Machine::of(&house);
    let code = house.invited("dc1")["code"].as_str().unwrap().to_owned();
    machine.works(&["enrol", &code]);
    // The answer to the enrolment did not come: the key that was made for it asks again.
    let state = machine.folder.path().join("state");
    let first = machine.identity();
    fs::remove_file(machine.file()).unwrap();
    fs::write(state.join("enrolling.json"), json!({ "key": first["key"] }).to_string()).unwrap();
    machine.works(&["enrol", &code]);
    assert_eq!(machine.identity()["key"], first["key"]);

    // The server took the new key and the answer did not come.
    machine.works(&["rotate"]);
    let second = machine.identity();
    let mut torn = first;
    torn["next"] = second["key"].clone();
    machine.keep(&torn);
    machine.works(&["rotate"]);
    assert_eq!(machine.identity()["key"], second["key"]);
    machine.works(&["rotate"]);

    // It was never sent.
    let third = machine.identity();
    let spare = Scratch::new("spare").unwrap();
    let never = Machine { house: &house, folder: spare };
    never.settings(&house.amend.url());
    let other = house.invited("dc2")["code"].as_str().unwrap().to_owned();
    never.works(&["enrol", &other]);
    never.works(&["rotate"]);
    never.works(&["rotate"]);
    let mut torn = third;
    torn["next"] = json!(unused_key(&never));
    machine.keep(&torn);
    machine.works(&["rotate"]);
    assert_eq!(machine.identity()["key"], torn["next"]);
}

/// A key that the server has never seen, as an agent keeps one.
fn unused_key(machine: &Machine<'_>) -> String {
    // With nobody at the server's address, the key is made and kept, and never taken.
    machine.settings("http://127.0.0.1:1");
    machine.fails(&["rotate"], 1, "nobody answers");
    machine.identity()["next"].as_str().unwrap().to_owned()
}

/// SEC8: a library that knows nothing of Amend finds what the program sends rightly signed, and what the library signs is let in.
#[test]
fn another_library_signs_and_verifies_alike() {
    let python = python::installed("http-message-signatures", REQUIREMENTS).unwrap();
    let house = House::open(Database::Sqlite);
    let machine = Machine::of(&house);
    let code = house.invited("dc1")["code"].as_str().unwrap().to_owned();
    machine.works(&["enrol", &code]);
    let (agent, key) = (machine.identity()["agent"].clone(), machine.identity()["key"].clone());

    let ear = TcpListener::bind("127.0.0.1:0").unwrap();
    machine.settings(&format!("http://{}", ear.local_addr().unwrap()));
    let heard = std::thread::scope(|scope| {
        let heard = scope.spawn(|| hear(&ear));
        machine.fails(&["rotate"], 1, "not Amend");
        heard.join().unwrap()
    });
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("stories/agent_door/message_signatures.py");
    let asked = json!({ "url": house.amend.url(), "agent": agent, "key": key, "heard": heard });
    let told = run(Command::new(python).arg(script), &asked.to_string()).unwrap();
    let told: Value = serde_json::from_str(&told).unwrap();
    assert_eq!(told["verified"], true, "{told}");
    assert_eq!(told["covered"].as_array().unwrap().len(), 7, "six things, and what is said of the signature: {told}");
    assert_eq!((&told["begun"], &told["standing"]), (&json!(200), &json!(200)), "{told}");
    assert_eq!(told["tampered"], json!(false), "what was changed is not verified: {told}");
    refused(&Signer::new().of_agent(agent.as_i64().unwrap()).ask(&house.amend.client()), 401, "agent_not_known");
}

/// One request as it came over the wire, answered by nothing that Amend would say.
fn hear(ear: &TcpListener) -> Value {
    let (mut stream, _) = ear.accept().unwrap();
    let mut bytes = Vec::new();
    let mut buffer = [0; 4096];
    let (head, body) = loop {
        let count = stream.read(&mut buffer).unwrap();
        bytes.extend_from_slice(&buffer[..count]);
        let text = String::from_utf8(bytes.clone()).unwrap();
        let Some((head, body)) = text.split_once("\r\n\r\n") else { continue };
        let length = head.lines().find_map(|line| line.to_lowercase().strip_prefix("content-length: ")?.parse().ok());
        if body.len() >= length.unwrap_or(0_usize) {
            break (head.to_owned(), body.to_owned());
        }
    };
    stream.write_all(b"HTTP/1.1 418 Teapot\r\ncontent-length: 0\r\nconnection: close\r\n\r\n").unwrap();
    let mut lines = head.lines();
    let first: Vec<&str> = lines.next().unwrap().split(' ').collect();
    let headers: Vec<(&str, &str)> = lines.filter_map(|line| line.split_once(": ")).collect();
    json!({ "method": first[0], "path": first[1], "headers": headers, "body": body })
}
