//! Who of a directory becomes a person here: tried before it is saved, and true in full runs and deltas alike.

use amend_tests::{
    amend::{Options, Source},
    people,
    slapd::Slapd,
    sync::wait,
};
use serde_json::{Value, json};

use crate::{
    acts::on_both,
    company::{Company, Database, field},
    staff::audit,
};

on_both!(chosen_offices_come_in_and_others_leave, an_excluded_person_is_frozen, members_of_chosen_groups_come_in);

fn choose(company: &Company, selection: &Value) -> amend_tests::client::Response {
    let tag = company.root.get("/api/v1/sources/1").expect_status(200).headers["etag"].clone();
    let body = json!({ "selection": selection });
    company.root.send("PATCH", "/api/v1/sources/1", &[("if-match", &tag)], Some(&body)).unwrap()
}

fn tried(company: &Company, selection: &Value) -> Value {
    company.root.post("/api/v1/sources/1/try", &json!({ "selection": selection })).expect_status(200).json
}

/// Runs everything, and lets the run go on if the brake holds it.
fn run(company: &Company) -> Value {
    let run = company.sync();
    if run["state"] != "held" {
        return run;
    }
    company.root.post(&format!("/api/v1/runs/{}/release", run["id"]), &json!({})).expect_status(200);
    wait(&company.root, &run).unwrap()
}

fn office(company: &Company, name: &str) -> String {
    format!("ou={name},ou=people,{}", company.slapd.base)
}

/// S4.11, S2.13, T15: the tree as it is, what a choice would come to, and that it comes to that.
fn chosen_offices_come_in_and_others_leave(database: Database) {
    let company = Company::open(database);
    let containers = company.root.get("/api/v1/sources/1/containers").expect_status(200).json;
    let names: Vec<&str> = containers.as_array().unwrap().iter().map(|one| one["name"].as_str().unwrap()).collect();
    assert_eq!((names[0], containers[0]["depth"].as_i64()), ("people", Some(0)));
    assert!(names.contains(&"Oslo") && names.contains(&"Kraków"), "{names:?}");

    let selection = json!({ "containers": [{ "dn": office(&company, "OSLO"), "taken": true }] });
    let would = tried(&company, &selection);
    let (taken, goes) = (would["taken"].as_i64().unwrap(), would["goes"].as_i64().unwrap());
    assert!(taken > 2 && taken + goes == 30 && would["left_out"] == goes && would["comes"] == 0, "{would}");
    let example = &would["examples"][0];
    assert_eq!((&example["verdict"]["because"], &example["known"]), (&json!("container"), &json!(true)));
    assert!(!example["dn"].as_str().unwrap().contains("ou=Oslo"));
    assert_eq!(company.source()["blocked"], 0, "a trial changes nothing");

    let saved = choose(&company, &selection).expect_status(200).json;
    assert_eq!(saved["selection"]["containers"], selection["containers"]);
    assert_eq!(audit(&company, "source.set").len(), 1);
    let held = company.delta();
    assert_eq!(
        (&held["state"], &held["kind"], &held["counts"]["blocked"]),
        (&json!("held"), &json!("full"), &json!(goes))
    );
    company.root.post(&format!("/api/v1/runs/{}/release", held["id"]), &json!({})).expect_status(200);
    let done = wait(&company.root, &held).unwrap();
    assert_eq!((&done["state"], &done["counts"]["left_out"]), (&json!("complete"), &json!(goes)), "{done}");
    assert_eq!((&company.source()["active"], &company.source()["blocked"]), (&json!(taken), &json!(goes)));

    company.hires("new.berlin", "new.berlin", "Berlin");
    company.hires("new.oslo", "new.oslo", "Oslo");
    let delta = company.delta();
    assert_eq!(
        (&delta["kind"], &delta["counts"]["created"], &delta["counts"]["left_out"]),
        (&json!("delta"), &json!(1), &json!(1))
    );
    choose(&company, &json!({})).expect_status(200);
    let back = run(&company);
    assert_eq!((&back["counts"]["returned"], &back["counts"]["created"]), (&json!(goes), &json!(1)), "{back}");
    assert_eq!(company.source()["blocked"], 0);
}

/// S4.9, P36: neither made, nor changed, nor blocked, by each way of naming somebody.
fn an_excluded_person_is_frozen(database: Database) {
    let company = Company::open(database);
    let emma = company.person(people::EMPLOYEE);
    let title = |company: &Company| field(&company.seen_by_root(&emma), "title")["value"].clone();
    let rule = |attribute: &str, how: &str, pattern: &str| json!({ "subject": "person", "attribute": attribute, "how": how, "pattern": pattern });
    for (step, rule) in [
        rule("uid", "exact", "EMMA.LARSEN"),
        rule("mail", "substring", "emma.lar"),
        rule("uid", "regex", "^emma\\.[a-z]+$"),
        rule("", "filter", "(&(uid=emma*)(!(title=nothing)))"),
        rule("dn", "substring", "uid=emma.larsen"),
    ]
    .into_iter()
    .enumerate()
    {
        let selection = json!({ "exclude": [rule] });
        let would = tried(&company, &selection);
        assert_eq!(
            (&would["frozen"], &would["goes"], &would["comes"]),
            (&json!(1), &json!(0), &json!(0)),
            "{rule}: {would}"
        );
        choose(&company, &selection).expect_status(200);
        run(&company);
        let before = title(&company);
        company.in_directory(people::EMPLOYEE, &format!("replace: title\ntitle: Step {step}\n"));
        for frozen in [company.delta(), run(&company)] {
            assert_eq!(
                (&frozen["state"], &frozen["counts"]["frozen"]),
                (&json!("complete"), &json!(1)),
                "{rule}: {frozen}"
            );
            assert_eq!((&frozen["counts"]["changed"], &frozen["counts"]["blocked"]), (&json!(0), &json!(0)), "{rule}");
        }
        assert_eq!(title(&company), before, "{rule}");
        choose(&company, &json!({})).expect_status(200);
        run(&company);
        assert_eq!(title(&company), json!(format!("Step {step}")), "{rule}: what was frozen follows again");
    }
    let everybody = json!({ "exclude": [{ "subject": "container", "how": "exact", "pattern": "people" }] });
    assert_eq!(tried(&company, &everybody)["frozen"], 30, "a container's rule holds for all below it");
}

/// S4.10, S2.18, S2.22: nested groups, members by name and by user name; who joins comes, who leaves is blocked, and a delta notices both.
fn members_of_chosen_groups_come_in(database: Database) {
    let slapd = Slapd::in_scratch(&people::sample(30).unwrap()).unwrap();
    let base = slapd.base.clone();
    let dn = |uid: &str| slapd.search(&format!("(uid={uid})"), &["uid"]).unwrap()[0].dn.clone();
    let (emma, marta, anna) = (dn(people::EMPLOYEE), dn(people::MANAGER), dn(people::ADMIN));
    let line = |name: &str, value: &str| people::line(name, value);
    slapd
        .modify(&format!(
            "dn: ou=groups,{base}\nchangetype: add\nobjectClass: organizationalUnit\nou: groups\n\n\
             dn: cn=inner,ou=groups,{base}\nchangetype: add\nobjectClass: groupOfNames\ncn: inner\n{}\n{}\n\n\
             dn: cn=staff,ou=groups,{base}\nchangetype: add\nobjectClass: groupOfNames\ncn: staff\n{}\nmember: cn=inner,ou=groups,{base}\n\
             member: cn=nobody,{base}\n\n",
            line("member", &marta),
            line("member", &format!("cn=staff,ou=groups,{base}")),
            line("member", &emma),
        ))
        .unwrap();
    let company = Company::around_unsynced(slapd, database, Options::default());
    let group = |name: &str| format!("cn={name},ou=groups,{base}");
    let selection = json!({ "groups": [group("staff"), group("missing")] });
    let would = tried(&company, &selection);
    assert_eq!((&would["comes"], &would["left_out"]), (&json!(2), &json!(28)), "{would}");
    assert_eq!(would["absent_groups"], json!([group("missing")]));
    choose(&company, &json!({ "groups": [group("staff")] })).expect_status(200);
    let first = run(&company);
    assert_eq!((&first["counts"]["created"], &first["counts"]["left_out"]), (&json!(2), &json!(28)), "{first}");

    let joins = format!("dn: {}\nchangetype: modify\nadd: member\n{}\n", group("inner"), line("member", &anna));
    company.slapd.modify(&joins).unwrap();
    let joined = company.delta();
    assert_eq!(
        (&joined["kind"], &joined["counts"]["created"]),
        (&json!("full"), &json!(1)),
        "a group has changed: {joined}"
    );
    let leaves = format!("dn: {}\nchangetype: modify\ndelete: member\n{}\n", group("inner"), line("member", &marta));
    company.slapd.modify(&leaves).unwrap();
    let left = company.delta();
    assert_eq!((&left["state"], &left["counts"]["blocked"]), (&json!("complete"), &json!(1)), "{left}");
    assert_eq!(company.delta()["kind"], "delta", "nothing has changed since");

    let rule = json!([{ "subject": "group", "attribute": "cn", "how": "exact", "pattern": "inner" }]);
    let would = tried(&company, &json!({ "groups": [group("staff")], "exclude": rule }));
    assert_eq!(
        (&would["goes"], &would["taken"]),
        (&json!(1), &json!(1)),
        "the inner group's members do not count: {would}"
    );
}

/// S1.20: nobody is made for a disabled account, and who was here before is blocked as ever.
#[test]
fn disabled_accounts_can_be_kept_out() {
    let slapd = Slapd::in_scratch(&people::sample(30).unwrap()).unwrap();
    let settings = "disabled_attribute = \"employeeType\"\ndisabled_values = [\"gone\"]\n".to_owned();
    let source = Source { settings, ..Source::of(&slapd) };
    let company = Company::of(slapd, Database::Sqlite, Options { sources: vec![source], ..Options::default() });
    company.hires("new.comer", "new.comer", "Oslo");
    for uid in ["new.comer", people::EMPLOYEE] {
        company.in_directory(uid, "add: employeeType\nemployeeType: gone\n");
    }
    let selection = json!({ "without_disabled": true });
    assert_eq!(tried(&company, &selection)["left_out"], 1);
    choose(&company, &selection).expect_status(200);
    let run = run(&company);
    let counts = &run["counts"];
    assert_eq!(
        (&counts["created"], &counts["blocked"], &counts["left_out"]),
        (&json!(0), &json!(1), &json!(1)),
        "{run}"
    );
    company.in_directory("new.comer", "delete: employeeType\n");
    assert_eq!(company.delta()["counts"]["created"], 1);
}

/// S4.9: what cannot be understood is refused with its row, and nothing is saved.
#[test]
fn mistakes_are_refused_with_their_row() {
    let company = Company::open(Database::Sqlite);
    let good = json!({ "subject": "person", "attribute": "uid", "how": "exact", "pattern": "x" });
    for (bad, says) in [
        (json!({ "subject": "person", "attribute": "uid", "how": "regex", "pattern": "(" }), "row 2"),
        (json!({ "subject": "person", "attribute": "uid", "how": "exact", "pattern": "" }), "row 2"),
        (json!({ "subject": "person", "how": "filter", "pattern": "(a=b" }), "row 2"),
        (json!({ "subject": "planet", "attribute": "uid", "how": "exact", "pattern": "x" }), "planet"),
    ] {
        let selection = json!({ "exclude": [good, bad] });
        for refused in [
            choose(&company, &selection),
            company.root.post("/api/v1/sources/1/try", &json!({ "selection": selection })),
        ] {
            assert_eq!(refused.status, 400);
            assert!(refused.text().contains(says), "{bad}: {}", refused.text());
        }
    }
    let wrong = json!({ "containers": [{ "dn": "Sales", "taken": true }] });
    assert!(choose(&company, &wrong).expect_status(400).text().contains("distinguished name"));
    assert_eq!(company.source()["selection"]["exclude"], json!([]));
}
