//! How a file of people is read: recognised by itself, shown, and to be put right.

use domain::api::{CsvProfile, Delimiter, Encoding, Import, ImportKey, ImportMode, ImportSettings, ImportUse};
use leptos::prelude::*;
use web_sys::HtmlSelectElement;

use super::labels::{Labels, label_for};
use crate::{
    api,
    parts::{act::Act, fields::choice, loading::Load},
    words::{Text, exports, imports as words},
};

const KEYS: [Text; 5] = [exports::KEY_MAIL, exports::KEY_USERNAME, words::KEY_NUMBER, exports::KEY_DN, exports::KEY_ID];
const DELIMITERS: [Text; 4] = [exports::COMMA, exports::SEMICOLON, exports::TAB, words::PIPE];
const PROFILES: [(CsvProfile, Text); 2] =
    [(CsvProfile::Spreadsheet, words::PROFILE_SPREADSHEET), (CsvProfile::Machine, words::PROFILE_MACHINE)];
const MODES: [(ImportMode, Text); 2] = [(ImportMode::Partial, words::PARTIAL), (ImportMode::Full, words::FULL)];

/// The form; open where the file could not be understood by itself.
pub(super) fn settings(import: &Import, labels: Load<Labels>, load: Load<Import>) -> AnyView {
    let act = Act::start();
    let (id, version, known) = (import.id, import.version, import.settings.clone());
    let place = |found: Option<usize>| RwSignal::new(found.unwrap_or(0));
    let encoding = place(Encoding::ALL.iter().position(|one| *one == known.encoding));
    let delimiter = place(Delimiter::ALL.iter().position(|one| *one == known.delimiter));
    let profile = place(PROFILES.iter().position(|(one, _)| *one == known.profile));
    let key = place(ImportKey::ALL.iter().position(|one| *one == known.key));
    let mode = place(MODES.iter().position(|(one, _)| *one == known.mode));
    let columns = RwSignal::new(known.columns.clone());
    let before = StoredValue::new(known.clone());
    let send = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let before = before.get_value();
        let at = |place: RwSignal<usize>| place.get_untracked();
        let mut set = ImportSettings {
            encoding: Encoding::ALL.get(at(encoding)).copied().unwrap_or(before.encoding),
            delimiter: Delimiter::ALL.get(at(delimiter)).copied().unwrap_or(before.delimiter),
            profile: PROFILES.get(at(profile)).map_or(before.profile, |(one, _)| *one),
            key: ImportKey::ALL.get(at(key)).copied().unwrap_or(before.key),
            mode: MODES.get(at(mode)).map_or(before.mode, |(one, _)| *one),
            columns: columns.get_untracked(),
        };
        if (set.encoding, set.delimiter) != (before.encoding, before.delimiter) {
            // The headings are others then, and are recognised anew.
            set.columns = Vec::new();
        }
        act.run_or(api::set_import(id, version, &set), move |now| load.put(now), move |_| load.again());
    };
    let is_open = import.counts.rows == 0 || known.columns.iter().any(|column| column.suggestion.is_some());
    let rows: Vec<AnyView> = known
        .columns
        .iter()
        .enumerate()
        .map(|(place, column)| {
            let suggested = column.suggestion.as_ref().map(|guess| {
                view! { <span class="hint">{words::SUGGESTED.with(&[&use_word(guess, labels)])}</span> }
            });
            column_choice(place, &column.heading, &column.taken, columns, labels, suggested.into_any())
        })
        .collect();
    let encodings = encoding_choice(encoding);
    view! {
        <details class="card" open=is_open>
            <summary>{words::SETTINGS.say()}</summary>
            <form class="source-form import-form" on:submit=send>
                <div class="import-look">
                    {encodings}
                    {choice(words::DELIMITER, &DELIMITERS, delimiter)}
                    {choice(words::PROFILE, &PROFILES.map(|(_, text)| text), profile)}
                    {choice(words::KEY, &KEYS, key)}
                    {choice(words::MODE, &MODES.map(|(_, text)| text), mode)}
                </div>
                <fieldset class="import-look">
                    <legend class="label">{words::MAPPING.say()}</legend>
                    {rows}
                </fieldset>
                {act.view()}
                <div class="page-acts">
                    <button class="primary" disabled=move || act.is_busy()>
                        {words::COMPARE.say()}
                    </button>
                </div>
            </form>
        </details>
    }
    .into_any()
}

/// The names of encodings are the same in every language.
fn encoding_choice(chosen: RwSignal<usize>) -> AnyView {
    const NAMES: [Text; 4] = [
        Text(["UTF-8", "UTF-8"]),
        Text(["UTF-16 LE", "UTF-16 LE"]),
        Text(["UTF-16 BE", "UTF-16 BE"]),
        Text(["Windows-1252", "Windows-1252"]),
    ];
    choice(words::ENCODING, &NAMES, chosen)
}

fn column_choice(
    place: usize,
    heading: &str,
    taken: &ImportUse,
    columns: RwSignal<Vec<domain::api::ImportColumn>>,
    labels: Load<Labels>,
    also: AnyView,
) -> AnyView {
    let taken = StoredValue::new(taken.clone());
    let uses = move || {
        let mut all = vec![ImportUse::Ignore, ImportUse::Username, ImportUse::Dn, ImportUse::Id];
        let keys = labels.with(|known| {
            let importable = known.iter().filter(|one| one.attribute.kind != domain::attribute::Kind::Photo);
            importable.map(|one| one.attribute.key.clone()).collect::<Vec<_>>()
        });
        all.extend(keys.unwrap_or_default().into_iter().map(|attribute| ImportUse::Attribute { attribute }));
        let now = taken.get_value();
        if !all.contains(&now) {
            all.push(now);
        }
        all
    };
    let options = move || {
        let now = taken.get_value();
        uses()
            .iter()
            .enumerate()
            .map(|(at, one)| {
                let word = use_word(one, labels);
                view! { <option value=at.to_string() selected=*one == now>{word}</option> }
            })
            .collect::<Vec<_>>()
    };
    let choose = move |event| {
        let at: usize = event_target::<HtmlSelectElement>(&event).value().parse().unwrap_or(0);
        if let Some(chosen) = uses().get(at).cloned() {
            taken.set_value(chosen.clone());
            columns.update(|columns| {
                if let Some(column) = columns.get_mut(place) {
                    column.taken = chosen;
                }
            });
        }
    };
    view! {
        <label class="source-field">
            <span class="label">{words::TAKEN.with(&[heading])}</span>
            <select on:change=choose>{options}</select>
            {also}
        </label>
    }
    .into_any()
}

/// What a column is taken for, in words.
fn use_word(meaning: &ImportUse, labels: Load<Labels>) -> String {
    let text = match meaning {
        ImportUse::Ignore => words::IGNORE,
        ImportUse::Username => words::USERNAME,
        ImportUse::Dn => words::DN,
        ImportUse::Id => words::ID,
        ImportUse::Attribute { attribute } => return label_for(labels, attribute),
    };
    text.say().to_owned()
}
