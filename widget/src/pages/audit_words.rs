//! The actions of the audit log by name.

use crate::words::{Text, audit};

/// Every action by its code, in the order in which they are offered.
pub(super) const ACTIONS: &[(&str, Text)] = &[
    ("session.open", audit::SESSION_OPEN),
    ("session.hand_over", audit::SESSION_HAND_OVER),
    ("session.close", audit::SESSION_CLOSE),
    ("session.refused", audit::SESSION_REFUSED),
    ("session.roles", audit::SESSION_ROLES),
    ("session.end", audit::SESSION_END),
    ("request.refused", audit::REQUEST_REFUSED),
    ("profile.refused", audit::PROFILE_REFUSED),
    ("profile.confirm", audit::PROFILE_CONFIRM),
    ("change.propose", audit::CHANGE_PROPOSE),
    ("change.approve", audit::CHANGE_APPROVE),
    ("change.reject", audit::CHANGE_REJECT),
    ("change.withdraw", audit::CHANGE_WITHDRAW),
    ("change.export", audit::CHANGE_EXPORT),
    ("change.apply", audit::CHANGE_APPLY),
    ("change.confirm", audit::CHANGE_CONFIRM),
    ("change.not_take", audit::CHANGE_NOT_TAKE),
    ("change.fail", audit::CHANGE_FAIL),
    ("change.collide", audit::CHANGE_COLLIDE),
    ("change.reconcile", audit::CHANGE_RECONCILE),
    ("change.keep", audit::CHANGE_KEEP),
    ("change.keep_closed", audit::CHANGE_KEEP_CLOSED),
    ("change.supersede", audit::CHANGE_SUPERSEDE),
    ("change.reexport", audit::CHANGE_REEXPORT),
    ("change.pass_level", audit::CHANGE_PASS_LEVEL),
    ("change.escalate", audit::CHANGE_ESCALATE),
    ("stand_in.add", audit::STAND_IN_ADD),
    ("stand_in.end", audit::STAND_IN_END),
    ("owner.add", audit::OWNER_ADD),
    ("owner.remove", audit::OWNER_REMOVE),
    ("change.moved_on", audit::CHANGE_MOVED_ON),
    ("export.make", audit::EXPORT_MAKE),
    ("export.download", audit::EXPORT_DOWNLOAD),
    ("person.add", audit::PERSON_ADD),
    ("person.block", audit::PERSON_BLOCK),
    ("person.blocked_by_run", audit::PERSON_BLOCKED_BY_RUN),
    ("person.returned", audit::PERSON_RETURNED),
    ("person.renamed", audit::PERSON_RENAMED),
    ("person.unblock", audit::PERSON_UNBLOCK),
    ("person.seat", audit::PERSON_SEAT),
    ("person.purge", audit::PERSON_PURGE),
    ("person.detach", audit::PERSON_DETACH),
    ("person.relink", audit::PERSON_RELINK),
    ("person.rekey", audit::PERSON_REKEY),
    ("person.merge", audit::PERSON_MERGE),
    ("person.remove", audit::PERSON_REMOVE),
    ("import.upload", audit::IMPORT_UPLOAD),
    ("import.start", audit::IMPORT_START),
    ("import.cancel", audit::IMPORT_CANCEL),
    ("import.end", audit::IMPORT_END),
    ("import.undo", audit::IMPORT_UNDO),
    ("import.discard", audit::IMPORT_DISCARD),
    ("import.download", audit::IMPORT_DOWNLOAD),
    ("identity.link", audit::IDENTITY_LINK),
    ("identity.refused", audit::IDENTITY_REFUSED),
    ("identity.remove", audit::IDENTITY_REMOVE),
    ("identity.forget", audit::IDENTITY_FORGET),
    ("finding.ignore", audit::FINDING_IGNORE),
    ("finding.refuse", audit::FINDING_REFUSE),
    ("finding.reopen", audit::FINDING_REOPEN),
    ("attribute.set", audit::ATTRIBUTE_SET),
    ("attribute.set_locks", audit::ATTRIBUTE_SET_LOCKS),
    ("policy.rule", audit::POLICY_RULE),
    ("source.order", audit::SOURCE_ORDER),
    ("attribute.add", audit::ATTRIBUTE_ADD),
    ("attribute.define", audit::ATTRIBUTE_DEFINE),
    ("attribute.order", audit::ATTRIBUTE_ORDER),
    ("fill_set.add", audit::FILL_SET_ADD),
    ("fill_set.set", audit::FILL_SET_SET),
    ("fill_set.remove", audit::FILL_SET_REMOVE),
    ("pin.set", audit::PIN_SET),
    ("pin.remove", audit::PIN_REMOVE),
    ("pin.end", audit::PIN_END),
    ("attribute.freeze", audit::ATTRIBUTE_FREEZE),
    ("source.begin", audit::SOURCE_BEGIN),
    ("source.set_up", audit::SOURCE_SET_UP),
    ("source.check", audit::SOURCE_CHECK),
    ("source.finish", audit::SOURCE_FINISH),
    ("source.rekey", audit::SOURCE_REKEY),
    ("source.set", audit::SOURCE_SET),
    ("source.drop", audit::SOURCE_DROP),
    ("source.retire", audit::SOURCE_RETIRE),
    ("notice.sent", audit::NOTICE_SENT),
    ("notice.parked", audit::NOTICE_PARKED),
    ("notice.again", audit::NOTICE_AGAIN),
    ("notice.test", audit::NOTICE_TEST),
    ("notice.given_up", audit::NOTICE_GIVEN_UP),
    ("notice.settings", audit::NOTICE_SETTINGS),
    ("run.start", audit::RUN_START),
    ("run.end", audit::RUN_END),
    ("run.cancel", audit::RUN_CANCEL),
    ("run.release", audit::RUN_RELEASE),
    ("run.discard", audit::RUN_DISCARD),
    ("undo.run", audit::UNDO_RUN),
    ("undo.person", audit::UNDO_PERSON),
    ("audit.download", audit::AUDIT_DOWNLOAD),
    ("audit.check", audit::AUDIT_CHECK),
    ("admin.create", audit::ADMIN_CREATE),
    ("admin.grant", audit::ADMIN_GRANT),
    ("admin.revoke", audit::ADMIN_REVOKE),
];

/// An action in words; one that this page does not know yet keeps its code.
pub(super) fn action_word(code: &str) -> String {
    let known = ACTIONS.iter().find(|(known, _)| *known == code);
    known.map_or(code, |(_, text)| text.say()).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_action_has_a_name() {
        assert_eq!(action_word("change.approve"), "Change approved");
        assert_eq!(action_word("made.up"), "made.up");
    }
}
