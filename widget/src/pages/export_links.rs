//! Links to an export's file for whoever maintains the directory and has no account here: made for a while, shown once, ended at once.

use domain::{
    api::{ExportLink, MadeExportLink},
    id::ExportId,
};
use leptos::prelude::*;

use crate::{
    api,
    language::{ago, day_and_time},
    parts::{
        act::Act,
        dialog::{actions, dialog},
        loading::{Load, load, loaded},
        notice::Notices,
        question::question,
    },
    words::{Text, exports},
};

/// How long a link may lead to the file, in hours.
const SPANS: [(u32, Text); 3] = [(1, exports::AN_HOUR), (24, exports::A_DAY), (168, exports::A_WEEK)];

/// The dialog about the links of one file.
pub(super) fn export_links(export: ExportId, name: &str, close: Callback<()>) -> AnyView {
    let (list, act) = (load(move || api::export_links(export)), Act::start());
    let made = RwSignal::new(None::<MadeExportLink>);
    let hours = RwSignal::new(24_u32);
    let is_ending = RwSignal::new(false);
    let make = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        act.run(api::make_export_link(export, hours.get_untracked()), move |link| {
            made.set(Some(link));
            list.again();
        });
    };
    let body = view! {
        <p>{exports::LINKS_LEAD.say()}</p>
        {loaded(list, move |links| standing(&links, is_ending))}
        <form class="stack" on:submit=make>
            <label class="stack">
                <span class="label">{exports::LINK_SPAN.say()}</span>
                <select on:change=move |event| hours.set(event_target_value(&event).parse().unwrap_or(24))>
                    {SPANS
                        .map(|(span, name)| {
                            view! {
                                <option value=span.to_string() selected=span == 24>
                                    {name.say()}
                                </option>
                            }
                        })
                        .collect_view()}
                </select>
            </label>
            <div>
                <button class="primary" disabled=move || act.is_busy()>
                    {exports::MAKE_LINK.say()}
                </button>
            </div>
        </form>
        {act.view()}
        {move || made.get().map(|link| address(&link))}
        {actions(
            view! {
                <button type="button" on:click=move |_| close.run(())>
                    {exports::CLOSE.say()}
                </button>
            }
                .into_any(),
        )}
        {move || is_ending.get().then(|| ending(export, list, made, is_ending))}
    };
    dialog(exports::LINKS_TO.with(&[name]), close, body.into_any())
}

/// The links that lead to the file now.
fn standing(links: &[ExportLink], is_ending: RwSignal<bool>) -> AnyView {
    if links.is_empty() {
        return view! { <p class="quiet-text">{exports::NO_LINKS.say()}</p> }.into_any();
    }
    let entry = |link: &ExportLink| {
        let used = link.used_at.map_or_else(
            || exports::LINK_UNUSED.say().to_owned(),
            |at| [exports::LINK_USES.of(link.uses), ago(at)].join(", "),
        );
        let said = exports::LINK_OF.with(&[&link.made_by, &day_and_time(link.made_at), &day_and_time(link.ends_at)]);
        view! {
            <li>
                {said} <br /> <span class="quiet-text">{used}</span>
            </li>
        }
    };
    view! {
        <ul>{links.iter().map(entry).collect_view()}</ul>
        <div>
            <button type="button" on:click=move |_| is_ending.set(true)>
                {exports::END_LINKS.say()}
            </button>
        </div>
    }
    .into_any()
}

/// The address of a link that was just made: the only time that it is told.
fn address(link: &MadeExportLink) -> AnyView {
    let origin = window().location().origin().unwrap_or_default();
    let address = [origin.as_str(), &link.path].concat();
    let select = move |event: leptos::ev::FocusEvent| event_target::<web_sys::HtmlInputElement>(&event).select();
    view! {
        <label class="stack" aria-live="polite">
            <span class="label">{exports::LINK_ADDRESS.say()}</span>
            <input type="text" readonly prop:value=address on:focus=select />
            <span class="note">{exports::LINK_ONCE.with(&[&day_and_time(link.ends_at)])}</span>
        </label>
    }
    .into_any()
}

fn ending(
    export: ExportId,
    list: Load<Vec<ExportLink>>,
    made: RwSignal<Option<MadeExportLink>>,
    is_ending: RwSignal<bool>,
) -> AnyView {
    let (act, notices) = (Act::start(), Notices::here());
    let end = move || {
        act.run(api::end_export_links(export), move |_| {
            notices.say(exports::LINKS_ENDED.say());
            made.set(None);
            is_ending.set(false);
            list.again();
        });
    };
    let close = Callback::new(move |()| is_ending.set(false));
    question(
        exports::END_LINKS_ASK.say().to_owned(),
        exports::END_LINKS_LEAD.say(),
        exports::END_LINKS,
        act,
        end,
        close,
    )
}
