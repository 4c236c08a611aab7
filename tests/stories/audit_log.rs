//! The audit log as people use it: searched, handed on as a file, and checked (S3.18, I6, SEC13, P40).

use amend_tests::{amend::Options, people};
use serde_json::{Value, json};

use crate::{
    acts::{on_both, rows},
    company::{Company, Database},
    staff::{approved, audit, audit_rows, id_of, set, with_role},
};

on_both!(the_log_is_searched, the_log_is_a_file, the_chain_is_checked, what_is_hidden_of_oneself_is_masked);

/// By who did it, about whom, what, of which attribute, when and by any text; all at once, and each count is right.
fn the_log_is_searched(database: Database) {
    let company = Company::open_with(database, 10, Options::default());
    let (emma, anna) = (company.signed_in(people::EMPLOYEE), company.signed_in(people::ADMIN));
    approved(&emma, &anna, "title", "Account Manager");
    approved(&emma, &anna, "room", "1");
    let list = |query: &str| {
        let page = company.root.get(&format!("/api/v1/audit?limit=200&{query}")).expect_status(200).json;
        assert_eq!(page["total"], rows(&page).len(), "{query}");
        rows(&page)
    };
    let id = id_of(&company, people::EMPLOYEE);
    let by_anna = list("actor=anna%20kel");
    assert!(!by_anna.is_empty() && by_anna.iter().all(|row| row["by"] == "Anna Keller"), "{by_anna:?}");
    let of_title = list(&format!("attribute=title&person={id}"));
    assert_eq!(of_title.len(), 2, "proposed and approved: {of_title:?}");
    assert_eq!(list(&format!("attribute=title&person={id}&actor=ANNA&action=change.approve")).len(), 1);
    let found = list("text=LARSEN");
    assert!(found.iter().any(|row| row["person_name"] == "Emma Larsen"), "{found:?}");
    assert!(list("text=100%25").is_empty(), "a per cent sign is no wildcard");
    assert!(list("text=_").len() < list("").len(), "nor is a line any one character");
    let at = of_title[0]["at"].as_str().unwrap();
    let since = list(&format!("from={at}"));
    let until = list(&format!("to={at}"));
    // Zeros at the end of a fraction are not written, so the texts compare without what stands behind it.
    let of = |row: &Value| row["at"].as_str().unwrap().trim_end_matches('Z').to_owned();
    let at = of(&of_title[0]);
    assert!(since.iter().all(|row| of(row) >= at), "{at} {since:?}");
    assert!(until.iter().all(|row| of(row) < at), "{at} {until:?}");
    assert_eq!(i64::try_from(since.len() + until.len()).unwrap(), audit_rows(&company));
    for wrong in ["from=yesterday", "text=%00", "actor=%00", "attribute=No%20Key", "nothing=1"] {
        company.root.get(&format!("/api/v1/audit?{wrong}")).expect_status(400);
    }
}

/// SEC13, I6: the file has what the list has, spreadsheets take nothing in it for a formula, and that it was taken is on record.
fn the_log_is_a_file(database: Database) {
    let company = Company::open_with(database, 10, Options::default());
    let (emma, anna) = (company.signed_in(people::EMPLOYEE), company.signed_in(people::ADMIN));
    approved(&emma, &anna, "title", "Account Manager");
    company.root.post(
        "/api/v1/people",
        &json!({ "values": { "display_name": "=HYPERLINK(\"http://evil.test\")", "mail": "eve@example.test" } }),
    );
    let listed = rows(&company.root.get("/api/v1/audit?limit=200").json);
    let file = company.root.get("/api/v1/audit.csv").expect_status(200);
    assert!(file.headers["content-disposition"].contains("audit.csv"));
    let text = file.text();
    let mut written = records(text.trim_start_matches('\u{FEFF}'));
    let heads = written.remove(0);
    assert_eq!(heads, ["number", "when", "who", "what", "person", "name", "attribute", "details"]);
    assert_eq!(written.len(), listed.len() + 1, "and the row that it was taken");
    for record in &written {
        let is_formula = |cell: &str| cell.starts_with(['=', '+', '-', '@', '\t', '\r']);
        assert_eq!(record.len(), 8, "{record:?}");
        assert!(!record.iter().any(|cell| is_formula(cell)), "{record:?}");
    }
    assert!(text.contains("'=HYPERLINK"), "the name is there");
    let noted = audit(&company, "audit.download");
    assert_eq!((noted.len(), &noted[0]["by"]), (1, &listed[0]["by"]), "{noted:?}");
    let some = company.root.get("/api/v1/audit.csv?action=change.approve").expect_status(200).text();
    assert_eq!(some.lines().count(), audit(&company, "change.approve").len() + 1, "{some}");
    anna.get("/api/v1/audit.csv?from=x").expect_status(400);
    emma.get("/api/v1/audit.csv").expect_status(403);
}

/// The records of a file in which every cell is quoted (RFC 4180).
fn records(file: &str) -> Vec<Vec<String>> {
    let (mut all, mut record, mut cell, mut is_open) = (Vec::new(), Vec::new(), String::new(), false);
    let mut rest = file.chars().peekable();
    while let Some(one) = rest.next() {
        match one {
            '"' if is_open && rest.peek() == Some(&'"') => cell.extend(rest.next()),
            '"' => {
                is_open = !is_open;
                if !is_open {
                    record.push(std::mem::take(&mut cell));
                }
            }
            '\n' if !is_open => all.push(std::mem::take(&mut record)),
            one if is_open => cell.push(one),
            _ => {}
        }
    }
    all
}

/// SEC19: the walk says that all is whole, and which row is not where somebody has been at the database.
fn the_chain_is_checked(database: Database) {
    let company = Company::open_with(database, 10, Options::default());
    let check = || company.root.post("/api/v1/audit/check", &json!({})).expect_status(200).json;
    let whole = check();
    assert_eq!((&whole["whole"], whole.get("broken_at")), (&json!(true), None), "{whole}");
    assert!(whole["rows"].as_i64().unwrap() > 5);
    assert_eq!(check()["rows"].as_i64().unwrap(), whole["rows"].as_i64().unwrap() + 1, "the check is on record");
    company.sql("update audit set by_name = 'Somebody' where sequence = 4");
    let broken = check();
    assert_eq!((&broken["whole"], &broken["broken_at"]), (&json!(false), &json!(4)), "{broken}");
    company.signed_in(people::EMPLOYEE).post("/api/v1/audit/check", &json!({})).expect_status(403);
}

/// P40, SEC3: an auditor is told nothing of what is hidden about themselves, whichever way they ask.
fn what_is_hidden_of_oneself_is_masked(database: Database) {
    let company = Company::open_with(database, 10, Options::default());
    let anna = company.signed_in(people::ADMIN);
    let emma = with_role(&company, people::EMPLOYEE, "auditor");
    approved(&emma, &anna, "room", "1");
    set(&anna, "room", &json!({ "visible": false, "pending": "keep" })).expect_status(200);
    // She guesses, and is refused.
    Company::propose(&emma, &json!({ "room": "2" })).expect_status(422);
    let id = id_of(&company, people::EMPLOYEE);
    let get = |query: &str| emma.get(&format!("/api/v1/audit?limit=200&person={id}{query}")).expect_status(200);
    let all = get("");
    let of_her = rows(&all.json);
    let masked: Vec<&Value> = of_her.iter().filter(|row| row["masked"] == true).collect();
    assert_eq!(masked.len(), 3, "proposed, approved, refused: {of_her:?}");
    assert!(!all.text().contains("\"room\""), "{}", all.text());
    for query in ["&attribute=room", "&text=room"] {
        let found = get(query);
        assert_eq!((&found.json["total"], rows(&found.json).len()), (&json!(0), 0), "{query}: {}", found.text());
    }
    let file = emma.get(&format!("/api/v1/audit.csv?person={id}")).expect_status(200).text();
    assert!(!file.contains("room"), "{file}");
    let told = company.root.get(&format!("/api/v1/audit?person={id}&attribute=room")).json;
    assert_eq!(told["total"], 2, "others are told: {told}");
}
