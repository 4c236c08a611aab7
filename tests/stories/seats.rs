//! A limit of active people: who comes when no seat is free waits, and is let in by itself when one is.

use amend_tests::amend::Options;
use serde_json::{Value, json};

use crate::{
    acts::{on_both, rows, wait_for},
    company::{Company, Database},
    staff::audit,
};

on_both!(who_finds_no_seat_waits_for_one);

fn fill(company: &Company) -> (i64, i64, i64) {
    let fill = company.root.get("/api/v1/fill").expect_status(200).json;
    let of = |name: &str| fill[name].as_i64().unwrap();
    (of("active"), of("blocked"), of("waiting"))
}

fn waiting(company: &Company) -> Vec<Value> {
    let blocked = rows(&company.root.get("/api/v1/people?status=blocked&limit=200").expect_status(200).json);
    let mut waiting: Vec<Value> = blocked.into_iter().filter(|row| row["blocked"]["reason"] == "no_seat").collect();
    waiting.sort_by_key(|row| row["id"].as_i64());
    waiting
}

/// S2.15, S2.19: only active people count; the first who came is the first who is let in, and a run does not let in or out whoever waits.
fn who_finds_no_seat_waits_for_one(database: Database) {
    let options = Options { settings: "seats = 27".to_owned(), ..Options::default() };
    let mut company = Company::unsynced(database, 30, options);
    let run = company.sync();
    assert_eq!(
        (&run["state"], &run["counts"]["created"], &run["counts"]["blocked"]),
        (&json!("complete"), &json!(30), &json!(3))
    );
    assert_eq!(fill(&company), (27, 3, 3));
    let line = &company.report(&run, "blocked")[0];
    assert_eq!(line["blocked"], "no_seat", "{line}");
    let first = waiting(&company);
    assert_eq!((first.len(), &first[0]["username"]), (3, &Value::Null));
    let seats = company.root.get("/api/v1/fill").json["seats"].clone();
    assert_eq!(seats, 27);
    for run in [company.sync(), company.delta()] {
        assert_eq!((&run["counts"]["returned"], &run["counts"]["blocked"]), (&json!(0), &json!(0)), "{run}");
    }
    assert_eq!(fill(&company), (27, 3, 3));

    let active = rows(&company.root.get("/api/v1/people?limit=200").json)[0].clone();
    let body = json!({ "note": "left" });
    company.root.post(&format!("/api/v1/people/{}/block", active["id"]), &body).expect_status(200);
    wait_for("the first who waits being let in", || (fill(&company) == (27, 3, 2)).then_some(()));
    let in_now = company.seen_by_root(&first[0]);
    assert_eq!(in_now["blocked"], Value::Null);
    assert!(in_now["username"].is_string(), "the user name comes with the seat");
    assert_eq!(audit(&company, "person.seat")[0]["person"], first[0]["id"]);
    assert_eq!(waiting(&company), first[1..].to_vec());

    // Without a limit, nobody waits.
    company.amend.reconfigure(|options| options.settings = String::new()).unwrap();
    company.amend.restart().unwrap();
    company.root = company.amend.administrator().unwrap();
    wait_for("everybody being let in", || (fill(&company) == (29, 1, 0)).then_some(()));
}
