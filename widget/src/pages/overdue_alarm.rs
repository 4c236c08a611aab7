//! How many values of a target are overdue, and after how many days they are: a line on the exports page.

use domain::{
    api::{OverdueAlarm, SetOverdue, Target},
    rights::Act as Right,
};
use leptos::prelude::*;

use crate::{
    api,
    parts::{
        act::Act,
        dialog::{dialog, submit_or_cancel},
        fields::checked,
        notice::Notices,
    },
    session::SignedIn,
    words::overdue as words,
};

pub(super) fn overdue_alarm(target: &Target, moved: Callback<()>) -> AnyView {
    let (target, open) = (target.clone(), RwSignal::new(false));
    let late = (target.overdue.values > 0).then(|| {
        view! {
            <a class="badge bad" href="/exports/overdue">
                {words::LATE.of(target.overdue.values)}
            </a>
        }
    });
    let rule = match target.overdue.days {
        0 => words::ALARM_OFF.say().to_owned(),
        days => words::ALARM.of(days),
    };
    let change = SignedIn::here().may(Right::SetSource).then(|| {
        view! {
            <button type="button" class="quiet" on:click=move |_| open.set(true)>
                {words::CHANGE_DAYS.say()}
            </button>
        }
    });
    view! {
        <p class="quiet-text">
            {late} " " {rule} " " {change}
        </p>
        {move || open.get().then(|| days_dialog(&target, open, moved))}
    }
    .into_any()
}

fn days_dialog(target: &Target, open: RwSignal<bool>, moved: Callback<()>) -> AnyView {
    let (act, notices) = (Act::start(), Notices::here());
    let (id, now) = (target.id, target.overdue);
    let typed = RwSignal::new(now.days.to_string());
    let read = Signal::derive(move || {
        let number = typed.with(|text| text.trim().parse::<i64>().ok());
        number.filter(|number| (0..=365).contains(number))
    });
    let wrong = Signal::derive(move || read.get().is_none().then_some(words::DAYS_WRONG));
    let close = Callback::new(move |()| open.set(false));
    let save = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let Some(days) = read.get_untracked() else { return };
        act.run(api::set_overdue(id, now.version, SetOverdue { days }), move |_: OverdueAlarm| {
            notices.say(words::SAVED.say());
            open.set(false);
            moved.run(());
        });
    };
    let body = view! {
        <form class="source-form" novalidate on:submit=save>
            {checked(words::DAYS, Some(words::DAYS_LEAD), typed, wrong)}
            {act.view()}
            {submit_or_cancel(act, words::SAVE, close)}
        </form>
    };
    dialog(words::DAYS_TITLE.with(&[&target.name]), close, body.into_any())
}
