//! Rules that narrow the policy of attributes for some people: by container, group and source, the first one that says something decides, and the
//! same everywhere: on the page, when saving, when approving, when exporting, and in what is told of why.

use amend_tests::{
    amend::{ADMINISTRATOR, ADMINISTRATOR_PASSWORD, Options},
    browser::run_on_pages,
    client::{Client, Response},
    people,
    scratch::Scratch,
    slapd::Slapd,
};
use serde_json::{Value, json};

use crate::{
    acts::on_both,
    company::{Company, Database, field},
    staff::{approved, audit, decide, id_of, queue, waiting, with_role},
};

on_both!(
    a_rule_holds_for_its_people_alone,
    the_first_rule_that_says_something_decides,
    what_a_rule_closes_is_held,
    members_of_a_group_have_a_policy_of_their_own,
    a_rule_chooses_who_decides
);

const RULES: &str = "/api/v1/policy-rules";

fn office(company: &Company, name: &str) -> String {
    format!("ou={name},ou=people,{}", company.slapd.base)
}

fn preview(client: &Client, edit: &Value) -> Response {
    client.post(&format!("{RULES}/preview"), edit)
}

/// Looks at the effect of an edit and saves it; gives the effect and the rules.
fn edited(client: &Client, edit: &Value) -> (Value, Value) {
    let effect = preview(client, edit).expect_status(200).json;
    let body = json!({ "edit": edit, "previewed": effect["version"] });
    let rules = client.post(RULES, &body).expect_status(200).json;
    (effect, rules)
}

fn add(who: impl Into<Value>, what: impl Into<Value>, sets: impl Into<Value>) -> Value {
    json!({ "do": "add", "rule": { "who": who.into(), "what": what.into(), "sets": sets.into() } })
}

/// Somebody of another office than Emma's.
fn elsewhere(company: &Company) -> String {
    let found = company.slapd.search("(uid=*)", &["uid"]).unwrap();
    let is_elsewhere = |dn: &str| dn.contains(",ou=Berlin,");
    found.iter().find(|one| is_elsewhere(&one.dn)).unwrap().first("uid").unwrap().to_owned()
}

fn locks(client: &Client, key: &str) -> Value {
    field(&Company::profile(client), key)["lock"]["why"].clone()
}

fn has(client: &Client, key: &str) -> bool {
    let profile = Company::profile(client);
    profile["fields"].as_array().unwrap().iter().any(|field| field["key"] == key)
}

/// X14, T3, T15, S1.4: tried before it is saved, true of those whom it names and of nobody else, and told of why.
fn a_rule_holds_for_its_people_alone(database: Database) {
    let company = Company::open(database);
    let anna = company.signed_in(people::ADMIN);
    let (emma, other) = (company.signed_in(people::EMPLOYEE), elsewhere(&company));
    let otto = company.signed_in(&other);
    assert_eq!(anna.get(RULES).expect_status(200).json["rules"], json!([]));

    let who = json!({ "ou": office(&company, "OSLO") });
    let locks_room = add(who.clone(), json!({ "attribute": "room" }), json!({ "locked": true }));
    let effect = preview(&anna, &locks_room).expect_status(200).json;
    let oslo = company.slapd.search("(uid=*)", &["uid"]).unwrap();
    let oslo = oslo.iter().filter(|one| one.dn.contains(",ou=Oslo,")).count();
    assert_eq!((&effect["people"], &effect["attributes"]), (&json!(oslo), &json!(1)), "{effect}");
    let line = &effect["sample"][0];
    assert_eq!(
        (&line["attribute"], &line["before"]["policy"]["locked"], &line["after"]["policy"]["locked"]),
        (&json!("room"), &json!(false), &json!(true))
    );
    assert_eq!(effect["sample"].as_array().unwrap().len(), oslo.min(20));
    assert_eq!(locks(&emma, "room"), Value::Null, "a preview changes nothing");

    // What was looked at is no longer true once anything moved.
    crate::staff::set(&anna, "skills", &json!({ "locked": true })).expect_status(200);
    let stale = json!({ "edit": locks_room, "previewed": effect["version"] });
    assert_eq!(anna.post(RULES, &stale).expect_status(409).json["code"], "conflict");
    let (_, rules) = edited(&anna, &locks_room);
    let id = rules["rules"][0]["id"].clone();

    assert_eq!(locks(&emma, "room"), "locked_by_admin");
    assert_eq!(locks(&otto, "room"), Value::Null);
    let refused = Company::propose(&emma, &json!({ "room": "1" })).expect_status(422);
    assert_eq!(refused.json["problems"]["room"][0]["code"], "locked");
    Company::propose(&otto, &json!({ "room": "1" })).expect_status(200);

    let why = |username: &str, key: &str| {
        let path = format!("/api/v1/people/{}/policy/{key}", id_of(&company, username));
        anna.get(&path).expect_status(200).json
    };
    let told = why(people::EMPLOYEE, "room");
    assert_eq!(told["rules"][0]["outcome"], json!({ "is": "holds", "decides": ["locked"], "too_late": [] }), "{told}");
    assert_eq!((&told["decided"]["policy"]["locked"], &told["decided"]["because"]["locked"]), (&json!(true), &id));
    assert_eq!(why(&other, "room")["rules"][0]["outcome"]["is"], "outside_ou");
    assert_eq!(why(people::EMPLOYEE, "title")["rules"][0]["outcome"]["is"], "other_attribute");

    let row = audit(&company, "policy.rule")[0].clone();
    assert_eq!((&row["detail"]["edit"], &row["detail"]["before"]), (&json!("add"), &Value::Null), "{row}");
    assert_eq!(row["detail"]["after"]["rule"]["sets"], json!({ "locked": true }));
    edited(&anna, &json!({ "do": "switch", "id": id, "off": true }));
    assert_eq!(locks(&emma, "room"), Value::Null, "off means off at once");
    assert_eq!(why(people::EMPLOYEE, "room")["rules"][0]["outcome"]["is"], "off");
    edited(&anna, &json!({ "do": "delete", "id": id }));
    let row = audit(&company, "policy.rule")[0].clone();
    assert_eq!((&row["detail"]["edit"], &row["detail"]["after"]), (&json!("delete"), &Value::Null), "{row}");
    assert_eq!(row["detail"]["before"]["off"], true);
    assert_eq!(anna.get(RULES).json["rules"], json!([]));

    // SEC4, SEC5: who could name their own manager would choose who approves.
    let opens = |approval: &str| {
        let sets = json!({ "locked": false, "authority": "shared", "approval": approval });
        preview(&anna, &add(who.clone(), json!({ "attribute": "manager" }), sets))
    };
    let refused = opens("none").expect_status(409);
    assert!(refused.text().contains("lock it, or set `approval`"), "{}", refused.text());
    opens("admins").expect_status(200);

    // S2.16: who may not set attributes sets no rules, and learns nothing of them.
    let auditor = with_role(&company, &crate::staff::somebody(&company, 3), "auditor");
    auditor.get(RULES).expect_status(200);
    preview(&auditor, &locks_room).expect_status(403);
    emma.get(RULES).expect_status(403);
}

/// X14, T2: rules are asked in their order; what one leaves open the next one says; limits and mandatory are the person's own.
fn the_first_rule_that_says_something_decides(database: Database) {
    let company = Company::open(database);
    let anna = company.signed_in(people::ADMIN);
    let (emma, otto) = (company.signed_in(people::EMPLOYEE), company.signed_in(&elsewhere(&company)));
    let oslo = json!({ "ou": office(&company, "Oslo") });
    edited(&anna, &add(json!({}), json!({ "family": "directory" }), json!({ "locked": true })));
    assert_eq!(locks(&emma, "room"), "locked_by_admin", "everybody");
    assert_eq!(locks(&otto, "room"), "locked_by_admin");
    let opens = json!({ "locked": false, "mandatory": true, "limits": { "max_chars": 4, "pattern": "[0-9.]+" } });
    let (effect, rules) = edited(&anna, &add(oslo, json!({ "attribute": "room" }), opens));
    assert!(effect["people"].as_i64().unwrap() > 0, "mandatory and limits are news even where the lock is not");
    assert_eq!(locks(&emma, "room"), "locked_by_admin", "the rule before it has said so");
    let second = rules["rules"][1]["id"].clone();
    let (effect, _) = edited(&anna, &json!({ "do": "move", "id": second, "up": true }));
    assert_eq!(effect["sample"][0]["after"]["policy"]["locked"], false, "{effect}");
    assert_eq!(locks(&emma, "room"), Value::Null);
    assert_eq!(locks(&otto, "room"), "locked_by_admin");
    assert_eq!(field(&Company::profile(&emma), "room")["rules"]["max_chars"], 4, "the page checks by the same rule");
    for (typed, code) in [(json!("12345"), "too_long"), (json!("a"), "pattern"), (Value::Null, "mandatory")] {
        let refused = Company::propose(&emma, &json!({ "room": typed })).expect_status(422);
        assert_eq!(refused.json["problems"]["room"][0]["code"], code, "{}", refused.text());
    }
    Company::propose(&emma, &json!({ "room": "4.01" })).expect_status(200);
    let ends = preview(&anna, &json!({ "do": "move", "id": second, "up": true })).expect_status(409);
    assert!(ends.text().contains("end of the list"));

    // Refused, each with what to do about it.
    for (edit, status, says) in [
        (add(json!({}), json!({ "attribute": "room" }), json!({})), 400, "`sets`"),
        (add(json!({}), json!({ "attribute": "nothing" }), json!({ "locked": true })), 400, "`what.attribute`"),
        (add(json!({ "ou": "Oslo" }), json!({ "attribute": "room" }), json!({ "locked": true })), 400, "`who.ou`"),
        (add(json!({ "source": 99 }), json!({ "attribute": "room" }), json!({ "locked": true })), 400, "`who.source`"),
        (
            add(json!({}), json!({ "attribute": "room" }), json!({ "visible": false, "mandatory": true })),
            409,
            "visible",
        ),
        (json!({ "do": "delete", "id": 99 }), 404, ""),
    ] {
        let answer = preview(&anna, &edit);
        assert_eq!(answer.status, status, "{edit}: {}", answer.text());
        assert!(answer.text().contains(says), "{edit}: {}", answer.text());
    }
}

/// P7, DESIGN 3: what a rule closes is neither approved nor exported until an administrator keeps or withdraws it.
fn what_a_rule_closes_is_held(database: Database) {
    let company = Company::open(database);
    let anna = company.signed_in(people::ADMIN);
    let (emma, marta) = (company.signed_in(people::EMPLOYEE), company.signed_in(people::MANAGER));
    approved(&emma, &anna, "street", "Storgata 1");
    Company::propose(&emma, &json!({ "room": "7.77" })).expect_status(200);
    let oslo = json!({ "ou": office(&company, "Oslo") });
    let (effect, rules) = edited(&anna, &add(oslo, json!({ "family": "directory" }), json!({ "locked": true })));
    assert_eq!((&effect["held"], &effect["released"]), (&json!(2), &json!(0)), "{effect}");

    let change = waiting(&anna, "room");
    assert_eq!(
        (&change["held"], &change["may_keep"], &change["may_decide"]),
        (&json!(true), &json!(true), &json!(false))
    );
    let refused = decide(&anna, &change, "approve", None);
    assert_eq!((&refused["problem"]["status"], &refused["fresh"]["held"]), (&json!(409), &json!(true)), "{refused}");
    let export = json!({ "target": 1, "profile": "machine", "key": "dn" });
    let items = anna.get("/api/v1/targets/1/items?state=waiting").expect_status(200).json;
    assert_eq!(items["items"][0]["held"], true, "{items}");
    assert!(anna.post("/api/v1/exports", &export).expect_status(409).text().contains("locked since"));
    let keep =
        |client: &Client, change: &Value| client.post(&format!("/api/v1/changes/{}/keep", change["id"]), &json!({}));
    keep(&emma, &change).expect_status(403);
    keep(&marta, &change).expect_status(404);
    let kept = keep(&anna, &change).expect_status(200).json;
    assert!(kept.get("held").is_none() && kept["may_decide"] == true, "{kept}");
    keep(&anna, &change).expect_status(409);
    assert_eq!(audit(&company, "change.keep_closed").len(), 1);
    assert_eq!(decide(&anna, &waiting(&anna, "room"), "approve", None)["state"], "approved");
    let made = anna.post("/api/v1/exports", &export).expect_status(201).json;
    assert_eq!(made["items"], 1, "the kept one alone: {made}");

    // The rule goes, and so does its hold; what was exported before it was locked is asked for once more at its first download.
    let id = rules["rules"][0]["id"].clone();
    let (effect, _) = edited(&anna, &json!({ "do": "switch", "id": id, "off": true }));
    assert_eq!((&effect["held"], &effect["released"]), (&json!(0), &json!(1)), "{effect}");
    let made = anna.post("/api/v1/exports", &export).expect_status(201).json;
    assert_eq!(made["items"], 1, "{made}");
    edited(&anna, &json!({ "do": "switch", "id": id, "off": false }));
    let gone = anna.get(&format!("/api/v1/exports/{}/file", made["id"])).expect_status(409);
    assert!(gone.text().contains("held by a lock"), "{}", gone.text());
    let street = company.root.get(&format!("/api/v1/people/{}/changes", id_of(&company, people::EMPLOYEE))).json;
    let street = street["items"].as_array().unwrap().iter().find(|one| one["attribute"] == "street").unwrap().clone();
    let taken_back = anna.post(&format!("/api/v1/changes/{}/withdraw", street["id"]), &json!({})).expect_status(200);
    assert_eq!(taken_back.json["state"], "withdrawn");
}

/// X14, SEC3: who joins a group has its policy after the next run; what it hides is in no answer.
fn members_of_a_group_have_a_policy_of_their_own(database: Database) {
    let slapd = Slapd::in_scratch(&people::sample(30).unwrap()).unwrap();
    let base = slapd.base.clone();
    let dn = |uid: &str| slapd.search(&format!("(uid={uid})"), &["uid"]).unwrap()[0].dn.clone();
    let (emma_dn, marta_dn) = (dn(people::EMPLOYEE), dn(people::MANAGER));
    let group = format!("cn=quiet,ou=groups,{base}");
    slapd
        .modify(&format!(
            "dn: ou=groups,{base}\nchangetype: add\nobjectClass: organizationalUnit\nou: groups\n\n\
             dn: cn=inner,ou=groups,{base}\nchangetype: add\nobjectClass: groupOfNames\ncn: inner\n{}\n\n\
             dn: {group}\nchangetype: add\nobjectClass: groupOfNames\ncn: quiet\nmember: cn=inner,ou=groups,{base}\n\n",
            people::line("member", &marta_dn),
        ))
        .unwrap();
    let company = Company::of(slapd, database, Options::default());
    let anna = company.signed_in(people::ADMIN);
    let (emma, marta) = (company.signed_in(people::EMPLOYEE), company.signed_in(people::MANAGER));
    let hides =
        |group: &str| add(json!({ "group": group }), json!({ "attribute": "room" }), json!({ "visible": false }));
    // A directory that is still being set up is not asked.
    company.root.post("/api/v1/sources", &json!({ "name": "second" })).expect_status(201);
    let nobody = preview(&anna, &hides(&format!("cn=missing,{base}"))).expect_status(400);
    assert!(nobody.text().contains("no directory has a group"), "{}", nobody.text());

    const CANARY: &str = "CANARY-51C9";
    company.in_directory(people::EMPLOYEE, &format!("replace: roomNumber\nroomNumber: {CANARY}\n"));
    company.sync();
    let (effect, rules) = edited(&anna, &hides(&group));
    assert_eq!(effect["people"], 1, "members of groups inside it are members: {effect}");
    assert_eq!(rules["rules"][0]["members"], 1);
    assert!(!has(&marta, "room") && has(&emma, "room"));
    Company::propose(&marta, &json!({ "room": "1" })).expect_status(422);

    company
        .slapd
        .modify(&format!("dn: {group}\nchangetype: modify\nadd: member\n{}\n", people::line("member", &emma_dn)))
        .unwrap();
    let run = company.delta();
    assert_eq!(run["state"], "complete", "{run}");
    assert!(!has(&emma, "room"), "she joined");
    let emma_path = format!("/api/v1/people/{}", id_of(&company, people::EMPLOYEE));
    let desk = with_role(&company, &crate::staff::somebody(&company, 0), "service-desk");
    for client in [&emma, &desk] {
        for path in ["/api/v1/me", &emma_path, &format!("{emma_path}/changes"), "/api/v1/people?missing=room"] {
            let text = client.get(path).text();
            assert!(!text.contains(CANARY), "{path}: {text}");
        }
    }
    assert_eq!(desk.get("/api/v1/people?missing=room").status, 400, "a filter would tell who has one");
    assert!(anna.get(&emma_path).text().contains(CANARY), "administrators see it");

    company
        .slapd
        .modify(&format!("dn: {group}\nchangetype: modify\ndelete: member\n{}\n", people::line("member", &emma_dn)))
        .unwrap();
    company.delta();
    assert!(has(&emma, "room") && !has(&marta, "room"), "she left");
    // A new name in the directory is still the same member.
    let moved = format!("dn: {}\nchangetype: modrdn\nnewrdn: uid=marta.n\ndeleteoldrdn: 0\n", marta_dn);
    company.slapd.modify(&moved).unwrap();
    let new_name = format!("uid=marta.n,{}", marta_dn.split_once(',').unwrap().1);
    company
        .slapd
        .modify(&format!("dn: cn=inner,ou=groups,{base}\nchangetype: modify\nreplace: member\nmember: {new_name}\n"))
        .unwrap();
    company.sync();
    let why = format!("/api/v1/people/{}/policy/room", id_of_all(&company, "marta"));
    assert_eq!(anna.get(&why).expect_status(200).json["rules"][0]["outcome"]["is"], "holds");
    // A group that is gone opens nothing.
    company.slapd.modify(&format!("dn: {group}\nchangetype: delete\n")).unwrap();
    company.sync();
    assert_eq!(anna.get(&why).expect_status(200).json["rules"][0]["outcome"]["is"], "holds");
}

fn id_of_all(company: &Company, start: &str) -> i64 {
    let page = company.root.get(&format!("/api/v1/people?status=all&search={start}")).expect_status(200).json;
    page["items"][0]["id"].as_i64().unwrap()
}

/// X14, M1, SEC4: a rule says who decides, for its people alone; the queue, the badge and the right go together.
fn a_rule_chooses_who_decides(database: Database) {
    let company = Company::open(database);
    let anna = company.signed_in(people::ADMIN);
    let (emma, marta) = (company.signed_in(people::EMPLOYEE), company.signed_in(people::MANAGER));
    Company::propose(&emma, &json!({ "room": "1.11" })).expect_status(200);
    assert_eq!(queue(&marta), Vec::<Value>::new(), "administrators decide on rooms");
    let change = waiting(&anna, "room");
    assert_eq!(decide(&marta, &change, "approve", None)["problem"]["status"], 404);
    let oslo = json!({ "ou": office(&company, "Oslo") });
    let (effect, _) = edited(&anna, &add(oslo, json!({ "attribute": "room" }), json!({ "approval": "manager" })));
    assert_eq!((&effect["approvers"], &effect["held"]), (&json!(1), &json!(0)), "{effect}");
    assert_eq!(queue(&marta).len(), 1);
    assert_eq!(marta.get("/api/v1/session").json["approvals"], 1);
    assert_eq!(decide(&marta, &waiting(&marta, "room"), "approve", None)["state"], "approved");
    let (_, rules) = edited(&anna, &add(json!({}), json!({ "attribute": "street" }), json!({ "approval": "none" })));
    Company::propose(&emma, &json!({ "street": "Storgata 9" })).expect_status(200);
    let state = crate::company::change_state(&Company::profile(&emma), "street");
    assert_eq!(state, "approved", "nobody has to be asked");
    assert_eq!(rules["rules"].as_array().unwrap().len(), 2);
}

/// X14, T15, P7, X1: the page, by keyboard and mouse, at three widths, light and dark.
#[test]
fn rules_are_written_in_the_browser() {
    let company = Company::open(Database::Sqlite);
    Company::propose(&company.signed_in(people::EMPLOYEE), &json!({ "room": "7.77" })).expect_status(200);
    let scratch = Scratch::new("policy-rules").unwrap();
    let (url, ou) = (company.amend.url(), office(&company, "Oslo"));
    let environment = [
        ("AMEND_URL", url.as_str()),
        ("AMEND_USER", ADMINISTRATOR),
        ("AMEND_PASSWORD", ADMINISTRATOR_PASSWORD),
        ("AMEND_OU", ou.as_str()),
    ];
    run_on_pages("policy_rules.mjs", scratch.path(), &environment).unwrap();
    assert_eq!(audit(&company, "policy.rule").len(), 4);
}
