//! Texts that want to be something else than text: markup, script, an address, a template, a formula, a query, a line of another file. They stand by kind
//! in `corpus.json`. Whatever of them became markup would carry `data-hostile`, and whatever ran would set `window.hostile`.

use serde_json::Value;

/// A text, and what Amend keeps of it: without control characters and those that turn the direction of reading (P41), with a blank for a line break.
pub(crate) struct Hostile {
    pub(crate) typed: String,
    pub(crate) kept: String,
}

/// All of them, no two alike whatever their letter case and width, so that a list of many values has room for each.
pub(crate) fn corpus() -> Vec<Hostile> {
    let kinds: Value = serde_json::from_str(include_str!("corpus.json")).unwrap();
    let kinds = kinds.as_array().unwrap();
    let short = kinds.iter().flat_map(|kind| kind["texts"].as_array().unwrap()).map(|text| match text.as_str() {
        Some(text) => same(text),
        None => Hostile {
            typed: text["typed"].as_str().unwrap().to_owned(),
            kept: text["kept"].as_str().unwrap().to_owned(),
        },
    });
    short.chain(long()).collect()
}

fn same(text: &str) -> Hostile {
    Hostile { typed: text.to_owned(), kept: text.to_owned() }
}

/// Those that nobody wants to read in a file.
fn long() -> [Hostile; 5] {
    [
        "A".repeat(20_000),
        "<i data-hostile>".repeat(1_000),
        "<div data-hostile\u{a0}".repeat(500) + "x",
        format!("Z{}", "\u{351}".repeat(2_000)),
        "{{".repeat(4_000),
    ]
    .map(|text| same(&text))
}

/// QUALITY's SEC12 asks for two hundred; each is there once.
#[test]
fn there_are_enough_and_each_is_another() {
    let all = corpus();
    let distinct: std::collections::BTreeSet<String> = all.iter().map(|one| domain::text::fold(&one.kept)).collect();
    assert!(distinct.len() >= 200 && distinct.len() == all.len(), "{} of {}", distinct.len(), all.len());
    assert!(all.iter().all(|one| domain::text::clean(&one.typed, false) == one.kept));
}
