//! People send a picture of themselves: it is made small and harmless, decided on with both pictures side by side, written into the directory's file
//! as bytes, and recognised when it comes back.

use amend_tests::{
    client::{Client, Response},
    people, portrait,
};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use serde_json::{Value, json};

use crate::acts::{on_both, rows};
use crate::catalogue::define;
use crate::company::{Company, Database, change_state, field};
use crate::domain::Domain;

on_both!(
    a_picture_goes_all_the_way,
    what_cannot_be_taken_is_told_why,
    a_companys_own_limits_are_kept,
    a_picture_that_a_run_has_changed_is_set_back,
    pictures_are_for_those_whom_they_concern
);

/// A picture with a place in its Exif.
fn with_a_place(number: u64) -> Vec<u8> {
    let jpeg = portrait::draw(number).unwrap();
    let told = b"Exif\0\0II*\0\x08\0\0\0\0\0GPS 59.91 N 10.75 E";
    let length = u16::try_from(told.len() + 2).unwrap().to_be_bytes();
    [&jpeg[..2], &[0xFF, 0xE1], &length, told, &jpeg[2..]].concat()
}

fn set(client: &Client, key: &str, settings: &Value) {
    let path = format!("/api/v1/attributes/{key}");
    let tag = client.get(&path).expect_status(200).headers["etag"].clone();
    client.send("PATCH", &path, &[("if-match", &tag)], Some(settings)).unwrap().expect_status(200);
}

/// Employees may change their picture.
fn opened(database: Database, approval: &str) -> Company {
    let company = Company::open(database);
    set(&company.root, "photo", &json!({ "authority": "shared", "locked": false, "approval": approval }));
    company
}

fn send(client: &Client, person: &Value, query: &str, content: &[u8]) -> Response {
    let path = format!("/api/v1/people/{}/photos?attribute=photo{query}", person["id"]);
    client.send_bytes("POST", &path, &[("content-type", "image/jpeg")], content).unwrap()
}

fn look(client: &Client, person: &Value, value: &Value) -> Response {
    let digest = value.as_str().unwrap().trim_start_matches("sha256:");
    client.get(&format!("/api/v1/people/{}/photos/{digest}", person["id"]))
}

/// T5, P25, S3.1: sent, saved, approved, exported, put into the directory, confirmed; then taken away again.
fn a_picture_goes_all_the_way(database: Database) {
    let company = opened(database, "admins");
    let emma = company.signed_in(people::EMPLOYEE);
    let person = company.person(people::EMPLOYEE);
    let before = field(&Company::profile(&emma), "photo").clone();
    assert_eq!(before["picture"]["made"], json!({ "side": 400, "advised": 60_000, "most": 200_000 }));
    assert_eq!(
        (&before["picture"]["sent_bytes"], &before["picture"]["sent_megapixels"]),
        (&json!(10 << 20), &json!(25))
    );

    let sent = send(&emma, &person, "&x=8&y=4&side=80", &with_a_place(7)).expect_status(201).json;
    assert_eq!(sent["side"], 80, "{sent}");
    assert_eq!(field(&Company::profile(&emma), "photo"), &before, "nothing has changed yet");
    let made = look(&emma, &person, &sent["value"]).expect_status(200);
    assert_eq!(
        (made.headers["content-type"].as_str(), made.body.len()),
        ("image/jpeg", sent["bytes"].as_u64().unwrap() as usize)
    );
    assert!(!made.body.windows(3).any(|part| part == b"GPS"), "no place goes on");

    Company::propose(&emma, &json!({ "photo": sent["value"] })).expect_status(200);
    let waiting = rows(&company.root.get("/api/v1/approvals").expect_status(200).json)[0].clone();
    assert_eq!(
        (&waiting["kind"], &waiting["old"], &waiting["new"]),
        (&json!("photo"), &before["value"], &sent["value"])
    );
    for side in ["old", "new"] {
        look(&company.root, &person, &waiting[side]).expect_status(200);
    }
    assert_eq!(company.decide(&waiting, "approve")["state"], "approved");
    let file = company.export();
    let lines: Vec<&str> = file.lines().collect();
    assert_eq!(lines[0], "dn,jpegPhoto");
    let (_, cell) = lines[1].rsplit_once(',').unwrap();
    assert_eq!(STANDARD.decode(cell).unwrap(), made.body, "byte for byte");

    company.in_directory(people::EMPLOYEE, &format!("replace: jpegPhoto\njpegPhoto:: {cell}\n"));
    assert_eq!(company.sync()["counts"]["confirmed"], 1);
    let profile = Company::profile(&emma);
    assert_eq!(
        (change_state(&profile, "photo").as_str(), &field(&profile, "photo")["value"]),
        ("confirmed", &sent["value"])
    );

    // The same picture once more, as it is there or as it was sent, is no change.
    let as_there = send(&emma, &person, "", &made.body).expect_status(201).json;
    let as_sent = send(&emma, &person, "&x=8&y=4&side=80", &with_a_place(7)).expect_status(201).json;
    assert_eq!((&as_there["value"], &as_sent["value"]), (&sent["value"], &sent["value"]));
    Company::propose(&emma, &json!({ "photo": as_there["value"] })).expect_status(200);
    assert_eq!(company.changes_of(&person).len(), 1);

    Company::propose(&emma, &json!({ "photo": null })).expect_status(200);
    assert_eq!(company.decide(&company.change(&person, "photo"), "approve")["state"], "approved");
    assert_eq!(company.export().lines().nth(1).unwrap().rsplit_once(',').unwrap().1, "<clear>");
    company.in_directory(people::EMPLOYEE, "delete: jpegPhoto\n");
    assert_eq!(company.sync()["counts"]["confirmed"], 1);
    look(&emma, &person, &sent["value"]).expect_status(200);
}

/// A PNG that claims to be a hundred thousand pixels wide and high, in a hundred bytes.
fn bomb() -> Vec<u8> {
    let head = b"IHDR\0\x01\x86\xA0\0\x01\x86\xA0\x08\x06\0\0\0";
    let sum = !head.iter().fold(u32::MAX, |sum, byte| {
        (0..8).fold(sum ^ u32::from(*byte), |sum, _| if sum & 1 == 1 { 0xEDB8_8320 ^ (sum >> 1) } else { sum >> 1 })
    });
    [
        &b"\x89PNG\r\n\x1a\n\0\0\0\x0d"[..],
        head,
        &sum.to_be_bytes(),
        b"\0\0\0\x0bIDAT\x78\x9c\x63\0\x01\0\0\x05\0\x01\x0d\x0a",
    ]
    .concat()
}

/// T5, SEC27: each with its code and figure, before anything of it is unfolded.
fn what_cannot_be_taken_is_told_why(database: Database) {
    let company = opened(database, "admins");
    let emma = company.signed_in(people::EMPLOYEE);
    let person = company.person(people::EMPLOYEE);
    let good = portrait::draw(1).unwrap();
    let problem = |code: &str, limit: Option<i64>| match limit {
        Some(limit) => json!({ "code": code, "limit": limit }),
        None => json!({ "code": code }),
    };
    let large = vec![0xFF; (10 << 20) + 1];
    let cases: [(&str, &str, &[u8], Value); 7] = [
        ("text", "", b"hello", problem("not_a_picture", None)),
        ("SVG", "", b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", problem("not_a_picture", None)),
        ("nothing", "", b"", problem("not_a_picture", None)),
        ("half of one", "", &good[..good.len() / 2], problem("not_a_picture", None)),
        ("a bomb", "", &bomb(), problem("picture_too_many_pixels", Some(25))),
        ("a large file", "", &large, problem("picture_too_large", Some(10 << 20))),
        ("a corner", "&x=0&y=0&side=31", &good, problem("picture_too_small", Some(32))),
    ];
    for (name, query, content, expected) in cases {
        let refused = send(&emma, &person, query, content).expect_status(422);
        assert_eq!(refused.json["problems"]["photo"], json!([expected]), "{name}");
    }
    send(&emma, &person, "&x=50&y=0&side=60", &good).expect_status(400);
    send(&emma, &person, "&x=50", &good).expect_status(400);
    let path = format!("/api/v1/people/{}/photos?attribute=title", person["id"]);
    emma.send_bytes("POST", &path, &[("content-type", "image/png")], &good).unwrap().expect_status(400);
    let path = path.replace("title", "nothing");
    emma.send_bytes("POST", &path, &[("content-type", "image/png")], &good).unwrap().expect_status(422);
    let path = path.replace("nothing", "photo");
    emma.send_bytes("POST", &path, &[("content-type", "application/json")], &good).unwrap().expect_status(415);
    assert_eq!(company.sql("select count(*) from sent_picture").trim(), "0");

    set(&company.root, "photo", &json!({ "locked": true }));
    let refused = send(&emma, &person, "", &good).expect_status(422);
    assert_eq!(refused.json["problems"]["photo"], json!([{ "code": "locked" }]));
    // An administrator sends one for her, and needs nobody's word.
    let sent = send(&company.root, &person, "", &good).expect_status(201).json;
    company.root_sets(&person, &json!({ "photo": sent["value"] })).expect_status(200);
    assert_eq!(company.change(&person, "photo")["state"], "approved");
}

/// T5, P25: an attribute's own side and size hold in the place of the usual ones, for whoever sends; a limit that cannot be is refused by its name.
fn a_companys_own_limits_are_kept(database: Database) {
    let company = opened(database, "none");
    let emma = company.signed_in(people::EMPLOYEE);
    let person = company.person(people::EMPLOYEE);
    for (limit, wrong) in
        [("picture_side", 31), ("picture_side", 1_001), ("picture_bytes", 1_999), ("picture_bytes", 1_000_001)]
    {
        let refused = define(&company.root, "photo", &json!({ "rules": { limit: wrong } })).expect_status(400);
        let why = format!("{limit} is {wrong}: set it to");
        assert!(refused.json["detail"].as_str().unwrap().contains(&why), "{}", refused.text());
    }
    let large = portrait::for_print(900).unwrap();
    let made = send(&emma, &person, "", &large).expect_status(201).json;
    assert_eq!(made["side"], 400, "the usual one");

    define(&company.root, "photo", &json!({ "rules": { "picture_side": 640 } })).expect_status(200);
    assert_eq!(send(&emma, &person, "", &large).expect_status(201).json["side"], 640);
    define(&company.root, "photo", &json!({ "rules": { "picture_side": 120, "picture_bytes": 2_500 } }))
        .expect_status(200);
    let told = field(&Company::profile(&emma), "photo")["picture"]["made"].clone();
    assert_eq!(told, json!({ "side": 120, "advised": 2_500, "most": 2_500 }));
    for (who, sent) in [(&emma, &large), (&company.root, &portrait::draw(3).unwrap())] {
        let made = send(who, &person, "", sent).expect_status(201).json;
        assert!(made["side"].as_u64().unwrap() <= 120 && made["bytes"].as_u64().unwrap() <= 2_500, "{made}");
        let content = look(who, &person, &made["value"]).expect_status(200).body;
        assert!(content.len() <= 2_500 && content.starts_with(&[0xFF, 0xD8, 0xFF]), "{}", content.len());
    }
    let made = send(&emma, &person, "", &large).expect_status(201).json;
    let saved = Company::propose(&emma, &json!({ "photo": made["value"] })).expect_status(200).json;
    assert_eq!(
        (change_state(&saved, "photo").as_str(), &field(&saved, "photo")["value"]),
        ("approved", &made["value"])
    );
}

/// SEC27, SEC3: what somebody has sent is seen by them, then by those who decide, and saved by nobody else.
fn pictures_are_for_those_whom_they_concern(database: Database) {
    let company = opened(database, "manager");
    let (emma, marta) = (company.signed_in(people::EMPLOYEE), company.signed_in(people::MANAGER));
    let person = company.person(people::EMPLOYEE);
    let hers = company.person(people::MANAGER);
    let sent = send(&emma, &person, "", &portrait::draw(99).unwrap()).expect_status(201).json;
    for stranger in [&marta, &company.root] {
        look(stranger, &person, &sent["value"]).expect_status(404);
    }
    send(&marta, &person, "", &portrait::draw(99).unwrap()).expect_status(404);
    let refused = Company::propose(&marta, &json!({ "photo": sent["value"] })).expect_status(422);
    assert_eq!(refused.json["problems"]["photo"][0]["code"], "not_a_picture");
    company.root_sets(&person, &json!({ "photo": sent["value"] })).expect_status(422);

    Company::propose(&emma, &json!({ "photo": sent["value"] })).expect_status(200);
    let waiting = rows(&marta.get("/api/v1/approvals").expect_status(200).json)[0].clone();
    look(&marta, &person, &waiting["new"]).expect_status(200);
    look(&marta, &person, &waiting["old"]).expect_status(200);
    look(&marta, &hers, &waiting["new"]).expect_status(404);
    for digest in ["", "0", &"0".repeat(64), "%25", "_"] {
        assert_eq!(marta.get(&format!("/api/v1/people/{}/photos/{digest}", person["id"])).status, 404, "{digest}");
    }

    // Only the newest of what was sent and not saved are kept.
    for number in 0..25 {
        send(&emma, &person, "", &portrait::draw(number * 4).unwrap()).expect_status(201);
    }
    let kept: i64 = company.sql("select count(*) from sent_picture").trim().parse().unwrap();
    assert!(kept <= 20, "{kept}");
    look(&marta, &person, &waiting["new"]).expect_status(200);
}

/// P25, S4.17: what Active Directory keeps is small, and comes back as it was given.
#[test]
fn active_directory_is_given_a_thumbnail() {
    let domain = Domain::open();
    set(&domain.root, "photo", &json!({ "authority": "shared", "locked": false }));
    let emma = domain.profile(people::EMPLOYEE);
    assert_eq!(field(&emma, "photo")["picture"]["made"], json!({ "side": 96, "advised": 10_000, "most": 100_000 }));
    let large = portrait::for_print(300).unwrap();
    let sent = send(&domain.root, &emma, "", &large).expect_status(201).json;
    assert_eq!(sent["side"], 96);
    assert!(sent["bytes"].as_u64().unwrap() <= 10_000, "{sent}");
    let path = format!("/api/v1/people/{}", emma["id"]);
    let tag = domain.root.get(&path).headers["etag"].clone();
    let body = json!({ "values": { "photo": sent["value"] } });
    domain.root.send("PATCH", &path, &[("if-match", &tag)], Some(&body)).unwrap().expect_status(200);
    let make = json!({ "target": 1, "profile": "machine", "key": "username" });
    let made = domain.root.post("/api/v1/exports", &make).expect_status(201).json;
    let file = domain.root.get(&format!("/api/v1/exports/{}/file", made["id"])).expect_status(200).text();
    let cell = file.lines().nth(1).unwrap().rsplit_once(',').unwrap().1;
    domain.changes(people::EMPLOYEE, &format!("modify\nreplace: thumbnailPhoto\nthumbnailPhoto:: {cell}"));
    assert_eq!(domain.sync()["counts"]["confirmed"], 1);
    assert_eq!(field(&domain.profile(people::EMPLOYEE), "photo")["value"], sent["value"]);
}

/// X16, P25: a picture that a run has put in the place of another is set back to the one before; one that nobody had is not taken.
fn a_picture_that_a_run_has_changed_is_set_back(database: Database) {
    let company = opened(database, "none");
    let person = company.person(people::EMPLOYEE);
    let emma = company.signed_in(people::EMPLOYEE);
    let before = field(&Company::profile(&emma), "photo")["value"].clone();
    assert!(before.is_string(), "{before}");
    let other = STANDARD.encode(portrait::draw(41).unwrap());
    company.in_directory(people::EMPLOYEE, &format!("replace: jpegPhoto\njpegPhoto:: {other}\n"));
    let run = company.sync();
    let now = field(&Company::profile(&emma), "photo")["value"].clone();
    assert_ne!(now, before);

    let what = json!({ "run": run["id"] });
    let seen = company.root.post("/api/v1/undo/preview", &json!({ "what": what })).expect_status(200).json;
    let row = rows(&seen).into_iter().find(|row| row["value"]["attribute"] == "photo").unwrap();
    assert_eq!((&row["outcome"], &row["value"]["new"]), (&json!("set_back"), &before), "{row}");
    let back = |back: &Value| {
        let asked = json!({ "person": person["id"], "attribute": "photo", "now": now, "back": back });
        let undo = json!({ "what": what, "rows": [asked], "reason": "The wrong file" });
        company.root.post("/api/v1/undo", &undo).expect_status(200).json["outcomes"][0].clone()
    };
    assert_eq!(back(&json!(format!("sha256:{}", "0".repeat(64)))), "refused");
    assert_eq!(back(&before), "set_back");
    assert_eq!(field(&Company::profile(&emma), "photo")["value"], before);
}
