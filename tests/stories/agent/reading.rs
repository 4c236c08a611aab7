//! People come in by an agent as they do where the directory is read directly: everything, what is new, one person, members of groups.

use amend_tests::amend::Options;
use serde_json::{Value, json};

use super::{Inside, PEOPLE};
use crate::{
    acts::on_both,
    company::{Database, field},
};

on_both!(what_is_new_comes_in_by_the_agent, chosen_people_are_judged_as_ever, both_ways_lead_to_the_same_people);

/// S2.3, S4.4, S4.8: a full run, a delta with somebody renamed, changed, hired and gone, one person, and a full run with nothing new.
fn what_is_new_comes_in_by_the_agent(database: Database) {
    let inside = Inside::finished(database, Options::default());
    inside.in_directory("emma.larsen", "replace: title\ntitle: Account Manager");
    let delta = inside.run("");
    let counts = &delta["counts"];
    assert_eq!((&delta["state"], &delta["kind"], &counts["seen"]), (&json!("complete"), &json!("delta"), &json!(1)));
    assert_eq!(field(&inside.profile("emma.larsen"), "title")["value"], json!("Account Manager"));

    let gone = inside.slapd.search("(uid=marta.nowak)", &["uid"]).unwrap()[0].dn.clone();
    inside.slapd.modify(&format!("{}\nchangetype: delete\n", amend_tests::people::line("dn", &gone))).unwrap();
    let delta = inside.run("");
    assert_eq!((&delta["kind"], &delta["counts"]["blocked"]), (&json!("delta"), &json!(1)), "{delta}");

    inside.in_directory("emma.larsen", "replace: title\ntitle: Director");
    inside.in_directory("anna.keller", "replace: title\ntitle: Director");
    let id = inside.profile("emma.larsen")["id"].clone();
    let asked = inside.root.post(&format!("/api/v1/people/{id}/runs"), &json!({})).expect_status(202).json;
    let one = amend_tests::sync::wait(&inside.root, &asked).unwrap();
    assert_eq!((&one["state"], &one["kind"]), (&json!("complete"), &json!("person")), "{one}");
    assert_eq!(field(&inside.profile("emma.larsen"), "title")["value"], json!("Director"));
    assert_ne!(field(&inside.profile("anna.keller"), "title")["value"], json!("Director"));

    let full = inside.run("?full=true");
    let counts = &full["counts"];
    assert_eq!((&full["state"], &counts["seen"]), (&json!("complete"), &json!(PEOPLE - 1)), "{full}");
    assert_eq!(&counts["unchanged"], PEOPLE - 2, "{full}");
    assert_eq!(inside.run("?full=true")["counts"]["unchanged"], PEOPLE - 1);
}

/// S4.9-S4.11: containers, groups and rules decide on people that an agent reads too, and a trial tells beforehand.
fn chosen_people_are_judged_as_ever(database: Database) {
    let inside = Inside::finished(database, Options::default());
    let oslo = format!("ou=Oslo,ou=people,{}", inside.slapd.base);
    let selection = json!({ "containers": [{ "dn": oslo, "taken": true }] });
    let tried = inside.root.post(&inside.path("/try"), &json!({ "selection": selection })).expect_status(200).json;
    let taken = tried["taken"].as_i64().unwrap();
    assert!(taken > 2 && taken + tried["goes"].as_i64().unwrap() == 30, "{tried}");

    let group = format!("cn=agents-choice,ou=people,{}", inside.slapd.base);
    let emma = inside.slapd.search("(uid=emma.larsen)", &["uid"]).unwrap()[0].dn.clone();
    let member = amend_tests::people::line("member", &emma);
    let entry = format!("dn: {group}\nchangetype: add\nobjectClass: groupOfNames\ncn: agents-choice\n{member}\n");
    inside.slapd.modify(&entry).unwrap();
    let chosen = json!({ "selection": { "groups": [group] } });
    let tried = inside.root.post(&inside.path("/try"), &chosen).expect_status(200).json;
    assert_eq!((&tried["taken"], &tried["goes"]), (&json!(1), &json!(PEOPLE - 1)), "{tried}");
}

/// S4.2: turned to an agent and back, nobody is made or blocked, every id and every edit stays.
fn both_ways_lead_to_the_same_people(database: Database) {
    let inside = Inside::finished(database, Options::default());
    let people = |inside: &Inside| {
        let list = inside.root.get("/api/v1/people?limit=100").expect_status(200).json;
        let ids = |row: &Value| (row["id"].clone(), row["username"].clone());
        list["items"].as_array().unwrap().iter().map(ids).collect::<Vec<_>>()
    };
    let before = people(&inside);
    inside.directly().expect_status(200);
    assert_ne!(inside.listed()["state"], "active");
    let run = inside.run("?full=true");
    assert_eq!((&run["state"], &run["counts"]["created"]), (&json!("complete"), &json!(0)), "{run}");
    assert_eq!(people(&inside), before);

    inside.save(&json!({ "via": "agent" })).expect_status(200);
    inside.in_directory("emma.larsen", "replace: title\ntitle: Director");
    let run = inside.run("?full=true");
    let counts = &run["counts"];
    assert_eq!((&counts["created"], &counts["blocked"]), (&json!(0), &json!(0)), "{run}");
    assert_eq!(people(&inside), before);
    assert_eq!(field(&inside.profile("emma.larsen"), "title")["value"], json!("Director"));
}
