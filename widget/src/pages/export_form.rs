//! How the file shall be written, and for whom.

use domain::{
    api::{ColumnProfileView, CsvProfile, Delimiter, FileFormat, KeyColumn, MakeExport},
    id::{ColumnProfileId, TargetId},
};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use super::waiting::Picked;
use crate::{
    api, json,
    parts::{act::Act, loading::load, notice::Notices},
    storage,
    words::{Text, columns as words, exports},
};

/// How the last file was written: the next one is for the same program, most likely.
#[derive(Clone, Copy, Serialize, Deserialize)]
struct Choices {
    #[serde(default)]
    format: FileFormat,
    profile: CsvProfile,
    key: KeyColumn,
    delimiter: Delimiter,
}

/// What can name the person, and how that is called.
pub(super) const KEYS: [(KeyColumn, Text); 4] = [
    (KeyColumn::Dn, exports::KEY_DN),
    (KeyColumn::Id, exports::KEY_ID),
    (KeyColumn::Username, exports::KEY_USERNAME),
    (KeyColumn::Mail, exports::KEY_MAIL),
];

/// For whom a CSV file is written.
pub(super) const PROFILES: [(CsvProfile, Text); 2] =
    [(CsvProfile::Machine, exports::MACHINE), (CsvProfile::Spreadsheet, exports::SPREADSHEET)];

/// What can stand between the columns.
pub(super) const DELIMITERS: [(Delimiter, Text); 4] = [
    (Delimiter::Comma, exports::COMMA),
    (Delimiter::Semicolon, exports::SEMICOLON),
    (Delimiter::Tab, exports::TAB),
    (Delimiter::Pipe, exports::PIPE),
];

/// What names the person, in words.
pub(super) fn key_word(key: KeyColumn) -> Text {
    KEYS.iter().find(|(known, _)| *known == key).map_or(exports::KEY_DN, |(_, text)| *text)
}

const CHOICES_KEY: &str = "amend.export";

impl Choices {
    fn kept() -> Self {
        let usual = Self {
            format: FileFormat::Csv,
            profile: CsvProfile::Machine,
            key: KeyColumn::Dn,
            delimiter: Delimiter::Comma,
        };
        storage::read(CHOICES_KEY).and_then(|text| json::read(&text).ok()).unwrap_or(usual)
    }

    fn keep(self) {
        storage::keep(CHOICES_KEY, serde_json::to_string(&self).ok().as_deref());
    }
}

pub(super) fn export_form(target: TargetId, picked: Picked, moved: Callback<()>) -> AnyView {
    let notices = Notices::here();
    let act = Act::start();
    let kept = Choices::kept();
    let format = RwSignal::new(kept.format);
    let profile = RwSignal::new(kept.profile);
    let key = RwSignal::new(kept.key);
    let delimiter = RwSignal::new(kept.delimiter);
    let is_everybody = RwSignal::new(true);
    // Every kind of file takes the distinguished name.
    Effect::new(move |_| {
        if !format.get().takes(key.get_untracked()) {
            key.set(KeyColumn::Dn);
        }
    });
    let columns = RwSignal::new(None::<ColumnProfileId>);
    let is_csv = move || format.get() == FileFormat::Csv;
    let may_be_named = move || matches!(format.get(), FileFormat::Csv | FileFormat::Xlsx);
    // What is chosen of profiles does not count for other kinds of file.
    let by_profile = move || columns.get().filter(|_| may_be_named());
    let profiles = load(move || api::column_profiles(target));
    // Whoever ticks a person wants a file of that person, and who unticks the last one wants everybody's again.
    Effect::new(move |_| is_everybody.set(picked.with(Vec::is_empty)));
    let count = move || i64::try_from(picked.with(Vec::len)).unwrap_or(0);
    let make = move |_| {
        let people = (!is_everybody.get_untracked()).then(|| picked.get_untracked());
        let asked = MakeExport {
            target,
            format: format.get_untracked(),
            profile: profile.get_untracked(),
            key: key.get_untracked(),
            delimiter: delimiter.get_untracked(),
            columns: untrack(by_profile),
            people,
        };
        Choices { format: asked.format, profile: asked.profile, key: asked.key, delimiter: asked.delimiter }.keep();
        act.run(api::make_export(&asked), move |_| {
            notices.say(exports::MADE.say());
            moved.run(());
        });
    };
    let is_off = move || act.is_busy() || (!is_everybody.get() && count() == 0);
    view! {
        // A form of its own, since the choices of every target have the same names.
        <form class="export-form" on:submit=|event| event.prevent_default()>
            <fieldset class="stack">
                <legend class="label">{exports::FORMAT.say()}</legend>
                {option("format", format, FileFormat::Csv, exports::CSV, Some(exports::CSV_LEAD), always)}
                {option("format", format, FileFormat::Xlsx, exports::XLSX, Some(exports::XLSX_LEAD), always)}
                {option("format", format, FileFormat::Ldif, exports::LDIF, Some(exports::LDIF_LEAD), always)}
                {option("format", format, FileFormat::Powershell, exports::POWERSHELL, Some(exports::POWERSHELL_LEAD), always)}
            </fieldset>
            {move || profiles.get().filter(|all| !all.is_empty()).map(|all| columns_field(&all, columns, may_be_named))}
            <fieldset class="stack" hidden=move || by_profile().is_some()>
                <legend class="label">{exports::KEY.say()}</legend>
                {KEYS
                    .map(|(one, name)| option("key", key, one, name, None, move || format.get().takes(one)))
                    .into_iter()
                    .collect_view()}
            </fieldset>
            <fieldset class="stack" hidden=move || !is_csv() || by_profile().is_some()>
                <legend class="label">{exports::PROFILE.say()}</legend>
                {option("profile", profile, CsvProfile::Machine, exports::MACHINE, Some(exports::MACHINE_LEAD), always)}
                {option(
                    "profile",
                    profile,
                    CsvProfile::Spreadsheet,
                    exports::SPREADSHEET,
                    Some(exports::SPREADSHEET_LEAD),
                    always,
                )}
            </fieldset>
            <fieldset class="stack" hidden=move || !is_csv() || by_profile().is_some()>
                <legend class="label">{exports::DELIMITER.say()}</legend>
                {option("delimiter", delimiter, Delimiter::Comma, exports::COMMA, None, always)}
                {option("delimiter", delimiter, Delimiter::Semicolon, exports::SEMICOLON, None, always)}
                {option("delimiter", delimiter, Delimiter::Tab, exports::TAB, None, always)}
            </fieldset>
            <fieldset class="stack">
                <legend class="label">{exports::WHOM.say()}</legend>
                {option("whom", is_everybody, true, exports::EVERYBODY, None, always)}
                {option("whom", is_everybody, false, exports::ONLY_SELECTED, None, always)}
                <p class="note" aria-live="polite">
                    {move || (!is_everybody.get()).then(|| exports::SELECTED.of(count()))}
                </p>
            </fieldset>
        </form>
        {act.view()}
        <div class="page-acts">
            <button class="primary" disabled=is_off on:click=make>
                {move || if act.is_busy() { exports::MAKING.say() } else { exports::MAKE.say() }}
            </button>
        </div>
    }
    .into_any()
}

/// What the columns are called: as in the directory, or by a saved profile, where the kind of file has room for that.
fn columns_field(
    all: &[ColumnProfileView],
    columns: RwSignal<Option<ColumnProfileId>>,
    may_be_named: impl Fn() -> bool + Copy + Send + Sync + 'static,
) -> AnyView {
    let options: Vec<AnyView> = all
        .iter()
        .map(|one| {
            let (id, name) = (one.id, one.profile.name.clone());
            view! {
                <option value=id.to_string() prop:selected=move || columns.get() == Some(id)>
                    {name}
                </option>
            }
            .into_any()
        })
        .collect();
    let choose = move |event| columns.set(event_target_value(&event).parse().ok());
    let note = move || match may_be_named() {
        false => words::OF_DIRECTORY_ALWAYS.say(),
        true if columns.get().is_some() => words::FOLLOWS.say(),
        true => "",
    };
    view! {
        <label class="source-field">
            <span class="label">{words::COLUMNS.say()}</span>
            <select disabled=move || !may_be_named() on:change=choose>
                <option value="" prop:selected=move || columns.get().is_none()>
                    {words::OF_DIRECTORY.say()}
                </option>
                {options}
            </select>
            <span class="note" aria-live="polite">{note}</span>
        </label>
    }
    .into_any()
}

/// What can always be chosen.
pub(super) fn always() -> bool {
    true
}

pub(super) fn option<T: Copy + PartialEq + Send + Sync + 'static>(
    group: &'static str,
    chosen: RwSignal<T>,
    value: T,
    name: Text,
    lead: Option<Text>,
    is_on: impl Fn() -> bool + Send + Sync + 'static,
) -> AnyView {
    view! {
        <label class="choice">
            <input
                type="radio"
                name=group
                disabled=move || !is_on()
                prop:checked=move || chosen.get() == value
                on:change=move |_| chosen.set(value)
            />
            <span>{name.say()} {lead.map(|lead| view! { <span class="choice-lead">{lead.say()}</span> })}</span>
        </label>
    }
    .into_any()
}
