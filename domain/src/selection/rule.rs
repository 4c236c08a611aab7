//! One row of a selection: whom it names, by the text of an attribute or by an LDAP filter.

use regex_lite::Regex;
use serde::{Deserialize, Serialize};

use super::{Candidate, filter::Filter};
use crate::text::fold;

/// A rule.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Rule {
    /// What it looks at.
    pub subject: Subject,
    /// The attribute whose text is compared, as the directory spells it, or `dn`; not needed for a filter.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub attribute: String,
    /// How the text is compared.
    pub how: How,
    /// What it is compared with.
    #[cfg_attr(feature = "openapi", schema(min_length = 1))]
    pub pattern: String,
}

/// What a rule looks at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Subject {
    /// The entry itself.
    Person,
    /// A group or distribution list: its members are not counted as members.
    Group,
    /// A container above the entry, by its name: all below it are meant.
    Container,
}

/// How a rule compares.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum How {
    /// The whole text, without regard to letter case and blanks.
    Exact,
    /// A part of the text, without regard to letter case and blanks.
    Substring,
    /// A regular expression that finds something in the text; it takes time in proportion to the text, whatever it says.
    Regex,
    /// An LDAP filter (RFC 4515).
    Filter,
}

/// A rule that is ready to be asked.
#[derive(Debug)]
pub struct Compiled {
    subject: Subject,
    attribute: String,
    test: Test,
}

#[derive(Debug)]
enum Test {
    Exact(String),
    Substring(String),
    Regex(Regex),
    Filter(Filter),
}

/// Longest pattern, in bytes.
const LONGEST: usize = 2000;

impl Rule {
    /// Makes it ready.
    ///
    /// # Errors
    /// A sentence with the remedy.
    pub fn compile(&self) -> Result<Compiled, String> {
        let pattern = self.pattern.trim();
        if pattern.is_empty() {
            return Err("`pattern` is empty; say what the text is compared with".to_owned());
        }
        if pattern.len() > LONGEST {
            return Err(format!("`pattern` is longer than {LONGEST} bytes"));
        }
        let attribute = self.attribute.trim();
        let is_name = !attribute.is_empty()
            && attribute.len() <= 255
            && attribute.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'.' | b';'));
        if self.how != How::Filter && self.subject != Subject::Container && !is_name {
            return Err("`attribute` is no attribute of a directory; give one such as department, or dn".to_owned());
        }
        let test = match self.how {
            How::Exact => Test::Exact(fold(pattern)),
            How::Substring => Test::Substring(fold(pattern)),
            How::Regex => Test::Regex(
                Regex::new(pattern).map_err(|error| format!("`pattern` is no regular expression: {error}"))?,
            ),
            How::Filter if self.subject == Subject::Container => {
                return Err("a container is named by its name, not by a filter".to_owned());
            }
            How::Filter => Test::Filter(Filter::parse(pattern)?),
        };
        Ok(Compiled { subject: self.subject, attribute: attribute.to_owned(), test })
    }
}

impl Compiled {
    /// Whether the rule names the entry.
    pub(super) fn names(&self, entry: &dyn Candidate, path: &[String]) -> bool {
        match self.subject {
            Subject::Person => self.fits(entry),
            Subject::Container => path.iter().skip(1).any(|part| self.fits_container(part)),
            Subject::Group => false,
        }
    }

    /// Whether the rule names the group.
    pub(super) fn names_group(&self, group: &dyn Candidate, path: &[String]) -> bool {
        match self.subject {
            Subject::Group => self.fits(group),
            Subject::Container => path.iter().skip(1).any(|part| self.fits_container(part)),
            Subject::Person => false,
        }
    }

    /// The attributes of a person that it looks at.
    pub(super) fn attributes(&self) -> Vec<String> {
        match (&self.test, self.subject) {
            (_, Subject::Group | Subject::Container) => Vec::new(),
            (Test::Filter(filter), Subject::Person) => filter.attributes(),
            (_, Subject::Person) if self.attribute.eq_ignore_ascii_case("dn") => Vec::new(),
            (_, Subject::Person) => vec![self.attribute.clone()],
        }
    }

    /// The attributes of a group that it looks at.
    pub(super) fn group_attributes(&self) -> Vec<String> {
        match (&self.test, self.subject) {
            (Test::Filter(filter), Subject::Group) => filter.attributes(),
            (_, Subject::Group) if !self.attribute.eq_ignore_ascii_case("dn") => vec![self.attribute.clone()],
            _ => Vec::new(),
        }
    }

    fn fits(&self, entry: &dyn Candidate) -> bool {
        if let Test::Filter(filter) = &self.test {
            return filter.finds(entry);
        }
        if self.attribute.eq_ignore_ascii_case("dn") {
            return self.fits_text(entry.dn());
        }
        entry.texts(&self.attribute).into_iter().any(|text| self.fits_text(text))
    }

    /// A part of a name such as `ou=sales`: what stands behind the sign is the container's name.
    fn fits_container(&self, part: &str) -> bool {
        part.split_once('=').is_some_and(|(_, name)| self.fits_text(name))
    }

    fn fits_text(&self, text: &str) -> bool {
        match &self.test {
            Test::Exact(wanted) => fold(text) == *wanted,
            Test::Substring(wanted) => fold(text).contains(wanted),
            Test::Regex(regex) => regex.is_match(text),
            Test::Filter(_) => false,
        }
    }
}
