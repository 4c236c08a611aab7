//! Pictures over the wire: their bytes take the place of those that are there.

use amend_tests::{people, portrait};
use serde_json::json;

use super::{active_directory::domain, *};
use crate::{
    acts::on_both,
    company::change_state,
    staff::{decide, id_of, save, set as set_attribute, waiting},
};

on_both!(a_picture_takes_the_place_of_another);

/// Sends a picture of somebody; its name as values have it, and the bytes that are kept.
fn sent(client: &Client, person: i64, number: u64) -> (String, Vec<u8>) {
    let path = format!("/api/v1/people/{person}/photos?attribute=photo");
    let drawn = portrait::draw(number).unwrap();
    let sent = client.send_bytes("POST", &path, &[("content-type", "image/jpeg")], &drawn).unwrap().expect_status(201);
    let name = sent.json["value"].as_str().unwrap().to_owned();
    let digest = name.trim_start_matches("sha256:");
    let bytes = client.get(&format!("/api/v1/people/{person}/photos/{digest}")).expect_status(200).body;
    (name, bytes)
}

/// The bytes of somebody's picture in the directory.
fn shown(slapd: &Slapd, username: &str) -> Vec<u8> {
    slapd.bytes_of(username, "jpegPhoto").unwrap()
}

/// P25, S1.13, S1.14: OpenLDAP is given the bytes of a picture in the place of those that are there, and the next sync confirms them; one that
/// somebody else has put there meanwhile stays, and both are shown.
fn a_picture_takes_the_place_of_another(database: Database) {
    let company = company(database);
    set_attribute(&company.root, "photo", &json!({ "authority": "shared", "locked": false })).expect_status(200);
    let (emma, anna) = (company.signed_in(people::EMPLOYEE), company.signed_in(people::ADMIN));
    let person = id_of(&company, people::EMPLOYEE);
    turn_on(&anna);
    let propose = |number| {
        let (name, bytes) = sent(&emma, person, number);
        Company::propose(&emma, &json!({ "photo": name, "room": format!("r{number}") })).expect_status(200);
        for key in ["photo", "room"] {
            assert_eq!(decide(&anna, &waiting(&anna, key), "approve", None)["state"], "approved");
        }
        bytes
    };
    let bytes = propose(31);
    wait_until_written(&anna);
    assert_eq!(shown(&company.slapd, people::EMPLOYEE), bytes);
    company.sync();
    assert_eq!(change_state(&Company::profile(&emma), "photo"), "confirmed");

    let others = portrait::draw(33).unwrap();
    company.in_directory(people::EMPLOYEE, &format!("replace: jpegPhoto\njpegPhoto:: {}\n", in_base64(&others)));
    propose(32);
    wait_for("a conflict", || (change_state(&Company::profile(&emma), "photo") == "conflict").then_some(()));
    wait_until_written(&anna);
    assert_eq!(shown(&company.slapd, people::EMPLOYEE), others);
    assert_eq!(held(&company.slapd, people::EMPLOYEE, "roomNumber"), ["r32"]);
}

fn in_base64(bytes: &[u8]) -> String {
    use base64::Engine as _;
    base64::engine::general_purpose::STANDARD.encode(bytes)
}

/// P25, P26: the same in Active Directory, which has them under another name.
#[test]
fn a_domain_is_given_pictures() {
    let domain = domain();
    set_attribute(&domain.root, "photo", &json!({ "authority": "shared", "locked": false })).expect_status(200);
    let person = domain.profile(people::EMPLOYEE)["id"].as_i64().unwrap();
    let (name, bytes) = sent(&domain.root, person, 31);
    save(&domain.root, &format!("/api/v1/people/{person}"), &json!({ "photo": name })).expect_status(200);
    turn_on(&domain.root);
    wait_for_item(&domain.root, "photo", "done");
    assert_eq!(domain.samba.bytes_of(people::EMPLOYEE, "thumbnailPhoto").unwrap(), bytes);
    domain.sync();
    assert_eq!(change_state(&domain.profile(people::EMPLOYEE), "photo"), "confirmed");
}
