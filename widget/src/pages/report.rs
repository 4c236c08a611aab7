//! The report of a run: line by line what happened to whom, with old and new values, by kind, and as a file.

use domain::api::{BlockReason, Page as Rows, ReportKind, ReportLine, ReportQuery, ReportValue, Run, RunState};
use leptos::prelude::*;

use super::{
    labels::{Labels, label_for},
    person_link::person_link,
    run_words::{count_of, is_only_weighed, kind_word},
};
use crate::{
    api,
    language::figure,
    parts::{
        icons::{Icon, icon},
        loading::{Load, load, loaded, nothing},
        pager::Pager,
        table::stacking,
        values::{becomes, theirs_view},
    },
    words::{people, sources},
};

pub(super) fn report(run: &Run, labels: Load<Labels>) -> AnyView {
    let id = run.id;
    let (pager, state) = (Pager::start(), run.state);
    // Of a held run, the people who would be blocked are what has to be looked at.
    let first = (run.state == RunState::Held && run.counts.blocked > 0).then_some(ReportKind::Blocked);
    let kind = RwSignal::new(first);
    let list = load(move || {
        let query = ReportQuery { kind: kind.get(), after: pager.after(), limit: None };
        api::report(id, &query)
    });
    view! {
        <div class="filters">
            {pills(run, kind, pager)}
            <a class="button" href=api::report_file_path(id) download="">
                {icon(Icon::Download)}
                {sources::DOWNLOAD.say()}
            </a>
        </div>
        {loaded(list, move |page| lines(page, pager, state, labels))}
    }
    .into_any()
}

fn pills(run: &Run, kind: RwSignal<Option<ReportKind>>, pager: Pager) -> AnyView {
    let pill = |value: Option<ReportKind>, text: String| {
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
    let counts = run.counts;
    let kinds = ReportKind::ALL.into_iter().filter(|kind| count_of(&counts, *kind) > 0);
    let named = kinds.map(|kind| {
        let text = [kind_word(kind, run.state).say(), " ", &figure(count_of(&counts, kind))].concat();
        pill(Some(kind), text)
    });
    view! {
        <div class="pills" role="group" aria-label=sources::KINDS.say()>
            {pill(None, sources::ALL_KINDS.say().to_owned())}
            {named.collect::<Vec<_>>()}
        </div>
    }
    .into_any()
}

fn lines(page: Rows<ReportLine>, pager: Pager, state: RunState, labels: Load<Labels>) -> AnyView {
    if page.items.is_empty() {
        let title = if is_only_weighed(state) { sources::EMPTY_DRY } else { sources::EMPTY_REPORT };
        return nothing(title.say(), sources::EMPTY_REPORT_LEAD.say(), ());
    }
    let pages = pager.view(page.next, page.items.len(), page.total);
    let rows: Vec<AnyView> = page.items.into_iter().map(|line| row(line, state, labels)).collect();
    view! {
        {stacking(&[sources::WHO, sources::KIND, sources::WHAT], rows)}
        {pages}
    }
    .into_any()
}

fn row(line: ReportLine, state: RunState, labels: Load<Labels>) -> AnyView {
    let name = match line.person {
        Some(person) => person_link(person, line.name),
        None => line.name.into_any(),
    };
    let reason = match line.blocked {
        Some(BlockReason::LeftScope) => Some(sources::BECAUSE_LEFT.say().to_owned()),
        Some(BlockReason::DisabledInDirectory) => Some(sources::BECAUSE_DISABLED.say().to_owned()),
        Some(BlockReason::Returned) => Some(people::BECAUSE_BACK.say().to_owned()),
        Some(BlockReason::NoSeat) => Some(people::BECAUSE_SEAT.say().to_owned()),
        Some(BlockReason::LikeBlocked) => Some(people::BECAUSE_LIKE.say().to_owned()),
        Some(BlockReason::ByAdmin) | None => line.reason,
    };
    let username = line.username.map(|username| view! { <span class="known-as">{username}</span> });
    let class = match line.kind {
        ReportKind::Created | ReportKind::Returned | ReportKind::Confirmed => "badge good",
        ReportKind::Changed | ReportKind::Renamed => "badge on-way",
        ReportKind::Adopted => "badge good",
        ReportKind::Skipped | ReportKind::Duplicate => "badge waits",
        ReportKind::Blocked | ReportKind::Conflict => "badge bad",
    };
    let values: Vec<AnyView> = line.values.into_iter().map(|value| value_line(value, labels)).collect();
    view! {
        <tr>
            <td>{name} {username}</td>
            <td>
                <span class=class>{kind_word(line.kind, state).say()}</span>
            </td>
            <td>
                {values} {reason.map(|reason| view! { <p class="quiet-text">{reason}</p> })}
            </td>
        </tr>
    }
    .into_any()
}

fn value_line(value: ReportValue, labels: Load<Labels>) -> AnyView {
    let key = value.attribute;
    // What was confirmed is the same on both sides.
    let values = if value.old == value.new {
        theirs_view(&value.new)
    } else {
        becomes(theirs_view(&value.old), theirs_view(&value.new))
    };
    view! {
        <p class="value-line">
            <span class="quiet-text">{move || label_for(labels, &key)}</span>
            {values}
        </p>
    }
    .into_any()
}
