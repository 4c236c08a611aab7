//! What a run could not take in or is unsure about stays on a list until the cause is gone or somebody has decided.

use amend_tests::{
    amend::{Amend, Options},
    client::Client,
    hostile_ldap::{Entry, HostileLdap, Script},
    people,
    sync::{run_and_wait, wait},
};
use serde_json::{Value, json};

use crate::{
    acts::{on_both, rows},
    company::{Company, Database, change_state, field},
    hostile_directory::source,
    staff::{audit, with_role},
};

on_both!(
    an_account_that_was_made_anew_is_relinked,
    who_is_blocked_does_not_come_back_as_somebody_new,
    two_of_one_name_stay_two,
    what_is_ignored_comes_back_when_it_changes,
    a_taken_name_is_listed_until_it_is_free,
);

/// The open findings, or those of another state.
pub(crate) fn findings(client: &Client, state: &str) -> Vec<Value> {
    rows(&client.get(&format!("/api/v1/findings?state={state}")).expect_status(200).json)
}

/// Does something about findings as they are; what came of each.
pub(crate) fn sort_out(client: &Client, act: &str, findings: &[Value]) -> Value {
    let seen = |one: &Value| json!({ "finding": one["id"], "version": one["version"] });
    let seen: Vec<Value> = findings.iter().map(seen).collect();
    client.post("/api/v1/findings/acts", &json!({ "act": act, "findings": seen })).expect_status(200).json
}

/// The same for one that nothing speaks against; gives the runs that ended meanwhile.
#[track_caller]
pub(crate) fn sorted(client: &Client, act: &str, finding: &Value) -> Vec<Value> {
    let done = sort_out(client, act, std::slice::from_ref(finding));
    assert_eq!(done["results"][0]["problem"], Value::Null, "{done}");
    let runs = done["runs"].as_array().cloned().unwrap_or_default();
    runs.iter().map(|run| wait(client, run).unwrap()).collect()
}

/// Emma leaves, and comes back as a new entry with her address and user name. Gives who she was, and who was made of the new entry.
pub(crate) fn made_anew(company: &Company) -> (Value, Value) {
    let old = company.person(people::EMPLOYEE);
    company.leaves(people::EMPLOYEE);
    company.hires(people::EMPLOYEE, people::EMPLOYEE, "Oslo");
    let run = company.sync();
    let counts = &run["counts"];
    assert_eq!(
        (&counts["created"], &counts["blocked"], &counts["duplicates"]),
        (&json!(1), &json!(1), &json!(1)),
        "{run}"
    );
    let line = &company.report(&run, "duplicate")[0];
    for part in ["same e-mail address", "Emma Larsen", "missing"] {
        assert!(line["reason"].as_str().unwrap().contains(part), "{line}");
    }
    let new = company.find(people::EMPLOYEE).into_iter().find(|row| row["id"] != old["id"]).unwrap();
    (old, new)
}

/// P12, S2.14: an administrator's block holds for the account that is made anew with the same address, until somebody lets it in.
fn who_is_blocked_does_not_come_back_as_somebody_new(database: Database) {
    let company = Company::open(database);
    let old = company.person(people::EMPLOYEE);
    let block = json!({ "note": "left in anger" });
    company.root.post(&format!("/api/v1/people/{}/block", old["id"]), &block).expect_status(200);
    company.leaves(people::EMPLOYEE);
    company.hires(people::EMPLOYEE, people::EMPLOYEE, "Oslo");
    let run = company.sync();
    assert_eq!((&run["counts"]["created"], &run["counts"]["duplicates"]), (&json!(1), &json!(1)), "{run}");
    let new = company.find(people::EMPLOYEE).into_iter().find(|row| row["id"] != old["id"]).unwrap();
    let blocked = company.seen_by_root(&new)["blocked"].clone();
    assert_eq!((&blocked["by"], &blocked["reason"]), (&json!("admin"), &json!("like_blocked")), "{blocked}");
    let like = json!({ "person": old["id"], "name": "Emma Larsen", "shared": ["mail"] });
    assert_eq!(
        (&blocked["like"], &blocked["note"]),
        (&like, &Value::Null),
        "a code that pages have words for: {blocked}"
    );
    let lines = company.report(&run, "blocked");
    let line = lines.iter().find(|line| line["person"] == new["id"]).unwrap();
    assert_eq!(line["blocked"], "like_blocked", "{line}");
    assert_eq!(company.amend.client().sign_in(people::EMPLOYEE, people::PASSWORD).status, 401);
    assert_eq!(findings(&company.root, "open").len(), 1);
    assert_eq!(company.root.get("/api/v1/session").json["findings"], 1, "the menu says so");
    assert_eq!(company.signed_in(people::MANAGER).get("/api/v1/session").json["findings"], 0, "who may not see it");

    // Who knows better lets the newcomer in.
    company.root.post(&format!("/api/v1/people/{}/unblock", new["id"]), &json!({ "pin": false })).expect_status(200);
    company.sync();
    assert_eq!(Company::profile(&company.signed_in(people::EMPLOYEE))["id"], new["id"]);
}

/// S2.9, S2.22, P12, X7: an administrator says that the two are one; the person who was there keeps the id, history, open changes and roles,
/// gets the new entry and what was proposed under it, and nothing is made twice afterwards.
fn an_account_that_was_made_anew_is_relinked(database: Database) {
    let company = Company::open(database);
    let before = company.person(people::EMPLOYEE);
    let emma = with_role(&company, people::EMPLOYEE, "service-desk");
    company.approved(&emma, &before, "phone", "+47 22 00 00 01");
    Company::propose(&emma, &json!({ "title": "Account Manager" })).expect_status(200);
    let (old, new) = made_anew(&company);
    let again = company.signed_in(people::EMPLOYEE);
    again.get("/api/v1/people").expect_status(403);
    Company::propose(&again, &json!({ "title": "Sales Lead", "room": "5.01" })).expect_status(200);

    let listed = findings(&company.root, "open");
    assert_eq!(listed.len(), 1, "{listed:?}");
    let finding = &listed[0];
    assert_eq!((&finding["kind"], &finding["shared"]), (&json!("resembles"), &json!(["mail"])));
    assert_eq!((&finding["person"]["id"], &finding["other"]["id"]), (&new["id"], &old["id"]));
    assert_eq!(finding["other"]["blocked"]["reason"], "left_scope");
    assert_eq!((&finding["person"]["changes"], &finding["other"]["changes"]), (&json!(2), &json!(2)));
    sorted(&company.root, "accept", finding);

    assert!(findings(&company.root, "open").is_empty());
    company.root.get(&format!("/api/v1/people/{}", new["id"])).expect_status(404);
    let kept = company.person(people::EMPLOYEE);
    assert_eq!(
        (&kept["id"], &kept["blocked"], &kept["username"]),
        (&old["id"], &Value::Null, &json!(people::EMPLOYEE))
    );
    let sent = company.root.get(&format!("/api/v1/people/{}/received", kept["id"])).expect_status(200).json;
    let sent: Vec<&Value> = sent.as_array().unwrap().iter().filter(|one| !one["read_at"].is_null()).collect();
    let dn = format!("uid={},ou=Oslo,ou=people,{}", people::EMPLOYEE, company.slapd.base);
    assert_eq!((sent.len(), &sent[0]["dn"]), (1, &json!(dn)), "the entry brings along what was sent");
    again.get("/api/v1/me").expect_status(401);
    let emma = company.signed_in(people::EMPLOYEE);
    let mine = Company::profile(&emma);
    assert_eq!(mine["id"], old["id"]);
    emma.get("/api/v1/people").expect_status(200);
    let of = |attribute: &str| {
        let all = company.changes_of(&kept).into_iter().filter(|change| change["attribute"] == attribute);
        all.map(|change| change["state"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(of("title"), ["pending", "superseded"], "the newer wish stands, the older one says why it does not");
    assert_eq!((of("room"), of("phone")), (vec!["pending".to_owned()], vec!["approved".to_owned()]));
    assert!(company.changes_of(&kept).iter().all(|change| change["suspended_at"].is_null()));
    assert_eq!(field(&mine, "phone")["value"], "+47 22 00 00 01");

    for _ in 0..2 {
        let run = company.sync();
        let counts = &run["counts"];
        let moved = ["created", "blocked", "duplicates", "skipped"].map(|name| counts[name].as_i64().unwrap());
        assert_eq!(moved, [0; 4], "{run}");
    }
    company.slapd.modify(&format!("dn: {dn}\nchangetype: modify\nreplace: title\ntitle: Sales Lead\n")).unwrap();
    company.sync();
    assert_eq!(change_state(&Company::profile(&emma), "title"), "confirmed", "the new entry is hers");
    for (action, person) in [("person.relink", &old["id"]), ("person.merge", &old["id"])] {
        let row = &audit(&company, action)[0];
        assert_eq!(&row["person"], person, "{row}");
    }
    assert!(company.amend.cli(&["check"], "").unwrap().contains("the chain is whole"));
}

/// S2.9, S4.18: what was refused is not asked again; a name alone is never decided on in bulk; who may not decide is told so.
fn two_of_one_name_stay_two(database: Database) {
    let company = Company::open(database);
    let namesake = |username: &str, mailbox: &str| {
        company.hires(username, mailbox, "Oslo");
        company.in_directory(username, "replace: displayName\ndisplayName: Emma Larsen\n");
    };
    company.leaves(people::EMPLOYEE);
    namesake("emma.two", "emma.two");
    namesake("emma.three", "emma.three");
    company.sync();
    let listed = findings(&company.root, "open");
    assert_eq!(listed.len(), 2, "{listed:?}");
    assert!(listed.iter().all(|one| one["shared"] == json!(["name"])), "{listed:?}");
    let done = sort_out(&company.root, "accept", &listed);
    for result in done["results"].as_array().unwrap() {
        assert!(result["problem"]["detail"].as_str().unwrap().contains("one by one"), "{done}");
    }
    let auditor = with_role(&company, people::MANAGER, "auditor");
    assert_eq!(findings(&auditor, "open")[0]["acts"], json!([]));
    let body =
        json!({ "act": "refuse", "findings": [{ "finding": listed[0]["id"], "version": listed[0]["version"] }] });
    auditor.post("/api/v1/findings/acts", &body).expect_status(403);

    let stale = json!({ "act": "refuse", "findings": [{ "finding": listed[0]["id"], "version": 99 }] });
    let stale = company.root.post("/api/v1/findings/acts", &stale).expect_status(200).json;
    assert_eq!(stale["results"][0]["problem"]["code"], "version_moved");
    let done = sort_out(&company.root, "refuse", &listed);
    assert!(done["results"].as_array().unwrap().iter().all(|one| one["problem"].is_null()), "{done}");
    company.in_directory("emma.two", "replace: title\ntitle: Clerk\n");
    company.sync();
    assert!(findings(&company.root, "open").is_empty());
    assert_eq!(findings(&company.root, "refused").len(), 2);
    assert_eq!(audit(&company, "finding.refuse").len(), 2);
    assert_eq!(company.find("emma.two").len() + company.find("emma.three").len(), 2);
}

/// T14: an ignored finding is open again when its entry changes, and goes by itself when the missing one is back.
fn what_is_ignored_comes_back_when_it_changes(database: Database) {
    let company = Company::open(database);
    company.hires("Emma.LARSEN", "other.emma", "Berlin");
    company.sync();
    let listed = findings(&company.root, "open");
    assert_eq!((listed.len(), &listed[0]["kind"]), (1, &json!("username_taken")));
    sorted(&company.root, "ignore", &listed[0]);
    company.sync();
    assert!(findings(&company.root, "open").is_empty(), "the same as before is left alone");
    assert_eq!(findings(&company.root, "ignored")[0]["decided_by"], company.root.get("/api/v1/session").json["name"]);
    let other = format!("uid=Emma.LARSEN,ou=Berlin,ou=people,{}", company.slapd.base);
    company.slapd.modify(&format!("dn: {other}\nchangetype: modify\nreplace: title\ntitle: Clerk\n")).unwrap();
    company.sync();
    assert_eq!(findings(&company.root, "open").len(), 1);

    company.slapd.modify(&format!("dn: {other}\nchangetype: delete\n")).unwrap();
    let home = company.leaves(people::EMPLOYEE);
    company.hires("emma.new", people::EMPLOYEE, "Oslo");
    company.sync();
    let listed = findings(&company.root, "open");
    assert_eq!((listed.len(), &listed[0]["kind"]), (1, &json!("resembles")), "the deleted entry's is gone: {listed:?}");
    company.rename(people::EMPLOYEE, people::EMPLOYEE, Some(&home));
    company.sync();
    assert!(findings(&company.root, "open").is_empty(), "she is back herself");
}

/// S2.6, X17, T14: both are named; what is read between full runs looks at it too, and so does a retry of the one entry.
fn a_taken_name_is_listed_until_it_is_free(database: Database) {
    let company = Company::open(database);
    let emma = company.person(people::EMPLOYEE);
    company.hires("Emma.LARSEN", "other.emma", "Berlin");
    company.hires("MARTA.nowak", "other.marta", "Berlin");
    company.sync();
    let listed = findings(&company.root, "open");
    assert_eq!(listed.len(), 2, "{listed:?}");
    let of = |listed: &[Value], name: &str| listed.iter().find(|one| one["username"] == name).cloned();
    let finding = of(&listed, "Emma.LARSEN").unwrap();
    assert_eq!((&finding["other"]["id"], &finding["person"]), (&emma["id"], &Value::Null), "{finding}");
    let refused = sort_out(&company.root, "accept", std::slice::from_ref(&finding));
    let detail = refused["results"][0]["problem"]["detail"].as_str().unwrap();
    assert!(detail.contains("Emma Larsen has the entry uid=emma.larsen,"), "{detail}");

    let runs = sorted(&company.root, "retry", &finding);
    assert_eq!(runs[0]["kind"], "person", "{runs:?}");
    assert_eq!(findings(&company.root, "open").len(), 2, "nothing has changed");
    let move_name = |old: &str, new: &str| {
        let dn = format!("uid={old},ou=Berlin,ou=people,{}", company.slapd.base);
        company.slapd.modify(&format!("dn: {dn}\nchangetype: modrdn\nnewrdn: uid={new}\ndeleteoldrdn: 1\n")).unwrap();
    };
    move_name("Emma.LARSEN", "emma.other");
    sorted(&company.root, "retry", &finding);
    let listed = findings(&company.root, "open");
    assert!(listed.len() == 1 && of(&listed, "Emma.LARSEN").is_none(), "{listed:?}");
    assert_eq!(company.person("other.emma")["username"], "emma.other");

    // Her name becomes free without the waiting entry changing: the next delta takes it in.
    company.rename(people::MANAGER, "marta.other", None);
    let run = company.delta();
    assert_eq!((&run["kind"], &run["counts"]["created"]), (&json!("delta"), &json!(1)), "{run}");
    assert!(findings(&company.root, "open").is_empty());
}

/// T14, I5: an entry that cannot be read is on the list with the reason, and off it when it can be read again.
#[test]
fn an_entry_that_cannot_be_read_is_listed() {
    let entry = |number| match number {
        5 => Entry::person(number).without("entryUUID"),
        _ => Entry::person(number),
    };
    let broken = Script::new((0..20).map(entry).collect());
    let server = HostileLdap::start(Script::people(20)).unwrap();
    let (_amend, root) =
        Amend::start_with_administrator(Options { sources: vec![source(&server, "")], ..Options::default() }).unwrap();
    assert_eq!(run_and_wait(&root, "corp").unwrap()["state"], "complete");
    server.set_script(broken);
    let run = run_and_wait(&root, "corp").unwrap();
    assert_eq!(run["state"], "partial", "{run}");
    let listed = findings(&root, "open");
    assert_eq!((listed.len(), &listed[0]["kind"]), (1, &json!("unreadable")), "{listed:?}");
    assert!(listed[0]["reason"].as_str().unwrap().contains("it has no id"), "{listed:?}");
    server.set_script(Script::people(20));
    let runs = sorted(&root, "retry", &listed[0]);
    assert_eq!((&runs[0]["kind"], &runs[0]["state"]), (&json!("full"), &json!("complete")), "{runs:?}");
    assert!(findings(&root, "open").is_empty());
}
