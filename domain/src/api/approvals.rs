//! Deciding on changes.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{ChangeView, Moved, ProblemDetails};
use crate::{change::ChangeState, id::ChangeId, moment::Moment, name::AttributeKey};

/// Which changes to list for decision.
#[derive(Clone, Debug, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema, utoipa::IntoParams))]
#[cfg_attr(feature = "openapi", into_params(parameter_in = Query))]
#[serde(default, deny_unknown_fields)]
pub struct ApprovalsQuery {
    /// Part of a person's name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub search: Option<String>,
    /// `pending` (the default), `conflict`, `not_taken` or `failed`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub state: Option<ChangeState>,
    /// Only what waits for the asker's own decision. Whoever does not administer people never sees more.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub mine: bool,
    /// The `next` of the page before.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub after: Option<String>,
    /// Rows on a page, 1 to 200; 50 if absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", param(minimum = 1, maximum = 200))]
    pub limit: Option<u32>,
}

/// Decisions, each on one change; each stands or falls alone.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Decisions {
    /// At most 10,000.
    #[cfg_attr(feature = "openapi", schema(min_items = 1, max_items = 10000))]
    pub decisions: Vec<Decision>,
}

/// One decision.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Decision {
    /// The change.
    pub change: ChangeId,
    /// The version that was seen; if it moved since, the answer is `stale` with a fresh view (X9).
    pub version: i64,
    /// What is decided.
    pub verdict: Verdict,
    /// Why; needed for a rejection, and its author reads it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

/// What is decided.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// Yes.
    Approve,
    /// No.
    Reject,
    /// In conflict: the change stands against the directory's new value, and is approved in the same act.
    KeepMine,
    /// In conflict: the directory's new value stands.
    TakeTheirs,
}

/// What came of each decision, in their order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Decided {
    /// One for each decision.
    pub results: Vec<DecisionResult>,
}

/// What came of one decision.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct DecisionResult {
    /// The change.
    pub change: ChangeId,
    /// Where it is now.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub state: Option<ChangeState>,
    /// Why nothing was decided; `None` if all went well.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub problem: Option<ProblemDetails>,
    /// With a stale decision: the change as it is now.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fresh: Option<ChangeView>,
    /// With a stale decision: what moved.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub moved: Vec<Moved>,
}

/// A reason, for acts that may carry one.
#[derive(Clone, Debug, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(default, deny_unknown_fields)]
pub struct Because {
    /// Why.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

/// Which of the changes that wait the asker may decide on now, for deciding on all of them together.
#[derive(Clone, Debug, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema, utoipa::IntoParams))]
#[cfg_attr(feature = "openapi", into_params(parameter_in = Query))]
#[serde(default, deny_unknown_fields)]
pub struct MatchingQuery {
    /// Part of a person's name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub search: Option<String>,
}

/// Changes that the asker may decide on, as they stand now.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Matching {
    /// The oldest of them, at most 10,000.
    pub items: Vec<SeenChange>,
    /// How many there are.
    pub total: i64,
}

/// A change with the version that a decision on it names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SeenChange {
    /// The change.
    pub change: ChangeId,
    /// Its version.
    pub version: i64,
}

/// Where a change stands between its levels of approval.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ApprovalView {
    /// The level that it waits at, from 1.
    pub level: u32,
    /// How many are asked about it; 0 where the policy asks nobody any more.
    pub of: u32,
    /// Who may decide now.
    pub asks: Vec<AskedView>,
    /// Since when it waits there.
    pub since: Moment,
    /// When others are asked too.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due: Option<Moment>,
    /// In whose place the reader decides.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub on_behalf_of: Option<String>,
}

/// Somebody who is asked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AskedView {
    /// As what.
    pub kind: AskedKind,
    /// Their names, or that of the group; empty for administrators.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub names: Vec<String>,
}

/// As what somebody is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum AskedKind {
    /// People administrators.
    Admins,
    /// The person's manager.
    Manager,
    /// That manager's manager.
    ManagersManager,
    /// A member of a group.
    Group,
    /// The owner of the person's container.
    ContainerOwner,
    /// The owner of a group that the person is in.
    GroupOwner,
    /// People who are named.
    People,
}

/// Values that join and leave an attribute of many.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Members {
    /// Those that join.
    pub added: Vec<String>,
    /// Those that leave.
    pub removed: Vec<String>,
}

/// A change that is decided on with another: a decision names both.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct DecidedWith {
    /// The change.
    pub change: ChangeId,
    /// Its version.
    pub version: i64,
    /// Its attribute.
    pub attribute: AttributeKey,
    /// The attribute's labels by language.
    pub labels: BTreeMap<String, String>,
}
