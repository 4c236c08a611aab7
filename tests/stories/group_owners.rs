//! Owners of groups as approvers: directories keep no owner that can be relied on, so system administrators say who it is, and whoever owns a group that
//! somebody is in decides on what is proposed for them.

use amend_tests::people;
use serde_json::{Value, json};

use crate::{
    acts::on_both,
    approval_levels::{asks, group, levels},
    company::{Company, Database, field},
    staff::{audit, decide, id_of, queue, somebody, waiting},
};

on_both!(the_owner_of_a_group_decides_and_nobody_else);

/// T6, X8, P44: the owner of a group that the author is in decides, not its members, not the owner of another group, not the manager, and not an
/// administrator; who owns nothing any more, or of whose group the author is no longer, has no say; where nobody owns any, the administrators have.
fn the_owner_of_a_group_decides_and_nobody_else(database: Database) {
    let company = Company::open(database);
    let (emma, anna) = (company.signed_in(people::EMPLOYEE), company.signed_in(people::ADMIN));
    let [owner, of_other, member] = [0, 1, 2].map(|place| somebody(&company, place));
    let crew = group(&company, "crew", &[people::EMPLOYEE, &member]);
    let choir = group(&company, "choir", &[&member]);
    levels(&anna, "room", &json!([{ "approvers": ["group_owner"] }])).expect_status(200);
    for (name, username) in [(&crew, &owner), (&choir, &of_other)] {
        let new = json!({ "kind": "group", "name": name, "username": username });
        anna.post("/api/v1/owners", &new).expect_status(201);
    }
    let nobodys = format!("cn=nobody,{}", company.slapd.base);
    let unknown = json!({ "kind": "group", "name": nobodys, "username": owner });
    assert!(anna.post("/api/v1/owners", &unknown).expect_status(400).text().contains("no directory"));

    Company::propose(&emma, &json!({ "room": "1" })).expect_status(200);
    assert_eq!(asks(&emma, "room")[0].0, "group_owner");
    let owner_client = company.signed_in(&owner);
    let change = waiting(&owner_client, "room");
    for stranger in [&member, &of_other, people::MANAGER] {
        let client = company.signed_in(stranger);
        assert!(queue(&client).is_empty(), "{stranger} is not asked");
        assert_eq!(decide(&client, &change, "approve", None)["problem"]["code"], "not_found", "{stranger}");
    }
    for asked_nothing in [&anna, &emma] {
        assert_eq!(decide(asked_nothing, &change, "approve", None)["problem"]["code"], "forbidden");
    }
    assert_eq!(decide(&owner_client, &change, "approve", None)["state"], "approved");
    assert_eq!(field(&Company::profile(&emma), "room")["value"], "1");

    // Nobody decides on their own: the next one is asked, and here that is the administrators.
    let theirs = company.signed_in(&owner);
    let member_dn = people::line("member", &company.dn(&owner));
    company.slapd.modify(&format!("dn: {crew}\nchangetype: modify\nadd: member\n{member_dn}\n\n")).unwrap();
    company.sync();
    Company::propose(&theirs, &json!({ "room": "2" })).expect_status(200);
    assert!(queue(&theirs).is_empty());
    assert_eq!(asks(&theirs, "room"), [("admins".to_owned(), vec![])]);

    // Who leaves the group is out of its owner's hands with the run that reads it.
    Company::propose(&emma, &json!({ "room": "3" })).expect_status(200);
    let seen = waiting(&owner_client, "room");
    let emma_dn = people::line("member", &company.dn(people::EMPLOYEE));
    company.slapd.modify(&format!("dn: {crew}\nchangetype: modify\ndelete: member\n{emma_dn}\n\n")).unwrap();
    company.sync();
    assert_eq!(asks(&emma, "room"), [("admins".to_owned(), vec![])]);
    assert_eq!(decide(&owner_client, &seen, "approve", None)["problem"]["code"], "not_found");
    let of_emma = id_of(&company, people::EMPLOYEE);
    let found = queue(&anna).into_iter().find(|one| one["person"] == of_emma).unwrap();
    assert_eq!(decide(&anna, &found, "approve", None)["state"], "approved");

    // And so is everybody once the group has no owner.
    let member_client = company.signed_in(&member);
    Company::propose(&member_client, &json!({ "room": "4" })).expect_status(200);
    let kinds: Vec<String> = asks(&member_client, "room").into_iter().map(|(kind, _)| kind).collect();
    assert_eq!(kinds, ["group_owner"], "of both groups");
    for one in anna.get("/api/v1/owners").expect_status(200).json.as_array().unwrap() {
        anna.delete(&format!("/api/v1/owners/{}", one["id"])).expect_status(204);
    }
    assert_eq!(asks(&member_client, "room"), [("admins".to_owned(), Vec::<String>::new())]);
    assert_eq!(audit(&company, "owner.add").len(), 2);
    assert_eq!(owner_client.get("/api/v1/session").json["approvals"], Value::from(0));
}
