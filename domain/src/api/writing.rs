//! Writing into a directory itself, in the place of files.

use serde::{Deserialize, Serialize};

use crate::{
    id::{ItemId, PersonId, ReexportId},
    item::ItemState,
    moment::Moment,
    name::AttributeKey,
    value::{Theirs, Value},
};

/// How a target is written.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Writing {
    /// Amend writes it by itself; else what waits goes by file.
    pub on: bool,
    /// Since when.
    pub since: Option<Moment>,
    /// Who turned it on, by name.
    pub by: Option<String>,
    /// Values that are written within an hour at most.
    pub writes_per_hour: i64,
    /// For `If-Match`.
    pub version: i64,
    /// Values that were written within the last hour.
    pub written_last_hour: i64,
    /// Values that are being written.
    pub sending: i64,
    /// Values that are tried again.
    pub failed: i64,
    /// Values that wait for a person: the directory does not take them.
    pub parked: i64,
    /// Why the directory cannot be written at all now.
    pub trouble: Option<String>,
    /// When it is tried again.
    pub next_at: Option<Moment>,
}

/// Turn writing on or off.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct SetWriting {
    /// Whether Amend writes by itself. Turning it on is refused where the account may not write every attribute of the mapping.
    pub on: bool,
    /// Values that are written within an hour at most; as before if absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(minimum = 1, maximum = 1_000_000))]
    pub writes_per_hour: Option<i64>,
}

/// What may be set as [`SetWriting::writes_per_hour`].
pub const WRITES_PER_HOUR: std::ops::RangeInclusive<i64> = 1..=1_000_000;

/// Whether the account may write what the mapping names.
#[derive(Clone, Debug, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct WritingTested {
    /// Writing can be turned on.
    pub may: bool,
    /// Why nothing could be tested, if so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub failure: Option<String>,
    /// What to know before it is turned on, if anything.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub warning: Option<String>,
    /// People whose entries were looked at.
    pub people: i64,
    /// By attribute, in the mapping's order.
    pub attributes: Vec<WriteRight>,
}

/// Whether the account may write one attribute.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct WriteRight {
    /// The attribute here.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub attribute: Option<AttributeKey>,
    /// Its name in the directory.
    pub name: String,
    /// Whether it can be written.
    pub may: MayWrite,
    /// What the directory said, where that says more.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub detail: Option<String>,
}

/// Whether an attribute of a directory can be written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum MayWrite {
    /// The account may.
    Yes,
    /// The account may not, of some of the people looked at.
    No,
    /// The directory does not know the attribute.
    Unknown,
    /// It names the entry: a change of it needs a rename in the directory. It stands in nobody's way.
    NamesEntry,
    /// The directory did not tell.
    NotTold,
}

impl MayWrite {
    /// All of them.
    pub const ALL: [Self; 5] = [Self::Yes, Self::No, Self::Unknown, Self::NamesEntry, Self::NotTold];

    /// Whether writing can be turned on with it.
    #[must_use]
    pub fn is_fine(self) -> bool {
        matches!(self, Self::Yes | Self::NamesEntry)
    }
}

/// A value that would be written now. Nothing is sent by asking.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct WouldWrite {
    /// The item of the queue.
    pub item: ItemId,
    /// Whose value it is.
    pub person: PersonId,
    /// Their name.
    pub person_name: String,
    /// The distinguished name of their entry as it was last read; the entry itself is found by its id.
    pub dn: Option<String>,
    /// The attribute here, where it is written as it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub attribute: Option<AttributeKey>,
    /// What it is written to in the directory.
    pub names: Vec<String>,
    /// What the directory has to hold still; anything if it was not read.
    pub holds: Theirs,
    /// What it would hold then.
    pub new: Option<Value>,
    /// Why it would not be written now, if so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub waits: Option<String>,
}

/// Which items of a target are listed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::IntoParams))]
#[cfg_attr(feature = "openapi", into_params(parameter_in = Query))]
#[serde(deny_unknown_fields)]
pub struct ItemQuery {
    /// Only these; all that are open, and what was done within the last days, if absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", param(inline))]
    pub state: Option<ItemState>,
    /// Only those of this job, whatever became of them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reexport: Option<ReexportId>,
    /// Part of a person's name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub search: Option<String>,
    /// Where to go on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after: Option<String>,
    /// How many.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub limit: Option<u32>,
}

/// Have items be written once more that failed or were parked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct RetryItems {
    /// These; one to 1000.
    #[cfg_attr(feature = "openapi", schema(min_items = 1, max_items = 1000))]
    pub items: Vec<ItemId>,
}

/// What was asked to be written once more.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Retried {
    /// Those that had failed or were parked; others are as they were.
    pub items: Vec<ItemId>,
}
