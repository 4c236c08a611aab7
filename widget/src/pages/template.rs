//! A target's template (S3.2): its rows, trying them on somebody, and who changed what; each at an address of its own.

use domain::{
    api::{TargetTemplate, TemplateRow},
    id::TargetId,
    rights::Act as Right,
    template::TargetKind,
};
use leptos::prelude::*;

use super::{
    frame::heading,
    labels::{Labels, labels},
    template_acts::acts,
    template_history::history,
    template_row_form::form_dialog,
    template_rows::{remove_dialog, rows},
    template_test::test,
};
use crate::{
    address::{Page, ReexportQuery, TemplateTab},
    api,
    parts::{
        act::Act,
        icons::{Icon, icon},
        loading::{Load, load, loaded},
        notice::Notices,
    },
    session::SignedIn,
    words::{Text, templates as words},
};

/// The template being looked at, and what is being done to it.
#[derive(Clone, Copy)]
pub(super) struct Desk {
    pub(super) target: TargetId,
    pub(super) template: Load<TargetTemplate>,
    pub(super) labels: Load<Labels>,
    pub(super) notices: Notices,
    pub(super) act: Act,
    pub(super) may_set: bool,
    /// The row that is being written: a new one, or one of the template.
    pub(super) writing: RwSignal<Option<Option<TemplateRow>>>,
    pub(super) removing: RwSignal<Option<TemplateRow>>,
}

impl Desk {
    /// Takes what came of an edit, and says so.
    pub(super) fn edited(self, template: TargetTemplate, said: String) {
        self.template.put(template);
        self.notices.say(said);
    }

    pub(super) fn version(self) -> i64 {
        self.template.with(|template| template.version).unwrap_or_default()
    }
}

pub(crate) fn page(target: TargetId, tab: TemplateTab) -> AnyView {
    let desk = Desk {
        target,
        template: load(move || api::template(target)),
        labels: labels(),
        notices: Notices::here(),
        act: Act::start(),
        may_set: SignedIn::here().may(Right::SetTargets),
        writing: RwSignal::new(None),
        removing: RwSignal::new(None),
    };
    let title = move || {
        let name = desk.template.with(|template| template.name.clone());
        name.map_or_else(|| words::OPEN.say().to_owned(), |name| words::OPEN_OF.with(&[&name]))
    };
    let body = move |template: TargetTemplate| {
        let content = match tab {
            TemplateTab::Export => rows(desk, &template),
            TemplateTab::Test => test(&template, desk.labels),
            TemplateTab::History => history(target, desk.labels),
        };
        view! {
            {facts(&template)}
            {acts(desk, &template)}
            {desk.act.view()}
            {tabs(target, tab)}
            {content}
        }
        .into_any()
    };
    view! {
        {heading(title, None)}
        <p>
            <a href="/exports">{words::BACK.say()}</a>
        </p>
        {loaded(desk.template, body)}
        {move || desk.writing.get().map(|row| form_dialog(desk, row.as_ref()))}
        {move || desk.removing.get().map(|row| remove_dialog(desk, &row))}
    }
    .into_any()
}

/// What kind of system it is, in a word.
pub(super) fn kind_word(kind: TargetKind) -> Text {
    match kind {
        TargetKind::Directory => words::DIRECTORY,
        TargetKind::File => words::FILE,
        TargetKind::Scim => words::SCIM,
    }
}

fn facts(template: &TargetTemplate) -> AnyView {
    view! {
        <p>
            <span class="badge">{kind_word(template.kind).say()}</span>
            " "
            <span class="quiet-text">
                {words::OF_PEOPLE_OF.with(&[&template.source_name])} ", "
                {words::ROWS.of(i64::try_from(template.rows.len()).unwrap_or(0))}
            </span>
        </p>
    }
    .into_any()
}

fn tabs(target: TargetId, now: TemplateTab) -> AnyView {
    let link = |(tab, text): (TemplateTab, Text)| {
        let address = Page::Template(target, tab).address();
        let current = (tab == now).then_some("page");
        view! {
            <li>
                <a href=address aria-current=current>
                    {text.say()}
                </a>
            </li>
        }
    };
    let all = [
        (TemplateTab::Export, words::EXPORT),
        (TemplateTab::Test, words::TEST),
        (TemplateTab::History, words::HISTORY),
    ];
    view! {
        <nav class="page-tabs" aria-label=words::TABS.say()>
            <ul>{all.map(link)}</ul>
        </nav>
    }
    .into_any()
}

/// A way to the page that shows what a target would be given, by one row or by all.
pub(super) fn reexport_address(target: TargetId, row: Option<&TemplateRow>) -> String {
    Page::Reexport(target, ReexportQuery { mapping: row.map(|row| row.id), ..ReexportQuery::default() }).address()
}

/// The button in the bar: all rows that are on.
pub(super) fn reexport_all(target: TargetId) -> AnyView {
    view! {
        <a class="button" href=reexport_address(target, None)>
            {icon(Icon::Export)}
            {words::REEXPORT_ALL.say()}
        </a>
    }
    .into_any()
}
