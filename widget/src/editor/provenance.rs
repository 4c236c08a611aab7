//! Where a value comes from, told on demand beside its field (X2).

use domain::{
    api::{Field, HistoryQuery},
    attribute::Approval,
    change::ChangeState,
    moment::Moment,
    provenance::Provenance,
};
use leptos::prelude::*;

use super::Editor;
use crate::{
    address::Page,
    language::{ago, day_and_time},
    parts::{steps::state_word, values::value_view},
    words::{Text, news, profile},
};

/// The details as a list of names and texts.
pub(super) fn provenance(editor: Editor, field: &Field) -> AnyView {
    let rows: Vec<AnyView> =
        facts(&field.provenance).into_iter().map(|(name, text)| row(name, text.into_any())).collect();
    let directory = field.directory.as_ref().map(|value| value_view(Some(field.kind), Some(value), None));
    let blank = field.directory_empty.then(|| value_view(None, None, None));
    let directory = directory.or(blank).map(|value| row(profile::IN_DIRECTORY, value));
    let confirmed = field.confirmed_at.map(|at| row(news::CONFIRMED_AT, when(at).into_any()));
    let needs = match field.approval {
        Approval::None => profile::NEEDS_NONE,
        Approval::Admins => profile::NEEDS_ADMINS,
        Approval::Manager => profile::NEEDS_MANAGER,
        Approval::Levels => profile::NEEDS_LEVELS,
    };
    let query = HistoryQuery { attribute: Some(field.key.clone()), ..HistoryQuery::default() };
    let history = Page::History(editor.person, query).address();
    view! {
        <dl class="facts">{rows} {confirmed} {directory} {row(profile::NEEDS, needs.say().into_any())}</dl>
        <a href=history>{profile::HISTORY_OF.say()}</a>
    }
    .into_any()
}

fn when(at: Moment) -> String {
    [day_and_time(at).as_str(), " (", &ago(at), ")"].concat()
}

fn row(name: Text, text: AnyView) -> AnyView {
    view! {
        <div>
            <dt>{name.say()}</dt>
            <dd>{text}</dd>
        </div>
    }
    .into_any()
}

fn facts(provenance: &Provenance) -> Vec<(Text, String)> {
    match provenance {
        Provenance::Directory { source, run, at } => vec![
            (profile::SOURCE, profile::DIRECTORY_NAMED.with(&[source])),
            (profile::READ_IN, profile::RUN.with(&[&run.to_string()])),
            (profile::AT, when(*at)),
        ],
        Provenance::Change { author, own, at, approver, file, steps, .. } => {
            let author = if *own { profile::ONESELF.with(&[author]) } else { author.clone() };
            let approver = approver.clone().unwrap_or_else(|| profile::NO_APPROVER.say().to_owned());
            let source = match file {
                Some(file) => profile::FROM_FILE.with(&[file]),
                None => profile::FROM_CHANGE.say().to_owned(),
            };
            let mut facts = vec![
                (profile::SOURCE, source),
                (profile::AUTHOR, author),
                (profile::AT, when(*at)),
                (profile::APPROVER, approver),
            ];
            // Each further step: who decided, whether it was exported and confirmed.
            for step in steps.iter().filter(|step| step.state != ChangeState::Pending) {
                let when = day_and_time(step.at);
                let when = step.by.as_ref().map_or_else(|| when.clone(), |by| profile::STEP.with(&[&when, by]));
                facts.push((state_word(step.state), when));
            }
            facts
        }
        Provenance::Pinned { by, at, until, reason } => {
            let mut facts = vec![
                (profile::SOURCE, profile::FROM_PIN.with(&[by])),
                (profile::AT, day_and_time(*at)),
                (profile::UNTIL, day_and_time(*until)),
            ];
            facts.extend(reason.clone().map(|reason| (profile::WHY, reason)));
            facts
        }
        Provenance::Nobody => vec![(profile::SOURCE, profile::FROM_NOBODY.say().to_owned())],
    }
}
