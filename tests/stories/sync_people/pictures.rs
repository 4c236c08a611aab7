//! Pictures follow the directory too: told apart by what is in them, kept once, and never taken away by one that cannot be taken in.

use amend_tests::{
    people::{self, line},
    portrait,
    slapd::Slapd,
};
use base64::Engine as _;
use serde_json::{Value, json};

use crate::acts::on_both;
use crate::company::{Company, Database, field};

on_both!(the_same_picture_is_no_news_and_another_one_is, a_picture_that_is_too_large_is_left_where_it_is);

/// The line of an LDIF that holds a picture.
fn picture(bytes: &[u8]) -> String {
    format!("jpegPhoto:: {}\n", base64::engine::general_purpose::STANDARD.encode(bytes))
}

/// What the directory is given, in place of the picture that it has.
fn replaced(bytes: &[u8]) -> String {
    format!("replace: jpegPhoto\n{}", picture(bytes))
}

fn shown(company: &Company) -> Value {
    field(&company.seen_by_root(&company.person(people::EMPLOYEE)), "photo")["value"].clone()
}

/// The bytes that a browser is sent.
fn sent(company: &Company, shown: &Value) -> Vec<u8> {
    let digest = shown.as_str().unwrap().trim_start_matches("sha256:");
    let person = company.person(people::EMPLOYEE);
    company.root.get(&format!("/api/v1/people/{}/photos/{digest}", person["id"])).expect_status(200).body
}

/// P25, P23: a picture is compared by its hash: written anew it is no news, another one is, and what the page shows are the directory's bytes.
fn the_same_picture_is_no_news_and_another_one_is(database: Database) {
    let company = Company::open(database);
    let before = shown(&company);
    let drawn = sent(&company, &before);
    company.in_directory(people::EMPLOYEE, &replaced(&drawn));
    let run = company.sync();
    assert_eq!((&run["counts"]["changed"], &run["counts"]["unchanged"]), (&json!(0), &json!(30)), "{run}");

    let other = portrait::draw(20_260_101).unwrap();
    assert_ne!(other, drawn);
    company.in_directory(people::EMPLOYEE, &replaced(&other));
    let run = company.sync();
    assert_eq!((&run["counts"]["changed"], &run["counts"]["unchanged"]), (&json!(1), &json!(29)), "{run}");
    let after = shown(&company);
    assert_ne!(after, before);
    assert_eq!(sent(&company, &after), other, "byte for byte as the directory has it");

    company.in_directory(people::EMPLOYEE, "delete: jpegPhoto\n");
    assert_eq!(company.sync()["counts"]["changed"], 1);
    assert_eq!(shown(&company), Value::Null);
}

/// P25, P20: nobody is left out for a picture of six megabytes, and it counts as not read rather than as none.
fn a_picture_that_is_too_large_is_left_where_it_is(database: Database) {
    let mut large = portrait::draw(7).unwrap();
    large.resize(6 << 20, 0);
    let own = "uid=large.picture,ou=Oslo,ou=people,dc=example,dc=test";
    let somebody = format!(
        "\n{}\nobjectClass: inetOrgPerson\nuid: large.picture\ncn: Large Picture\nsn: Picture\nmail: large.picture@example.test\n{}",
        line("dn", own),
        picture(&large)
    );
    let slapd = Slapd::in_scratch(&(people::sample(30).unwrap() + &somebody)).unwrap();
    let company = Company::of(slapd, database, Default::default());
    let profile = company.seen_by_root(&company.person("large.picture"));
    let photo = field(&profile, "photo");
    assert_eq!((&photo["value"], &photo["directory_empty"]), (&Value::Null, &Value::Null), "{photo}");

    company.in_directory("large.picture", &replaced(&portrait::draw(7).unwrap()));
    assert_eq!(company.sync()["counts"]["changed"], 1);
    let profile = company.seen_by_root(&company.person("large.picture"));
    assert!(field(&profile, "photo")["value"].is_string(), "{profile}");
}
