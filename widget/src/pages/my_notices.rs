//! Which way the reader is told.

use domain::{
    api::{MyNotices, SetMyNotices},
    news::NewsAbout,
    rights::Act as Right,
};
use leptos::prelude::*;

use super::{frame::heading, notice_choices::Chosen};
use crate::{
    api,
    parts::{
        act::Act,
        loading::{Load, load, loaded},
        message::{Tone, message},
        notice::Notices,
    },
    session::SignedIn,
    words::notices as words,
};

pub(crate) fn page() -> AnyView {
    let mine = load(api::my_notices);
    let signed_in = SignedIn::here();
    let link = |right, address: &'static str, text: &'static str| {
        signed_in.may(right).then(|| view! { <a class="button" href=address>{text}</a> })
    };
    view! {
        {heading(|| words::TITLE.say().to_owned(), Some(words::LEAD.say()))}
        <div class="page-acts">
            {link(Right::SeeAttributes, "/notices/everybody", words::FOR_ALL.say())}
            {link(Right::SeePeople, "/people/confirmations", words::REPORT.say())}
        </div>
        {move || signed_in.get().and_then(|session| session.person).map(|_| loaded(mine, move |now| form(now, mine)))}
    }
    .into_any()
}

fn form(now: MyNotices, mine: Load<MyNotices>) -> AnyView {
    let (act, notices) = (Act::start(), Notices::here());
    let where_to = match (&now.address, now.can_send) {
        (_, false) => message(Tone::Info, words::NO_LETTERS.say()),
        (Some(address), true) => view! { <p class="quiet-text">{words::TO_ADDRESS.with(&[address])}</p> }.into_any(),
        (None, true) => message(Tone::Warning, words::NO_ADDRESS.say()),
    };
    let chosen = Chosen::of(now.choices, now.digest_at, now.time_zone, &now.language);
    let save = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        if !chosen.is_fit() {
            return;
        }
        let set = SetMyNotices {
            choices: chosen.choices.get_untracked(),
            digest_at: Some(chosen.at.get_untracked()),
            time_zone: Some(chosen.zone.get_untracked().trim().to_owned()),
            language: chosen.language(),
        };
        act.run(api::set_my_notices(now.version, &set), move |saved| {
            notices.say(words::SAVED.say());
            mine.put(saved);
        });
    };
    let asked = [(Right::Decide, NewsAbout::Waiting), (Right::MakeExport, NewsAbout::Overdue)];
    let left_out: Vec<NewsAbout> =
        asked.into_iter().filter(|(right, _)| !SignedIn::here().may(*right)).map(|(_, about)| about).collect();
    view! {
        {where_to}
        <form class="card source-form" on:submit=save>
            {chosen.view(&left_out)} {act.view()}
            <div class="page-acts">
                <button class="primary" disabled=move || act.is_busy()>
                    {words::SAVE.say()}
                </button>
            </div>
        </form>
    }
    .into_any()
}
