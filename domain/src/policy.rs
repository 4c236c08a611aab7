//! What an attribute's policy lets a person do. Asked when a change is proposed, when it is approved and when it is exported, because the
//! policy may have moved in between (P7, P8).

use crate::{
    attribute::{Attribute, Authority},
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

/// Whether the attribute may be edited now. `mapped` says whether a source of this person is read for it: where nobody reads it, nothing
/// can be waited for. A hidden attribute answers like an unknown one, so that its existence stays hidden (S1.8).
pub fn may_edit(attribute: &Attribute, theirs: &Theirs, mapped: bool, editor: Editor) -> Result<(), ProblemCode> {
    if editor == Editor::Admin {
        return Ok(());
    }
    let policy = attribute.policy;
    if !policy.visible {
        return Err(ProblemCode::UnknownAttribute);
    }
    match (policy.authority, theirs) {
        // Told before the lock: unlocking would not help.
        (Authority::Directory, _) => Err(ProblemCode::ManagedByDirectory),
        _ if policy.locked => Err(ProblemCode::Locked),
        (Authority::Fill, Theirs::Value(_)) => Err(ProblemCode::FilledByDirectory),
        (Authority::Fill, Theirs::NotRead) if mapped => Err(ProblemCode::NotReadYet),
        (Authority::Fill | Authority::Shared | Authority::Local, _) => Ok(()),
    }
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
        };
        attribute
    }

    /// S1.8, X21, I7: every reason in its order; P20: what was not read is not taken for blank.
    #[test]
    fn each_policy_answers_with_its_reason() {
        let value: Theirs = Value::one("Oslo").into();
        let own = |attribute: &Attribute, theirs: &Theirs, mapped| may_edit(attribute, theirs, mapped, Editor::Oneself);
        assert_eq!(own(&attribute(Authority::Shared), &value, true), Ok(()));
        assert_eq!(own(&attribute(Authority::Local), &Theirs::NotRead, false), Ok(()));
        assert_eq!(own(&attribute(Authority::Directory), &value, true), Err(ProblemCode::ManagedByDirectory));
        assert_eq!(own(&attribute(Authority::Fill), &Theirs::Empty, true), Ok(()));
        assert_eq!(own(&attribute(Authority::Fill), &value, true), Err(ProblemCode::FilledByDirectory));
        assert_eq!(own(&attribute(Authority::Fill), &Theirs::NotRead, true), Err(ProblemCode::NotReadYet));
        assert_eq!(own(&attribute(Authority::Fill), &Theirs::NotRead, false), Ok(()));

        let mut locked = attribute(Authority::Directory);
        locked.policy.locked = true;
        assert_eq!(own(&locked, &value, true), Err(ProblemCode::ManagedByDirectory));
        locked.policy.authority = Authority::Shared;
        assert_eq!(own(&locked, &value, true), Err(ProblemCode::Locked));
        locked.policy.visible = false;
        assert_eq!(own(&locked, &value, true), Err(ProblemCode::UnknownAttribute));
        assert_eq!(may_edit(&locked, &value, true, Editor::Admin), Ok(()));
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
