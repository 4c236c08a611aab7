//! The files made so far: the same bytes again at every download, and how much of each the directory has confirmed.

use std::time::Duration;

use domain::{
    api::{CsvProfile, Export, FileFormat, Page as Rows},
    id::ExportId,
    rights::Act,
};
use leptos::prelude::*;

use super::{export_form::key_word, export_links::export_links};
use crate::{
    api,
    language::{ago, day_and_time},
    parts::{
        icons::{Icon, icon},
        pager::Pager,
        table::stacking,
    },
    session::SignedIn,
    words::{Counted, exports},
};

/// The first download counts its changes as exported; the list is read again once the browser has had time to ask for the file.
const AFTER_DOWNLOAD: Duration = Duration::from_millis(1500);

pub(super) fn export_list(page: Rows<Export>, pager: Pager, moved: Callback<()>) -> AnyView {
    if page.items.is_empty() {
        return view! { <p class="quiet-text">{exports::NO_EXPORTS.say()}</p> }.into_any();
    }
    let may_download = SignedIn::here().may(Act::DownloadExport);
    let pages = pager.view(page.next, page.items.len(), page.total);
    let linked = RwSignal::new(None::<(ExportId, String)>);
    let rows: Vec<AnyView> = page.items.iter().map(|export| row(export, may_download, moved, linked)).collect();
    // What is on the page behind the dialog may have been handed over by it.
    let close = Callback::new(move |()| {
        linked.set(None);
        moved.run(());
    });
    view! {
        {stacking(&[exports::FILE, exports::MADE_AT, exports::CONTENT, exports::STATE], rows)}
        {pages}
        {move || linked.get().map(|(export, name)| export_links(export, &name, close))}
    }
    .into_any()
}

fn row(
    export: &Export,
    may_download: bool,
    moved: Callback<()>,
    linked: RwSignal<Option<(ExportId, String)>>,
) -> AnyView {
    let name = export.file_name.clone();
    let file = if may_download {
        let label = exports::DOWNLOAD.with(&[&name]);
        let (id, of) = (export.id, name.clone());
        let links_label = exports::LINKS_TO.with(&[&name]);
        let links = move |_| linked.set(Some((id, of.clone())));
        let checksum = export.downloaded_at.map(|_| {
            view! {
                <a class="quiet-text" href=api::export_checksum_path(id) download="">
                    {exports::CHECKSUM.say()}
                </a>
            }
        });
        let again = move |_| set_timeout(move || _ = moved.try_run(()), AFTER_DOWNLOAD);
        view! {
            <a class="file" href=api::export_file_path(export.id) download=export.file_name.clone() aria-label=label on:click=again>
                {icon(Icon::Download)}
                <span>{name}</span>
            </a>
            <span class="file-acts">
                <button type="button" class="quiet" aria-label=links_label on:click=links>
                    {exports::LINKS.say()}
                </button>
                {checksum}
            </span>
        }
        .into_any()
    } else {
        name.into_any()
    };
    let given_up = export.given_up.then(|| {
        view! { <span class="badge">{exports::GIVEN_UP.with(&[&export.target_name])}</span> }
    });
    let downloaded = export
        .downloaded_at
        .map_or_else(|| exports::NOT_DOWNLOADED.say().to_owned(), |at| exports::DOWNLOADED.with(&[&ago(at)]));
    let made = [day_and_time(export.made_at).as_str(), " · ", &export.made_by].concat();
    let content = [exports::VALUES.of(export.items), exports::OF_PEOPLE.of(export.people)].join(" ");
    let written = [Some(format_word(export)), export.columns.as_deref(), Some(key_word(export.key).say())]
        .into_iter()
        .flatten()
        .collect::<Vec<_>>()
        .join(" · ");
    view! {
        <tr>
            <td>{file} {given_up}</td>
            <td>
                {made} <br /> <span class="quiet-text">{downloaded}</span>
            </td>
            <td>
                {content} <br /> <span class="quiet-text">{written}</span>
            </td>
            <td>
                <span class="badges">
                    {badge("badge good", exports::CONFIRMED, export.confirmed)}
                    {badge("badge on-way", exports::UNCONFIRMED, export.unconfirmed)}
                    {badge("badge bad", exports::TROUBLED, export.troubled)}
                </span>
            </td>
        </tr>
    }
    .into_any()
}

fn badge(class: &'static str, text: Counted, count: i64) -> Option<AnyView> {
    (count > 0).then(|| view! { <span class=class>{text.of(count)}</span> }.into_any())
}

fn format_word(export: &Export) -> &'static str {
    let text = match (export.format, export.profile) {
        (FileFormat::Csv, CsvProfile::Machine) => exports::CSV_FOR_PROGRAMS,
        (FileFormat::Csv, CsvProfile::Spreadsheet) => exports::CSV_FOR_SPREADSHEETS,
        (FileFormat::Xlsx, _) => exports::XLSX,
        (FileFormat::Ldif, _) => exports::LDIF,
        (FileFormat::Powershell, _) => exports::POWERSHELL,
    };
    text.say()
}
