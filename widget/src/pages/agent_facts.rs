//! What there is to say of one agent: when it was heard of, where it runs, by how much its clock differs, and what its own settings let out.

use domain::api::{Agent, AgentRead, AgentTold};
use leptos::prelude::*;

use crate::{
    language::{ago, figure, seconds as in_seconds},
    parts::message::{Tone, message},
    words::{Text, agents as words},
};

/// Up to so many seconds, a clock is as here.
const RIGHT: i64 = 2;
/// From so many seconds on, it should be set.
const WRONG: i64 = 15;

pub(super) fn facts(agent: &Agent) -> AnyView {
    let seconds = agent.clock_skew_ms.map(|skew| skew / 1000);
    let clones = (agent.turned_away > 0).then(|| {
        let last = agent.turned_away_at.map(ago).unwrap_or_default();
        message(Tone::Warning, words::CLONES.with(&[&figure(agent.turned_away), &last]))
    });
    let wrong = seconds
        .filter(|seconds| seconds.abs() >= WRONG)
        .map(|seconds| message(Tone::Warning, words::CLOCK_WRONG.with(&[&figure(seconds.abs())])));
    let refused =
        (!agent.refused.is_empty()).then(|| message(Tone::Warning, words::REFUSED.with(&[&agent.refused.join(", ")])));
    let contact = agent.last_contact_at.map_or_else(|| words::NEVER.say().to_owned(), ago);
    let rotating = agent.rotate_asked_at.map(|_| view! { <p class="quiet-text">{words::ROTATE_ASKED.say()}</p> });
    view! {
        {clones}
        {wrong}
        {refused}
        <p class="quiet-text">{words::CREATED.with(&[&agent.created_by, &ago(agent.created_at)])}</p>
        {rotating}
        <dl class="facts plain">
            {fact(words::LAST_CONTACT, contact)}
            {fact(words::LAST_RUN, agent.read.as_ref().map_or_else(|| words::NEVER.say().to_owned(), read))}
            {agent.lag_ms.map(|lag| fact(words::LAG, words::LAG_OF.with(&[&in_seconds(lag)])))}
            {agent.version.clone().map(|version| fact(words::VERSION, version))}
            {agent.host.clone().filter(|host| !host.is_empty()).map(|host| fact(words::HOST, host))}
            {seconds.map(|seconds| fact(words::CLOCK, clock(seconds)))}
            {agent.told.as_ref().map(told)}
        </dl>
    }
    .into_any()
}

fn read(read: &AgentRead) -> String {
    words::READ.with(&[&ago(read.at), &words::ENTRIES.of(read.entries), &in_seconds(read.milliseconds)])
}

fn clock(seconds: i64) -> String {
    if seconds.abs() <= RIGHT {
        return words::CLOCK_RIGHT.say().to_owned();
    }
    let text = if seconds < 0 { words::CLOCK_BEHIND } else { words::CLOCK_AHEAD };
    text.with(&[&figure(seconds.abs())])
}

fn told(told: &AgentTold) -> AnyView {
    let writes = told.write.as_ref().map_or_else(
        || words::WRITES_NOTHING.say().to_owned(),
        |write| words::WRITES_SOME.with(&[&write.attributes.join(", "), &figure(i64::from(write.per_hour))]),
    );
    view! {
        {fact(words::SENDS_BASE, told.base.clone())}
        {fact(words::SENDS_FILTER, told.filter.clone())}
        {fact(words::SENDS, told.attributes.join(", "))}
        {fact(words::WRITES, writes)}
    }
    .into_any()
}

fn fact(name: Text, text: String) -> AnyView {
    view! {
        <div>
            <dt>{name.say()}</dt>
            <dd>{text}</dd>
        </div>
    }
    .into_any()
}
