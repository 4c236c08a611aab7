//! Handing a file to whoever maintains the directory and has no account: links that end, and a checksum that a foreign program compares.

use amend_tests::{
    amend::{ADMINISTRATOR, ADMINISTRATOR_PASSWORD},
    browser::run_on_pages,
    client::Client,
    people,
    programs::{need, run_any},
    scratch::Scratch,
};
use serde_json::{Value, json};
use std::process::Command;

use crate::{
    acts::on_both,
    company::{Company, Database, change_state},
    staff::{approved, audit, somebody, with_role},
};

on_both!(a_link_leads_to_the_file_until_it_ends, a_checksum_is_of_the_file_that_was_given);

fn exported(company: &Company) -> (Client, Client, String) {
    let (emma, anna) = (company.signed_in(people::EMPLOYEE), company.signed_in(people::ADMIN));
    approved(&emma, &anna, "room", "4.01");
    let make = json!({ "target": 1, "format": "ldif", "key": "dn" });
    let made = anna.post("/api/v1/exports", &make).expect_status(201).json;
    (emma, anna, format!("/api/v1/exports/{}", made["id"]))
}

/// S1.15: making a link hands the file over, following it needs no account and changes nothing, each use is on record by whose link it was, and a link
/// that has ended is no link.
fn a_link_leads_to_the_file_until_it_ends(database: Database) {
    let company = Company::open(database);
    let (emma, anna, export) = exported(&company);
    let links = format!("{export}/links");
    let stranger = company.amend.client();
    for wrong in [json!({ "hours": 0 }), json!({ "hours": 169 }), json!({})] {
        anna.post(&links, &wrong).expect_status(400);
    }
    stranger.post(&links, &json!({ "hours": 1 })).expect_status(401);
    emma.post(&links, &json!({ "hours": 1 })).expect_status(403);
    assert_eq!(change_state(&Company::profile(&emma), "room"), "approved");

    let link = anna.post(&links, &json!({ "hours": 1 })).expect_status(201).json;
    let path = link["path"].as_str().unwrap().to_owned();
    assert_eq!(change_state(&Company::profile(&emma), "room"), "exported", "whoever has the link has the file");
    let own = anna.get(&format!("{export}/file")).expect_status(200);
    let theirs = stranger.get(&path).expect_status(200);
    assert_eq!(theirs.body, own.body);
    for name in ["content-type", "content-disposition", "x-content-sha256", "cache-control"] {
        assert_eq!(theirs.headers[name], own.headers[name]);
    }
    let listed = anna.get(&links).expect_status(200).json;
    assert_eq!((&listed[0]["uses"], &listed[0]["made_by"]), (&json!(1), &json!("Anna Keller")), "{listed}");
    assert!(!listed.to_string().contains(path.rsplit('/').next().unwrap()), "a link is told once");
    let used = &audit(&company, "export.download_by_link")[0];
    assert_eq!((&used["detail"]["link_of"], &used["by"]), (&json!("Anna Keller"), &Value::Null), "{used}");

    // Neither a guess nor what it is kept as leads anywhere.
    let kept = company.sql("select token_hash from export_link");
    assert!(!kept.contains(path.rsplit('/').next().unwrap()));
    for guess in ["0", &"0".repeat(64), "%00", "..%2ffile"] {
        stranger.get(&format!("/api/v1/export-files/{guess}")).expect_status(404);
    }

    let other = anna.post(&links, &json!({ "hours": 168 })).expect_status(201).json;
    company.sql("update export_link set ends_at = made_at where id = 1");
    stranger.get(&path).expect_status(404);
    stranger.get(other["path"].as_str().unwrap()).expect_status(200);
    assert_eq!(anna.get(&links).json.as_array().unwrap().len(), 1);
    // Nor does a link lead anywhere whose maker may not download any more.
    let name = somebody(&company, 0);
    let operator = with_role(&company, &name, "export-operator");
    let of_operator = operator.post(&links, &json!({ "hours": 1 })).expect_status(201).json;
    let of_operator = of_operator["path"].as_str().unwrap();
    stranger.get(of_operator).expect_status(200);
    company.amend.cli(&["admin", "revoke", &name, "export-operator"], "").unwrap();
    stranger.get(of_operator).expect_status(404);
    stranger.get(other["path"].as_str().unwrap()).expect_status(200);
    anna.delete(&links).expect_status(204);
    stranger.get(other["path"].as_str().unwrap()).expect_status(404);
    assert_eq!(anna.get(&links).json, json!([]));
    assert_eq!((audit(&company, "export.link").len(), audit(&company, "export.end_links").len()), (3, 1));
}

/// S1.13: `sha256sum` finds the file that was downloaded to be the one that Amend made. Before somebody has it, it can still become another one.
fn a_checksum_is_of_the_file_that_was_given(database: Database) {
    let company = Company::open(database);
    let (_, anna, export) = exported(&company);
    let early = anna.get(&format!("{export}/checksum")).expect_status(409);
    assert!(early.text().contains("download it first"), "{}", early.text());
    let file = anna.get(&format!("{export}/file")).expect_status(200);
    let sums = anna.get(&format!("{export}/checksum")).expect_status(200).text();
    let folder = Scratch::new("checksum").unwrap();
    let name = sums.trim_end().rsplit("  ").next().unwrap().to_owned();
    let check = |content: &[u8]| {
        std::fs::write(folder.path().join(&name), content).unwrap();
        let mut command = Command::new(need("sha256sum").unwrap());
        command.args(["--check", "--strict", "-"]).current_dir(folder.path());
        run_any(&mut command, &sums).unwrap().0
    };
    assert_eq!(check(&file.body), Some(0), "{sums}");
    assert_eq!(check(&[&file.body[..], b"\n"].concat()), Some(1));
}

/// S1.15: a link is made, shown once, listed and ended on the page, at all widths, light and dark.
#[test]
fn links_are_made_and_ended_in_the_browser() {
    let company = Company::open(Database::Sqlite);
    exported(&company);
    let (scratch, url) = (Scratch::new("links").unwrap(), company.amend.url());
    let environment =
        [("AMEND_URL", url.as_str()), ("AMEND_USER", ADMINISTRATOR), ("AMEND_PASSWORD", ADMINISTRATOR_PASSWORD)];
    run_on_pages("export_links.mjs", scratch.path(), &environment).unwrap();
}
