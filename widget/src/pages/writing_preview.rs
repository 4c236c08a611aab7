//! What would be written to a directory now, before it is: whose entry, which attribute, what it has to hold still and what it would hold then (S1.14).

use domain::{
    api::{Page as Rows, Target, WouldWrite},
    value::Theirs,
};
use leptos::prelude::*;

use super::{
    labels::{Labels, label_for, labels},
    person_link::person_link,
};
use crate::{
    api,
    parts::{
        dialog::{actions, dialog},
        loading::{Load, load, loaded},
        pager::Pager,
        table::bare,
        values::{becomes, value_view},
    },
    words::{exports, writing as words},
};

pub(super) fn preview(target: &Target, close: Callback<()>) -> AnyView {
    let (id, pager, labels) = (target.id, Pager::start(), labels());
    let list = load(move || api::preview_writing(id, pager.after()));
    let button = view! {
        <button type="button" on:click=move |_| close.run(())>
            {exports::CLOSE.say()}
        </button>
    };
    let body = view! {
        <p>{words::PREVIEW_LEAD.say()}</p>
        {loaded(list, move |page| rows(page, pager, labels))}
        {actions(button.into_any())}
    };
    dialog(words::PREVIEW_TITLE.with(&[&target.name]), close, body.into_any())
}

fn rows(page: Rows<WouldWrite>, pager: Pager, labels: Load<Labels>) -> AnyView {
    if pager.holds_nothing(&page) {
        return view! { <p class="quiet-text">{words::PREVIEW_NONE.say()}</p> }.into_any();
    }
    let pages = pager.view(page.next, page.items.len(), page.total);
    let rows = page.items.into_iter().map(|one| row(one, labels)).collect();
    view! {
        {bare(&[exports::PERSON, exports::ATTRIBUTE, exports::VALUE], rows)}
        {pages}
    }
    .into_any()
}

fn row(one: WouldWrite, labels: Load<Labels>) -> AnyView {
    let new = value_view(None, one.new.as_ref(), None);
    let value = match &one.holds {
        Theirs::NotRead => view! {
            {new}
            <span class="known-as">{words::HOLDS_ANYTHING.say()}</span>
        }
        .into_any(),
        known => becomes(value_view(None, known.value(), None), new),
    };
    let waits = one.waits.map(|why| view! { <p class="note">{why}</p> });
    let names = one.names.join(", ");
    let label = one.attribute.map(|key| view! { <span>{move || label_for(labels, &key)}</span> });
    let entry = one.dn.map(|dn| view! { <span class="known-as name-of-entry">{dn}</span> });
    view! {
        <tr>
            <td>
                <div>{person_link(one.person, one.person_name)} {entry}</div>
            </td>
            <td data-label=exports::ATTRIBUTE.say()>
                <div>
                    {label}
                    <code class="known-as">{names}</code>
                </div>
            </td>
            <td data-label=exports::VALUE.say()>
                <div class="detail">{value} {waits}</div>
            </td>
        </tr>
    }
    .into_any()
}
