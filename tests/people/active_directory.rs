//! The same company in Active Directory's words: accounts in nested organisational units, and a group inside a group.

use super::{DEPARTMENTS, OFFICES, PASSWORD, Person, company, line, phone};
use crate::failure::Outcome;
use crate::portrait;
use crate::samba::BASE;
use base64::Engine as _;

/// Somebody whose account is disabled.
pub const DISABLED: &str = "tom.de-vries";
/// Normal account, and a disabled one ([MS-ADTS] 2.2.16).
const ENABLED_ACCOUNT: u32 = 512;
const DISABLED_ACCOUNT: u32 = 514;

/// Below which all people are, each in the unit of an office.
pub fn people_base() -> String {
    format!("OU=People,OU=Company,{BASE}")
}

/// `count` people (at least seven, all with [`PASSWORD`]) and two groups, as LDIF for [`crate::samba::Samba::in_scratch`].
///
/// # Errors
/// When a portrait cannot be drawn.
pub fn sample(count: usize) -> Outcome<String> {
    let mut people = company(count.max(7) - 1);
    people.push(Person::new("Tom", "de Vries", 1, 1, "Software Engineer", Some(1)));
    let mut ldif = String::new();
    let mut unit =
        |dn: &str| ldif += &format!("{}\nchangetype: add\nobjectClass: organizationalUnit\n\n", line("dn", dn));
    unit(&format!("OU=Company,{BASE}"));
    unit(&people_base());
    unit(&format!("OU=Groups,OU=Company,{BASE}"));
    for office in &OFFICES {
        unit(&format!("OU={},{}", office.name, people_base()));
    }
    for (number, person) in people.iter().enumerate() {
        ldif += &entry(number, person)?;
    }
    for (person, manager) in people.iter().filter_map(|person| Some((person, &people[person.manager?]))) {
        // After everybody: a reference to an entry that is not there yet is refused.
        let (dn, manager) = (line("dn", &dn(person)), line("manager", &dn(manager)));
        ldif += &format!("{dn}\nchangetype: modify\nreplace: manager\n{manager}\n\n");
    }
    let in_sales = |person: &&Person| DEPARTMENTS[person.department].0 == "Sales";
    let names = |chosen: Vec<&Person>| chosen.into_iter().map(dn).collect::<Vec<_>>();
    let sales = names(people.iter().filter(in_sales).collect());
    let mut everybody = names(people.iter().filter(|person| !in_sales(person)).collect());
    everybody.push(group_dn("Sales"));
    ldif += &group("Sales", &sales);
    ldif += &group("Everybody", &everybody);
    Ok(ldif)
}

fn dn(person: &Person) -> String {
    format!("CN={},OU={},{}", common_name(person), OFFICES[person.office].name, people_base())
}

/// Namesakes get the number that their user name has.
fn common_name(person: &Person) -> String {
    let number = person.uid.trim_start_matches(|character: char| !character.is_ascii_digit());
    format!("{} {} {number}", person.given, person.surname).trim_end().to_owned()
}

/// The name to sign in with: at most twenty characters, as in every Active Directory.
fn account_name(person: &Person) -> &str {
    let end = person.uid.len().min(20);
    person.uid[..end].trim_end_matches(['.', '-'])
}

fn entry(number: usize, person: &Person) -> Outcome<String> {
    let office = &OFFICES[person.office];
    let mut dice = super::Dice(9_000 + number as u64);
    let name = format!("{} {}", person.given, person.surname);
    let control = if person.uid == DISABLED { DISABLED_ACCOUNT } else { ENABLED_ACCOUNT };
    let mut lines = vec![line("dn", &dn(person)), "changetype: add".to_owned(), "objectClass: user".to_owned()];
    let mut put = |name: &str, value: &str| lines.push(line(name, value));
    put("sAMAccountName", account_name(person));
    put("userPrincipalName", &format!("{}@example.test", person.uid));
    put("userAccountControl", &control.to_string());
    put("givenName", &person.given);
    put("sn", &person.surname);
    put("displayName", &name);
    put("mail", &format!("{}@example.test", person.uid));
    put("employeeNumber", &format!("{}", 10_001 + number));
    put("title", &person.title);
    put("department", DEPARTMENTS[person.department].0);
    put("company", "Example AS");
    if number < 4 || dice.below(4) > 0 {
        put("telephoneNumber", &phone(&mut dice, office));
    }
    if number < 4 || dice.below(3) > 0 {
        put("mobile", &phone(&mut dice, office));
    }
    if !office.street.is_empty() {
        put("physicalDeliveryOfficeName", &format!("{}.{:02}", 1 + dice.below(6), 1 + dice.below(40)));
        put("streetAddress", office.street);
        put("postalCode", office.postal_code);
        put("l", office.name);
    }
    put("c", office.country.0);
    put("co", office.country.1);
    let encode = |bytes: &[u8]| base64::engine::general_purpose::STANDARD.encode(bytes);
    lines.push(format!("unicodePwd:: {}", encode(&password(PASSWORD))));
    if number % 10 == 3 {
        lines.push(format!("thumbnailPhoto:: {}", encode(&portrait::draw(dice.next())?)));
    }
    Ok(lines.join("\n") + "\n\n")
}

/// A password as `unicodePwd` takes it: in quotation marks and UTF-16 ([MS-ADTS] 3.1.1.3.1.5).
pub fn password(password: &str) -> Vec<u8> {
    format!("\"{password}\"").encode_utf16().flat_map(u16::to_le_bytes).collect()
}

fn group_dn(name: &str) -> String {
    format!("CN={name},OU=Groups,OU=Company,{BASE}")
}

fn group(name: &str, members: &[String]) -> String {
    let head =
        format!("{}\nchangetype: add\nobjectClass: group\nsAMAccountName: {name}\n", line("dn", &group_dn(name)));
    let members: Vec<String> = members.iter().map(|member| line("member", member)).collect();
    format!("{head}{}\n\n", members.join("\n"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn names_are_unique_and_short_enough() {
        let people = company(60);
        let names: BTreeSet<String> = people.iter().map(|person| account_name(person).to_lowercase()).collect();
        let places: BTreeSet<String> = people.iter().map(dn).collect();
        assert_eq!((names.len(), places.len()), (people.len(), people.len()));
        assert!(names.iter().all(|name| name.len() <= 20), "{names:?}");
        assert!(people.iter().any(|person| person.uid.len() > 20), "somebody's name is cut");
    }
}
