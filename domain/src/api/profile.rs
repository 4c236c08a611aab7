//! A profile as its owner or an administrator sees it, and what they send back.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt,
};

use serde::{
    Deserialize, Deserializer, Serialize,
    de::{Error as _, MapAccess, Visitor},
};

use super::{ApprovalView, FillOffer, ReadFrom, Step};
use crate::{
    api::{DecidedWith, Members, PictureRules},
    attribute::{Approval, Kind, Rules},
    change::ChangeState,
    choice::Choice,
    id::{ChangeId, FillSetId, PersonId},
    likeness::Likeness,
    merge::Notice,
    moment::Moment,
    name::AttributeKey,
    provenance::Provenance,
    value::Value,
};

/// One person's profile. `version` is also the answer's `ETag`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Profile {
    /// The person.
    pub id: PersonId,
    /// Moves with everything that the page shows.
    pub version: i64,
    /// The user name; `None` while it is held by somebody else after a collision.
    pub username: Option<String>,
    /// The name to show.
    pub display_name: String,
    /// The source that the person is linked to; `None` for a local profile ("not in directory").
    pub source: Option<String>,
    /// The distinguished name of the entry; only for administrators.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dn: Option<String>,
    /// When the last run that read the person began.
    pub synced_at: Option<Moment>,
    /// Set while the person is blocked.
    pub blocked: Option<Blocked>,
    /// From when on the reader may delete the person for good; absent while they may not.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub purge_from: Option<Moment>,
    /// The attributes that the reader may see, in the page's order.
    pub fields: Vec<Field>,
    /// What sections are called, by language, where they are not called by their name.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub sections: BTreeMap<String, BTreeMap<String, String>>,
    /// What choosing a value fills in.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub fills: Vec<FillOffer>,
    /// Whether the reader edits as an administrator (locked fields too).
    pub as_admin: bool,
    /// What the owner is asked to look over, if anything is due and they have not put it off.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub confirm: Option<super::ConfirmAsked>,
}

/// Why and since when a person is blocked (S2.11).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Blocked {
    /// Since when.
    pub at: Moment,
    /// Who blocked: the directory or an administrator. They are kept apart.
    pub by: BlockedBy,
    /// The reason.
    pub reason: BlockReason,
    /// An administrator's own words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// Whom somebody resembles who was blocked for it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub like: Option<LikeBlocked>,
}

/// Somebody whom an administrator has blocked, and what a newcomer shares with them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct LikeBlocked {
    /// The person.
    pub person: PersonId,
    /// Their name.
    pub name: String,
    /// What the two share.
    pub shared: Vec<Likeness>,
}

/// Who blocked a person.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum BlockedBy {
    /// A sync run.
    Directory,
    /// An administrator.
    Admin,
}

/// Why a person is blocked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum BlockReason {
    /// The account is disabled in the directory (S2.12).
    DisabledInDirectory,
    /// A complete run no longer found the entry (S2.13).
    LeftScope,
    /// Nobody more may be active (S2.19).
    NoSeat,
    /// Back in the directory, and waits until an administrator lets them in (T16).
    Returned,
    /// An administrator did it.
    ByAdmin,
    /// A newcomer resembles somebody whom an administrator has blocked (P11).
    LikeBlocked,
}

/// One attribute on a profile.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Field {
    /// The attribute.
    pub key: AttributeKey,
    /// Its labels by language; English is always there.
    pub labels: BTreeMap<String, String>,
    /// What a text in it means.
    pub kind: Kind,
    /// Whether it holds several values.
    pub many: bool,
    /// The section of the page.
    pub section: String,
    /// A sentence beside it, by language.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub help: BTreeMap<String, String>,
    /// It may be changed, but not emptied.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub keeps: bool,
    /// What may stand in it; the widget checks the same rules with the same code.
    #[serde(default, skip_serializing_if = "Rules::limit_nothing")]
    pub rules: Rules,
    /// Who decides on a change of it.
    pub approval: Approval,
    /// The effective value; `null` if it is blank.
    pub value: Option<Value>,
    /// The value as to be shown where its text is not (a manager's name, a country's).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub shown: Option<String>,
    /// Where the value comes from.
    pub provenance: Provenance,
    /// What the directory holds, where it differs from `value`: `{"empty": true}` is told by `directory_empty`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub directory: Option<Value>,
    /// The directory was read and is blank, while `value` is not.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub directory_empty: bool,
    /// What is taken and made of a picture; absent where none can be sent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub picture: Option<PictureRules>,
    /// Why the reader may not change it; `None` if they may.
    pub lock: Option<Lock>,
    /// Though it is locked, the reader may suggest a correction.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub may_suggest: bool,
    /// The newest change that still matters to the reader: open ones, and the last decided one.
    pub change: Option<ChangeView>,
    /// When the person last said that it is right, or changed it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub confirmed_at: Option<Moment>,
    /// Hidden from employees; only administrators ever see such a field.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub hidden: bool,
}

/// Why a field cannot be changed, and who can help (S1.8, X21).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(tag = "why", rename_all = "snake_case")]
pub enum Lock {
    /// The directory's word counts.
    ManagedByDirectory {
        /// The source's name.
        source: Option<String>,
        /// When it was last read.
        read_at: Option<Moment>,
    },
    /// The directory already holds a value and only blanks may be filled.
    FilledByDirectory {
        /// The source's name.
        source: Option<String>,
        /// When it was last read.
        read_at: Option<Moment>,
    },
    /// The directory has not told yet whether it holds a value.
    NotReadYet,
    /// It is worked out from other attributes of the directory, so it cannot be written back.
    WorkedOut {
        /// The source's name.
        source: Option<String>,
    },
    /// An administrator holds the value in place.
    Pinned {
        /// Until when.
        until: Moment,
    },
    /// An administrator locked it.
    LockedByAdmin,
    /// The person is blocked.
    PersonBlocked,
}

/// A change as shown next to its field and in lists.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ChangeView {
    /// The change.
    pub id: ChangeId,
    /// Moves with its state, base and value; a decision names it.
    pub version: i64,
    /// The person it is about.
    pub person: PersonId,
    /// That person's name.
    pub person_name: String,
    /// The attribute.
    pub attribute: AttributeKey,
    /// The attribute's labels by language.
    pub labels: BTreeMap<String, String>,
    /// What a text in it means; absent where the attribute is gone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kind: Option<Kind>,
    /// What the directory held when it was proposed.
    pub old: Option<Value>,
    /// `old` in words, where its text is not for people.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub old_shown: Option<String>,
    /// What is proposed; `null` clears.
    pub new: Option<Value>,
    /// Of an attribute of many values: what joins and what leaves; the others stay (P18).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub members: Option<Members>,
    /// `new` in words, where its text is not for people.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub new_shown: Option<String>,
    /// The options that the values name, where people read another text in their place.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub choices: Vec<Choice>,
    /// The directory's third value, while in conflict.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub theirs: Option<Value>,
    /// In conflict, and the directory is blank now.
    #[serde(default)]
    pub theirs_empty: bool,
    /// In conflict, where and when the directory's value was first read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub theirs_from: Option<ReadFrom>,
    /// It corrects what was locked for its author.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub suggested: bool,
    /// Where it is.
    pub state: ChangeState,
    /// Who decides on it next, while it waits.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub approval: Option<ApprovalView>,
    /// The steps it took, oldest first.
    pub steps: Vec<Step>,
    /// Approved, and since then in an export file that nobody has downloaded yet.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub in_file_since: Option<Moment>,
    /// Who proposed it, by name.
    pub author: String,
    /// The reader proposed it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub own: bool,
    /// When.
    pub at: Moment,
    /// What the author said with it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub comment: Option<String>,
    /// The last reason that a person gave, in their own words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// What Amend itself saw at the last step.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub notice: Option<Notice>,
    /// Set while the person is blocked: nothing moves.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub suspended_at: Option<Moment>,
    /// Pending changes of the same person that are decided on with this one, as one (P43).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub with: Vec<DecidedWith>,
    /// The policy has closed the attribute to its author since it was proposed: it is neither approved nor exported until an administrator
    /// keeps or withdraws it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub held: bool,
    /// Whether the reader may keep it though it is held.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub may_keep: bool,
    /// Whether the reader may take it back now.
    pub may_withdraw: bool,
    /// Whether the reader may decide on it now (approve, reject, keep, take).
    pub may_decide: bool,
    /// Whether the reader may settle its conflict as the person whom it describes.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub may_settle: bool,
    /// Whether the reader may propose the value again.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub may_renew: bool,
}

/// Proposed values by attribute: `null` clears; attributes that are not named stay as they are (P30). For an attribute of many values the
/// whole new list is sent; what was added and removed is worked out against the version named in `If-Match`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Propose {
    /// The values. Keys are texts here: an unknown or malformed one is answered as a problem of its own; one that stands twice is refused.
    #[serde(deserialize_with = "each_once")]
    pub values: BTreeMap<String, Option<Value>>,
    /// Attributes among `values` that are locked for the sender: what is sent of them is suggested, and administrators decide on it. A suggestion
    /// needs a `comment`. An attribute that is open meanwhile is edited as any other.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub suggest: BTreeSet<String>,
    /// By which set each value is filled in that stands in an attribute which its author may not change.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub filled: BTreeMap<String, FillSetId>,
    /// A word to the approver.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub comment: Option<String>,
}

/// Reads values by attribute and refuses an attribute that stands twice: which of the two was meant, nobody can tell.
fn each_once<'de, D: Deserializer<'de>>(deserializer: D) -> Result<BTreeMap<String, Option<Value>>, D::Error> {
    struct EachOnce;

    impl<'de> Visitor<'de> for EachOnce {
        type Value = BTreeMap<String, Option<Value>>;

        fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
            formatter.write_str("values by attribute")
        }

        fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
            let mut values = BTreeMap::new();
            while let Some((key, value)) = map.next_entry::<String, Option<Value>>()? {
                if values.contains_key(&key) {
                    return Err(A::Error::custom(format_args!("{key} stands there twice; send it once")));
                }
                values.insert(key, value);
            }
            Ok(values)
        }
    }

    deserializer.deserialize_map(EachOnce)
}

#[cfg(test)]
mod tests {
    use super::Propose;

    /// SEC2.
    #[test]
    fn an_attribute_stands_once() {
        let read = |text| serde_json::from_str::<Propose>(text);
        assert_eq!(read(r#"{"values":{"title":"a","room":null}}"#).unwrap().values.len(), 2);
        let twice = read(r#"{"values":{"title":"a","title":"b"}}"#).unwrap_err().to_string();
        assert!(twice.contains("title stands there twice"), "{twice}");
        assert!(read(r#"{"values":["title"]}"#).is_err());
    }
}
