//! Trying rows of a template on somebody who was chosen: what each brings and what the target holds, which the server works out while they are being
//! written (S3.13).

use std::time::Duration;

use domain::{
    api::{TriedRow, TriedTemplate, TriedValue, TryOn, TryTemplate},
    id::{PersonId, TargetId},
};
use leptos::prelude::*;

use crate::{
    api,
    parts::{
        act::Act,
        person_picker::{OFFERED, picker_of},
        values::in_words,
    },
    trouble::problem_text,
    words::{expressions, templates as words},
};

/// How long somebody writes nothing before it is tried.
const PAUSE: Duration = Duration::from_millis(500);

/// Reads the rows as they are being written; `None` for those of the template.
type Rows = Box<dyn Fn() -> Option<Vec<TriedRow>>>;

/// What is tried, on whom, and what came of it.
#[derive(Clone, Copy)]
pub(super) struct Trying {
    target: TargetId,
    rows: StoredValue<Rows, LocalStorage>,
    who: RwSignal<Option<PersonId>>,
    told: RwSignal<Option<TriedTemplate>>,
    act: Act,
    timer: StoredValue<Option<TimeoutHandle>>,
}

impl Trying {
    pub(super) fn of(target: TargetId, rows: impl Fn() -> Option<Vec<TriedRow>> + 'static) -> Self {
        let rows: Rows = Box::new(rows);
        let trying = Self {
            target,
            rows: StoredValue::new_local(rows),
            who: RwSignal::new(None),
            told: RwSignal::new(None),
            act: Act::start(),
            timer: StoredValue::new(None),
        };
        on_cleanup(move || trying.stop());
        trying
    }

    fn stop(self) {
        if let Some(Some(timer)) = self.timer.try_update_value(Option::take) {
            timer.clear();
        }
    }

    fn ask(self) {
        let Some(person) = self.who.get_untracked() else { return };
        let rows = self.rows.with_value(|rows| untrack(rows));
        let asked = TryTemplate { person, rows };
        self.act.run(api::try_template(self.target, &asked), move |told| self.told.set(Some(told)));
    }

    /// Somebody is writing: once they pause, it is tried on whoever is shown.
    pub(super) fn ask_soon(self) {
        if self.who.with_untracked(Option::is_none) {
            return;
        }
        self.stop();
        let ask = move || {
            if self.act.is_busy_now() { self.ask_soon() } else { self.ask() }
        };
        self.timer.set_value(set_timeout_with_handle(ask, PAUSE).ok());
    }

    /// What came of it.
    pub(super) fn told(self) -> Option<TriedTemplate> {
        self.told.get()
    }

    /// Chooses on whom it is tried.
    pub(super) fn view(self) -> AnyView {
        let choose = Callback::new(move |one: TryOn| {
            self.who.set(Some(one.id));
            self.ask();
        });
        // Who reads templates need not be somebody who lists people.
        let (target, found) = (self.target, words::FOUND.say());
        let find = move |text| api::try_on(target, text, OFFERED);
        let shown = move || {
            let (name, taken) =
                self.told.with(|told| Some((told.as_ref()?.person_name.clone(), told.as_ref()?.taken)))?;
            let text = if taken { words::TRIED_ON } else { words::TAKES_NOT };
            Some(text.with(&[&name]))
        };
        view! {
            {picker_of(words::TRY_ON.say(), found, find, choose)}
            {self.act.view()}
            <p class="note" role="status">
                {shown}
            </p>
        }
        .into_any()
    }
}

/// What one row brings: the value, or why there is none.
pub(super) fn brings(tried: &TriedValue) -> AnyView {
    if tried.problems.is_empty() {
        return match &tried.value {
            Some(value) => view! { <span class="value">{in_words(None, Some(value), None)}</span> }.into_any(),
            None => expressions::NOTHING.say().into_any(),
        };
    }
    let problem = |text: String| view! { <p class="problem">{text}</p> }.into_any();
    tried.problems.iter().map(problem_text).map(problem).collect::<Vec<AnyView>>().into_any()
}

/// What the target holds, as far as is known.
pub(super) fn holds(tried: &TriedValue) -> String {
    match (tried.known, &tried.holds) {
        (false, _) => words::NOT_KNOWN.say().to_owned(),
        (true, None) => words::NOTHING.say().to_owned(),
        (true, holds) => in_words(None, holds.as_ref(), None),
    }
}
