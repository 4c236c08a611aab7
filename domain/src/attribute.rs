//! What an attribute is: its kind, what may stand in it, and the policy that says whose word counts and who may change it.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::{approval::Level, choice::Choice, name::AttributeKey};

/// An attribute's definition.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Attribute {
    /// The key, the same in SQL, JSON and addresses.
    pub key: AttributeKey,
    /// The label per language tag (`en`, `fr`); English is always there.
    pub labels: BTreeMap<String, String>,
    /// A sentence beside the field, per language tag: what belongs there, and what for.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub help: BTreeMap<String, String>,
    /// What a text in it means.
    pub kind: Kind,
    /// Whether it holds several values.
    pub many: bool,
    /// Where it belongs.
    pub family: Family,
    /// The section of the page that it stands in: `person`, `work`, `contact`, `place` or a company's own.
    pub section: String,
    /// Order within the page, smallest first.
    pub position: i32,
    /// What may stand in it.
    pub rules: Rules,
    /// Whose word counts and who may change it.
    pub policy: Policy,
    /// The name of the group that it is decided on with, such as `address`: changes of one person in one group are approved and rejected as one,
    /// and a conflict of one holds all (P43).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub together: Option<String>,
    /// Who decides on a change, level by level, where its approval is in levels.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub levels: Vec<Level>,
}

impl Attribute {
    /// Whether changes of both are decided on as one.
    #[must_use]
    pub fn is_decided_with(&self, other: &Self) -> bool {
        self.key != other.key && self.together.is_some() && self.together == other.together
    }

    /// The label in `language`, else in English, else the key.
    #[must_use]
    pub fn label(&self, language: &str) -> &str {
        self.labels.get(language).or_else(|| self.labels.get("en")).map_or(self.key.as_str(), String::as_str)
    }
}

/// What a text in an attribute means; decides how values are cleaned, compared and shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// A line of text.
    Text,
    /// An e-mail address.
    Email,
    /// A phone number: kept as typed, compared as E.164.
    Phone,
    /// A web address.
    Url,
    /// A day, `YYYY-MM-DD`.
    Date,
    /// A number, with a decimal point if it is no whole one.
    Number,
    /// One of the listed choices.
    Choice,
    /// `TRUE` or `FALSE`.
    YesNo,
    /// Another person, such as the manager.
    Person,
    /// A country, set together as code, name and number (P26).
    Country,
    /// A picture of the person.
    Photo,
}

/// Where an attribute belongs (S1.17).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Family {
    /// Standard in directories.
    Directory,
    /// A company's own directory attribute.
    Custom,
    /// Known to Amend alone; never expected from a directory.
    ProductOnly,
}

/// What may stand in an attribute. A field that is `None` or empty sets no limit.
#[derive(Clone, Debug, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(default)]
pub struct Rules {
    /// Whether it must not be blank.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub mandatory: bool,
    /// Fewest characters (Unicode scalar values) of each text.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub min_chars: Option<u32>,
    /// Most characters of each text.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_chars: Option<u32>,
    /// Most UTF-8 bytes of each text; directories often count bytes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_bytes: Option<u32>,
    /// A regular expression that each whole text must match.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pattern: Option<String>,
    /// The options of a choice, in the order to offer them.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub choices: Vec<Choice>,
    /// The attribute that narrows the options by what stands in it, such as the country of a list of cities.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub depends_on: Option<AttributeKey>,
    /// The smallest number.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub least: Option<String>,
    /// The greatest number.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub most: Option<String>,
    /// Most values of an attribute of many values.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_values: Option<u32>,
    /// Earliest day of a date, `YYYY-MM-DD`, `today` or `yesterday`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub earliest: Option<String>,
    /// Latest day of a date, `YYYY-MM-DD`, `today` or `yesterday`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub latest: Option<String>,
    /// A phone number that cannot be understood is refused rather than kept as typed.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub strict_phone: bool,
    /// The country (ISO 3166 alpha-2) whose phone numbers are written without `+` and country code (P24).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub default_country: Option<String>,
    /// What is said, per language tag, where a value breaks one of these rules, in the place of the usual sentence.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub messages: BTreeMap<String, String>,
    /// The order of several values says something and is kept; directories keep none (P18).
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub ordered: bool,
    /// Width and height of a picture in pixels at most (P25).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub picture_side: Option<u32>,
    /// Bytes of a picture at most.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub picture_bytes: Option<u32>,
}

impl Rules {
    /// Whether anything may stand in it.
    #[must_use]
    pub fn limit_nothing(&self) -> bool {
        *self == Self::default()
    }

    /// These limits, and those of `own` where these name none. Whether it must be filled is left as `own` has it.
    #[must_use]
    pub fn over(&self, own: &Self) -> Self {
        let said = self.clone();
        Self {
            mandatory: own.mandatory,
            min_chars: said.min_chars.or(own.min_chars),
            max_chars: said.max_chars.or(own.max_chars),
            max_bytes: said.max_bytes.or(own.max_bytes),
            pattern: said.pattern.or_else(|| own.pattern.clone()),
            depends_on: if said.choices.is_empty() { own.depends_on.clone() } else { said.depends_on },
            choices: if said.choices.is_empty() { own.choices.clone() } else { said.choices },
            least: said.least.or_else(|| own.least.clone()),
            most: said.most.or_else(|| own.most.clone()),
            max_values: said.max_values.or(own.max_values),
            earliest: said.earliest.or_else(|| own.earliest.clone()),
            latest: said.latest.or_else(|| own.latest.clone()),
            strict_phone: said.strict_phone || own.strict_phone,
            default_country: said.default_country.or_else(|| own.default_country.clone()),
            messages: if said.messages.is_empty() { own.messages.clone() } else { said.messages },
            ordered: said.ordered || own.ordered,
            picture_side: said.picture_side.or(own.picture_side),
            picture_bytes: said.picture_bytes.or(own.picture_bytes),
        }
    }
}

/// Whose word counts and who may change an attribute.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Policy {
    /// Whose word counts.
    pub authority: Authority,
    /// Employees may not change it while this is set.
    pub locked: bool,
    /// Whether employees see it in their own profile and may have it sent to them at all.
    pub visible: bool,
    /// Who decides on a change of it.
    pub approval: Approval,
    /// What a source means that has the attribute, but no value in it.
    #[serde(default)]
    pub blank: Blank,
    /// What it means that a person empties the field.
    #[serde(default)]
    pub emptied: Blank,
}

/// What a blank means, in a directory or in what a person typed (X15). That the attribute is not mapped, or could not be read, never clears
/// anything.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Blank {
    /// There is no value.
    #[default]
    Clears,
    /// Nothing is said: what stood there stays. To a person that is told at the field.
    Ignored,
}

/// Whose word counts for an attribute.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Authority {
    /// The directory's, always; an edit is only on its way to it.
    Directory,
    /// An approved edit's until the directory confirms it; a third value is a conflict.
    Shared,
    /// The directory's once it has one; people fill in what it lacks.
    Fill,
    /// Amend's own; the directory is never asked.
    Local,
}

/// Who decides on a change.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Approval {
    /// Nobody: approved when it is saved.
    None,
    /// The people administrators.
    Admins,
    /// The person's manager as the directory names them, or the people administrators.
    Manager,
    /// The attribute's levels, one after the other.
    Levels,
}
