//! What people are told, which way they want to be told, and what an administrator sets for all (S2.17, T8, X22).

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::{
    confirm::Cycle,
    id::{NewsId, NoticeId, PersonId},
    moment::Moment,
    name::AttributeKey,
    news::{Choice, NewsAbout},
};

/// One thing that the reader is told.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct NewsItem {
    /// The item.
    pub id: NewsId,
    /// What about.
    pub about: NewsAbout,
    /// When it happened, or last happened again.
    pub at: Moment,
    /// The reader has seen it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub read: bool,
    /// Whose profile it is about, if it is one other person's whom the reader may see.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub person: Option<PersonId>,
    /// Their name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Who did it, by name; absent if Amend or a run did.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<String>,
    /// Labels by language of the attributes that the reader may see.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub fields: Vec<BTreeMap<String, String>>,
    /// How many changes it is about.
    pub count: i64,
    /// The reason that somebody gave.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

/// What was seen: everything up to an item.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct ReadNews {
    /// The newest item that was seen.
    pub up_to: NewsId,
}

/// Which way the reader is told.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct MyNotices {
    /// Moves with everything here; the answer's `ETag`.
    pub version: i64,
    /// What holds, for everything that there is to tell.
    pub choices: Vec<Choice>,
    /// What of it is the reader's own choice; the rest follows the company.
    pub own: Vec<NewsAbout>,
    /// When the daily letter is made, `HH:MM`.
    pub digest_at: String,
    /// On the clocks of this time zone.
    pub time_zone: String,
    /// The language of letters.
    pub language: String,
    /// Where letters go: the address that the directory has; absent if it has none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub address: Option<String>,
    /// Sending mail is set up.
    pub can_send: bool,
}

/// The reader's own choices. What is absent or the same as the company's follows the company.
#[derive(Clone, Debug, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(default, deny_unknown_fields)]
pub struct SetMyNotices {
    /// Each thing at most once.
    pub choices: Vec<Choice>,
    /// `HH:MM`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub digest_at: Option<String>,
    /// Such as `Europe/Oslo`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub time_zone: Option<String>,
    /// `en` or `fr`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub language: Option<String>,
}

/// What an administrator sets for everybody.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct NoticeSettings {
    /// Moves with everything here; the answer's `ETag`.
    pub version: i64,
    /// How people are told who have not chosen.
    pub choices: Vec<Choice>,
    /// When the daily letter is made, `HH:MM`.
    pub digest_at: String,
    /// On the clocks of this time zone.
    pub time_zone: String,
    /// The language of letters to those who have not chosen one.
    pub language: String,
    /// Attributes whose values may stand in letters; of all others a letter has only the label, and of hidden ones nothing.
    pub values_of: Vec<AttributeKey>,
    /// How often people are asked whether their details are right.
    pub cycle: Cycle,
    /// What letters say, for everything there is to tell in each language.
    pub templates: Vec<Template>,
    /// The places that a template can name.
    #[serde(default)]
    pub places: Vec<TemplatePlace>,
    /// Sending mail is set up in the settings file.
    #[serde(default)]
    pub can_send: bool,
}

/// An edit of what is set for everybody; what is absent stays.
#[derive(Clone, Debug, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(default, deny_unknown_fields)]
pub struct SetNoticeSettings {
    /// Each thing at most once; what is not named stays.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub choices: Option<Vec<Choice>>,
    /// `HH:MM`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub digest_at: Option<String>,
    /// Such as `Europe/Oslo`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub time_zone: Option<String>,
    /// `en` or `fr`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub language: Option<String>,
    /// The whole list.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub values_of: Option<Vec<AttributeKey>>,
    /// All of it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cycle: Option<Cycle>,
    /// These templates; others stay. One without any text goes back to the usual one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub templates: Option<Vec<SetTemplate>>,
}

/// What a letter says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Template {
    /// What it tells.
    pub about: NewsAbout,
    /// In which language.
    pub language: String,
    /// One line.
    pub subject: String,
    /// The text.
    pub text: String,
    /// It is the one that Amend brings.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub usual: bool,
}

/// The company's own words.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct SetTemplate {
    /// What it tells.
    pub about: NewsAbout,
    /// `en` or `fr`.
    pub language: String,
    /// One line, with places such as `{person}`.
    pub subject: String,
    /// The text, with places such as `{changes}`.
    pub text: String,
}

/// A place in a template, such as `{person}`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct TemplatePlace {
    /// Its name.
    pub name: String,
    /// It can stand in a subject.
    pub in_subject: bool,
}

/// A letter as made-up people would get it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct LetterPreview {
    /// The subject.
    pub subject: String,
    /// The text.
    pub text: String,
}

/// A letter that could not be delivered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Undelivered {
    /// The letter.
    pub id: NoticeId,
    /// Where it was to go.
    pub to: String,
    /// Whom it was for; absent for the owners of a source.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub person: Option<PersonId>,
    /// Their name, or the source's.
    pub name: String,
    /// When it was made.
    pub made_at: Moment,
    /// When it was tried last.
    pub at: Moment,
    /// How often it was tried.
    pub attempts: i64,
    /// The mail server's words, or ours.
    pub reason: String,
    /// When it is tried next by itself; absent if it was given up.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next_at: Option<Moment>,
}
