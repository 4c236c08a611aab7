//! Asking people whether their details are still right: who is asked about what, one click, putting it off, reminders and the report.

use amend_tests::{client::Client, people};
use serde_json::{Value, json};

use super::{EMMA, about, choice, company, emma, letters, set_for_all, settled};
use crate::{
    acts::{on_both, rows, wait_for},
    company::{Company, Database, field},
    staff::{audit, id_of, set},
};

on_both!(
    stale_details_are_asked_about_and_confirmed,
    who_has_nothing_to_confirm_is_not_reminded,
    who_never_confirmed_is_reminded_and_reported,
);

const DAY: i64 = 86_400_000;

fn asked(client: &Client) -> Vec<String> {
    let profile = Company::profile(client);
    let keys = profile["confirm"]["attributes"].as_array().into_iter().flatten();
    keys.filter_map(Value::as_str).map(str::to_owned).collect()
}

#[track_caller]
fn confirm(client: &Client, keys: &[String]) -> amend_tests::client::Response {
    let tag = format!("\"{}\"", Company::profile(client)["version"]);
    client
        .send("POST", "/api/v1/me/confirmations", &[("if-match", &tag)], Some(&json!({ "attributes": keys })))
        .unwrap()
}

/// Lets days pass since somebody came and since they confirmed each detail.
fn days_pass(company: &Company, person: i64, days: i64) {
    let past = days * DAY;
    company.sql(&format!("update person set created_at = created_at - {past} where id = {person}"));
    company.sql(&format!("update confirmation set at = at - {past} where person_id = {person}"));
    company.sql(&format!(
        "update confirm_state set oldest_at = oldest_at - {past}, confirmed_at = confirmed_at - {past},
           snoozed_until_at = snoozed_until_at - {past}, reminded_at = reminded_at - {past},
           looked_at = looked_at - {past} where person_id = {person}"
    ));
}

/// X11, T9: only what is due is asked about, one click says that it is right, an edit says so too, and it is told beside each value.
fn stale_details_are_asked_about_and_confirmed(database: Database) {
    let company = Company::open(database);
    let emma = emma(&company);
    let id = id_of(&company, people::EMPLOYEE);
    assert_eq!(asked(&emma), Vec::<String>::new(), "nobody is asked on their first day");
    days_pass(&company, id, 29);
    assert_eq!(asked(&emma).len(), 0);
    days_pass(&company, id, 1);
    let due = asked(&emma);
    assert!(due.contains(&"title".to_owned()) && due.contains(&"room".to_owned()), "{due:?}");
    assert!(!due.contains(&"surname".to_owned()) && !due.contains(&"employee_number".to_owned()), "{due:?}");
    assert!(company.root.get(&format!("/api/v1/people/{id}")).json.get("confirm").is_none(), "others are not asked");

    // An edit is a look at it.
    Company::propose(&emma, &json!({ "room": "5.05" })).expect_status(200);
    assert!(!asked(&emma).contains(&"room".to_owned()));
    // What is not one's own is refused, and so is what was not looked at.
    for wrong in ["surname", "employee_number", "shoe_size"] {
        assert!(confirm(&emma, &[wrong.to_owned()]).expect_status(400).text().contains(wrong));
    }
    confirm(&emma, &[]).expect_status(400);
    let stale = json!({ "attributes": ["title"] });
    let stale = emma.send("POST", "/api/v1/me/confirmations", &[("if-match", "\"1\"")], Some(&stale)).unwrap();
    assert_eq!(stale.status, 412);
    let due = asked(&emma);
    let profile = confirm(&emma, &due).expect_status(200).json;
    assert!(profile.get("confirm").is_none() && field(&profile, "title")["confirmed_at"].is_string(), "{profile}");
    assert!(field(&profile, "surname").get("confirmed_at").is_none());
    assert_eq!(audit(&company, "profile.confirm").len(), due.len());
    assert!(audit(&company, "profile.confirm").iter().all(|row| row["by"] == "Emma Larsen" && row["person"] == id));
    assert!(field(&company.root.get(&format!("/api/v1/people/{id}")).json, "title")["confirmed_at"].is_string());

    // As a newcomer she is asked again after a month, later after half a year; what is being changed is not asked about.
    days_pass(&company, id, 30);
    assert_eq!(asked(&emma).len(), due.len());
    confirm(&emma, &asked(&emma)).expect_status(200);
    days_pass(&company, id, 60);
    let later = asked(&emma);
    confirm(&emma, &later).expect_status(200);
    days_pass(&company, id, 179);
    assert_eq!(asked(&emma).len(), 0);
    Company::propose(&emma, &json!({ "about": "I sing." })).expect_status(200);
    days_pass(&company, id, 1);
    let due = asked(&emma);
    assert!(due.contains(&"title".to_owned()) && !due.contains(&"about".to_owned()), "{due:?}");

    // Later is in a week.
    emma.post("/api/v1/me/confirmations/snooze", &json!({})).expect_status(204);
    assert_eq!(asked(&emma).len(), 0);
    days_pass(&company, id, 7);
    assert_eq!(asked(&emma).len(), due.len());
    set_for_all(&company, &json!({ "cycle": { "days": 0, "newcomer_days": 30, "newcomer_for": 90 } }));
    assert_eq!(asked(&emma).len(), 0, "where nobody is asked, nobody is");
    company.root.post("/api/v1/me/confirmations/snooze", &json!({})).expect_status(404);
}

/// T9: who is due is reminded once by the ways that they chose, and the report tells administrators who never confirmed.
fn who_never_confirmed_is_reminded_and_reported(database: Database) {
    let (company, mail) = company(database);
    let (emma, marta) = (emma(&company), company.signed_in(people::MANAGER));
    set_for_all(&company, &json!({ "choices": [choice("confirm", true, "at_once")] }));
    let report = |query: &str| company.root.get(&format!("/api/v1/confirmations?{query}")).expect_status(200).json;
    let names = |query: &str| -> Vec<String> {
        let mut names: Vec<String> =
            rows(&report(query)).iter().map(|row| row["name"].as_str().unwrap().to_owned()).collect();
        names.sort_unstable();
        names
    };
    let all = report("state=never&limit=200")["total"].as_i64().unwrap();
    assert!(all > 20 && report("state=due")["total"] == 0 && report("state=confirmed")["total"] == 0);
    let (emma_id, marta_id) = (id_of(&company, people::EMPLOYEE), id_of(&company, people::MANAGER));
    days_pass(&company, emma_id, 31);
    days_pass(&company, marta_id, 31);
    let reminder = &letters(&mail, EMMA, 1)[0];
    assert_eq!(reminder.header("Subject"), "Amend: Are your details still right?");
    assert!(reminder.text.contains(&format!("{}/profile\n", company.amend.url())), "{}", reminder.text);
    let seen = wait_for("the news", || about(&emma, "confirm").pop());
    assert_eq!(seen["count"], 1);
    assert_eq!(names("state=due"), ["Emma Larsen", "Marta Nowak"]);
    assert_eq!(names("state=due&search=larsen"), ["Emma Larsen"]);
    assert_eq!(names("state=due&search=%25"), Vec::<String>::new());
    let row = rows(&report("state=due"))[0].clone();
    assert!(row["reminded_at"].is_string() && row["due_at"].is_string() && row.get("confirmed_at").is_none(), "{row}");

    confirm(&marta, &asked(&marta)).expect_status(200);
    assert_eq!(names("state=due"), ["Emma Larsen"]);
    assert_eq!(names("state=confirmed"), ["Marta Nowak"]);
    assert_eq!(report("state=never")["total"], all - 1);
    let page = report("state=never&limit=1");
    let next = report(&format!("state=never&limit=200&after={}", page["next"].as_str().unwrap()));
    assert_eq!(rows(&next).len() as i64, all - 2);
    let file = company.root.get("/api/v1/confirmations.csv?state=due").expect_status(200);
    assert_eq!(file.headers["content-type"], "text/csv; charset=utf-8");
    let text = file.text();
    let lines: Vec<&str> = text.lines().collect();
    assert!(lines.len() == 2 && lines[1].contains("\"Emma Larsen\""), "{lines:?}");
    company.root.get("/api/v1/confirmations?state=some").expect_status(400);

    // Nobody is reminded twice within two weeks, nor who has put it off.
    settled(&company);
    company.sql("update notice set made_at = made_at - 400000");
    emma.post("/api/v1/me/news/read", &json!({ "up_to": seen["id"] })).expect_status(204);
    days_pass(&company, emma_id, 13);
    emma.post("/api/v1/me/confirmations/snooze", &json!({})).expect_status(204);
    days_pass(&company, emma_id, 6);
    // A server that starts looks at once.
    let mut company = company;
    company.amend.restart().unwrap();
    company.root = company.amend.administrator().unwrap();
    settled(&company);
    letters(&mail, EMMA, 1);
    days_pass(&company, emma_id, 1);
    letters(&mail, EMMA, 2);

    // Who has nothing of their own to confirm is asked nothing.
    for one in rows(&company.root.get("/api/v1/attributes").json) {
        let key = one["key"].as_str().unwrap();
        if one["policy"]["locked"] == false {
            set(&company.root, key, &json!({ "locked": true })).expect_status(200);
        }
    }
    assert_eq!(asked(&emma).len(), 0);
}

/// T9: whose details are all somebody else's to change is looked at, asked nothing and not shown as reminded.
fn who_has_nothing_to_confirm_is_not_reminded(database: Database) {
    let (company, _mail) = company(database);
    company.root.post("/api/v1/locks", &json!({ "locked": true, "pending": "keep" })).expect_status(200);
    let id = id_of(&company, people::EMPLOYEE);
    days_pass(&company, id, 31);
    let looked = format!("select count(*) from confirm_state where person_id = {id} and looked_at is not null");
    wait_for("a look at what is due", || (company.sql(&looked).trim() == "1").then_some(()));
    let reminded = format!("select count(*) from confirm_state where person_id = {id} and reminded_at is not null");
    assert_eq!(company.sql(&reminded).trim(), "0");
    assert_eq!(about(&emma(&company), "confirm").len(), 0);
}
