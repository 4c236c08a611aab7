//! The rows of a file of people: what becomes of each, value by value, and what is wrong with it.

use domain::api::{
    Import, ImportAct, ImportOutcome, ImportRow, ImportRowsQuery, ImportValue, Page as Rows, RowCode, RowProblem,
};
use leptos::prelude::*;

use super::{
    labels::{Labels, label_for},
    person_link::person_link,
};
use crate::{
    api,
    language::figure,
    parts::{
        icons::{Icon, icon},
        loading::{Load, load, loaded, nothing},
        pager::Pager,
        search::search_box,
        table::stacking,
        values::{becomes, value_view},
    },
    trouble::problem_text,
    words::{Text, imports as words, profile},
};

/// Which rows are looked at.
#[derive(Clone, Copy, PartialEq)]
enum Kind {
    All,
    Of(ImportAct),
    After(ImportOutcome),
}

pub(super) fn rows(import: &Import, labels: Load<Labels>) -> AnyView {
    let id = import.id;
    let pager = Pager::start();
    let counts = &import.counts;
    // Whoever would be blocked, or what is refused, is what has to be looked at.
    let first = match (import.brake, import.state.has_begun()) {
        (Some(_), false) => Kind::Of(ImportAct::Block),
        _ => Kind::All,
    };
    let (kind, search) = (RwSignal::new(first), RwSignal::new(None::<String>));
    let list = load(move || {
        let (act, outcome) = match kind.get() {
            Kind::All => (None, None),
            Kind::Of(act) => (Some(act), None),
            Kind::After(outcome) => (None, Some(outcome)),
        };
        api::import_rows(id, &ImportRowsQuery { act, outcome, search: search.get(), after: pager.after(), limit: None })
    });
    let all = [
        (Kind::Of(ImportAct::Add), words::ADDED, counts.added),
        (Kind::Of(ImportAct::Change), words::CHANGED, counts.changed),
        (Kind::Of(ImportAct::Same), words::UNCHANGED, counts.unchanged),
        (Kind::Of(ImportAct::Refuse), words::REFUSED, counts.refused),
        (Kind::Of(ImportAct::Block), words::BLOCKED, counts.blocked),
        (Kind::After(ImportOutcome::Moved), words::LEFT, counts.moved),
        (Kind::After(ImportOutcome::Kept), words::KEPT, counts.kept),
    ];
    let pill = move |value: Kind, text: String| {
        let choose = move |_| {
            pager.reset();
            kind.set(value);
        };
        view! {
            <button class="pill" aria-pressed=move || (kind.get() == value).to_string() on:click=choose>
                {text}
            </button>
        }
    };
    let named: Vec<_> = all
        .into_iter()
        .filter(|(_, _, count)| *count > 0)
        .map(|(value, text, count)| pill(value, [text.say(), " ", &figure(count)].concat()))
        .collect();
    let look_for = Callback::new(move |text| {
        pager.reset();
        search.set(text);
    });
    view! {
        <div class="filters">
            {search_box(words::SEARCH.say(), None, look_for)}
            <div class="pills" role="group" aria-label=words::KINDS.say()>
                {pill(Kind::All, words::ALL.say().to_owned())}
                {named}
            </div>
        </div>
        {loaded(list, move |page| table(page, pager, labels))}
    }
    .into_any()
}

fn table(page: Rows<ImportRow>, pager: Pager, labels: Load<Labels>) -> AnyView {
    if pager.holds_nothing(&page) {
        return nothing(words::NO_ROWS.say(), words::NO_ROWS_LEAD.say(), ());
    }
    let pages = pager.view(page.next, page.items.len(), page.total);
    let rows: Vec<AnyView> = page.items.into_iter().map(|one| row(one, labels)).collect();
    view! {
        {stacking(&[words::LINE, words::WHO, words::WHAT], rows)}
        {pages}
    }
    .into_any()
}

fn row(row: ImportRow, labels: Load<Labels>) -> AnyView {
    let line = if row.line < 1 { words::NOT_IN_FILE.say().to_owned() } else { figure(row.line) };
    let name = match row.person {
        Some(person) => person_link(person, row.name),
        None => row.name.into_any(),
    };
    let (class, text) = match row.act {
        ImportAct::Add => ("badge good", words::ADDED),
        ImportAct::Change => ("badge on-way", words::CHANGED),
        ImportAct::Same => ("badge", words::UNCHANGED),
        ImportAct::Refuse => ("badge bad", words::REFUSED),
        ImportAct::Block => ("badge bad", words::BLOCKED),
    };
    let outcome = row.outcome.map(|outcome| {
        let (class, text) = match outcome {
            ImportOutcome::Done => ("badge good", words::DONE),
            ImportOutcome::Moved => ("badge waits", words::LEFT),
            ImportOutcome::Undone => ("badge", words::TAKEN_BACK),
            ImportOutcome::Kept => ("badge waits", words::KEPT),
        };
        view! { <span class=class>{text.say()}</span> }
    });
    let values: Vec<AnyView> = row.values.into_iter().map(|value| value_line(&value, labels)).collect();
    let problems: Vec<AnyView> = row
        .problems
        .iter()
        .map(|problem| view! { <p class="problem">{problem_words(problem)}</p> }.into_any())
        .collect();
    view! {
        <tr>
            <td data-label=words::LINE.say()>{line}</td>
            <td>{name}</td>
            <td>
                <span class="badges">
                    <span class=class>{text.say()}</span>
                    {outcome}
                </span>
                {values}
                {problems}
            </td>
        </tr>
    }
    .into_any()
}

fn value_line(value: &ImportValue, labels: Load<Labels>) -> AnyView {
    let key = value.attribute.clone();
    let (old, new) = (value_view(None, value.old.as_ref(), None), value_view(None, value.new.as_ref(), None));
    // Of somebody new nothing was there before.
    let values = if value.old.is_none() { new } else { becomes(old, new) };
    view! {
        <p class="moved-value">
            <span class="label">{move || label_for(labels, &key)}</span>
            " "
            {values}
        </p>
        {value.doubtful.then(|| view! { <p class="warning-note">{icon(Icon::Warning)} {profile::NO_PHONE.say()}</p> })}
    }
    .into_any()
}

/// What is wrong, in a sentence with the remedy.
fn problem_words(problem: &RowProblem) -> String {
    let detail = problem.detail.as_deref().unwrap_or_default();
    let said = |text: Text| text.with(&[detail]);
    let text = match problem.code {
        RowCode::WrongColumns => said(words::WRONG_COLUMNS),
        RowCode::Unreadable => said(words::UNREADABLE),
        RowCode::TooLong => said(words::TOO_LONG),
        RowCode::NoKey => said(words::NO_KEY),
        RowCode::SameKey => said(words::SAME_KEY),
        RowCode::SameMail => said(words::SAME_MAIL),
        RowCode::SeveralPeople => said(words::SEVERAL_PEOPLE),
        RowCode::Nobody => said(words::NOBODY),
        RowCode::MailTaken => said(words::MAIL_TAKEN),
        RowCode::UsernameTaken => said(words::USERNAME_TAKEN),
        RowCode::UsernameStays => said(words::USERNAME_STAYS),
        RowCode::Own => said(words::OWN),
        RowCode::Moved => said(words::MOVED),
        RowCode::ChangedSince => said(words::CHANGED_SINCE),
        RowCode::InUse => said(words::IN_USE),
        RowCode::Value => problem.problem.as_ref().map(problem_text).unwrap_or_default(),
    };
    match &problem.column {
        Some(column) => [column.as_str(), ": ", &text].concat(),
        None => text,
    }
}
