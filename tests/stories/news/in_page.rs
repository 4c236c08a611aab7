//! What is listed in Amend: to whom, about what, and what is left out.

use amend_tests::people;
use serde_json::{Value, json};

use super::{about, emma, labels, news, unread};
use crate::{
    acts::on_both,
    company::{Company, Database},
    staff::{audit, decide, id_of, save, set, waiting},
};

on_both!(each_step_is_told_to_whom_it_concerns, what_is_hidden_is_not_told);

/// X22, M1, T6: who decides is told that something waits, whoever proposed it at each step that somebody else takes, and nobody of what they did
/// themselves.
fn each_step_is_told_to_whom_it_concerns(database: Database) {
    let company = Company::open(database);
    let (emma, marta, anna) = (emma(&company), company.signed_in(people::MANAGER), company.signed_in(people::ADMIN));
    assert_eq!((unread(&emma), unread(&marta), unread(&anna)), (0, 0, 0));
    Company::propose(&emma, &json!({ "title": "Chief", "room": "1.01", "about": "I sing." })).expect_status(200);
    let told = news(&marta);
    assert_eq!(told.len(), 1, "{told:?}");
    assert_eq!((&told[0]["about"], &told[0]["name"]), (&json!("waiting"), &json!("Emma Larsen")));
    assert_eq!((labels(&told[0]), unread(&marta)), (vec!["Job title".to_owned()], 1), "{told:?}");
    assert_eq!(about(&anna, "waiting").iter().map(labels).collect::<Vec<_>>(), [vec!["Room".to_owned()]]);
    assert_eq!(news(&emma), Vec::<Value>::new(), "nobody is told what they did themselves");

    // What comes on top before somebody has looked is the same piece of news.
    Company::propose(&emma, &json!({ "street": "Storgata 1" })).expect_status(200);
    let told = about(&anna, "waiting");
    assert_eq!((told.len(), &told[0]["count"], unread(&anna)), (1, &json!(2), 1), "{told:?}");

    decide(&marta, &waiting(&marta, "title"), "reject", Some("It is Account Manager."));
    decide(&anna, &waiting(&anna, "room"), "approve", None);
    assert_eq!(unread(&marta), 0, "nothing waits any more");
    assert_eq!(news(&marta)[0]["read"], true);
    let told = news(&emma);
    assert_eq!(told.len(), 2, "{told:?}");
    assert_eq!((&told[1]["about"], &told[1]["by"]), (&json!("rejected"), &json!("Marta Nowak")));
    assert_eq!(
        (&told[1]["reason"], labels(&told[1])),
        (&json!("It is Account Manager."), vec!["Job title".to_owned()])
    );
    assert_eq!((&told[0]["about"], &told[0]["by"]), (&json!("approved"), &json!("Anna Keller")));
    assert!(told.iter().all(|one| one.get("person").is_none() && one.get("name").is_none()), "{told:?}");

    // Seen is seen up to where one has looked.
    assert_eq!(unread(&emma), 2);
    emma.post("/api/v1/me/news/read", &json!({ "up_to": told[1]["id"] })).expect_status(204);
    assert_eq!(unread(&emma), 1);
    marta.post("/api/v1/me/news/read", &json!({ "up_to": told[0]["id"] })).expect_status(204);
    assert_eq!(unread(&emma), 1, "everybody reads their own");
    let page = emma.get("/api/v1/me/news?limit=1").expect_status(200).json;
    assert_eq!((&page["total"], &page["items"][0]["id"]), (&json!(2), &told[0]["id"]));
    let next = format!("/api/v1/me/news?limit=1&after={}", page["next"].as_str().unwrap());
    let last = emma.get(&next).expect_status(200).json;
    assert_eq!((&last["items"][0]["id"], last.get("next")), (&told[1]["id"], None));
    emma.get("/api/v1/me/news?after=x").expect_status(400);

    // The way to the directory and back.
    company.export();
    assert_eq!(about(&emma, "exported"), Vec::<Value>::new(), "a step on the way is no news unless one wants it");
    company.in_directory(people::EMPLOYEE, "replace: roomNumber\nroomNumber: 1.01\n");
    company.in_directory(people::EMPLOYEE, "replace: street\nstreet: Kirkegata 7\n");
    assert_eq!(company.sync()["state"], "complete");
    assert_eq!(labels(&about(&emma, "confirmed")[0]), ["Room"]);
    let conflict = about(&emma, "conflict");
    assert_eq!((labels(&conflict[0]), conflict[0].get("by")), (vec!["Street".to_owned()], None), "{conflict:?}");

    // An administrator's edit is told to whom it describes, and its author is not told of the own decision.
    let path = format!("/api/v1/people/{}", id_of(&company, people::EMPLOYEE));
    save(&anna, &path, &json!({ "mobile": "+47 911 22 333", "city": "Bergen" })).expect_status(200);
    let edited = about(&emma, "edited");
    assert_eq!((edited.len(), &edited[0]["by"], &edited[0]["count"]), (1, &json!("Anna Keller"), &json!(2)));
    assert_eq!(about(&anna, "approved"), Vec::<Value>::new());
    assert!(audit(&company, "change.approve").len() >= 3);
    let local = company.root.get("/api/v1/me/news").expect_status(200).json;
    assert_eq!(
        (&local["total"], unread(&company.root)),
        (&json!(0), 0),
        "who is nobody in the directory is told nothing"
    );
}

/// I7, P40: an attribute that is hidden since is no more told of than if it were not there, and neither is its reason.
fn what_is_hidden_is_not_told(database: Database) {
    let company = Company::open(database);
    let (emma, anna) = (emma(&company), company.signed_in(people::ADMIN));
    Company::propose(&emma, &json!({ "room": "4.44", "street": "Storgata 1" })).expect_status(200);
    decide(&anna, &waiting(&anna, "room"), "reject", Some("canary-reason"));
    decide(&anna, &waiting(&anna, "street"), "reject", Some("The other one."));
    assert_eq!(labels(&about(&emma, "rejected")[0]).len() + labels(&about(&emma, "rejected")[1]).len(), 2);
    set(&company.root, "room", &json!({ "visible": false })).expect_status(200);
    let told = emma.get("/api/v1/me/news").expect_status(200);
    assert!(!told.text().contains("canary-reason") && !told.text().contains("Room"), "{}", told.text());
    let rejected = about(&emma, "rejected");
    assert_eq!((rejected.len(), labels(&rejected[0])), (1, vec!["Street".to_owned()]), "{rejected:?}");
}

/// X22: a file of a hundred values is told to nobody, and what a person is told goes with them.
#[test]
fn a_file_is_told_to_nobody_and_a_deleted_person_is_told_nothing() {
    let company = Company::open(Database::Sqlite);
    crate::imports::carried_out(
        &company.root,
        b"mail,room\nemma.larsen@example.test,9.99\nmarta.nowak@example.test,9.98\n",
    );
    assert_eq!(company.sql("select count(*) from news").trim(), "0");
    let emma = emma(&company);
    Company::propose(&emma, &json!({ "title": "Chief" })).expect_status(200);
    company.decide(&waiting(&company.root, "title"), "approve");
    assert_eq!(company.sql("select count(*) from news").trim(), "2");
    let id = id_of(&company, people::EMPLOYEE);
    company.leaves(people::EMPLOYEE);
    company.sync();
    company.sql(&format!("update person set blocked_by_directory_at = 1 where id = {id}"));
    let name = json!({ "name": "Emma Larsen" });
    company.root.post(&format!("/api/v1/people/{id}/purge"), &name).expect_status(204);
    assert_eq!(company.sql("select count(*) from news").trim(), "0");
}
