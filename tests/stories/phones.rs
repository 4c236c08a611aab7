//! A phone number is understood by the country that its person is in, stored so that it rings the same phone everywhere, and compared by what it rings.

use amend_tests::{amend::Options, people};
use serde_json::{Value, json};

use crate::acts::{on_both, rows};
use crate::company::{Company, Database, change_state, field};
use crate::findings::{findings, sorted};
use crate::several_sources::{employs, hr, with_personnel};
use crate::staff::set;

on_both!(
    a_number_is_of_the_persons_country,
    a_hidden_country_says_nothing_of_numbers,
    the_source_that_counts_says_the_country,
    what_is_no_number_is_said_to_be_none
);

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

fn default_country(profile: &Value) -> Value {
    field(profile, "phone")["rules"]["default_country"].clone()
}

/// P24, P40, SEC3: how a number is read tells nobody in which country somebody is from whom that is hidden, and it is read the same for whoever looks.
fn a_hidden_country_says_nothing_of_numbers(database: Database) {
    let tables = "[profiles]\ndefault_country = \"GB\"".to_owned();
    let company = Company::open_with(database, 10, Options { tables, ..Options::default() });
    let emma = company.signed_in(people::EMPLOYEE);
    let person = company.person(people::EMPLOYEE);
    replaces(&company, "c", "NO");
    company.sync();
    assert_eq!(default_country(&Company::profile(&emma)), "NO");
    set(&company.root, "country", &json!({ "visible": false })).expect_status(200);
    assert_eq!(default_country(&Company::profile(&emma)), "GB");
    assert_eq!(default_country(&company.seen_by_root(&person)), "GB");
    Company::propose(&emma, &json!({ "mobile": "07700 900123" })).expect_status(200);
    assert_eq!(company.change(&person, "mobile")["new"], "+44 7700 900123");
    // What Amend alone keeps, no directory says.
    set(&company.root, "country", &json!({ "visible": true, "authority": "local" })).expect_status(200);
    assert_eq!(default_country(&Company::profile(&emma)), "GB");
}

/// P14, P24: of several directories the one whose word counts for the country is believed about numbers too.
fn the_source_that_counts_says_the_country(database: Database) {
    let company = with_personnel(database);
    let person = company.person(people::EMPLOYEE);
    replaces(&company, "c", "NO");
    company.sync();
    employs(&company, "e1007", people::EMPLOYEE, "objectClass: extensibleObject\nc: DE\n");
    hr(&company);
    sorted(&company.root, "accept", &findings(&company.root, "open")[0]);
    company.sync();
    let ordered = |order: Value| {
        let path = "/api/v1/source-order";
        let tag = company.root.get(path).expect_status(200).headers["etag"].clone();
        let set = json!({ "order": [1, 2], "attributes": { "country": order } });
        company.root.send("PUT", path, &[("if-match", &tag)], Some(&set)).unwrap().expect_status(200);
        hr(&company);
        company.sync();
        let seen = company.seen_by_root(&person);
        (field(&seen, "country")["value"].clone(), default_country(&seen))
    };
    assert_eq!(ordered(json!([2, 1])), (json!("DE"), json!("DE")));
    assert_eq!(ordered(json!([1, 2])), (json!("NO"), json!("NO")));
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
