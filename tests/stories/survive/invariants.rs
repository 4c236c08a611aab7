//! What holds at every moment at which somebody may look into the database (QUALITY section 1).

use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

use crate::company::Company;

/// No row comes back from any of these.
const NEVER: [(&str, &str); 11] = [
    (
        "an approved change has exactly one open item (I1, I2)",
        "select c.id from change c where c.state = 'approved'
         and (select count(*) from item i where i.change_id = c.id and i.state in ('waiting', 'queued')) <> 1",
    ),
    (
        "an exported change was handed over once (I2)",
        "select c.id from change c where c.state = 'exported' and (select count(*) from item i where i.change_id = c.id and i.state = 'done') <> 1",
    ),
    (
        "a change that is not approved has no open item",
        "select c.id, c.state from change c join item i on i.change_id = c.id
         where c.state in ('pending', 'rejected', 'withdrawn', 'superseded', 'confirmed', 'exported') and i.state in ('waiting', 'queued')",
    ),
    ("what waits is in no export", "select id from item where state = 'waiting' and export_id is not null"),
    (
        "what an export took is in its file",
        "select i.id from item i left join export_file f on f.export_id = i.export_id
         where i.state in ('queued', 'done') and f.export_id is null",
    ),
    (
        "an export has the items that it counts; what was taken back before it was fetched is not in it (I2)",
        "select x.id from export x where x.items <> (select count(*) from item i where i.export_id = x.id
         and (x.downloaded_at is null or i.state = 'done'))",
    ),
    (
        "a file that was fetched is handed over whole",
        "select i.id from item i join export x on x.id = i.export_id where x.downloaded_at is not null and i.state = 'queued'",
    ),
    (
        "a file that was not fetched has handed over nothing",
        "select i.id from item i join export x on x.id = i.export_id where x.downloaded_at is null and i.state = 'done'",
    ),
    (
        "every entry is one person, every person one entry",
        "select person_id from entry group by person_id having count(*) <> 1
         union all select p.id from person p left join entry e on e.person_id = p.id where e.person_id is null",
    ),
    (
        "who is away is blocked, who is here is not (I4)",
        "select p.id from person p join entry e on e.person_id = p.id
         where (e.absent_at is null) <> (p.blocked_by_directory_at is null) or (e.absent_at is null) <> (p.username is not null)",
    ),
    (
        "open changes and items rest exactly while their person is blocked",
        "select c.id from change c join person p on p.id = c.person_id
         where c.state in ('pending', 'approved', 'exported') and (c.suspended_at is null) <> (p.blocked_by_directory_at is null)
         union all select -i.id from item i join person p on p.id = i.person_id
         where i.state in ('waiting', 'queued') and (i.suspended_at is null) <> (p.blocked_by_directory_at is null)",
    ),
];

/// Looks at everything.
#[track_caller]
pub(super) fn hold(company: &Company) {
    for (what, text) in NEVER {
        let found = company.sql(text);
        assert!(found.trim().is_empty(), "{what}: {found}");
    }
    every_state_has_its_step(company);
    // The chain of the audit log is whole (I6).
    let said = company.amend.cli(&["check"], "").unwrap();
    assert!(said.contains("the chain is whole"), "{said}");
}

/// I6: the last step that the audit log has of a change is the state that the change is in.
fn every_state_has_its_step(company: &Company) {
    let steps = company.sql("select change_id, detail from audit where change_id is not null order by sequence");
    let mut last: BTreeMap<&str, Value> = BTreeMap::new();
    for line in steps.lines() {
        let (change, detail) = line.split_once('|').unwrap();
        let detail: Value = serde_json::from_str(detail).unwrap();
        if !detail["state"].is_null() {
            last.insert(change, detail["state"].clone());
        }
    }
    let states = company.sql("select id, state from change order by id");
    for line in states.lines() {
        let (change, state) = line.split_once('|').unwrap();
        assert_eq!(last.get(change), Some(&Value::from(state)), "change {change} is {state}");
    }
    assert_eq!(last.len(), states.lines().count(), "no step is of a change that is not there");
}

/// I2: no value is handed over twice. Every value is one of a kind, so no cell of any file may come again.
#[track_caller]
pub(super) fn files_repeat_nothing(files: &[String]) {
    let mut met = BTreeSet::new();
    for cell in files.iter().flat_map(|file| cells(file)) {
        assert!(met.insert(cell.clone()), "{cell:?} was handed over twice");
    }
}

/// The cells of a file as (distinguished name, attribute of the directory, value). The values of this story need no quoting.
pub(super) fn cells(file: &str) -> Vec<(String, String, String)> {
    let mut lines = file.lines();
    let names: Vec<&str> = lines.next().unwrap().split(',').skip(1).collect();
    let mut all = Vec::new();
    for line in lines {
        let (dn, values) = line.strip_prefix('"').unwrap().split_once("\",").unwrap();
        for (name, value) in names.iter().zip(values.split(',')).filter(|(_, value)| !value.is_empty()) {
            all.push((dn.to_owned(), (*name).to_owned(), value.to_owned()));
        }
    }
    all
}
