//! Every policy that the rules together can lead to for an attribute, so that a configuration which nobody could live with, or by which people
//! could choose their own approver, is refused before it is saved (SEC4, SEC5).

use super::{RuleList, closes};
use crate::{
    approval::{Approver, Level, Reads},
    attribute::{Approval, Attribute, Authority, Policy},
    name::AttributeKey,
};

/// Attributes that rights or mail delivery follow from.
const DECISIVE: [&str; 2] = ["manager", "mail"];

/// Attributes of directories that say in which groups somebody is.
const GROUPS: [&str; 5] = ["memberof", "ismemberof", "member", "uniquemember", "primarygroupid"];

/// Attributes of directories that say where an entry lies.
const PLACES: [&str; 3] = ["distinguishedname", "entrydn", "dn"];

/// What follows from an attribute.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct Input {
    /// Rules, rights or mail delivery.
    pub decides: bool,
    /// Who somebody's manager is.
    pub managers: bool,
    /// Who is in a group that is asked.
    pub groups: bool,
    /// In whose container somebody is.
    pub places: bool,
}

impl Input {
    /// Whether an approver is another one when the attribute is.
    fn moves(self, approver: &Approver) -> bool {
        match approver {
            Approver::Manager | Approver::ManagersManager => self.managers,
            Approver::Group(_) | Approver::GroupOwner => self.groups,
            Approver::ContainerOwner => self.places,
            Approver::Admins | Approver::People(_) => false,
        }
    }

    /// Whether a level is asked in every case, and nobody whom it asks follows from the attribute.
    fn is_independent(self, level: &Level) -> bool {
        level.when.is_empty() && !level.approvers.iter().any(|approver| self.moves(approver))
    }

    /// Whether every change of an attribute with this approval is looked at by somebody who does not follow from it.
    fn is_looked_at(self, attribute: &Attribute, approval: Approval) -> bool {
        match approval {
            Approval::None => false,
            Approval::Admins => true,
            Approval::Manager => self.is_independent(&Level::manager()),
            Approval::Levels => {
                attribute.levels.is_empty() || attribute.levels.iter().any(|level| self.is_independent(level))
            }
        }
    }
}

/// What follows from an attribute, by the rules and by what levels of approval read; `names` are those that directories read it from and write
/// it to.
#[must_use]
pub fn input_of<'n>(
    key: &AttributeKey,
    names: impl IntoIterator<Item = &'n str>,
    rules: &RuleList,
    reads: Reads,
) -> Input {
    let mut input = Input { decides: DECISIVE.contains(&key.as_str()), ..Input::default() };
    input.managers = key.as_str() == "manager";
    for name in names {
        let name = name.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
        let name = name.as_str();
        input.managers |= name == "manager";
        input.groups |= (rules.asks_groups() || reads.groups) && GROUPS.contains(&name);
        input.places |= (rules.asks_places() || reads.places) && PLACES.contains(&name);
    }
    input.decides |= input.managers || input.groups || input.places;
    input
}

/// Refuses rules under which an attribute would have a policy for somebody that cannot be: mandatory and hidden, or open to the people
/// themselves with nobody to look who does not follow from it, though rights do.
///
/// # Errors
/// A sentence with the remedy.
pub fn check_rules(attribute: &Attribute, input: Input, rules: &RuleList) -> Result<(), String> {
    let label = attribute.label("en");
    for (policy, mandatory) in reachable(attribute, rules) {
        if mandatory && !policy.visible {
            return Err(format!(
                "{label} would be mandatory for somebody, so it must be visible to them: people cannot fill in what they do not see. Show it, or let it be blank."
            ));
        }
        if input.decides && !closes(&policy) && !input.is_looked_at(attribute, policy.approval) {
            return Err(format!(
                "{label} decides who approves, which rules hold or who gets mail, so nobody may change it on their own word or on that of somebody whom it names: lock it, or set `approval` to admins or to levels, one of them without conditions and with approvers who do not follow from it"
            ));
        }
    }
    Ok(())
}

/// What rules have said so far; `None` is still open.
type Said = (Option<bool>, Option<bool>, Option<bool>, Option<Approval>, Option<Authority>);

/// Every policy that somebody may come to, and whether the attribute is mandatory then. Each rule that is not for everybody may hold or not.
fn reachable(attribute: &Attribute, rules: &RuleList) -> Vec<(Policy, bool)> {
    let mut all: Vec<Said> = vec![Said::default()];
    for rule in rules.active().filter(|rule| rule.what.means(attribute)) {
        let sets = &rule.sets;
        let mut after: Vec<Said> = if rule.is_for_everybody() { Vec::new() } else { all.clone() };
        for (locked, visible, mandatory, approval, authority) in all {
            let said = (
                locked.or(sets.locked),
                visible.or(sets.visible),
                mandatory.or(sets.mandatory),
                approval.or(sets.approval),
                authority.or(sets.authority),
            );
            if !after.contains(&said) {
                after.push(said);
            }
        }
        all = after;
    }
    let own = attribute.policy;
    let end = |(locked, visible, mandatory, approval, authority): Said| {
        let policy = Policy {
            locked: locked.unwrap_or(own.locked),
            visible: visible.unwrap_or(own.visible),
            approval: approval.unwrap_or(own.approval),
            authority: authority.unwrap_or(own.authority),
            ..own
        };
        (policy, mandatory.unwrap_or(attribute.rules.mandatory))
    };
    all.into_iter().map(end).collect()
}

/// Whether employees see the attribute whoever they are.
#[must_use]
pub fn is_seen_by_all(attribute: &Attribute, rules: &RuleList) -> bool {
    reachable(attribute, rules).iter().all(|(policy, _)| policy.visible)
}

/// The ways of approval that rules and the attribute's own policy can lead to.
#[must_use]
pub fn ways_of_approval(attribute: &Attribute, rules: &RuleList) -> Vec<Approval> {
    let mut ways = Vec::new();
    for (policy, _) in reachable(attribute, rules) {
        if !ways.contains(&policy.approval) {
            ways.push(policy.approval);
        }
    }
    ways
}
