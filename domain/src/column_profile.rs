//! Column profiles: what the columns of a file are called that another program reads, and how that program wants the file (S1.13). What is saved
//! can be read back: every heading means one thing.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::{
    api::{CsvProfile, Delimiter, ImportUse, KeyColumn},
    import::{self, Known},
    name::AttributeKey,
};

/// The longest name and heading, in characters.
const LONGEST: usize = 100;

/// How another program reads files: what its columns are called, and how cells are divided and written.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct ColumnProfile {
    /// What people call it, such as the program's name.
    pub name: String,
    /// What names the person.
    pub key: KeyColumn,
    /// What that column is called; as ever if absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub key_heading: Option<String>,
    /// For whom a CSV file is written.
    #[serde(default)]
    pub profile: CsvProfile,
    /// Between the columns of a CSV file.
    #[serde(default)]
    pub delimiter: Delimiter,
    /// What the columns of attributes are called; others carry the directory's names.
    pub headings: BTreeMap<AttributeKey, String>,
}

/// A heading with the field that it was sent in and what it means when its file comes back.
struct Heading<'a> {
    field: String,
    meaning: ImportUse,
    text: &'a str,
}

impl ColumnProfile {
    /// The same without blanks around names, and without headings that are blank.
    #[must_use]
    pub fn cleaned(self) -> Self {
        let clean = |text: String| Some(text.trim().to_owned()).filter(|text| !text.is_empty());
        let headings = self.headings.into_iter().filter_map(|(key, text)| Some((key, clean(text)?)));
        Self {
            name: self.name.trim().to_owned(),
            key_heading: self.key_heading.and_then(clean),
            headings: headings.collect(),
            ..self
        }
    }

    fn all(&self) -> Vec<Heading<'_>> {
        let key = self.key_heading.as_deref().map(|text| {
            let meaning = match self.key {
                KeyColumn::Dn => ImportUse::Dn,
                KeyColumn::Id => ImportUse::Id,
                KeyColumn::Username => ImportUse::Username,
                KeyColumn::Mail => import::of_attribute("mail"),
            };
            Heading { field: "key_heading".to_owned(), meaning, text }
        });
        let attributes = self.headings.iter().map(|(attribute, text)| Heading {
            field: format!("headings.{attribute}"),
            meaning: ImportUse::Attribute { attribute: attribute.clone() },
            text,
        });
        key.into_iter().chain(attributes).collect()
    }

    /// What each heading means when a file comes back.
    #[must_use]
    pub fn meanings(&self) -> Vec<(ImportUse, String)> {
        self.all().into_iter().map(|one| (one.meaning, one.text.to_owned())).collect()
    }

    /// Refuses what could not be read back: headings that stand twice or mean something else already, and attributes that the target does not
    /// write. `mapped` is what it writes, with the names there; `known` is what headings mean without this profile.
    ///
    /// # Errors
    /// A sentence that names the field, what is wrong with it, and the remedy.
    pub fn check(&self, mapped: &[(AttributeKey, String)], known: &Known<'_>) -> Result<(), String> {
        if self.name.is_empty() || self.name.chars().count() > LONGEST {
            return Err(format!("`name`: is a text of 1 to {LONGEST} characters, such as the program's name"));
        }
        if let Some(other) = self.headings.keys().find(|key| !mapped.iter().any(|(known, _)| known == *key)) {
            return Err(format!("`headings.{other}`: is not written to this directory; leave it out"));
        }
        let all = self.all();
        if all.is_empty() {
            return Err("`headings`: are all as in the directory; name at least one column".to_owned());
        }
        let unnamed = mapped.iter().filter(|(key, _)| !self.headings.contains_key(key));
        let mut seen: BTreeSet<String> = unnamed.map(|(_, name)| import::word(name)).collect();
        if self.key_heading.is_none() {
            seen.insert(import::word(self.key.heading()));
        }
        for Heading { field, meaning, text } in all {
            let begins_well = text.chars().next().is_some_and(char::is_alphanumeric);
            if !begins_well || text.chars().count() > LONGEST || text.chars().any(char::is_control) {
                return Err(format!(
                    "`{field}`: is one line of 1 to {LONGEST} characters that begins with a letter or a digit"
                ));
            }
            if !seen.insert(import::word(text)) {
                return Err(format!("`{field}`: another column is called {text} already; give each a name of its own"));
            }
            if let Some(other) = import::meaning(text, known).filter(|other| *other != meaning) {
                let other = named(&other);
                return Err(format!(
                    "`{field}`: {text} means {other} already when a file is read; choose another name"
                ));
            }
        }
        Ok(())
    }
}

fn named(meaning: &ImportUse) -> String {
    match meaning {
        ImportUse::Ignore => "nothing".to_owned(),
        ImportUse::Username => "the user name".to_owned(),
        ImportUse::Dn => "the distinguished name".to_owned(),
        ImportUse::Id => "the immutable id".to_owned(),
        ImportUse::Attribute { attribute } => attribute.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalogue;

    /// S1.13: what is saved can be read back, and what means something else is refused with its field.
    #[test]
    fn headings_mean_one_thing() {
        let key = |text: &str| AttributeKey::parse(text).unwrap();
        let attributes = catalogue::default_attributes();
        let mapped = [("title", "title"), ("city", "l"), ("phone", "telephoneNumber")];
        let mapped = mapped.map(|(one, name)| (key(one), name.to_owned()));
        let all: Vec<_> = attributes.iter().collect();
        let known = Known { attributes: all.clone(), names: mapped.to_vec(), headings: Vec::new() };
        let profile = |headings: &[(&str, &str)], key_heading: Option<&str>| {
            let profile = ColumnProfile {
                name: " Payroll ".to_owned(),
                key: KeyColumn::Username,
                key_heading: key_heading.map(str::to_owned),
                profile: CsvProfile::Machine,
                delimiter: Delimiter::Semicolon,
                headings: headings.iter().map(|(one, heading)| (key(one), (*heading).to_owned())).collect(),
            };
            profile.cleaned()
        };
        let good = profile(&[("title", " Occupation "), ("city", " ")], Some("Staff no."));
        assert_eq!(good.check(&mapped, &known), Ok(()));
        let others = Known { attributes: all, names: mapped.to_vec(), headings: good.meanings() };
        assert_eq!(import::meaning("OCCUPATION", &others), Some(import::of_attribute("title")));
        assert_eq!(import::meaning("staff no", &others), Some(ImportUse::Username));
        let clash = profile(&[("city", "Occupation")], None).check(&mapped, &others).unwrap_err();
        assert!(clash.contains("Occupation means title already"), "{clash}");
        for (headings, key_heading, says) in [
            (&[][..], None, "`headings`: are all"),
            (&[("title", "City")], None, "`headings.title`: City means city already"),
            (&[("title", "telephone number")], None, "`headings.title`: another column is called"),
            (&[("title", "=A1")], None, "`headings.title`: is one line"),
            (&[("title", "a\nb")], None, "`headings.title`: is one line"),
            (&[("title", "Work"), ("city", "WORK")], None, "another column is called"),
            (&[("title", "Work")], Some("work"), "`headings.title`: another column is called"),
            (&[("title", "Distinguished name")], None, "means the distinguished name"),
            (&[("title", "username")], None, "another column is called"),
            (&[("room", "Room no.")], None, "`headings.room`: is not written"),
        ] {
            let why = profile(headings, key_heading).check(&mapped, &known).unwrap_err();
            assert!(why.contains(says), "{says}: {why}");
        }
    }
}
