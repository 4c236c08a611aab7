//! Setting a source up, step by step. What is entered is saved with each step, so that the set-up can be left and taken up again at any moment;
//! each step is tested against the real directory.

mod dry_run;
mod entered;
pub(in crate::pages) mod expression_help;
pub(super) mod found;
mod mapping;
mod mapping_row;
mod sampled;
mod step;

use domain::{
    api::{SetUp, SetUpStep, SourceOrigin, SourceState, Via},
    id::SourceId,
};
use leptos::prelude::*;

use super::{
    agents,
    frame::{heading, way_back},
    source_schedule::schedule_editor,
};
use crate::{
    api,
    parts::{
        act::Act,
        icons::{Icon, icon},
        loading::{Load, load, loaded},
        message::{Tone, message},
        notice::Notices,
    },
    words::{Text, agents as agent_words, set_up as words, sources},
};
use entered::Entered;

/// What the steps share.
#[derive(Clone, Copy)]
struct Wizard {
    known: Load<SetUp>,
    step: RwSignal<Option<SetUpStep>>,
    /// The version that the next save names. A test saves without drawing the page anew, so that what was found stays in sight.
    version: StoredValue<i64>,
}

impl Wizard {
    /// The step that is shown: the chosen one, else the one that was left last.
    fn step(self, known: &SetUp) -> SetUpStep {
        let step = self.step.get().unwrap_or(known.step);
        // An agent has the account in its own settings.
        if step == SetUpStep::Account && known.via == Via::Agent { SetUpStep::Base } else { step }
    }

    fn go(self, step: SetUpStep) {
        self.step.set(Some(step));
    }
}

pub(in crate::pages) fn step_name(step: SetUpStep) -> Text {
    match step {
        SetUpStep::Address => words::ADDRESS,
        SetUpStep::Account => words::ACCOUNT,
        SetUpStep::Base => words::BASE,
        SetUpStep::Filter => words::FILTER,
        SetUpStep::Mapping => words::MAPPING,
        SetUpStep::Schedule => words::SCHEDULE,
        SetUpStep::DryRun => words::DRY_RUN,
        SetUpStep::Finish => words::FINISH,
    }
}

/// The same for a source that is reached so: where an agent knows the address, the first step is about agents.
fn step_title(step: SetUpStep, via: Via) -> Text {
    match step {
        SetUpStep::Address if via == Via::Agent => agent_words::SHORT,
        step => step_name(step),
    }
}

/// The step after this one.
fn after(step: SetUpStep) -> SetUpStep {
    SetUpStep::ALL.into_iter().find(|other| *other > step).unwrap_or(step)
}

/// The same; an agent has the account in its own settings.
fn after_by(step: SetUpStep, via: Via) -> SetUpStep {
    match after(step) {
        SetUpStep::Account if via == Via::Agent => SetUpStep::Base,
        next => next,
    }
}

fn before(step: SetUpStep) -> Option<SetUpStep> {
    SetUpStep::ALL.into_iter().rev().find(|other| *other < step)
}

pub(crate) fn page(id: SourceId) -> AnyView {
    let wizard =
        Wizard { known: load(move || api::set_up(id)), step: RwSignal::new(None), version: StoredValue::new(0) };
    let title = move || {
        let name = wizard.known.with(|known| known.name.clone());
        name.map_or_else(|| words::ADD.say().to_owned(), |name| words::TITLE.with(&[&name]))
    };
    view! {
        {way_back("/sources".to_owned(), sources::BACK)}
        {heading(title, Some(words::ADD_LEAD.say()))}
        {loaded(wizard.known, move |known| content(wizard, known))}
    }
    .into_any()
}

fn content(wizard: Wizard, known: SetUp) -> AnyView {
    wizard.version.set_value(known.version);
    if known.origin == SourceOrigin::File {
        let body = view! {
            <p>{words::FROM_FILE_LEAD.say()}</p>
            {known.mapping_is_fixed.then(|| view! { <p>{words::FIXED_MAPPING.say()}</p> })}
        };
        let editor = (!known.mapping_is_fixed)
            .then(|| view! { <section class="card">{mapping::editor(wizard, &known, None)}</section> });
        return view! {
            {message(Tone::Info, body)}
            {editor}
        }
        .into_any();
    }
    // What a draft has is walked through; a source that is read has nothing to begin with any more.
    let steps: Vec<SetUpStep> = SetUpStep::ALL
        .into_iter()
        .filter(|step| known.state == SourceState::Draft || *step <= SetUpStep::Mapping)
        // An agent has the account in its own settings.
        .filter(|step| known.via == Via::Direct || *step != SetUpStep::Account)
        .collect();
    let now = Memo::new({
        let (known, last) = (known.clone(), steps.last().copied().unwrap_or_default());
        move |_| wizard.step(&known).min(last)
    });
    let (reached, via) = (known.step, known.via);
    let tabs: Vec<AnyView> = steps
        .iter()
        .enumerate()
        .map(|(place, step)| {
            let step = *step;
            let current = move || (now.get() == step).then_some("step");
            // What was saved is done. A source that is read has all its steps behind it.
            let is_done = step < reached || known.state != SourceState::Draft;
            let class = if is_done { "set-up-mark done" } else { "set-up-mark" };
            let number = (place + 1).to_string();
            let mark = if is_done { icon(Icon::Check) } else { number.into_any() };
            let state = if is_done { words::STEP_DONE } else { words::STEP_AHEAD };
            let spoken = move || if now.get() == step { words::STEP_NOW.say() } else { state.say() };
            view! {
                <li>
                    <button class="set-up-step" aria-current=current on:click=move |_| wizard.go(step)>
                        <span class=class aria-hidden="true">
                            {mark}
                        </span>
                        <span>{step_title(step, via).say()} <span class="only-spoken">{spoken}</span></span>
                    </button>
                </li>
            }
            .into_any()
        })
        .collect();
    let entered = Entered::of(&known);
    view! {
        <nav aria-label=words::STEPS.say()>
            <ol class="set-up-steps">{tabs}</ol>
        </nav>
        <section class="card">
            {move || {
                let step = now.get();
                view! {
                    <h2>{step_title(step, via).say()}</h2>
                    {shown(wizard, &known, entered, step)}
                }
            }}
        </section>
    }
    .into_any()
}

fn shown(wizard: Wizard, known: &SetUp, entered: Entered, step: SetUpStep) -> AnyView {
    match step {
        SetUpStep::Address if known.via == Via::Agent => view! {
            {step::form(wizard, known, entered, step)}
            {agents::in_set_up(known)}
        }
        .into_any(),
        SetUpStep::Address | SetUpStep::Account | SetUpStep::Base | SetUpStep::Filter => {
            step::form(wizard, known, entered, step)
        }
        SetUpStep::Mapping => mapping::editor(wizard, known, Some(SetUpStep::Mapping)),
        SetUpStep::Schedule => schedule(wizard, known),
        SetUpStep::DryRun => dry_run::step(wizard, known),
        SetUpStep::Finish => finish(wizard, known),
    }
}

/// The schedule is the source's own, with the form that it has everywhere.
fn schedule(wizard: Wizard, known: &SetUp) -> AnyView {
    let id = known.source;
    let source = load(move || api::source(id));
    let moved = Callback::new(move |()| {
        wizard.go(SetUpStep::Schedule);
        wizard.known.again();
    });
    view! {
        {loaded(source, move |source| schedule_editor(&source, true, moved))}
        {walk(wizard, known, SetUpStep::Schedule)}
    }
    .into_any()
}

/// Back and on, for steps whose content is saved by itself.
fn walk(wizard: Wizard, known: &SetUp, step: SetUpStep) -> AnyView {
    let (act, id) = (Act::start(), known.source);
    let go_on = move |_| {
        let save = domain::api::SaveSetUp { step: Some(after(step)), ..domain::api::SaveSetUp::default() };
        act.run(api::save_set_up(id, wizard.version.get_value(), &save), move |known| {
            wizard.go(after(step));
            wizard.known.put(known);
        });
    };
    view! {
        {act.view()}
        <div class="page-acts">
            {back(wizard, step)}
            <button class="primary" disabled=move || act.is_busy() on:click=go_on>
                {words::ONWARD.say()}
            </button>
        </div>
    }
    .into_any()
}

fn back(wizard: Wizard, step: SetUpStep) -> Option<AnyView> {
    let via = untrack(|| wizard.known.with(|known| known.via)).unwrap_or_default();
    let earlier = before(step).map(|earlier| match earlier {
        SetUpStep::Account if via == Via::Agent => SetUpStep::Address,
        earlier => earlier,
    });
    earlier.map(|earlier| {
        view! {
            <button type="button" on:click=move |_| wizard.go(earlier)>
                {words::PREVIOUS.say()}
            </button>
        }
        .into_any()
    })
}

fn finish(wizard: Wizard, known: &SetUp) -> AnyView {
    let (act, notices) = (Act::start(), Notices::here());
    let id = known.source;
    let navigation = crate::navigation::Navigation::here();
    let finish = move |_| {
        act.run(api::finish_source(id, wizard.version.get_value()), move |_| {
            notices.say(words::FINISHED.say());
            navigation.go(&crate::address::Page::Sources);
        });
    };
    view! {
        <p>{words::FINISH_LEAD.say()}</p>
        {act.view()}
        <div class="page-acts">
            {back(wizard, SetUpStep::Finish)}
            <button class="primary" disabled=move || act.is_busy() on:click=finish>
                {words::FINISH.say()}
            </button>
        </div>
    }
    .into_any()
}
