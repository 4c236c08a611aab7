//! Policy rules, and what they lead to, in words.

use domain::{
    api::RuleSource,
    attribute::{Approval, Authority, Family, Rules},
    name::AttributeKey,
    policy::{Aspect, Decided, PolicyRule, What, WhoRule},
};
use serde::Deserialize as _;
use serde_json::Value;

use super::labels::{Labels, label_for};
use crate::{
    language::Language,
    parts::loading::Load,
    words::{Text, attributes, policy as words},
};

pub(super) const APPROVALS: [(Approval, Text); 4] = [
    (Approval::None, attributes::APPROVAL_NONE),
    (Approval::Admins, attributes::APPROVAL_ADMINS),
    (Approval::Manager, attributes::APPROVAL_MANAGER),
    (Approval::Levels, attributes::APPROVAL_LEVELS),
];

pub(super) const AUTHORITIES: [(Authority, Text); 4] = [
    (Authority::Shared, attributes::AUTHORITY_SHARED),
    (Authority::Directory, attributes::AUTHORITY_DIRECTORY),
    (Authority::Fill, attributes::AUTHORITY_FILL),
    (Authority::Local, attributes::AUTHORITY_LOCAL),
];

pub(super) const FAMILIES: [(Family, Text); 3] = [
    (Family::Directory, words::FAMILY_DIRECTORY),
    (Family::Custom, words::FAMILY_CUSTOM),
    (Family::ProductOnly, words::FAMILY_OWN),
];

/// The text of a choice.
fn text_of<T: PartialEq>(choices: &[(T, Text)], choice: &T) -> &'static str {
    choices.iter().find(|(known, _)| known == choice).map_or("", |(_, text)| text.say())
}

/// For whom a rule holds.
pub(super) fn who(who: &WhoRule, sources: &[RuleSource]) -> String {
    if who.is_everybody() {
        return words::FOR_EVERYBODY.say().to_owned();
    }
    let source = who.source.map(|id| {
        let name = sources.iter().find(|one| one.id == id).map_or_else(|| id.to_string(), |one| one.name.clone());
        words::OF_SOURCE.with(&[&name])
    });
    let ou = who.ou.as_ref().map(|ou| words::IN_OU.with(&[ou]));
    let group = who.group.as_ref().map(|group| words::IN_GROUP.with(&[group]));
    let parts: Vec<String> = [source, ou, group].into_iter().flatten().collect();
    words::FOR.with(&[&parts.join(words::AND.say())])
}

/// Of which attributes it speaks.
pub(super) fn what(what: &What, labels: Load<Labels>) -> String {
    match what {
        What::Attribute(key) => label_for(labels, key),
        What::Family(family) => text_of(&FAMILIES, family).to_owned(),
    }
}

/// What it says, side by side.
pub(super) fn says(rule: &PolicyRule) -> Vec<String> {
    let sets = &rule.sets;
    let flags = [sets.locked.map(lock), sets.visible.map(seen), sets.mandatory.map(filled)];
    let mut all: Vec<String> = flags.into_iter().flatten().map(|text| text.say().to_owned()).collect();
    all.extend(sets.approval.map(approval));
    all.extend(sets.authority.map(authority));
    all.extend(sets.limits.iter().flat_map(limits));
    all
}

fn lock(locked: bool) -> Text {
    if locked { attributes::LOCKED } else { attributes::UNLOCKED }
}

fn seen(visible: bool) -> Text {
    if visible { attributes::VISIBLE } else { attributes::HIDDEN }
}

fn filled(mandatory: bool) -> Text {
    if mandatory { words::MUST_BE_FILLED } else { words::MAY_BE_BLANK }
}

fn approval(approval: Approval) -> String {
    words::APPROVED_BY.with(&[text_of(&APPROVALS, &approval)])
}

fn authority(authority: Authority) -> String {
    words::COUNTS.with(&[text_of(&AUTHORITIES, &authority)])
}

fn limits(rules: &Rules) -> Vec<String> {
    let number = |text: Text, limit: Option<u32>| limit.map(|limit| text.with(&[&limit.to_string()]));
    let quoted = |text: Text, limit: &Option<String>| limit.as_ref().map(|limit| text.with(&[limit]));
    let options: Vec<&str> =
        rules.choices.iter().filter(|one| !one.retired).map(|one| one.label(Language::current().tag())).collect();
    let said = [
        number(words::SAYS_MIN, rules.min_chars),
        number(words::SAYS_MAX, rules.max_chars),
        number(words::SAYS_BYTES, rules.max_bytes),
        quoted(words::SAYS_PATTERN, &rules.pattern),
        quoted(words::SAYS_LEAST, &rules.least),
        quoted(words::SAYS_MOST, &rules.most),
        quoted(words::SAYS_EARLIEST, &rules.earliest),
        quoted(words::SAYS_LATEST, &rules.latest),
        number(words::SAYS_VALUES, rules.max_values),
        rules.strict_phone.then(|| words::SAYS_PHONE.say().to_owned()),
        (!options.is_empty()).then(|| words::SAYS_CHOICES.with(&[&options.join(", ")])),
        (!rules.messages.is_empty()).then(|| words::SAYS_MESSAGE.say().to_owned()),
    ];
    let said: Vec<String> = said.into_iter().flatten().collect();
    if said.is_empty() { vec![words::SAYS_LIMITS.say().to_owned()] } else { said }
}

/// What the audit log notes of an edit of the rules: which, what it said before and says now, and whether it moved.
pub(super) fn of_audit(detail: &Value, label: &dyn Fn(&AttributeKey) -> String) -> Vec<String> {
    let told = |name: &str| {
        let noted = detail.get(name)?;
        let rule = PolicyRule::deserialize(noted.get("rule")?).ok()?;
        let what = match &rule.what {
            What::Attribute(key) => label(key),
            What::Family(family) => text_of(&FAMILIES, family).to_owned(),
        };
        let off = noted.get("off").and_then(Value::as_bool).filter(|off| *off).map(|_| words::OFF.say().to_owned());
        let says: Vec<String> = says(&rule).into_iter().chain(off).collect();
        Some([&who(&rule.who, &[]), ", ", &what, ": ", &says.join(", ")].concat())
    };
    let place = |name: &str| detail.get("place")?.get(name)?.as_i64().map(|place| place.to_string());
    let number = detail.get("rule").and_then(Value::as_i64).map(|number| words::RULE.with(&[&number.to_string()]));
    let (was, is) = (told("before"), told("after"));
    let moved = match (place("before"), place("after")) {
        (Some(from), Some(to)) if from != to => Some(words::RULE_MOVED.with(&[&from, &to])),
        _ => None,
    };
    let differs = was != is;
    let was = was.filter(|_| differs).map(|text| words::RULE_WAS.with(&[&text]));
    let is = is.filter(|_| differs).map(|text| words::RULE_IS.with(&[&text]));
    [number, was, is, moved].into_iter().flatten().collect()
}

/// One side of a policy in words.
pub(super) fn side(decided: &Decided, aspect: Aspect) -> String {
    let policy = &decided.policy;
    match aspect {
        // Unlocking alone would open nothing.
        Aspect::Locked if !policy.locked && policy.authority == Authority::Directory => {
            words::NOT_UNLOCKED.say().to_owned()
        }
        Aspect::Locked => lock(policy.locked).say().to_owned(),
        Aspect::Visible => seen(policy.visible).say().to_owned(),
        Aspect::Mandatory => filled(decided.mandatory).say().to_owned(),
        Aspect::Approval => text_of(&APPROVALS, &policy.approval).to_owned(),
        Aspect::Authority => text_of(&AUTHORITIES, &policy.authority).to_owned(),
        Aspect::Limits => decided
            .limits
            .as_ref()
            .map_or_else(|| words::BY_ATTRIBUTE.say().to_owned(), |rules| limits(rules).join(", ")),
    }
}

/// The name of a side.
pub(super) fn side_name(aspect: Aspect) -> &'static str {
    let text = match aspect {
        Aspect::Locked => words::LOCK,
        Aspect::Visible => words::SEEN,
        Aspect::Mandatory => words::FILLED,
        Aspect::Approval => attributes::APPROVAL,
        Aspect::Authority => attributes::AUTHORITY,
        Aspect::Limits => words::LIMITS,
    };
    text.say()
}

/// The sides that differ, before and after.
pub(super) fn differences(before: &Decided, after: &Decided) -> Vec<(String, String)> {
    let named = |decided: &Decided, aspect| match aspect {
        Aspect::Approval => approval(decided.policy.approval),
        Aspect::Authority => authority(decided.policy.authority),
        aspect => side(decided, aspect),
    };
    let sides = Aspect::ALL.into_iter().map(|aspect| (named(before, aspect), named(after, aspect)));
    sides.filter(|(was, is)| was != is).collect()
}
