//! Scripts for the Active Directory module of PowerShell. The script reads each person first and writes only where the directory still holds
//! what Amend has read; it can be tried with `-WhatIf`, and repeating it writes nothing twice.

use std::fmt::Write as _;

use domain::{
    kind::country::parts::Part,
    moment::Moment,
    value::{Theirs, Value},
};

use super::sheet::{Sheet, Step};

/// The part of every script that does the work.
const HEAD: &str = include_str!("head.ps1");

/// Writes the file. Windows PowerShell takes it for UTF-8 by the mark at its beginning.
pub(super) fn write(sheet: &Sheet, made_at: Moment) -> String {
    let (target, people) = (one_line(&sheet.target), sheet.rows.len());
    let about = format!("# Target: {target}. People: {people}. Made at {}.\n", made_at.to_rfc3339());
    let mut file = ["\u{FEFF}", &HEAD.replace("# ABOUT\n", &about)].concat();
    for row in &sheet.rows {
        let _ = writeln!(file, "\nUpdate-Person {} @(", quoted(&row.key));
        for step in sheet.steps(row) {
            change(&mut file, &step);
        }
        file.push_str(")\n");
    }
    file.push_str("\nComplete-Work\n");
    file
}

fn change(file: &mut String, step: &Step<'_>) {
    let old = match step.old {
        Theirs::NotRead => "$null".to_owned(),
        Theirs::Empty => "@()".to_owned(),
        Theirs::Value(value) => list(step, Some(value)),
    };
    let new = list(step, step.new.as_ref());
    let _ = writeln!(file, "    @{{ Name = {}; Old = {old}; New = {new} }}", quoted(&step.column.heading));
}

fn list(step: &Step<'_>, value: Option<&Value>) -> String {
    let texts = value.map(Value::texts).unwrap_or_default();
    let texts = texts.iter().take(if step.column.many { usize::MAX } else { 1 });
    let each: Vec<String> = texts
        .map(|text| match step.column.part {
            // `countryCode` is a number there.
            Some(Part::Number) if text.bytes().all(|byte| byte.is_ascii_digit()) => text.clone(),
            _ if step.column.bytes => format!("[Convert]::FromBase64String({})", quoted(text)),
            _ => quoted(text),
        })
        .collect();
    match each.as_slice() {
        // Without the comma the bytes themselves would be the list.
        [only] if step.column.bytes => format!("@(,{only})"),
        each => format!("@({})", each.join(", ")),
    }
}

/// A text that PowerShell takes as it is. In single quotes nothing has a meaning but a quote, which is doubled, and PowerShell takes the
/// typographic ones for quotes too; line ends and the like are given by their numbers, so that no program that touches the file can change them.
fn quoted(text: &str) -> String {
    let mut parts: Vec<String> = Vec::new();
    let mut part = String::new();
    for character in text.chars() {
        match character {
            '\'' | '\u{2018}'..='\u{201B}' => part.extend([character, character]),
            _ if character.is_control() || matches!(character, '\u{2028}' | '\u{2029}') => {
                parts.push(format!("'{part}'"));
                parts.push(format!("[string][char]{}", u32::from(character)));
                part.clear();
            }
            _ => part.push(character),
        }
    }
    parts.push(format!("'{part}'"));
    match parts.as_slice() {
        [only] => only.clone(),
        _ => format!("({})", parts.join(" + ")),
    }
}

fn one_line(text: &str) -> String {
    text.chars().map(|character| if character.is_control() { ' ' } else { character }).collect()
}
