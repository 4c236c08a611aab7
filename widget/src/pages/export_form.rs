//! How the file shall be written, and for whom.

use domain::{
    api::{CsvProfile, Delimiter, KeyColumn, MakeExport},
    id::TargetId,
};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use super::waiting::Picked;
use crate::{
    api, json,
    parts::{act::Act, notice::Notices},
    storage,
    words::{Text, exports},
};

/// How the last file was written: the next one is for the same program, most likely.
#[derive(Clone, Copy, Serialize, Deserialize)]
struct Choices {
    profile: CsvProfile,
    key: KeyColumn,
    delimiter: Delimiter,
}

const CHOICES_KEY: &str = "amend.export";

impl Choices {
    fn kept() -> Self {
        let usual = Self { profile: CsvProfile::Machine, key: KeyColumn::Dn, delimiter: Delimiter::Comma };
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
    let profile = RwSignal::new(kept.profile);
    let key = RwSignal::new(kept.key);
    let delimiter = RwSignal::new(kept.delimiter);
    let is_everybody = RwSignal::new(true);
    // Whoever ticks a person wants a file of that person, and who unticks the last one wants everybody's again.
    Effect::new(move |_| is_everybody.set(picked.with(Vec::is_empty)));
    let count = move || i64::try_from(picked.with(Vec::len)).unwrap_or(0);
    let make = move |_| {
        let people = (!is_everybody.get_untracked()).then(|| picked.get_untracked());
        let asked = MakeExport {
            target,
            profile: profile.get_untracked(),
            key: key.get_untracked(),
            delimiter: delimiter.get_untracked(),
            people,
        };
        Choices { profile: asked.profile, key: asked.key, delimiter: asked.delimiter }.keep();
        act.run(api::make_export(&asked), move |_| {
            notices.say(exports::MADE.say());
            moved.run(());
        });
    };
    let is_off = move || act.is_busy() || (!is_everybody.get() && count() == 0);
    view! {
        <div class="export-form">
            <fieldset class="stack">
                <legend class="label">{exports::PROFILE.say()}</legend>
                {option("profile", profile, CsvProfile::Machine, exports::MACHINE, Some(exports::MACHINE_LEAD))}
                {option("profile", profile, CsvProfile::Spreadsheet, exports::SPREADSHEET, Some(exports::SPREADSHEET_LEAD))}
            </fieldset>
            <fieldset class="stack">
                <legend class="label">{exports::KEY.say()}</legend>
                {option("key", key, KeyColumn::Dn, exports::KEY_DN, None)}
                {option("key", key, KeyColumn::Id, exports::KEY_ID, None)}
                {option("key", key, KeyColumn::Username, exports::KEY_USERNAME, None)}
                {option("key", key, KeyColumn::Mail, exports::KEY_MAIL, None)}
            </fieldset>
            <fieldset class="stack">
                <legend class="label">{exports::DELIMITER.say()}</legend>
                {option("delimiter", delimiter, Delimiter::Comma, exports::COMMA, None)}
                {option("delimiter", delimiter, Delimiter::Semicolon, exports::SEMICOLON, None)}
                {option("delimiter", delimiter, Delimiter::Tab, exports::TAB, None)}
            </fieldset>
            <fieldset class="stack">
                <legend class="label">{exports::WHOM.say()}</legend>
                {option("whom", is_everybody, true, exports::EVERYBODY, None)}
                {option("whom", is_everybody, false, exports::ONLY_SELECTED, None)}
                <p class="note" aria-live="polite">
                    {move || (!is_everybody.get()).then(|| exports::SELECTED.of(count()))}
                </p>
            </fieldset>
        </div>
        {act.view()}
        <div class="page-acts">
            <button class="primary" disabled=is_off on:click=make>
                {move || if act.is_busy() { exports::MAKING.say() } else { exports::MAKE.say() }}
            </button>
        </div>
    }
    .into_any()
}

fn option<T: Copy + PartialEq + Send + Sync + 'static>(
    group: &'static str,
    chosen: RwSignal<T>,
    value: T,
    name: Text,
    lead: Option<Text>,
) -> AnyView {
    view! {
        <label class="choice">
            <input
                type="radio"
                name=group
                prop:checked=move || chosen.get() == value
                on:change=move |_| chosen.set(value)
            />
            <span>{name.say()} {lead.map(|lead| view! { <span class="choice-lead">{lead.say()}</span> })}</span>
        </label>
    }
    .into_any()
}
