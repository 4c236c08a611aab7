//! One level of approval: when it is asked, whom it asks, and for how long before others are asked too.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use super::Condition;
use crate::{
    attribute::{Approval, Attribute},
    dn,
    id::PersonId,
    value::Value,
};

/// Most levels of an attribute, and most conditions, approvers and named people of one.
const MOST: usize = 20;

/// A level. It is asked where all its conditions hold; with none, always.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = ApprovalLevel))]
#[serde(deny_unknown_fields)]
pub struct Level {
    /// In which case it is asked.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub when: Vec<Condition>,
    /// Who decides: the first of them among whom there is anybody; the next are asked when the time runs out, and in the end the administrators.
    pub approvers: Vec<Approver>,
    /// Any of them may decide at once, in place of one after the other.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub any: bool,
    /// After so many days without a decision, whoever comes next is asked too.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub days: Option<u32>,
}

/// Who is asked.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = Approver))]
#[serde(rename_all = "snake_case")]
pub enum Approver {
    /// The people administrators.
    Admins,
    /// The person's manager, as the directory names them.
    Manager,
    /// The manager of the person's manager.
    ManagersManager,
    /// The members of a group of the directory, and of groups inside it.
    Group(String),
    /// The owner of the container that the person's entry lies in: of the innermost one that has an owner.
    ContainerOwner,
    /// The owners of the groups that the person is in.
    GroupOwner,
    /// These people.
    People(Vec<PersonId>),
}

impl Level {
    /// One that asks the administrators in every case.
    #[must_use]
    pub fn admins() -> Self {
        Self { when: Vec::new(), approvers: vec![Approver::Admins], any: false, days: None }
    }

    /// One that asks the manager or the administrators in every case.
    #[must_use]
    pub fn manager() -> Self {
        Self { approvers: vec![Approver::Manager, Approver::Admins], any: true, ..Self::admins() }
    }

    /// Whom it asks, as a text to compare: a yes of theirs stands for every level that asks the same people.
    #[must_use]
    pub fn key(&self) -> String {
        let word = |approver: &Approver| match approver {
            Approver::Admins => "admins".to_owned(),
            Approver::Manager => "manager".to_owned(),
            Approver::ManagersManager => "managers_manager".to_owned(),
            Approver::Group(name) => ["group=", &dn::normalize(name).unwrap_or_else(|| name.clone())].concat(),
            Approver::ContainerOwner => "container_owner".to_owned(),
            Approver::GroupOwner => "group_owner".to_owned(),
            Approver::People(people) => {
                let mut people: Vec<i64> = people.iter().map(|person| person.0).collect();
                people.sort_unstable();
                people.dedup();
                let people: Vec<String> = people.into_iter().map(|person| person.to_string()).collect();
                ["people=", &people.join("+")].concat()
            }
        };
        let words: Vec<String> = self.approvers.iter().map(word).collect();
        [if self.any { "any:" } else { "" }, &words.join("|")].concat()
    }
}

/// The levels that are asked about a change of an attribute from `old` to `new`, in their order.
#[must_use]
pub fn levels<'a>(attribute: &'a Attribute, old: Option<&Value>, new: Option<&Value>) -> Vec<Cow<'a, Level>> {
    match attribute.policy.approval {
        Approval::None => Vec::new(),
        Approval::Admins => vec![Cow::Owned(Level::admins())],
        Approval::Manager => vec![Cow::Owned(Level::manager())],
        // None were written: nothing passes unasked for that.
        Approval::Levels if attribute.levels.is_empty() => vec![Cow::Owned(Level::admins())],
        Approval::Levels => {
            let is_asked = |level: &&Level| level.when.iter().all(|one| one.holds(attribute, old, new));
            attribute.levels.iter().filter(is_asked).map(Cow::Borrowed).collect()
        }
    }
}

/// What of a directory decides who approves.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct Reads {
    /// Who is in a group.
    pub groups: bool,
    /// Where an entry lies.
    pub places: bool,
}

/// What the levels of attributes read of a directory.
#[must_use]
pub fn reads<'a>(attributes: impl IntoIterator<Item = &'a Attribute>) -> Reads {
    let mut reads = Reads::default();
    for approver in attributes.into_iter().flat_map(|one| &one.levels).flat_map(|level| &level.approvers) {
        reads.groups |= matches!(approver, Approver::Group(_) | Approver::GroupOwner);
        reads.places |= matches!(approver, Approver::ContainerOwner);
    }
    reads
}

/// Refuses levels that mean nothing, in a sentence that begins with the field.
///
/// # Errors
/// The sentence, with the remedy.
pub fn check(levels: &[Level]) -> Result<(), String> {
    if levels.len() > MOST {
        return Err(format!("`levels`: there are more than {MOST}; fewer people decide sooner"));
    }
    for (place, level) in levels.iter().enumerate() {
        let wrong = |why: String| format!("`levels`: level {}: {why}", place + 1);
        if level.approvers.is_empty() {
            return Err(wrong("nobody is asked: name who decides, or take the level away".to_owned()));
        }
        if level.approvers.len() > MOST || level.when.len() > MOST {
            return Err(wrong(format!("it has more than {MOST} conditions or approvers: take some away")));
        }
        if level.days.is_some_and(|days| days == 0 || days > 365) {
            return Err(wrong("`days` is 1 to 365; leave it out where nobody else is to be asked".to_owned()));
        }
        for approver in &level.approvers {
            match approver {
                Approver::Group(name) if !dn::is_valid(name) || name.len() > 2000 => {
                    let start: String = name.chars().take(80).collect();
                    return Err(wrong(format!(
                        "{start} is no distinguished name; write the group as in cn=HR,ou=Groups,dc=example,dc=com"
                    )));
                }
                Approver::People(people) if people.is_empty() || people.len() > MOST => {
                    return Err(wrong(format!("name 1 to {MOST} people, or a group")));
                }
                _ => {}
            }
        }
        level.when.iter().try_for_each(Condition::check).map_err(wrong)?;
    }
    Ok(())
}
