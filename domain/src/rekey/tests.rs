//! Recognising people by a second key: what is matched, and what never is.

use proptest::prelude::*;

use super::*;

fn known(id: &str, keys: &[&str]) -> Known {
    let id = Some(id.to_owned()).filter(|id| !id.is_empty());
    Known { id, keys: keys.iter().map(|key| (*key).to_owned()).collect(), is_detached: false }
}

fn entry(id: &str, keys: &[&str]) -> Entry {
    let keys = keys.iter().map(|key| (*key).to_owned()).collect();
    Entry { id: id.to_owned(), keys, is_in_scope: true, would_come: true }
}

fn out(entry: Entry) -> Entry {
    Entry { is_in_scope: false, would_come: false, ..entry }
}

fn unclear(doubt: Doubt, people: &[usize], entries: &[usize]) -> Unclear {
    Unclear { doubt, people: people.to_vec(), entries: entries.to_vec() }
}

/// P13: everybody has another id, and the address tells who is who.
#[test]
fn who_alone_shares_a_key_is_the_same() {
    let people = [known("1", &["a@x"]), known("2", &["b@x"]), known("3", &[]), known("", &["c@x"])];
    let entries = [entry("12", &["b@x"]), entry("11", &["a@x"]), entry("14", &["d@x"]), entry("15", &[])];
    let found = recognise(&people, &entries);
    assert_eq!(found.matched, [(0, 1), (1, 0)]);
    assert_eq!((found.missing.as_slice(), found.new.as_slice()), (&[2, 3][..], &[2, 3][..]));
    assert!(found.same.is_empty() && found.unclear.is_empty());
}

/// P13: whoever is the same by id is left alone, and what is theirs is nobody else's.
#[test]
fn a_newcomer_is_not_merged() {
    let people = [known("1", &["a@x"]), known("11", &["a@x"]), known("2", &["b@x"])];
    let entries = [entry("11", &["a@x"]), entry("2", &["other@x"])];
    let found = recognise(&people, &entries);
    assert_eq!(found.same, [(1, 0), (2, 1)]);
    assert_eq!(found.unclear, [unclear(Doubt::Taken, &[0, 1], &[0])]);
    assert!(found.matched.is_empty() && found.missing.is_empty());
}

/// P13: two of one key on either side, directly or through a second address, are told with all candidates.
#[test]
fn what_is_shared_is_told_and_left_alone() {
    let people = [known("", &["a@x"]), known("", &["b@x"]), known("", &["b@x"]), known("", &["c@x"])];
    let entries =
        [entry("1", &["a@x"]), entry("2", &["a@x"]), entry("3", &["b@x"]), entry("4", &["c@x"]), entry("4", &[])];
    let found = recognise(&people, &entries);
    assert_eq!(
        found.unclear,
        [
            unclear(Doubt::Shared, &[0], &[0, 1]),
            unclear(Doubt::Shared, &[1, 2], &[2]),
            unclear(Doubt::SameId, &[3], &[3]),
            unclear(Doubt::SameId, &[], &[4]),
        ]
    );
    let chained = recognise(&[known("", &["a"]), known("", &["b"])], &[entry("1", &["a", "b"])]);
    assert_eq!(chained.unclear, [unclear(Doubt::Shared, &[0, 1], &[0])]);
}

/// P13: an account for administering that the selection leaves out does not stand in the way; who is out of scope stays known all the same.
#[test]
fn what_is_out_of_scope_gives_way() {
    let people = [known("", &["7"]), known("", &["8"])];
    let entries = [out(entry("1", &["7"])), entry("2", &["7"]), out(entry("3", &["8"])), out(entry("4", &["9"]))];
    let found = recognise(&people, &entries);
    assert_eq!(found.matched, [(0, 1), (1, 2)]);
    assert!(found.new.is_empty() && found.unclear.is_empty(), "{found:?}");
}

/// P13, S2.8: who was taken off the source is not brought back by a key that may be another's by now.
#[test]
fn who_was_taken_off_is_only_told() {
    let off = Known { is_detached: true, ..known("", &["a@x"]) };
    let found = recognise(std::slice::from_ref(&off), &[entry("1", &["a@x"])]);
    assert_eq!(found.unclear, [unclear(Doubt::Detached, &[0], &[0])]);
    let found = recognise(&[off, known("", &["a@x"])], &[entry("1", &["a@x"])]);
    assert_eq!(found.matched, [(1, 0)]);
}

#[test]
fn an_id_out_of_use_is_nobodys_and_is_taken_back() {
    let parked = put_out_of_use("313030", "entryUUID");
    assert_eq!(id_under(&parked, "uid", "ENTRYUUID"), Some("313030"));
    assert_eq!((id_under(&parked, "uid", "entryUUI"), id_under(&parked, "uid", "uid")), (None, None));
    assert_eq!((id_under("3130", "uid", "UID"), id_under("3130", "uid", "cn")), (Some("3130"), None));
    assert_eq!(put_out_of_use(&parked, "employeeNumber"), parked, "it is not put away twice");
    // An id that happens to begin like that is an ordinary one.
    assert_ne!(put_out_of_use("00ff0a", "uid"), "00ff0a");
    assert!(parked.bytes().all(|digit| digit.is_ascii_hexdigit()) && parked.len().is_multiple_of(2));
}

#[test]
fn ids_are_shown_as_they_are_known() {
    assert_eq!(shown_id("00112233445566778899aabbccddeeff"), "00112233-4455-6677-8899-aabbccddeeff");
    assert_eq!((shown_id("3130303037"), shown_id("00ff"), shown_id("")), ("10007".into(), "00ff".into(), "".into()));
}

fn some_keys() -> impl Strategy<Value = Vec<String>> {
    prop::collection::vec("[a-f]?", 0..3)
}

fn some_people() -> impl Strategy<Value = Vec<Known>> {
    let one = (prop::option::of("[1-6]"), some_keys(), prop::bool::weighted(0.2));
    prop::collection::vec(one.prop_map(|(id, keys, is_detached)| Known { id, keys, is_detached }), 0..8)
}

fn some_entries() -> impl Strategy<Value = Vec<Entry>> {
    let one = ("[1-9]", some_keys(), prop::bool::weighted(0.8), any::<bool>());
    let entry = |(id, keys, is_in_scope, comes)| Entry { id, keys, is_in_scope, would_come: is_in_scope && comes };
    prop::collection::vec(one.prop_map(entry), 0..8)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(4096))]

    /// P13: never two people to one id, nobody twice, what is unclear is never matched, and nobody is forgotten; the order of the lists says nothing.
    #[test]
    fn a_match_is_one_and_one(people in some_people(), entries in some_entries()) {
        let found = recognise(&people, &entries);
        let linked = || found.matched.iter().chain(&found.same);
        let (mut ids, mut who) = (BTreeSet::new(), BTreeSet::new());
        for (person, entry) in linked() {
            prop_assert!(ids.insert(&entries[*entry].id), "two people to one id: {found:?}");
            prop_assert!(who.insert(*person), "somebody twice: {found:?}");
        }
        for (person, entry) in &found.matched {
            let (person_keys, entry_keys) = (&people[*person].keys, &entries[*entry].keys);
            let shared: Vec<&String> = person_keys.iter().filter(|key| !key.is_empty() && entry_keys.contains(key)).collect();
            prop_assert!(!shared.is_empty() && !people[*person].is_detached);
            prop_assert!(entries.iter().filter(|other| other.id == entries[*entry].id).count() == 1);
            for key in person_keys.iter().filter(|key| !key.is_empty()) {
                let others = people.iter().enumerate().filter(|(place, one)| place != person && !one.is_detached && one.keys.contains(key));
                prop_assert_eq!(others.count(), 0, "another person has the key");
            }
            for key in shared {
                let holds = |other: &&Entry| other.keys.contains(key) && other.is_in_scope;
                let is_alone = match entries[*entry].is_in_scope {
                    true => entries.iter().filter(holds).count() == 1,
                    false => entries.iter().filter(|other| other.keys.contains(key)).count() == 1,
                };
                prop_assert!(is_alone, "another entry has the key {key}: {found:?}");
            }
        }
        for one in &found.unclear {
            let matched = |(person, entry): &(usize, usize)| one.people.contains(person) || one.entries.contains(entry);
            prop_assert!(!found.matched.iter().any(matched), "what is unclear was matched: {found:?}");
        }
        let told = |place: usize| linked().any(|(person, _)| *person == place)
            || found.missing.contains(&place) || found.unclear.iter().any(|one| one.people.contains(&place));
        for (place, person) in people.iter().enumerate() {
            prop_assert!(person.is_detached || told(place), "{place} is forgotten: {found:?}");
        }
        let comes = |place: usize| linked().any(|(_, entry)| *entry == place)
            || found.new.contains(&place) || found.unclear.iter().any(|one| one.entries.contains(&place));
        for (place, entry) in entries.iter().enumerate() {
            prop_assert!(!entry.would_come || comes(place), "entry {place} is forgotten: {found:?}");
        }
        let turned: Vec<Entry> = entries.iter().rev().cloned().collect();
        let pairs = |found: &Recognised, entries: &[Entry]| -> BTreeSet<(usize, String)> {
            found.matched.iter().map(|(person, entry)| (*person, entries[*entry].id.clone())).collect()
        };
        prop_assert_eq!(pairs(&recognise(&people, &turned), &turned), pairs(&found, &entries));
    }
}

/// S1.13: what a script asks Active Directory for is what its own tools call the entry.
#[test]
fn a_guid_is_printed_as_its_directory_prints_it() {
    let raw = "33221100554477668899aabbccddeeff";
    assert_eq!(printed_id(raw, "objectguid"), "00112233-4455-6677-8899-aabbccddeeff");
    assert_eq!(printed_id(raw, "entryUUID"), "33221100-5544-7766-8899-aabbccddeeff");
    assert_eq!((printed_id("3130303037", "uid"), turned_id("3130")), ("10007".into(), None));
    assert_eq!(turned_id(&turned_id(raw).unwrap()).unwrap(), raw);
}
