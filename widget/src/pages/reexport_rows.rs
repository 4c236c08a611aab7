//! The rows of a look: filtered by whom, what and what is done, sorted, and those that moved since confirmed one by one (S3.6, S3.8, S3.9).

use domain::{
    api::{Page as Rows, Reexport, ReexportRow, ReexportRowQuery, RowSort},
    reexport::{RowAction, RowState},
    rights::Act as Right,
    value::Theirs,
};
use leptos::prelude::*;

use super::{person_link::person_link, reexport_words as said};
use crate::{
    api::{self, Look},
    language::{ago, figure},
    parts::{
        act::Act,
        fields::choice,
        loading::{Load, load, loaded, nothing},
        notice::Notices,
        pager::Pager,
        search::search_box,
        table::stacking,
        values::{becomes, in_words, value_view},
    },
    session::SignedIn,
    words::reexports as words,
};

/// The list, and what is done with its rows.
#[derive(Clone, Copy)]
struct Desk {
    look: Look,
    list: Load<Rows<ReexportRow>>,
    whole: Load<Reexport>,
    act: Act,
    notices: Notices,
    may_confirm: bool,
}

pub(super) fn rows(shown: &Reexport, look: Look, whole: Load<Reexport>) -> AnyView {
    let pager = Pager::start();
    let filters = RwSignal::new(ReexportRowQuery::default());
    let (sort, descending) = (RwSignal::new(0), RwSignal::new(false));
    let list = load(move || {
        let sort = RowSort::ALL.get(sort.get()).copied();
        let (descending, after) = (descending.get(), pager.after());
        api::reexport_rows(look, &ReexportRowQuery { sort, descending, after, ..filters.get() })
    });
    let (act, notices) = (Act::start(), Notices::here());
    let may_confirm = SignedIn::here().may(Right::MakeExport);
    let desk = Desk { look, list, whole, act, notices, may_confirm };
    let set = move |change: &dyn Fn(&mut ReexportRowQuery)| {
        pager.reset();
        filters.update(|filters| change(filters));
    };
    let by_id = Callback::new(move |text: Option<String>| set(&|all| all.person.clone_from(&text)));
    let by_name = Callback::new(move |text: Option<String>| set(&|all| all.name.clone_from(&text)));
    let by_attribute = Callback::new(move |text: Option<String>| set(&|all| all.attribute.clone_from(&text)));
    Effect::new(move |before: Option<()>| {
        sort.track();
        descending.track();
        if before.is_some() {
            pager.reset();
        }
    });
    let pill = move |action: Option<RowAction>, state: Option<RowState>, text: String| {
        let is_chosen = move || filters.with(|all| (all.action, all.state) == (action, state));
        let choose = move |_| set(&|all| (all.action, all.state) = (action, state));
        view! {
            <button class="pill" aria-pressed=move || is_chosen().to_string() on:click=choose>
                {text}
            </button>
        }
    };
    let counts = shown.rows;
    let of = [
        (RowAction::Set, counts.set),
        (RowAction::Clear, counts.clear),
        (RowAction::Same, counts.same),
        (RowAction::Error, counts.error),
    ];
    let named: Vec<_> = of
        .into_iter()
        .filter(|(_, count)| *count > 0)
        .map(|(action, count)| pill(Some(action), None, [said::action(action).1.say(), " ", &figure(count)].concat()))
        .collect();
    let moved = shown.executed.as_ref().map_or(0, |done| done.moved);
    let moved = (moved > 0)
        .then(|| pill(None, Some(RowState::Moved), [words::STATE_MOVED.say(), " ", &figure(moved)].concat()));
    view! {
        <div class="filters">
            {search_box(words::FIND_ID.say(), None, by_id)}
            {search_box(words::FIND_NAME.say(), None, by_name)}
            {search_box(words::FIND_ATTRIBUTE.say(), None, by_attribute)}
            <div class="pills" role="group" aria-label=words::ACTIONS.say()>
                {pill(None, None, words::ANY_ACTION.say().to_owned())}
                {named}
                {moved}
            </div>
            {choice(words::SORT, &[words::ID, words::NAME, words::ATTRIBUTE, words::ACTION], sort)}
            <label class="choice">
                <input
                    type="checkbox"
                    prop:checked=move || descending.get()
                    on:change=move |_| descending.update(|is_so| *is_so = !*is_so)
                />
                <span>{words::DESCENDING.say()}</span>
            </label>
        </div>
        {act.view()}
        {loaded(list, move |page| table(page, pager, desk))}
    }
    .into_any()
}

fn table(page: Rows<ReexportRow>, pager: Pager, desk: Desk) -> AnyView {
    if pager.holds_nothing(&page) {
        return nothing(words::NO_ROWS.say(), words::NO_ROWS_LEAD.say(), ());
    }
    let pages = pager.view(page.next, page.items.len(), page.total);
    let rows = page.items.into_iter().map(|one| row(one, desk)).collect();
    view! {
        {stacking(&[words::NAME, words::KEY, words::ATTRIBUTE, words::VALUE, words::ACTION], rows)}
        {pages}
    }
    .into_any()
}

fn row(row: ReexportRow, desk: Desk) -> AnyView {
    let known = match &row.known {
        Theirs::NotRead => view! { <span class="quiet-text">{words::NOT_KNOWN.say()}</span> }.into_any(),
        known => value_view(None, known.value(), None),
    };
    let value = match row.action {
        RowAction::Error => known,
        _ => becomes(known, value_view(None, row.value.as_ref(), None)),
    };
    let (class, text) = said::action(row.action);
    let outcome = (row.state != RowState::Shown).then(|| {
        let (class, text) = said::state(row.state);
        view! { <span class=class>{text.say()}</span> }
    });
    let since = row.since.map(|at| view! { <span class="known-as">{words::APPROVED_AT.with(&[&ago(at)])}</span> });
    let now = (row.state == RowState::Moved && row.reason.is_none()).then(|| {
        let text = words::NOW.with(&[&in_words(None, row.value_now.as_ref(), None)]);
        let confirm = desk.may_confirm.then(|| confirm(&row, desk));
        view! {
            <p>{text}</p>
            {confirm}
        }
    });
    let reason = row.reason.clone().map(|reason| view! { <p class="problem">{reason}</p> });
    let id = row.person.to_string();
    view! {
        <tr>
            <td>{person_link(row.person, row.person_name)} <span class="known-as">{id}</span></td>
            <td data-label=words::KEY.say()>{row.key}</td>
            <td data-label=words::ATTRIBUTE.say()>{row.name}</td>
            <td data-label=words::VALUE.say()>
                <div>{value} {since} {now} {reason}</div>
            </td>
            <td data-label=words::ACTION.say()>
                <div><span class=class>{text.say()}</span> {outcome}</div>
            </td>
        </tr>
    }
    .into_any()
}

/// The button that says yes to what a row is now.
fn confirm(row: &ReexportRow, desk: Desk) -> AnyView {
    let (number, version) = (row.number, row.version);
    let label = words::CONFIRM_OF.with(&[&row.name, &row.person_name]);
    let press = move |_| {
        let done = move |_: ReexportRow| {
            desk.notices.say(words::CONFIRMED.say());
            desk.list.again();
            desk.whole.again();
        };
        desk.act.run_or(api::confirm_row(desk.look, number, version), done, move |trouble| {
            if trouble.is_overtaken() {
                desk.notices.say(words::MOVED_AGAIN.say());
            }
            desk.list.again();
        });
    };
    view! {
        <div class="page-acts">
            <button aria-label=label disabled=move || desk.act.is_busy() on:click=press>
                {words::CONFIRM.say()}
            </button>
        </div>
    }
    .into_any()
}
