//! How far a change has come, as a short line of steps: proposed, approved, exported, confirmed, or where it ended instead.

use domain::{
    api::{ChangeView, HandedOver},
    change::ChangeState,
    moment::Moment,
};
use leptos::prelude::*;

use super::{
    asked::{asked, by},
    icons::{Icon, icon},
    why::why,
};
use crate::{
    language::{day_and_time, short_day},
    words::{Text, approval, changes},
};

/// How a step is drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Mark {
    Done,
    /// The next one; it waits for somebody or something.
    Next,
    /// The next one; the file that it waits for is made, and waits to be downloaded.
    InFile,
    Ahead,
    /// The end that was wished for.
    Good,
    /// An end that is neither: taken back, or replaced by something newer.
    Ended,
    /// An end, or a halt, that was not.
    Bad,
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct Stage {
    state: ChangeState,
    mark: Mark,
    at: Option<Moment>,
    by: Option<String>,
    /// The level of approval that was passed.
    level: Option<u32>,
    handed_over: Option<HandedOver>,
}

/// The word for a state as a step that was taken.
pub(crate) fn state_word(state: ChangeState) -> Text {
    match state {
        ChangeState::Pending => changes::PROPOSED,
        ChangeState::Approved => changes::APPROVED,
        ChangeState::Exported => changes::EXPORTED,
        ChangeState::Applied => changes::APPLIED,
        ChangeState::Confirmed => changes::CONFIRMED,
        ChangeState::Rejected => changes::REJECTED,
        ChangeState::Withdrawn => changes::WITHDRAWN,
        ChangeState::Superseded => changes::SUPERSEDED,
        ChangeState::Conflict => changes::CONFLICT,
        ChangeState::NotTaken => changes::NOT_TAKEN,
        ChangeState::Failed => changes::FAILED,
    }
}

/// The same, saying how the directory was given it where that is known.
fn taken_word(state: ChangeState, handed_over: Option<HandedOver>) -> Text {
    match (state, handed_over) {
        (ChangeState::Exported, Some(HandedOver::File)) => changes::EXPORTED_IN_FILE,
        (ChangeState::Exported, Some(HandedOver::Written)) => changes::EXPORTED_WRITTEN,
        _ => state_word(state),
    }
}

/// The words for the step that comes next: it has not happened yet.
fn next_word(state: ChangeState) -> Text {
    match state {
        ChangeState::Approved => changes::NEXT_APPROVED,
        ChangeState::Exported => changes::NEXT_EXPORTED,
        ChangeState::Confirmed => changes::NEXT_CONFIRMED,
        other => state_word(other),
    }
}

/// The steps taken, oldest first, and the ones ahead.
fn stages(change: &ChangeView) -> Vec<Stage> {
    let mut stages = Vec::with_capacity(6);
    if change.steps.first().is_none_or(|first| first.state != ChangeState::Pending) {
        let by = Some(by(&change.author, None));
        stages.push(Stage {
            state: ChangeState::Pending,
            mark: Mark::Done,
            at: Some(change.at),
            by,
            level: None,
            handed_over: None,
        });
    }
    for step in &change.steps {
        let by = step.by.as_deref().map(|name| by(name, step.on_behalf_of.as_deref()));
        let level = step.level.filter(|_| step.state == ChangeState::Pending);
        stages.push(Stage {
            state: step.state,
            mark: Mark::Done,
            at: Some(step.at),
            by,
            level,
            handed_over: step.handed_over,
        });
    }
    if let Some(last) = stages.last_mut() {
        last.mark = mark_of(change.state);
    }
    let road: &[ChangeState] = match change.state {
        ChangeState::Pending => &[ChangeState::Approved, ChangeState::Exported, ChangeState::Confirmed],
        ChangeState::Approved => &[ChangeState::Exported, ChangeState::Confirmed],
        ChangeState::Exported => &[ChangeState::Confirmed],
        _ => &[],
    };
    for (index, state) in road.iter().enumerate() {
        let mark = match index {
            0 if change.in_file_since.is_some() => Mark::InFile,
            0 => Mark::Next,
            _ => Mark::Ahead,
        };
        stages.push(Stage { state: *state, mark, at: None, by: None, level: None, handed_over: None });
    }
    stages
}

/// How the last step taken is drawn.
fn mark_of(state: ChangeState) -> Mark {
    match state {
        ChangeState::Confirmed | ChangeState::Applied => Mark::Good,
        ChangeState::Pending | ChangeState::Approved | ChangeState::Exported => Mark::Done,
        ChangeState::Withdrawn | ChangeState::Superseded => Mark::Ended,
        ChangeState::Rejected | ChangeState::Conflict | ChangeState::NotTaken | ChangeState::Failed => Mark::Bad,
    }
}

/// The line of steps with the sentence that explains the last one, and the reason if there is one.
pub(crate) fn steps(change: &ChangeView) -> AnyView {
    let line: Vec<AnyView> = stages(change).into_iter().map(stage_view).collect();
    let lead = why(change);
    // What goes well needs no reason, and a conflict is explained by its values.
    let needs_reason =
        matches!(mark_of(change.state), Mark::Bad | Mark::Ended) && change.state != ChangeState::Conflict;
    let reason = change.reason.as_ref().filter(|_| needs_reason).map(|reason| changes::REASON.with(&[reason]));
    let suspended = change.suspended_at.map(|_| changes::SUSPENDED.say());
    view! {
        <div class="progress-of-change">
            <ol class="steps" aria-label=changes::PROGRESS.say()>
                {line}
            </ol>
            <p class="steps-lead">
                {lead} {reason.map(|reason| view! { " " <span class="reason">{reason}</span> })} " " {suspended}
            </p>
            {asked(change)}
        </div>
    }
    .into_any()
}

fn stage_view(stage: Stage) -> AnyView {
    let (class, sign) = match stage.mark {
        Mark::Done => ("step done", Some(Icon::Check)),
        Mark::Next | Mark::InFile => ("step next", Some(Icon::Clock)),
        Mark::Ahead => ("step ahead", None),
        Mark::Good => ("step good", Some(Icon::Check)),
        Mark::Ended => ("step ended", Some(Icon::Minus)),
        Mark::Bad => ("step bad", Some(Icon::Cross)),
    };
    let name = match stage.mark {
        Mark::Next => next_word(stage.state).say().to_owned(),
        Mark::InFile => changes::NEXT_DOWNLOADED.say().to_owned(),
        _ => match stage.level {
            Some(level) => approval::LEVEL_PASSED.with(&[&level.to_string()]),
            None => taken_word(stage.state, stage.handed_over).say().to_owned(),
        },
    };
    let by = stage.by.map(|by| [" ", &by].concat());
    let exact = stage.at.map(day_and_time);
    let when = stage.at.map(|at| [short_day(at), by.unwrap_or_default()].concat());
    let current =
        matches!(stage.mark, Mark::Next | Mark::InFile | Mark::Good | Mark::Ended | Mark::Bad).then_some("step");
    view! {
        <li class=class aria-current=current>
            <span class="step-dot">{sign.map(icon)}</span>
            <span class="step-name">{name}</span>
            <span class="step-when" title=exact>
                {when}
            </span>
        </li>
    }
    .into_any()
}

/// A state as a small coloured word.
pub(crate) fn state_badge(state: ChangeState) -> AnyView {
    let class = match state {
        ChangeState::Pending => "badge waits",
        ChangeState::Approved | ChangeState::Exported => "badge on-way",
        ChangeState::Applied | ChangeState::Confirmed => "badge good",
        ChangeState::Withdrawn | ChangeState::Superseded => "badge",
        ChangeState::Rejected | ChangeState::Conflict | ChangeState::NotTaken | ChangeState::Failed => "badge bad",
    };
    view! { <span class=class>{state_word(state).say()}</span> }.into_any()
}

#[cfg(test)]
mod tests {
    use domain::{
        api::Step,
        id::{ChangeId, PersonId},
        name::AttributeKey,
    };

    use super::*;

    fn line(state: ChangeState, steps: &[ChangeState]) -> String {
        line_of(state, steps, None)
    }

    fn line_of(state: ChangeState, steps: &[ChangeState], in_file_since: Option<Moment>) -> String {
        let step = |state: &ChangeState| Step {
            state: *state,
            at: Moment(1),
            by: None,
            level: None,
            handed_over: None,
            on_behalf_of: None,
        };
        let change = ChangeView {
            id: ChangeId(1),
            version: 1,
            person: PersonId(7),
            person_name: String::new(),
            attribute: AttributeKey::parse("title").unwrap(),
            labels: std::collections::BTreeMap::new(),
            kind: None,
            old: None,
            old_shown: None,
            new: None,
            members: None,
            new_shown: None,
            choices: Vec::new(),
            theirs: None,
            theirs_empty: false,
            theirs_from: None,
            suggested: false,
            state,
            approval: None,
            steps: steps.iter().map(step).collect(),
            in_file_since,
            author: "Ada".to_owned(),
            own: false,
            at: Moment(0),
            comment: None,
            reason: None,
            notice: None,
            suspended_at: None,
            with: Vec::new(),
            held: false,
            may_keep: false,
            may_withdraw: false,
            may_decide: false,
            may_settle: false,
            may_renew: false,
        };
        let stages = stages(&change);
        stages.iter().map(|stage| format!("{}:{:?}", stage.state.as_str(), stage.mark)).collect::<Vec<_>>().join(" ")
    }

    /// X3: the whole road is drawn, also where it ended elsewhere.
    #[test]
    fn every_state_is_drawn_to_the_end() {
        use ChangeState::{Approved, Confirmed, Exported, Pending, Rejected, Superseded};
        assert_eq!(line(Pending, &[]), "pending:Done approved:Next exported:Ahead confirmed:Ahead");
        assert_eq!(
            line(Exported, &[Pending, Approved, Exported]),
            "pending:Done approved:Done exported:Done confirmed:Next"
        );
        assert_eq!(
            line_of(Approved, &[Pending, Approved], Some(Moment(5))),
            "pending:Done approved:Done exported:InFile confirmed:Ahead"
        );
        assert_eq!(taken_word(Exported, Some(HandedOver::Written)), changes::EXPORTED_WRITTEN);
        assert_eq!(taken_word(Exported, None), changes::EXPORTED);
        assert_eq!(line(Confirmed, &[Pending, Confirmed]), "pending:Done confirmed:Good");
        assert_eq!(line(Rejected, &[Pending, Rejected]), "pending:Done rejected:Bad");
        assert_eq!(line(Superseded, &[Pending, Superseded]), "pending:Done superseded:Ended");
    }
}
