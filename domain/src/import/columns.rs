//! What the headings of a file mean: an attribute by its key, a label or its name in a directory, or what recognises people. What is not
//! understood is ignored, with a guess beside it.

use std::collections::BTreeSet;

use super::is_importable;
use crate::{
    api::{ImportColumn, ImportKey, ImportUse},
    attribute::Attribute,
    name::AttributeKey,
    text::fold_for_search,
};

/// What columns there are.
#[derive(Clone, Debug)]
pub struct Known<'a> {
    /// The attributes.
    pub attributes: Vec<&'a Attribute>,
    /// Their names in directories; an attribute may have several.
    pub names: Vec<(AttributeKey, String)>,
    /// What other programs call columns, by the profiles that were saved for them.
    pub headings: Vec<(ImportUse, String)>,
}

/// What people and programs call what is no attribute.
const OTHERS: [(&str, ImportUse); 10] = [
    ("username", ImportUse::Username),
    ("user", ImportUse::Username),
    ("login", ImportUse::Username),
    ("uid", ImportUse::Username),
    ("samaccountname", ImportUse::Username),
    ("nomdutilisateur", ImportUse::Username),
    ("dn", ImportUse::Dn),
    ("distinguishedname", ImportUse::Dn),
    ("id", ImportUse::Id),
    ("objectguid", ImportUse::Id),
];

/// Two of the three attributes of a country in Active Directory: the first, `c`, says all.
const SAID_ALREADY: [&str; 2] = ["co", "countrycode"];

/// What each column is taken for. Of two columns of one meaning the first counts.
#[must_use]
pub fn match_columns(headings: &[String], known: &Known<'_>) -> Vec<ImportColumn> {
    let mut taken = BTreeSet::new();
    let words = words(known);
    let mut columns: Vec<ImportColumn> = Vec::with_capacity(headings.len());
    for heading in headings {
        let word = word(heading);
        let found = words.iter().find(|(known, _)| *known == word).map(|(_, meaning)| meaning.clone());
        let column = match found {
            Some(meaning) if taken.insert(meaning.clone()) => {
                ImportColumn { heading: heading.clone(), taken: meaning, suggestion: None }
            }
            Some(_) | None => ImportColumn { heading: heading.clone(), taken: ImportUse::Ignore, suggestion: None },
        };
        columns.push(column);
    }
    for column in columns.iter_mut().filter(|column| column.taken == ImportUse::Ignore) {
        let word = word(&column.heading);
        let is_said = SAID_ALREADY.contains(&word.as_str());
        column.suggestion = if is_said { None } else { nearest(&word, &words, &taken) };
    }
    columns
}

/// Why a file with these columns cannot be used, in a sentence with the remedy.
#[must_use]
pub fn trouble(columns: &[ImportColumn], key: ImportKey) -> Option<String> {
    let headings = || columns.iter().map(|column| column.heading.as_str()).collect::<Vec<_>>().join(", ");
    if !columns.iter().any(|column| column.taken == key.column()) {
        return Some(format!(
            "no column is the key {}; expected a first line such as mail, display_name, title, found: {}; say which column it is, or choose another key",
            key.heading(),
            headings().chars().take(300).collect::<String>(),
        ));
    }
    let mut seen = BTreeSet::new();
    let twice = columns.iter().find(|column| column.taken != ImportUse::Ignore && !seen.insert(&column.taken))?;
    Some(format!("the column {} is taken for the same as another; ignore one of them", twice.heading))
}

/// What a heading means, if it is understood.
#[must_use]
pub fn meaning(heading: &str, known: &Known<'_>) -> Option<ImportUse> {
    let heading = word(heading);
    words(known).into_iter().find(|(known, _)| *known == heading).map(|(_, meaning)| meaning)
}

/// The column of an attribute.
#[must_use]
pub fn of_attribute(key: &str) -> ImportUse {
    AttributeKey::parse(key).map_or(ImportUse::Ignore, |attribute| ImportUse::Attribute { attribute })
}

/// Every word that is understood, the strongest first: keys, then labels, then names in directories, then what other programs call them.
fn words(known: &Known<'_>) -> Vec<(String, ImportUse)> {
    let of = |attribute: &AttributeKey| ImportUse::Attribute { attribute: attribute.clone() };
    let importable = || known.attributes.iter().filter(|one| is_importable(one.kind));
    let keys = importable().map(|one| (word(one.key.as_str()), of(&one.key)));
    let others = OTHERS.iter().map(|(word, meaning)| ((*word).to_owned(), meaning.clone()));
    let labels = importable().flat_map(|one| one.labels.values().map(|label| (word(label), of(&one.key))));
    let names = known.names.iter().filter(|(key, _)| importable().any(|one| one.key == *key));
    let names = names.map(|(key, name)| (word(name), of(key)));
    let headings = known.headings.iter().map(|(meaning, heading)| (word(heading), meaning.clone()));
    keys.chain(others).chain(labels).chain(names).chain(headings).filter(|(word, _)| !word.is_empty()).collect()
}

/// A heading as it is compared: letters and digits alone.
#[must_use]
pub fn word(heading: &str) -> String {
    fold_for_search(heading).chars().filter(|c| c.is_alphanumeric()).collect()
}

/// The nearest word whose meaning no other column has.
fn nearest(heading: &str, words: &[(String, ImportUse)], taken: &BTreeSet<ImportUse>) -> Option<ImportUse> {
    let letters = heading.chars().count();
    if !(3..=40).contains(&letters) {
        return None;
    }
    let most = letters.div_ceil(3).min(3);
    words
        .iter()
        .filter(|(_, meaning)| !taken.contains(meaning))
        .filter(|(word, _)| word.chars().count().abs_diff(letters) <= most)
        .map(|(word, meaning)| (distance(heading, word), meaning))
        .filter(|(distance, _)| *distance <= most)
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, meaning)| meaning.clone())
}

/// How many letters have to be put in, taken away or exchanged (Levenshtein).
fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.chars().enumerate() {
        let mut before = i;
        if let Some(first) = row.first_mut() {
            *first = i + 1;
        }
        for (j, y) in b.iter().enumerate() {
            let (left, above) = (row.get(j).copied().unwrap_or(0), row.get(j + 1).copied().unwrap_or(0));
            let cost = (before + usize::from(x != *y)).min(left + 1).min(above + 1);
            before = above;
            if let Some(cell) = row.get_mut(j + 1) {
                *cell = cost;
            }
        }
    }
    row.last().copied().unwrap_or(0)
}
