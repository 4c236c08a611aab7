//! Writing a column profile: its name, how its files are written, and a heading for each attribute of the target.

use domain::{
    api::ColumnProfileView, api::CsvProfile, api::Delimiter, column_profile::ColumnProfile, name::AttributeKey,
};
use leptos::prelude::*;

use super::{
    column_profiles::Desk,
    export_form::{DELIMITERS, KEYS, PROFILES},
    labels::label_for,
};
use crate::{
    api,
    parts::{
        act::Act,
        dialog::{dialog, submit_or_cancel},
        fields::{checked, choice, typed},
    },
    words::{Text, columns as words, exports},
};

/// One heading being written.
#[derive(Clone)]
struct Row {
    attribute: AttributeKey,
    name: String,
    heading: RwSignal<String>,
}

pub(super) fn form_dialog(desk: Desk, known: Option<&ColumnProfileView>) -> AnyView {
    let profile = known.map(|view| &view.profile);
    let seen = known.map(|view| (view.id, view.version));
    let text = |text: Option<String>| RwSignal::new(text.unwrap_or_default());
    let name = text(profile.map(|one| one.name.clone()));
    let key_heading = text(profile.and_then(|one| one.key_heading.clone()));
    let place = |found: Option<usize>| RwSignal::new(found.unwrap_or(0));
    let key = place(profile.and_then(|one| KEYS.iter().position(|(key, _)| *key == one.key)));
    let written = place(profile.and_then(|one| PROFILES.iter().position(|(profile, _)| *profile == one.profile)));
    let delimiter =
        place(profile.and_then(|one| DELIMITERS.iter().position(|(delimiter, _)| *delimiter == one.delimiter)));
    let rows: Vec<Row> = desk.target.with_value(|target| {
        let of = |one: &domain::api::TargetAttribute| Row {
            attribute: one.attribute.clone(),
            name: one.name.clone(),
            heading: text(profile.and_then(|profile| profile.headings.get(&one.attribute).cloned())),
        };
        target.attributes.iter().map(of).collect()
    });
    let act = Act::start();
    let is_nameless = RwSignal::new(false);
    let wrong = Signal::derive(move || is_nameless.get().then_some(words::NO_NAME));
    let close = Callback::new(move |()| desk.writing.set(None));
    let fields: Vec<AnyView> = rows.iter().map(|row| heading_field(desk, row)).collect();
    let save = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        is_nameless.set(name.with_untracked(|name| name.trim().is_empty()));
        if is_nameless.get_untracked() {
            return;
        }
        let filled = |text: String| Some(text).filter(|text| !text.trim().is_empty());
        let headings =
            rows.iter().filter_map(|row| Some((row.attribute.clone(), filled(row.heading.get_untracked())?)));
        let profile = ColumnProfile {
            name: name.get_untracked(),
            key: KEYS.get(key.get_untracked()).map_or(domain::api::KeyColumn::Dn, |(key, _)| *key),
            key_heading: filled(key_heading.get_untracked()),
            profile: PROFILES.get(written.get_untracked()).map_or(CsvProfile::Machine, |(profile, _)| *profile),
            delimiter: DELIMITERS.get(delimiter.get_untracked()).map_or(Delimiter::Comma, |(one, _)| *one),
            headings: headings.collect(),
        };
        let ask = match seen {
            Some((id, version)) => api::set_column_profile(id, version, &profile),
            None => api::add_column_profile(desk.target.with_value(|target| target.id), &profile),
        };
        act.run(ask, move |view| {
            desk.notices.say(words::SAVED.with(&[&view.profile.name]));
            desk.writing.set(None);
            desk.list.again();
        });
    };
    let body = view! {
        <form class="source-form" novalidate on:submit=save on:input=move |_| is_nameless.set(false)>
            {checked(words::NAME, Some(words::NAME_LEAD), name, wrong)}
            {choice(exports::KEY, &KEYS.map(|(_, text)| text), key)}
            {typed(words::KEY_HEADING, "text", key_heading)}
            {choice(exports::PROFILE, &PROFILES.map(|(_, text)| text), written)}
            {choice(exports::DELIMITER, &DELIMITERS.map(|(_, text)| text), delimiter)}
            <fieldset class="source-field wide">
                <legend class="label">{words::HEADINGS.say()}</legend>
                {fields}
            </fieldset>
            {act.view()}
            {submit_or_cancel(act, words::SAVE, close)}
        </form>
    };
    let title: Text = if seen.is_some() { words::CHANGE } else { words::ADD };
    dialog(title.say().to_owned(), close, body.into_any())
}

fn heading_field(desk: Desk, row: &Row) -> AnyView {
    let Row { attribute, name, heading } = row.clone();
    let label = move || [label_for(desk.labels, &attribute).as_str(), " (", &name, ")"].concat();
    view! {
        <label class="source-field">
            <span class="label">{label}</span>
            <input
                type="text"
                autocomplete="off"
                maxlength="100"
                prop:value=move || heading.get()
                on:input=move |event| heading.set(event_target_value(&event))
            />
        </label>
    }
    .into_any()
}
