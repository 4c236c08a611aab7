//! Pictures and ids in files that directories take: bytes as bytes, and ids as the directory's own tools print them.

use amend_tests::{
    client::Client,
    people, portrait,
    programs::{need, run_any},
};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use serde_json::{Value, json};
use std::process::Command;

use crate::{
    company::{Company, Database, change_state},
    domain::Domain,
    staff::{decide, id_of, queue, set},
};

fn exported(client: &Client, format: &str, key: &str) -> String {
    let made = client.post("/api/v1/exports", &json!({ "target": 1, "format": format, "key": key })).expect_status(201);
    client.get(&format!("/api/v1/exports/{}/file", made.json["id"])).expect_status(200).text()
}

/// Emma sends a picture and a room, and an administrator approves both; gives the picture's bytes.
fn approved(company: &Company, number: u64) -> Vec<u8> {
    let (emma, anna) = (company.signed_in(people::EMPLOYEE), company.signed_in(people::ADMIN));
    let person = id_of(company, people::EMPLOYEE);
    let path = format!("/api/v1/people/{person}/photos?attribute=photo");
    let drawn = portrait::draw(number).unwrap();
    let sent = emma.send_bytes("POST", &path, &[("content-type", "image/jpeg")], &drawn).unwrap().expect_status(201);
    let digest = sent.json["value"].as_str().unwrap().trim_start_matches("sha256:").to_owned();
    let room = format!("room {number}");
    Company::propose(&emma, &json!({ "photo": sent.json["value"], "room": room })).expect_status(200);
    for change in queue(&anna) {
        assert_eq!(decide(&anna, &change, "approve", None)["state"], "approved");
    }
    emma.get(&format!("/api/v1/people/{person}/photos/{digest}")).expect_status(200).body
}

fn opened() -> Company {
    let company = Company::open(Database::Sqlite);
    set(&company.root, "photo", &json!({ "authority": "shared", "locked": false })).expect_status(200);
    company
}

fn ldapmodify(company: &Company, ldif: &str) -> Option<i32> {
    let mut command = Command::new(need("ldapmodify").unwrap());
    let slapd = &company.slapd;
    command.args(["-x", "-c", "-H", &slapd.ldap_url, "-D", &slapd.admin_dn, "-w", &slapd.admin_password]);
    run_any(&mut command, ldif).unwrap().0
}

/// P25, S1.13, S1.16: OpenLDAP is given the bytes of a picture in the place of whatever stands there, and the next sync confirms them.
#[test]
fn the_directory_takes_pictures() {
    let company = opened();
    for number in [31, 32] {
        let bytes = approved(&company, number);
        let file = exported(&company.root, "ldif", "dn");
        let unfolded = file.replace("\n ", "");
        assert!(
            unfolded.contains(&format!("\nreplace: jpegPhoto\njpegPhoto:: {}\n-\n", STANDARD.encode(&bytes))),
            "{file}"
        );
        assert_eq!(ldapmodify(&company, &file), Some(0), "{file}");
        assert_eq!(company.sync()["counts"]["conflicts"], 0);
        let profile = Company::profile(&company.signed_in(people::EMPLOYEE));
        assert_eq!(
            (change_state(&profile, "photo"), change_state(&profile, "room")),
            ("confirmed".into(), "confirmed".into())
        );
    }
}

/// P25: a script has bytes as bytes; in a workbook there is no room for them, and they wait for another file.
#[test]
fn scripts_hold_bytes_and_workbooks_none() {
    let company = opened();
    let bytes = approved(&company, 31);
    let made = json!({ "target": 1, "format": "xlsx", "key": "dn" });
    let book = company.root.post("/api/v1/exports", &made).expect_status(201).json;
    assert_eq!(book["items"], 1, "the room alone: {book}");
    let refused = company.root.post("/api/v1/exports", &made).expect_status(409);
    assert!(refused.json["detail"].as_str().unwrap().contains("only pictures wait"), "{}", refused.text());
    let script = exported(&company.root, "powershell", "id");
    let expected = format!("New = @(,[Convert]::FromBase64String('{}')) }}", STANDARD.encode(&bytes));
    assert!(script.contains(&expected), "{script}");
    let mut parser = tree_sitter::Parser::new();
    parser.set_language(&tree_sitter_powershell::LANGUAGE.into()).unwrap();
    let tree = parser.parse(script.trim_start_matches('\u{FEFF}'), None).unwrap();
    assert!(!tree.root_node().has_error(), "{}", tree.root_node().to_sexp());
}

/// S1.13: a person in Active Directory is named by the GUID as its tools print it, and is found by it when the file comes back.
#[test]
fn active_directory_names_people_by_its_guid() {
    let domain = Domain::open();
    let emma = domain.profile(people::EMPLOYEE);
    let path = format!("/api/v1/people/{}", emma["id"]);
    let tag = domain.root.get(&path).expect_status(200).headers["etag"].clone();
    let body: Value = json!({ "values": { "city": "Bodø" } });
    domain.root.send("PATCH", &path, &[("if-match", &tag)], Some(&body)).unwrap().expect_status(200);
    let raw = domain.samba.bytes_of(people::EMPLOYEE, "objectGUID").unwrap();
    let digits = |places: &[usize]| places.iter().map(|place| format!("{:02x}", raw[*place])).collect::<String>();
    let printed =
        [digits(&[3, 2, 1, 0]), digits(&[5, 4]), digits(&[7, 6]), digits(&[8, 9]), digits(&[10, 11, 12, 13, 14, 15])];
    let file = exported(&domain.root, "csv", "id");
    assert_eq!(file.lines().nth(1), Some(format!("{},Bodø", printed.join("-")).as_str()), "{file}");
}
