//! One file of people: what it would do, how far it is, what came of it, and taking it back.

use std::time::Duration;

use domain::{
    api::{ErrorCode, ExecuteImport, Import, ImportRows, ImportState},
    id::ImportId,
    rights::Act as Right,
};
use leptos::prelude::*;

use super::{
    frame::{heading, way_back},
    import_rows::rows,
    import_settings::settings,
    imports::state_badge,
    labels::{Labels, labels},
};
use crate::{
    address::Page,
    api,
    language::{day_and_time, figure},
    navigation::Navigation,
    parts::{
        act::Act,
        dialog::{actions, dialog},
        icons::{Icon, icon},
        loading::{Load, load, loaded},
        message::{Tone, message},
        notice::Notices,
    },
    session::SignedIn,
    words::{Text, frame, imports as words},
};

/// How often it is asked how far the server is.
const LOOK: Duration = Duration::from_millis(700);

pub(crate) fn page(id: ImportId) -> AnyView {
    let import = load(move || api::import(id));
    let labels = labels();
    let title = move || import.with(|import| import.file_name.clone()).unwrap_or_else(|| words::OPEN.say().to_owned());
    view! {
        {way_back(Page::Imports.address(), words::BACK)}
        {heading(title, None)}
        {loaded(import, move |now| content(&now, import, labels))}
    }
    .into_any()
}

fn content(import: &Import, load: Load<Import>, labels: Load<Labels>) -> AnyView {
    let may = SignedIn::here().may(Right::Import);
    let when = [day_and_time(import.made_at).as_str(), " · ", &import.by].concat();
    let tone = if import.state == ImportState::Failed { Tone::Bad } else { Tone::Warning };
    let reason = import.reason.clone().map(|reason| message(tone, reason));
    let below = if import.state.is_busy() {
        set_timeout(
            move || {
                // The page may have been left.
                if load.is_there() {
                    load.again();
                }
            },
            LOOK,
        );
        progress(import, may, load)
    } else if import.state == ImportState::Ready {
        view! {
            {may.then(|| settings(import, labels, load))}
            {tiles(import)}
            {may.then(|| decide(import, load))}
            {(import.counts.rows > 0).then(|| rows(import, labels))}
        }
        .into_any()
    } else {
        view! {
            {tiles(import)}
            {may.then(|| afterwards(import, load))}
            {rows(import, labels)}
        }
        .into_any()
    };
    view! {
        <p class="run-line">{state_badge(import.state)} <span class="quiet-text">{when}</span></p>
        {reason}
        {below}
    }
    .into_any()
}

fn progress(import: &Import, may: bool, load: Load<Import>) -> AnyView {
    let counts = &import.counts;
    let (done, all) = match import.state {
        ImportState::Running => (counts.done + counts.moved, Some(counts.added + counts.changed + counts.blocked)),
        ImportState::Undoing => (counts.undone + counts.kept, Some(counts.done)),
        _ => (counts.rows, None),
    };
    let text = match all {
        Some(all) => words::PROGRESS.with(&[&figure(done), &figure(all)]),
        None => words::COUNT_ROWS.of(done),
    };
    let (act, notices, id) = (Act::start(), Notices::here(), import.id);
    let stop = move |_| {
        act.run(api::cancel_import(id), move |_| {
            notices.say(words::STOPPED.say());
            load.again();
        });
    };
    let stop = (may && import.state == ImportState::Running).then(|| {
        view! { <button disabled=move || act.is_busy() on:click=stop>{words::STOP.say()}</button> }
    });
    view! {
        <div class="run-progress">
            <progress
                aria-label=text.clone()
                max=all.map(|all| all.max(1).to_string())
                value=all.map(|_| done.to_string())
            ></progress>
            <p role="status">{text}</p>
            {stop}
            {act.view()}
        </div>
    }
    .into_any()
}

fn tiles(import: &Import) -> AnyView {
    let counts = &import.counts;
    let has_begun = import.state.has_begun();
    let blocked = if has_begun { words::WAS_BLOCKED } else { words::BLOCKED };
    let mut all = vec![
        (words::ADDED, counts.added),
        (words::CHANGED, counts.changed),
        (words::UNCHANGED, counts.unchanged),
        (words::REFUSED, counts.refused),
        (blocked, counts.blocked),
    ];
    if has_begun {
        all.push((words::DONE, counts.done));
        all.push((words::LEFT, counts.moved));
    }
    if import.state == ImportState::Undone || counts.undone + counts.kept > 0 {
        all.push((words::TAKEN_BACK, counts.undone));
        all.push((words::KEPT, counts.kept));
    }
    let tiles: Vec<AnyView> = all.into_iter().map(|(name, count)| tile(name, count)).collect();
    view! { <dl class="tiles">{tiles}</dl> }.into_any()
}

fn tile(name: Text, count: i64) -> AnyView {
    let class = if count == 0 { "tile zero" } else { "tile" };
    view! {
        <div class=class>
            <dt>{name.say()}</dt>
            <dd>{figure(count)}</dd>
        </div>
    }
    .into_any()
}

/// Carrying it out, or discarding it.
fn decide(import: &Import, load: Load<Import>) -> AnyView {
    let (act, discarding) = (Act::start(), Act::start());
    let (notices, navigation) = (Notices::here(), Navigation::here());
    let (id, version, counts) = (import.id, import.version, import.counts.clone());
    let (is_valid, has_seen) = (RwSignal::new(true), RwSignal::new(false));
    let can_begin = counts.added + counts.changed + counts.blocked > 0;
    let (brake, blocked) = (import.brake, counts.blocked);
    let execute = move |_| {
        let rows = if is_valid.get_untracked() { ImportRows::Valid } else { ImportRows::All };
        let wish = ExecuteImport { rows, blocks: has_seen.get_untracked().then_some(blocked) };
        let begun = move |now: Import| {
            notices.say(words::STARTED.say());
            load.put(now);
        };
        act.run_or(api::execute_import(id, version, &wish), begun, move |trouble| {
            // What is drawn anew takes the message at the button with it.
            if trouble.code() == Some(ErrorCode::Conflict) {
                notices.say(words::PREVIEW_MOVED.say());
            }
            load.again();
        });
    };
    let discard = move |_| {
        discarding.run(api::discard_import(id), move |_| {
            notices.say(words::DISCARDED.say());
            navigation.refine(&Page::Imports);
        });
    };
    let choice = |value: bool, text: Text| {
        view! {
            <label class="choice">
                <input
                    type="radio"
                    name="rows"
                    prop:checked=move || is_valid.get() == value
                    on:change=move |_| is_valid.set(value)
                />
                <span>{text.say()}</span>
            </label>
        }
        .into_any()
    };
    let choices = (counts.refused > 0 && can_begin).then(|| {
        view! {
            <fieldset class="stack">
                <legend class="label">{words::ROWS.say()}</legend>
                {choice(true, words::ROWS_VALID)}
                {choice(false, words::ROWS_ALL)}
            </fieldset>
        }
    });
    let braked = brake.map(|limit| {
        let told = message(Tone::Warning, words::BRAKE.with(&[&figure(blocked), &figure(limit)]));
        view! {
            {told}
            <label class="choice">
                <input
                    type="checkbox"
                    prop:checked=move || has_seen.get()
                    on:change=move |_| has_seen.update(|seen| *seen = !*seen)
                />
                <span>{words::BRAKE_YES.with(&[&figure(blocked)])}</span>
            </label>
        }
    });
    let is_same = !can_begin && counts.rows > 0 && counts.refused == 0;
    let is_off = move || act.is_busy() || (brake.is_some() && !has_seen.get());
    let begin = can_begin.then(|| {
        view! { <button class="primary" disabled=is_off on:click=execute>{words::EXECUTE.say()}</button> }
    });
    let rejects = (counts.refused > 0).then(|| download(api::import_rejects_path(id), words::REJECTS));
    view! {
        {is_same.then(|| message(Tone::Info, words::NOTHING.say()))}
        {choices}
        {braked}
        {act.view()}
        {discarding.view()}
        <div class="page-acts">
            {begin} {rejects}
            <button disabled=move || discarding.is_busy() on:click=discard>
                {words::DISCARD.say()}
            </button>
        </div>
    }
    .into_any()
}

fn download(path: String, text: Text) -> AnyView {
    view! {
        <a class="button" href=path download="">
            {icon(Icon::Download)}
            {text.say()}
        </a>
    }
    .into_any()
}

/// The files that come out of it, and taking it back.
fn afterwards(import: &Import, load: Load<Import>) -> AnyView {
    let (act, notices, id) = (Act::start(), Notices::here(), import.id);
    let asked = RwSignal::new(false);
    let counts = &import.counts;
    let rejects = (counts.refused + counts.moved > 0).then(|| download(api::import_rejects_path(id), words::REJECTS));
    let backup = (counts.changed > 0).then(|| download(api::import_backup_path(id), words::BACKUP));
    let may_undo = matches!(import.state, ImportState::Done | ImportState::Cancelled | ImportState::Failed);
    let undo = (may_undo && counts.done > counts.undone + counts.kept).then(|| {
        view! {
            <button class="danger" disabled=move || act.is_busy() on:click=move |_| asked.set(true)>
                {icon(Icon::Undo)}
                {words::UNDO.say()}
            </button>
        }
    });
    let name = StoredValue::new(import.file_name.clone());
    let close = Callback::new(move |()| asked.set(false));
    let ask = move || {
        let go = move |_| {
            asked.set(false);
            act.run(api::undo_import(id), move |now: Import| {
                notices.say(words::UNDO_STARTED.say());
                load.put(now);
            });
        };
        let buttons = view! {
            <button class="danger" on:click=go>
                {words::UNDO.say()}
            </button>
            <button on:click=move |_| close.run(())>{frame::CANCEL.say()}</button>
        };
        let body = view! {
            <p>{words::UNDO_LEAD.say()}</p>
            {actions(buttons.into_any())}
        };
        dialog(words::UNDO_ASK.with(&[&name.get_value()]), close, body.into_any())
    };
    view! {
        {act.view()}
        <div class="page-acts">{backup} {rejects} {undo}</div>
        {move || asked.get().then(ask)}
    }
    .into_any()
}
