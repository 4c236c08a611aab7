//! What the audit log notes of attributes that were defined anew or moved, and of writing into directories, in words.

use domain::{api::FormSection, attribute::Attribute, moment::Moment, template::MappingFormat};
use serde::Deserialize as _;
use serde_json::Value;

use super::template_rows::format_word;
use crate::{
    editor::{label_in, section_name},
    language::{day_and_time, figure},
    words::{audit, catalogue as words, exports, profile, reexports, templates, writing},
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
        "target.overdue" => {
            let number = |name: &str| detail.get(name).and_then(Value::as_i64).unwrap_or_default().to_string();
            let directory = detail.get("target").and_then(Value::as_str).map(|name| audit::DIRECTORY.with(&[name]));
            let days = audit::OVERDUE_AFTER.with(&[&number("days"), &number("before")]);
            Some(directory.into_iter().chain([days]).collect())
        }
        "columns.add" | "columns.set" | "columns.remove" => {
            let profile = detail.get("after").or(detail.get("before"))?;
            Some(profile.get("name").and_then(Value::as_str).map(str::to_owned).into_iter().collect())
        }
        "fill_set.add" | "fill_set.set" | "fill_set.remove" => {
            let set = detail.get("after").or(detail.get("before"))?;
            Some(set.get("name").and_then(Value::as_str).map(str::to_owned).into_iter().collect())
        }
        "pin.set" | "pin.end" => {
            let until = detail.get("until").and_then(|at| Moment::deserialize(at).ok()).map(day_and_time);
            let until = until.map(|until| [profile::UNTIL.say(), " ", &until].concat());
            let reason = detail.get("reason").and_then(Value::as_str).map(str::to_owned);
            Some([until, reason].into_iter().flatten().collect())
        }
        _ if action.starts_with("reexport.") => Some(of_reexport(detail)),
        _ if action.starts_with("target.") || matches!(action, "export.write" | "export.park" | "export.retry") => {
            Some([of_writing(action, detail), of_template(action, detail)].concat())
        }
        _ => None,
    }
}

/// What is noted of writing into a directory itself.
fn of_writing(action: &str, detail: &Value) -> Vec<String> {
    let text = |name: &str| detail.get(name).and_then(Value::as_str);
    let is_template =
        matches!(action, "target.add" | "target.rename" | "target.retire") || action.starts_with("target.row_");
    let named = if is_template { templates::OF_TEMPLATE } else { audit::DIRECTORY };
    let directory = text("target").map(|name| named.with(&[name]));
    let items =
        detail.get("items").and_then(|items| items.as_i64().or_else(|| i64::try_from(items.as_array()?.len()).ok()));
    let items = items.map(|items| exports::VALUES.of(items));
    let limit = detail.get("writes_per_hour").and_then(Value::as_i64);
    let limit = limit.map(|limit| [writing::LIMIT.say(), " ", &figure(limit)].concat());
    let may = detail.get("may").and_then(Value::as_bool);
    let may = may.filter(|may| !may).map(|_| writing::FIRST_MEND.say().to_owned());
    [directory, items, limit, may, text("reason").map(str::to_owned)].into_iter().flatten().collect()
}

/// What was edited of a template: its name, its rows' order, or what a row says and said before.
fn of_template(action: &str, detail: &Value) -> Vec<String> {
    let (before, after) = (detail.get("before").and_then(side), detail.get("after").and_then(side));
    let cancelled = detail.get("cancelled").and_then(Value::as_i64).filter(|cancelled| *cancelled > 0);
    let cancelled = cancelled.map(|cancelled| templates::CANCELLED.with(&[&figure(cancelled)]));
    let like = detail.get("like").and_then(Value::as_str).map(|like| templates::ROWS_OF.with(&[like]));
    let before = before.map(|before| match action {
        "target.row_remove" => before,
        _ => templates::WAS.with(&[&before]),
    });
    [after, before, like, cancelled].into_iter().flatten().collect()
}

fn side(value: &Value) -> Option<String> {
    match value {
        Value::String(name) => Some(name.clone()),
        Value::Array(names) => Some(names.iter().filter_map(Value::as_str).collect::<Vec<_>>().join(", ")),
        row => {
            let text = |name: &str| row.get(name).and_then(Value::as_str);
            let says = templates::ROW_IS.with(&[text("attribute").or_else(|| text("expression"))?, text("name")?]);
            let form = row.get("format").and_then(|format| MappingFormat::deserialize(format).ok());
            let form = form.map(|form| format_word(form).say());
            let off = (row.get("on") == Some(&Value::Bool(false))).then(|| templates::OFF.say());
            Some([Some(says.as_str()), form, off].into_iter().flatten().collect::<Vec<_>>().join(", "))
        }
    }
}

/// What is noted of looks at what a target would be given.
fn of_reexport(detail: &Value) -> Vec<String> {
    let number = |name: &str| detail.get(name).and_then(Value::as_i64);
    let target = detail.get("target").and_then(Value::as_str).map(str::to_owned);
    let people = number("people").map(|people| reexports::PEOPLE.of(people));
    let counts = [("set", reexports::SET), ("clear", reexports::CLEAR), ("same", reexports::SAME)];
    let counts = counts
        .into_iter()
        .filter_map(|(name, text)| Some([text.say(), " ", &figure(number(name).filter(|count| *count > 0)?)].concat()));
    let items = number("items").map(|items| exports::VALUES.of(items));
    [target, people, items].into_iter().flatten().chain(counts).collect()
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
