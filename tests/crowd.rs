//! Very many plain people, fifteen attributes each, for the measurements.

use crate::slapd::BASE;
use std::fmt::Write as _;

const GIVEN: [&str; 22] = [
    "Anna", "Ben", "Clara", "David", "Emma", "Felix", "Greta", "Hugo", "Ida", "Jonas", "Katja", "Lars", "Mia", "Noah",
    "Olga", "Paul", "Rita", "Sven", "Tina", "Uwe", "Jürgen", "Zoë",
];
/// When nobody looked.
const OLD: &str = "createTimestamp: 20260101000000Z\nmodifyTimestamp: 20260101000000Z";

const SURNAMES: [&str; 17] = [
    "Müller",
    "Schmidt",
    "Schneider",
    "Fischer",
    "Weber",
    "Meyer",
    "Wagner",
    "Becker",
    "Schulz",
    "Hoffmann",
    "Koch",
    "Bauer",
    "Richter",
    "Klein",
    "Wolf",
    "Schröder",
    "Neumann",
];

/// `count` people in forty organisational units below `ou=people`, as LDIF for [`crate::slapd::Slapd::start`]. Their entries are old: nobody
/// has touched them for long.
pub fn crowd(count: u32) -> String {
    let mut ldif = String::with_capacity(count as usize * 640);
    // Writing to a String cannot fail.
    let _ = writeln!(ldif, "dn: ou=people,{BASE}\nobjectClass: organizationalUnit\nou: people\n{OLD}\n");
    for unit in 0..40 {
        let _ = writeln!(
            ldif,
            "dn: ou=d{unit:02},ou=people,{BASE}\nobjectClass: organizationalUnit\nou: d{unit:02}\n{OLD}\n"
        );
    }
    for number in 0..count {
        let given = GIVEN[number as usize % GIVEN.len()];
        let surname = SURNAMES[(number as usize / GIVEN.len()) % SURNAMES.len()];
        let unit = number % 40;
        let _ = writeln!(
            ldif,
            "dn: uid=u{number:06},ou=d{unit:02},ou=people,{BASE}\nobjectClass: inetOrgPerson\nuid: u{number:06}\n\
             {}\n{}\n{}\n{}\nmail: u{number:06}@example.test\ntelephoneNumber: +49 30 {number:07}\n\
             mobile: +49 170 {number:07}\ntitle: Engineer {}\nemployeeNumber: {}\nemployeeType: staff\n\
             departmentNumber: D{unit:02}\nl: Berlin\npostalCode: {}\nstreet: Hauptstrasse {}\nroomNumber: {}\n\
             {OLD}\n",
            crate::people::line("cn", &format!("{given} {surname} {number}")),
            crate::people::line("sn", surname),
            crate::people::line("givenName", given),
            crate::people::line("displayName", &format!("{given} {surname}")),
            number % 9,
            100_000 + number,
            10_000 + number % 9_999,
            number % 200,
            number % 900,
        );
    }
    ldif
}

#[cfg(test)]
mod tests {
    #[test]
    fn a_crowd_counts() {
        let ldif = super::crowd(1000);
        assert_eq!(ldif.matches("objectClass: inetOrgPerson").count(), 1000);
        assert_eq!(ldif, super::crowd(1000));
    }
}
