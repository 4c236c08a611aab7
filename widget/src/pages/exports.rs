//! Exports: what waits to leave, writing it or making a file of it, and what became of the files made before (S1.12 to S1.16).

use domain::{api::Target, rights::Act as Right, template::TargetKind};
use leptos::prelude::*;

use super::{
    export_form::export_form,
    export_list::export_list,
    export_queue::queue,
    frame::{heading, page_act},
    overdue_alarm::overdue_alarm,
    scim_target,
    template::kind_word,
    template_new::new_dialog,
    waiting::waiting,
    writing::writing,
};
use crate::{
    address::{Page, ReexportQuery, TemplateTab},
    api,
    parts::{
        icons::Icon,
        loading::{load, loaded, nothing},
        message::{Tone, message},
        pager::Pager,
    },
    session::SignedIn,
    words::{columns, exports, frame, overdue, reexports, templates},
};

pub(crate) fn page() -> AnyView {
    let targets = load(api::targets);
    let pager = Pager::start();
    let signed_in = SignedIn::here();
    let sees = signed_in.may(Right::SeeExports);
    let made = sees.then(|| load(move || api::exports(pager.after())));
    let moved = Callback::new(move |()| {
        targets.again();
        if let Some(made) = made {
            made.again();
        }
    });
    let adding = RwSignal::new(false);
    let close = Callback::new(move |()| adding.set(false));
    let add = signed_in.may(Right::SetTargets).then(|| page_act(Icon::Plus, templates::NEW, move || adding.set(true)));
    view! {
        {heading(|| frame::EXPORTS.say().to_owned(), Some(exports::LEAD.say()))}
        {add}
        <p>
            {sees.then(|| view! { <a href="/exports/overdue">{overdue::TITLE.say()}</a> " · " })}
            {signed_in.may(Right::SeeColumnProfiles).then(|| view! { <a href="/exports/columns">{columns::LINK.say()}</a> })}
        </p>
        {loaded(
            targets,
            move |targets| {
                if targets.is_empty() {
                    return nothing(exports::NO_TARGET.say(), exports::NO_TARGET_LEAD.say(), ());
                }
                targets.iter().map(|target| card(target, moved)).collect::<Vec<_>>().into_any()
            },
        )}
        {scim_target::adder(moved)}
        {made
            .map(|made| {
                view! {
                    <h2 class="section-title">{exports::LIST.say()}</h2>
                    {loaded(made, move |page| export_list(page, pager, moved))}
                }
            })}
        {move || adding.get().then(|| new_dialog(targets.get().unwrap_or_default(), close))}
    }
    .into_any()
}

/// That a file carries more than what was approved and waits, so that nobody is surprised by it.
fn computed(target: &Target) -> Option<AnyView> {
    let look = Page::Reexport(target.id, ReexportQuery::default()).address();
    let (tone, text) = match target.kind {
        TargetKind::Scim => return None,
        _ if target.computed.is_empty() => return None,
        TargetKind::Directory => (Tone::Warning, exports::COMPUTED.with(&[&target.computed.join(", ")])),
        TargetKind::File => (Tone::Info, exports::COMPUTED_FILE.say().to_owned()),
    };
    let body = view! {
        <p>{text} " " <a href=look>{exports::COMPUTED_LOOK.say()}</a></p>
    };
    Some(message(tone, body))
}

fn card(target: &Target, moved: Callback<()>) -> AnyView {
    let picked = RwSignal::new(Vec::new());
    let (may_make, sees) = (SignedIn::here().may(Right::MakeExport), SignedIn::here().may(Right::SeeExports));
    let unconfirmed = (target.unconfirmed > 0)
        .then(|| view! { <span class="badge on-way">{exports::UNCONFIRMED.of(target.unconfirmed)}</span> });
    let body = if !sees {
        ().into_any()
    } else if target.writing.on {
        queue(target, moved)
    } else if target.waiting == 0 && target.kind != TargetKind::File {
        nothing(exports::NONE_WAITING.say(), exports::NONE_WAITING_LEAD.say(), ())
    } else {
        view! {
            {waiting(target, picked, may_make)}
            {may_make.then(|| computed(target)).flatten()}
            {(may_make && target.kind != TargetKind::Scim).then(|| export_form(target.id, picked, moved))}
        }
        .into_any()
    };
    let count = (target.waiting > 0).then(|| {
        let text = exports::WAITING.with(&[&exports::VALUES.of(target.waiting), &exports::OF_PEOPLE.of(target.people)]);
        view! { <span class="badge waits">{text}</span> }
    });
    let template = Page::Template(target.id, TemplateTab::Export).address();
    let preview = Page::Reexport(target.id, ReexportQuery::default()).address();
    let look = match target.kind {
        TargetKind::Directory => reexports::DRIFT,
        TargetKind::File | TargetKind::Scim => reexports::DRIFT_FILE,
    };
    view! {
        <section class="card">
            <div class="change-head">
                <h2>{target.name.clone()}</h2>
                <span class="badge">{kind_word(target.kind).say()}</span>
                {count}
                {unconfirmed}
                <a class="button" href=template aria-label=templates::OPEN_OF.with(&[&target.name])>
                    {templates::OPEN.say()}
                </a>
            </div>
            {(sees && target.kind == TargetKind::Directory).then(|| overdue_alarm(target, moved))}
            {(sees && target.kind != TargetKind::File).then(|| writing(target, moved))}
            {scim_target::connection(target, moved)}
            {sees
                .then(|| {
                    view! {
                        <p>
                            <a href=preview>{look.say()}</a>
                        </p>
                    }
                })}
            {body}
        </section>
    }
    .into_any()
}
