//! Sample people as real companies have them: accents and double names, gaps, numbers written in five ways, several offices,
//! a manager tree. The same count gives the same people on every machine.

pub mod active_directory;

use crate::failure::Outcome;
use crate::plain_name::folded;
use crate::portrait;
use crate::slapd::BASE;
use base64::Engine as _;

/// The password of every sample person.
pub const PASSWORD: &str = "amend-demo";
/// An employee with things to correct; Marta is her manager.
pub const EMPLOYEE: &str = "emma.larsen";
/// What the directory is given once her corrections are approved, as LDIF.
pub const CORRECTION: &str = "dn: uid=emma.larsen,ou=Oslo,ou=people,dc=example,dc=test
changetype: modify
replace: title
title: Account Manager
-
replace: telephoneNumber
telephoneNumber: +47 22 12 34 56
";
/// A manager.
pub const MANAGER: &str = "marta.nowak";
/// The person who is made an administrator of Amend in the demo and in the stories.
pub const ADMIN: &str = "anna.keller";

struct Office {
    name: &'static str,
    street: &'static str,
    postal_code: &'static str,
    region: &'static str,
    country: (&'static str, &'static str),
    /// Country calling code and area code.
    phone: (&'static str, &'static str),
}

const OFFICES: [Office; 5] = [
    Office {
        name: "Oslo",
        street: "Karl Johans gate 12",
        postal_code: "0154",
        region: "Oslo",
        country: ("NO", "Norway"),
        phone: ("47", "22"),
    },
    Office {
        name: "Berlin",
        street: "Torstraße 40",
        postal_code: "10119",
        region: "Berlin",
        country: ("DE", "Germany"),
        phone: ("49", "30"),
    },
    Office {
        name: "Paris",
        street: "12 rue de l'Église",
        postal_code: "75015",
        region: "Île-de-France",
        country: ("FR", "France"),
        phone: ("33", "1"),
    },
    Office {
        name: "Kraków",
        street: "ul. Długa 7",
        postal_code: "31-146",
        region: "Małopolskie",
        country: ("PL", "Poland"),
        phone: ("48", "12"),
    },
    Office { name: "Remote", street: "", postal_code: "", region: "", country: ("DK", "Denmark"), phone: ("45", "33") },
];

const GIVEN: [&str; 32] = [
    "André",
    "Zoë",
    "Jürgen",
    "Łukasz",
    "Søren",
    "Chloé",
    "Åse",
    "Małgorzata",
    "Jean-Luc",
    "Marie-Claire",
    "Bjørn",
    "Günther",
    "Noémie",
    "Wojciech",
    "Ida",
    "Lars",
    "Sofia",
    "Thomas",
    "Nadia",
    "Pieter",
    "Olga",
    "Hugo",
    "Katarzyna",
    "Émile",
    "Astrid",
    "Mehmet",
    "Priya",
    "Tomáš",
    "Yuki",
    "Fatima",
    "Karl",
    "Anne Sophie",
];
const SURNAMES: [&str; 31] = [
    "Müller",
    "Østergård",
    "Lefèvre",
    "Wójcik",
    "Hansen",
    "Schröder",
    "García-Márquez",
    "von der Heide",
    "Kowalczyk",
    "Dubois",
    "Ødegaard",
    "Weiß",
    "O'Connor",
    "Nguyễn",
    "Lindqvist",
    "Bernard",
    "Zieliński",
    "Krüger",
    "Strand",
    "Haugen",
    "Moreau",
    "Yılmaz",
    "Patel",
    "Novák",
    "Tanaka",
    "El Amrani",
    "Fischer",
    "Rousseau",
    "Jabłońska",
    "Dahl",
    "Becker",
];
const DEPARTMENTS: [(&str, [&str; 4]); 6] = [
    ("Sales", ["Head of Sales", "Key Account Manager", "Account Manager", "Sales Assistant"]),
    ("Engineering", ["Head of Engineering", "Team Lead", "Software Engineer", "Test Engineer"]),
    ("Finance", ["Chief Accountant", "Controller", "Accountant", "Payroll Clerk"]),
    ("People & Culture", ["Head of People", "HR Business Partner", "Recruiter", "HR Assistant"]),
    ("Customer Support", ["Head of Support", "Shift Lead", "Support Specialist", "Support Specialist"]),
    ("Legal", ["General Counsel", "Senior Counsel", "Counsel", "Paralegal"]),
];

struct Person {
    uid: String,
    given: String,
    surname: String,
    office: usize,
    department: usize,
    title: String,
    manager: Option<usize>,
}

impl Person {
    fn new(given: &str, surname: &str, office: usize, department: usize, title: &str, manager: Option<usize>) -> Self {
        let uid = format!("{}.{}", folded(given), folded(surname));
        Person { uid, given: given.into(), surname: surname.into(), office, department, title: title.into(), manager }
    }

    fn dn(&self) -> String {
        format!("uid={},ou={},ou=people,{BASE}", self.uid, OFFICES[self.office].name)
    }
}

/// `count` people (at least six) below `ou=people`, as LDIF for [`crate::slapd::Slapd::start`]; 200 make a good demo.
///
/// # Errors
/// When a portrait cannot be drawn.
pub fn sample(count: usize) -> Outcome<String> {
    let people = company(count.max(6));
    let mut ldif = format!("dn: ou=people,{BASE}\nobjectClass: organizationalUnit\nou: people\n");
    for office in &OFFICES {
        let dn = format!("ou={},ou=people,{BASE}", office.name);
        ldif += &format!("\n{}\nobjectClass: organizationalUnit\n{}\n", line("dn", &dn), line("ou", office.name));
    }
    for (number, person) in people.iter().enumerate() {
        ldif.push('\n');
        ldif += &entry(number, person, &people)?;
    }
    Ok(ldif)
}

fn company(count: usize) -> Vec<Person> {
    let mut people = vec![
        Person::new("Ingrid", "Solberg", 0, 3, "Managing Director", None),
        Person::new("Anna", "Keller", 1, 1, "Directory Administrator", Some(0)),
        Person::new("Marta", "Nowak", 3, 0, "Head of Sales", Some(0)),
        Person::new("Emma", "Larsen", 0, 0, "Account Manger", Some(2)),
    ];
    let mut dice = Dice(20_261_122);
    // Marta heads department 0; the other departments get their heads next.
    let mut heads = vec![2];
    while people.len() < count {
        let index = people.len();
        let (department, rank) = match DEPARTMENTS.get(heads.len()) {
            Some(_) => (heads.len(), 0),
            None => (dice.below(6), 1 + dice.below(3)),
        };
        let manager = match rank {
            0 => Some(0),
            1 => Some(heads[department]),
            _ => {
                let leads = |p: &&usize| {
                    people[**p].department == department && people[**p].title == DEPARTMENTS[department].1[1]
                };
                let all: Vec<usize> = (4..index).collect();
                let found: Vec<&usize> = all.iter().filter(leads).collect();
                Some(if found.is_empty() { heads[department] } else { *found[dice.below(found.len())] })
            }
        };
        if rank == 0 {
            heads.push(index);
        }
        let (given, surname) = (GIVEN[dice.below(GIVEN.len())], SURNAMES[dice.below(SURNAMES.len())]);
        let title = DEPARTMENTS[department].1[rank];
        let mut person = Person::new(given, surname, dice.below(OFFICES.len()), department, title, manager);
        let namesakes = people.iter().filter(|other| other.given == given && other.surname == surname).count();
        if namesakes > 0 {
            person.uid = format!("{}{}", person.uid, namesakes + 1);
        }
        people.push(person);
    }
    people
}

fn entry(number: usize, person: &Person, people: &[Person]) -> Outcome<String> {
    let office = &OFFICES[person.office];
    let mut dice = Dice(7_000 + number as u64);
    // The people whose names are printed are complete but for what the walk through the demo corrects.
    let is_known = [EMPLOYEE, MANAGER, ADMIN].contains(&person.uid.as_str());
    let mut lines: Vec<String> = Vec::new();
    let mut put = |name: &str, value: &str| lines.push(line(name, value));
    put("dn", &person.dn());
    for class in ["inetOrgPerson", "examplePerson"] {
        put("objectClass", class);
    }
    put("uid", &person.uid);
    put("userPassword", PASSWORD);
    put("givenName", &person.given);
    put("sn", &person.surname);
    put("cn", &format!("{} {}", person.given, person.surname));
    if is_known || dice.below(12) > 0 {
        put("displayName", &format!("{} {}", person.given, person.surname));
    }
    put("mail", &format!("{}@example.test", person.uid));
    put("employeeNumber", &format!("{}", 10_001 + number));
    put("employeeType", ["staff", "staff", "staff", "contractor"][if is_known { 0 } else { dice.below(4) }]);
    if is_known || dice.below(8) > 0 {
        put("title", &person.title);
    }
    put("department", DEPARTMENTS[person.department].0);
    put("company", "Example AS");
    put("l", office.name);
    if !office.street.is_empty() {
        put("street", office.street);
        put("postalCode", office.postal_code);
        if is_known || dice.below(3) > 0 {
            put("roomNumber", &format!("{}.{:02}", 1 + dice.below(6), 1 + dice.below(40)));
        }
    }
    if is_known || dice.below(10) > 0 {
        put("c", office.country.0);
        put("co", office.country.1);
    }
    if person.uid != EMPLOYEE && (is_known || dice.below(5) > 0) {
        put("telephoneNumber", &phone(&mut dice, office));
    }
    if is_known || dice.below(3) > 0 {
        put("mobile", &phone(&mut dice, office));
    }
    for _ in 0..[0, 0, 0, 1, 2][dice.below(5)] {
        put("otherTelephone", &phone(&mut dice, office));
    }
    let sayings = [
        "First aider",
        "Fire warden",
        "Works part-time, Mon–Wed",
        "Speaks Norwegian & French",
        "On leave until spring",
    ];
    let first = dice.below(sayings.len());
    for offset in 0..[0, 0, 1, 2][dice.below(4)] {
        put("description", sayings[(first + offset) % sayings.len()]);
    }
    // Dice of their own, so that what is drawn above stays as it is.
    let mut gaps = Dice(90_000 + number as u64);
    if is_known || gaps.below(8) > 0 {
        put("departmentNumber", DEPARTMENTS[person.department].0);
    }
    if !office.region.is_empty() && (is_known || gaps.below(6) > 0) {
        put("st", office.region);
    }
    // Emma has none: the stories begin with a blank one.
    if person.uid != EMPLOYEE && (is_known || gaps.below(10) > 2) {
        put("labeledURI", &format!("https://people.example.test/{}", person.uid));
    }
    put("preferredLanguage", ["nb", "de", "fr", "pl", "en"][person.office]);
    if let Some(manager) = person.manager {
        put("manager", &people[manager].dn());
    }
    if [EMPLOYEE, MANAGER].contains(&person.uid.as_str()) || number % 40 == 17 {
        let photo = portrait::draw(dice.next())?;
        lines.push(format!("jpegPhoto:: {}", base64::engine::general_purpose::STANDARD.encode(photo)));
    }
    Ok(lines.join("\n") + "\n")
}

/// The same number is written in many ways in a real directory.
fn phone(dice: &mut Dice, office: &Office) -> String {
    let (country, area) = office.phone;
    let (a, b, c) = (10 + dice.below(90), 10 + dice.below(90), 10 + dice.below(90));
    match dice.below(6) {
        0 => format!("00{country} {area} {a} {b} {c}"),
        1 => format!("(0{area}) {a}{b}-{c}"),
        2 => format!("+{country} (0){area} {a}{b}{c}"),
        3 => format!("+{country}{area}{a}{b}{c}"),
        _ => format!("+{country} {area} {a} {b} {c}"),
    }
}

/// One LDIF line (RFC 2849), in base64 where the value is not a SAFE-STRING.
pub fn line(name: &str, value: &str) -> String {
    let is_plain = value.bytes().all(|byte| (0x20..0x7f).contains(&byte));
    if is_plain && !value.starts_with([' ', ':', '<']) && !value.ends_with(' ') {
        return format!("{name}: {value}");
    }
    format!("{name}:: {}", base64::engine::general_purpose::STANDARD.encode(value))
}

/// Numbers that look random and are the same everywhere (SplitMix64).
struct Dice(u64);

impl Dice {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    fn below(&mut self, limit: usize) -> usize {
        (self.next() % limit as u64) as usize
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_hundred_people_are_varied_and_always_the_same() {
        let ldif = sample(200).unwrap();
        assert_eq!(ldif, sample(200).unwrap());
        assert_eq!(ldif.matches("objectClass: inetOrgPerson").count(), 200);
        let count = |what: &str| ldif.matches(what).count();
        assert!((120..190).contains(&count("\ntelephoneNumber: ")), "{}", count("\ntelephoneNumber: "));
        assert!(count("\ntitle") < 195 && count("\nmanager") == 199 && count("jpegPhoto") >= 4);
        for name in [EMPLOYEE, MANAGER, ADMIN] {
            assert!(ldif.contains(&format!("uid: {name}\n")), "{name}");
        }
    }

    #[test]
    fn user_names_are_unique_and_plain() {
        let people = company(2000);
        let names: std::collections::BTreeSet<&str> = people.iter().map(|person| person.uid.as_str()).collect();
        assert_eq!(names.len(), people.len());
        assert!(names.iter().all(|name| {
            name.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'.' || b == b'-')
        }));
    }

    #[test]
    fn every_letter_of_a_name_has_a_plain_form() {
        for name in GIVEN.iter().chain(&SURNAMES) {
            let letters = name.chars().filter(|c| c.is_alphabetic()).count();
            assert!(
                folded(name).chars().filter(char::is_ascii_alphabetic).count() >= letters,
                "{name}: {}",
                folded(name)
            );
        }
    }

    #[test]
    fn ldif_lines_are_safe() {
        assert_eq!(line("cn", "Emma"), "cn: Emma");
        assert_eq!(line("cn", "Zoë"), "cn:: Wm/Dqw==");
        assert!(line("cn", " lead").starts_with("cn:: ") && line("cn", ":x").starts_with("cn:: "));
    }
}
