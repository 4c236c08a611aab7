//! Sources and their runs.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{RekeyDue, SourceNotices, SourceOrigin, SourceState, Via};
use crate::{
    id::{RunId, SourceId},
    leaving::Leaving,
    moment::Moment,
    name::AttributeKey,
    schedule::Schedule,
    selection::Selection,
};

/// A source as administrators see it. No secret is ever part of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Source {
    /// The source.
    pub id: SourceId,
    /// Its name.
    pub name: String,
    /// Where it was set up.
    #[serde(default)]
    pub origin: SourceOrigin,
    /// How it is reached.
    #[serde(default)]
    pub via: Via,
    /// Whether it is read.
    #[serde(default)]
    pub state: SourceState,
    /// Its address; blank where an agent knows it.
    pub url: String,
    /// Where the search starts.
    pub base: String,
    /// Which entries it asks for.
    pub filter: String,
    /// Profile attribute to source attribute.
    #[cfg_attr(feature = "openapi", schema(value_type = BTreeMap<String, String>))]
    pub mapping: BTreeMap<AttributeKey, String>,
    /// When it is read by itself.
    pub schedule: Schedule,
    /// Who of it becomes a person here.
    pub selection: Selection,
    /// What becomes of people who are gone from it, and of those who are back.
    #[serde(default)]
    pub leaving: Leaving,
    /// E-mail addresses of whoever owns it: they are told of failures, blocks and waiting exports (S2.17).
    #[serde(default)]
    pub contacts: Vec<String>,
    /// What became of what they were to be told.
    #[serde(default)]
    pub notices: SourceNotices,
    /// Moves with every change of it; also the answer's `ETag`.
    pub version: i64,
    /// Set if it is not read until its people are re-keyed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rekey_due: Option<RekeyDue>,
    /// When the next automatic run is due.
    pub next_run_at: Option<Moment>,
    /// The last run.
    pub last_run: Option<Run>,
    /// Linked people who are active.
    pub active: i64,
    /// Linked people who are blocked.
    pub blocked: i64,
    /// Set if it was retired, or is no longer in the settings file: it is not run, its people stay.
    pub retired_at: Option<Moment>,
}

/// One execution of a sync.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Run {
    /// The run.
    pub id: RunId,
    /// Its source.
    pub source: SourceId,
    /// The source's name.
    pub source_name: String,
    /// What it reads.
    pub kind: RunKind,
    /// It stops when it is known what it would do, and waits for a decision.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub dry: bool,
    /// Where it is.
    pub state: RunState,
    /// Who started it, by name; `None` if the schedule did.
    pub started_by: Option<String>,
    /// When it began.
    pub started_at: Moment,
    /// When it ended, or was held.
    pub ended_at: Option<Moment>,
    /// What it has done so far.
    pub counts: RunCounts,
    /// Entries that the last complete run saw, to estimate what is left.
    pub expected: Option<i64>,
    /// Why it is held, partial or failed, in words with the remedy.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// Which brake holds it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub held: Option<Held>,
}

/// What a run reads.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum RunKind {
    /// Everything, and compares it: the only kind that concludes from what it did not see.
    #[default]
    Full,
    /// What the directory says has changed since the last run.
    Delta,
    /// One person.
    Person,
}

impl RunKind {
    /// All kinds.
    pub const ALL: [Self; 3] = [Self::Full, Self::Delta, Self::Person];

    /// The word in SQL and JSON.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Full => "full",
            Self::Delta => "delta",
            Self::Person => "person",
        }
    }

    /// Reads the word back.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == text)
    }
}

/// New settings for a source; what is absent stays.
#[derive(Clone, Debug, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(default, deny_unknown_fields)]
pub struct SetSource {
    /// When it is read by itself.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub schedule: Option<Schedule>,
    /// Who of it becomes a person here.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub selection: Option<Selection>,
    /// What becomes of people who are gone from it, and of those who are back.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub leaving: Option<Leaving>,
    /// Whom to tell of failures, blocks and waiting exports: e-mail addresses, ten at most, none to tell nobody.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub contacts: Option<Vec<String>>,
    /// Stop reading it, or read it again.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub paused: Option<bool>,
}

/// How to run a source.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema, utoipa::IntoParams))]
#[cfg_attr(feature = "openapi", into_params(parameter_in = Query))]
#[serde(default, deny_unknown_fields)]
pub struct StartRun {
    /// Read and compare everything, rather than what has changed since the last run where the directory can tell.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub full: bool,
    /// Read and compare everything and say what would happen, without doing it: the run is held until somebody releases or discards it (X5).
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub dry: bool,
}

/// Where a run is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum RunState {
    /// Reads or applies.
    Running,
    /// A brake holds it until somebody decides; it has changed nobody.
    Held,
    /// Everything was read and applied.
    Complete,
    /// Something was not read; nobody was blocked.
    Partial,
    /// Nothing was read.
    Failed,
    /// Somebody stopped it.
    Cancelled,
    /// It was held and given up.
    Discarded,
}

impl RunState {
    /// All states.
    pub const ALL: [Self; 7] =
        [Self::Running, Self::Held, Self::Complete, Self::Partial, Self::Failed, Self::Cancelled, Self::Discarded];

    /// The word in SQL and JSON.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Running => "running",
            Self::Held => "held",
            Self::Complete => "complete",
            Self::Partial => "partial",
            Self::Failed => "failed",
            Self::Cancelled => "cancelled",
            Self::Discarded => "discarded",
        }
    }

    /// Reads the word back.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.as_str() == text)
    }
}

/// Which brake holds a run.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(tag = "brake", rename_all = "snake_case")]
pub enum Held {
    /// The directory answered with no entry at all.
    Empty,
    /// Fewer than half of last time.
    Halved {
        /// Entries seen now.
        seen: i64,
        /// Entries seen last time.
        before: i64,
    },
    /// More removals than the limit.
    Removals {
        /// People who would be blocked.
        removals: i64,
        /// The limit.
        limit: i64,
    },
    /// One attribute would change or vanish for very many people.
    MassChange {
        /// The attribute.
        attribute: AttributeKey,
        /// People it would change for.
        people: i64,
        /// The limit.
        limit: i64,
    },
    /// Somebody asked to see first what would happen. Nothing is wrong with such a run; it waits in case it is wanted.
    DryRun {
        /// The brake that would hold a run that does this.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "openapi", schema(no_recursion))]
        would_hold: Option<Box<Held>>,
        /// It told what settings that are not saved would come to, so it cannot be carried out.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        preview: bool,
    },
}

/// What a run has done so far.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(default)]
pub struct RunCounts {
    /// Entries read.
    pub seen: i64,
    /// People created.
    pub created: i64,
    /// People whose values changed.
    pub changed: i64,
    /// People whose user name or place in the directory changed.
    pub renamed: i64,
    /// People blocked, or who would be if the run is held.
    pub blocked: i64,
    /// People who returned.
    pub returned: i64,
    /// Entries left alone, with a reason.
    pub skipped: i64,
    /// Entries exactly as last time.
    pub unchanged: i64,
    /// Entries that the selection leaves out.
    pub left_out: i64,
    /// Entries that an exclusion rule leaves as they are.
    pub frozen: i64,
    /// Changes that the directory confirmed.
    pub confirmed: i64,
    /// Changes that collided with the directory.
    pub conflicts: i64,
    /// New entries that resemble somebody who is missing.
    pub duplicates: i64,
    /// People added by hand who were given their entry.
    pub adopted: i64,
    /// Milliseconds for which it was held until somebody decided.
    pub waited: i64,
}
