//! The mapping: where each attribute of a profile is read from. What the directory knows is offered, and a chosen person's values show what
//! each row brings.

use std::collections::BTreeMap;

use domain::{
    api::{MappingRow, PreviewSource, SaveSetUp, SetUp, SetUpStep, SourceSchema, SourceState},
    name::AttributeKey,
    problem::ProblemCode,
};
use leptos::prelude::*;
use web_sys::HtmlSelectElement;

use super::{
    super::preview::Preview,
    Wizard, after, back,
    expression_help::help,
    mapping_row::{Row, Rows, row},
    sampled::Sampled,
};
use crate::{
    api,
    editor::label_in,
    parts::{
        act::Act,
        dialog::{actions, dialog},
        loading::{Load, load, loaded},
        notice::Notices,
    },
    words::{frame, set_up as words},
};

/// The editor; as a step of a set-up with the ways back and on.
pub(super) fn editor(wizard: Wizard, known: &SetUp, step: Option<SetUpStep>) -> AnyView {
    let id = known.source;
    let schema = load(move || api::source_schema(id));
    let known = known.clone();
    view! {
        <p>{words::MAPPING_LEAD.say()}</p>
        {loaded(schema, move |schema| form(wizard, &known, schema, step))}
    }
    .into_any()
}

fn form(wizard: Wizard, known: &SetUp, schema: SourceSchema, step: Option<SetUpStep>) -> AnyView {
    let schema = StoredValue::new(schema);
    let rows = Rows::of(&known.mapping);
    let sampled = Sampled::of(known.source, rows);
    let act = Act::start();
    let asked = RwSignal::new(false);
    // What is being set up has touched nobody yet, and has a dry run among its steps.
    let preview = (known.state != SourceState::Draft).then(Preview::start);
    let (notices, id) = (Notices::here(), known.source);
    let latest: Load<SetUp> = wizard.known;
    let send = Callback::new({
        move |freeze: Vec<AttributeKey>| {
            let save =
                SaveSetUp { step: step.map(after), mapping: Some(rows.mapping()), freeze, ..SaveSetUp::default() };
            let done = move |saved: SetUp| {
                notices.say(words::SAVED.say());
                if let Some(step) = step {
                    wizard.go(after(step));
                }
                latest.put(saved);
            };
            asked.set(false);
            act.run_or(api::save_set_up(id, wizard.version.get_value(), &save), done, move |_| asked.set(true));
        }
    });
    let list = move || {
        let all = rows.0.get();
        let last = all.len().saturating_sub(1);
        all.into_iter()
            .enumerate()
            .map(|(place, one)| row(rows, (place, last), &one, schema, sampled, act))
            .collect::<Vec<AnyView>>()
    };
    let options: Vec<AnyView> = schema.with_value(|schema| {
        schema.attributes.iter().map(|one| view! { <option value=one.name.clone()></option> }.into_any()).collect()
    });
    let kind = schema.with_value(|schema| schema.kind.name());
    let suggest = move |_| schema.with_value(|schema| rows.0.set(Rows::rows(&schema.suggested)));
    view! {
        <form
            class="source-form"
            on:submit=move |event: leptos::ev::SubmitEvent| {
                event.prevent_default();
                send.run(Vec::new());
            }
        >
            {sampled.view()}
            <datalist id="source-attributes">{options}</datalist>
            <ul class="mapping">{list}</ul>
            {adder(rows, schema)}
            {help()}
            {act.view()}
            {move || asked.get().then(|| freezing(schema, act, asked, send))}
            <div class="page-acts">
                {step.and_then(|step| back(wizard, step))}
                <button type="button" on:click=suggest>
                    {words::SUGGEST.with(&[kind])}
                </button>
                {preview
                    .map(|preview| {
                        preview
                            .button(
                                id,
                                move || PreviewSource {
                                    mapping: Some(untrack(|| rows.mapping())),
                                    ..PreviewSource::default()
                                },
                            )
                    })}
                <button class="primary" disabled=move || act.is_busy()>
                    {if step.is_some() { words::NEXT.say() } else { words::SAVE_MAPPING.say() }}
                </button>
            </div>
            {preview.map(Preview::view)}
        </form>
    }
    .into_any()
}

/// Adds a row for an attribute that has none.
fn adder(rows: Rows, schema: StoredValue<SourceSchema>) -> AnyView {
    let chosen = RwSignal::new(String::new());
    let options = move || {
        let taken: Vec<AttributeKey> = rows.0.with(|all| all.iter().map(|row| row.attribute.clone()).collect());
        let free: Vec<(String, String)> = schema.with_value(|schema| {
            let open = schema.profile.iter().filter(|one| !taken.contains(&one.key));
            open.map(|one| (one.key.to_string(), label_in(&one.labels, &one.key).to_owned())).collect()
        });
        chosen.set(free.first().map(|(key, _)| key.clone()).unwrap_or_default());
        free.into_iter().map(|(key, label)| view! { <option value=key>{label}</option> }.into_any()).collect::<Vec<_>>()
    };
    let add = move |_| {
        if let Ok(key) = AttributeKey::parse(&chosen.get_untracked()) {
            rows.0.update(|all| all.push(Row::of(&MappingRow::plain(key, String::new()))));
        }
    };
    view! {
        <div class="rule">
            <label class="source-field">
                <span class="label">{words::ADD_ROW.say()}</span>
                <select on:change=move |event| chosen.set(event_target::<HtmlSelectElement>(&event).value())>
                    {options}
                </select>
            </label>
            <button type="button" disabled=move || chosen.with(String::is_empty) on:click=add>
                {words::ADD_THIS.say()}
            </button>
        </div>
    }
    .into_any()
}

/// Asks before values become Amend's own, with how many people have one (P22).
fn freezing(
    schema: StoredValue<SourceSchema>,
    act: Act,
    asked: RwSignal<bool>,
    send: Callback<Vec<AttributeKey>>,
) -> Option<AnyView> {
    let frozen: BTreeMap<AttributeKey, i64> = act
        .problems()
        .into_iter()
        .filter_map(|(key, problems)| {
            let problem = problems.into_iter().find(|problem| problem.code == ProblemCode::WouldFreeze)?;
            Some((key, problem.limit.unwrap_or(0)))
        })
        .collect();
    if frozen.is_empty() {
        return None;
    }
    let lines: Vec<AnyView> = frozen
        .iter()
        .map(|(key, people)| {
            let line = [name_of(schema, key), words::FREEZE_COUNT.of(*people)].join(": ");
            view! { <li>{line}</li> }.into_any()
        })
        .collect();
    let keys: Vec<AttributeKey> = frozen.into_keys().collect();
    let close = Callback::new(move |()| asked.set(false));
    let buttons = view! {
        <button type="button" class="primary" on:click=move |_| send.run(keys.clone())>
            {words::FREEZE.say()}
        </button>
        <button type="button" on:click=move |_| close.run(())>
            {frame::CANCEL.say()}
        </button>
    };
    let body = view! {
        <p>{words::FREEZE_LEAD.say()}</p>
        <ul>{lines}</ul>
        {actions(buttons.into_any())}
    };
    Some(dialog(words::FREEZE_ASK.say().to_owned(), close, body.into_any()))
}

/// What an attribute is called.
pub(super) fn name_of(schema: StoredValue<SourceSchema>, key: &AttributeKey) -> String {
    schema.with_value(|schema| {
        let known = schema.profile.iter().find(|one| one.key == *key);
        known.map_or_else(|| key.to_string(), |one| label_in(&one.labels, key).to_owned())
    })
}
