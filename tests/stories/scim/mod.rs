//! Amend writes what was approved to a SCIM 2.0 service that others have made, once an administrator has turned that on.

mod browser;
mod faults;
mod settings;
mod written;

use amend_tests::{
    amend::Options,
    client::{Client, Response},
    people,
    scim::{Front, Scim, TOKEN},
};
use serde_json::{Value, json};

use crate::{
    acts::wait_for,
    company::{Company, Database, field},
    staff::{approved, id_of},
};

/// The extension of RFC 7643 section 4.3.
const ENTERPRISE: &str = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";

/// A company, a service, and the way between them.
struct Town {
    // Before the company, so that its threads find nobody when it ends.
    front: Front,
    scim: Scim,
    company: Company,
    anna: Client,
    target: i64,
    /// What Emma is in the directory and in the service.
    title: String,
}

impl Town {
    /// A company whose people are to be written to a service, which has Emma alone.
    fn open(database: Database) -> Self {
        let settings = "lease_seconds = 2".to_owned();
        let company = Company::open_with(database, 30, Options { settings, ..Options::default() });
        let scim = Scim::start().unwrap();
        let front = Front::before(&scim).unwrap();
        let emma = id_of(&company, people::EMPLOYEE);
        let profile = company.root.get(&format!("/api/v1/people/{emma}")).expect_status(200).json;
        let says = |attribute| field(&profile, attribute)["value"].clone();
        let address = json!([{ "type": "work", "locality": says("city") }]);
        scim.add(&json!({ "userName": people::EMPLOYEE, "title": says("title"), "addresses": address }));
        let title = says("title").as_str().unwrap().to_owned();
        let made = company.root.post("/api/v1/scim-targets", &new("staff", &front.url(), "wait")).expect_status(201);
        let target = made.json["id"].as_i64().unwrap();
        let anna = company.signed_in(people::ADMIN);
        let town = Self { front, scim, company, anna, target, title };
        town.begin();
        town
    }

    /// The same, written to by Amend.
    fn on(database: Database) -> Self {
        let town = Self::open(database);
        town.set(&json!({ "on": true })).expect_status(200);
        town
    }

    /// The target as lists show it.
    fn told(&self) -> Value {
        let all = self.anna.get("/api/v1/targets").expect_status(200).json;
        all.as_array().unwrap().iter().find(|one| one["id"] == self.target).unwrap().clone()
    }

    /// Turns writing on or off.
    fn set(&self, settings: &Value) -> Response {
        let tag = format!("\"{}\"", self.told()["writing"]["version"]);
        let path = format!("/api/v1/targets/{}/write", self.target);
        self.company.root.send("PUT", &path, &[("if-match", &tag)], Some(settings)).unwrap()
    }

    fn test(&self) -> Value {
        self.company
            .root
            .post(&format!("/api/v1/targets/{}/write/test", self.target), &json!({}))
            .expect_status(200)
            .json
    }

    /// Asks what the target would be given, and waits until it is worked out; the address of the answer.
    fn look(&self, question: &Value) -> String {
        let looks = format!("/api/v1/targets/{}/reexports", self.target);
        let begun = self.company.root.post(&looks, question).expect_status(202).json;
        let path = format!("{looks}/{}", begun["id"]);
        self.wait_while(&path, &["looking"]);
        path
    }

    fn wait_while(&self, look: &str, states: &[&str]) {
        wait_for("a look", || {
            let now = self.company.root.get(look).expect_status(200).json;
            (!states.contains(&now["state"].as_str().unwrap())).then_some(())
        });
    }

    /// What the service has counts as given, so that only what moves from now on is written.
    fn begin(&self) {
        let look = self.look(&json!({ "which": "delta" }));
        self.company.root.post(&format!("{look}/baseline"), &json!({})).expect_status(202);
        self.wait_while(&look, &["ready", "queueing"]);
    }

    /// Has what somebody has now of an attribute be written, whatever the service is thought to hold.
    fn hand_on(&self, username: &str, attribute: &str) {
        let template = self.company.root.get(&format!("/api/v1/targets/{}", self.target)).expect_status(200).json;
        let row = template["rows"].as_array().unwrap().iter().find(|row| row["attribute"] == attribute).unwrap();
        let person = id_of(&self.company, username);
        let look = self.look(&json!({ "which": "all", "mappings": [row["id"]], "people": [person] }));
        self.company.root.post(&format!("{look}/execute"), &json!({})).expect_status(202);
        self.wait_while(&look, &["ready", "queueing"]);
    }

    /// Has Emma propose a value and Anna approve it.
    fn approve(&self, attribute: &str, value: &str) {
        approved(&self.company.signed_in(people::EMPLOYEE), &self.anna, attribute, value);
    }

    fn items(&self) -> Vec<Value> {
        let path = format!("/api/v1/targets/{}/items?limit=200", self.target);
        self.anna.get(&path).expect_status(200).json["items"].as_array().unwrap().clone()
    }

    /// Waits until the newest item of an attribute is in a state; the item.
    #[track_caller]
    fn wait_for_item(&self, attribute: &str, state: &str) -> Value {
        wait_for(&format!("{attribute} {state}"), || {
            self.items().into_iter().rfind(|item| item["attribute"] == attribute).filter(|item| item["state"] == state)
        })
    }

    /// Waits until the target as a whole is in trouble; why.
    #[track_caller]
    fn wait_for_trouble(&self, part: &str) -> String {
        wait_for(&format!("trouble with {part}"), || {
            self.told()["writing"]["trouble"].as_str().filter(|why| why.contains(part)).map(str::to_owned)
        })
    }

    /// Does not wait for what is put off.
    fn hurry(&self) {
        self.company.sql("update item set next_at = 0 where state = 'failed'");
        self.company.sql("update target set write_next_at = 0");
    }

    fn emma(&self) -> Value {
        self.scim.user(people::EMPLOYEE)
    }
}

/// What a new target is made of.
fn new(name: &str, url: &str, missing: &str) -> Value {
    json!({ "name": name, "source": 1, "service": { "url": url, "missing": missing }, "token": TOKEN })
}
