//! The matrix of rights, frozen, and what no role changes.

use super::*;
use crate::{dn, id::SourceId, policy::Place};

fn who(person: Option<i64>, roles: &[Role]) -> Who {
    let grants = roles.iter().map(|role| (*role, Scope::Everywhere)).collect();
    Who { account: AccountId(1), person: person.map(PersonId), grants }
}

fn at(dn: &str) -> Facts {
    let place = Place { source: SourceId(1), path: dn::path(dn).unwrap() };
    Facts { places: vec![place], groups: Vec::new() }
}

/// S1.21, S2.16, SEC4, T17: the matrix as text, so that a changed right shows up as a changed line. After the bar stands who may in their
/// own part, and there alone.
#[test]
fn the_matrix_of_rights_is_frozen() {
    let mut table = String::new();
    let own = Whose::person(PersonId(7));
    let other = Whose::person(PersonId(8));
    let asks = Whose { asks_reader: true, asks_admins: false, ..other.clone() };
    let inside = other.clone().at(at("uid=x,ou=Sales,dc=test"));
    let outside = other.clone().at(at("uid=x,ou=Store,dc=test"));
    for act in Act::ALL {
        let mut cells = Vec::new();
        for role in Role::ALL {
            if authorize(&who(None, &[role]), act, Some(&other)) {
                cells.push(role.as_str());
            }
        }
        if authorize(&who(Some(7), &[]), act, Some(&own)) {
            cells.push("oneself");
        }
        if authorize(&who(Some(7), &[]), act, Some(&asks)) {
            cells.push("approver");
        }
        let mut scoped = Vec::new();
        for role in Role::ALL {
            let grants = [(role, Scope::of(&[Part::Ou("OU=Sales,DC=Test".to_owned())]))].into();
            let who = Who { grants, ..who(None, &[]) };
            assert!(!authorize(&who, act, Some(&outside)) && !authorize(&who, act, Some(&other)), "{act:?}");
            assert_eq!(authorize(&who, act, None), authorize(&who, act, Some(&inside)), "{act:?}");
            if authorize(&who, act, Some(&inside)) && role.has_parts() {
                scoped.push(role.as_str());
            }
        }
        let line = format!("{act:?}: {} | {}", cells.join(" "), scoped.join(" "));
        table.push_str(line.trim_end());
        table.push('\n');
    }
    assert_eq!(table, include_str!("../rights.table.txt"), "the table is now\n{table}");
}

/// P44, SEC5: an administrator decides neither on the own profile nor on what they proposed themselves.
#[test]
fn nobody_decides_on_their_own_change() {
    let admin = who(Some(7), &[Role::SystemAdmin]);
    assert!(!authorize(&admin, Act::Decide, Some(&Whose::person(PersonId(7)))));
    let mine = Whose { author: Some(AccountId(1)), ..Whose::person(PersonId(8)) };
    assert!(!authorize(&admin, Act::Decide, Some(&mine)));
    let theirs = Whose { author: Some(AccountId(2)), ..Whose::person(PersonId(8)) };
    assert!(authorize(&admin, Act::Decide, Some(&theirs)));
    for asks_reader in [false, true] {
        let own = Whose { asks_reader, ..Whose::person(PersonId(7)) };
        assert!(!authorize(&who(Some(7), &[]), Act::Decide, Some(&own)));
        let wrote = Whose { author: Some(AccountId(1)), asks_reader, ..Whose::person(PersonId(8)) };
        assert!(!authorize(&who(Some(7), &[]), Act::Decide, Some(&wrote)));
    }
    let others = Whose { asks_admins: false, ..theirs };
    assert!(!authorize(&admin, Act::Decide, Some(&others)), "an administrator who is not asked");
}
