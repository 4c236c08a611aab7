//! Access tokens whose holders are found in a real Active Directory: by the security identifier, and by the immutable id in either attribute.

use amend_tests::{
    amend::{Amend, Options, Source},
    client::Client,
    issuer::Issuer,
    people::{self, active_directory, line},
    samba::Samba,
    sync::run_and_wait,
};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use serde_json::{Value, json};

use crate::{
    bearers::{ask, claims, oid, options, unlinked, with},
    domain::PEOPLE,
};

/// Bytes of an attribute of somebody, in hexadecimal digits as Amend keeps ids.
fn bytes(samba: &Samba, username: &str, attribute: &str) -> Vec<u8> {
    samba.bytes_of(username, attribute).unwrap()
}

/// `S-1-5-21-…` of the bytes of a security identifier ([MS-DTYP] section 2.4.2.1).
fn sid(bytes: &[u8]) -> String {
    let subs = bytes[8..].chunks(4).map(|sub| u32::from_le_bytes(sub.try_into().unwrap()).to_string());
    format!("S-1-{}-{}", bytes[7], subs.collect::<Vec<_>>().join("-"))
}

/// M4, SEC7: each way finds exactly one person; nobody, somebody disabled and two who have one id are refused with the reason.
#[test]
fn accounts_are_found_by_what_never_changes() {
    let issuer = Issuer::start().unwrap();
    let (options, url) = options(&issuer, "immutable_id_claim = \"onprem_immutable_id\"");
    let samba = Samba::in_scratch(&active_directory::sample(PEOPLE).unwrap()).unwrap();
    let options = Options { sources: vec![Source::of_active_directory(&samba)], ..options };
    let (_amend, root) = Amend::start_with_administrator(options).unwrap();
    assert_eq!(run_and_wait(&root, "corp").unwrap()["state"], "complete");
    let pane = Client::new(&url);
    let come = |number: u32, others: Value| ask(&pane, &issuer.token(&with(claims(&issuer, number), others)).unwrap());
    let name = |answer: amend_tests::client::Response| answer.expect_status(200).json["username"].clone();
    let reason = |number: u32| {
        let rows = unlinked(&root);
        rows.iter().find(|row| row["subject"] == oid(number)).map(|row| row["reason"].clone())
    };
    let emma = sid(&bytes(&samba, people::EMPLOYEE, "objectSid"));
    assert_eq!(name(come(1, json!({ "onprem_sid": emma }))), people::EMPLOYEE);
    assert_eq!(name(come(1, json!({}))), people::EMPLOYEE, "later nothing has to prove it");

    let marta = STANDARD.encode(bytes(&samba, people::MANAGER, "objectGUID"));
    assert_eq!(name(come(2, json!({ "onprem_immutable_id": marta }))), people::MANAGER);

    // The source anchor comes before the id of the entry: Anna has the one that another's id is.
    let anchor = |username: &str, value: &str| {
        let dn = line("dn", &samba.dn_of(username).unwrap());
        let change =
            format!("{dn}\nchangetype: modify\nreplace: mS-DS-ConsistencyGuid\nmS-DS-ConsistencyGuid:: {value}\n");
        samba.modify(&change).unwrap();
    };
    let moved = STANDARD.encode([7_u8; 16]);
    anchor(people::ADMIN, &moved);
    assert_eq!(name(come(3, json!({ "onprem_immutable_id": moved }))), people::ADMIN);
    anchor(people::MANAGER, &moved);
    come(4, json!({ "onprem_immutable_id": moved })).expect_status(403);
    assert_eq!(reason(4), Some(json!("several")));

    // Nobody; nothing to go by; somebody who is disabled; somebody who is known under another identity.
    come(5, json!({ "onprem_sid": "S-1-5-21-1-2-3-4" })).expect_status(403);
    come(6, json!({ "preferred_username": "emma.larsen@example.test", "upn": "emma.larsen@example.test" }))
        .expect_status(403);
    let tom = sid(&bytes(&samba, active_directory::DISABLED, "objectSid"));
    assert_eq!(come(7, json!({ "onprem_sid": tom })).expect_status(403).json["code"], "blocked");
    come(8, json!({ "onprem_sid": emma })).expect_status(403);
    let reasons: Vec<Option<Value>> = (5..=8).map(reason).collect();
    assert_eq!(reasons, ["not_found", "no_proof", "blocked", "taken"].map(|word| Some(json!(word))));
}
