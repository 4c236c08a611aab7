//! Policy rules: their list, what an edit of it would come to, and why a person has the policy that they have.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::{
    id::{PersonId, RuleId, SourceId},
    name::AttributeKey,
    policy::{Decided, Explained, PolicyRule},
};

/// The rules in their order. The first one that says something decides; what no rule says is as the attribute itself has it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PolicyRules {
    /// Moves with every change of rules and attributes.
    pub version: i64,
    /// The rules.
    pub rules: Vec<RuleView>,
    /// The sources that a rule can name.
    pub sources: Vec<RuleSource>,
}

/// A source by name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RuleSource {
    /// The source.
    pub id: SourceId,
    /// Its name.
    pub name: String,
}

/// A rule in the list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RuleView {
    /// The rule's number; it never changes.
    pub id: RuleId,
    /// What it says.
    pub rule: PolicyRule,
    /// It is switched off and says nothing.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub off: bool,
    /// How many people are in its group, if it names one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub members: Option<i64>,
}

/// One edit of the list of rules.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(tag = "do", rename_all = "snake_case", deny_unknown_fields)]
pub enum EditRules {
    /// Add one at the end, where it decides what no other has.
    Add {
        /// What it says.
        rule: PolicyRule,
    },
    /// Let one say something else.
    Change {
        /// Which.
        id: RuleId,
        /// What it says then.
        rule: PolicyRule,
    },
    /// Exchange one with the one before it or after it.
    Move {
        /// Which.
        id: RuleId,
        /// Before, or after.
        up: bool,
    },
    /// Switch one off or on.
    Switch {
        /// Which.
        id: RuleId,
        /// Off, or on.
        off: bool,
    },
    /// Take one away.
    Delete {
        /// Which.
        id: RuleId,
    },
}

/// Saves an edit whose effect was looked at.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct SaveRules {
    /// The edit.
    pub edit: EditRules,
    /// The version that its effect was shown for; if anything moved since, the answer is 409.
    pub previewed: i64,
}

/// What an edit would come to (T15, P8).
#[derive(Clone, Debug, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RuleEffect {
    /// The version that it is true of; saving names it.
    pub version: i64,
    /// People for whom anything changes.
    pub people: i64,
    /// People for whom the rule that is written holds now; absent where none is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub holds_for: Option<i64>,
    /// Attributes of which anything changes for somebody.
    pub attributes: i64,
    /// Some of the people, with what changes for each.
    pub sample: Vec<EffectLine>,
    /// Pending and approved changes that would be held until an administrator keeps or withdraws each.
    pub held: i64,
    /// Pending and approved changes that are held and would be free again.
    pub released: i64,
    /// Pending changes that somebody else would decide on.
    pub approvers: i64,
}

/// One attribute of one person, before and after an edit.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct EffectLine {
    /// The person.
    pub person: PersonId,
    /// Their name.
    pub name: String,
    /// The attribute.
    pub attribute: AttributeKey,
    /// Its labels by language.
    pub labels: BTreeMap<String, String>,
    /// What holds now.
    pub before: Decided,
    /// What would hold.
    pub after: Decided,
}

/// Why an attribute of a person has the policy that it has.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PolicyExplanation {
    /// The person's name.
    pub name: String,
    /// The attribute.
    pub attribute: AttributeKey,
    /// Its labels by language.
    pub labels: BTreeMap<String, String>,
    /// What holds, and which rules say so.
    pub decided: Decided,
    /// What each rule has to do with it, in their order.
    pub rules: Vec<Explained>,
}
