//! The agent writes what was approved, once its own file allows it, and no more than that.

use amend_tests::{
    agent::Allowed,
    amend::{Options, Source},
};
use serde_json::{Value, json};

use super::{Inside, usual};
use crate::{
    acts::{on_both, sql, wait_for},
    company::Database,
};

on_both!(the_agent_writes_what_its_own_file_allows);

/// The account may write; the file allows these attributes, and so many entries in an hour.
fn allowed(inside: &Inside, attributes: &[String], per_hour: u32) -> (Source, Allowed) {
    let (bind_dn, bind_password) = (inside.slapd.admin_dn.clone(), inside.slapd.admin_password.clone());
    let source = Source { bind_dn, bind_password, ..Source::of(&inside.slapd) };
    let tables = match attributes {
        [] => String::new(),
        some => format!("[write]\non = true\nattributes = {}\nper_hour = {per_hour}\n", json!(some)),
    };
    (source, Allowed { tables, ..usual() })
}

impl Inside {
    fn may_write(&mut self, attributes: &[String], per_hour: u32) {
        let (source, allowed) = allowed(self, attributes, per_hour);
        self.agent.stop();
        self.agent.configure(&self.amend.url(), &source, &allowed).unwrap();
        self.starts();
    }

    fn turn_on(&self) -> amend_tests::client::Response {
        let target = self.root.get("/api/v1/targets").expect_status(200).json[0].clone();
        let tag = format!("\"{}\"", target["writing"]["version"]);
        let on = json!({ "on": true });
        self.root
            .send("PUT", &format!("/api/v1/targets/{}/write", target["id"]), &[("if-match", &tag)], Some(&on))
            .unwrap()
    }

    /// An administrator's edit, which needs nobody's approval.
    fn sets(&self, username: &str, values: &Value) {
        let profile = self.profile(username);
        let (path, tag) = (format!("/api/v1/people/{}", profile["id"]), format!("\"{}\"", profile["version"]));
        let body = json!({ "values": values });
        self.root.send("PATCH", &path, &[("if-match", &tag)], Some(&body)).unwrap().expect_status(200);
    }

    /// Waits until an item of an attribute is as it is to be.
    fn item(&self, attribute: &str, is_so: impl Fn(&Value) -> bool) -> Value {
        wait_for("an item that is written", || {
            let page = self.root.get("/api/v1/targets/1/items?limit=200").expect_status(200).json;
            let items = page["items"].as_array().unwrap().clone();
            items.into_iter().find(|item| item["attribute"] == attribute && is_so(item))
        })
    }

    fn held(&self, username: &str, name: &str) -> Option<String> {
        let found = self.slapd.search(&format!("(uid={username})"), &[name]).unwrap();
        found[0].first(name).map(str::to_owned)
    }
}

/// S4.6: off until the file says so; what it does not list is refused with what to do, also when it was listed while writing was turned on; more
/// than so many entries in an hour wait.
fn the_agent_writes_what_its_own_file_allows(database: Database) {
    let options = Options { settings: "lease_seconds = 3\n".to_owned(), ..Options::default() };
    let mut inside = Inside::finished(database, options);
    inside.may_write(&[], 0);
    let refused = inside.turn_on().expect_status(409);
    assert!(refused.text().contains("write.on"), "{}", refused.text());

    let mapped = domain::catalogue::default_mapping();
    let all: Vec<String> = mapped.into_iter().map(|(_, from)| from.to_owned()).collect();
    inside.may_write(&all[1..], 100);
    let refused = inside.turn_on().expect_status(409);
    assert!(refused.text().contains("givenName"), "{}", refused.text());
    inside.may_write(&all, 100);
    inside.turn_on().expect_status(200);
    inside.sets("emma.larsen", &json!({ "title": "Director" }));
    inside.item("title", |item| item["state"] == "done");
    assert_eq!(inside.held("emma.larsen", "title").as_deref(), Some("Director"));
    let run = inside.run("");
    assert_eq!((&run["state"], &run["counts"]["confirmed"]), (&json!("complete"), &json!(1)), "{run}");

    // The file is narrowed afterwards.
    inside.may_write(&["title".to_owned()], 1);
    let before = inside.held("anna.keller", "roomNumber");
    inside.sets("anna.keller", &json!({ "room": "B 42" }));
    let parked = inside.item("room", |item| item["state"] == "parked");
    assert!(parked.to_string().contains("does not allow roomNumber"), "{parked}");
    assert_eq!(inside.held("anna.keller", "roomNumber"), before);
    inside.sets("anna.keller", &json!({ "title": "Chair" }));
    wait_for("the one entry of this hour", || {
        (inside.held("anna.keller", "title").as_deref() == Some("Chair")).then_some(())
    });
    inside.sets("marta.nowak", &json!({ "title": "Chair" }));
    let waits = inside.item("title", |item| item.to_string().contains("in an hour at most"));
    assert_eq!(waits["state"], "failed", "{waits}");
    assert_ne!(inside.held("marta.nowak", "title").as_deref(), Some("Chair"));
    // However often it was asked: it waits for the hour, and is not given up.
    let again = "update item set attempts = 20, next_at = 0 where state = 'failed'";
    sql(&inside.amend, inside.postgres.as_ref(), again);
    let waits = inside.item("title", |item| item["attempts"].as_i64() > Some(20) && item["state"] != "sending");
    assert_eq!(waits["state"], "failed", "{waits}");

    // What was tested was the agent's account: read in another way, nothing is written until that is tested.
    inside.directly().expect_status(200);
    assert_eq!(inside.root.get("/api/v1/targets").json[0]["writing"]["on"], false);
    let log = inside.root.get("/api/v1/audit?action=target.write_off").expect_status(200).json;
    assert_eq!(log["total"], 1, "{log}");
}
