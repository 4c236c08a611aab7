//! People of a source beside the entries of its directory: who is which, what would be replaced, and how that is told.

use domain::{
    api::{RekeyCounts, RekeyEntry, RekeyMatch, RekeyPerson, RekeyPreview, RekeyUnclear, TryRekey},
    id::{RunId, SourceId},
    rekey::{self, Doubt, Recognised, RekeyBy, id_under, put_out_of_use, shown_id},
    text::fold,
};
use sha2::{Digest as _, Sha256};

use super::read::Directory;
use crate::{
    app::{AppError, names},
    store::{
        Conn,
        rekey::{Known, known},
    },
};

/// Rows of each list that a preview has.
const ROWS: usize = 100;
/// Candidates that one doubt is told with.
const CANDIDATES: usize = 50;

/// What the asker may not see.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Veil {
    pub(super) key: bool,
    pub(super) old_ids: bool,
    pub(super) new_ids: bool,
}

/// People and entries, and who is which.
pub(super) struct Matching<'a> {
    asked: &'a TryRekey,
    known_by: &'a str,
    directory: &'a Directory,
    people: Vec<Known>,
    keys: Vec<Vec<String>>,
    found: Recognised,
}

impl<'a> Matching<'a> {
    /// Compares everybody who is known now.
    pub(super) async fn load(
        conn: &mut Conn,
        source: SourceId,
        (asked, known_by): (&'a TryRekey, &'a str),
        directory: &'a Directory,
    ) -> Result<Self, AppError> {
        let mut people: Vec<Known> = Vec::new();
        loop {
            let after = people.last().map(|last| last.external_id.clone()).unwrap_or_default();
            let page = known(conn, source, &after, 5000).await?;
            if page.is_empty() {
                break;
            }
            people.extend(page);
        }
        let keys: Vec<Vec<String>> = people.iter().map(|one| keys_of(one, asked.by)).collect();
        let compared: Vec<rekey::Known> = people
            .iter()
            .zip(&keys)
            .map(|(one, keys)| rekey::Known {
                id: id_under(&one.external_id, known_by, &asked.id_attribute).map(str::to_owned),
                keys: keys.clone(),
                is_detached: one.is_detached,
            })
            .collect();
        let found = rekey::recognise(&compared, &directory.entries);
        Ok(Self { asked, known_by, directory, people, keys, found })
    }

    /// People and the ids that are theirs from now on, in the order of the present ones.
    pub(super) fn matched(&self) -> Vec<(&Known, &str)> {
        let pair = |(person, entry): &(usize, usize)| {
            Some((self.people.get(*person)?, self.directory.entries.get(*entry)?.id.as_str()))
        };
        let mut matched: Vec<_> = self.found.matched.iter().filter_map(pair).collect();
        matched.sort_by_key(|(person, _)| &person.external_id);
        matched
    }

    /// Which ids take the place of which: those of the matched, and where the id attribute is another one, those of everybody else give way.
    pub(super) fn replaced(&self) -> Vec<(String, String)> {
        let mut new: Vec<Option<&str>> = vec![None; self.people.len()];
        for (person, entry) in &self.found.matched {
            if let (Some(place), Some(entry)) = (new.get_mut(*person), self.directory.entries.get(*entry)) {
                *place = Some(&entry.id);
            }
        }
        let other = |known: &Known| match id_under(&known.external_id, self.known_by, &self.asked.id_attribute) {
            Some(id) => id.to_owned(),
            None => put_out_of_use(&known.external_id, self.known_by),
        };
        let pairs = self
            .people
            .iter()
            .zip(new)
            .map(|(known, new)| (known.external_id.clone(), new.map_or_else(|| other(known), str::to_owned)));
        pairs.filter(|(old, new)| old != new).collect()
    }

    /// Stands for exactly these matches.
    pub(super) fn digest(&self) -> String {
        let mut sum = Sha256::new();
        let asked = serde_json::json!([self.known_by, self.asked.id_attribute, self.asked.by]);
        sum.update(asked.to_string());
        for (known, id) in self.matched() {
            sum.update(serde_json::json!([known.person, known.external_id, id]).to_string());
        }
        hex::encode(sum.finalize())
    }

    /// How many of each.
    pub(super) fn counts(&self) -> RekeyCounts {
        let is_away = |person: &usize| self.people.get(*person).is_some_and(|known| known.is_away);
        let in_doubt = self.found.unclear.iter().filter(|one| one.doubt != Doubt::Detached);
        let settled: std::collections::BTreeSet<usize> = self.found.same.iter().map(|(person, _)| *person).collect();
        let in_doubt: std::collections::BTreeSet<usize> =
            in_doubt.flat_map(|one| &one.people).filter(|person| !settled.contains(*person)).copied().collect();
        RekeyCounts {
            read: i64::try_from(self.directory.read).unwrap_or(i64::MAX),
            without_id: i64::try_from(self.directory.without_id).unwrap_or(i64::MAX),
            matched: count(self.found.matched.len()),
            returning: count(self.found.matched.iter().filter(|(person, _)| is_away(person)).count()),
            same: count(self.found.same.len()),
            unclear: count(in_doubt.len()),
            missing: count(self.found.missing.len()),
            new: count(self.found.new.len()),
        }
    }

    /// What it would come to, as far as the asker may see it.
    pub(super) fn told(&self, veil: Veil, held: Option<RunId>) -> RekeyPreview {
        let person = |place: &usize| self.person(*place, veil);
        let entry = |place: &usize| self.entry(*place, veil);
        let pair = |(who, what): &(usize, usize)| Some(RekeyMatch { person: person(who)?, entry: entry(what)? });
        let unclear = |one: &rekey::Unclear| RekeyUnclear {
            doubt: one.doubt,
            people: one.people.iter().filter_map(person).take(CANDIDATES).collect(),
            entries: one.entries.iter().filter_map(entry).take(CANDIDATES).collect(),
        };
        // Who would be blocked by the next run comes first.
        let mut missing: Vec<RekeyPerson> = self.found.missing.iter().filter_map(person).collect();
        missing.sort_by_key(|one| one.is_away);
        missing.truncate(ROWS);
        RekeyPreview {
            digest: self.digest(),
            id_attribute: self.asked.id_attribute.clone(),
            known_by: self.known_by.to_owned(),
            by: self.asked.by,
            counts: self.counts(),
            matched: self.found.matched.iter().filter_map(pair).take(ROWS).collect(),
            same: self.found.same.iter().filter_map(|(who, _)| person(who)).take(ROWS).collect(),
            unclear: self.found.unclear.iter().map(unclear).take(ROWS).collect(),
            missing,
            new: self.found.new.iter().filter_map(entry).take(ROWS).collect(),
            held,
        }
    }

    fn person(&self, place: usize, veil: Veil) -> Option<RekeyPerson> {
        let known = self.people.get(place)?;
        let id = id_under(&known.external_id, self.known_by, self.known_by);
        Some(RekeyPerson {
            id: known.person,
            name: known.display_name.clone(),
            entry_id: id.filter(|_| !veil.old_ids).map(shown_id),
            key: self.keys.get(place).filter(|_| !veil.key).and_then(|keys| in_a_line(keys)),
            is_away: known.is_away,
        })
    }

    fn entry(&self, place: usize, veil: Veil) -> Option<RekeyEntry> {
        let entry = self.directory.entries.get(place)?;
        Some(RekeyEntry {
            entry_id: (!veil.new_ids).then(|| shown_id(&entry.id)),
            dn: self.directory.names.get(place)?.clone(),
            key: in_a_line(&entry.keys).filter(|_| !veil.key),
        })
    }
}

fn in_a_line(keys: &[String]) -> Option<String> {
    (!keys.is_empty()).then(|| keys.join(", "))
}

fn count(length: usize) -> i64 {
    i64::try_from(length).unwrap_or(i64::MAX)
}

/// What somebody is recognised by, as it was read last, folded.
fn keys_of(known: &Known, by: RekeyBy) -> Vec<String> {
    match by {
        RekeyBy::Dn => vec![names::normal(&known.dn)],
        RekeyBy::Username => known.username.iter().map(|name| fold(name)).collect(),
        RekeyBy::Mail | RekeyBy::EmployeeNumber => {
            let said = known.theirs.iter().find(|(key, _)| key.as_str() == by.as_str());
            let texts = said.and_then(|(_, theirs)| theirs.value()).map(|value| value.texts()).unwrap_or_default();
            texts.iter().map(|text| fold(text)).filter(|key| !key.is_empty()).collect()
        }
    }
}
