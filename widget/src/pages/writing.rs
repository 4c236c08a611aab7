//! Whether Amend writes a target by itself: how it stands, turning it on after a test of what the account may write, and turning it off (S1.14).

use domain::{
    api::{MayWrite, SetWriting, Target, WRITES_PER_HOUR, WriteRight, Writing, WritingTested},
    rights::Act as Right,
    template::TargetKind,
};
use leptos::prelude::*;

use super::{
    labels::{label_for, labels},
    writing_preview::preview,
};
use crate::{
    api,
    language::{ago, figure},
    parts::{
        act::Act,
        dialog::{actions, dialog},
        fields::checked,
        loading::{load, loaded},
        message::{Tone, message},
        notice::Notices,
        question::question,
        table::bare,
    },
    session::SignedIn,
    words::{Counted, Text, exports, frame, scim, writing as words},
};

/// What is open over the page.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Open {
    On,
    Off,
    Limit,
    Preview,
}

fn is_service(target: &Target) -> bool {
    target.kind == TargetKind::Scim
}

/// What is said of a directory, or of a service.
fn of(target: &Target, directory: Text, service: Text) -> Text {
    if is_service(target) { service } else { directory }
}

/// How a target is written, with what may be done about it.
pub(super) fn writing(target: &Target, moved: Callback<()>) -> AnyView {
    let (target, open) = (target.clone(), RwSignal::new(None::<Open>));
    let may_set = SignedIn::here().may(Right::SetSource);
    let button = move |what: Open, word: Text| {
        may_set.then(|| view! { <button on:click=move |_| open.set(Some(what))>{word.say()}</button> })
    };
    let state = if target.writing.on {
        view! {
            {state_line(&target)}
            <div class="page-acts">
                {button(Open::Preview, words::PREVIEW)} {button(Open::Limit, words::CHANGE_LIMIT)}
                {button(Open::Off, words::TURN_OFF)}
            </div>
        }
        .into_any()
    } else {
        let waiting = (target.waiting > 0 && !is_service(&target))
            .then(|| [" ", &words::WAIT_FOR_FILE.of(target.waiting), "."].concat());
        let lead = view! {
            <strong>{of(&target, words::OFF, scim::OFF).say()}</strong>
            {of(&target, words::OFF_LEAD, scim::OFF_LEAD).say()}
            {waiting}
        };
        view! {
            {message(Tone::Info, lead)}
            <div class="page-acts">{button(Open::Preview, words::PREVIEW)} {button(Open::On, words::TURN_ON)}</div>
        }
        .into_any()
    };
    let close = Callback::new(move |()| open.set(None));
    let over = move || {
        open.get().map(|what| match what {
            Open::On => turn_on(&target, moved, close),
            Open::Off => turn_off(&target, moved, close),
            Open::Limit => set_limit(&target, moved, close),
            Open::Preview => preview(&target, close),
        })
    };
    view! {
        {state}
        {over}
    }
    .into_any()
}

fn state_line(target: &Target) -> AnyView {
    let Writing { since, by, writes_per_hour, written_last_hour, sending, failed, parked, trouble, next_at, .. } =
        target.writing.clone();
    let since = since.map(|at| match &by {
        Some(by) => words::ON_SINCE_BY.with(&[&ago(at), by]),
        None => words::ON_SINCE.with(&[&ago(at)]),
    });
    let lead = view! {
        <strong>{of(target, words::ON, scim::ON).say()}</strong>
        {since}
        " "
        {of(target, words::ON_LEAD, scim::ON_LEAD).say()}
    };
    let trouble = trouble.map(|why| {
        let next = next_at.map(|at| [" ", &words::NEXT.with(&[&ago(at)])].concat());
        message(Tone::Warning, [words::TROUBLE.with(&[&why]), next.unwrap_or_default()].concat())
    });
    let waits = target.waiting + sending + failed;
    let used_up =
        (written_last_hour >= writes_per_hour && waits > 0).then(|| message(Tone::Warning, words::USED_UP.say()));
    let badge = |class: &'static str, text: Counted, count: i64| {
        (count > 0).then(|| view! { <span class=class>{text.of(count)}</span> }.into_any())
    };
    view! {
        {message(Tone::Info, lead)}
        {trouble}
        {used_up}
        <p class="badges">
            {badge("badge waits", words::ARE_WAITING, target.waiting)}
            {badge("badge on-way", words::ARE_SENDING, sending)}
            {badge("badge waits", words::ARE_FAILED, failed)}
            {badge("badge bad", words::ARE_PARKED, parked)}
            <span class="quiet-text">{words::HOUR.with(&[&figure(written_last_hour), &figure(writes_per_hour)])}</span>
        </p>
    }
    .into_any()
}

fn turn_off(target: &Target, moved: Callback<()>, close: Callback<()>) -> AnyView {
    let (id, version, act, notices) = (target.id, target.writing.version, Act::start(), Notices::here());
    let is_off = of(target, words::IS_OFF, scim::IS_OFF);
    let does = move || {
        act.run(api::set_writing(id, version, &SetWriting { on: false, writes_per_hour: None }), move |_: Writing| {
            notices.say(is_off.say());
            close.run(());
            moved.run(());
        });
    };
    let title = words::TURN_OFF_TITLE.with(&[&target.name]);
    let lead = of(target, words::TURN_OFF_LEAD, scim::TURN_OFF_LEAD).say();
    question(title, lead, words::TURN_OFF_DO, act, does, close)
}

/// The line in which the limit is typed, and what it says if it is a limit.
fn limit_field(now: i64) -> (AnyView, Signal<Option<i64>>) {
    let typed = RwSignal::new(now.to_string());
    let read = Signal::derive(move || {
        let number = typed.with(|text| text.trim().parse::<i64>().ok());
        number.filter(|number| WRITES_PER_HOUR.contains(number))
    });
    let wrong = Signal::derive(move || read.get().is_none().then_some(words::LIMIT_WRONG));
    (checked(words::LIMIT, Some(words::LIMIT_LEAD), typed, wrong), read)
}

fn set_limit(target: &Target, moved: Callback<()>, close: Callback<()>) -> AnyView {
    let (field, limit) = limit_field(target.writing.writes_per_hour);
    let body = view! {
        {field}
        {save(target, limit, words::SAVE_LIMIT, words::IS_SET, moved, close)}
    };
    dialog(words::CHANGE_LIMIT_TITLE.with(&[&target.name]), close, body.into_any())
}

fn turn_on(target: &Target, moved: Callback<()>, close: Callback<()>) -> AnyView {
    let (id, now, kept) = (target.id, target.writing.writes_per_hour, target.clone());
    let tested = load(move || api::test_writing(id));
    let shown = move |tested: WritingTested| {
        if let Some(why) = &tested.failure {
            let failed = message(Tone::Bad, words::TEST_FAILED.with(&[why]));
            return view! {
                {failed}
                {only_close(close)}
            }
            .into_any();
        }
        let may = tested.may;
        let warning = tested.warning.as_ref().map(|warning| message(Tone::Warning, warning.clone()));
        let table = rights_table(tested, is_service(&kept));
        if !may {
            return view! {
                {table}
                {message(Tone::Warning, words::FIRST_MEND.say())}
                {only_close(close)}
            }
            .into_any();
        }
        let (field, limit) = limit_field(now);
        view! {
            {table}
            {warning}
            {field}
            {save(&kept, limit, words::TURN_ON_DO, words::IS_ON, moved, close)}
        }
        .into_any()
    };
    let body = view! {
        <p>{of(target, words::ON_LEAD, scim::ON_LEAD).say()}</p>
        {loaded(tested, shown)}
    };
    dialog(words::TURN_ON_TITLE.with(&[&target.name]), close, body.into_any())
}

fn only_close(close: Callback<()>) -> AnyView {
    let button = view! {
        <button type="button" on:click=move |_| close.run(())>
            {frame::CANCEL.say()}
        </button>
    };
    actions(button.into_any())
}

fn save(
    target: &Target,
    limit: Signal<Option<i64>>,
    word: Text,
    said: Text,
    moved: Callback<()>,
    close: Callback<()>,
) -> AnyView {
    let (id, version, act, notices) = (target.id, target.writing.version, Act::start(), Notices::here());
    let does = move |_| {
        let Some(limit) = limit.get_untracked() else { return };
        let set = SetWriting { on: true, writes_per_hour: Some(limit) };
        act.run(api::set_writing(id, version, &set), move |_: Writing| {
            notices.say(said.say());
            close.run(());
            moved.run(());
        });
    };
    let buttons = view! {
        <button
            type="button"
            class="primary"
            disabled=move || act.is_busy() || limit.get().is_none()
            on:click=does
        >
            {word.say()}
        </button>
        <button type="button" on:click=move |_| close.run(())>
            {frame::CANCEL.say()}
        </button>
    };
    view! {
        {act.view()}
        {actions(buttons.into_any())}
    }
    .into_any()
}

fn rights_table(tested: WritingTested, is_service: bool) -> AnyView {
    let labels = labels();
    let place = if is_service { scim::IN_SERVICE } else { words::IN_DIRECTORY };
    let row = |right: WriteRight| {
        let (key, called) = (right.attribute, right.name.clone());
        let detail = right.detail.map(|detail| view! { <span class="known-as">{detail}</span> });
        let class = if right.may.is_fine() { "badge good" } else { "badge bad" };
        let mark = match right.may {
            MayWrite::NamesEntry => "badge",
            _ => class,
        };
        view! {
            <tr>
                <td>{move || key.as_ref().map_or_else(|| called.clone(), |key| label_for(labels, key))}</td>
                <td data-label=place.say()>
                    <code>{right.name}</code>
                </td>
                <td data-label=words::MAY.say()>
                    <div>
                        <span class=mark>{may_word(right.may, is_service).say()}</span>
                        {detail}
                    </div>
                </td>
            </tr>
        }
        .into_any()
    };
    let rows = tested.attributes.into_iter().map(row).collect();
    view! {
        <p class="quiet-text">{if is_service { scim::TESTED } else { words::TESTED }.say()}</p>
        {bare(&[exports::ATTRIBUTE, place, words::MAY], rows)}
    }
    .into_any()
}

fn may_word(may: MayWrite, is_service: bool) -> Text {
    match may {
        MayWrite::No if is_service => scim::MAY_NO,
        MayWrite::Unknown if is_service => scim::MAY_UNKNOWN,
        MayWrite::Yes => words::MAY_YES,
        MayWrite::No => words::MAY_NO,
        MayWrite::Unknown => words::MAY_UNKNOWN,
        MayWrite::NamesEntry => words::MAY_NAMES,
        MayWrite::NotTold => words::MAY_NOT_TOLD,
    }
}
