//! Files for the directory's owner: what is in them, byte by byte and as other programs read them, and that nothing is in two of them.

use std::io::Write as _;

use amend_tests::{
    client::{Client, Response},
    people,
    programs::{need, run},
};
use serde_json::{Value, json};

use crate::{
    company::{Company, Database, change_state, field},
    staff::{approved, audit, decide, id_of, queue, save, set, somebody, with_role},
};

fn make(client: &Client, settings: &Value) -> Response {
    let mut body = json!({ "target": 1, "profile": "machine", "key": "username" });
    for (key, value) in settings.as_object().unwrap() {
        body[key] = value.clone();
    }
    client.post("/api/v1/exports", &body)
}

fn file(client: &Client, export: &Value) -> Response {
    client.get(&format!("/api/v1/exports/{}/file", export["id"])).expect_status(200)
}

/// Python's own CSV reader on a file: rows of cells.
fn read_by_python(content: &[u8], delimiter: &str) -> Vec<Vec<String>> {
    let scratch = amend_tests::scratch::Scratch::new("csv").unwrap();
    let path = scratch.path().join("file.csv");
    std::fs::File::create(&path).unwrap().write_all(content).unwrap();
    let script = "import csv, json, sys\nwith open(sys.argv[1], encoding='utf-8-sig', newline='') as f:\n    print(json.dumps(list(csv.reader(f, delimiter=sys.argv[2], strict=True))))";
    let mut command = std::process::Command::new(need("python3").unwrap());
    let printed = run(command.args(["-c", script]).arg(&path).arg(delimiter), "").unwrap();
    serde_json::from_str(&printed).unwrap()
}

/// What an import takes away again: one apostrophe before a text that a spreadsheet would have taken for a formula.
fn undone(cell: &str) -> String {
    domain::delta::undo(cell).into_owned()
}

/// Values that files are broken with.
const VALUES: [(&str, &str); 8] = [
    ("title", "=HYPERLINK(\"http://evil.example\",\"x\")"),
    ("phone", "+47 22 62 15 88"),
    ("street", "Strata; \"North\", 7"),
    ("city", "-Ørsta"),
    ("room", "'1.01"),
    ("postal_code", "0155"),
    ("state", "@SUM(A1)"),
    ("about", "<clear>"),
];

fn with_values(company: &Company) -> (Client, Client) {
    let (emma, anna) = (company.signed_in(people::EMPLOYEE), company.signed_in(people::ADMIN));
    let values: serde_json::Map<String, Value> =
        VALUES.iter().map(|(key, value)| ((*key).to_owned(), json!(value))).collect();
    Company::propose(&emma, &Value::Object(values)).expect_status(200);
    Company::propose(&emma, &json!({ "preferred_language": null, "mobile": null })).expect_status(200);
    for change in queue(&anna) {
        assert_eq!(decide(&anna, &change, "approve", None)["state"], "approved");
    }
    (emma, anna)
}

/// S1.13, P37, P21, SEC13: the machine's file is RFC 4180 byte by byte under the directory's names; only what is approved is in it.
#[test]
fn the_machines_file() {
    let company = Company::open(Database::Sqlite);
    let (_, anna) = with_values(&company);
    // Waiting for a decision, and Amend's own: neither is in the file.
    let marta = company.signed_in(people::MANAGER);
    Company::propose(&marta, &json!({ "room": "pending", "skills": ["own"] })).expect_status(200);
    let export = make(&anna, &json!({})).expect_status(201).json;
    let answer = file(&anna, &export);
    assert_eq!(answer.headers["content-type"], "text/csv; charset=utf-8");
    assert_eq!(answer.headers["cache-control"], "no-store");
    assert!(answer.headers["content-disposition"].starts_with("attachment; filename=\"corp-20"));
    assert_eq!(answer.headers["x-content-sha256"], export["sha256"]);
    assert_eq!(answer.body.len() as i64, export["bytes"].as_i64().unwrap());
    let headings =
        "username,description,preferredLanguage,title,telephoneNumber,mobile,roomNumber,street,postalCode,l,st";
    let mut lines: Vec<String> = answer.text().split("\r\n").map(str::to_owned).collect();
    assert_eq!(lines.pop().as_deref(), Some(""), "the last line ends as well");
    let mut expected: Vec<&str> = lines[0].split(',').collect();
    let mut named: Vec<&str> = headings.split(',').collect();
    assert_eq!(expected.remove(0), named.remove(0));
    expected.sort_unstable();
    named.sort_unstable();
    assert_eq!(expected, named);
    assert_eq!(lines.len(), 2, "one person: {}", answer.text());
    for bytes in [
        "\"=HYPERLINK(\"\"http://evil.example\"\",\"\"x\"\")\"",
        ",+47 22 62 15 88,",
        "\"Strata; \"\"North\"\", 7\"",
        ",-Ørsta,",
        ",'1.01,",
        ",0155,",
        ",\\<clear>,",
        ",<clear>,",
    ] {
        assert!(format!("{},", lines[1]).contains(bytes), "{bytes} in {}", lines[1]);
    }
    let read = read_by_python(&answer.body, ",");
    for (key, value) in VALUES {
        let name = named_in_directory(&anna, key);
        let cell = &read[1][read[0].iter().position(|heading| *heading == name).unwrap()];
        assert_eq!(
            domain::delta::read_cell(cell, false, domain::api::CsvProfile::Machine).unwrap().unwrap().first(),
            value
        );
    }
    let cleared = read[0].iter().position(|heading| heading == "mobile").unwrap();
    assert_eq!(read[1][cleared], "<clear>");
}

fn named_in_directory(client: &Client, key: &str) -> String {
    client.get(&format!("/api/v1/attributes/{key}")).expect_status(200).json["written_to"].as_str().unwrap().to_owned()
}

/// S1.13, P37, SEC13: the spreadsheet's file has a mark and the chosen delimiter, no cell is a formula, and what an import reads is what was
/// typed.
#[test]
fn the_spreadsheets_file() {
    for (delimiter, sign) in [("semicolon", ";"), ("comma", ","), ("tab", "\t")] {
        let company = Company::open(Database::Sqlite);
        let (_, anna) = with_values(&company);
        let export = make(&anna, &json!({ "profile": "spreadsheet", "delimiter": delimiter })).expect_status(201).json;
        let content = file(&anna, &export).body;
        assert_eq!(&content[..3], b"\xEF\xBB\xBF");
        assert!(!content.starts_with(b"\xEF\xBB\xBFsep="));
        let rows = read_by_python(&content, sign);
        for cell in rows.iter().flatten() {
            assert!(!cell.starts_with(['=', '+', '-', '@', '\t', '\r']), "{cell}");
        }
        for (key, value) in VALUES {
            let name = named_in_directory(&anna, key);
            let cell = &rows[1][rows[0].iter().position(|heading| *heading == name).unwrap()];
            let read = domain::delta::read_cell(cell, false, domain::api::CsvProfile::Spreadsheet).unwrap().unwrap();
            assert_eq!(read.first(), value);
        }
        let phone = rows[0].iter().position(|heading| heading == "telephoneNumber").unwrap();
        assert_eq!(
            (rows[1][phone].as_str(), undone(&rows[1][phone]).as_str()),
            ("'+47 22 62 15 88", "+47 22 62 15 88")
        );
    }
}

/// S1.13: the column that names the person is chosen: the distinguished name, the immutable id, the user name or the address.
#[test]
fn people_are_named_as_chosen() {
    let company = Company::open(Database::Sqlite);
    let (emma, anna) = (company.signed_in(people::EMPLOYEE), company.signed_in(people::ADMIN));
    let found = company.slapd.search("(uid=emma.larsen)", &["entryUUID", "mail"]).unwrap();
    let expected = [
        ("dn", company.dn(people::EMPLOYEE)),
        ("id", found[0].first("entryUUID").unwrap().to_owned()),
        ("username", people::EMPLOYEE.to_owned()),
        ("mail", found[0].first("mail").unwrap().to_owned()),
    ];
    for (number, (key, value)) in expected.iter().enumerate() {
        approved(&emma, &anna, "room", &format!("room {number}"));
        let export = make(&anna, &json!({ "key": key })).expect_status(201).json;
        let rows = read_by_python(&file(&anna, &export).body, ",");
        assert_eq!((rows[0][0].as_str(), &rows[1][0]), (*key, value));
    }
    // Somebody who has no address cannot be named by one: told by name, and nothing is exported.
    company.in_directory(people::EMPLOYEE, "delete: mail\n");
    company.sync();
    approved(&emma, &anna, "room", "last");
    let refused = make(&anna, &json!({ "key": "mail" })).expect_status(409);
    assert!(refused.json["detail"].as_str().unwrap().contains("Emma Larsen"), "{}", refused.text());
    make(&anna, &json!({ "key": "username" })).expect_status(201);
}

/// S1.12: all or a selection; nobody or somebody unknown is refused, and then nothing is exported.
#[test]
fn exactly_the_chosen_people() {
    for database in [Database::Sqlite, Database::Postgres] {
        let company = Company::open(database);
        let anna = company.signed_in(people::ADMIN);
        let names = [people::EMPLOYEE.to_owned(), people::MANAGER.to_owned(), somebody(&company, 0)];
        let ids: Vec<i64> = names.iter().map(|name| id_of(&company, name)).collect();
        for id in &ids {
            save(&anna, &format!("/api/v1/people/{id}"), &json!({ "room": format!("r{id}") })).expect_status(200);
        }
        assert_eq!(make(&anna, &json!({ "people": [] })).expect_status(400).json["code"], "bad_request");
        let unknown = make(&anna, &json!({ "people": [ids[0], 999_999, -1] })).expect_status(400);
        assert!(unknown.json["detail"].as_str().unwrap().contains("999999"), "{}", unknown.text());
        assert_eq!(anna.get("/api/v1/targets").json[0]["waiting"], 3, "and nobody was exported");
        let quiet = id_of(&company, people::ADMIN);
        make(&anna, &json!({ "people": [quiet] })).expect_status(409);
        let some = make(&anna, &json!({ "people": [ids[2], ids[0], ids[0]] })).expect_status(201).json;
        assert_eq!((&some["people"], &some["items"]), (&json!(2), &json!(2)));
        let rows = read_by_python(&file(&anna, &some).body, ",");
        let mut written: Vec<&str> = rows[1..].iter().map(|row| row[0].as_str()).collect();
        written.sort_unstable();
        let mut expected = [names[0].as_str(), names[2].as_str()];
        expected.sort_unstable();
        assert_eq!(written, expected);
        let rest = make(&anna, &json!({})).expect_status(201).json;
        assert_eq!(rest["people"], 1);
        make(&anna, &json!({})).expect_status(409);
        make(&anna, &json!({ "target": 99 })).expect_status(404);
        for bad in [
            json!({ "profile": "xlsx" }),
            json!({ "key": "room" }),
            json!({ "delimiter": "," }),
            json!({ "people": ["x"] }),
            json!({ "more": 1 }),
        ] {
            make(&anna, &bad).expect_status(400);
        }
    }
}

/// S1.15, S1.14: the export operator makes and downloads files and can do nothing else; each download is on record; a file that is not there is
/// absent.
#[test]
fn the_export_operator_exports() {
    let company = Company::open(Database::Sqlite);
    let (emma, anna) = (company.signed_in(people::EMPLOYEE), company.signed_in(people::ADMIN));
    approved(&emma, &anna, "room", "1");
    let operator = with_role(&company, &somebody(&company, 0), "export-operator");
    let helper = with_role(&company, &somebody(&company, 1), "people-admin");
    let target = operator.get("/api/v1/targets").expect_status(200).json[0].clone();
    assert_eq!((&target["waiting"], &target["unconfirmed"]), (&json!(1), &json!(0)));
    make(&helper, &json!({})).expect_status(403);
    let export = make(&operator, &json!({})).expect_status(201).json;
    assert_eq!(change_state(&Company::profile(&emma), "room"), "approved", "made is not handed over");
    assert_eq!(export["downloaded_at"], Value::Null);
    helper.get(&format!("/api/v1/exports/{}/file", export["id"])).expect_status(403);
    let first = file(&operator, &export).body;
    assert_eq!(change_state(&Company::profile(&emma), "room"), "exported");
    assert_eq!(file(&anna, &export).body, first, "the same bytes each time");
    let rows = audit(&company, "export.download");
    assert_eq!(rows.len(), 2);
    assert_eq!((&rows[0]["by"], &rows[0]["detail"]["sha256"]), (&json!("Anna Keller"), &export["sha256"]));
    assert_eq!(anna.get("/api/v1/targets").json[0]["unconfirmed"], 1);
    operator.get("/api/v1/exports/999/file").expect_status(404);
    operator.get("/api/v1/exports/999").expect_status(404);
    let emma_path = format!("/api/v1/people/{}", id_of(&company, people::EMPLOYEE));
    for path in ["/api/v1/people", "/api/v1/audit", "/api/v1/attributes", "/api/v1/sources", emma_path.as_str()] {
        assert!(matches!(operator.get(path).status, 403 | 404), "{path}");
    }
}

/// S3.14, I4: what was taken back after the file was made and before anybody had it is not in what they get; what only rests comes back later.
#[test]
fn what_was_taken_back_is_not_handed_over() {
    for database in [Database::Sqlite, Database::Postgres] {
        let company = Company::open(database);
        let (emma, anna) = (company.signed_in(people::EMPLOYEE), company.signed_in(people::ADMIN));
        let change = approved(&emma, &anna, "room", "secret room");
        approved(&emma, &anna, "street", "Storgata 1");
        let marta = id_of(&company, people::MANAGER);
        save(&anna, &format!("/api/v1/people/{marta}"), &json!({ "room": "9" })).expect_status(200);
        let export = make(&anna, &json!({})).expect_status(201).json;
        assert_eq!((&export["items"], &export["people"]), (&json!(3), &json!(2)));
        emma.post(&format!("/api/v1/changes/{}/withdraw", change["id"]), &json!({})).expect_status(200);
        company.root.post(&format!("/api/v1/people/{marta}/block"), &json!({ "note": "left" })).expect_status(200);
        let got = file(&anna, &export);
        assert_eq!(got.text(), "username,street\r\nemma.larsen,Storgata 1\r\n");
        let told = anna.get(&format!("/api/v1/exports/{}", export["id"])).json;
        assert_eq!(
            (&told["items"], &told["people"], &told["sha256"]),
            (&json!(1), &json!(1), &json!(got.headers["x-content-sha256"]))
        );
        assert_eq!(change_state(&Company::profile(&emma), "room"), "withdrawn");
        company.root.post(&format!("/api/v1/people/{marta}/unblock"), &json!({ "pin": true })).expect_status(200);
        let later = make(&anna, &json!({})).expect_status(201).json;
        assert_eq!(file(&anna, &later).text(), "username,roomNumber\r\nmarta.nowak,9\r\n");

        let change = approved(&emma, &anna, "room", "another");
        let gone = make(&anna, &json!({})).expect_status(201).json;
        emma.post(&format!("/api/v1/changes/{}/withdraw", change["id"]), &json!({})).expect_status(200);
        let refused = anna.get(&format!("/api/v1/exports/{}/file", gone["id"])).expect_status(409);
        assert!(refused.json["detail"].as_str().unwrap().contains("taken back"), "{}", refused.text());
    }
}

/// C2, S3.7, P38: an export sent again is made once; of two at the same moment only one takes what waits.
#[test]
fn nothing_is_in_two_files() {
    for database in [Database::Sqlite, Database::Postgres] {
        let company = Company::open(database);
        let anna = company.signed_in(people::ADMIN);
        let operator = with_role(&company, &somebody(&company, 0), "export-operator");
        let ids: Vec<i64> = company.root.get("/api/v1/people?limit=30").json["items"]
            .as_array()
            .unwrap()
            .iter()
            .map(|row| row["id"].as_i64().unwrap())
            .collect();
        let own = id_of(&company, people::ADMIN);
        let others: Vec<i64> = ids.into_iter().filter(|id| *id != own).take(8).collect();
        let mut made: Vec<Value> = Vec::new();
        for race in 0..10 {
            for id in &others {
                save(&anna, &format!("/api/v1/people/{id}"), &json!({ "room": format!("{race}") })).expect_status(200);
            }
            let answers: Vec<Response> = std::thread::scope(|scope| {
                let sent: Vec<_> = [&anna, &operator, &company.root]
                    .map(|client| scope.spawn(move || make(client, &json!({}))))
                    .into();
                sent.into_iter().map(|one| one.join().unwrap()).collect()
            });
            let won: Vec<&Response> = answers.iter().filter(|answer| answer.status == 201).collect();
            assert_eq!(won.len(), 1, "{:?}", answers.iter().map(Response::text).collect::<Vec<_>>());
            assert!(answers.iter().all(|answer| answer.status == 201 || answer.status == 409));
            assert_eq!(won[0].json["items"], 8);
            made.push(won[0].json.clone());
        }
        save(&anna, &format!("/api/v1/people/{}", others[0]), &json!({ "room": "key" })).expect_status(200);
        let body = json!({ "target": 1, "profile": "machine", "key": "username" });
        let key = [("idempotency-key", "once")];
        let answers: Vec<Value> = std::thread::scope(|scope| {
            let sent: Vec<_> = (0..4)
                .map(|_| scope.spawn(|| anna.send("POST", "/api/v1/exports", &key, Some(&body)).unwrap()))
                .collect();
            sent.into_iter().map(|one| one.join().unwrap().expect_status(201).json["id"].clone()).collect()
        });
        assert!(answers.iter().all(|id| *id == answers[0]), "{answers:?}");
        assert_eq!(
            anna.send("POST", "/api/v1/exports", &key, Some(&body)).unwrap().expect_status(201).json["id"],
            answers[0]
        );
        assert_eq!(anna.get("/api/v1/exports").json["total"], 11);
        let emma = company.signed_in(people::EMPLOYEE);
        assert!(field(&Company::profile(&emma), "room")["value"].is_string());
    }
}

/// S1.13, P7, P40: who locks or hides an attribute is asked about approved values that are not handed over yet, and hidden ones are exported
/// like others.
#[test]
fn locked_later_is_still_handed_over_once_approved() {
    let company = Company::open(Database::Sqlite);
    let (emma, anna) = (company.signed_in(people::EMPLOYEE), company.signed_in(people::ADMIN));
    approved(&emma, &anna, "room", "1");
    set(&anna, "room", &json!({ "locked": true, "visible": false })).expect_status(409);
    set(&anna, "room", &json!({ "locked": true, "visible": false, "pending": "keep" })).expect_status(200);
    let export = make(&anna, &json!({})).expect_status(201).json;
    assert_eq!(file(&anna, &export).text(), "username,roomNumber\r\nemma.larsen,1\r\n");
}
