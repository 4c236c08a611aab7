//! A phone number is understood by the country that its person is in, stored so that it rings the same phone everywhere, and compared by what it rings.

use amend_tests::{amend::Options, people};
use serde_json::{Value, json};

use crate::acts::{on_both, rows};
use crate::company::{Company, Database, change_state, field};

on_both!(a_number_is_of_the_persons_country, what_is_no_number_is_said_to_be_none);

fn replaces(company: &Company, attribute: &str, value: &str) {
    company.in_directory(people::EMPLOYEE, &format!("replace: {attribute}\n{attribute}: {value}\n"));
}

/// P24: the person's own country, else the company's; what is typed keeps its look; the directory's own spelling of the number confirms it.
fn a_number_is_of_the_persons_country(database: Database) {
    let tables = "[profiles]\ndefault_country = \"GB\"".to_owned();
    let company = Company::open_with(database, 10, Options { tables, ..Options::default() });
    let emma = company.signed_in(people::EMPLOYEE);
    let person = company.person(people::EMPLOYEE);
    replaces(&company, "c", "NO");
    company.sync();
    let country = |profile: &Value| field(profile, "phone")["rules"]["default_country"].clone();
    assert_eq!(country(&Company::profile(&emma)), "NO");
    company.approved(&emma, &person, "phone", "22 00 11 22 x7");
    let profile = Company::profile(&emma);
    assert_eq!(field(&profile, "phone")["value"], "+47 22 00 11 22 ext. 7");
    company.export();
    replaces(&company, "telephoneNumber", "22001122 x7");
    assert_eq!(company.sync()["counts"]["confirmed"], 1);
    // Touched and left as it is, the directory's spelling stays.
    let version = Company::profile(&emma)["version"].clone();
    Company::propose(&emma, &json!({ "phone": "22001122 x7" })).expect_status(200);
    assert_eq!(change_state(&Company::profile(&emma), "phone"), "confirmed", "since {version}");
    assert_eq!(field(&Company::profile(&emma), "phone")["value"], "22001122 x7");
    assert_eq!(field(&Company::profile(&emma), "phone")["shown"], "+47 22 00 11 22 ext. 7");

    company.in_directory(people::EMPLOYEE, "delete: c\n");
    company.sync();
    assert_eq!(country(&Company::profile(&emma)), "GB");
    Company::propose(&emma, &json!({ "mobile": "07700 900123" })).expect_status(200);
    assert_eq!(company.change(&person, "mobile")["new"], "+44 7700 900123");
}

/// P24: kept as it is, unless the attribute forbids it; a file says so before it is carried out.
fn what_is_no_number_is_said_to_be_none(database: Database) {
    let company = Company::open_with(database, 10, Options::default());
    let emma = company.signed_in(people::EMPLOYEE);
    Company::propose(&emma, &json!({ "phone": "ask at the desk" })).expect_status(200);
    let person = company.person(people::EMPLOYEE);
    assert_eq!(company.change(&person, "phone")["new"], "ask at the desk");

    let file = b"mail,phone,mobile\nemma.larsen@example.test,hello,+47 90 00 11 22\n";
    let import = crate::imports::handed_in(&company.root, "phones.csv", file);
    let listed = company.root.get(&format!("/api/v1/imports/{}/rows", import["id"])).expect_status(200).json;
    let values = rows(&listed)[0]["values"].clone();
    let of = |key: &str| values.as_array().unwrap().iter().find(|value| value["attribute"] == key).unwrap().clone();
    assert_eq!((&of("phone")["doubtful"], &of("mobile")["doubtful"]), (&json!(true), &Value::Null), "{values}");

    let path = "/api/v1/attributes/phone";
    let tag = company.root.get(path).headers["etag"].clone();
    let strict = json!({ "strict_phone": true });
    company.root.send("PATCH", path, &[("if-match", &tag)], Some(&strict)).unwrap().expect_status(200);
    let refused = Company::propose(&emma, &json!({ "phone": "hello" })).expect_status(422);
    assert_eq!(refused.json["problems"]["phone"][0]["code"], "not_a_phone");
}
