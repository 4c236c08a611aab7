//! LDIF files that modify entries (RFC 2849). Each value that is replaced is named, so that a directory refuses the whole record with
//! *noSuchAttribute* (16) where it holds something else by now, and nothing that somebody has written there meanwhile is lost.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use domain::value::{Theirs, Value};

use super::sheet::{Sheet, Step};

/// The longest line, without its end; a reader puts the pieces together again (RFC 2849, note 2).
const LINE: usize = 76;

/// Writes the file.
pub(super) fn write(sheet: &Sheet) -> String {
    let mut file = String::from("version: 1\n");
    for row in &sheet.rows {
        file.push('\n');
        line(&mut file, "dn", &row.key);
        file.push_str("changetype: modify\n");
        for step in sheet.steps(row) {
            modify(&mut file, &step);
        }
    }
    file
}

fn modify(file: &mut String, step: &Step<'_>) {
    let column = (step.column.heading.as_str(), step.column.bytes);
    let new = texts(step.new.as_ref(), step.column.many);
    let old = match step.old {
        // Nor can pictures be compared: `jpegPhoto` has no equality rule (RFC 2798), so that no value of it can be taken away by itself.
        _ if step.column.bytes => return part(file, "replace", column, &new),
        Theirs::Value(value) => texts(Some(value), step.column.many),
        Theirs::Empty => Vec::new(),
        // Nothing can be named that would have to go.
        Theirs::NotRead => return part(file, "replace", column, &new),
    };
    let gone: Vec<&str> = old.iter().copied().filter(|text| !new.contains(text)).collect();
    let come: Vec<&str> = new.iter().copied().filter(|text| !old.contains(text)).collect();
    for (verb, values) in [("delete", gone), ("add", come)] {
        if !values.is_empty() {
            part(file, verb, column, &values);
        }
    }
}

/// The values that Amend means: of an attribute that holds one, the first.
fn texts(value: Option<&Value>, many: bool) -> Vec<&str> {
    let texts = value.map(Value::texts).unwrap_or_default();
    texts.iter().take(if many { usize::MAX } else { 1 }).map(String::as_str).collect()
}

fn part(file: &mut String, verb: &str, (name, bytes): (&str, bool), values: &[&str]) {
    line(file, verb, name);
    for value in values {
        match bytes {
            true => fold(file, &format!("{name}:: {value}")),
            false => line(file, name, value),
        }
    }
    file.push_str("-\n");
}

/// A line; its value in Base64 if it could be taken for something else.
fn line(file: &mut String, name: &str, value: &str) {
    let whole =
        if is_safe_string(value) { format!("{name}: {value}") } else { format!("{name}:: {}", STANDARD.encode(value)) };
    fold(file, &whole);
}

/// Writes a line in pieces. It is ASCII, so that every byte is a character.
fn fold(file: &mut String, whole: &str) {
    let mut rest = whole;
    let mut room = LINE;
    while let Some((piece, more)) = rest.split_at_checked(room).filter(|(_, more)| !more.is_empty()) {
        file.push_str(piece);
        file.push_str("\n ");
        (rest, room) = (more, LINE - 1);
    }
    file.push_str(rest);
    file.push('\n');
}

/// Whether a value may stand as it is: SAFE-STRING of RFC 2849, without a blank at its end (note 8).
pub(crate) fn is_safe_string(value: &str) -> bool {
    value.bytes().all(|byte| matches!(byte, 1..=9 | 11 | 12 | 14..=127))
        && !value.starts_with([' ', ':', '<'])
        && !value.ends_with(' ')
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use domain::{
        delta::Cell,
        id::{ChangeId, ItemId, MappingId},
    };
    use proptest::prelude::*;

    use super::*;
    use crate::target::{Column, Row};

    fn written(dn: &str, many: bool, old: Theirs, new: Option<Value>) -> String {
        let mapping = MappingId(1);
        let column = Column { mapping, heading: "l".to_owned(), many, bytes: false, part: None };
        let cells = BTreeMap::from([(mapping, Cell { item: ItemId(1), change: Some(ChangeId(1)), old, new })]);
        let rows = vec![Row { key: dn.to_owned(), cells }];
        write(&Sheet { target: "corp".to_owned(), key_heading: "dn".to_owned(), columns: vec![column], rows })
    }

    /// S1.13, S1.14: what is replaced is named, so that it is replaced only where it is still there.
    #[test]
    fn old_values_guard_new_ones() {
        let one = |text: &str| Value::one(text).unwrap();
        let many = |texts: &[&str]| Value::many(texts.iter().map(|text| (*text).to_owned())).unwrap();
        let rows: [(bool, Theirs, Option<Value>, &str); 7] = [
            (false, Some(one("Oslo")).into(), Some(one("Bergen")), "delete: l\nl: Oslo\n-\nadd: l\nl: Bergen\n-\n"),
            (false, Some(one("oslo")).into(), Some(one("Oslo")), "delete: l\nl: oslo\n-\nadd: l\nl: Oslo\n-\n"),
            (false, Some(one("Oslo")).into(), None, "delete: l\nl: Oslo\n-\n"),
            (false, Theirs::Empty, Some(one("Bergen")), "add: l\nl: Bergen\n-\n"),
            (false, Theirs::NotRead, Some(one("Bergen")), "replace: l\nl: Bergen\n-\n"),
            (false, Theirs::NotRead, None, "replace: l\n-\n"),
            (true, Some(many(&["a", "b"])).into(), Some(many(&["b", "c"])), "delete: l\nl: a\n-\nadd: l\nl: c\n-\n"),
        ];
        for (is_many, old, new, expected) in rows {
            let file = written("uid=emma,dc=example", is_many, old, new);
            assert_eq!(file, format!("version: 1\n\ndn: uid=emma,dc=example\nchangetype: modify\n{expected}"));
        }
    }

    /// SEC13: nothing in a value ends its line, begins another record or is taken for an address.
    #[test]
    fn nothing_gets_out_of_its_line() {
        for value in [
            "a\ndn: cn=admin",
            "a\r\nchangetype: delete",
            " blank",
            "blank ",
            ":colon",
            "< file:///etc/passwd",
            "Ørsta",
        ] {
            let file = written("uid=emma", false, Theirs::Empty, Value::one(value));
            assert!(file.contains(&format!("\nl:: {}\n", STANDARD.encode(value))), "{file}");
        }
    }

    /// P25: a picture's bytes are written, in the place of whatever stands there.
    #[test]
    fn bytes_stand_in_base64_once() {
        let mapping = MappingId(1);
        let column = Column { mapping, heading: "jpegPhoto".to_owned(), many: false, bytes: true, part: None };
        let (old, new) = (Value::one("/9j/AAA=").into(), Value::one("/9j/BBB="));
        let cells = BTreeMap::from([(mapping, Cell { item: ItemId(1), change: Some(ChangeId(1)), old, new })]);
        let rows = vec![Row { key: "uid=emma".to_owned(), cells }];
        let file =
            write(&Sheet { target: "corp".to_owned(), key_heading: "dn".to_owned(), columns: vec![column], rows });
        assert!(file.ends_with("modify\nreplace: jpegPhoto\njpegPhoto:: /9j/BBB=\n-\n"), "{file}");
    }

    proptest! {
        /// SEC13: lines are short, and what is read from them is what was written.
        #[test]
        fn values_come_back(dn in "[a-zæ=, ]{1,200}", value in "\\PC{0,300}|[ :<a\\r\\n]{1,9}") {
            prop_assume!(!value.trim().is_empty());
            let file = written(&dn, false, Theirs::Empty, Value::one(&value));
            prop_assert!(file.is_ascii());
            prop_assert!(file.lines().all(|line| line.len() <= LINE));
            let joined = file.replace("\n ", "");
            let read = |name: &str| {
                let found = joined.lines().rev().find_map(|line| line.strip_prefix(name)).unwrap().to_owned();
                match found.strip_prefix(": ") {
                    Some(encoded) => String::from_utf8(STANDARD.decode(encoded).unwrap()).unwrap(),
                    None => found.strip_prefix(' ').unwrap().to_owned(),
                }
            };
            prop_assert_eq!(read("dn:"), dn);
            let expected = Value::one(&value).unwrap();
            prop_assert_eq!(read("l:"), expected.first());
        }
    }
}
