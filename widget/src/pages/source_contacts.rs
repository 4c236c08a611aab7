//! Who is told by e-mail when something goes wrong with a source, and whether they could be told.

use domain::{
    api::{LastNotice, NoticeAbout, NoticeState, SetSource, Source, SourceNotices},
    contacts,
    id::SourceId,
    kind::email,
    text,
};
use leptos::prelude::*;

use crate::{
    api,
    language::{ago, day_and_time},
    parts::{
        act::Act,
        message::{Tone, message},
        notice::Notices,
    },
    words::{Text, contacts as words},
};

/// The contacts in a line.
pub(super) fn in_words(contacts: &[String]) -> String {
    let all = contacts.join(", ");
    let line = if contacts.is_empty() { words::NONE.say() } else { &all };
    [words::TITLE.say(), ": ", line].concat()
}

fn about(about: NoticeAbout) -> Text {
    match about {
        NoticeAbout::Failed => words::ABOUT_FAILED,
        NoticeAbout::Held => words::ABOUT_HELD,
        NoticeAbout::Blocked => words::ABOUT_BLOCKED,
        NoticeAbout::Waiting => words::ABOUT_WAITING,
        NoticeAbout::Test => words::ABOUT_TEST,
    }
}

/// What keeps the owners from being told, where everybody sees it; `latest` is what became of the last notices, as it is now.
pub(super) fn contacts_warning(source: &Source, may_set: bool, latest: Memo<SourceNotices>) -> AnyView {
    if source.contacts.is_empty() {
        return message(Tone::Warning, words::NOBODY.say());
    }
    let id = source.id;
    let warning = move || {
        let SourceNotices { can_send, last } = latest.get();
        if !can_send {
            return message(Tone::Warning, words::NO_SERVER.say());
        }
        let failed = last.into_iter().filter(|one| one.reason.is_some() && one.state != NoticeState::Sent);
        failed.map(|one| undelivered(id, one, may_set)).collect::<Vec<_>>().into_any()
    };
    warning.into_any()
}

fn undelivered(id: SourceId, notice: LastNotice, may_set: bool) -> AnyView {
    let (act, notices) = (Act::start(), Notices::here());
    let when = ago(notice.at);
    let tried = match notice.next_at {
        Some(next) => words::TRIED_NEXT.with(&[&when, &day_and_time(next)]),
        None => words::TRIED.with(&[&when]),
    };
    let said = words::UNDELIVERED.with(&[&notice.to, notice.reason.as_deref().unwrap_or_default()]);
    let what = [about(notice.about).say(), " – ", &tried].concat();
    let to = notice.to;
    let again = may_set.then(move || {
        let send = move |_| act.run(api::send_again(id, to.clone()), move |_| notices.say(words::AGAIN_SENT.say()));
        view! {
            <div class="page-acts">
                <button disabled=move || act.is_busy() on:click=send>
                    {words::AGAIN.say()}
                </button>
            </div>
        }
    });
    message(
        Tone::Bad,
        view! {
            <strong>{said}</strong>
            <p>{what}</p>
            {again}
            {act.view()}
        },
    )
}

/// The contacts, and for who may set them the form behind them.
pub(super) fn contacts_editor(
    source: &Source,
    may_set: bool,
    latest: Memo<SourceNotices>,
    moved: Callback<()>,
) -> AnyView {
    let line = match i64::try_from(source.contacts.len()) {
        Ok(0) => words::NONE.say().to_owned(),
        Ok(1) => source.contacts.concat(),
        many => words::MANY.of(many.unwrap_or(i64::MAX)),
    };
    if !may_set {
        return view! { <p><span class="label">{words::TITLE.say()}</span> {source.contacts.join(", ")}</p> }
            .into_any();
    }
    let (act, notices) = (Act::start(), Notices::here());
    let typed = RwSignal::new(source.contacts.join("\n"));
    let refused = RwSignal::new(None::<String>);
    let (id, version) = (source.id, source.version);
    let save = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let contacts: Vec<String> = typed.with_untracked(|text| text.lines().map(str::to_owned).collect());
        let wrong = problem(&contacts);
        let is_wrong = wrong.is_some();
        refused.set(wrong);
        if is_wrong {
            return;
        }
        let settings = SetSource { contacts: Some(contacts), ..SetSource::default() };
        act.run(api::set_source(id, version, &settings), move |_| {
            notices.say(words::SAVED.say());
            moved.run(());
        });
    };
    let test = move |_| act.run(api::test_notice(id), move |_| notices.say(words::TEST_SENT.say()));
    let has_contacts = !source.contacts.is_empty();
    let cannot_test = move || act.is_busy() || !has_contacts || !latest.with(|latest| latest.can_send);
    let became = move || {
        let rows: Vec<AnyView> = latest.get().last.iter().filter_map(delivered).collect();
        (!rows.is_empty()).then(|| view! { <ul class="plain">{rows}</ul> })
    };
    view! {
        <details>
            <summary>{words::TITLE.say()} " – " {line}</summary>
            <form class="source-form" on:submit=save>
                <p class="hint">{words::LEAD.say()}</p>
                <label class="source-field">
                    <span class="label">{words::ADDRESSES.say()}</span>
                    <textarea
                        rows="3"
                        prop:value=move || typed.get()
                        on:input=move |event| {
                            refused.set(None);
                            typed.set(event_target_value(&event));
                        }
                    ></textarea>
                </label>
                {move || refused.get().map(|wrong| message(Tone::Bad, wrong))}
                {act.view()}
                {became}
                <div class="page-acts">
                    <button type="button" disabled=cannot_test on:click=test>
                        {words::TEST.say()}
                    </button>
                    <button class="primary" disabled=move || act.is_busy()>
                        {words::SAVE.say()}
                    </button>
                </div>
            </form>
        </details>
    }
    .into_any()
}

/// What is wrong with the addresses, in the page's words; the server asks the same.
fn problem(typed: &[String]) -> Option<String> {
    let cleaned: Vec<String> = typed.iter().map(|one| text::clean(one, false)).filter(|one| !one.is_empty()).collect();
    if let Some(wrong) = cleaned.iter().find(|one| !email::is_valid(one)) {
        return Some(words::NOT_AN_ADDRESS.with(&[wrong]));
    }
    contacts::check(typed).is_err().then(|| words::TOO_MANY.with(&[&contacts::MOST.to_string()]))
}

/// A notice that is no trouble; the others are told above.
fn delivered(notice: &LastNotice) -> Option<AnyView> {
    let what = about(notice.about).say();
    let said = match notice.state {
        NoticeState::Sent => words::SENT.with(&[&notice.to, what, &ago(notice.at)]),
        NoticeState::Waiting if notice.reason.is_none() => words::ON_ITS_WAY.with(&[&notice.to, what]),
        _ => return None,
    };
    Some(view! { <li>{said}</li> }.into_any())
}
