//! Which policy holds for one person and attribute, and why. One pure function decides; saving, approving, exporting and showing all ask it, so
//! that they cannot differ.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use super::rule::{Aspect, PolicyRule, Sets, What};
use crate::{
    attribute::{Attribute, Policy, Rules},
    dn,
    id::{RuleId, SourceId},
};

/// What rules may ask about a person. All of it comes from directories, nothing from what people typed.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Facts {
    /// Where the person's entries lie.
    pub places: Vec<Place>,
    /// The groups that rules name and the person is in, in the form in which names are compared.
    pub groups: Vec<String>,
}

/// Where an entry lies.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// The source that has it.
    pub source: SourceId,
    /// Its name's parts, as [`dn::path`] gives them.
    pub path: Vec<String>,
}

/// Rules in their order, ready to be asked.
#[derive(Clone, Debug, Default)]
pub struct RuleList(Vec<Ready>);

#[derive(Clone, Debug)]
pub(super) struct Ready {
    id: RuleId,
    off: bool,
    ou: Option<Vec<String>>,
    group: Option<String>,
    source: Option<SourceId>,
    pub(super) what: What,
    pub(super) sets: Sets,
}

impl RuleList {
    /// Makes rules ready: each with its id and whether it is switched off.
    ///
    /// # Errors
    /// A sentence that names what is wrong with one.
    pub fn new<'r>(rules: impl IntoIterator<Item = (RuleId, bool, &'r PolicyRule)>) -> Result<Self, String> {
        let mut all = Vec::new();
        for (id, off, rule) in rules {
            rule.check()?;
            all.push(Ready {
                id,
                off,
                ou: rule.who.ou.as_deref().and_then(dn::path),
                group: rule.who.group.as_deref().and_then(dn::normalize),
                source: rule.who.source,
                what: rule.what.clone(),
                sets: rule.sets.clone(),
            });
        }
        Ok(Self(all))
    }

    /// Whether no rule says anything.
    #[must_use]
    pub fn is_silent(&self) -> bool {
        self.active().next().is_none()
    }

    /// Whether a rule that is on asks about groups.
    #[must_use]
    pub fn asks_groups(&self) -> bool {
        self.active().any(|rule| rule.group.is_some())
    }

    /// Whether a rule that is on asks where an entry lies.
    #[must_use]
    pub fn asks_places(&self) -> bool {
        self.active().any(|rule| rule.ou.is_some())
    }

    /// Whether any rule that is on speaks of an attribute.
    #[must_use]
    pub fn speaks_of(&self, attribute: &Attribute) -> bool {
        self.active().any(|rule| rule.what.means(attribute))
    }

    /// Which of the rules hold for these people, as one word to compare: whoever has the same is decided on alike.
    #[must_use]
    pub fn print(&self, facts: &Facts) -> Vec<bool> {
        self.active().map(|rule| rule.holds_for(facts).is_ok()).collect()
    }

    /// The place of a rule in [`RuleList::print`]; `None` while it says nothing.
    #[must_use]
    pub fn place(&self, rule: RuleId) -> Option<usize> {
        self.active().position(|known| known.id == rule)
    }

    pub(super) fn active(&self) -> impl Iterator<Item = &Ready> {
        self.0.iter().filter(|rule| !rule.off)
    }
}

impl Ready {
    /// Whether it holds for everybody.
    pub(super) fn is_for_everybody(&self) -> bool {
        self.ou.is_none() && self.group.is_none() && self.source.is_none()
    }

    /// Whether it holds for somebody; else the first thing that is not so.
    fn holds_for(&self, facts: &Facts) -> Result<(), Outcome> {
        let in_source = |place: &&Place| self.source.is_none_or(|source| source == place.source);
        if self.source.is_some() && !facts.places.iter().any(|place| in_source(&place)) {
            return Err(Outcome::OtherSource);
        }
        if let Some(ou) = &self.ou {
            // The entry itself is no container.
            let lies_in = |place: &Place| place.path.len() > ou.len() && place.path.ends_with(ou);
            if !facts.places.iter().filter(in_source).any(lies_in) {
                return Err(Outcome::OutsideOu);
            }
        }
        match &self.group {
            Some(group) if !facts.groups.contains(group) => Err(Outcome::NotInGroup),
            _ => Ok(()),
        }
    }
}

/// Which rule decided each side of a policy; `None` where it is the attribute's own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = PolicyBecause))]
#[serde(default)]
pub struct Because {
    /// The lock.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub locked: Option<RuleId>,
    /// Whether employees see it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub visible: Option<RuleId>,
    /// Whether it must not be blank.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mandatory: Option<RuleId>,
    /// Who decides on a change.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub approval: Option<RuleId>,
    /// Whose word counts.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub authority: Option<RuleId>,
    /// What may stand in it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub limits: Option<RuleId>,
}

impl Because {
    /// The rule that decided one side.
    #[must_use]
    pub fn of(&self, aspect: Aspect) -> Option<RuleId> {
        match aspect {
            Aspect::Locked => self.locked,
            Aspect::Visible => self.visible,
            Aspect::Mandatory => self.mandatory,
            Aspect::Approval => self.approval,
            Aspect::Authority => self.authority,
            Aspect::Limits => self.limits,
        }
    }
}

/// The policy that holds for one person and attribute.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = PolicyDecided))]
pub struct Decided {
    /// Whose word counts and who may change it.
    pub policy: Policy,
    /// Whether it must not be blank.
    pub mandatory: bool,
    /// What may stand in it, where a rule says so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub limits: Option<Rules>,
    /// Which rules decided.
    pub because: Because,
}

impl Decided {
    /// The attribute as it is for this person.
    #[must_use]
    pub fn of<'a>(&self, attribute: &'a Attribute) -> Cow<'a, Attribute> {
        if self.because == Because::default() {
            return Cow::Borrowed(attribute);
        }
        let mut own = attribute.clone();
        own.policy = self.policy;
        if let Some(limits) = &self.limits {
            own.rules = limits.clone();
        }
        own.rules.mandatory = self.mandatory;
        Cow::Owned(own)
    }
}

/// Decides: the first rule that holds for the person, means the attribute and says something about a side of its policy decides that side;
/// what no rule decides is as the attribute itself says.
#[must_use]
pub fn policy_for(facts: &Facts, attribute: &Attribute, rules: &RuleList) -> Decided {
    let mut policy = attribute.policy;
    let mut mandatory = attribute.rules.mandatory;
    let mut limits = None;
    let mut because = Because::default();
    for rule in rules.active() {
        if !rule.what.means(attribute) || rule.holds_for(facts).is_err() {
            continue;
        }
        let sets = &rule.sets;
        first(&mut because.locked, &mut policy.locked, sets.locked, rule.id);
        first(&mut because.visible, &mut policy.visible, sets.visible, rule.id);
        first(&mut because.mandatory, &mut mandatory, sets.mandatory, rule.id);
        first(&mut because.approval, &mut policy.approval, sets.approval, rule.id);
        first(&mut because.authority, &mut policy.authority, sets.authority, rule.id);
        let over = sets.limits.as_ref().filter(|_| because.limits.is_none()).map(|said| said.over(&attribute.rules));
        first(&mut because.limits, &mut limits, over.map(Some), rule.id);
    }
    Decided { policy, mandatory, limits, because }
}

/// Lets a rule decide one side that no rule before it has decided.
fn first<T>(by: &mut Option<RuleId>, side: &mut T, says: Option<T>, rule: RuleId) {
    if let (None, Some(says)) = (*by, says) {
        (*by, *side) = (Some(rule), says);
    }
}

/// What a rule has to do with one person and attribute.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = PolicyOutcome))]
#[serde(tag = "is", rename_all = "snake_case")]
pub enum Outcome {
    /// It is switched off.
    Off,
    /// It speaks of other attributes.
    OtherAttribute,
    /// No entry of the person comes from its source.
    OtherSource,
    /// No entry of the person lies in its container.
    OutsideOu,
    /// The person is not in its group.
    NotInGroup,
    /// It holds.
    Holds {
        /// What it decides.
        decides: Vec<Aspect>,
        /// What it would decide if a rule before it had not.
        too_late: Vec<Aspect>,
    },
}

/// A rule with what it has to do with one person and attribute.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = PolicyExplained))]
pub struct Explained {
    /// The rule.
    pub rule: RuleId,
    /// What became of it.
    pub outcome: Outcome,
}

/// What each rule has to do with a person and an attribute, in their order.
#[must_use]
pub fn explain(facts: &Facts, attribute: &Attribute, rules: &RuleList) -> Vec<Explained> {
    let because = policy_for(facts, attribute, rules).because;
    let outcome = |rule: &Ready| {
        if rule.off {
            return Outcome::Off;
        }
        if !rule.what.means(attribute) {
            return Outcome::OtherAttribute;
        }
        match rule.holds_for(facts) {
            Err(why) => why,
            Ok(()) => {
                let (decides, too_late) = rule.sets.aspects().partition(|aspect| because.of(*aspect) == Some(rule.id));
                Outcome::Holds { decides, too_late }
            }
        }
    };
    rules.0.iter().map(|rule| Explained { rule: rule.id, outcome: outcome(rule) }).collect()
}
