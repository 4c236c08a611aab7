//! Every policy that the rules together can lead to for an attribute, so that a configuration which nobody could live with, or by which people
//! could choose their own approver, is refused before it is saved (SEC4, SEC5).

use super::{RuleList, closes};
use crate::{
    attribute::{Approval, Attribute, Authority, Policy},
    name::AttributeKey,
};

/// Attributes that rights or mail delivery follow from.
const DECISIVE: [&str; 2] = ["manager", "mail"];

/// Attributes of directories that say in which groups somebody is.
const GROUPS: [&str; 5] = ["memberof", "ismemberof", "member", "uniquemember", "primarygroupid"];

/// Attributes of directories that say where an entry lies.
const PLACES: [&str; 3] = ["distinguishedname", "entrydn", "dn"];

/// Whether rules or rights follow from an attribute; `names` are those that directories read it from and write it to.
#[must_use]
pub fn is_input<'n>(key: &AttributeKey, names: impl IntoIterator<Item = &'n str>, rules: &RuleList) -> bool {
    DECISIVE.contains(&key.as_str())
        || names.into_iter().any(|name| {
            let name = name.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
            let name = name.as_str();
            name == "manager"
                || rules.asks_groups() && GROUPS.contains(&name)
                || rules.asks_places() && PLACES.contains(&name)
        })
}

/// Refuses rules under which an attribute would have a policy for somebody that cannot be: mandatory and hidden, or open to the people
/// themselves with nobody to look, though rights follow from it (`is_input`).
///
/// # Errors
/// A sentence with the remedy.
pub fn check_rules(attribute: &Attribute, is_input: bool, rules: &RuleList) -> Result<(), String> {
    let label = attribute.label("en");
    for (policy, mandatory) in reachable(attribute, rules) {
        if mandatory && !policy.visible {
            return Err(format!(
                "{label} would be mandatory for somebody, so it must be visible to them: people cannot fill in what they do not see. Show it, or let it be blank."
            ));
        }
        if is_input && !closes(&policy) && policy.approval == Approval::None {
            return Err(format!(
                "{label} decides who approves, which rules hold or who gets mail, so nobody may change it on their own word: lock it, or set `approval` to admins or manager"
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
