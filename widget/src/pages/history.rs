//! The history of a person, one's own or another's: all that happened, newest first, of all attributes or of one (X16). Whoever administers the person can go
//! back to before any of it.

use domain::{
    api::{HistoryEvent, HistoryQuery, MovedValue, Page as Rows, Profile},
    id::PersonId,
    name::AttributeKey,
    rights::Act,
};
use leptos::prelude::*;

use super::{
    audit_words::action_word,
    batch::filter,
    frame::{heading, way_back},
};
use crate::{
    address::Page,
    api,
    editor::label_in,
    language::day_and_time,
    navigation::Navigation,
    parts::{
        loading::{load, loaded, nothing},
        pager::Pager,
        table::stacking,
        values::{becomes, value_view},
    },
    session::SignedIn,
    words::{Text, audit, history, profile},
};

pub(crate) fn page(person: Option<PersonId>) -> AnyView {
    let navigation = Navigation::here();
    let pager = Pager::start();
    let query = Memo::new(move |_| match navigation.page() {
        Page::History(_, query) => query,
        _ => HistoryQuery::default(),
    });
    let whose = load(move || api::profile(person));
    let list = load(move || {
        let query = HistoryQuery { after: pager.after(), ..query.get() };
        api::history(person, &query)
    });
    let title = move || {
        let name = whose.with(|profile| profile.display_name.clone());
        match (person, name) {
            (Some(_), Some(name)) => history::TITLE_OF.with(&[&name]),
            _ => history::TITLE_OWN.say().to_owned(),
        }
    };
    let choose = Callback::new(move |key: String| {
        let attribute = AttributeKey::parse(&key).ok();
        pager.reset();
        navigation.refine(&Page::History(person, HistoryQuery { attribute, ..HistoryQuery::default() }));
    });
    let chosen = Signal::derive(move || query.get().attribute.map(|key| key.as_str().to_owned()).unwrap_or_default());
    let may_undo = move || {
        let may = SignedIn::here().may(Act::EditAnything);
        person.filter(|_| may && whose.with(|profile| profile.as_admin) == Some(true))
    };
    let filters = move || {
        let options = whose.with(options).unwrap_or_default();
        view! {
            {filter(history::ATTRIBUTE, history::ALL_ATTRIBUTES, options, chosen, choose)}
            {may_undo()
                .map(|id| {
                    view! {
                        <a class="button" href=Page::UndoPerson(id, None, None).address()>
                            {history::TO_MOMENT.say()}
                        </a>
                    }
                })}
        }
    };
    view! {
        {back(person)}
        {heading(title, Some(history::LEAD.say()))}
        <div class="filters">{filters}</div>
        {loaded(list, move |page| table(page, pager, may_undo()))}
    }
    .into_any()
}

/// Where one came from.
pub(super) fn back(person: Option<PersonId>) -> AnyView {
    let (address, word) = match person {
        Some(id) => (["/people/", &id.to_string()].concat(), history::TO_PERSON),
        None => (Page::Changes.address(), history::TO_OWN),
    };
    way_back(address, word)
}

fn options(profile: &Profile) -> Vec<(String, String)> {
    let fields = profile.fields.iter();
    fields.map(|field| (field.key.as_str().to_owned(), label_in(&field.labels, &field.key).to_owned())).collect()
}

fn table(page: Rows<HistoryEvent>, pager: Pager, may_undo: Option<PersonId>) -> AnyView {
    if pager.holds_nothing(&page) {
        return nothing(history::NONE.say(), history::NONE_LEAD.say(), ());
    }
    let pages = pager.view(page.next, page.items.len(), page.total);
    let rows: Vec<AnyView> = page.items.into_iter().map(|event| row(event, may_undo)).collect();
    view! {
        {stacking(&[audit::WHEN, audit::WHAT, history::VALUES, history::BY], rows)}
        {pages}
    }
    .into_any()
}

fn row(event: HistoryEvent, may_undo: Option<PersonId>) -> AnyView {
    let word = run_word(&event.action).map_or_else(|| action_word(&event.action), |text| text.say().to_owned());
    let moves = matches!(event.action.as_str(), "run.changed" | "run.renamed" | "change.approve" | "change.apply");
    let undo = may_undo.filter(|_| moves && !event.values.is_empty()).map(|id| {
        let only = match event.values.as_slice() {
            [one] => Some(one.attribute.clone()),
            _ => None,
        };
        let to = Page::UndoPerson(id, only, Some(event.at.plus(-1))).address();
        view! { <a href=to>{history::BEFORE_THIS.say()}</a> }
    });
    let values: Vec<AnyView> = event.values.iter().map(value_line).collect();
    let said = event.said.map(|said| view! { <p class="quote">{said}</p> });
    let by = match (event.by, event.source) {
        (Some(by), _) => by,
        (None, Some(source)) => profile::DIRECTORY_NAMED.with(&[&source]),
        (None, None) => audit::SYSTEM.say().to_owned(),
    };
    let run = event.run.map(|run| {
        let name = profile::RUN.with(&[&run.to_string()]);
        view! { <span class="known-as quiet-text">{name}</span> }
    });
    view! {
        <tr>
            <td class="nowrap">{day_and_time(event.at)}</td>
            <td>{word}</td>
            <td>{values} {said} {undo}</td>
            <td>{by} " " {run}</td>
        </tr>
    }
    .into_any()
}

/// A value that became another, under its attribute's name.
fn value_line(value: &MovedValue) -> AnyView {
    let old = value_view(None, value.old.as_ref(), value.old_shown.as_deref());
    let new = value_view(None, value.new.as_ref(), value.new_shown.as_deref());
    view! {
        <p class="value-line">
            <span class="quiet-text">{label_in(&value.labels, &value.attribute).to_owned()}</span>
            {becomes(old, new)}
        </p>
    }
    .into_any()
}

/// What a run did, in words.
fn run_word(action: &str) -> Option<Text> {
    Some(match action.strip_prefix("run.")? {
        "created" => history::RUN_CREATED,
        "changed" => history::RUN_CHANGED,
        "renamed" => history::RUN_RENAMED,
        "blocked" => history::RUN_BLOCKED,
        "returned" => history::RUN_RETURNED,
        "adopted" => history::RUN_ADOPTED,
        "skipped" => history::RUN_SKIPPED,
        "duplicate" => history::RUN_DUPLICATE,
        _ => return None,
    })
}
