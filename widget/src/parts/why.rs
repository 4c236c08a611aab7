//! What the state of a change means for the reader, in one sentence or two: the state's own, or what Amend saw where that says more.

use domain::{api::ChangeView, change::ChangeState, merge::Notice};

use crate::{
    language::day_and_time,
    words::{Text, changes},
};

/// The explanation of where a change is.
pub(crate) fn why(change: &ChangeView) -> String {
    let state = match change.in_file_since {
        Some(at) => changes::IN_FILE_LEAD.with(&[&day_and_time(at)]),
        None => state_lead(change.state).say().to_owned(),
    };
    match change.notice.map(notice_text) {
        None => state,
        Some(Told::Instead(text)) => text.say().to_owned(),
        Some(Told::Besides(text)) => [text.say(), " ", &state].concat(),
    }
}

/// How a notice goes with the sentence of the state.
enum Told {
    /// It says all that the state's sentence would.
    Instead(Text),
    /// It says what went before; what happens next is the state's to say.
    Besides(Text),
}

fn notice_text(notice: Notice) -> Told {
    match notice {
        Notice::Confirmed => Told::Instead(changes::CONFIRMED_LEAD),
        Notice::ConfirmedUnapproved => Told::Instead(changes::NOTICE_UNAPPROVED),
        Notice::DirectorySaysOtherwise => Told::Instead(changes::NOTICE_OTHERWISE),
        Notice::FilledByDirectory => Told::Instead(changes::NOTICE_FILLED),
        Notice::Conflict => Told::Instead(changes::CONFLICT_LEAD),
        Notice::ConflictOver => Told::Besides(changes::NOTICE_CONFLICT_OVER),
        Notice::NotTaken => Told::Instead(changes::NOT_TAKEN_LEAD),
        Notice::WentBack => Told::Besides(changes::NOTICE_WENT_BACK),
        Notice::WentBackAgain => Told::Instead(changes::NOTICE_WENT_BACK_AGAIN),
        Notice::ReplacedByNewer => Told::Instead(changes::SUPERSEDED_LEAD),
        Notice::TheirsTaken => Told::Instead(changes::NOTICE_THEIRS_TAKEN),
        Notice::TheirsChosen => Told::Instead(changes::NOTICE_THEIRS_CHOSEN),
        Notice::TakenBackByLock => Told::Instead(changes::NOTICE_LOCKED),
        Notice::MovedOn => Told::Instead(changes::NOTICE_MOVED_ON),
    }
}

/// What a state means for the reader.
fn state_lead(state: ChangeState) -> Text {
    match state {
        ChangeState::Pending => changes::PENDING_LEAD,
        ChangeState::Approved => changes::APPROVED_LEAD,
        ChangeState::Exported => changes::EXPORTED_LEAD,
        ChangeState::Applied => changes::APPLIED_LEAD,
        ChangeState::Confirmed => changes::CONFIRMED_LEAD,
        ChangeState::Rejected => changes::REJECTED_LEAD,
        ChangeState::Withdrawn => changes::WITHDRAWN_LEAD,
        ChangeState::Superseded => changes::SUPERSEDED_LEAD,
        ChangeState::Conflict => changes::CONFLICT_LEAD,
        ChangeState::NotTaken => changes::NOT_TAKEN_LEAD,
        ChangeState::Failed => changes::FAILED_LEAD,
    }
}
