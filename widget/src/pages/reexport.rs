//! What a target would be given, looked at before it is given it (S3.3 to S3.9): the question, how far it is worked out, what came of it, and the
//! list of those that were asked before.

use std::time::Duration;

use domain::{
    api::{AskReexport, Page as Rows, Reexport, ReexportState},
    id::TargetId,
    rights::Act as Right,
};
use leptos::prelude::*;

use super::{
    frame::{heading, way_back},
    reexport_ask::question_form,
    reexport_rows::rows,
    reexport_words as said,
};
use crate::{
    address::{Page, ReexportQuery},
    api::{self, Look},
    http::Trouble,
    language::{day_and_time, figure},
    navigation::Navigation,
    parts::{
        act::Act,
        icons::{Icon, icon},
        loading::{Load, load, loaded, nothing},
        message::{Tone, message},
        notice::Notices,
        pager::Pager,
        question::question,
        table::stacking,
    },
    session::SignedIn,
    words::reexports as words,
};

/// How often it is asked how far the server is.
const LOOK: Duration = Duration::from_millis(700);

pub(crate) fn page(target: TargetId) -> AnyView {
    let navigation = Navigation::here();
    let targets = load(api::targets);
    let query = Memo::new(move |_| match navigation.page() {
        Page::Reexport(_, query) => query,
        _ => ReexportQuery::default(),
    });
    let title = move || {
        let name = targets.with(|all| all.iter().find(|one| one.id == target).map(|one| one.name.clone())).flatten();
        name.map_or_else(|| words::TITLE_OPEN.say().to_owned(), |name| words::TITLE.with(&[&name]))
    };
    let pager = Pager::start();
    let jobs = load(move || api::reexports(target, pager.after()));
    // What is typed into the question stays while the row in the address is another.
    let look = Memo::new(move |_| query.with(|query| query.look));
    let body = move || match look.get() {
        Some(look) => one((target, look), jobs),
        None => question_form(target, query, jobs),
    };
    view! {
        {way_back(Page::Exports.address(), words::BACK)}
        {heading(title, Some(words::LEAD.say()))}
        {body}
        <h2 class="section-title">{words::JOBS.say()}</h2>
        {loaded(jobs, move |page| job_list(page, target, pager))}
    }
    .into_any()
}

fn one(look: Look, jobs: Load<Rows<Reexport>>) -> AnyView {
    let now = load(move || api::reexport_one(look));
    loaded(now, move |shown| content(&shown, look, now, jobs))
}

fn content(shown: &Reexport, look: Look, load: Load<Reexport>, jobs: Load<Rows<Reexport>>) -> AnyView {
    if shown.state.moves() {
        set_timeout(
            move || {
                // The page may have been left.
                if load.is_there() {
                    load.again();
                }
            },
            LOOK,
        );
    }
    let when = [day_and_time(shown.made_at).as_str(), " · ", &shown.made_by].concat();
    let reason = shown.reason.clone().map(|reason| message(Tone::Warning, reason));
    let moved = shown.executed.as_ref().is_some_and(|done| done.moved > 0);
    let moved = moved.then(|| message(Tone::Warning, words::MOVED_LEAD.say()));
    let otherwise = Page::Reexport(look.0, the_same_question(&shown.asked)).address();
    let below = if shown.state == ReexportState::Looking {
        progress(shown)
    } else {
        let has_rows = shown.rows.to_do() + shown.rows.error > 0;
        let found =
            if has_rows { rows(shown, look, load) } else { nothing(words::NONE.say(), words::NONE_LEAD.say(), ()) };
        view! {
            {said::tiles(shown)}
            {found}
        }
        .into_any()
    };
    view! {
        <section class="card">
            <p class="run-line">{said::badge(shown.state)} <span class="quiet-text">{when}</span></p>
            <p>{said::scope(&shown.asked)}</p>
            {reason}
            {moved}
            {acts(shown, look, load, jobs)}
            <p>
                <a href=otherwise>{words::ASK_OTHERWISE.say()}</a>
            </p>
        </section>
        {below}
    }
    .into_any()
}

/// What the question begins with that somebody asks after a look.
fn the_same_question(asked: &AskReexport) -> ReexportQuery {
    let mapping = match asked.mappings.as_deref() {
        Some([one]) => Some(*one),
        _ => None,
    };
    ReexportQuery { mapping, which: Some(asked.which), look: None }
}

fn progress(shown: &Reexport) -> AnyView {
    let text = words::PROGRESS.with(&[&figure(shown.looked_at), &figure(shown.people)]);
    view! {
        <div class="run-progress">
            <progress
                aria-label=text.clone()
                max=shown.people.max(1).to_string()
                value=shown.looked_at.to_string()
            ></progress>
            <p role="status">{text}</p>
        </div>
    }
    .into_any()
}

/// What is asked before it is done.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Asked {
    Execute,
    Baseline,
}

/// What can be done with a look or a job as it is now.
fn acts(shown: &Reexport, look: Look, load: Load<Reexport>, jobs: Load<Rows<Reexport>>) -> AnyView {
    let (act, notices, navigation) = (Act::start(), Notices::here(), Navigation::here());
    let may = SignedIn::here().may(Right::MakeExport);
    let asked = RwSignal::new(None::<Asked>);
    let (count, ask) = (shown.rows.to_do(), StoredValue::new(shown.asked.clone()));
    let close = Callback::new(move |()| asked.set(None));
    let is_ready = shown.state == ReexportState::Ready;
    let waits = shown.items.waiting + shown.items.running + shown.items.failed;
    let may_cancel = shown.state == ReexportState::Looking || (may && (is_ready || shown.state.is_busy() || waits > 0));
    let is_over = matches!(shown.state, ReexportState::Expired | ReexportState::Failed | ReexportState::Cancelled);
    let go = move |what: Asked| {
        let call = match what {
            Asked::Execute => api::execute_reexport(look),
            Asked::Baseline => api::baseline(look),
        };
        let done = move |now: Reexport| {
            notices.say(words::EXECUTED.say());
            load.put(now);
            jobs.again();
        };
        act.run_or(call, done, move |trouble| {
            // Where it became too old meanwhile, the same question was asked anew.
            if let Trouble::Refused(problem) = trouble
                && let Some(fresh) = problem.fresh
            {
                notices.say(words::EXPIRED_LEAD.say());
                navigation
                    .refine(&Page::Reexport(look.0, ReexportQuery { look: Some(fresh), ..ReexportQuery::default() }));
            }
        });
    };
    let again = move |_| {
        act.run(api::ask_reexport(look.0, &ask.get_value()), move |fresh: Reexport| {
            jobs.again();
            navigation
                .refine(&Page::Reexport(look.0, ReexportQuery { look: Some(fresh.id), ..ReexportQuery::default() }));
        });
    };
    let cancel = move |_| {
        act.run(api::cancel_reexport(look), move |now: Reexport| {
            notices.say(words::CANCELLED_NOW.say());
            load.put(now);
            jobs.again();
        });
    };
    let begin = (is_ready && may && count > 0).then(|| {
        view! {
            <button class="primary" disabled=move || act.is_busy() on:click=move |_| asked.set(Some(Asked::Execute))>
                {words::EXECUTE.say()}
            </button>
            <button disabled=move || act.is_busy() on:click=move |_| asked.set(Some(Asked::Baseline))>
                {words::BASELINE.say()}
            </button>
        }
    });
    let anew = (is_over || is_ready).then(|| {
        let class = if is_over { "primary" } else { "" };
        view! {
            <button class=class disabled=move || act.is_busy() on:click=again>
                {words::LOOK_AGAIN.say()}
            </button>
        }
    });
    let stop = may_cancel.then(|| {
        let word = if shown.executed.is_some() { words::CANCEL_WAITING } else { words::CANCEL };
        view! { <button disabled=move || act.is_busy() on:click=cancel>{word.say()}</button> }
    });
    let dialog = move || {
        let what = asked.get()?;
        let (title, lead, word) = match what {
            Asked::Execute => (words::EXECUTE_ASK.of(count), words::EXECUTE_LEAD, words::EXECUTE_NOW),
            Asked::Baseline => (words::BASELINE_ASK.of(count), words::BASELINE_LEAD, words::BASELINE_NOW),
        };
        let does = move || {
            asked.set(None);
            go(what);
        };
        Some(question(title, lead.say(), word, act, does, close))
    };
    let told = match shown.state {
        ReexportState::Expired => Some(message(Tone::Warning, words::EXPIRED_LEAD.say())),
        ReexportState::Ready if may && count > 0 => {
            let until = words::UNTIL.with(&[&day_and_time(shown.expires_at)]);
            Some(view! { {message(Tone::Warning, words::OVERWRITES.say())} <p class="note">{until}</p> }.into_any())
        }
        ReexportState::Queueing => Some(view! { <p role="status">{words::QUEUEING.say()}</p> }.into_any()),
        _ => None,
    };
    let files = (shown.state != ReexportState::Looking && count + shown.rows.error > 0).then(|| {
        view! {
            <a class="button" href=api::reexport_file_path(look, false) download="">
                {icon(Icon::Download)}
                {words::FILE.say()}
            </a>
            <a class="button" href=api::reexport_file_path(look, true) download="">
                {icon(Icon::Download)}
                {words::FILE_MACHINE.say()}
            </a>
        }
    });
    view! {
        {told}
        {act.view()}
        <div class="page-acts">{begin} {anew} {stop} {files}</div>
        {dialog}
    }
    .into_any()
}

fn job_list(page: Rows<Reexport>, target: TargetId, pager: Pager) -> AnyView {
    if pager.holds_nothing(&page) {
        return view! { <p class="quiet-text">{words::NO_JOBS.say()}</p> }.into_any();
    }
    let pages = pager.view(page.next, page.items.len(), page.total);
    let rows = page.items.iter().map(|job| job_row(job, target)).collect();
    view! {
        {stacking(&[words::WHEN, words::SCOPE, words::CONTENT, words::STATE], rows)}
        {pages}
    }
    .into_any()
}

fn job_row(job: &Reexport, target: TargetId) -> AnyView {
    let when = day_and_time(job.made_at);
    let by = job.executed.as_ref().map_or_else(|| job.made_by.clone(), |done| done.by.clone());
    let address = Page::Reexport(target, ReexportQuery { look: Some(job.id), ..ReexportQuery::default() }).address();
    let count = words::ROWS.of(job.rows.to_do() + job.rows.error);
    view! {
        <tr>
            <td>
                <a href=address aria-label=words::OPEN_OF.with(&[&when])>
                    {when.clone()}
                </a>
                <span class="known-as">{by}</span>
            </td>
            <td data-label=words::SCOPE.say()>{said::scope(&job.asked)}</td>
            <td data-label=words::CONTENT.say()>{count} <span class="known-as">{said::items(job)}</span></td>
            <td data-label=words::STATE.say()>{said::badge(job.state)}</td>
        </tr>
    }
    .into_any()
}
