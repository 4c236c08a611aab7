//! What the audit log notes of attributes that were defined anew or moved, in words.

use domain::{api::FormSection, attribute::Attribute};
use serde::Deserialize as _;
use serde_json::Value;

use crate::{
    editor::{label_in, section_name},
    words::catalogue as words,
};

/// The pieces for an action of this kind; `None` for others.
pub(super) fn of_audit(action: &str, detail: &Value) -> Option<Vec<String>> {
    match action {
        "attribute.define" => Some(defined(detail).unwrap_or_default()),
        "attribute.order" => {
            let sections = Vec::<FormSection>::deserialize(detail.get("after")?).unwrap_or_default();
            let names = sections.iter().map(|section| section_name(&section.name, Some(&section.labels)));
            Some(vec![names.collect::<Vec<_>>().join(" · ")])
        }
        _ => None,
    }
}

fn defined(detail: &Value) -> Option<Vec<String>> {
    let before = Attribute::deserialize(detail.get("before")?).ok()?;
    let after = Attribute::deserialize(detail.get("after")?).ok()?;
    let (was, is) = (label_in(&before.labels, &before.key), label_in(&after.labels, &after.key));
    let called = (was != is).then(|| words::WAS_CALLED.with(&[is, was]));
    let sides = [
        (before.labels != after.labels, words::SIDE_NAMES),
        (before.help != after.help, words::SIDE_HELP),
        (before.section != after.section, words::SIDE_SECTION),
        ((before.kind, before.many) != (after.kind, after.many), words::SIDE_KIND),
        (before.rules != after.rules, words::SIDE_LIMITS),
    ];
    let sides: Vec<&str> = sides.iter().filter(|(moved, _)| *moved).map(|(_, side)| side.say()).collect();
    let sides = (!sides.is_empty()).then(|| words::CHANGED.with(&[&sides.join(", ")]));
    Some([called, sides].into_iter().flatten().collect())
}
