//! What the owners of a source are told by e-mail when something goes wrong with it, against a real mail server.

mod browser;
mod by_hand;
mod faults;
mod told;

use amend_tests::{
    amend::Options,
    client::Response,
    mail::{MailServer, Message, Security},
    people,
    slapd::Slapd,
};
use serde_json::{Value, json};

use crate::{
    acts::{rows, wait_for},
    company::{Company, Database},
};

const OWNER: &str = "owner@example.test";
const DEPUTY: &str = "deputy@example.test";
const BOTH: &[&str] = &[OWNER, DEPUTY];

/// A company whose source has two owners, and the mail server that they are told by.
pub(crate) fn company(database: Database) -> (Company, MailServer) {
    let mail = MailServer::start(Security::StartTls).unwrap();
    let company = with(database, &mail, Options::default());
    set_contacts(&company, &[OWNER, DEPUTY]).expect_status(200);
    (company, mail)
}

fn with(database: Database, mail: &MailServer, options: Options) -> Company {
    let slapd = Slapd::in_scratch(&people::sample(60).unwrap()).unwrap();
    let settings = format!("{}\n{}", options.settings, mail.settings());
    let environment = [options.environment, mail.environment()].concat();
    Company::of(slapd, database, Options { settings, environment, ..options })
}

fn set_contacts(company: &Company, contacts: &[&str]) -> Response {
    let tag = company.root.get("/api/v1/sources/1").expect_status(200).headers["etag"].clone();
    let body = json!({ "contacts": contacts });
    company.root.send("PATCH", "/api/v1/sources/1", &[("if-match", &tag)], Some(&body)).unwrap()
}

/// A run while the directory is away.
fn failing_run(company: &mut Company) -> Value {
    company.slapd.stop();
    let run = company.sync();
    assert_eq!(run["state"], "failed", "{run}");
    run
}

/// Waits until so many messages have come to these owners, whether they are owners still or not, and sees that it is not more.
#[track_caller]
fn messages(mail: &MailServer, owners: &[&str], count: usize) -> Vec<Message> {
    let to_owners = || -> Vec<Message> {
        let is_owner = |one: &Message| one.to.iter().any(|to| owners.contains(&to.as_str()));
        mail.received().unwrap().into_iter().filter(is_owner).collect()
    };
    let found = wait_for("the messages", || Some(to_owners()).filter(|found| found.len() >= count));
    assert_eq!(found.len(), count, "{found:?}");
    found
}

/// What became of the last notice to an address.
#[track_caller]
fn last(company: &Company, to: &str) -> Value {
    let source = company.source();
    let found = rows(&source["notices"]["last"]).into_iter().find(|notice| notice["to"] == to);
    found.unwrap_or_else(|| panic!("{to} was never told anything: {source}"))
}

#[track_caller]
fn wait_for_state(company: &Company, to: &str, state: &str) -> Value {
    wait_for(state, || Some(last(company, to)).filter(|notice| notice["state"] == state))
}

fn count(company: &Company, about: &str) -> String {
    company.sql(&format!("select count(*) from notice where about = '{about}'")).trim().to_owned()
}
