//! Re-keying a source (P13): by which attribute people are to be known and by what they are recognised, a look at what that comes to, and doing
//! exactly that.

use domain::{
    api::{Rekey, RekeyPreview, Rekeyed, SetUp, Source, SourceOrigin, SourceState, TryRekey},
    id::SourceId,
    rekey::RekeyBy,
};
use leptos::prelude::*;

use super::{
    frame::{heading, way_back},
    rekey_preview::preview_view,
};
use crate::{
    address::Page,
    api,
    parts::{
        act::Act,
        dialog::{actions, dialog},
        fields::{choice, typed},
        loading::{load, loaded, nothing, skeleton},
        message::{Tone, message},
    },
    words::{Text, frame, rekey as words, sources},
};

/// What a key is called.
pub(super) fn key_word(by: RekeyBy) -> Text {
    match by {
        RekeyBy::Mail => words::MAIL,
        RekeyBy::EmployeeNumber => words::EMPLOYEE_NUMBER,
        RekeyBy::Username => words::USERNAME,
        RekeyBy::Dn => words::DN,
    }
}

pub(crate) fn page(id: SourceId) -> AnyView {
    let known = load(move || api::set_up(id));
    let title = move || {
        let name = known.with(|known| known.name.clone());
        name.map_or_else(|| words::CHANGE.say().to_owned(), |name| words::TITLE.with(&[&name]))
    };
    view! {
        {way_back("/sources".to_owned(), sources::BACK)}
        {heading(title, Some(words::LEAD.say()))}
        {loaded(known, move |known| content(&known))}
    }
    .into_any()
}

/// On the card of a source that is not read until it is re-keyed: why, and the way here.
pub(super) fn due(source: &Source, may_set: bool) -> Option<AnyView> {
    let due = source.rekey_due.as_ref()?;
    let link = may_set.then(|| view! { <a href=Page::Rekey(source.id).address()>{words::CHANGE.say()}</a> });
    let body = view! {
        <strong>{words::DUE.with(&[&due.known_by, &due.id_attribute])}</strong>
        <p>{words::DUE_LEAD.say()}</p>
        {link}
    };
    Some(message(Tone::Bad, body))
}

/// What is chosen, seen and done.
#[derive(Clone, Copy)]
struct Form {
    source: SourceId,
    id_attribute: RwSignal<String>,
    /// Its place among [`RekeyBy::ALL`].
    by: RwSignal<usize>,
    looks: Act,
    does: Act,
    preview: RwSignal<Option<RekeyPreview>>,
    done: RwSignal<Option<Rekeyed>>,
}

impl Form {
    fn asked(self) -> TryRekey {
        let by = RekeyBy::ALL.get(self.by.get()).copied().unwrap_or_default();
        TryRekey { id_attribute: self.id_attribute.get().trim().to_owned(), by }
    }

    fn look(self) {
        let asked = untrack(|| self.asked());
        self.done.set(None);
        self.preview.set(None);
        self.looks.run(api::try_rekey(self.source, &asked), move |seen| self.preview.set(Some(seen)));
    }

    /// Whether what was seen is what is chosen.
    fn is_seen(self) -> bool {
        let asked = self.asked();
        let is_it = |seen: &RekeyPreview| seen.id_attribute == asked.id_attribute && seen.by == asked.by;
        self.preview.with(|seen| seen.as_ref().is_some_and(is_it))
    }

    fn confirm(self, digest: String) {
        let TryRekey { id_attribute, by } = untrack(|| self.asked());
        let asked = Rekey { id_attribute, by, digest };
        let done = move |done| {
            self.preview.set(None);
            self.done.set(Some(done));
        };
        // Where the directory or the people have moved, what would happen now is shown.
        self.does.run_or(api::rekey(self.source, &asked), done, move |_| self.look());
    }
}

fn content(known: &SetUp) -> AnyView {
    if known.state == SourceState::Draft {
        return message(Tone::Info, words::DRAFT.say());
    }
    let form = Form {
        source: known.source,
        id_attribute: RwSignal::new(known.connection.id_attribute.clone()),
        by: RwSignal::new(0),
        looks: Act::start(),
        does: Act::start(),
        preview: RwSignal::new(None),
        done: RwSignal::new(None),
    };
    let from_file = (known.origin == SourceOrigin::File).then(|| {
        let text = words::FROM_FILE.with(&[&known.connection.id_attribute]);
        view! { <p class="note">{text}</p> }
    });
    let look = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        form.look();
    };
    let busy = move || form.looks.is_busy() || form.does.is_busy();
    let keys = RekeyBy::ALL.map(key_word);
    view! {
        <section class="card">
            <form class="source-form" on:submit=look aria-busy=move || busy().to_string()>
                {typed(words::ID_ATTRIBUTE, "text", form.id_attribute)}
                <p class="note">{words::ID_HINT.say()}</p>
                {from_file}
                {choice(words::KEY, &keys, form.by)}
                <div class="page-acts">
                    <button class="primary" disabled=busy>
                        {words::PREVIEW.say()}
                    </button>
                </div>
            </form>
            {form.does.view()}
            {form.looks.view()}
            <div aria-live="polite">{move || outcome(form)}</div>
        </section>
    }
    .into_any()
}

/// What there is to see below the form.
fn outcome(form: Form) -> AnyView {
    if form.looks.is_busy() || form.does.is_busy() {
        return view! {
            <p class="quiet-text">{words::LOOKING.say()}</p>
            {skeleton()}
        }
        .into_any();
    }
    if let Some(done) = form.done.get() {
        return done_view(form.source, &done);
    }
    let Some(seen) = form.preview.get() else {
        return nothing(words::NOT_YET.say(), words::NOT_YET_LEAD.say(), ());
    };
    view! {
        <div class="source-form">
            {preview_view(&seen)}
            {confirm(form, &seen)}
        </div>
    }
    .into_any()
}

fn done_view(source: SourceId, done: &Rekeyed) -> AnyView {
    let next = match (&done.run, &done.not_run) {
        (Some(run), _) => view! { <a href=Page::Run(source, run.id).address()>{words::RUN.say()}</a> }.into_any(),
        (None, why) => view! {
            <p>{words::NO_RUN.say()}</p>
            <p>{why.clone()}</p>
        }
        .into_any(),
    };
    let body = view! {
        <strong>{words::DONE.of(done.people)}</strong>
        <p>{next}</p>
    };
    message(Tone::Info, body)
}

/// The button and what it asks.
fn confirm(form: Form, seen: &RekeyPreview) -> AnyView {
    let is_other = !seen.known_by.eq_ignore_ascii_case(&seen.id_attribute);
    if seen.counts.matched == 0 && !is_other {
        let text = if seen.counts.unclear + seen.counts.missing == 0 { words::NOTHING } else { words::NOBODY };
        return message(Tone::Info, text.say());
    }
    let asked = RwSignal::new(false);
    let (digest, people) = (StoredValue::new(seen.digest.clone()), seen.counts.matched);
    let name = seen.id_attribute.clone();
    let ask = move || {
        asked.get().then(|| {
            let go = Callback::new(move |()| {
                asked.set(false);
                form.confirm(digest.get_value());
            });
            ask_dialog(&name, people, asked, go)
        })
    };
    view! {
        <p class="note">{move || (!form.is_seen()).then(|| words::OUTDATED.say())}</p>
        <div class="page-acts">
            <button class="danger" disabled=move || !form.is_seen() on:click=move |_| asked.set(true)>
                {words::REKEY.say()}
            </button>
        </div>
        {ask}
    }
    .into_any()
}

/// Whoever gives so many people other ids has read how many.
fn ask_dialog(id_attribute: &str, people: i64, asked: RwSignal<bool>, go: Callback<()>) -> AnyView {
    let text = RwSignal::new(String::new());
    let is_sure = move || text.get().trim() == people.to_string();
    let press = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        if untrack(is_sure) {
            go.run(());
        }
    };
    let buttons = view! {
        <button class="danger" disabled=move || !is_sure()>
            {words::REKEY.say()}
        </button>
        <button type="button" on:click=move |_| asked.set(false)>
            {frame::CANCEL.say()}
        </button>
    };
    let body = view! {
        <form class="source-form" on:submit=press>
            <p>{words::ASK_LEAD.say()}</p>
            <label class="field">
                <span class="label">{words::TYPE.with(&[&people.to_string()])}</span>
                <input
                    data-first=""
                    inputmode="numeric"
                    autocomplete="off"
                    prop:value=text
                    on:input=move |event| text.set(event_target_value(&event))
                />
            </label>
            {actions(buttons.into_any())}
        </form>
    };
    dialog(words::ASK.with(&[id_attribute]), Callback::new(move |()| asked.set(false)), body.into_any())
}
