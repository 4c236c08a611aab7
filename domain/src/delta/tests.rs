//! Deltas and cells, as tables and as laws.

use proptest::prelude::*;

use super::*;
use crate::api::CsvProfile;

const TITLE: i64 = 2;
const MOBILE: i64 = 1;

fn waiting(person: i64, mapping: i64, item: i64, known: Option<&str>, new: Option<&str>) -> Waiting {
    Waiting {
        item: ItemId(item),
        person: PersonId(person),
        mapping: MappingId(mapping),
        change: Some(ChangeId(item + 100)),
        known: known.and_then(Value::one).into(),
        new: new.and_then(Value::one),
    }
}

/// S3.1: change one value, exactly one row; change and change-back, none; the newest counts.
#[test]
fn only_what_the_target_does_not_hold_is_written() {
    let delta = delta(&[
        waiting(2, TITLE, 5, Some("Clerk"), Some("Boss")),
        waiting(1, TITLE, 3, Some("Clerk"), Some("Clerk ")),
        waiting(2, MOBILE, 4, Some("+47 1"), None),
        waiting(2, TITLE, 2, Some("Clerk"), Some("Chief")),
        waiting(3, 3, 6, None, None),
    ]);
    assert_eq!(delta.rows.len(), 1);
    let row = &delta.rows[0];
    assert_eq!(row.person, PersonId(2));
    assert_eq!(row.cells.values().map(|cell| cell.item.0).collect::<Vec<_>>(), [4, 5]);
    assert_eq!(delta.columns, [MappingId(MOBILE), MappingId(TITLE)]);
    assert_eq!(
        delta.left_out,
        [(ItemId(2), LeftOut::NewerWins), (ItemId(3), LeftOut::NothingToWrite), (ItemId(6), LeftOut::NothingToWrite)]
    );
}

/// P20: what the target holds is not known, so it is written. A new spelling is written too.
#[test]
fn what_is_not_known_is_written() {
    let unknown = Waiting { known: Theirs::NotRead, ..waiting(1, TITLE, 1, None, None) };
    assert_eq!(delta(&[unknown]).rows.len(), 1);
    assert_eq!(delta(&[waiting(1, 3, 1, Some("oslo"), Some("Oslo"))]).rows.len(), 1);
}

/// S3.10: what somebody has looked at and asked for is written, whatever the target is thought to hold.
#[test]
fn what_was_asked_for_is_written() {
    let asked = Waiting { change: None, ..waiting(1, TITLE, 1, Some("Clerk"), Some("Clerk")) };
    assert_eq!(delta(&[asked]).rows.len(), 1);
}

/// P21, P24, P37, S1.13, SEC13.
#[test]
fn cells_are_safe_in_spreadsheets_and_exact_for_machines() {
    let value = |text: &str| Value::one(text);
    let cell = |text: &str, profile| write_cell(value(text).as_ref(), false, profile);
    assert_eq!(cell("+47 22 12 34 56", CsvProfile::Machine), "+47 22 12 34 56");
    assert_eq!(cell("+47 22 12 34 56", CsvProfile::Spreadsheet), "'+47 22 12 34 56");
    assert_eq!(cell("DOMAIN\\kari", CsvProfile::Machine), "DOMAIN\\kari");
    for formula in ["=1+1", "+1", "-1", "@a", "\t=1", "\r=1", "＝1", "＋1", "－1", "＠a", " =1", "'=1"] {
        assert!(neutralise(formula).starts_with('\''), "{formula:?}");
    }
    assert_eq!(undo("'twas"), "'twas");
    assert_eq!(write_cell(None, false, CsvProfile::Machine), CLEAR);
    assert_eq!(read_cell(CLEAR, false, CsvProfile::Machine), Some(None));
    assert_eq!(read_cell("", false, CsvProfile::Machine), None);
    assert_eq!(read_cell(&cell(CLEAR, CsvProfile::Machine), false, CsvProfile::Machine), Some(value(CLEAR)));
    let many = Value::many(["a|b".to_owned(), "c\\".to_owned()]);
    assert_eq!(write_cell(many.as_ref(), true, CsvProfile::Machine), "a\\|b|c\\\\");
}

fn text() -> impl Strategy<Value = String> {
    prop_oneof!["[='+@＝<clear>|\\\\ \t\ra-c-]{1,6}", ".{1,8}", Just(CLEAR.to_owned()), Just(format!("\\{CLEAR}"))]
}

proptest! {
    #[test]
    fn neutralising_is_undone_exactly(text in text()) {
        let cell = neutralise(&text);
        prop_assert_eq!(undo(&cell).into_owned(), text.clone());
        let harmless = cell.trim_start().starts_with(|c: char| !"=+-@＝＋－＠\t\r\n".contains(c));
        prop_assert!(harmless || cell.trim().is_empty(), "{:?}", cell);
    }

    #[test]
    fn cells_are_read_back(texts in proptest::collection::vec(text(), 1..4), many: bool, machine: bool) {
        let profile = if machine { CsvProfile::Machine } else { CsvProfile::Spreadsheet };
        let value = Value::many(texts.into_iter().take(if many { 4 } else { 1 }));
        let cell = write_cell(value.as_ref(), many, profile);
        prop_assert_eq!(read_cell(&cell, many, profile), Some(value));
    }

    /// What is written is what the target then holds: a second export is empty, in whatever order the items come.
    #[test]
    fn an_export_leaves_nothing_for_the_next(
        items in proptest::collection::vec((1..4_i64, 1..3_i64, 0..3_usize), 0..12),
        turn in 0..12_usize,
    ) {
        let texts = [None, Some("a"), Some("b")];
        let mut items: Vec<Waiting> = items
            .into_iter()
            .zip(1..)
            .map(|((person, mapping, new), item)| waiting(person, mapping, item, Some("a"), texts[new]))
            .collect();
        let first = delta(&items);
        let carried = first.rows.iter().map(|row| row.cells.len()).sum::<usize>();
        prop_assert_eq!(carried + first.left_out.len(), items.len(), "an item is lost");
        let turn = turn.min(items.len());
        items.rotate_left(turn);
        prop_assert_eq!(&delta(&items).rows, &first.rows);
        for row in &first.rows {
            for (mapping, cell) in &row.cells {
                let written = Waiting {
                    item: cell.item,
                    person: row.person,
                    mapping: *mapping,
                    change: cell.change,
                    known: cell.new.clone().into(),
                    new: cell.new.clone(),
                };
                prop_assert!(delta(&[written]).rows.is_empty());
            }
        }
    }
}
