//! Files of people: a file is handed in here, and what was handed in before is listed (S1.3, S1.19).

use domain::{
    api::{Import, ImportColumns, ImportState, KnownColumn, Page as Rows},
    rights::Act as Right,
};
use leptos::{html, prelude::*};

use super::frame::{heading, way_back};
use crate::{
    address::Page,
    api,
    editor::label_in,
    language::{ago, day_and_time, figure},
    navigation::Navigation,
    parts::{
        act::Act,
        icons::{Icon, icon},
        loading::{load, loaded, nothing},
        message::{Tone, message},
        pager::Pager,
        table::stacking,
    },
    session::SignedIn,
    words::{Text, imports as words, people},
};

pub(crate) fn page() -> AnyView {
    let pager = Pager::start();
    let list = load(move || api::imports(pager.after()));
    let may = SignedIn::here().may(Right::Import);
    view! {
        {way_back("/people".to_owned(), people::BACK)}
        {heading(|| words::OPEN.say().to_owned(), Some(words::LEAD.say()))}
        {may.then(|| {
            let columns = load(api::import_columns);
            loaded(columns, |columns| hand_in(&columns))
        })}
        <h2 class="section-title">{words::HISTORY.say()}</h2>
        {loaded(list, move |page| history(page, pager))}
    }
    .into_any()
}

fn hand_in(columns: &ImportColumns) -> AnyView {
    let (act, navigation) = (Act::start(), Navigation::here());
    let (node, is_missing) = (NodeRef::<html::Input>::new(), RwSignal::new(false));
    let send = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let file = node.get_untracked().and_then(|input| input.files()?.get(0));
        is_missing.set(file.is_none());
        let Some(file) = file else { return };
        act.follow(api::hand_in(file), move |import: Import| navigation.go(&Page::Import(import.id)));
    };
    let limits = words::LIMITS.with(&[&figure(columns.most_bytes >> 20), &figure(columns.most_rows)]);
    let rows: Vec<AnyView> = columns.columns.iter().map(known).collect();
    view! {
        <section class="card">
            <form class="source-form" on:submit=send>
                <label class="source-field">
                    <span class="label">{words::CHOOSE.say()}</span>
                    <input type="file" name="file" accept=".csv,.txt,.tsv,text/csv,text/plain" node_ref=node />
                    <span class="hint">{limits}</span>
                </label>
                {move || is_missing.get().then(|| message(Tone::Warning, words::NO_FILE.say()))}
                {act.view()}
                <div class="page-acts">
                    <button class="primary" disabled=move || act.is_busy()>
                        {move || if act.is_busy() { words::UPLOADING.say() } else { words::UPLOAD.say() }}
                    </button>
                    <a class="button" href=api::import_sample_path() download="">
                        {icon(Icon::Download)}
                        {words::SAMPLE.say()}
                    </a>
                </div>
            </form>
            <details>
                <summary>{words::COLUMNS.say()}</summary>
                <p class="hint">{words::COLUMNS_LEAD.say()}</p>
                <div class="table-card">
                    <table class="stacking">
                        <thead>
                            <tr>
                                <th scope="col">{words::COLUMN.say()}</th>
                                <th scope="col">{words::LABEL.say()}</th>
                                <th scope="col">{words::NAMES.say()}</th>
                            </tr>
                        </thead>
                        <tbody>{rows}</tbody>
                    </table>
                </div>
            </details>
        </section>
    }
    .into_any()
}

fn known(column: &KnownColumn) -> AnyView {
    let needed = column.needed.then(|| view! { <span class="badge">{words::NEEDED.say()}</span> });
    view! {
        <tr>
            <td>
                <code>{column.attribute.to_string()}</code>
            </td>
            <td>
                <span class="badges">{label_in(&column.labels, &column.attribute).to_owned()} {needed}</span>
            </td>
            <td>{column.names.join(", ")}</td>
        </tr>
    }
    .into_any()
}

fn history(page: Rows<Import>, pager: Pager) -> AnyView {
    if pager.holds_nothing(&page) {
        return nothing(words::NONE.say(), words::NONE_LEAD.say(), ());
    }
    let pages = pager.view(page.next, page.items.len(), page.total);
    let rows: Vec<AnyView> = page.items.iter().map(row).collect();
    view! {
        {stacking(&[words::FILE, words::WHEN, words::CONTENT, words::STATE], rows)}
        {pages}
    }
    .into_any()
}

fn row(import: &Import) -> AnyView {
    let counts = &import.counts;
    let refused = (counts.refused > 0).then(|| words::COUNT_REFUSED.of(counts.refused));
    let content = [Some(words::COUNT_ROWS.of(counts.rows)), refused];
    let content = content.into_iter().flatten().collect::<Vec<_>>().join(" · ");
    view! {
        <tr>
            <td>
                <a class="file" href=Page::Import(import.id).address()>
                    {import.file_name.clone()}
                </a>
            </td>
            <td>
                {[day_and_time(import.made_at).as_str(), " · ", &import.by].concat()} <br />
                <span class="quiet-text">{ago(import.made_at)}</span>
            </td>
            <td>{content}</td>
            <td>{state_badge(import.state)}</td>
        </tr>
    }
    .into_any()
}

/// The state of an import as a badge.
pub(super) fn state_badge(state: ImportState) -> AnyView {
    let (class, text) = state_word(state);
    view! { <span class=class>{text.say()}</span> }.into_any()
}

pub(super) fn state_word(state: ImportState) -> (&'static str, Text) {
    match state {
        ImportState::Receiving | ImportState::Planning => ("badge on-way", words::PLANNING),
        ImportState::Ready => ("badge waits", words::READY),
        ImportState::Running => ("badge on-way", words::RUNNING),
        ImportState::Done => ("badge good", words::DONE),
        ImportState::Cancelled => ("badge waits", words::CANCELLED),
        ImportState::Failed => ("badge bad", words::FAILED),
        ImportState::Undoing => ("badge on-way", words::UNDOING),
        ImportState::Undone => ("badge", words::UNDONE),
    }
}
