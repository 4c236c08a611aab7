//! Files for the directory's owner that are more than tables, each taken by the program that it is meant for: LDIF by `ldapmodify` into OpenLDAP
//! and Active Directory, a workbook by openpyxl, a script by a parser of PowerShell.

use amend_tests::{
    client::{Client, Response},
    people,
    programs::{need, run, run_any},
    scratch::Scratch,
};
use serde_json::{Value, json};
use std::process::Command;

use crate::{
    acts::on_both,
    company::{Company, Database, change_state, field},
    domain::Domain,
    staff::{decide, queue},
};

/// Where Debian keeps what its Python brings; another Python is told.
const DEBIANS: &str = "/usr/lib/python3/dist-packages";

fn make(client: &Client, format: &str, key: &str) -> Response {
    client.post("/api/v1/exports", &json!({ "target": 1, "format": format, "key": key }))
}

/// Makes an export of all that waits, and downloads it.
#[track_caller]
fn exported(client: &Client, format: &str, key: &str) -> Response {
    let made = make(client, format, key).expect_status(201).json;
    assert_eq!(made["format"], format);
    client.get(&format!("/api/v1/exports/{}/file", made["id"])).expect_status(200)
}

/// Proposes as an employee, and approves all of it as an administrator.
fn approved(company: &Company, values: &Value) -> (Client, Client) {
    let (emma, anna) = (company.signed_in(people::EMPLOYEE), company.signed_in(people::ADMIN));
    Company::propose(&emma, values).expect_status(200);
    for change in queue(&anna) {
        assert_eq!(decide(&anna, &change, "approve", None)["state"], "approved");
    }
    (emma, anna)
}

/// The exit status of `ldapmodify`, which is the result code of the first record that was refused; the others are carried out.
fn ldapmodify(company: &Company, ldif: &str) -> Option<i32> {
    let mut command = Command::new(need("ldapmodify").unwrap());
    let slapd = &company.slapd;
    command.args(["-x", "-c", "-H", &slapd.ldap_url, "-D", &slapd.admin_dn, "-w", &slapd.admin_password]);
    run_any(&mut command, ldif).unwrap().0
}

on_both!(the_directory_takes_the_file, what_moved_meanwhile_is_refused, what_names_an_entry_is_never_modified);

/// S1.13, S1.16, SEC13: whatever was typed reaches OpenLDAP by its own program, and the next sync confirms all of it.
fn the_directory_takes_the_file(database: Database) {
    let company = Company::open(database);
    let typed = json!({
        "title": "Line\none", "phone": "+47 22 62 15 88", "street": "< Strata: \u{2018}North\u{2019}, 7", "city": "Ørsta",
        "room": ": 1.01", "postal_code": "0155", "about": "dn: cn=admin\nchangetype: delete ".repeat(9), "mobile": null,
    });
    let (emma, anna) = approved(&company, &typed);
    let marta = company.signed_in(people::MANAGER);
    Company::propose(&marta, &json!({ "city": "Bodø" })).expect_status(200);
    decide(&anna, &queue(&anna)[0], "approve", None);
    let file = exported(&anna, "ldif", "dn");
    assert_eq!(file.headers["content-type"], "text/x-ldif; charset=utf-8");
    assert!(file.headers["content-disposition"].ends_with(".ldif\""), "{}", file.headers["content-disposition"]);
    assert!(file.body.is_ascii() && file.text().lines().all(|line| line.len() <= 76), "{}", file.text());
    assert_eq!(ldapmodify(&company, &file.text()), Some(0), "{}", file.text());
    let run = company.sync();
    assert_eq!(run["counts"]["conflicts"], 0, "{run}");
    let profile = Company::profile(&emma);
    for (key, value) in typed.as_object().unwrap() {
        assert_eq!(change_state(&profile, key), "confirmed", "{key}");
        // What is cleaned at the door is what the directory was given.
        if value.is_null() {
            assert_eq!(field(&profile, key)["value"], Value::Null);
        }
    }
    assert_eq!(change_state(&Company::profile(&marta), "city"), "confirmed");
    // Carried out once more it changes nothing: what was blank has its value already.
    let entries = || company.slapd.search("(uid=*)", &["*"]).unwrap();
    let before = entries();
    assert_eq!(ldapmodify(&company, &file.text()), Some(20), "attributeOrValueExists");
    assert_eq!(entries(), before);
}

/// S1.16, I4: a value that somebody has written to the directory since it was read is not lost; the others' are carried out.
fn what_moved_meanwhile_is_refused(database: Database) {
    let company = Company::open(database);
    let (emma, anna) = approved(&company, &json!({ "city": "Bergen", "room": "2.02" }));
    let marta = company.signed_in(people::MANAGER);
    Company::propose(&marta, &json!({ "city": "Bodø" })).expect_status(200);
    decide(&anna, &queue(&anna)[0], "approve", None);
    let file = exported(&anna, "ldif", "dn");
    company.in_directory(people::EMPLOYEE, "replace: l\nl: Tromsø\n");
    assert_eq!(ldapmodify(&company, &file.text()), Some(16), "noSuchAttribute");
    let found = company.slapd.search(&format!("(uid={})", people::EMPLOYEE), &["l", "roomNumber"]).unwrap();
    assert_eq!(found[0].first("l"), Some("Tromsø"));
    assert_ne!(found[0].first("roomNumber"), Some("2.02"), "a record is carried out as a whole or not at all");
    company.sync();
    assert_eq!(change_state(&Company::profile(&emma), "city"), "conflict");
    assert_eq!(change_state(&Company::profile(&marta), "city"), "confirmed");
}

/// S3.1, S1.13: a value that is corrected again before the first file has come back is guarded by what that file has written.
#[test]
fn files_follow_one_another() {
    let company = Company::open(Database::Sqlite);
    let (_, anna) = approved(&company, &json!({ "city": "Bergen", "room": null }));
    let first = exported(&anna, "ldif", "dn").text();
    let (emma, _) = approved(&company, &json!({ "city": "Bodø", "room": "2.02" }));
    let second = exported(&anna, "ldif", "dn").text();
    assert!(second.contains("delete: l\nl: Bergen\n-\nadd: l\n"), "{second}");
    assert!(second.contains("\nadd: roomNumber\nroomNumber: 2.02\n-\n"), "the first file empties it: {second}");
    assert_eq!((ldapmodify(&company, &first), ldapmodify(&company, &second)), (Some(0), Some(0)));
    company.sync();
    let profile = Company::profile(&emma);
    for (key, value) in [("city", "Bodø"), ("room", "2.02")] {
        assert_eq!(
            (field(&profile, key)["value"].as_str(), change_state(&profile, key).as_str()),
            (Some(value), "confirmed")
        );
    }
    // And back to what the directory still said when the first file left: it is written, for that file will have been taken.
    let (_, anna) = approved(&company, &json!({ "city": "Oslo" }));
    exported(&anna, "ldif", "dn");
    approved(&company, &json!({ "city": "Bodø" }));
    let back = exported(&anna, "ldif", "dn").text();
    assert!(back.contains("delete: l\nl: Oslo\n-\nadd: l\n"), "{back}");
}

/// S1.13: Active Directory takes the same file, a country's three attributes among it.
#[test]
fn active_directory_takes_the_file() {
    let domain = Domain::open();
    let emma = domain.profile(people::EMPLOYEE);
    let path = format!("/api/v1/people/{}", emma["id"]);
    let tag = domain.root.get(&path).expect_status(200).headers["etag"].clone();
    let typed = json!({ "city": "Ørsta", "country": "SE", "mobile": null, "title": "Head; \"of\" all" });
    domain
        .root
        .send("PATCH", &path, &[("if-match", &tag)], Some(&json!({ "values": typed })))
        .unwrap()
        .expect_status(200);
    let file = exported(&domain.root, "ldif", "dn").text();
    domain.samba.modify(&file).unwrap();
    let run = domain.sync();
    assert_eq!((&run["counts"]["confirmed"], &run["counts"]["conflicts"]), (&json!(4), &json!(0)), "{run}");
    let found =
        domain.samba.search(&format!("(sAMAccountName={})", people::EMPLOYEE), &["c", "co", "countryCode"]).unwrap();
    assert_eq!(["c", "co", "countryCode"].map(|name| found[0].first(name)), [Some("SE"), Some("Sweden"), Some("752")]);
}

/// S1.13, P37, SEC13: in a workbook everything is a text: nothing is a formula, and no zero or sign in front is lost.
#[test]
fn a_workbook_holds_texts() {
    let company = Company::open(Database::Sqlite);
    let typed = json!({
        "title": "=HYPERLINK(\"http://evil.example\",\"x\")", "phone": "+47 22 62 15 88", "street": "Strata; \"North\", 7",
        "room": "'1.01", "postal_code": "0155", "city": "-Ørsta", "state": "@SUM(A1)", "about": "<clear>", "mobile": null,
    });
    let (_, anna) = approved(&company, &typed);
    let file = exported(&anna, "xlsx", "username");
    assert_eq!(file.headers["content-type"], "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet");
    let scratch = Scratch::new("xlsx").unwrap();
    let path = scratch.path().join("file.xlsx");
    std::fs::write(&path, &file.body).unwrap();
    let script = "import json, openpyxl, sys\nsheet = openpyxl.load_workbook(sys.argv[1]).active\n\
                  print(json.dumps([[[c.value, c.data_type, c.number_format] for c in row] for row in sheet.iter_rows()]))";
    let mut python = Command::new(need("python3").unwrap());
    python.env("PYTHONPATH", DEBIANS).args(["-c", script]).arg(&path);
    let read: Vec<Vec<Value>> = serde_json::from_str(&run(&mut python, "").unwrap()).unwrap();
    assert_eq!(read.len(), 2);
    let targets = anna.get("/api/v1/targets").expect_status(200).json;
    for (key, value) in typed.as_object().unwrap() {
        let mapped = targets[0]["attributes"].as_array().unwrap().iter().find(|one| one["attribute"] == key.as_str());
        let name = &mapped.unwrap()["name"];
        let place = read[0].iter().position(|heading| heading[0] == *name).unwrap();
        let expected = match value.as_str() {
            None => "<clear>".to_owned(),
            Some("<clear>") => "\\<clear>".to_owned(),
            Some(text) => text.to_owned(),
        };
        assert_eq!(read[1][place], json!([expected, "s", "@"]), "{key}");
    }
    assert_eq!(read[1][0], json!([people::EMPLOYEE, "s", "@"]));
}

/// P28: what is part of an entry's name is in no file that modifies entries: it waits, marked as needing a rename, and everything else goes.
fn what_names_an_entry_is_never_modified(database: Database) {
    let company = Company::open(database);
    let room =
        company.slapd.search("(uid=emma.larsen)", &["roomNumber"]).unwrap()[0].first("roomNumber").unwrap().to_owned();
    let dn = company.dn(people::EMPLOYEE);
    let rename =
        format!("dn: {dn}\nchangetype: modrdn\nnewrdn: uid={}+roomNumber={room}\ndeleteoldrdn: 0\n", people::EMPLOYEE);
    company.slapd.modify(&rename).unwrap();
    company.sync();
    let (_, anna) = approved(&company, &json!({ "room": "8.88", "title": "Not in the name" }));
    let rows = anna.get("/api/v1/targets/1/items").expect_status(200).json["items"].clone();
    let marked = |key: &str| {
        rows.as_array().unwrap().iter().find(|one| one["attribute"] == key).unwrap()["needs_rename"] == true
    };
    assert_eq!((marked("room"), marked("title")), (true, false), "{rows}");
    for (format, key) in [("powershell", "id"), ("ldif", "dn")] {
        let made = make(&anna, format, key).expect_status(if format == "ldif" { 409 } else { 201 });
        if format == "ldif" {
            let why = made.json["detail"].as_str().unwrap().to_owned();
            assert!(why.contains("Emma Larsen") && why.contains("rename in the directory"), "{why}");
            continue;
        }
        assert_eq!(made.json["items"], 1);
        let text = anna.get(&format!("/api/v1/exports/{}/file", made.json["id"])).expect_status(200).text();
        assert!(text.contains("Not in the name") && !text.contains("8.88"), "{text}");
    }
    assert_eq!(anna.get("/api/v1/targets").json[0]["waiting"], 1, "it waits for its rename");
    let file = company.dn(people::EMPLOYEE);
    let renamed =
        format!("dn: {file}\nchangetype: modrdn\nnewrdn: uid={}+roomNumber=8.88\ndeleteoldrdn: 1\n", people::EMPLOYEE);
    company.slapd.modify(&renamed).unwrap();
    company.sync();
    assert_eq!(change_state(&Company::profile(&company.signed_in(people::EMPLOYEE)), "room"), "confirmed");
}

/// S1.13, SEC13: a parser of PowerShell reads the script without an error, and every value is one text to it, whatever quotes are in it.
#[test]
fn a_script_holds_texts() {
    let company = Company::open(Database::Sqlite);
    let typed = json!({
        "title": "'; Remove-Item C:\\ -Recurse; '", "street": "\u{2019}; calc; \u{201B}$(calc)`n", "city": "L'Aquila",
        "about": "first\nsecond\u{2028}third", "room": "$env:PATH", "phone": "+47 22 62 15 88", "mobile": null,
    });
    let (_, anna) = approved(&company, &typed);
    let file = exported(&anna, "powershell", "id");
    assert_eq!(file.headers["content-type"], "text/plain; charset=utf-8");
    let text = file.text();
    let script = text.strip_prefix('\u{FEFF}').expect("a mark, so that Windows PowerShell reads UTF-8");
    let mut parser = tree_sitter::Parser::new();
    parser.set_language(&tree_sitter_powershell::LANGUAGE.into()).unwrap();
    let tree = parser.parse(script, None).unwrap();
    assert!(!tree.root_node().has_error(), "{}\n{script}", tree.root_node().to_sexp());
    let mut texts = Vec::new();
    let mut commands = Vec::new();
    let mut waiting = vec![tree.root_node()];
    while let Some(node) = waiting.pop() {
        let said = &script[node.byte_range()];
        match node.kind() {
            "verbatim_string_characters" => texts.push(said.to_owned()),
            "command_name" => commands.push(said.to_owned()),
            _ => (),
        }
        waiting.extend((0..node.child_count()).filter_map(|place| node.child(place)));
    }
    for command in ["Remove-Item", "calc"] {
        assert!(!commands.iter().any(|one| one == command), "{commands:?}");
    }
    for quoted in [
        "'''; Remove-Item C:\\ -Recurse; '''",
        "'\u{2019}\u{2019}; calc; \u{201B}\u{201B}$(calc)`n'",
        "'L''Aquila'",
        "'$env:PATH'",
        "'+47 22 62 15 88'",
    ] {
        assert!(texts.iter().any(|text| text == quoted), "{quoted} in {texts:?}");
    }
    assert!(script.contains("('first second' + [string][char]8232 + 'third')"), "{script}");
    assert!(script.contains("@{ Name = 'mobile'; Old = @("), "{script}");
}

/// S1.13: a file that could not name people as asked is refused with what would do.
#[test]
fn each_file_names_people_in_its_own_way() {
    let company = Company::open(Database::Sqlite);
    let (_, anna) = approved(&company, &json!({ "city": "Bergen" }));
    for (format, key, remedy) in [("ldif", "username", "choose `dn`"), ("powershell", "mail", "choose one of them")] {
        let refused = make(&anna, format, key).expect_status(400);
        assert!(refused.json["detail"].as_str().unwrap().contains(remedy), "{}", refused.text());
    }
    assert_eq!(anna.get("/api/v1/targets").json[0]["waiting"], 1, "and nothing was taken");
    make(&anna, "powershell", "username").expect_status(201);
}
