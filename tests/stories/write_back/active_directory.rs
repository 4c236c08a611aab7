//! The same with a real Active Directory, which takes an id for a name, says itself what may be written, and knows no conditions.

use amend_tests::{
    people::{self, active_directory},
    samba::Samba,
};
use serde_json::{Value, json};

use super::{items, set, target, turn_on, wait_for_item, wait_until_written};
use crate::{
    company::{Database, field},
    domain::Domain,
    staff::save,
};

fn held(samba: &Samba, name: &str) -> Option<String> {
    let found = samba.search("(sAMAccountName=emma.larsen)", &[name]).unwrap();
    found[0].first(name).map(str::to_owned)
}

/// A domain whose account may write everything.
pub(super) fn domain() -> Domain {
    Domain::synced(Database::Sqlite, |source, samba| {
        source.bind_dn.clone_from(&samba.admin_dn);
        source.bind_password.clone_from(&samba.admin_password);
    })
}

/// S1.14, P5, P26, T13: written by the id, wherever the entry is by now; a spelling, a country in its three attributes and a value that was empty
/// too. A domain that holds something else keeps it.
#[test]
fn a_domain_is_written_by_id() {
    let domain = domain();
    let emma = domain.profile(people::EMPLOYEE);
    let path = format!("/api/v1/people/{}", emma["id"]);
    domain.changes(people::EMPLOYEE, "modify\nreplace: l\nl: oslo\n-\nreplace: postalCode");
    domain.sync();
    save(&domain.root, &path, &json!({ "city": "Oslo", "postal_code": "0155", "country": "DE", "title": "Lead" }))
        .expect_status(200);
    // Since the last sync the entry has moved, and a value of it.
    domain.moves(
        &domain.samba.dn_of(people::EMPLOYEE).unwrap(),
        &format!("OU=Berlin,{}", active_directory::people_base()),
    );
    domain.changes(people::EMPLOYEE, "modify\nreplace: title\ntitle: Somebody elses");
    turn_on(&domain.root);
    wait_for_item(&domain.root, "city", "done");
    wait_until_written(&domain.root);
    let expected = [
        ("l", "Oslo"),
        ("postalCode", "0155"),
        ("c", "DE"),
        ("co", "Germany"),
        ("countryCode", "276"),
        ("title", "Somebody elses"),
    ];
    for (name, value) in expected {
        assert_eq!(held(&domain.samba, name).as_deref(), Some(value), "{name}");
    }
    domain.sync();
    let emma = domain.profile(people::EMPLOYEE);
    let state = |key: &str| field(&emma, key)["change"]["state"].clone();
    assert_eq!(
        (state("city"), state("country"), state("title")),
        (json!("confirmed"), json!("confirmed"), json!("conflict"))
    );
    assert!(items(&domain.root, "").iter().all(|item| item["attribute"] != "title" || item["state"] != "done"));
}

/// S1.14: Active Directory says itself what the account may write; one that only reads is refused by name.
#[test]
fn a_domain_says_what_may_be_written() {
    let domain = Domain::open();
    let tested = domain.root.post("/api/v1/targets/1/write/test", &json!({})).expect_status(200).json;
    let named = |name: &str| -> Value {
        let all = tested["attributes"].as_array().unwrap();
        all.iter().find(|one| one["name"] == name).unwrap_or_else(|| panic!("no {name} in {tested}"))["may"].clone()
    };
    assert_eq!((&tested["may"], named("title"), named("co")), (&json!(false), json!("no"), json!("no")), "{tested}");
    let refused = set(&domain.root, &json!({ "on": true })).expect_status(409);
    assert!(refused.json["detail"].as_str().unwrap().contains("title (title)"), "{}", refused.text());
    assert_eq!(target(&domain.root)["writing"]["on"], false);
}

/// P4, B3: a value that Active Directory does not take, here somebody as the manager who is in no directory any more (19), is parked with its words, and
/// the others of the same person are written.
#[test]
fn a_domain_refuses_by_its_own_rules() {
    let domain = domain();
    let (emma, marta) = (domain.profile(people::EMPLOYEE), domain.profile(people::ADMIN));
    let path = format!("/api/v1/people/{}", emma["id"]);
    let values = json!({ "manager": format!("person:{}", marta["id"]), "city": "Bergen" });
    save(&domain.root, &path, &values).expect_status(200);
    let before = held(&domain.samba, "manager");
    domain.changes(people::ADMIN, "delete");
    turn_on(&domain.root);
    let parked = wait_for_item(&domain.root, "manager", "parked");
    let reason = parked["reason"].as_str().unwrap();
    assert!(reason.starts_with("the directory does not take this value") && reason.contains("(19)"), "{parked}");
    wait_for_item(&domain.root, "city", "done");
    assert_eq!((held(&domain.samba, "l").as_deref(), held(&domain.samba, "manager")), (Some("Bergen"), before));
}
