//! People stay who they are though their entries have other ids: another id attribute, or a directory that was migrated (P13).

use amend_tests::{
    amend::{ADMINISTRATOR, ADMINISTRATOR_PASSWORD, Options, Source},
    browser::run_on_pages,
    client::Response,
    people,
    scratch::Scratch,
    slapd::Slapd,
    sync::wait,
};
use serde_json::{Value, json};

use crate::{
    acts::{on_both, rows, wait_for},
    company::{Company, Database, field},
    findings::{findings, sorted},
    staff::{audit, somebody, with_role},
};

on_both!(
    another_attribute_is_the_id_and_back_again,
    a_migrated_directory_is_recognised,
    newcomers_are_left_to_the_findings,
);

const PATH: &str = "/api/v1/sources/1/rekey";

impl Company {
    /// What re-keying would come to.
    #[track_caller]
    pub(crate) fn try_rekey(&self, id_attribute: &str, by: &str) -> Value {
        let asked = json!({ "id_attribute": id_attribute, "by": by });
        self.root.post(&format!("{PATH}/try"), &asked).expect_status(200).json
    }

    /// Does what a preview has shown.
    fn confirm(&self, preview: &Value) -> Response {
        let asked = ["id_attribute", "by", "digest"].map(|name| (name.to_owned(), preview[name].clone()));
        self.root.post(PATH, &Value::Object(asked.into_iter().collect()))
    }

    /// The same, where nothing speaks against it; the run that followed.
    #[track_caller]
    pub(crate) fn rekeyed(&self, preview: &Value) -> Value {
        let done = self.confirm(preview).expect_status(200).json;
        assert_eq!(done["people"], preview["counts"]["matched"]);
        wait(&self.root, &done["run"]).unwrap()
    }

    /// The settings file says another id attribute from now on.
    pub(crate) fn sets_id_attribute(&mut self, name: &str) {
        let settings = format!("id_attribute = \"{name}\"\n");
        self.amend.reconfigure(|options| options.sources[0].settings = settings).unwrap();
        self.amend.restart().unwrap();
        self.root = self.amend.administrator().unwrap();
    }
}

fn counted(of: &Value, names: &[&str]) -> Vec<i64> {
    names.iter().map(|name| of["counts"][name].as_i64().unwrap_or_else(|| panic!("no {name} in {of}"))).collect()
}

const GROUPS: [&str; 6] = ["matched", "returning", "same", "unclear", "missing", "new"];

/// P13: everybody shall be known by the employee number. No run begins before that is done with the tool; who is recognised keeps everything; two
/// who share an address are left alone; and back again everybody is who they were.
fn another_attribute_is_the_id_and_back_again(database: Database) {
    let mut company = Company::open(database);
    let (one, other, gone) = (somebody(&company, 0), somebody(&company, 1), somebody(&company, 2));
    company.in_directory(&one, "replace: mail\nmail: shared@example.test");
    company.in_directory(&other, "replace: mail\nmail: Shared@Example.test");
    let home = company.leaves(&gone);
    company.sync();
    let before = company.person(people::EMPLOYEE);
    let away = company.person(&gone);
    assert_eq!(away["blocked"]["reason"], "left_scope");
    let emma = company.signed_in(people::EMPLOYEE);
    company.approved(&emma, &before, "phone", "+47 22 00 00 01");
    Company::propose(&emma, &json!({ "title": "Account Manager" })).expect_status(200);
    let history = company.changes_of(&before);

    company.sets_id_attribute("employeeNumber");
    let refused = company.start().expect_status(409);
    assert!(
        refused.text().contains("are known by entryUUID") && refused.text().contains("re-key"),
        "{}",
        refused.text()
    );
    let due = json!({ "known_by": "entryUUID", "id_attribute": "employeeNumber" });
    assert_eq!(company.source()["rekey_due"], due, "the card says why");
    let runs = || company.root.get("/api/v1/sources/1/runs").expect_status(200).json["total"].clone();
    let so_far = runs();
    company.sql("update source set next_run_at = 1");
    wait_for("the schedule", || {
        (company.sql("select count(*) from source where next_run_at = 1").trim() == "0").then_some(())
    });
    assert_eq!(runs(), so_far, "nor does one begin by itself");
    company.signed_in(people::EMPLOYEE).get("/api/v1/me").expect_status(200);

    company.rename(&gone, &gone, Some(&home));
    let admin = with_role(&company, &somebody(&company, 3), "people-admin");
    let asked = json!({ "id_attribute": "employeeNumber", "by": "mail" });
    admin.post(&format!("{PATH}/try"), &asked).expect_status(403);
    admin.post(PATH, &json!({ "id_attribute": "employeeNumber", "by": "mail", "digest": "" })).expect_status(403);
    let preview = company.try_rekey("employeeNumber", "mail");
    assert_eq!(counted(&preview, &GROUPS), [28, 1, 0, 2, 0, 0], "{preview}");
    let unclear = &preview["unclear"][0];
    assert_eq!((unclear["doubt"].clone(), preview["unclear"].as_array().unwrap().len()), (json!("shared"), 1));
    assert_eq!((rows(&unclear["people"]).len(), rows(&unclear["entries"]).len()), (2, 2), "{unclear}");
    let hers = rows(&preview["matched"]).into_iter().find(|pair| pair["person"]["id"] == before["id"]).unwrap();
    let number = company.slapd.search(&format!("(uid={})", people::EMPLOYEE), &["employeeNumber"]).unwrap();
    assert_eq!(hers["entry"]["entry_id"], number[0].first("employeeNumber").unwrap());
    assert_eq!(
        (hers["person"]["key"].as_str(), hers["person"]["entry_id"].as_str().unwrap().len()),
        (Some("emma.larsen@example.test"), 36)
    );
    // Who sets sources up is not shown the number, which is hidden.
    let keeper = with_role(&company, &somebody(&company, 4), "directory-admin");
    let seen =
        keeper.post(&format!("{PATH}/try"), &json!({ "id_attribute": "employeeNumber", "by": "employee_number" }));
    let seen = seen.expect_status(200).json;
    assert_eq!(seen["counts"]["matched"], 30);
    let first = &seen["matched"][0];
    assert_eq!(
        [&first["person"]["key"], &first["entry"]["key"], &first["entry"]["entry_id"]],
        [&Value::Null; 3],
        "{first}"
    );

    // The directory moves between the look and the word.
    company.in_directory(people::MANAGER, "replace: mail\nmail: marta@example.test");
    let moved = company.confirm(&preview).expect_status(409);
    assert_eq!(
        (&moved.json["code"], moved.headers["content-type"].as_str()),
        (&json!("stale"), "application/problem+json")
    );
    assert_eq!(counted(&moved.json["preview"], &GROUPS), [27, 1, 0, 2, 1, 1], "{}", moved.text());
    assert!(audit(&company, "source.rekey").is_empty() && audit(&company, "person.rekey").is_empty());
    company.in_directory(people::MANAGER, &format!("replace: mail\nmail: {}@example.test", people::MANAGER));

    let run = company.rekeyed(&preview);
    assert_eq!((&run["state"], &run["kind"]), (&json!("complete"), &json!("full")), "{run}");
    assert_eq!(counted(&run, &["blocked", "returned"]), [2, 1], "only the two are missing: {run}");
    assert_eq!(company.source()["rekey_due"], Value::Null);
    let after = company.person(people::EMPLOYEE);
    assert_eq!((&after["id"], &after["blocked"]), (&before["id"], &Value::Null));
    let states = |history: &[Value]| -> Vec<Value> {
        history.iter().map(|change| json!([change["id"], change["state"], change["proposed_at"]])).collect()
    };
    assert_eq!(states(&company.changes_of(&after)), states(&history), "edit, approval and history are kept");
    assert_eq!(field(&company.seen_by_root(&after), "phone")["value"], "+47 22 00 00 01");
    let returned = company.person(&gone);
    assert_eq!((&returned["id"], &returned["blocked"]), (&away["id"], &Value::Null));
    let acts = audit(&company, "source.rekey");
    assert_eq!((acts.len(), &acts[0]["detail"]["people"], &acts[0]["detail"]["by"]), (1, &json!(28), &json!("mail")));
    let of_people = audit(&company, "person.rekey");
    assert_eq!(of_people.len(), 28);
    assert!(of_people.iter().any(|row| row["person"] == before["id"] && row["by"] == acts[0]["by"]));
    company.in_directory(people::MANAGER, "replace: title\ntitle: Head");
    let run = company.delta();
    assert_eq!(
        (&run["kind"], counted(&run, &["changed", "created", "blocked"])),
        (&json!("delta"), vec![1, 0, 0]),
        "{run}"
    );

    // Back again: the two are who they were by their old ids, and nobody is lost.
    company.sets_id_attribute("entryUUID");
    let wrong = company.try_rekey("uid", "mail");
    let refused = company.confirm(&wrong).expect_status(409);
    assert!(refused.text().contains("stands in the settings file"), "{}", refused.text());
    let preview = company.try_rekey("entryUUID", "username");
    assert_eq!(counted(&preview, &["matched", "same"]), [28, 2], "{preview}");
    company.rekeyed(&preview);
    let sent =
        "select count(*) from received r join entry e on e.source_id = r.source_id and e.external_id = r.external_id";
    assert_eq!(company.sql(sent).trim(), company.sql("select count(*) from received").trim());
    let run = company.sync();
    assert_eq!(counted(&run, &["created", "blocked", "skipped"]), [0, 0, 0], "{run}");
    let after = company.person(people::EMPLOYEE);
    assert_eq!((&after["id"], states(&company.changes_of(&after))), (&before["id"], states(&history)));
    let active = company.root.get("/api/v1/people?limit=200").expect_status(200).json;
    let back = rows(&active)
        .into_iter()
        .filter(|row| row["mail"].as_str().unwrap().eq_ignore_ascii_case("shared@example.test"));
    assert_eq!(back.count(), 2);
    assert!(company.amend.cli(&["check"], "").is_ok(), "the audit log's chain is whole");
}

/// P13: the directory was moved to a new server, and every entry has another id. The brake holds the run that would block everybody; by their
/// addresses all are recognised, and nothing has happened to anybody.
fn a_migrated_directory_is_recognised(database: Database) {
    let mut company = Company::open(database);
    let before = company.person(people::EMPLOYEE);
    let emma = company.signed_in(people::EMPLOYEE);
    company.approved(&emma, &before, "phone", "+47 22 00 00 01");
    Company::propose(&emma, &json!({ "title": "Account Manager" })).expect_status(200);
    let id_of =
        |company: &Company| company.sql(&format!("select external_id from entry where person_id = {}", before["id"]));
    let old = id_of(&company);

    company.slapd = Slapd::in_scratch(&people::sample(30).unwrap()).unwrap();
    let source = Source::of(&company.slapd);
    company.amend.reconfigure(|options| options.sources = vec![source]).unwrap();
    company.amend.restart().unwrap();
    company.hires("new.comer", "new.comer", "Oslo");
    let held = company.sync();
    assert_eq!(held["state"], "held", "{held}");
    let preview = company.try_rekey("entryUUID", "mail");
    assert_eq!(counted(&preview, &GROUPS), [30, 0, 0, 0, 0, 1], "{preview}");
    assert_eq!(preview["held"], held["id"], "what it was about to do is of no use any more");
    assert!(preview["new"][0]["dn"].as_str().unwrap().starts_with("uid=new.comer,"));
    let run = company.rekeyed(&preview);
    assert_eq!(company.run(&held)["state"], "discarded");
    assert_eq!(run["state"], "complete");
    assert_eq!(counted(&run, &["created", "blocked", "returned", "duplicates", "skipped"]), [1, 0, 0, 0, 0], "{run}");
    let after = company.person(people::EMPLOYEE);
    assert_eq!((&after["id"], &after["blocked"]), (&before["id"], &Value::Null));
    assert_ne!(id_of(&company), old);
    assert_eq!(
        (company.change(&after, "title")["state"].clone(), company.change(&after, "phone")["state"].clone()),
        (json!("pending"), json!("approved"))
    );
    company.signed_in(people::EMPLOYEE);
    let preview = company.try_rekey("entryUUID", "dn");
    assert_eq!(counted(&preview, &GROUPS), [0, 0, 31, 0, 0, 0]);
    let nothing = company.confirm(&preview).expect_status(409);
    assert!(nothing.text().contains("nothing to re-key"), "{}", nothing.text());
}

/// P13, P12: a brake that is set too wide holds no run: everybody has gone and come back as somebody new. The tool merges nobody; the findings can.
fn newcomers_are_left_to_the_findings(database: Database) {
    let slapd = Slapd::in_scratch(&people::sample(6).unwrap()).unwrap();
    let source = |slapd: &Slapd| Source { settings: "removals_at_least = 100\n".to_owned(), ..Source::of(slapd) };
    let options = Options { sources: vec![source(&slapd)], ..Options::default() };
    let mut company = Company::unstaffed(slapd, database, options);
    let before = company.person(people::EMPLOYEE);
    company.slapd = Slapd::in_scratch(&people::sample(6).unwrap()).unwrap();
    let moved = source(&company.slapd);
    company.amend.reconfigure(|options| options.sources = vec![moved]).unwrap();
    company.amend.restart().unwrap();
    let run = company.sync();
    assert_eq!(counted(&run, &["created", "blocked"]), [6, 6], "{run}");
    let preview = company.try_rekey("entryUUID", "mail");
    assert_eq!(counted(&preview, &GROUPS), [0, 0, 6, 6, 0, 0], "{preview}");
    assert!(rows(&preview["unclear"]).iter().all(|one| one["doubt"] == "taken" && rows(&one["people"]).len() == 2));
    let open = findings(&company.root, "open");
    let hers = open.iter().find(|one| one["other"]["id"] == before["id"]).unwrap();
    sorted(&company.root, "accept", hers);
    let after = company.person(people::EMPLOYEE);
    assert_eq!((&after["id"], &after["blocked"]), (&before["id"], &Value::Null));
    assert_eq!(counted(&company.try_rekey("entryUUID", "mail"), &GROUPS), [0, 0, 6, 5, 0, 0]);
}

/// P13: the same in a real browser, with the card that says why nothing is read, the lists, and the number that is typed.
#[test]
fn a_source_is_rekeyed_in_the_browser() {
    let mut company = Company::open(Database::Sqlite);
    for place in [0, 1] {
        company.in_directory(&somebody(&company, place), "replace: mail\nmail: shared@example.test");
    }
    company.sync();
    company.sets_id_attribute("employeeNumber");
    let scratch = Scratch::new("rekey").unwrap();
    let url = company.amend.url();
    let environment =
        [("AMEND_URL", url.as_str()), ("AMEND_USER", ADMINISTRATOR), ("AMEND_PASSWORD", ADMINISTRATOR_PASSWORD)];
    run_on_pages("rekey.mjs", scratch.path(), &environment).unwrap();
    assert_eq!(audit(&company, "source.rekey").len(), 1);
}
