//! Looking, carrying out and confirming on the page.

use amend_tests::{
    amend::{ADMINISTRATOR, ADMINISTRATOR_PASSWORD},
    browser::run_on_pages,
    people,
    scratch::Scratch,
};
use serde_json::json;

use super::*;
use crate::{
    company::Database,
    staff::{approved, id_of},
};

/// S3.4 to S3.9: at all widths, light and dark, in one sitting and after a reload.
#[test]
fn a_target_is_looked_at_in_the_browser() {
    let company = Company::open(Database::Sqlite);
    let (emma, anna) = (company.signed_in(people::EMPLOYEE), company.signed_in(people::ADMIN));
    let crm = table(&company, &[("title", "role"), ("city", "place")]);
    let mapping = company.sql("select id from mapping where name = 'role'").trim().to_owned();
    let (scratch, url) = (Scratch::new("reexport").unwrap(), company.amend.url());
    let (target, person) = (crm.rsplit('/').next().unwrap().to_owned(), id_of(&company, people::EMPLOYEE).to_string());
    let act = |part: &str, look: &str| {
        let environment = [
            ("AMEND_URL", url.as_str()),
            ("AMEND_USER", ADMINISTRATOR),
            ("AMEND_PASSWORD", ADMINISTRATOR_PASSWORD),
            ("AMEND_TARGET", target.as_str()),
            ("AMEND_PERSON", person.as_str()),
            ("AMEND_PART", part),
            ("AMEND_LOOK", look),
            ("AMEND_MAPPING", mapping.as_str()),
        ];
        run_on_pages("reexport.mjs", scratch.path(), &environment).unwrap();
    };
    act("row", "");
    assert_eq!(newest(&anna, &crm)["asked"]["mappings"], json!([mapping.parse::<i64>().unwrap()]));
    company.sql("update mapping set off_at = 1 where name = 'place'");
    moves(&company);
    company.sql("delete from reexport_row; delete from reexport;");
    act("look", "");
    let look = newest(&anna, &crm);
    assert_eq!(look["state"], "ready", "{look}");
    approved(&emma, &anna, "title", "Moved Meanwhile");
    act("moved", &look["id"].to_string());
    assert_eq!(now(&anna, &look)["executed"]["queued"], 30);
    let late = super::look(&anna, &crm, &json!({ "which": "all" }));
    company.sql("update reexport set expires_at = 1 where executed_at is null");
    act("late", &late["id"].to_string());
}

/// The newest look of a target.
fn newest(client: &Client, target: &str) -> Value {
    client.get(&format!("{target}/reexports")).expect_status(200).json["items"][0].clone()
}
