//! Which entries of directories a person is followed by: taking them off, and linking them to an entry after a look at what that comes to (S2.8).

use domain::{
    api::{Attach, AttachPreview, LinkState, PersonLink, Run, SaidValue, Source},
    id::{PersonId, SourceId},
    rights,
};
use leptos::prelude::*;

use super::{
    labels::{Labels, label_for, labels},
    progress::progress,
};
use crate::{
    api,
    language::{ago, day_and_time},
    parts::{
        act::Act,
        dialog::{actions, dialog},
        loading::{Load, load, loaded},
        message::{Tone, message},
        notice::Notices,
        values::{becomes, theirs_view, value_view},
    },
    session::SignedIn,
    words::{frame, links, profile},
};

/// What the panel is about, and what the reader is doing.
#[derive(Clone, Copy)]
struct Desk {
    person: PersonId,
    name: StoredValue<String>,
    list: Load<Vec<PersonLink>>,
    detaching: RwSignal<Option<SourceId>>,
    wanted: RwSignal<Option<Attach>>,
    preview: RwSignal<Option<AttachPreview>>,
    run: RwSignal<Option<Run>>,
    act: Act,
    labels: Load<Labels>,
    moved: Callback<()>,
}

/// The panel, for those who may say which entry is whose; `moved` is called when the profile is another.
pub(super) fn person_links(person: PersonId, name: String, moved: Callback<()>) -> AnyView {
    if !SignedIn::here().may_about(rights::Act::SetIdentity, person) {
        return ().into_any();
    }
    let desk = Desk {
        person,
        name: StoredValue::new(name),
        list: load(move || api::links(person)),
        detaching: RwSignal::new(None),
        wanted: RwSignal::new(None),
        preview: RwSignal::new(None),
        run: RwSignal::new(None),
        act: Act::start(),
        labels: labels(),
        moved,
    };
    let done = Callback::new(move |()| {
        desk.list.again();
        moved.run(());
    });
    view! {
        <h2 class="section-title">{links::TITLE.say()}</h2>
        <div class="card">{loaded(desk.list, move |all| panel(desk, all))}</div>
        {desk.act.view()}
        {move || desk.run.get().map(|run| progress(&run, false, done))}
        {move || desk.detaching.get().map(|source| detach_dialog(desk, source))}
        {move || desk.preview.get().map(|preview| attach_dialog(desk, preview))}
    }
    .into_any()
}

fn panel(desk: Desk, all: Vec<PersonLink>) -> AnyView {
    let is_followed = all.iter().any(|link| link.state != LinkState::Detached);
    let none = (!is_followed).then(|| view! { <p class="quiet-text">{links::NONE.say()}</p> });
    let mut taken: Vec<SourceId> = Vec::new();
    let rows: Vec<AnyView> = all
        .into_iter()
        .map(|link| {
            if link.state == LinkState::Followed {
                taken.push(link.source);
            }
            row(desk, link)
        })
        .collect();
    view! { {none} {rows} {attach_form(desk, taken)} }.into_any()
}

fn row(desk: Desk, link: PersonLink) -> AnyView {
    let since = link.since.map(ago).unwrap_or_default();
    let state = match link.state {
        LinkState::Followed => links::FOLLOWED.say().to_owned(),
        LinkState::Away => links::AWAY.with(&[&since]),
        LinkState::Detached => links::DETACHED.with(&[&since]),
    };
    let class = if link.state == LinkState::Followed { "badge good" } else { "badge waits" };
    let detach = (link.state != LinkState::Detached).then(|| {
        view! {
            <button disabled=move || desk.act.is_busy() on:click=move |_| desk.detaching.set(Some(link.source))>
                {links::DETACH.say()}
            </button>
        }
    });
    view! {
        <p>
            <strong>{link.source_name}</strong>
            " "
            <span class=class>{state}</span>
            <span class="known-as name-of-entry">{link.dn}</span>
        </p>
        {said(desk, &link.values)}
        <div class="person-acts">{detach}</div>
    }
    .into_any()
}

/// What the entry said last, as it was read (S3.18).
fn said(desk: Desk, values: &[SaidValue]) -> Option<AnyView> {
    let line = |value: &SaidValue| {
        let key = value.attribute.clone();
        let from = value.from.as_ref().map(|from| [" ← ", from].concat());
        let read = [day_and_time(value.at), " · ".to_owned(), profile::RUN.with(&[&value.run.to_string()])].concat();
        view! {
            <div>
                <dt>
                    {move || label_for(desk.labels, &key)} <span class="quiet-text">{from}</span>
                </dt>
                <dd>
                    {theirs_view(&value.said)} " "
                    <span class="known-as quiet-text">{read}</span>
                </dd>
            </div>
        }
        .into_any()
    };
    let lines: Vec<AnyView> = values.iter().map(line).collect();
    (!lines.is_empty()).then(|| {
        view! {
            <details>
                <summary>{links::SAID.say()}</summary>
                <dl class="facts">{lines}</dl>
            </details>
        }
        .into_any()
    })
}

/// Asks for the entry; sources that follow the person already are not offered.
fn attach_form(desk: Desk, taken: Vec<SourceId>) -> AnyView {
    let sources = load(api::sources);
    let entry = RwSignal::new(String::new());
    let is_missing = RwSignal::new(false);
    let form = move |all: Vec<Source>| {
        let free: Vec<Source> =
            all.into_iter().filter(|source| source.retired_at.is_none() && !taken.contains(&source.id)).collect();
        let Some(first) = free.first().map(|source| source.id) else { return ().into_any() };
        let chosen = RwSignal::new(first);
        let options: Vec<AnyView> = free
            .iter()
            .map(|source| {
                let (id, name) = (source.id, source.name.clone());
                view! {
                    <option value=id.to_string() prop:selected=move || chosen.get() == id>
                        {name}
                    </option>
                }
                .into_any()
            })
            .collect();
        let choose = move |event| {
            if let Ok(id) = event_target_value(&event).parse() {
                chosen.set(id);
            }
        };
        let select = (free.len() > 1).then(|| {
            view! {
                <label class="field">
                    <span class="label">{links::SOURCE.say()}</span>
                    <select on:change=choose>{options}</select>
                </label>
            }
        });
        let look = move |event: leptos::ev::SubmitEvent| {
            event.prevent_default();
            let text = entry.get_untracked().trim().to_owned();
            is_missing.set(text.is_empty());
            if text.is_empty() {
                return;
            }
            let wanted = Attach { source: chosen.get_untracked(), entry: text, id: None };
            desk.wanted.set(Some(wanted.clone()));
            desk.act.run(api::try_attach(desk.person, &wanted), move |preview| desk.preview.set(Some(preview)));
        };
        view! {
            <form on:submit=look>
                {select}
                <label class="field">
                    <span class="label">{links::ENTRY.say()}</span>
                    <input
                        type="text"
                        autocomplete="off"
                        aria-invalid=move || is_missing.get().to_string()
                        prop:value=entry
                        on:input=move |event| entry.set(event_target_value(&event))
                    />
                </label>
                <p class="problem" aria-live="polite">
                    {move || is_missing.get().then(|| links::ENTRY_NEEDED.say())}
                </p>
                <button disabled=move || desk.act.is_busy()>{links::TRY.say()}</button>
            </form>
        }
        .into_any()
    };
    loaded(sources, form)
}

fn detach_dialog(desk: Desk, source: SourceId) -> AnyView {
    let notices = Notices::here();
    let name = desk.name.get_value();
    let title = links::DETACH_ASK.with(&[&name]);
    let detach = move |_| {
        desk.detaching.set(None);
        let done = links::DETACH_DONE.with(&[&name]);
        desk.act.run(api::detach(desk.person, source), move |_| {
            notices.say(done);
            desk.list.again();
            desk.moved.run(());
        });
    };
    let buttons = view! {
        <button class="danger" on:click=detach>
            {links::DETACH.say()}
        </button>
        <button on:click=move |_| desk.detaching.set(None)>{frame::CANCEL.say()}</button>
    };
    let body = view! { <p>{links::DETACH_LEAD.say()}</p> {actions(buttons.into_any())} };
    dialog(title, Callback::new(move |()| desk.detaching.set(None)), body.into_any())
}

fn attach_dialog(desk: Desk, preview: AttachPreview) -> AnyView {
    let close = Callback::new(move |()| desk.preview.set(None));
    let id = preview.id.clone();
    let attach = move |_| {
        desk.preview.set(None);
        if let Some(wanted) = desk.wanted.get_untracked() {
            // What was looked at is what is done.
            let wanted = Attach { id: Some(id.clone()), ..wanted };
            desk.act.run(api::attach(desk.person, &wanted), move |run| desk.run.set(Some(run)));
        }
    };
    let warnings = [
        preview.replaces.as_ref().map(|dn| links::REPLACES.with(&[dn])),
        preview.username_held_by.as_ref().map(|holder| {
            links::NAME_HELD.with(&[preview.username.as_deref().unwrap_or_default(), &holder.display_name])
        }),
        preview.disabled.then(|| links::DISABLED.say().to_owned()),
    ];
    let warnings: Vec<AnyView> = warnings.into_iter().flatten().map(|text| message(Tone::Warning, text)).collect();
    let is_same = preview.values.is_empty();
    let values: Vec<AnyView> = preview
        .values
        .into_iter()
        .map(|value| {
            let (now, then) = (value_view(None, value.now.as_ref(), None), value_view(None, value.then.as_ref(), None));
            let key = value.attribute;
            view! {
                <dt>{move || label_for(desk.labels, &key)}</dt>
                <dd>{becomes(now, then)}</dd>
            }
            .into_any()
        })
        .collect();
    let outcome = if is_same {
        view! { <p>{links::SAME.say()}</p> }.into_any()
    } else {
        view! {
            <h3>{links::VALUES.say()}</h3>
            <dl class="facts">{values}</dl>
        }
        .into_any()
    };
    let buttons = view! {
        <button class="primary" on:click=attach>
            {links::ATTACH.say()}
        </button>
        <button on:click=move |_| close.run(())>{frame::CANCEL.say()}</button>
    };
    let body = view! {
        <p class="name-of-entry">{preview.dn}</p>
        {warnings}
        {outcome}
        <p class="quiet-text">{links::KEPT.of(preview.changes)}</p>
        {actions(buttons.into_any())}
    };
    dialog(links::ATTACH_ASK.with(&[&desk.name.get_value()]), close, body.into_any())
}
