//! An administrator takes somebody off a directory, and links them to an entry again.

use amend_tests::{
    client::{Client, Response},
    people,
    sync::wait,
};
use serde_json::{Value, json};

use crate::{
    acts::{on_both, rows},
    company::{Company, Database, field},
    findings::findings,
    staff::{audit, with_role},
};

on_both!(whose_key_moves_is_linked_by_hand, who_is_taken_off_is_left_alone, what_is_somebody_elses_is_refused,);

fn post(client: &Client, person: &Value, what: &str, body: &Value) -> Response {
    client.post(&format!("/api/v1/people/{}/{what}", person["id"]), body)
}

fn attach(company: &Company, person: &Value, entry: &str) -> Value {
    let started =
        post(&company.root, person, "attach", &json!({ "source": 1, "entry": entry })).expect_status(200).json;
    let run = wait(&company.root, &started).unwrap();
    assert_eq!(run["state"], "complete", "{run}");
    run
}

fn links(company: &Company, person: &Value) -> Vec<Value> {
    rows(&company.root.get(&format!("/api/v1/people/{}/links", person["id"])).expect_status(200).json)
}

/// S2.8, S2.9, S2.22: the account is made anew under another id, name and address; nobody could find out by themselves. Taken off, linked to the
/// new entry after a look at what that comes to, and the next run makes nobody.
fn whose_key_moves_is_linked_by_hand(database: Database) {
    let company = Company::open(database);
    let person = company.person(people::EMPLOYEE);
    let emma = company.signed_in(people::EMPLOYEE);
    company.approved(&emma, &person, "phone", "+47 22 00 00 01");
    Company::propose(&emma, &json!({ "title": "Account Manager" })).expect_status(200);
    let off = post(&company.root, &person, "detach", &json!({ "source": 1 })).expect_status(200).json;
    assert_eq!((&off["source"], &off["blocked"]), (&Value::Null, &Value::Null));
    assert_eq!(field(&off, "mail")["value"], "emma.larsen@example.test", "she keeps what she had");
    assert_eq!(field(&off, "phone")["value"], "+47 22 00 00 01");
    assert_eq!(company.change(&person, "phone")["state"], "applied", "there is nothing that it could be written to");
    assert_eq!(links(&company, &person)[0]["state"], "detached");

    let dn = people::line("dn", &company.dn(people::EMPLOYEE));
    company.slapd.modify(&format!("{dn}\nchangetype: delete\n")).unwrap();
    company.hires("emma.hansen", "emma.hansen", "Berlin");
    let wanted = json!({ "source": 1, "entry": "emma.hansen" });
    let preview = post(&company.root, &person, "attach/try", &wanted).expect_status(200).json;
    assert!(preview["dn"].as_str().unwrap().starts_with("uid=emma.hansen,ou=Berlin,"), "{preview}");
    assert!(preview["replaces"].as_str().unwrap().starts_with("uid=emma.larsen,"), "{preview}");
    assert_eq!((&preview["changes"], &preview["username_held_by"]), (&json!(2), &Value::Null));
    let moved = preview["values"].as_array().unwrap().iter().find(|value| value["attribute"] == "mail").unwrap();
    assert_eq!(
        (&moved["now"], &moved["then"]),
        (&json!("emma.larsen@example.test"), &json!("emma.hansen@example.test"))
    );
    assert_eq!(links(&company, &person)[0]["state"], "detached", "looking changes nothing");

    let other = json!({ "source": 1, "entry": "emma.hansen", "id": "00" });
    let refused = post(&company.root, &person, "attach", &other).expect_status(409);
    assert!(refused.text().contains("another entry has this name by now"), "{}", refused.text());
    attach(&company, &person, "emma.hansen");
    let run = company.sync();
    let counts = ["created", "blocked", "duplicates", "renamed"].map(|name| run["counts"][name].as_i64().unwrap());
    assert_eq!(counts, [0; 4], "{run}");
    let back = company.person("emma.hansen");
    assert_eq!((&back["id"], &back["username"]), (&person["id"], &json!("emma.hansen")));
    assert_eq!(company.changes_of(&back).len(), 2);
    assert_eq!(Company::profile(&company.signed_in("emma.hansen"))["id"], person["id"]);
    assert_eq!(links(&company, &back).len(), 1);
    for action in ["person.detach", "person.relink"] {
        assert_eq!(audit(&company, action)[0]["person"], person["id"]);
    }
}

/// S2.8, S2.25: no run changes, blocks or doubles somebody who was taken off; they are edited here until they are linked again.
fn who_is_taken_off_is_left_alone(database: Database) {
    let company = Company::open(database);
    let person = company.person(people::EMPLOYEE);
    post(&company.root, &person, "detach", &json!({ "source": 1 })).expect_status(200);
    let again = post(&company.root, &person, "detach", &json!({ "source": 1 })).expect_status(409);
    assert!(again.text().contains("not followed"), "{}", again.text());
    assert_eq!(company.amend.client().sign_in(people::EMPLOYEE, people::PASSWORD).status, 401);
    assert_eq!(company.source()["active"], 29);

    company.in_directory(people::EMPLOYEE, "replace: l\nl: Bergen\n");
    company.root_sets(&person, &json!({ "mail": "emma@elsewhere.test", "room": "9.99" })).expect_status(200);
    for run in [company.sync(), company.delta()] {
        let counts = ["created", "changed", "blocked", "duplicates"].map(|name| run["counts"][name].as_i64().unwrap());
        assert_eq!(counts, [0; 4], "{run}");
    }
    let seen = company.seen_by_root(&person);
    assert_eq!(field(&seen, "city")["value"], "Oslo");
    assert_eq!(field(&seen, "mail")["value"], "emma@elsewhere.test", "nobody else is in charge of it now");
    assert_eq!(field(&seen, "room")["value"], "9.99");
    let home = company.leaves(people::EMPLOYEE);
    assert_eq!(company.sync()["counts"]["blocked"], 0);
    assert!(findings(&company.root, "open").is_empty());
    company.rename(people::EMPLOYEE, people::EMPLOYEE, Some(&home));

    attach(&company, &person, &company.dn(people::EMPLOYEE));
    let seen = company.seen_by_root(&person);
    assert_eq!((&seen["source"], &field(&seen, "city")["value"]), (&json!("corp"), &json!("Bergen")));
    assert_eq!(company.source()["active"], 30);
    company.signed_in(people::EMPLOYEE);
}

/// S2.8: an entry that is linked to somebody else is refused with that person's name; who may not link people is told so.
fn what_is_somebody_elses_is_refused(database: Database) {
    let company = Company::open(database);
    let person = company.person(people::EMPLOYEE);
    post(&company.root, &person, "detach", &json!({ "source": 1 })).expect_status(200);
    for what in ["attach/try", "attach"] {
        for (entry, says) in [
            (people::MANAGER.to_owned(), "linked to Marta Nowak"),
            (company.dn(people::MANAGER), "linked to Marta Nowak"),
            ("nobody.atall".to_owned(), "no entry that is called nobody.atall"),
            (format!("uid=nobody,ou=people,{}", company.slapd.base), "no entry that is called"),
            ("uid=emma,dc=elsewhere".to_owned(), "reads nothing outside"),
            ("*)(uid=marta.nowak".to_owned(), "no entry that is called"),
        ] {
            let refused =
                post(&company.root, &person, what, &json!({ "source": 1, "entry": entry })).expect_status(409);
            assert!(refused.text().contains(says), "{entry}: {}", refused.text());
        }
        post(&company.root, &person, what, &json!({ "source": 1, "entry": " " })).expect_status(400);
        post(&company.root, &person, what, &json!({ "source": 9, "entry": "emma.larsen" })).expect_status(400);
    }
    let marta = company.person(people::MANAGER);
    let kept =
        post(&company.root, &marta, "attach", &json!({ "source": 1, "entry": "marta.nowak" })).expect_status(409);
    assert!(kept.text().contains("take Marta Nowak off the directory first"), "{}", kept.text());

    let admin = with_role(&company, people::MANAGER, "people-admin");
    post(&admin, &marta, "detach", &json!({ "source": 1 })).expect_status(403);
    let auditor = with_role(&company, "ingrid.solberg", "auditor");
    post(&auditor, &marta, "detach", &json!({ "source": 1 })).expect_status(403);
}
