//! The details of a row of the audit log: of what the server notes with an action, what helps a reader, in words.

use domain::{
    api::{
        AgentTold, BlockReason, CheckFailure, FindingKind, ImportState, LocksSet, NotLinked, PendingOnLock, RunCounts,
        RunKind, RunState, SetAttribute, SetLocks, SetSource, SetUpStep, SignInFailure, Via,
    },
    attribute::{Approval, Authority, Blank},
    moment::Moment,
    name::AttributeKey,
    problem::{Problem, ProblemCode},
    rights::Part,
};
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use super::{
    audit_catalogue, findings, imports, policy_words, rekey, run_words::outcome, set_up, sign_in_ways, source_contacts,
    source_leaving, source_schedule, source_selection, unlinked,
};
use crate::{
    language::{day_and_time, figure},
    trouble::problem_text,
    words::{
        Text, attributes, audit, contacts, exports, findings as finding_words, frame, history, imports as import_words,
        people, policy, profile, set_up as set_up_words, sources,
    },
};

/// What the details add to the action: a piece for each. What is empty, or only proves that nothing was tampered with, is left out.
pub(super) fn details(action: &str, detail: &Value, label: &dyn Fn(&AttributeKey) -> String) -> Vec<String> {
    let Value::Object(fields) = detail else { return Vec::new() };
    if action == "policy.rule" {
        return policy_words::of_audit(detail, label);
    }
    if let Some(said) = audit_catalogue::of_audit(action, detail) {
        return said;
    }
    let named = fields.iter().filter(|(_, value)| !is_nothing(value) || says_no(value));
    named.filter_map(|(name, value)| piece(action, name, value, fields, label)).collect()
}

fn piece(
    action: &str,
    name: &str,
    value: &Value,
    fields: &Map<String, Value>,
    label: &dyn Fn(&AttributeKey) -> String,
) -> Option<String> {
    let state = fields.get("state").and_then(Value::as_str).and_then(RunState::parse);
    let text = value.as_str().unwrap_or_default();
    let number = value.as_i64();
    match name {
        "sha256" | "account" => None,
        "set_back" => Some(history::SET_BACK_COUNT.with(&[&figure(number?)])),
        "left" => Some(history::LEFT_COUNT.with(&[&figure(number?)])),
        "moment" => read::<Moment>(value).map(|at| history::MOMENT_WAS.with(&[&day_and_time(at)])),
        "rows" if action == "audit.check" => Some(history::ROWS_WALKED.with(&[&figure(number?)])),
        "whole" => (value == &Value::Bool(false)).then(|| history::CHAIN_BROKEN.say().to_owned()),
        "suggested" => Some(history::SUGGESTED.say().to_owned()),
        // A change's action is the state that it led to.
        "state" | "notice" if action.starts_with("change.") => None,
        "state" if state.is_some() => None,
        _ if value.is_boolean() && says_no(value) => None,
        "counts" => read::<RunCounts>(value).and_then(|counts| Some(outcome(state?, &counts))),
        "run" => Some(profile::RUN.with(&[&number?.to_string()])),
        "import" => Some(audit::IMPORT.with(&[&number?.to_string()])),
        "file" => Some(audit::FILE.with(&[text])),
        _ if action.starts_with("import.") => import_detail(name, text, number),
        "link_of" => Some(audit::LINK_OF.with(&[text])),
        "export" => Some(audit::EXPORT.with(&[&number?.to_string()])),
        "items" => Some(exports::VALUES.of(number?)),
        "people" => Some(people::FOUND.of(number?)),
        "source" => Some(audit::DIRECTORY.with(&[text])),
        "provider" => Some(audit::WITH_PROVIDER.with(&[text])),
        "refused" => SignInFailure::parse(text).map(|failure| sign_in_ways::failure_text(failure).say().to_owned()),
        "granted" => Some(audit::ROLES_GRANTED.with(&[&in_a_line(value)])),
        "ended" => Some(audit::ROLES_ENDED.with(&[&in_a_line(value)])),
        "issuer" => Some(audit::VOUCHED_BY.with(&[text])),
        "proof" => Some(audit::PROVED_BY.with(&[text])),
        "not_linked" => NotLinked::parse(text).map(|reason| unlinked::reason_word(reason).say().to_owned()),
        "role" => Some(audit::ROLE.with(&[text])),
        "name" if action.starts_with("admin.") => Some(audit::OF_ACCOUNT.with(&[text])),
        "parts" => Some(audit::HOLDS_WITHIN.with(&[&parts(value)])),
        "before" if action == "admin.grant" => Some(audit::HELD_WITHIN.with(&[&parts(value)])),
        "tried" => Some(audit::TRIED.with(&[text])),
        "unknown" => Some(audit::UNKNOWN_NAME.say().to_owned()),
        "overtaken" => Some(audit::OVERTAKEN.say().to_owned()),
        "local" => Some(audit::LOCAL.say().to_owned()),
        "door" => (text == "pane").then(|| audit::IN_OUTLOOK.say().to_owned()),
        "by" if action == "session.open" => signed_in_by(text),
        "dry" => Some(sources::DRY_RUN.say().to_owned()),
        "kind" => kind(text),
        "via" => Some(via(text).say().to_owned()),
        _ if action.starts_with("agent.") && name != "source" => agent_detail(name, value),
        "step" => SetUpStep::parse(text).map(|step| audit::STEP.with(&[set_up::step_name(step).say()])),
        "failure" => read::<CheckFailure>(value).map(|failure| set_up::found::failure_text(failure).say().to_owned()),
        "password" => Some(audit::PASSWORD_SET.say().to_owned()),
        "mapping" => Some(audit::MAPPED.of(count(value))),
        "connection" => Some(connection(value)),
        "frozen" => Some(audit::FROZEN.with(&[&labels(value, label)])),
        "spare" => Some(audit::SPARED.with(&[&in_a_line(value)])),
        "definition" => definition(value),
        "set" => Some(set(action, value, label)).filter(|said| !said.is_empty()),
        "done" => read::<LocksSet>(value).map(|done| audit::LOCKS_MOVED.of(done.attributes)),
        "withdrawn" => Some(audit::WITHDRAWN.of(number?)),
        "changes" => Some(finding_words::CHANGES.of(number?)),
        "blocked_at" => read::<Moment>(value).map(|at| audit::BLOCKED_SINCE.with(&[&day_and_time(at)])),
        "reason" => Some(reason(text)),
        "problems" => Some(problems(value, label)),
        "entry" => Some(audit::ENTRY.with(&[text])),
        "from" => Some(audit::ENTRY_BEFORE.with(&[&in_a_line(value)])),
        "to" if action.starts_with("notice.") => Some(contacts::TO.with(&[&in_a_line(value)])),
        "to" => Some(audit::ENTRY_NOW.with(&[text])),
        "known_by" => Some(audit::KNOWN_BY.with(&[text])),
        "id_attribute" => Some(audit::ID_ATTRIBUTE.with(&[text])),
        "by" => read(value).map(|by| audit::RECOGNISED_BY.with(&[rekey::key_word(by).say()])),
        "unclear" => Some(audit::UNCLEAR.of(number?)),
        "missing" => Some(audit::WITHOUT_ENTRY.of(number?)),
        "merged" => Some(audit::MERGED.with(&[&number?.to_string()])),
        "other" => Some(audit::OTHER.with(&[&number?.to_string()])),
        "method" => None,
        "path" => Some([fields.get("method").and_then(Value::as_str).unwrap_or_default(), " ", text].concat()),
        // What this page does not know yet is shown as it came.
        name => Some([name, ": ", &in_a_line(value)].concat()),
    }
}

/// The parts of the directories that a role holds within.
fn parts(value: &Value) -> String {
    let all: Vec<Part> = read(value).unwrap_or_default();
    all.iter().map(Part::name).collect::<Vec<_>>().join(" · ")
}

/// The figures of an import.
fn import_detail(name: &str, text: &str, number: Option<i64>) -> Option<String> {
    let word = match name {
        "state" => return ImportState::parse(text).map(|state| imports::state_word(state).1.say().to_owned()),
        "added" => import_words::ADDED,
        "changed" => import_words::CHANGED,
        "blocked" => import_words::BLOCKED,
        "done" => import_words::DONE,
        "moved" => import_words::LEFT,
        "undone" => import_words::TAKEN_BACK,
        "kept" => import_words::KEPT,
        _ => return None,
    };
    Some([word.say(), ": ", &figure(number?)].concat())
}

/// How a source is reached now.
fn via(word: &str) -> Text {
    if Via::parse(word) == Some(Via::Agent) { audit::VIA_AGENT } else { audit::VIA_DIRECT }
}

/// Which agent it was, where it runs, and what it lets out.
fn agent_detail(name: &str, value: &Value) -> Option<String> {
    let text = value.as_str().unwrap_or_default();
    match name {
        "name" => Some(audit::AGENT_NAME.with(&[text])),
        "host" => Some(audit::AGENT_HOST.with(&[text])),
        "told" => read::<AgentTold>(value).map(|told| audit::AGENT_SENDS.with(&[&told.attributes.join(", ")])),
        _ => None,
    }
}

/// How somebody proved who they are.
fn signed_in_by(word: &str) -> Option<String> {
    let text = match word {
        "directory" => audit::BY_DIRECTORY,
        "hand_over" => audit::BY_HAND_OVER,
        _ => return None,
    };
    Some(text.say().to_owned())
}

fn read<T: DeserializeOwned>(value: &Value) -> Option<T> {
    T::deserialize(value).ok()
}

fn count(value: &Value) -> i64 {
    value.as_array().and_then(|rows| i64::try_from(rows.len()).ok()).unwrap_or(0)
}

/// A run's kind or a finding's.
fn kind(word: &str) -> Option<String> {
    let run = RunKind::parse(word).map(|kind| match kind {
        RunKind::Full => audit::READ_ALL,
        RunKind::Delta => sources::WHAT_CHANGED,
        RunKind::Person => sources::ONE_PERSON,
    });
    let text = run.or_else(|| FindingKind::parse(word).map(findings::kind_word));
    Some(text.map_or_else(|| word.to_owned(), |text| text.say().to_owned()))
}

fn reason(words: &str) -> String {
    let known = read::<BlockReason>(&Value::String(words.to_owned())).map(|reason| match reason {
        BlockReason::LeftScope => sources::BECAUSE_LEFT,
        BlockReason::DisabledInDirectory => sources::BECAUSE_DISABLED,
        BlockReason::NoSeat => people::BECAUSE_SEAT,
        BlockReason::Returned => people::BECAUSE_BACK,
        BlockReason::ByAdmin => audit::BECAUSE_ADMIN,
        BlockReason::LikeBlocked => people::BECAUSE_LIKE,
    });
    known.map_or_else(|| words.to_owned(), |text| text.say().to_owned())
}

fn labels(value: &Value, label: &dyn Fn(&AttributeKey) -> String) -> String {
    let keys: Vec<AttributeKey> = read(value).unwrap_or_default();
    keys.iter().map(label).collect::<Vec<_>>().join(", ")
}

/// Why a save was refused: attribute by attribute, by codes and never by values.
fn problems(value: &Value, label: &dyn Fn(&AttributeKey) -> String) -> String {
    let one = |row: &Value| {
        let key = row.get("attribute").and_then(read::<AttributeKey>);
        let codes = row.get("codes").and_then(Value::as_array).into_iter().flatten();
        let said = codes.map(|code| match read::<ProblemCode>(code) {
            Some(code) if tells_without_figures(code) => problem_text(&Problem::new(code)),
            Some(ProblemCode::TooShort) => audit::TOO_SHORT.say().to_owned(),
            Some(_) => audit::TOO_LONG.say().to_owned(),
            None => audit::UNREADABLE.say().to_owned(),
        });
        let said = said.collect::<Vec<_>>().join(" ");
        key.map_or_else(|| said.clone(), |key| [label(&key).as_str(), ": ", &said].concat())
    };
    value.as_array().into_iter().flatten().map(one).collect::<Vec<_>>().join("; ")
}

/// The log keeps the code alone, not the figure that some sentences need.
fn tells_without_figures(code: ProblemCode) -> bool {
    use ProblemCode::{Pattern, TooEarly, TooLate, TooLong, TooManyBytes, TooManyValues, TooShort};
    !matches!(code, TooShort | TooLong | TooManyBytes | TooManyValues | TooEarly | TooLate | Pattern)
}

fn connection(value: &Value) -> String {
    let text = |name: &str| value.get(name).and_then(Value::as_str).unwrap_or_default().to_owned();
    let tls = match text("tls").as_str() {
        "ldaps" => set_up_words::TLS_LDAPS.say(),
        "start_tls" => set_up_words::TLS_START.say(),
        _ => set_up_words::TLS_PLAIN.say(),
    };
    let parts = [
        (sources::ADDRESS, text("url")),
        (set_up_words::TLS, tls.to_owned()),
        (set_up_words::BIND_DN, text("bind_dn")),
        (sources::BASE, text("base")),
        (sources::FILTER, text("filter")),
    ];
    let said = parts.into_iter().filter(|(_, text)| !text.is_empty());
    said.map(|(name, text)| [name.say(), ": ", &text].concat()).collect::<Vec<_>>().join(", ")
}

fn definition(value: &Value) -> Option<String> {
    let labels = read(value.get("labels")?)?;
    let key = read(value.get("key")?)?;
    Some(crate::editor::label_in(&labels, &key).to_owned())
}

fn set(action: &str, value: &Value, label: &dyn Fn(&AttributeKey) -> String) -> String {
    let said = match action {
        "attribute.set" => read(value).map(|set| attribute_set(&set)),
        "attribute.set_locks" => read::<SetLocks>(value).map(|set| {
            let all = if set.locked { attributes::LOCK_ALL } else { attributes::UNLOCK_ALL };
            vec![all.say().to_owned()].into_iter().chain(set.pending.map(pending)).collect()
        }),
        "source.set" => read(value).map(|set| source_set(&set)),
        "source.order" => Some(order_set(value, label)),
        _ => None,
    };
    said.map_or_else(|| in_a_line(value), |said: Vec<String>| said.join(", "))
}

fn attribute_set(set: &SetAttribute) -> Vec<String> {
    let either = |is_so: bool, yes: Text, no: Text| if is_so { yes } else { no }.say().to_owned();
    let pair = |name: Text, value: Text| [name.say(), ": ", value.say()].concat();
    let approval = |approval| match approval {
        Approval::None => attributes::APPROVAL_NONE,
        Approval::Admins => attributes::APPROVAL_ADMINS,
        Approval::Manager => attributes::APPROVAL_MANAGER,
        Approval::Levels => attributes::APPROVAL_LEVELS,
    };
    let authority = |authority| match authority {
        Authority::Shared => attributes::AUTHORITY_SHARED,
        Authority::Directory => attributes::AUTHORITY_DIRECTORY,
        Authority::Fill => attributes::AUTHORITY_FILL,
        Authority::Local => attributes::AUTHORITY_LOCAL,
    };
    let yes_no = |is_so| if is_so { frame::YES } else { frame::NO };
    [
        set.locked.map(|is_so| either(is_so, attributes::LOCKED, attributes::UNLOCKED)),
        set.visible.map(|is_so| either(is_so, attributes::VISIBLE, attributes::HIDDEN)),
        set.approval.map(|one| pair(attributes::APPROVAL, approval(one))),
        set.authority.map(|one| pair(attributes::AUTHORITY, authority(one))),
        set.mandatory.map(|is_so| pair(attributes::MANDATORY, yes_no(is_so))),
        set.blank.map(|blank| either(blank == Blank::Clears, attributes::BLANK_CLEARS, attributes::BLANK_IGNORED)),
        set.together.as_ref().map(|name| policy::SET_TOGETHER.with(&[name])),
        set.strict_phone.map(|is_so| either(is_so, attributes::PHONE_STRICT, attributes::PHONE_ANY)),
        set.default_country.as_ref().map(|code| audit::PHONE_COUNTRY.with(&[code])),
        set.pending.map(pending),
    ]
    .into_iter()
    .flatten()
    .collect()
}

fn pending(pending: PendingOnLock) -> String {
    match pending {
        PendingOnLock::Keep => audit::PENDING_KEPT,
        PendingOnLock::Withdraw => audit::PENDING_WITHDRAWN,
    }
    .say()
    .to_owned()
}

fn source_set(set: &SetSource) -> Vec<String> {
    [
        set.schedule.as_ref().map(source_schedule::in_words),
        set.selection.as_ref().map(source_selection::in_words),
        set.leaving.map(source_leaving::in_words),
        set.contacts.as_deref().map(source_contacts::in_words),
        set.paused.map(|is_so| if is_so { audit::PAUSED } else { audit::RESUMED }.say().to_owned()),
    ]
    .into_iter()
    .flatten()
    .collect()
}

fn order_set(value: &Value, label: &dyn Fn(&AttributeKey) -> String) -> Vec<String> {
    let own = value.get("attributes").and_then(Value::as_object).into_iter().flatten();
    let own = own.filter_map(|(key, _)| AttributeKey::parse(key).ok()).map(|key| label(&key)).collect::<Vec<_>>();
    let order = value.get("order").map(in_a_line).filter(|order| !order.is_empty());
    let own = (!own.is_empty()).then(|| audit::OWN_ORDER.with(&[&own.join(", ")]));
    [order.map(|order| audit::ORDER.with(&[&order])), own].into_iter().flatten().collect()
}

/// A plain no, which is left out as well as nothing at all.
fn says_no(value: &Value) -> bool {
    *value == Value::Bool(false)
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
#[path = "audit_details_tests.rs"]
mod tests;
