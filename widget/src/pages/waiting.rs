//! Who and what waits to be exported; people can be picked here for a file of their own.

use domain::{
    api::{Item, Page as Rows, Target},
    id::PersonId,
};
use leptos::prelude::*;

use super::{
    labels::{Labels, Written, labels},
    person_link::person_link,
};
use crate::{
    api,
    parts::{
        loading::{Load, load, loaded},
        pager::Pager,
        values::{becomes, value_view},
    },
    words::{exports, frame, policy},
};

/// The people who are picked.
pub(super) type Picked = RwSignal<Vec<PersonId>>;

pub(super) fn waiting(target: &Target, picked: Picked, may_pick: bool) -> AnyView {
    let id = target.id;
    let pager = Pager::start();
    let items = load(move || api::waiting(id, pager.after()));
    let labels = labels();
    view! {
        <details open=target.waiting <= 20>
            <summary>{exports::SHOW_WAITING.say()}</summary>
            {loaded(items, move |page| table(page, pager, picked, may_pick, labels))}
        </details>
    }
    .into_any()
}

fn table(page: Rows<Item>, pager: Pager, picked: Picked, may_pick: bool, labels: Load<Labels>) -> AnyView {
    let pages = pager.view(page.next, page.items.len(), page.total);
    let mut known = Vec::new();
    let rows: Vec<AnyView> = page
        .items
        .into_iter()
        .map(|item| {
            // One box for each person, at their first row.
            let has_box = may_pick && !known.contains(&item.person);
            known.push(item.person);
            row(item, has_box.then_some(picked), labels)
        })
        .collect();
    view! {
        <table class="stacking">
            <thead>
                <tr>
                    <th scope="col">{exports::PERSON.say()}</th>
                    <th scope="col">{exports::ATTRIBUTE.say()}</th>
                    <th scope="col">{exports::VALUE.say()}</th>
                </tr>
            </thead>
            <tbody>{rows}</tbody>
        </table>
        {pages}
    }
    .into_any()
}

fn row(item: Item, picked: Option<Picked>, labels: Load<Labels>) -> AnyView {
    let what = Written::of(&item);
    let person = item.person;
    let name = item.person_name;
    let pick = picked.map(|picked| {
        let toggle = move |event| {
            let is_in = event_target_checked(&event);
            picked.update(|picked| {
                picked.retain(|known| *known != person);
                if is_in {
                    picked.push(person);
                }
            });
        };
        view! {
            <input
                type="checkbox"
                aria-label=frame::SELECT_ROW.with(&[&name])
                prop:checked=move || picked.with(|picked| picked.contains(&person))
                on:change=toggle
            />
        }
    });
    let held = item.held.then(|| view! { <span class="badge">{policy::HELD.say()}</span> });
    let rename = item.needs_rename.then(|| view! { <span class="badge">{exports::NEEDS_RENAME.say()}</span> });
    let off = item.off.then(|| {
        let reason = item.reason.clone().map(|reason| view! { <p class="note">{reason}</p> });
        view! {
            <span class="badge">{exports::ROW_IS_OFF.say()}</span>
            {reason}
        }
    });
    let old = value_view(None, item.old.as_ref(), None);
    let new = value_view(None, item.new.as_ref(), None);
    view! {
        <tr>
            <td>
                <span class="picked-person">{pick} {person_link(person, name)}</span>
            </td>
            <td>{move || what.label(labels)}</td>
            <td>{becomes(old, new)} {held} {rename} {off}</td>
        </tr>
    }
    .into_any()
}
