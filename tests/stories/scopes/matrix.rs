//! Every address with every role that can hold within a part, on objects inside it and outside of it, as a frozen table beside the one of roles that
//! hold everywhere.

use amend_tests::{amend::Options, client::Client};

use super::{in_office, of_office};
use crate::{
    company::{Company, Database},
    imports::carried_out,
    rights::{Objects, table},
    staff::id_of,
};

const FROZEN: &str = include_str!("scopes.table.txt");

/// Each role in Emma's office and in another one.
fn cast(company: &Company) -> Vec<(&'static str, Client)> {
    let with = |place, role, office| in_office(company, &of_office(company, office, place), role, office);
    vec![
        ("service-desk-in", with(0, "service-desk", "Oslo")),
        ("service-desk-out", with(0, "service-desk", "Paris")),
        ("people-admin-in", with(1, "people-admin", "Oslo")),
        ("people-admin-out", with(1, "people-admin", "Paris")),
        ("export-operator-in", with(2, "export-operator", "Oslo")),
        ("export-operator-out", with(2, "export-operator", "Paris")),
        ("auditor-in", with(3, "auditor", "Oslo")),
        ("auditor-out", with(3, "auditor", "Paris")),
    ]
}

/// S1.21, SEC1, SEC4, T17: what each role gets from each address on objects of somebody in its part and of somebody elsewhere. A changed right is a
/// changed line.
#[test]
fn every_role_of_a_part_at_every_address() {
    let options = Options { settings: "sign_in_attempts_per_minute = 1000".to_owned(), ..Options::default() };
    let company = Company::open_with(Database::Sqlite, 60, options);
    let cast = cast(&company);
    let mut objects = Objects::of(&company);
    let other = of_office(&company, "Oslo", 4);
    objects.blockee = id_of(&company, &other);
    // Of the administrator inside, about somebody there.
    let (_, inside) = &cast[2];
    objects.import = carried_out(inside, format!("mail,city\n{other}@example.test,Bergen\n").as_bytes());
    let table = table(&company, &cast, &objects);
    assert_eq!(table, FROZEN, "the table is now\n{table}");
}
