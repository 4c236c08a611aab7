//! What people are told of changes, in Amend and by e-mail, and what they are asked about their own details, against a real mail server.

mod browser;
mod choices;
mod confirm;
mod faults;
mod in_page;
mod letters;
mod levels;
mod overdue;
mod settings;

use amend_tests::{
    amend::Options,
    client::{Client, Response},
    mail::{MailServer, Message, Security},
    people,
    process::free_port,
};
use serde_json::{Value, json};

use crate::{
    acts::{rows, wait_for},
    company::{Company, Database},
};

const EMMA: &str = "emma.larsen@example.test";
const MARTA: &str = "marta.nowak@example.test";
const ANNA: &str = "anna.keller@example.test";

/// A company with a mail server.
pub(crate) fn company(database: Database) -> (Company, MailServer) {
    company_with(database, "")
}

/// The same with more settings.
fn company_with(database: Database, settings: &str) -> (Company, MailServer) {
    let mail = MailServer::start(Security::StartTls).unwrap();
    // Letters lead to the address that browsers use.
    let port = free_port().unwrap();
    let options = Options {
        settings: format!("{settings}{}", mail.settings()),
        environment: mail.environment(),
        port: Some(port),
        public_url: Some(format!("http://127.0.0.1:{port}")),
        ..Options::default()
    };
    (Company::open_with(database, 30, options), mail)
}

/// What somebody is told in Amend, newest first.
#[track_caller]
fn news(client: &Client) -> Vec<Value> {
    rows(&client.get("/api/v1/me/news").expect_status(200).json)
}

/// What of it is about this.
#[track_caller]
fn about(client: &Client, word: &str) -> Vec<Value> {
    news(client).into_iter().filter(|one| one["about"] == word).collect()
}

/// How much of it somebody has not seen.
#[track_caller]
fn unread(client: &Client) -> i64 {
    client.get("/api/v1/session").expect_status(200).json["news"].as_i64().unwrap()
}

/// The English labels of an item.
fn labels(item: &Value) -> Vec<String> {
    let fields = item["fields"].as_array().into_iter().flatten();
    fields.filter_map(|one| one["en"].as_str()).map(str::to_owned).collect()
}

/// Waits until so many letters have come to an address, and sees that it is not more.
#[track_caller]
fn letters(mail: &MailServer, to: &str, count: usize) -> Vec<Message> {
    let of = || -> Vec<Message> { mail.received().unwrap().into_iter().filter(|one| one.to == [to]).collect() };
    let found = wait_for(&format!("letters to {to}"), || Some(of()).filter(|found| found.len() >= count));
    assert_eq!(found.len(), count, "{found:#?}");
    found
}

/// Waits until nothing is undecided any more, and so nothing more would be sent now.
#[track_caller]
fn settled(company: &Company) {
    wait_for("everything to be planned", || {
        let open = "select (select count(*) from news where mail = 'undecided')
                         + (select count(*) from notice where state = 'waiting' and attempts = 0)";
        (company.sql(open).trim() == "0").then_some(())
    });
}

/// Sets something against the version that it has now.
#[track_caller]
fn against_now(client: &Client, method: &str, path: &str, body: &Value) -> Response {
    let tag = client.get(path).expect_status(200).headers["etag"].clone();
    client.send(method, path, &[("if-match", &tag)], Some(body)).unwrap()
}

/// Sets how everybody is told.
#[track_caller]
fn set_for_all(company: &Company, body: &Value) -> Value {
    against_now(&company.root, "PATCH", "/api/v1/notice-settings", body).expect_status(200).json
}

/// Sets how somebody is told.
#[track_caller]
fn choose(client: &Client, body: &Value) -> Value {
    against_now(client, "PUT", "/api/v1/me/notices", body).expect_status(200).json
}

/// A choice in JSON.
fn choice(about: &str, page: bool, mail: &str) -> Value {
    json!({ "about": about, "page": page, "mail": mail })
}

fn emma(company: &Company) -> Client {
    company.signed_in(people::EMPLOYEE)
}
