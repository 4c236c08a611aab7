//! The brake: a run that would take too much waits for a person who sees names, and until then it has changed nobody. And how runs are
//! started, joined and stopped.

use amend_tests::amend::{Amend, Options, Source};
use amend_tests::hostile_ldap::{Fault, HostileLdap, Script};
use amend_tests::people::{self, line};
use amend_tests::slapd::Slapd;
use serde_json::{Value, json};
use std::time::{Duration, Instant};

use crate::acts::{on_both, rows, wait_for};
use crate::company::{Company, Database, field};
use crate::staff::{id_of, save, somebody};

on_both!(
    too_many_removals_are_held_and_released,
    a_held_run_blocks_only_where_it_is_said_to,
    a_held_run_that_is_given_up_has_changed_nobody,
    a_mass_change_is_held_with_old_and_new,
    what_was_handed_over_for_many_is_confirmed,
    mass_disabling_is_held_with_names,
);

/// Everything that a held run must leave as it is.
const PEOPLE: &str =
    "select p.id, p.username, p.version, p.blocked_by_directory_at, e.dn, e.theirs, e.absent_at, c.state, c.version
    from person p join entry e on e.person_id = p.id left join change c on c.person_id = p.id order by p.id, c.id";

/// People of an office move out of what is synced; gives their names as the report shows them.
pub(crate) fn close_office(company: &Company, office: &str) -> Vec<String> {
    let outside = company.outside();
    let here = format!("ou={office},ou=people,");
    let people =
        company.slapd.search("(objectClass=inetOrgPerson)", &["uid", "displayName", "givenName", "sn"]).unwrap();
    let mut moves = String::new();
    let mut names = Vec::new();
    for entry in people.iter().filter(|entry| entry.dn.contains(&here)) {
        let uid = entry.first("uid").unwrap();
        let (dn, place) = (line("dn", &entry.dn), line("newsuperior", &outside));
        moves += &format!("{dn}\nchangetype: modrdn\nnewrdn: uid={uid}\ndeleteoldrdn: 1\n{place}\n\n");
        let full = || format!("{} {}", entry.first("givenName").unwrap(), entry.first("sn").unwrap());
        names.push(entry.first("displayName").map_or_else(full, str::to_owned));
    }
    company.slapd.modify(&moves).unwrap();
    assert!(names.len() > 5, "the office is too small to trip the brake: {names:?}");
    names.sort();
    names
}

#[track_caller]
fn told(company: &Company, run: &Value) -> Vec<String> {
    let mut names: Vec<String> =
        company.report(run, "blocked").iter().map(|line| line["name"].as_str().unwrap().to_owned()).collect();
    names.sort();
    names
}

/// I5, X4, P31, S2.3; a held run outlives the server.
fn too_many_removals_are_held_and_released(database: Database) {
    let mut company = Company::open_with(database, 60, Options::default());
    let emma = company.signed_in(people::EMPLOYEE);
    Company::propose(&emma, &json!({ "title": "Account Manager" })).expect_status(200);
    let before = company.sql(PEOPLE);
    let leavers = close_office(&company, "Oslo");
    company.in_directory(people::MANAGER, "replace: title\ntitle: Director\n");

    let held = company.sync();
    let count = leavers.len();
    assert_eq!(held["state"], "held", "{held}");
    assert_eq!(held["held"], json!({ "brake": "removals", "removals": count, "limit": 5 }));
    let reason = held["reason"].as_str().unwrap();
    assert!(
        reason.contains(&format!("{count} people would be blocked")) && reason.contains("release or discard"),
        "{reason}"
    );
    assert_eq!(told(&company, &held), leavers);
    assert_eq!(held["counts"]["blocked"], count);
    assert_eq!(company.sql(PEOPLE), before);

    let refused = company.start();
    assert_eq!((refused.status, &refused.json["code"]), (409, &json!("conflict")));
    assert!(refused.json["detail"].as_str().unwrap().contains("release or discard"), "{}", refused.json);
    company.amend.restart().unwrap();
    company.root = company.amend.administrator().unwrap();
    assert_eq!(company.run(&held)["state"], "held");
    assert_eq!(company.sql(PEOPLE), before);

    // What happens in the directory meanwhile is not part of what was looked at.
    company.in_directory(people::ADMIN, "replace: title\ntitle: Director\n");
    let released =
        company.root.post(&format!("/api/v1/runs/{}/release", held["id"]), &json!({})).expect_status(200).json;
    let done =
        wait_for("the released run's end", || Some(company.run(&released)).filter(|run| run["state"] != "running"));
    assert_eq!(
        (&done["state"], &done["counts"]["blocked"], &done["counts"]["changed"]),
        (&json!("complete"), &json!(count), &json!(1)),
        "{done}"
    );
    assert_eq!((&done["held"], &done["reason"]), (&Value::Null, &Value::Null));
    assert_eq!(told(&company, &done), leavers);
    assert!(
        company
            .report(&done, "blocked")
            .iter()
            .all(|line| line["username"].is_string() && line["blocked"] == "left_scope"),
        "two people of one name are told apart, also when their user names are free again"
    );
    assert!(done["counts"]["waited"].as_i64().unwrap() > 0, "the wait is told apart from the work: {done}");
    assert_eq!(company.source()["blocked"], count);
    assert_eq!(
        field(&company.seen_by_root(&company.person(people::ADMIN)), "title")["value"],
        "Directory Administrator"
    );
    let next = company.sync();
    assert_eq!(
        (&next["state"], &next["counts"]["changed"], &next["counts"]["blocked"]),
        (&json!("complete"), &json!(1), &json!(0)),
        "{next}"
    );
    assert!(company.amend.cli(&["check"], "").unwrap().contains("the chain is whole"));
}

/// X4, S4.11: two offices vanish; one has closed, the other was hidden by mistake. Whoever decides lets the run block the people of one.
fn a_held_run_blocks_only_where_it_is_said_to(database: Database) {
    let company = Company::open_with(database, 60, Options::default());
    let (closed, hidden) = (close_office(&company, "Oslo"), close_office(&company, "Berlin"));
    let held = company.sync();
    assert_eq!((&held["state"], &held["held"]["brake"]), (&json!("held"), &json!("removals")), "{held}");
    let path = format!("/api/v1/runs/{}", held["id"]);
    let mut places = rows(&company.root.get(&format!("{path}/removals")).expect_status(200).json);
    places.sort_by_key(|place| place["container"].to_string());
    let [berlin, oslo] = places.as_slice() else { panic!("two offices: {places:?}") };
    assert!(berlin["container"].as_str().unwrap().starts_with("ou=Berlin,"), "{berlin}");
    assert_eq!((&berlin["people"], &oslo["people"]), (&json!(hidden.len()), &json!(closed.len())));

    // A container that the run does not touch is an error, and nothing was released by it.
    let wrong = company.root.post(&format!("{path}/release"), &json!({ "spare": ["ou=Nowhere,dc=example,dc=test"] }));
    assert!(wrong.expect_status(400).json["detail"].as_str().unwrap().contains("`spare`"));
    assert_eq!(company.root.get(&path).json["state"], "held");

    let spare = berlin["container"].as_str().unwrap().to_uppercase();
    company.root.post(&format!("{path}/release"), &json!({ "spare": [spare] })).expect_status(200);
    let run = wait_for("the end of the run", || {
        let run = company.root.get(&path).json;
        (run["state"] == "complete").then_some(run)
    });
    assert_eq!((told(&company, &run), &run["counts"]["blocked"]), (closed, &json!(places[1]["people"])));
    let left_alone: Vec<Value> = company.report(&run, "skipped");
    assert_eq!(left_alone.len(), hidden.len(), "{left_alone:?}");
    assert!(left_alone[0]["reason"].as_str().unwrap().contains("looks again"));
    assert_eq!(company.root.get(&format!("{path}/removals")).json, json!([]));

    // The next run looks again, and asks again.
    let again = company.sync();
    assert_eq!((&again["state"], &again["held"]["removals"]), (&json!("held"), &json!(hidden.len())), "{again}");
}
/// I5, X4.
fn a_held_run_that_is_given_up_has_changed_nobody(database: Database) {
    let company = Company::open_with(database, 60, Options::default());
    let before = company.sql(PEOPLE);
    let leavers = close_office(&company, "Berlin");
    let held = company.sync();
    assert_eq!(held["state"], "held", "{held}");
    let given_up =
        company.root.post(&format!("/api/v1/runs/{}/discard", held["id"]), &json!({})).expect_status(200).json;
    assert_eq!(given_up["state"], "discarded");
    assert_eq!(company.sql(PEOPLE), before);
    assert_eq!(
        company.sql("select (select count(*) from staged_entry) + (select count(*) from staged_removal)").trim(),
        "0"
    );
    for decision in ["release", "discard", "cancel"] {
        assert_eq!(company.root.post(&format!("/api/v1/runs/{}/{decision}", held["id"]), &json!({})).status, 409);
    }
    let again = company.sync();
    assert_eq!(
        (&again["state"], told(&company, &again)),
        (&json!("held"), leavers),
        "the next run holds for the same people"
    );
    assert_eq!(company.sql(PEOPLE), before);
}

/// P20, P31: a script in the directory that overwrites one attribute for many.
fn a_mass_change_is_held_with_old_and_new(database: Database) {
    let company = Company::open(database);
    let before = company.sql(PEOPLE);
    let all = company.slapd.search("(l=*)", &["l"]).unwrap();
    let renamed = all.iter().filter(|entry| entry.first("l") != Some("Oslo")).count();
    let overwrite: String = all
        .iter()
        .map(|entry| format!("{}\nchangetype: modify\nreplace: l\nl: Oslo\n\n", line("dn", &entry.dn)))
        .collect();
    company.slapd.modify(&overwrite).unwrap();
    let held = company.sync();
    assert_eq!(
        held["held"],
        json!({ "brake": "mass_change", "attribute": "city", "people": renamed, "limit": 6 }),
        "{held}"
    );
    assert_eq!(company.sql(PEOPLE), before);
    let lines = company.report(&held, "changed");
    assert_eq!((lines.len(), &held["counts"]["changed"]), (renamed, &json!(renamed)));
    assert!(
        lines.iter().all(|line| line["values"][0]["new"] == json!({ "value": "Oslo" })
            && line["values"][0]["old"]["value"].is_string())
    );

    let released =
        company.root.post(&format!("/api/v1/runs/{}/release", held["id"]), &json!({})).expect_status(200).json;
    let done =
        wait_for("the released run's end", || Some(company.run(&released)).filter(|run| run["state"] != "running"));
    assert_eq!((&done["state"], &done["counts"]["changed"]), (&json!("complete"), &json!(renamed)), "{done}");
    assert_eq!(company.report(&done, "changed").len(), renamed, "each change is told once");
}

/// S1.16, X3: what Amend has handed over for many comes back as it was approved, and holds nothing up; a script that does the same is still held.
fn what_was_handed_over_for_many_is_confirmed(database: Database) {
    let company = Company::open(database);
    for place in 0..10 {
        let path = format!("/api/v1/people/{}", id_of(&company, &somebody(&company, place)));
        save(&company.root, &path, &json!({ "room": "Room for all" })).expect_status(200);
    }
    let make = json!({ "target": 1, "format": "ldif", "key": "dn" });
    let export = company.root.post("/api/v1/exports", &make).expect_status(201).json;
    let file = company.root.get(&format!("/api/v1/exports/{}/file", export["id"])).expect_status(200).text();
    company.slapd.modify(&file).unwrap();
    let run = company.sync();
    assert_eq!((&run["state"], &run["counts"]["confirmed"]), (&json!("complete"), &json!(10)), "{run}");

    let office: String = (0..10)
        .map(|place| {
            let dn = line("dn", &company.dn(&somebody(&company, place)));
            format!("{dn}\nchangetype: modify\nreplace: roomNumber\nroomNumber: Elsewhere\n\n")
        })
        .collect();
    company.slapd.modify(&office).unwrap();
    assert_eq!(company.sync()["held"]["brake"], "mass_change");
}

/// I5, X4, S2.12: disabling is a removal too.
fn mass_disabling_is_held_with_names(database: Database) {
    let slapd = Slapd::in_scratch(&people::sample(30).unwrap()).unwrap();
    let disabling = "disabled_attribute = \"employeeType\"\ndisabled_values = [\"contractor\"]\n";
    let source = Source {
        settings: "disabled_attribute = \"employeeType\"\ndisabled_values = [\"off\"]\n".to_owned(),
        ..Source::of(&slapd)
    };
    let mut company = Company::of(slapd, database, Options { sources: vec![source], ..Options::default() });
    let contractors = company.slapd.search("(employeeType=contractor)", &["uid"]).unwrap().len();
    assert!(contractors > 5, "{contractors}");
    // The settings take another word for disabled: everybody is looked at again, and the brake sees what would follow.
    company.amend.reconfigure(|options| options.sources[0].settings = disabling.to_owned()).unwrap();
    company.amend.restart().unwrap();
    let held = company.sync();
    assert_eq!(held["held"], json!({ "brake": "removals", "removals": contractors, "limit": 5 }), "{held}");
    let lines = company.report(&held, "blocked");
    assert_eq!(lines.len(), contractors);
    assert!(
        lines.iter().all(|line| line["reason"] == "disabled in the directory" && line["person"].is_i64()),
        "{lines:?}"
    );
    assert_eq!(company.source()["blocked"], 0);
}

/// A directory that is told what to say, and an installation that reads it.
fn scripted(people: usize, source: &str, settings: &str) -> (HostileLdap, Amend, amend_tests::client::Client) {
    let server = HostileLdap::start(Script::people(people)).unwrap();
    let options = Options {
        sources: vec![crate::hostile_directory::source(&server, source)],
        settings: settings.to_owned(),
        ..Options::default()
    };
    let (amend, root) = Amend::start_with_administrator(options).unwrap();
    let run = amend_tests::sync::run_and_wait(&root, "corp").unwrap();
    assert_eq!(run["state"], "complete", "{run}");
    (server, amend, root)
}

/// I5, X4, P31: an empty answer and a halved one, which no directory means.
#[test]
fn an_empty_and_a_halved_answer_are_held() {
    let (server, _amend, root) = scripted(40, "", "");
    let held = |fault| {
        server.set_script(Script::people(40).with(fault));
        let run = amend_tests::sync::run_and_wait(&root, "corp").unwrap();
        assert_eq!(run["state"], "held", "{run}");
        let all = root.get("/api/v1/people?limit=1").json["total"].clone();
        assert_eq!(all, 40, "nobody is blocked");
        root.post(&format!("/api/v1/runs/{}/discard", run["id"]), &json!({})).expect_status(200);
        run
    };
    let empty = held(Fault::Nothing);
    assert_eq!(empty["held"], json!({ "brake": "empty" }));
    assert!(empty["reason"].as_str().unwrap().contains("check base, filter and the rights"), "{empty}");
    let halved = held(Fault::Percent(40));
    assert_eq!(halved["held"], json!({ "brake": "halved", "seen": 16, "before": 40 }));
    let names = rows(&root.get(&format!("/api/v1/runs/{}/report?kind=blocked", halved["id"])).json);
    assert_eq!(names.len(), 24, "whoever decides sees all names");
    server.set_script(Script::people(40));
    let good = amend_tests::sync::run_and_wait(&root, "corp").unwrap();
    assert_eq!((&good["state"], &good["counts"]["unchanged"]), (&json!("complete"), &json!(40)), "{good}");
}

/// S2.3: the second press joins the running run; stopping takes a second at most and changes nobody.
#[test]
fn a_second_start_joins_and_a_stop_is_quick() {
    let (server, amend, root) = scripted(40, "page_size = 10\noperation_seconds = 60.0\n", "");
    for fault in [Fault::Silence { at: 15 }, Fault::NeverAnswer, Fault::Drip { at: 3, pause: Duration::from_millis(5) }]
    {
        server.set_script(Script::people(40).with(fault));
        let first = root.post("/api/v1/sources/1/runs", &json!({})).expect_status(202).json;
        let second = root.post("/api/v1/sources/1/runs", &json!({})).expect_status(202).json;
        assert_eq!((&first["id"], &first["state"], &second["id"]), (&second["id"], &json!("running"), &first["id"]));
        let asked = Instant::now();
        root.post(&format!("/api/v1/runs/{}/cancel", first["id"]), &json!({})).expect_status(200);
        let ended = wait_for("the end of a stopped run", || {
            Some(root.get(&format!("/api/v1/runs/{}", first["id"])).json).filter(|run| run["state"] != "running")
        });
        assert!(asked.elapsed() < Duration::from_millis(1500), "it took {:?}", asked.elapsed());
        assert_eq!((&ended["state"], &ended["counts"]["blocked"]), (&json!("cancelled"), &json!(0)), "{ended}");
        assert!(ended["reason"].as_str().unwrap().contains("stopped"), "{ended}");
        assert_eq!(root.get("/api/v1/people?limit=1").json["total"], 40);
    }
    server.set_script(Script::people(40));
    let good = amend_tests::sync::run_and_wait(&root, "corp").unwrap();
    assert_eq!((&good["state"], &good["counts"]["unchanged"]), (&json!("complete"), &json!(40)), "{good}");
    assert!(amend.cli(&["check"], "").unwrap().contains("the chain is whole"));
}

/// A plain interval: the page says when the next run is due, and when that moment has come the run starts by itself.
#[test]
fn a_schedule_runs_by_itself() {
    let (_server, amend, root) = scripted(5, "interval_minutes = 1\n", "");
    let source = rows(&root.get("/api/v1/sources").json)[0].clone();
    assert_eq!(source["schedule"], json!({ "every": "minutes", "minutes": 1 }));
    let due = source["next_run_at"].as_str().unwrap();
    assert!(due > source["last_run"]["started_at"].as_str().unwrap(), "{source}");

    // A minute is too long to wait for in a story: the moment is moved into the past, as if the server had slept.
    let file = amend.dir().join("amend.db");
    let sqlite = amend_tests::programs::need("sqlite3").unwrap();
    let moved = "update source set next_run_at = 1000";
    let mut shell = std::process::Command::new(sqlite);
    amend_tests::programs::run(shell.args(["-cmd", ".timeout 5000"]).arg(file).arg(moved), "").unwrap();
    let run = wait_for("a run by itself", || {
        let last = rows(&root.get("/api/v1/sources").json)[0]["last_run"].clone();
        (last["id"] != source["last_run"]["id"] && last["state"] == "complete").then_some(last)
    });
    assert_eq!((&run["started_by"], &run["counts"]["unchanged"]), (&Value::Null, &json!(5)));
    let next = rows(&root.get("/api/v1/sources").json)[0]["next_run_at"].as_str().unwrap().to_owned();
    // In step with the moment that was missed, which is made up for once.
    assert!(next.as_str() > run["started_at"].as_str().unwrap() && next.ends_with("01Z"), "{next} follows {run}");
}
