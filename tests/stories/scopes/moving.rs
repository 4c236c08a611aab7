//! Where people are is the directory's word: whoever moves is in other hands with the run that reads it, and so is who joins or leaves a group.

use amend_tests::people::{self, line};
use serde_json::json;

use super::{ask_for, granted, in_office, names, of_office, office};
use crate::{
    acts::on_both,
    company::{Company, Database},
    imports,
    staff::{approved, id_of, waiting},
};

on_both!(whoever_moves_is_in_other_hands_at_once, members_of_a_group_are_a_part);

/// S1.21, P9: a move between containers takes a person, what waits of them and what was exported of them from one administrator to the other; no
/// session has to be opened anew.
fn whoever_moves_is_in_other_hands_at_once(database: Database) {
    let company = Company::open_with(database, 40, Default::default());
    let anna = company.signed_in(people::ADMIN);
    let emma = company.signed_in(people::EMPLOYEE);
    let oslo = in_office(&company, &of_office(&company, "Oslo", 0), "people-admin", "Oslo");
    let paris = in_office(&company, &of_office(&company, "Paris", 0), "people-admin", "paris");
    let operator = in_office(&company, &of_office(&company, "Oslo", 1), "export-operator", "Oslo");
    approved(&emma, &anna, "room", "4.01");
    let make = json!({ "target": 1, "profile": "machine", "key": "username" });
    let export = operator.post("/api/v1/exports", &make).expect_status(201).json["id"].clone();
    Company::propose(&emma, &json!({ "title": "Chief" })).expect_status(200);
    let emma_id = id_of(&company, people::EMPLOYEE);
    let (profile, file) = (format!("/api/v1/people/{emma_id}"), format!("/api/v1/exports/{export}"));
    waiting(&oslo, "title");
    let own = imports::handed_in(&oslo, "own.csv", b"mail,roomNumber\nemma.larsen@example.test,5.01\n");
    paris.get(&profile).expect_status(404);
    operator.get(&file).expect_status(200);

    let (dn, below) = (line("dn", &company.dn(people::EMPLOYEE)), line("newsuperior", &office(&company, "Paris")));
    company
        .slapd
        .modify(&format!("{dn}\nchangetype: modrdn\nnewrdn: uid=emma.larsen\ndeleteoldrdn: 1\n{below}\n"))
        .unwrap();
    company.delta();

    oslo.get(&profile).expect_status(404);
    assert_eq!(oslo.get("/api/v1/approvals").expect_status(200).json["total"], 0);
    assert_eq!(names(&oslo, "&search=emma"), [""; 0]);
    oslo.get(&format!("/api/v1/imports/{}", own["id"])).expect_status(404);
    imports::execute(&oslo, &own, &json!({ "rows": "valid" })).expect_status(404);
    operator.get(&file).expect_status(404);
    operator.get(&format!("{file}/file")).expect_status(404);
    assert_eq!(waiting(&paris, "title")["person"], emma_id);
    paris.get(&profile).expect_status(200);
    assert_eq!(names(&paris, "&search=emma"), [people::EMPLOYEE]);
}

/// S1.21: members of a group, and of groups inside it, are a part like any other; who leaves it is out with the next run.
fn members_of_a_group_are_a_part(database: Database) {
    let company = Company::open_with(database, 60, Default::default());
    let base = company.slapd.base.clone();
    let (emma_dn, group) = (company.dn(people::EMPLOYEE), format!("cn=projects,ou=groups,{base}"));
    let other = of_office(&company, "Paris", 1);
    let members = format!("{}\n{}", line("member", &emma_dn), line("member", &company.dn(&other)));
    company
        .slapd
        .modify(&format!(
            "dn: ou=groups,{base}\nchangetype: add\nobjectClass: organizationalUnit\nou: groups\n\n\
             dn: cn=inner,ou=groups,{base}\nchangetype: add\nobjectClass: groupOfNames\ncn: inner\n{members}\n\n\
             dn: {group}\nchangetype: add\nobjectClass: groupOfNames\ncn: projects\nmember: cn=inner,ou=groups,{base}\n\n"
        ))
        .unwrap();
    let name = of_office(&company, "Paris", 0);
    let nobody = ask_for(
        &company.root,
        id_of(&company, &name),
        "people-admin",
        &json!([{ "group": format!("cn=none,{base}") }]),
    );
    assert!(nobody.expect_status(400).text().contains("no directory has a group"));
    let desk = granted(&company, &name, "people-admin", &json!([{ "group": group.to_uppercase() }]));
    let mut both = vec![people::EMPLOYEE.to_owned(), other.clone()];
    both.sort();
    assert_eq!(names(&desk, ""), both);
    let emma_id = id_of(&company, people::EMPLOYEE);
    desk.get(&format!("/api/v1/people/{emma_id}")).expect_status(200);

    company
        .slapd
        .modify(&format!(
            "dn: cn=inner,ou=groups,{base}\nchangetype: modify\ndelete: member\n{}\n",
            line("member", &emma_dn)
        ))
        .unwrap();
    company.sync();
    assert_eq!(names(&desk, ""), [other]);
    desk.get(&format!("/api/v1/people/{emma_id}")).expect_status(404);
}
