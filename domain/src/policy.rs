//! What an attribute's policy lets a person do. Asked when a change is proposed, when it is approved and when it is exported, because the
//! policy may have moved in between (P7, P8).

mod decide;
mod reach;
mod rule;

pub use decide::{Because, Decided, Explained, Facts, Outcome, Place, RuleList, explain, policy_for};
pub use reach::{Input, check_rules, input_of, is_seen_by_all, ways_of_approval};
pub use rule::{Aspect, PolicyRule, Sets, What, WhoRule};

use crate::{
    attribute::{Attribute, Authority, Kind, Policy},
    problem::ProblemCode,
    value::Theirs,
};

/// In which part somebody edits a profile.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Editor {
    /// The person whom the profile describes.
    Oneself,
    /// An administrator of people, on somebody else's profile.
    Admin,
}

/// How a source of a person is read for an attribute.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mapped {
    /// Not at all.
    Nowhere,
    /// As it is.
    Plainly,
    /// Worked out by an expression, which leads one way.
    WorkedOut,
}

/// Whether the attribute may be edited now. Where nobody reads it, nothing can be waited for; what is worked out from other values cannot be
/// written back, whoever edits it. A hidden attribute answers like an unknown one, so that its existence stays hidden (S1.8).
pub fn may_edit(attribute: &Attribute, theirs: &Theirs, mapped: Mapped, editor: Editor) -> Result<(), ProblemCode> {
    let policy = attribute.policy;
    let is_worked_out = mapped == Mapped::WorkedOut && policy.authority != Authority::Local;
    if editor == Editor::Admin {
        return if is_worked_out { Err(ProblemCode::WorkedOut) } else { Ok(()) };
    }
    if !policy.visible {
        return Err(ProblemCode::UnknownAttribute);
    }
    if is_worked_out {
        return Err(ProblemCode::WorkedOut);
    }
    match (policy.authority, theirs) {
        // Told before the lock: unlocking would not help.
        (Authority::Directory, _) => Err(ProblemCode::ManagedByDirectory),
        _ if policy.locked => Err(ProblemCode::Locked),
        (Authority::Fill, Theirs::Value(_)) => Err(ProblemCode::FilledByDirectory),
        (Authority::Fill, Theirs::NotRead) if mapped != Mapped::Nowhere => Err(ProblemCode::NotReadYet),
        (Authority::Fill | Authority::Shared | Authority::Local, _) => Ok(()),
    }
}

/// Whether a blank keeps its owner from saving: the attribute is mandatory, they see it, may change it, and can enter such a value themselves.
/// What somebody cannot fill in never keeps them from anything (T1).
#[must_use]
pub fn is_demanded(attribute: &Attribute, theirs: &Theirs, mapped: Mapped) -> bool {
    attribute.rules.mandatory
        && !matches!(attribute.kind, Kind::Photo | Kind::Person)
        && may_edit(attribute, theirs, mapped, Editor::Oneself).is_ok()
}

/// Whether somebody for whom an attribute is locked may suggest a correction of it, which an administrator decides on (X21). Not where the value
/// could not be written back or is not known yet, and not where the attribute is hidden.
#[must_use]
pub fn may_suggest(attribute: &Attribute, theirs: &Theirs, mapped: Mapped) -> bool {
    use ProblemCode::{FilledByDirectory, Locked, ManagedByDirectory};
    let lock = may_edit(attribute, theirs, mapped, Editor::Oneself);
    matches!(lock, Err(ManagedByDirectory | FilledByDirectory | Locked))
}

/// Whether people may not change what this policy says of themselves, whatever the directory holds: what they proposed before it did is held.
#[must_use]
pub fn closes(policy: &Policy) -> bool {
    policy.locked || !policy.visible || policy.authority == Authority::Directory
}

/// Refuses a policy that nobody could live with, in a sentence with the remedy.
pub fn check_policy(attribute: &Attribute) -> Result<(), String> {
    if attribute.rules.mandatory && !attribute.policy.visible {
        return Err(format!(
            "{} is mandatory, so it must be visible: people cannot fill in what they do not see. Show it, or let it be blank.",
            attribute.label("en")
        ));
    }
    Ok(())
}

#[cfg(test)]
mod laws;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{catalogue, value::Value};

    fn attribute(authority: Authority) -> Attribute {
        let mut attribute = catalogue::default_attributes().into_iter().next().unwrap();
        attribute.policy = crate::attribute::Policy {
            authority,
            locked: false,
            visible: true,
            approval: crate::attribute::Approval::Admins,
            blank: crate::attribute::Blank::Clears,
            emptied: crate::attribute::Blank::Clears,
        };
        attribute
    }

    /// S1.8, X21, I7: every reason in its order; P20: what was not read is not taken for blank.
    #[test]
    fn each_policy_answers_with_its_reason() {
        let value: Theirs = Value::one("Oslo").into();
        let own = |attribute: &Attribute, theirs: &Theirs, mapped| may_edit(attribute, theirs, mapped, Editor::Oneself);
        assert_eq!(own(&attribute(Authority::Shared), &value, Mapped::Plainly), Ok(()));
        assert_eq!(own(&attribute(Authority::Local), &Theirs::NotRead, Mapped::Nowhere), Ok(()));
        assert_eq!(
            own(&attribute(Authority::Directory), &value, Mapped::Plainly),
            Err(ProblemCode::ManagedByDirectory)
        );
        assert_eq!(own(&attribute(Authority::Fill), &Theirs::Empty, Mapped::Plainly), Ok(()));
        assert_eq!(own(&attribute(Authority::Fill), &value, Mapped::Plainly), Err(ProblemCode::FilledByDirectory));
        assert_eq!(own(&attribute(Authority::Fill), &Theirs::NotRead, Mapped::Plainly), Err(ProblemCode::NotReadYet));
        assert_eq!(own(&attribute(Authority::Fill), &Theirs::NotRead, Mapped::Nowhere), Ok(()));

        let mut locked = attribute(Authority::Directory);
        locked.policy.locked = true;
        assert_eq!(own(&locked, &value, Mapped::Plainly), Err(ProblemCode::ManagedByDirectory));
        locked.policy.authority = Authority::Shared;
        assert_eq!(own(&locked, &value, Mapped::Plainly), Err(ProblemCode::Locked));
        locked.policy.visible = false;
        assert_eq!(own(&locked, &value, Mapped::Plainly), Err(ProblemCode::UnknownAttribute));
        assert_eq!(may_edit(&locked, &value, Mapped::Plainly, Editor::Admin), Ok(()));
    }

    /// X21: what is locked may be suggested; what is open is edited, and what is hidden or worked out is neither.
    #[test]
    fn only_what_is_locked_is_suggested() {
        let value: Theirs = Value::one("Oslo").into();
        let suggests = |attribute: &Attribute, mapped| may_suggest(attribute, &value, mapped);
        for (authority, locked, expected) in [
            (Authority::Directory, false, true),
            (Authority::Fill, false, true),
            (Authority::Shared, true, true),
            (Authority::Local, true, true),
            (Authority::Shared, false, false),
            (Authority::Local, false, false),
        ] {
            let mut attribute = attribute(authority);
            attribute.policy.locked = locked;
            assert_eq!(suggests(&attribute, Mapped::Plainly), expected, "{authority:?} {locked}");
            attribute.policy.visible = false;
            assert!(!suggests(&attribute, Mapped::Plainly), "{authority:?} is hidden");
        }
        assert!(!suggests(&attribute(Authority::Directory), Mapped::WorkedOut));
        assert!(!may_suggest(&attribute(Authority::Fill), &Theirs::NotRead, Mapped::Plainly));
    }

    /// S2.4: an expression leads one way, so nobody edits what it brings; Amend's own values are not what it brings.
    #[test]
    fn what_is_worked_out_is_not_edited() {
        let value: Theirs = Value::one("Oslo").into();
        for editor in [Editor::Oneself, Editor::Admin] {
            let edits = |attribute: &Attribute| may_edit(attribute, &value, Mapped::WorkedOut, editor);
            for authority in [Authority::Directory, Authority::Shared, Authority::Fill] {
                assert_eq!(edits(&attribute(authority)), Err(ProblemCode::WorkedOut), "{authority:?} {editor:?}");
            }
            assert_eq!(edits(&attribute(Authority::Local)), Ok(()));
        }
        let mut hidden = attribute(Authority::Shared);
        hidden.policy.visible = false;
        assert_eq!(may_edit(&hidden, &value, Mapped::WorkedOut, Editor::Oneself), Err(ProblemCode::UnknownAttribute));
    }

    /// T1: what is locked, hidden, the directory's or not for people to enter is never demanded.
    #[test]
    fn only_what_can_be_filled_in_is_demanded() {
        let mut room = attribute(Authority::Shared);
        let demanded = |attribute: &Attribute, mapped| is_demanded(attribute, &Theirs::Empty, mapped);
        assert!(!demanded(&room, Mapped::Plainly));
        room.rules.mandatory = true;
        assert!(demanded(&room, Mapped::Plainly));
        assert!(!demanded(&room, Mapped::WorkedOut));
        for (locked, visible, authority, kind) in [
            (true, true, Authority::Shared, Kind::Text),
            (false, false, Authority::Shared, Kind::Text),
            (false, true, Authority::Directory, Kind::Text),
            (false, true, Authority::Shared, Kind::Photo),
        ] {
            let mut other = room.clone();
            other.kind = kind;
            other.policy = Policy { locked, visible, authority, ..room.policy };
            assert!(!demanded(&other, Mapped::Plainly), "{other:?}");
        }
    }

    /// S1.5.
    #[test]
    fn mandatory_and_hidden_is_impossible() {
        let mut attribute = attribute(Authority::Shared);
        attribute.rules.mandatory = true;
        assert_eq!(check_policy(&attribute), Ok(()));
        attribute.policy.visible = false;
        assert!(check_policy(&attribute).is_err_and(|why| why.contains("Show it")));
    }
}
