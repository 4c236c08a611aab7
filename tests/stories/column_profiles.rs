//! Column profiles: a file with the headings of another program, as that program's own reader sees it, and back again without a change.

use std::process::Command;

use amend_tests::{
    amend::{ADMINISTRATOR, ADMINISTRATOR_PASSWORD},
    browser::run_on_pages,
    client::{Client, Response},
    people,
    programs::{need, run},
    scratch::Scratch,
};
use serde_json::{Value, json};

use crate::{
    acts::on_both,
    company::{Company, Database},
    imports::{handed_in, set},
    staff::{approved, audit, with_role},
};

on_both!(another_programs_file_and_back, a_profile_is_kept_with_care);

const LIST: &str = "/api/v1/targets/1/column-profiles";

fn payroll() -> Value {
    json!({
        "name": "Payroll", "key": "username", "key_heading": "Staff account", "profile": "spreadsheet", "delimiter": "semicolon",
        "headings": { "title": "Occupation; \"official\"", "phone": "Fernsprecher", "city": "  " }
    })
}

/// Makes an export and downloads it.
#[track_caller]
fn exported(client: &Client, body: &Value) -> (Value, Response) {
    let made = client.post("/api/v1/exports", body).expect_status(201).json;
    let file = client.get(&format!("/api/v1/exports/{}/file", made["id"])).expect_status(200);
    (made, file)
}

/// Rows of cells, as a script of Python sees the file.
fn read_by_python(content: &[u8], script: &str) -> Vec<Vec<String>> {
    let scratch = Scratch::new("columns").unwrap();
    let path = scratch.path().join("file");
    std::fs::write(&path, content).unwrap();
    let mut python = Command::new(need("python3").unwrap());
    // Where Debian keeps what its Python brings; another Python is told.
    python.env("PYTHONPATH", "/usr/lib/python3/dist-packages").args(["-c", script]).arg(&path);
    serde_json::from_str(&run(&mut python, "").unwrap()).unwrap()
}

const CSV: &str = "import csv, json, sys\nwith open(sys.argv[1], encoding='utf-8-sig', newline='') as f:\n    print(json.dumps(list(csv.reader(f, delimiter=';', strict=True))))";
const XLSX: &str = "import json, openpyxl, sys\nfile = open(sys.argv[1], 'rb')\nsheet = openpyxl.load_workbook(file).active\n\
                    print(json.dumps([[c.value for c in row] for row in sheet.iter_rows()]))";

/// S1.13, S1.12: the file carries the saved headings and is written as the profile says, in CSV and in a workbook; read back it changes nothing.
fn another_programs_file_and_back(database: Database) {
    let company = Company::open(database);
    let (emma, anna) = (company.signed_in(people::EMPLOYEE), company.signed_in(people::ADMIN));
    let saved = company.root.post(LIST, &payroll()).expect_status(201).json;
    assert_eq!(saved["profile"]["headings"], json!({ "title": "Occupation; \"official\"", "phone": "Fernsprecher" }));
    let body = |format: &str| json!({ "target": 1, "key": "dn", "format": format, "columns": saved["id"] });
    for format in ["ldif", "powershell"] {
        let key = if format == "ldif" { "dn" } else { "id" };
        let refused = json!({ "target": 1, "key": key, "format": format, "columns": saved["id"] });
        assert!(company.root.post("/api/v1/exports", &refused).expect_status(400).text().contains("`columns`"));
    }
    let unknown = json!({ "target": 1, "key": "dn", "columns": 99 });

    approved(&emma, &anna, "title", "=Head; \"of\" all");
    approved(&emma, &anna, "phone", "+47 22 62 15 88");
    approved(&emma, &anna, "room", "8.01");
    assert!(company.root.post("/api/v1/exports", &unknown).expect_status(400).text().contains("no column profile 99"));
    let (made, file) = exported(&anna, &body("csv"));
    assert_eq!(
        (&made["columns"], &made["key"], &made["delimiter"]),
        (&json!("Payroll"), &json!("username"), &json!("semicolon"))
    );
    let mut table = read_by_python(&file.body, CSV);
    let (cells, headings) = (table.pop().unwrap(), table.pop().unwrap());
    let cell = |heading: &str| cells[headings.iter().position(|one| one == heading).unwrap()].clone();
    assert_eq!(headings[0], "Staff account");
    assert_eq!(cell("Staff account"), people::EMPLOYEE);
    assert_eq!(cell("Occupation; \"official\""), "'=Head; \"of\" all");
    assert_eq!(cell("Fernsprecher"), "'+47 22 62 15 88");
    assert_eq!(cell("roomNumber"), "8.01", "what has no heading carries the directory's name");

    // What is read back is what stands there.
    let read = |content: &[u8]| {
        let import = handed_in(&company.root, "payroll.csv", content);
        set(&company.root, &import, &[("key", json!("username"))])
    };
    let import = read(&file.body);
    let taken: Vec<&Value> =
        import["settings"]["columns"].as_array().unwrap().iter().map(|one| &one["taken"]).collect();
    assert!(taken.iter().all(|taken| !taken.to_string().contains("ignore")), "{taken:?}");
    let counts = &import["counts"];
    assert_eq!(
        (&counts["rows"], &counts["unchanged"], &counts["changed"]),
        (&json!(1), &json!(1), &json!(0)),
        "{import}"
    );

    approved(&emma, &anna, "city", "Ørsta");
    approved(&emma, &anna, "title", "00123");
    let (_, book) = exported(&anna, &body("xlsx"));
    let table = read_by_python(&book.body, XLSX);
    assert_eq!(table[0][0], "Staff account");
    let title = table[0].iter().position(|one| one == "Occupation; \"official\"").unwrap();
    assert_eq!(table[1][title], "00123");
    assert!(table[0].contains(&"l".to_owned()), "{table:?}");
}

/// S1.13, SEC8: directory administrators write profiles, whoever exports picks one; what could not be read back is refused with its field; what
/// moved meanwhile is not written over; files that are made stay as they are.
fn a_profile_is_kept_with_care(database: Database) {
    let company = Company::open(database);
    let (emma, anna) = (company.signed_in(people::EMPLOYEE), company.signed_in(people::ADMIN));
    let directories = with_role(&company, people::MANAGER, "directory-admin");
    emma.get(LIST).expect_status(403);
    assert_eq!(directories.get(LIST).expect_status(200).json, json!([]));
    let with = |field: &str, value: Value| {
        let mut all = payroll();
        all[field] = value;
        all
    };
    for (wrong, says) in [
        (with("name", json!(" ")), "`name`"),
        (with("headings", json!({ "title": "City" })), "`headings.title`: City means city already"),
        (with("headings", json!({ "title": "Work", "room": "WORK" })), "another column is called"),
        (with("headings", json!({ "title": "=1+1" })), "begins with a letter or a digit"),
        (with("headings", json!({ "skills": "Skills" })), "`headings.skills`: is not written"),
        (with("key_heading", json!("Distinguished name")), "means the distinguished name already"),
    ] {
        let refused = directories.post(LIST, &wrong).expect_status(400);
        assert!(refused.text().contains(says), "{says}: {}", refused.text());
    }
    let saved = directories.post(LIST, &payroll()).expect_status(201);
    assert_eq!(saved.headers["etag"], "\"1\"");
    directories.post(LIST, &payroll()).expect_status(409);
    let path = format!("/api/v1/column-profiles/{}", saved.json["id"]);
    let put = |tag: &str, body: &Value| directories.send("PUT", &path, &[("if-match", tag)], Some(body)).unwrap();

    approved(&emma, &anna, "title", "Before");
    let make = json!({ "target": 1, "key": "dn", "columns": saved.json["id"] });
    let made = anna.post("/api/v1/exports", &make).expect_status(201).json;
    put("\"1\"", &with("headings", json!({ "title": "Later" }))).expect_status(200);
    put("\"1\"", &with("headings", json!({ "title": "Too late" }))).expect_status(412);
    directories.send("PUT", &path, &[], Some(&payroll())).unwrap().expect_status(428);
    // Something of the file is taken back, so that it is written anew: as it was made, not as the profile is now.
    approved(&emma, &anna, "title", "After");
    approved(&emma, &anna, "room", "1");
    let file = anna.get(&format!("/api/v1/exports/{}/file", made["id"]));
    assert!(file.status == 409 || file.text().contains("Occupation"), "{}", file.text());

    for gone in [412, 204] {
        let tag = if gone == 204 { "\"2\"" } else { "\"1\"" };
        directories.send("DELETE", &path, &[("if-match", tag)], None).unwrap().expect_status(gone);
    }
    assert_eq!(directories.get(LIST).expect_status(200).json, json!([]));
    for action in ["columns.add", "columns.set", "columns.remove"] {
        assert_eq!(audit(&company, action).len(), 1, "{action}");
    }
}

/// S1.13, S1.12, X3: the days after which values are overdue are set, a profile is written and a file is made by it, by keyboard alone.
#[test]
fn the_forms_of_exports_by_keyboard() {
    let company = Company::open(Database::Sqlite);
    let (emma, anna) = (company.signed_in(people::EMPLOYEE), company.signed_in(people::ADMIN));
    approved(&emma, &anna, "title", "Chief");
    company.sql("update change set approved_at = approved_at - 3 * 86400000 where state = 'approved'");
    let (scratch, url) = (Scratch::new("export-forms").unwrap(), company.amend.url());
    let environment =
        [("AMEND_URL", url.as_str()), ("AMEND_USER", ADMINISTRATOR), ("AMEND_PASSWORD", ADMINISTRATOR_PASSWORD)];
    run_on_pages("export_forms.mjs", scratch.path(), &environment).unwrap();
    assert_eq!(anna.get("/api/v1/targets").json[0]["overdue"]["days"], 1);
    let exports = anna.get("/api/v1/exports").expect_status(200).json;
    let made = &exports["items"][0];
    assert_eq!((&exports["total"], &made["columns"]), (&json!(1), &json!("Payroll")), "{exports}");
    let file = anna.get(&format!("/api/v1/exports/{}/file", made["id"])).expect_status(200).text();
    assert_eq!(file, "Staff account,Occupation\r\nemma.larsen,Chief\r\n");
}
