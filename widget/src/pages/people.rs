//! People: search, what is missing where, who is blocked. The address holds the filters, and a person's page walks the same list.

use domain::api::{BlockReason, Blocked, Page as Rows, PeopleQuery, PersonRow, PersonStatus};
use leptos::prelude::*;

use super::{
    fill::fill_card,
    frame::{heading, initials},
    labels::{Labels, label_for, labels},
    person_new,
    unlinked::unlinked,
};
use crate::{
    address::Page,
    api,
    language::ago,
    navigation::Navigation,
    parts::{
        loading::{Load, load, loaded, nothing},
        pager::Pager,
        search::search_box,
        table::stacking,
    },
    words::{frame, people},
};

pub(crate) fn page() -> AnyView {
    let navigation = Navigation::here();
    let pager = Pager::start();
    let query = Memo::new(move |_| match navigation.page() {
        Page::People(query) => query,
        _ => PeopleQuery::default(),
    });
    let list = load(move || {
        let query = PeopleQuery { after: pager.after(), ..query.get() };
        api::people(&query)
    });
    let labels = labels();
    let change = Callback::new(move |query: PeopleQuery| {
        pager.reset();
        navigation.refine(&Page::People(query));
    });
    view! {
        {heading(|| frame::PEOPLE.say().to_owned(), Some(people::LEAD.say()))}
        {person_new::adder()}
        {fill_card(query, labels, change)}
        {filters(query, change)}
        {move || (query.get().status == Some(PersonStatus::Local)).then(unlinked)}
        {loaded(
            list,
            move |page| {
                let query = query.get_untracked();
                if pager.holds_nothing(&page) { none_found(&query) } else { table(page, pager, &query, labels) }
            },
        )}
    }
    .into_any()
}

fn filters(query: Memo<PeopleQuery>, change: Callback<PeopleQuery>) -> AnyView {
    let states = [
        (PersonStatus::Active, people::ACTIVE),
        (PersonStatus::Blocked, people::BLOCKED),
        (PersonStatus::Local, people::IN_NO_SOURCE),
        (PersonStatus::All, frame::ALL),
    ];
    let pills = states.map(|(status, text)| {
        let is_chosen = move || (query.get().status.unwrap_or_default() == status).to_string();
        let choose = move |_| {
            let status = (status != PersonStatus::Active).then_some(status);
            change.run(PeopleQuery { status, ..query.get_untracked() });
        };
        view! {
            <button class="pill" aria-pressed=is_chosen on:click=choose>
                {text.say()}
            </button>
        }
    });
    let search = Callback::new(move |search| change.run(PeopleQuery { search, ..query.get_untracked() }));
    view! {
        <div class="filters">
            {search_box(people::SEARCH.say(), query.get_untracked().search, search)}
            <div class="pills" role="group" aria-label=people::STATUS.say()>
                {pills}
            </div>
        </div>
    }
    .into_any()
}

fn none_found(query: &PeopleQuery) -> AnyView {
    if *query == PeopleQuery::default() {
        return nothing(people::NONE.say(), people::NONE_LEAD.say(), ());
    }
    let clear = view! {
        <a class="button" href="/people">
            {frame::CLEAR_FILTERS.say()}
        </a>
    };
    nothing(people::NONE_FOUND.say(), people::NONE_FOUND_LEAD.say(), clear)
}

fn table(page: Rows<PersonRow>, pager: Pager, query: &PeopleQuery, labels: Load<Labels>) -> AnyView {
    let found = people::FOUND.of(page.total);
    let pages = pager.view(page.next, page.items.len(), page.total);
    let rows: Vec<AnyView> = page.items.into_iter().map(|person| row(person, query, labels)).collect();
    view! {
        <p class="quiet-text" role="status">
            {found}
        </p>
        {stacking(&[people::NAME, people::MAIL, people::MISSING, people::STATUS], rows)}
        {pages}
    }
    .into_any()
}

fn row(person: PersonRow, query: &PeopleQuery, labels: Load<Labels>) -> AnyView {
    let address = Page::Person(person.id, query.clone()).address();
    let missing = i64::try_from(person.missing.len()).unwrap_or(0);
    let keys = person.missing;
    let names = move || keys.iter().map(|key| label_for(labels, key)).collect::<Vec<_>>().join(", ");
    let missing = if missing == 0 {
        view! { <span class="quiet-text">{people::MISSING_NONE.say()}</span> }.into_any()
    } else {
        view! {
            <span title=names.clone()>{people::MISSING_COUNT.of(missing)}</span>
            <span class="only-spoken">{names}</span>
        }
        .into_any()
    };
    let blocked = person.blocked.as_ref().map(|blocked| {
        view! {
            <span class="badge bad">{people::IS_BLOCKED.say()}</span>
            <span class="known-as">{blocked_shortly(blocked)}</span>
        }
    });
    let local = (!person.in_directory).then(|| view! { <span class="badge">{people::LOCAL.say()}</span> });
    let waits = (person.pending > 0)
        .then(|| view! { <span class="badge waits">{people::PENDING_COUNT.of(person.pending)}</span> });
    view! {
        <tr>
            <td>
                <a class="person-link" href=address>
                    <span class="avatar small" aria-hidden="true">
                        {initials(&person.display_name)}
                    </span>
                    <span>
                        <span class="person-name">{person.display_name.clone()}</span>
                        <span class="quiet-text">{person.username}</span>
                    </span>
                </a>
            </td>
            <td>{person.mail}</td>
            <td>{missing}</td>
            <td>
                <span class="badges">{blocked} {local} {waits}</span>
            </td>
        </tr>
    }
    .into_any()
}

/// Why and since when somebody is blocked, in few words (S2.11).
fn blocked_shortly(blocked: &Blocked) -> String {
    let why = match blocked.reason {
        BlockReason::LeftScope => people::WHY_LEFT,
        BlockReason::DisabledInDirectory => people::WHY_DISABLED,
        BlockReason::NoSeat => people::WHY_SEAT,
        BlockReason::Returned => people::WHY_BACK,
        BlockReason::ByAdmin => people::WHY_ADMIN,
        BlockReason::LikeBlocked => people::WHY_LIKE,
    };
    let like = blocked.like.as_ref().map(|like| like.name.as_str());
    let note = blocked.note.as_deref().or(like).map(|note| [": ", note].concat()).unwrap_or_default();
    [why.with(&[&ago(blocked.at)]), note].concat()
}
