//! How the file shall be written, and for whom.

use domain::{
    api::{CsvProfile, Delimiter, KeyColumn, MakeExport},
    id::TargetId,
};
use leptos::prelude::*;

use super::waiting::Picked;
use crate::{
    api,
    parts::{act::Act, notice::Notices},
    words::{Text, exports},
};

pub(super) fn export_form(target: TargetId, picked: Picked, moved: Callback<()>) -> AnyView {
    let notices = Notices::here();
    let act = Act::start();
    let profile = RwSignal::new(CsvProfile::Machine);
    let key = RwSignal::new(KeyColumn::Dn);
    let delimiter = RwSignal::new(Delimiter::Comma);
    let is_everybody = RwSignal::new(true);
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
