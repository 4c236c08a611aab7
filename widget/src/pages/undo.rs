//! Setting back a run, or a person to a moment (X16): first all that would become of each value, then, once confirmed, some at a time. What moved
//! between looking and doing is left, and told.

use domain::{
    api::{AskUndo, MovedValue, Undo, UndoOutcome, UndoRow, UndoSeen, UndoWhat},
    id::{PersonId, RunId},
    moment::Moment,
    name::AttributeKey,
};
use leptos::prelude::*;

use super::{batch::Batch, frame::heading, history::back, moments, person_link::person_link};
use crate::{
    address::Page,
    api,
    editor::label_in,
    http::Trouble,
    language::{day_and_time, figure},
    navigation::Navigation,
    parts::{
        dialog::{actions, dialog},
        loading::{load, nothing},
        message::{Tone, message},
        table::stacking,
        values::{becomes, value_view},
    },
    trouble::problem_text,
    words::{Text, frame, history},
};

/// Values that are set back with one call.
const TOGETHER: usize = 100;
/// Rows that are listed; the others are counted.
const LISTED: usize = 200;

/// What is looked at and set back on a page.
#[derive(Clone, Copy)]
struct Desk {
    what: UndoWhat,
    attribute: StoredValue<Option<AttributeKey>>,
    rows: RwSignal<Option<Vec<UndoRow>>>,
    shown: RwSignal<Option<UndoOutcome>>,
    asked: RwSignal<bool>,
    reason: RwSignal<String>,
    outcome: RwSignal<Option<String>>,
    looking: Batch,
    doing: Batch,
}

/// Setting a run back.
pub(crate) fn of_run(run: RunId) -> AnyView {
    let title = move || history::UNDO_RUN.with(&[&run.to_string()]);
    view! {
        {heading(title, Some(history::UNDO_RUN_LEAD.say()))}
        {desk(UndoWhat::Run(run), None)}
    }
    .into_any()
}

/// Setting a person back to a moment.
pub(crate) fn of_person(person: PersonId) -> AnyView {
    let navigation = Navigation::here();
    let asked = Memo::new(move |_| match navigation.page() {
        Page::UndoPerson(_, attribute, to) => (attribute, to),
        _ => (None, None),
    });
    let whose = load(move || api::profile(Some(person)));
    let title = move || {
        let name = whose.with(|profile| profile.display_name.clone()).unwrap_or_default();
        history::UNDO_PERSON.with(&[&name])
    };
    let choose = move |event| {
        if let Some(to) = moments::moment(&event_target_value(&event)) {
            let attribute = asked.with_untracked(|(attribute, _)| attribute.clone());
            navigation.refine(&Page::UndoPerson(person, attribute, Some(to)));
        }
    };
    let typed = move || asked.with(|(_, to)| to.map(moments::input_of)).unwrap_or_default();
    let found = move || {
        let (attribute, to) = asked.get();
        to.map(|to| desk(UndoWhat::Person { person, to }, attribute))
    };
    view! {
        {back(Some(person))}
        {heading(title, Some(history::UNDO_PERSON_LEAD.say()))}
        <div class="filters">
            <label class="field">
                <span class="label">{history::MOMENT.say()}</span>
                <input type="datetime-local" step="0.001" prop:value=typed on:change=choose />
            </label>
        </div>
        {found}
    }
    .into_any()
}

fn desk(what: UndoWhat, attribute: Option<AttributeKey>) -> AnyView {
    let desk = Desk {
        what,
        attribute: StoredValue::new(attribute),
        rows: RwSignal::new(None),
        shown: RwSignal::new(None),
        asked: RwSignal::new(false),
        reason: RwSignal::new(String::new()),
        outcome: RwSignal::new(None),
        looking: Batch::start(),
        doing: Batch::start(),
    };
    desk.look();
    view! {
        {desk.looking.view(history::LOOKING)}
        {desk.doing.view(history::DOING)}
        <div role="status">{move || desk.outcome.get().map(|text| message(Tone::Info, text))}</div>
        {move || desk.rows.with(|rows| rows.as_ref().map(|rows| found(desk, rows)))}
        {move || desk.asked.get().then(|| ask(desk))}
    }
    .into_any()
}

impl Desk {
    /// Reads all that would become of the values.
    fn look(self) {
        if !self.looking.begin(0) {
            return;
        }
        leptos::task::spawn_local(async move {
            let trouble = self.read().await.err();
            self.looking.end(trouble);
        });
    }

    async fn read(self) -> Result<(), Trouble> {
        let (mut all, mut after, mut lines) = (Vec::new(), None, 0);
        let attribute = self.attribute.try_get_value().flatten();
        loop {
            let ask = AskUndo { what: self.what, attribute: attribute.clone(), after: after.take() };
            let page = api::preview_undo(&ask).send().await?;
            all.extend(page.items);
            // A page of a report has so many lines, however many values they have.
            lines += LISTED;
            let total = usize::try_from(page.total).unwrap_or(0);
            after = page.next;
            if after.is_none() {
                break;
            }
            if !self.looking.reached(lines.min(total), total) {
                return Ok(());
            }
        }
        self.rows.try_set(Some(all));
        Ok(())
    }

    /// Sets back what is to be set back, some at a time.
    fn set_back(self) {
        let seen = |row: &UndoRow| UndoSeen {
            person: row.person,
            attribute: row.value.attribute.clone(),
            now: row.value.old.clone(),
            back: row.value.new.clone(),
        };
        let rows: Vec<UndoSeen> = self.rows.with_untracked(|rows| {
            let wanted = rows.iter().flatten().filter(|row| row.outcome == UndoOutcome::SetBack);
            wanted.map(seen).collect()
        });
        if !self.doing.begin(rows.len()) {
            return;
        }
        let reason = Some(self.reason.get_untracked().trim().to_owned()).filter(|reason| !reason.is_empty());
        leptos::task::spawn_local(async move {
            let (mut done, mut reached, mut trouble) = (0_i64, 0, None);
            for chunk in rows.chunks(TOGETHER) {
                let undo = Undo { what: self.what, rows: chunk.to_vec(), reason: reason.clone() };
                match api::undo(&undo).send().await {
                    Ok(answer) => {
                        let set = answer.outcomes.iter().filter(|one| **one == UndoOutcome::SetBack).count();
                        done += i64::try_from(set).unwrap_or(0);
                    }
                    Err(failure) => {
                        trouble = Some(failure);
                        break;
                    }
                }
                reached += chunk.len();
                if !self.doing.reached(reached, rows.len()) {
                    break;
                }
            }
            if self.doing.end(trouble) {
                let left = i64::try_from(rows.len()).unwrap_or(0) - done;
                let mut text = history::DONE_BACK.of(done);
                if left > 0 {
                    text = [&text, " ", &history::LEFT_BACK.of(left)].concat();
                }
                self.outcome.set(Some(text));
                self.rows.set(None);
                self.look();
            }
        });
    }
}

fn word(outcome: UndoOutcome) -> (Text, &'static str) {
    match outcome {
        UndoOutcome::SetBack => (history::SET_BACK, "badge on-way"),
        UndoOutcome::Stands => (history::STANDS, "badge good"),
        UndoOutcome::Moved => (history::MOVED, "badge waits"),
        UndoOutcome::Refused => (history::REFUSED, "badge bad"),
    }
}

const OUTCOMES: [UndoOutcome; 4] =
    [UndoOutcome::SetBack, UndoOutcome::Stands, UndoOutcome::Moved, UndoOutcome::Refused];

fn count_of(rows: &[UndoRow], outcome: UndoOutcome) -> i64 {
    i64::try_from(rows.iter().filter(|row| row.outcome == outcome).count()).unwrap_or(i64::MAX)
}

fn found(desk: Desk, rows: &[UndoRow]) -> AnyView {
    if rows.is_empty() {
        return nothing(history::NOTHING_BACK.say(), history::NOTHING_BACK_LEAD.say(), ());
    }
    let pill = |outcome: Option<UndoOutcome>, text: String| {
        let is_chosen = move || desk.shown.get() == outcome;
        view! {
            <button type="button" class="pill" aria-pressed=move || is_chosen().to_string() on:click=move |_| desk.shown.set(outcome)>
                {text}
            </button>
        }
        .into_any()
    };
    let all = [frame::ALL.say(), " ", &figure(i64::try_from(rows.len()).unwrap_or(i64::MAX))].concat();
    let mut pills = vec![pill(None, all)];
    for outcome in OUTCOMES {
        let count = count_of(rows, outcome);
        if count > 0 {
            pills.push(pill(Some(outcome), [word(outcome).0.say(), " ", &figure(count)].concat()));
        }
    }
    let wanted = count_of(rows, UndoOutcome::SetBack);
    let button = (wanted > 0).then(|| {
        view! {
            <button class="primary" disabled=move || desk.doing.is_running() on:click=move |_| desk.asked.set(true)>
                {history::SET_BACK_VALUES.of(wanted)}
            </button>
        }
    });
    view! {
        <div class="filters">
            <div class="pills" role="group" aria-label=history::OUTCOME.say()>
                {pills}
            </div>
            {button}
        </div>
        {move || desk.rows.with(|rows| rows.as_deref().map(|rows| table(rows, desk.shown.get())))}
    }
    .into_any()
}

fn table(rows: &[UndoRow], shown: Option<UndoOutcome>) -> AnyView {
    let fitting: Vec<&UndoRow> = rows.iter().filter(|row| shown.is_none_or(|shown| row.outcome == shown)).collect();
    let more = (fitting.len() > LISTED).then(|| {
        let all = figure(i64::try_from(fitting.len()).unwrap_or(i64::MAX));
        view! { <p class="quiet-text">{history::FIRST_ROWS.with(&[&LISTED.to_string(), &all])}</p> }
    });
    let heads = [history::WHO, history::ATTRIBUTE, history::NOW_AND_BEFORE, history::OUTCOME];
    let listed: Vec<AnyView> = fitting.into_iter().take(LISTED).map(row).collect();
    view! {
        {stacking(&heads, listed)}
        {more}
    }
    .into_any()
}

fn row(row: &UndoRow) -> AnyView {
    let MovedValue { attribute, labels, old, old_shown, new, new_shown } = &row.value;
    let (text, class) = word(row.outcome);
    let why: Vec<String> = row.problems.iter().map(problem_text).collect();
    view! {
        <tr>
            <td>{person_link(row.person, row.person_name.clone())}</td>
            <td>{label_in(labels, attribute).to_owned()}</td>
            <td>
                {becomes(
                    value_view(None, old.as_ref(), old_shown.as_deref()),
                    value_view(None, new.as_ref(), new_shown.as_deref()),
                )}
            </td>
            <td>
                <span class=class>{text.say()}</span>
                " "
                {why.join(" ")}
            </td>
        </tr>
    }
    .into_any()
}

/// Asks before anything is done.
fn ask(desk: Desk) -> AnyView {
    let close = Callback::new(move |()| desk.asked.set(false));
    let count = desk.rows.with_untracked(|rows| rows.as_deref().map_or(0, |rows| count_of(rows, UndoOutcome::SetBack)));
    let confirm = move |_| {
        desk.asked.set(false);
        desk.set_back();
    };
    let moment = match desk.what {
        UndoWhat::Person { to, .. } => Some(at(to)),
        UndoWhat::Run(_) => None,
    };
    let buttons = view! {
        <button class="primary" on:click=confirm>
            {history::SET_BACK_VALUES.of(count)}
        </button>
        <button on:click=move |_| close.run(())>{frame::CANCEL.say()}</button>
    };
    let body = view! {
        {moment}
        <p>{history::ASK_BACK_LEAD.say()}</p>
        <p class="quiet-text">{history::STAY_HERE.say()}</p>
        <label class="field">
            <span class="label">{history::WHY.say()}</span>
            <input
                data-first=""
                maxlength="500"
                prop:value=desk.reason
                on:input=move |event| desk.reason.set(event_target_value(&event))
            />
        </label>
        {actions(buttons.into_any())}
    };
    dialog(history::ASK_BACK.say().to_owned(), close, body.into_any())
}

fn at(to: Moment) -> AnyView {
    view! { <p><strong>{day_and_time(to)}</strong></p> }.into_any()
}
