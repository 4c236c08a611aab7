//! Who decides on a change next, since when it waits for them, and when others are asked too.

use domain::api::{ApprovalView, AskedKind, AskedView, ChangeView};
use leptos::prelude::*;

use crate::{
    language::short_day,
    words::{approval, changes},
};

/// The sentences; nothing for a change that waits for nobody.
pub(crate) fn asked(change: &ChangeView) -> Option<AnyView> {
    let stand = change.approval.as_ref().filter(|_| change.suspended_at.is_none())?;
    Some(view! { <p class="quiet-text asked">{sentences(stand)}</p> }.into_any())
}

fn sentences(stand: &ApprovalView) -> String {
    let mut said = Vec::new();
    if stand.of > 1 {
        said.push(approval::LEVEL_OF.with(&[&stand.level.to_string(), &stand.of.to_string()]));
    }
    let all: Vec<String> = stand.asks.iter().map(who).collect();
    said.push(approval::WAITS_FOR.with(&[&all.join(approval::OR.say()), &short_day(stand.since)]));
    said.extend(stand.due.map(|due| approval::DUE.with(&[&short_day(due)])));
    said.extend(stand.on_behalf_of.as_ref().map(|name| approval::ON_BEHALF.with(&[name])));
    said.join(" ")
}

fn who(asked: &AskedView) -> String {
    let names = asked.names.join(approval::OR.say());
    let text = match asked.kind {
        AskedKind::Admins => return approval::ADMINS.say().to_owned(),
        AskedKind::Manager => approval::MANAGER,
        AskedKind::ManagersManager => approval::MANAGERS_MANAGER,
        AskedKind::Group => approval::GROUP,
        AskedKind::ContainerOwner | AskedKind::GroupOwner => approval::OWNER,
        AskedKind::People => return names,
    };
    text.with(&[&names])
}

/// By whom a step was taken, and in whose place.
pub(crate) fn by(name: &str, on_behalf_of: Option<&str>) -> String {
    let by = changes::BY.with(&[name]);
    match on_behalf_of {
        Some(absent) => [by.as_str(), " ", &approval::FOR_WHOM.with(&[absent])].concat(),
        None => by,
    }
}
