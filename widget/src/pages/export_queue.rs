//! What is on its way to a directory that Amend writes itself, and why something is not: by state, and tried again singly or all together (S3.14).

use domain::{
    api::{Item, ItemQuery, Page as Rows, Retried, Target},
    id::ItemId,
    item::ItemState,
    rights::Act as Right,
};
use leptos::prelude::*;
use web_sys::HtmlSelectElement;

use super::{
    labels::{Labels, Written, labels},
    person_link::person_link,
};
use crate::{
    api,
    language::{ago, day_and_time},
    parts::{
        act::Act,
        loading::{Load, load, loaded},
        notice::Notices,
        pager::Pager,
        search::search_box,
        table::bare,
        values::{becomes, value_view},
    },
    session::SignedIn,
    words::{Text, exports, policy, writing as words},
};

/// The states that are offered.
const STATES: [ItemState; 6] =
    [ItemState::Waiting, ItemState::Queued, ItemState::Sending, ItemState::Failed, ItemState::Parked, ItemState::Done];

/// The list, and what is done with it.
#[derive(Clone, Copy)]
struct Desk {
    list: Load<Rows<Item>>,
    labels: Load<Labels>,
    act: Act,
    notices: Notices,
    moved: Callback<()>,
    may_retry: bool,
}

impl Desk {
    fn again(self, items: Vec<ItemId>) {
        self.act.run(api::retry_items(items), move |_: Retried| {
            self.notices.say(words::IS_AGAIN.say());
            self.list.again();
            self.moved.run(());
        });
    }
}

pub(super) fn queue(target: &Target, moved: Callback<()>) -> AnyView {
    let (id, pager) = (target.id, Pager::start());
    let (state, search) = (RwSignal::new(None::<ItemState>), RwSignal::new(None::<String>));
    let list = load(move || {
        let query =
            ItemQuery { state: state.get(), search: search.get(), after: pager.after(), ..ItemQuery::default() };
        api::items(id, &query)
    });
    let may_retry = SignedIn::here().may(Right::MakeExport);
    let desk = Desk { list, labels: labels(), act: Act::start(), notices: Notices::here(), moved, may_retry };
    let choose = move |event| {
        pager.reset();
        state.set(ItemState::parse(&event_target::<HtmlSelectElement>(&event).value()));
    };
    let options = STATES.map(|one| {
        view! {
            <option value=one.as_str() prop:selected=move || state.get() == Some(one)>
                {state_word(one).say()}
            </option>
        }
    });
    let find = Callback::new(move |text| {
        pager.reset();
        search.set(text);
    });
    let is_filtered = move || state.get_untracked().is_some() || search.with_untracked(Option::is_some);
    view! {
        <h3>{words::QUEUE.say()}</h3>
        <div class="filters">
            {search_box(words::SEARCH.say(), None, find)}
            <select class="filter-select" aria-label=words::OF_STATE.say() on:change=choose>
                <option value="" prop:selected=move || state.get().is_none()>
                    {words::ANY_STATE.say()}
                </option>
                {options}
            </select>
        </div>
        {desk.act.view()}
        {loaded(list, move |page| rows(page, pager, desk, is_filtered()))}
    }
    .into_any()
}

fn rows(page: Rows<Item>, pager: Pager, desk: Desk, is_filtered: bool) -> AnyView {
    if pager.holds_nothing(&page) {
        let text = if is_filtered { words::QUEUE_NONE_OF_IT } else { words::QUEUE_NONE };
        return view! { <p class="quiet-text">{text.say()}</p> }.into_any();
    }
    let stopped: Vec<ItemId> = page.items.iter().filter(|item| can_retry(item)).map(|item| item.id).collect();
    let all = (desk.may_retry && stopped.len() > 1).then(|| {
        let again = move |_| desk.again(stopped.clone());
        view! {
            <div class="page-acts">
                <button disabled=move || desk.act.is_busy() on:click=again>
                    {words::AGAIN_ALL.say()}
                </button>
            </div>
        }
    });
    let pages = pager.view(page.next, page.items.len(), page.total);
    let rows = page.items.into_iter().map(|item| row(item, desk)).collect();
    view! {
        {all}
        {bare(&[exports::PERSON, exports::ATTRIBUTE, exports::VALUE, words::WHERE], rows)}
        {pages}
    }
    .into_any()
}

fn can_retry(item: &Item) -> bool {
    matches!(item.state, ItemState::Failed | ItemState::Parked)
}

fn row(item: Item, desk: Desk) -> AnyView {
    let again = (desk.may_retry && can_retry(&item)).then(|| {
        let (id, what, name) = (item.id, Written::of(&item), item.person_name.clone());
        let label = move || words::AGAIN_OF.with(&[&what.label(desk.labels), &name]);
        view! {
            <div class="page-acts">
                <button aria-label=label disabled=move || desk.act.is_busy() on:click=move |_| desk.again(vec![id])>
                    {words::AGAIN.say()}
                </button>
            </div>
        }
    });
    let by_wire = |receipt: &str| ["ldap:", "scim:"].iter().any(|wire| receipt.starts_with(wire));
    let is_file = item.state == ItemState::Done && !item.receipt.as_deref().is_some_and(by_wire);
    let (class, word) = match item.state {
        _ if is_file => ("badge good", words::BY_FILE),
        ItemState::Done => ("badge good", words::DONE),
        ItemState::Parked => ("badge bad", words::PARKED),
        ItemState::Sending => ("badge on-way", words::SENDING),
        state => ("badge waits", state_word(state)),
    };
    let mut said = vec![ago(item.moved_at)];
    if item.attempts > 1 || can_retry(&item) {
        said.push(words::TRIES.of(item.attempts));
    }
    let next = item.next_at.filter(|_| item.state == ItemState::Failed);
    let next = next.map(|at| words::NEXT.with(&[&day_and_time(at)]));
    let what = Written::of(&item);
    let reason = item.reason.map(|reason| view! { <p class="note">{reason}</p> });
    let held = item.held.then(|| view! { <span class="badge">{policy::HELD.say()}</span> });
    let rename = item.needs_rename.then(|| view! { <span class="badge">{exports::NEEDS_RENAME.say()}</span> });
    let off = item.off.then(|| view! { <span class="badge">{exports::ROW_IS_OFF.say()}</span> });
    let (person, name) = (item.person, item.person_name);
    let old = value_view(None, item.old.as_ref(), None);
    let new = value_view(None, item.new.as_ref(), None);
    view! {
        <tr>
            <td>{person_link(person, name)}</td>
            <td data-label=exports::ATTRIBUTE.say()>{move || what.label(desk.labels)}</td>
            <td data-label=exports::VALUE.say()>{becomes(old, new)} {held} {rename} {off}</td>
            <td data-label=words::WHERE.say()>
                <div>
                    <span class=class>{word.say()}</span>
                    <span class="known-as">{said.join(" · ")}</span>
                    {reason}
                    {next.map(|next| view! { <p class="note">{next}</p> })}
                    {again}
                </div>
            </td>
        </tr>
    }
    .into_any()
}

/// A state in words.
fn state_word(state: ItemState) -> Text {
    match state {
        ItemState::Waiting => words::WAITING,
        ItemState::Queued => words::QUEUED,
        ItemState::Sending => words::SENDING,
        ItemState::Done => words::DONE,
        ItemState::Failed => words::FAILED,
        ItemState::Parked => words::PARKED,
        ItemState::Cancelled => words::CANCELLED,
    }
}
