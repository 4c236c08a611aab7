//! Looks, headings and rows, as tables and as laws.

use proptest::prelude::*;

use super::*;
use crate::{
    api::{CsvProfile, Delimiter, Encoding, ImportKey, ImportMode, ImportSettings, ImportUse, RowCode},
    attribute::Attribute,
    catalogue,
    delta::{CLEAR, write_cell},
    name::AttributeKey,
    value::Value,
};

fn sniff(bytes: &[u8]) -> Result<Encoding, NotText> {
    let mut sniffer = Sniffer::default();
    // In pieces, so that letters are cut in the middle.
    for piece in bytes.chunks(3) {
        sniffer.take(piece);
    }
    sniffer.encoding()
}

fn utf16(text: &str, bytes: fn(u16) -> [u8; 2]) -> Vec<u8> {
    text.encode_utf16().flat_map(bytes).collect()
}

/// QUALITY 6: byte order marks, UTF-16 without one, and what Windows calls ANSI. SEC28: workbooks are told from text.
#[test]
fn letters_are_recognised() {
    let text = "mail;name\r\njose@example.test;José Müller\r\n";
    assert_eq!(sniff(text.as_bytes()), Ok(Encoding::Utf8));
    assert_eq!(sniff(&[b"\xEF\xBB\xBF", text.as_bytes()].concat()), Ok(Encoding::Utf8));
    assert_eq!(sniff(b"name\r\nJos\xE9\r\n"), Ok(Encoding::Windows1252));
    assert_eq!(sniff("é".as_bytes().split_last().unwrap().1), Ok(Encoding::Windows1252), "cut off at the end");
    for mark in ["", "\u{FEFF}"] {
        let marked = format!("{mark}{text}");
        assert_eq!(sniff(&utf16(&marked, u16::to_le_bytes)), Ok(Encoding::Utf16Le), "{mark:?}");
        assert_eq!(sniff(&utf16(&marked, u16::to_be_bytes)), Ok(Encoding::Utf16Be), "{mark:?}");
    }
    assert_eq!(sniff(b"PK\x03\x04..."), Err(NotText::Workbook));
    assert_eq!(sniff(b"\xD0\xCF\x11\xE0..."), Err(NotText::OldWorkbook));
    assert_eq!(sniff(b"\x00\x01\x02\x00\x00\x00"), Err(NotText::Binary));
    assert_eq!((sniff(b""), sniff(b"\xEF\xBB\xBF")), (Err(NotText::Empty), Err(NotText::Empty)));
    assert!(NotText::Workbook.to_string().contains("Save As"));
}

/// S1.19.
#[test]
fn what_divides_columns_is_recognised() {
    for delimiter in Delimiter::ALL {
        let d = delimiter.character();
        let others: String = Delimiter::ALL.iter().map(|one| one.character()).filter(|one| *one != d).collect();
        let text = format!("mail{d}name{d}about\n\na@b.test{d}\"A{d} B\"{d}x{others}\nb@b.test{d}C{d}\"two\nlines\"\n");
        assert_eq!(super::delimiter(&text), delimiter, "{text}");
    }
    assert_eq!(super::delimiter("mail\na@b.test\n"), Delimiter::Comma);
    assert_eq!(super::delimiter(""), Delimiter::Comma);
}

fn attributes() -> Vec<Attribute> {
    catalogue::default_attributes()
}

fn matched(attributes: &[Attribute], headings: &[&str]) -> Vec<(ImportUse, Option<ImportUse>)> {
    let names = catalogue::default_mapping().into_iter().map(|(key, name)| (key, name.to_owned())).collect();
    let known = Known { attributes: attributes.iter().collect(), names, headings: Vec::new() };
    let headings: Vec<String> = headings.iter().map(|heading| (*heading).to_owned()).collect();
    match_columns(&headings, &known).into_iter().map(|column| (column.taken, column.suggestion)).collect()
}

fn attribute(key: &str) -> ImportUse {
    ImportUse::Attribute { attribute: AttributeKey::parse(key).unwrap() }
}

/// S1.19: a heading is a key, a label in either language or a directory's name; what is nearly one is suggested, what is a picture is not.
#[test]
fn headings_are_understood() {
    let attributes = attributes();
    let headings = ["E-MAIL", "Fonction", "telephoneNumber", "User name", "c", "co", "titel", "photo", "E-mail", "x"];
    let found = matched(&attributes, &headings);
    let taken: Vec<ImportUse> = found.iter().map(|(taken, _)| taken.clone()).collect();
    assert_eq!(
        taken[..5],
        [attribute("mail"), attribute("title"), attribute("phone"), ImportUse::Username, attribute("country")]
    );
    assert!(taken[5..].iter().all(|taken| *taken == ImportUse::Ignore), "{taken:?}");
    assert_eq!(found[5].1, None, "the country is said already");
    assert_eq!(matched(&attributes, &["mail", "titel"])[1].1, Some(attribute("title")));
    assert_eq!(matched(&attributes, &["employe number"])[0].1, Some(attribute("employee_number")));
    let columns = |headings: &[&str]| {
        let known = Known { attributes: attributes.iter().collect(), names: Vec::new(), headings: Vec::new() };
        let headings: Vec<String> = headings.iter().map(|one| (*one).to_owned()).collect();
        match_columns(&headings, &known)
    };
    assert_eq!(trouble(&columns(&["mail", "title"]), ImportKey::Mail), None);
    assert!(trouble(&columns(&["name", "title"]), ImportKey::Mail).is_some_and(|why| why.contains("expected")));
    let mut twice = columns(&["mail", "post"]);
    twice[1].taken = attribute("mail");
    assert!(trouble(&twice, ImportKey::Mail).is_some_and(|why| why.contains("post")));
}

fn settings(headings: &[&str], profile: CsvProfile) -> ImportSettings {
    let known = attributes();
    let known = Known { attributes: known.iter().collect(), names: Vec::new(), headings: Vec::new() };
    let headings: Vec<String> = headings.iter().map(|one| (*one).to_owned()).collect();
    ImportSettings {
        encoding: Encoding::Utf8,
        delimiter: Delimiter::Comma,
        profile,
        key: ImportKey::Mail,
        mode: ImportMode::Partial,
        columns: match_columns(&headings, &known),
    }
}

fn read(settings: &ImportSettings, cells: &[&str]) -> Result<Row, Vec<RowCode>> {
    let attributes = attributes();
    let reader = Reader::new(settings, |key| attributes.iter().find(|one| one.key == *key));
    reader.read(cells).map_err(|problems| problems.into_iter().map(|problem| problem.code).collect())
}

/// S1.3: each way in which a row is wrong has a code; P21: blank means nothing, `<clear>` clears.
#[test]
fn rows_say_what_cells_hold() {
    let settings = settings(&["mail", "title", "skills", "nonsense"], CsvProfile::Spreadsheet);
    let row = read(&settings, &[" Kari@Example.test ", CLEAR, "a|b", "whatever"]).unwrap();
    assert_eq!(row.key, "Kari@Example.test");
    let key = |key| AttributeKey::parse(key).unwrap();
    assert_eq!(row.values.get(&key("title")), Some(&None));
    assert_eq!(row.values.get(&key("skills")), Some(&Value::many(["a".to_owned(), "b".to_owned()])));
    let row = read(&settings, &["kari@example.test", "", "", ""]).unwrap();
    assert_eq!(row.values.keys().map(AttributeKey::as_str).collect::<Vec<_>>(), ["mail"]);
    assert_eq!(read(&settings, &["a@b.test", "x"]), Err(vec![RowCode::WrongColumns]));
    assert_eq!(read(&settings, &["", "x", "", ""]), Err(vec![RowCode::NoKey]));
    assert_eq!(read(&settings, &[CLEAR, "x", "", ""]), Err(vec![RowCode::Value]));
    assert_eq!(read(&settings, &["a@b.test", "Jos\u{FFFD}", "", ""]), Err(vec![RowCode::Unreadable]));
    assert_eq!(read(&settings, &["a@b.test", &"x".repeat(MOST_IN_CELL + 1), "", ""]), Err(vec![RowCode::TooLong]));
}

/// A text with something to read in it, and no sign for a letter that could not be read.
fn written() -> impl Strategy<Value = String> {
    "\\PC{0,15}[!-~]\\PC{0,14}".prop_map(|text| text.replace('\u{FFFD}', "x"))
}

proptest! {
    /// SEC28: whatever bytes arrive, there is an answer.
    #[test]
    fn any_bytes_have_a_look(bytes in proptest::collection::vec(any::<u8>(), 0..400), text in ".{0,400}") {
        let _ = sniff(&bytes);
        let _ = super::delimiter(&text);
        let headings: Vec<&str> = text.split(' ').collect();
        let found = matched(&attributes(), &headings);
        prop_assert_eq!(found.len(), headings.len());
        let mut taken: Vec<_> = found.iter().map(|(taken, _)| taken).filter(|one| **one != ImportUse::Ignore).collect();
        let before = taken.len();
        taken.sort();
        taken.dedup();
        prop_assert_eq!(taken.len(), before, "two columns of one meaning");
    }

    /// SEC13, P37: what Amend writes into a cell, it reads back as the same value, in both profiles.
    #[test]
    fn a_written_cell_is_read_back(text in written(), machine in any::<bool>(), many in any::<bool>()) {
        let profile = if machine { CsvProfile::Machine } else { CsvProfile::Spreadsheet };
        let heading = if many { "skills" } else { "about" };
        let settings = settings(&["mail", heading], profile);
        let value = Value::one(text);
        let cell = write_cell(value.as_ref(), many, profile);
        let row = read(&settings, &["a@b.test", &cell]).unwrap();
        prop_assert_eq!(row.values.get(&AttributeKey::parse(heading).unwrap()), Some(&value));
    }
}
