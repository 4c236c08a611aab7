//! What to read: exactly the attributes that are mapped and the one that carries the immutable id, never "all".

use serde::{Deserialize, Serialize};

use crate::ldap::{Filter, SettingsProblem, check_filter};

/// The attribute that keeps its value for as long as an entry lives.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct IdAttribute {
    name: String,
    form: IdForm,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum IdForm {
    /// RFC 4530: text of 36 characters, kept as the 16 bytes it stands for.
    UuidText,
    /// objectGUID and all others: the bytes as they are.
    Bytes,
}

impl IdAttribute {
    /// `entryUUID` (OpenLDAP), `objectGUID` (Active Directory) or another attribute.
    pub(crate) fn new(name: &str) -> Result<Self, SettingsProblem> {
        let name = attribute_name("id attribute", name)?;
        let form = if name.eq_ignore_ascii_case("entryUUID") { IdForm::UuidText } else { IdForm::Bytes };
        Ok(Self { name, form })
    }

    pub(super) fn name(&self) -> &str {
        &self.name
    }

    /// Finds the entry with an id.
    pub(super) fn filter(&self, id: &[u8]) -> Filter {
        match (self.form, <[u8; 16]>::try_from(id)) {
            (IdForm::UuidText, Ok(bytes)) => Filter::equals(&self.name, uuid_text(&bytes).as_bytes()),
            _ => Filter::equals(&self.name, id),
        }
    }

    /// The id that a value of this attribute stands for.
    pub(super) fn id<'a>(&self, value: &'a [u8], room: &'a mut [u8; 16]) -> Result<&'a [u8], &'static str> {
        match self.form {
            IdForm::Bytes if value.is_empty() => Err("its id is empty"),
            IdForm::Bytes if value.len() > 255 => Err("its id is longer than 255 bytes"),
            IdForm::Bytes => Ok(value),
            IdForm::UuidText => {
                read_uuid(value, room).ok_or("its id is not a UUID")?;
                Ok(room)
            }
        }
    }
}

/// Writes 8-4-4-4-12 hexadecimal digits.
fn uuid_text(bytes: &[u8; 16]) -> String {
    let digits = hex::encode(bytes);
    [&digits[..8], &digits[8..12], &digits[12..16], &digits[16..20], &digits[20..]].join("-")
}

/// Reads 8-4-4-4-12 hexadecimal digits.
fn read_uuid(text: &[u8], into: &mut [u8; 16]) -> Option<()> {
    if text.len() != 36 {
        return None;
    }
    let mut place = 0;
    for byte in into {
        if matches!(place, 8 | 13 | 18 | 23) {
            if text[place] != b'-' {
                return None;
            }
            place += 1;
        }
        let digit = |place: usize| char::from(text[place]).to_digit(16).and_then(|digit| u8::try_from(digit).ok());
        *byte = digit(place)? << 4 | digit(place + 1)?;
        place += 2;
    }
    Some(())
}

/// A search for people as it travels.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Asked {
    base: String,
    filter: String,
    attributes: Vec<String>,
    id: String,
    depends_on: u64,
}

impl From<ReadRequest> for Asked {
    fn from(request: ReadRequest) -> Self {
        let ReadRequest { base, filter, attributes, id, depends_on } = request;
        Self { base, filter, attributes, id: id.name, depends_on }
    }
}

impl TryFrom<Asked> for ReadRequest {
    type Error = SettingsProblem;

    fn try_from(asked: Asked) -> Result<Self, SettingsProblem> {
        let Asked { base, filter, attributes, id, depends_on } = asked;
        let attributes: Vec<&str> = attributes.iter().map(String::as_str).collect();
        let request = Self::new(&base, &filter, &attributes, IdAttribute::new(&id)?)?;
        Ok(Self { depends_on, ..request })
    }
}

/// A search for people, checked.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(into = "Asked", try_from = "Asked")]
pub(crate) struct ReadRequest {
    pub(super) base: String,
    pub(super) filter: String,
    pub(super) attributes: Vec<String>,
    pub(super) id: IdAttribute,
    /// What else the answer depends on: who is chosen, who is in which group.
    pub(super) depends_on: u64,
}

impl ReadRequest {
    /// The same with more attributes, and with a fingerprint of what else decides who comes in: where it moves, no cursor is good any more.
    pub(crate) fn with(&self, attributes: &[String], depends_on: u64) -> Result<Self, SettingsProblem> {
        let mut all: Vec<&str> = self.attributes.iter().map(String::as_str).collect();
        all.extend(attributes.iter().map(String::as_str));
        let wider = Self::new(&self.base, &self.filter, &all, self.id.clone())?;
        Ok(Self { depends_on, ..wider })
    }

    /// `attributes` are the mapped ones; repeated names count once. An attribute of the directory may be the id and
    /// mapped as well.
    pub(crate) fn new(base: &str, filter: &str, attributes: &[&str], id: IdAttribute) -> Result<Self, SettingsProblem> {
        let mut names: Vec<String> = Vec::with_capacity(attributes.len());
        for name in attributes {
            let name = attribute_name("mapped attribute", name)?;
            if !names.iter().any(|known| known.eq_ignore_ascii_case(&name)) {
                names.push(name);
            }
        }
        check_filter(filter)?;
        let base = base.trim();
        if base.is_empty() {
            return Err(SettingsProblem {
                field: "base",
                reason: "it is empty".into(),
                remedy: "give the distinguished name below which people are, as in dc=example,dc=com",
            });
        }
        Ok(Self { base: base.to_owned(), filter: filter.to_owned(), attributes: names, id, depends_on: 0 })
    }

    /// Where it starts.
    pub(crate) fn base(&self) -> &str {
        &self.base
    }

    /// Which entries it finds.
    pub(crate) fn filter(&self) -> &str {
        &self.filter
    }

    /// The attributes that it asks for, beside the id.
    pub(crate) fn attributes(&self) -> &[String] {
        &self.attributes
    }

    /// The same search for those that this filter finds too, and with these attributes alone.
    pub(crate) fn narrowed(&self, filter: &str, attributes: Vec<String>) -> Self {
        let filter = if self.filter == filter {
            self.filter.clone()
        } else {
            Filter::all([Filter::written(filter), Filter::written(&self.filter)]).into_text()
        };
        Self { filter, attributes, ..self.clone() }
    }

    /// Whether the id attribute is this one.
    pub(crate) fn id_is(&self, name: &str) -> bool {
        self.id.name.eq_ignore_ascii_case(name)
    }

    /// The attribute that carries the immutable id.
    pub(crate) fn id_name(&self) -> &str {
        self.id.name()
    }

    /// The same search in one place, that of an entry and what is below it.
    pub(crate) fn at(&self, dn: &str) -> Self {
        Self { base: dn.to_owned(), ..self.clone() }
    }

    /// The same search for those that have this text of an attribute.
    pub(crate) fn named(&self, attribute: &str, text: &str) -> Self {
        self.holding(attribute, text.as_bytes())
    }

    /// The same search for those that have this value of an attribute, byte by byte.
    pub(crate) fn holding(&self, attribute: &str, value: &[u8]) -> Self {
        let these = Filter::all([Filter::written(&self.filter), Filter::equals(attribute, value)]);
        Self { filter: these.into_text(), ..self.clone() }
    }

    /// The same search for nothing but the id.
    pub(super) fn ids_only(&self) -> Self {
        Self { attributes: Vec::new(), ..self.clone() }
    }

    /// What goes into the search.
    pub(super) fn requested(&self) -> Vec<String> {
        let mut requested = self.attributes.clone();
        if !requested.iter().any(|name| name.eq_ignore_ascii_case(&self.id.name)) {
            requested.push(self.id.name.clone());
        }
        requested
    }
}

/// An attribute description, RFC 4512 section 2.5: name or number, options allowed. `*`, `+` and the like are not.
fn attribute_name(field: &'static str, text: &str) -> Result<String, SettingsProblem> {
    let name = text.trim();
    let allowed = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b';' | b'_');
    if name.is_empty() || name == "1.1" || name.len() > 255 || !name.bytes().all(allowed) {
        return Err(SettingsProblem {
            field,
            reason: format!("\u{201c}{}\u{201d} is not the name of an attribute", crate::ldap::clean(name.as_bytes())),
            remedy: "give one name of letters, digits and hyphens, as in telephoneNumber",
        });
    }
    Ok(name.to_owned())
}
