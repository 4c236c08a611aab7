//! Rows of the audit log in words: the actions by name, and of the details what helps a reader.

use domain::api::{RunCounts, RunState};
use serde::Deserialize;
use serde_json::Value;

use super::run_words::outcome;
use crate::words::{Text, audit, exports, people, profile};

/// Every action by its code, in the order in which they are offered.
pub(super) const ACTIONS: [(&str, Text); 55] = [
    ("session.open", audit::SESSION_OPEN),
    ("session.close", audit::SESSION_CLOSE),
    ("session.refused", audit::SESSION_REFUSED),
    ("request.refused", audit::REQUEST_REFUSED),
    ("profile.refused", audit::PROFILE_REFUSED),
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
    ("change.supersede", audit::CHANGE_SUPERSEDE),
    ("change.reexport", audit::CHANGE_REEXPORT),
    ("change.moved_on", audit::CHANGE_MOVED_ON),
    ("export.make", audit::EXPORT_MAKE),
    ("export.download", audit::EXPORT_DOWNLOAD),
    ("person.block", audit::PERSON_BLOCK),
    ("person.blocked_by_run", audit::PERSON_BLOCKED_BY_RUN),
    ("person.returned", audit::PERSON_RETURNED),
    ("person.renamed", audit::PERSON_RENAMED),
    ("person.unblock", audit::PERSON_UNBLOCK),
    ("person.seat", audit::PERSON_SEAT),
    ("person.purge", audit::PERSON_PURGE),
    ("person.detach", audit::PERSON_DETACH),
    ("person.relink", audit::PERSON_RELINK),
    ("person.merge", audit::PERSON_MERGE),
    ("finding.ignore", audit::FINDING_IGNORE),
    ("finding.refuse", audit::FINDING_REFUSE),
    ("finding.reopen", audit::FINDING_REOPEN),
    ("attribute.set", audit::ATTRIBUTE_SET),
    ("attribute.set_locks", audit::ATTRIBUTE_SET_LOCKS),
    ("source.order", audit::SOURCE_ORDER),
    ("attribute.add", audit::ATTRIBUTE_ADD),
    ("attribute.freeze", audit::ATTRIBUTE_FREEZE),
    ("source.begin", audit::SOURCE_BEGIN),
    ("source.set_up", audit::SOURCE_SET_UP),
    ("source.check", audit::SOURCE_CHECK),
    ("source.finish", audit::SOURCE_FINISH),
    ("source.set", audit::SOURCE_SET),
    ("source.drop", audit::SOURCE_DROP),
    ("source.retire", audit::SOURCE_RETIRE),
    ("run.start", audit::RUN_START),
    ("run.end", audit::RUN_END),
    ("run.cancel", audit::RUN_CANCEL),
    ("run.release", audit::RUN_RELEASE),
    ("run.discard", audit::RUN_DISCARD),
    ("admin.create", audit::ADMIN_CREATE),
    ("admin.grant", audit::ADMIN_GRANT),
    ("admin.revoke", audit::ADMIN_REVOKE),
];

/// An action in words; one that this page does not know yet keeps its code.
pub(super) fn action_word(code: &str) -> String {
    let known = ACTIONS.iter().find(|(known, _)| *known == code);
    known.map_or(code, |(_, text)| text.say()).to_owned()
}

/// What the details add to the action: a piece for each. What is empty, or only proves that nothing was tampered with, is left out.
pub(super) fn details(action: &str, detail: &Value) -> Vec<String> {
    let Value::Object(fields) = detail else { return Vec::new() };
    let state = fields.get("state").and_then(Value::as_str).and_then(RunState::parse);
    let said = fields.iter().filter_map(|(name, value)| match (name.as_str(), value) {
        ("sha256" | "account", _) => None,
        // A change's action is the state that it led to.
        ("state" | "notice", _) if action.starts_with("change.") => None,
        ("state", _) if state.is_some() => None,
        ("counts", _) => RunCounts::deserialize(value).ok().and_then(|counts| Some(outcome(state?, &counts))),
        ("run", Value::Number(number)) => Some(profile::RUN.with(&[&number.to_string()])),
        ("export", Value::Number(number)) => Some(audit::EXPORT.with(&[&number.to_string()])),
        ("items", Value::Number(number)) => Some(exports::VALUES.of(number.as_i64()?)),
        ("people", Value::Number(number)) => Some(people::FOUND.of(number.as_i64()?)),
        ("source", Value::String(name)) => Some(audit::DIRECTORY.with(&[name])),
        ("role", Value::String(role)) => Some(audit::ROLE.with(&[role])),
        ("local", Value::Bool(true)) => Some(audit::LOCAL.say().to_owned()),
        (_, value) if is_nothing(value) => None,
        ("set" | "problems", value) => Some(in_a_line(value)),
        (name, value) => Some([name, ": ", &in_a_line(value)].concat()),
    });
    said.collect()
}

fn is_nothing(value: &Value) -> bool {
    match value {
        Value::Null | Value::Bool(false) => true,
        Value::Bool(true) => false,
        Value::Number(number) => number.as_i64() == Some(0),
        Value::String(text) => text.is_empty(),
        Value::Array(items) => items.is_empty(),
        Value::Object(fields) => fields.is_empty(),
    }
}

fn in_a_line(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::Bool(is_true) => is_true.to_string(),
        Value::Number(number) => number.as_i64().map(|number| number.to_string()).unwrap_or_default(),
        Value::String(text) => text.clone(),
        Value::Array(items) => items.iter().map(in_a_line).collect::<Vec<_>>().join(", "),
        Value::Object(fields) => {
            let parts = fields.iter().map(|(name, value)| [name, " ", &in_a_line(value)].concat());
            parts.collect::<Vec<_>>().join(", ")
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn details_say_what_helps() {
        let counts = RunCounts { seen: 2, changed: 1, ..RunCounts::default() };
        let ended = json!({ "run": 3, "state": "complete", "counts": counts });
        assert_eq!(details("run.end", &ended), ["2 read · 1 changed", "Run 3"]);
        assert!(details("change.confirm", &json!({ "state": "confirmed", "notice": null })).is_empty());
        assert_eq!(details("export.download", &json!({ "export": 1, "sha256": "ab" })), ["Export 1"]);
        assert!(details("session.open", &json!({ "local": false })).is_empty());
        assert_eq!(details("attribute.set", &json!({ "set": { "locked": true }, "withdrawn": 0 })), ["locked true"]);
        assert!(details("session.close", &Value::Null).is_empty());
    }

    #[test]
    fn an_action_has_a_name() {
        assert_eq!(action_word("change.approve"), "Change approved");
        assert_eq!(action_word("made.up"), "made.up");
    }
}
