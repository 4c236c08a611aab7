//! Standing in for whoever is away: what the absent one would decide on, for as long as was said, and never on one's own changes.

use amend_tests::{
    amend::{ADMINISTRATOR, ADMINISTRATOR_PASSWORD},
    browser::run_script,
    people,
    scratch::Scratch,
};
use serde_json::{Value, json};

use crate::{
    acts::on_both,
    company::{Company, Database, field},
    staff::{audit, decide, id_of, newest, queue, somebody, waiting, with_role},
};

on_both!(a_stand_in_decides_in_the_place_of_the_absent, nobody_gains_by_standing_in);

const PATH: &str = "/api/v1/stand-ins";
const TODAY_ON: (&str, &str) = ("2020-01-01", "2999-12-31");

fn named(username: &str) -> Value {
    json!({ "username": username, "from": TODAY_ON.0, "until": TODAY_ON.1 })
}

/// X8: the manager names somebody, who sees and decides what the manager would; it is told in whose place, and ends when it is ended.
fn a_stand_in_decides_in_the_place_of_the_absent(database: Database) {
    let company = Company::open(database);
    let (emma, marta) = (company.signed_in(people::EMPLOYEE), company.signed_in(people::MANAGER));
    let name = somebody(&company, 0);
    let other = company.signed_in(&name);
    Company::propose(&emma, &json!({ "title": "Chief", "room": "1" })).expect_status(200);
    assert!(queue(&other).is_empty());
    assert_eq!(other.get("/api/v1/session").json["manages"], false);
    for bad in [
        json!({ "username": name, "from": "2999-13-01", "until": "2999-12-31" }),
        json!({ "username": name, "from": "2999-12-31", "until": "2999-01-01" }),
        json!({ "username": name, "from": "2001-01-01", "until": "2001-01-02" }),
        json!({ "username": "nobody.at.all", "from": TODAY_ON.0, "until": TODAY_ON.1 }),
        json!({ "username": people::MANAGER, "from": TODAY_ON.0, "until": TODAY_ON.1 }),
    ] {
        marta.post(PATH, &bad).expect_status(400);
    }
    // Not yet.
    let later = json!({ "username": name, "from": "2998-01-01", "until": TODAY_ON.1 });
    assert_eq!(marta.post(PATH, &later).expect_status(201).json["holds"], false);
    assert!(queue(&other).is_empty());
    let made = marta.post(PATH, &named(&name)).expect_status(201).json;
    assert_eq!((&made["person_name"], &made["holds"]), (&json!("Marta Nowak"), &json!(true)));
    assert_eq!(other.get(PATH).expect_status(200).json.as_array().unwrap().len(), 2, "both sides see it");
    assert_eq!(emma.get(PATH).json, json!([]));

    let seen = waiting(&other, "title");
    assert_eq!((&seen["may_decide"], &seen["approval"]["on_behalf_of"]), (&json!(true), &json!("Marta Nowak")));
    assert_eq!(queue(&other).len(), 1, "what is not the manager's is not hers either");
    assert_eq!(other.get("/api/v1/session").json["manages"], true);
    assert_eq!(decide(&other, &seen, "approve", None)["state"], "approved");
    let steps = field(&Company::profile(&emma), "title")["change"]["steps"].as_array().unwrap().clone();
    assert_eq!(steps[1]["on_behalf_of"], "Marta Nowak", "{steps:?}");

    Company::propose(&emma, &json!({ "title": "Queen" })).expect_status(200);
    let change = waiting(&other, "title");
    emma.send("DELETE", &format!("{PATH}/{}", made["id"]), &[], None).unwrap().expect_status(404);
    marta.send("DELETE", &format!("{PATH}/{}", made["id"]), &[], None).unwrap().expect_status(204);
    assert!(queue(&other).is_empty(), "a right that ends takes effect with the next request");
    assert_eq!(decide(&other, &change, "approve", None)["problem"]["code"], "not_found");
    assert_eq!((audit(&company, "stand_in.add").len(), audit(&company, "stand_in.end").len()), (2, 1));
}

/// SEC5, P44: not on one's own changes, not through a chain, not by making oneself one, and without anybody's roles.
fn nobody_gains_by_standing_in(database: Database) {
    let company = Company::open(database);
    let (emma, anna, marta) =
        (company.signed_in(people::EMPLOYEE), company.signed_in(people::ADMIN), company.signed_in(people::MANAGER));
    let name = somebody(&company, 0);
    let third = company.signed_in(&name);
    // Emma stands in for the one who decides on what she proposes.
    marta.post(PATH, &named(people::EMPLOYEE)).expect_status(201);
    Company::propose(&emma, &json!({ "title": "Chief", "room": "1" })).expect_status(200);
    assert!(queue(&emma).is_empty());
    let change = newest(&emma, "/api/v1/me/changes", "title");
    assert_eq!(change["may_decide"], false);
    assert_eq!(decide(&emma, &change, "approve", None)["problem"]["code"], "forbidden");
    // Nor does somebody who stands in for the stand-in.
    emma.post(PATH, &named(&name)).expect_status(201);
    assert!(queue(&third).is_empty());
    assert_eq!(decide(&third, &change, "approve", None)["problem"]["code"], "not_found");
    // An administrator's roles are not handed on.
    anna.post(PATH, &named(&name)).expect_status(201);
    assert!(queue(&third).is_empty());
    assert_eq!(decide(&third, &change, "approve", None)["problem"]["code"], "not_found");
    third.get("/api/v1/people").expect_status(403);

    // For others: administrators alone, and not for themselves.
    let desk_name = somebody(&company, 1);
    let for_marta = |username: &str| {
        let mut body = named(username);
        body["person"] = json!(id_of(&company, people::MANAGER));
        body
    };
    third.post(PATH, &for_marta(&name)).expect_status(404);
    third.get(&format!("{PATH}?all=true")).expect_status(403);
    let desk = with_role(&company, &desk_name, "people-admin");
    desk.post(PATH, &for_marta(&desk_name)).expect_status(409);
    desk.post(PATH, &for_marta(&name)).expect_status(201);
    assert_eq!(queue(&third).len(), 1, "the title waits for Marta, and so for them");
    assert_eq!(desk.get(&format!("{PATH}?all=true")).expect_status(200).json.as_array().unwrap().len(), 4);
}

/// X8, S3.18: on the page of a person at three widths, light and dark, with mistakes told at their fields; and the entry as it was sent.
#[test]
fn stand_ins_of_others_in_the_browser() {
    let is_built = std::env::var_os("AMEND_WIDGET_DIR").is_some() || std::env::var_os("AMEND_BIN").is_some();
    assert!(is_built, "the widget is not built; run `cargo xtask test`");
    let company = Company::open(Database::Sqlite);
    let scratch = Scratch::new("stand-ins").unwrap();
    let (url, dn) = (company.amend.url(), company.dn(people::MANAGER));
    let shots = std::env::var("KEEP_SHOTS").unwrap_or(scratch.path().display().to_string());
    let ids = [people::MANAGER, people::EMPLOYEE].map(|username| id_of(&company, username).to_string());
    let environment = [
        ("AMEND_URL", url.as_str()),
        ("AMEND_USER", ADMINISTRATOR),
        ("AMEND_PASSWORD", ADMINISTRATOR_PASSWORD),
        ("AMEND_ABSENT", ids[0].as_str()),
        ("AMEND_ABSENT_NAME", "Marta Nowak"),
        ("AMEND_OTHER", ids[1].as_str()),
        ("AMEND_OTHER_NAME", "Emma Larsen"),
        ("AMEND_DN", dn.as_str()),
        ("AMEND_SHOTS", shots.as_str()),
    ];
    run_script("stand_ins.mjs", &environment).unwrap();
    assert_eq!((audit(&company, "stand_in.add").len(), audit(&company, "stand_in.end").len()), (1, 1));
}
