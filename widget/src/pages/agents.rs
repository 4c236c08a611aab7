//! The agents of a source: inviting one, seeing how each stands, asking for another key, revoking. What an agent tells moves by itself; the buttons stay
//! where they are while it does.

use std::time::Duration;

use domain::{
    api::{Agent, AgentState, InvitedAgent, SetUp, Via},
    id::{AgentId, SourceId},
    rights,
};
use leptos::prelude::*;

use super::{
    agent_facts::facts,
    frame::{heading, way_back},
};
use crate::{
    address::Page,
    api,
    language::day_and_time,
    parts::{
        act::Act,
        dialog::{actions, dialog, submit_or_cancel},
        fields::typed,
        icons::{Icon, icon},
        loading::{Load, load, loaded, nothing},
        message::{Tone, message},
        notice::Notices,
        question::question,
    },
    session::SignedIn,
    words::{agents as words, sources},
};

/// How often it is looked how the agents stand.
const LOOK_AGAIN: Duration = Duration::from_secs(3);

/// What the cards share.
#[derive(Clone, Copy)]
struct Desk {
    source: SourceId,
    list: Load<Vec<Agent>>,
    /// The agents as they were seen last.
    latest: RwSignal<Vec<Agent>>,
    /// The code that was just made.
    made: RwSignal<Option<InvitedAgent>>,
    may_set: bool,
}

impl Desk {
    fn agent(self, id: AgentId) -> Option<Agent> {
        self.latest.with(|all| all.iter().find(|agent| agent.id == id).cloned())
    }

    /// Looks again and again for as long as the page is shown and seen. The cards are drawn anew only where there is another agent or another state.
    fn keep_looking(self) {
        let shape = |all: &[Agent]| -> Vec<_> {
            all.iter().map(|agent| (agent.id, agent.state, agent.rotate_asked_at.is_some())).collect()
        };
        let look = move || {
            let is_hidden = web_sys::window().and_then(|window| window.document()).is_some_and(|page| page.hidden());
            if is_hidden {
                return;
            }
            api::agents(self.source).then(move |answer| {
                let Ok(all) = answer else { return };
                let Some(before) = self.latest.try_with_untracked(|before| shape(before)) else { return };
                self.latest.try_set(all.clone());
                if before != shape(&all) {
                    self.list.put(all);
                }
            });
        };
        if let Ok(handle) = set_interval_with_handle(look, LOOK_AGAIN) {
            on_cleanup(move || handle.clear());
        }
    }
}

pub(crate) fn page(source: SourceId) -> AnyView {
    let known = load(move || api::source(source));
    let title = move || {
        let name = known.with(|known| known.name.clone());
        name.map_or_else(|| words::SHORT.say().to_owned(), |name| words::TITLE.with(&[&name]))
    };
    view! {
        {way_back("/sources".to_owned(), sources::BACK)}
        {heading(title, Some(words::LEAD.say()))}
        {loaded(
            known,
            move |known| {
                if known.via == Via::Agent {
                    return agents(source, known.retired_at.is_some());
                }
                let link = SignedIn::here()
                    .may(rights::Act::SetSource)
                    .then(|| view! { <a href=Page::SetUp(source).address()>{words::CHANGE_SET_UP.say()}</a> });
                view! {
                    {message(
                        Tone::Info,
                        view! {
                            <p>{words::IS_DIRECT.say()}</p>
                            {link}
                        },
                    )}
                    {left_over(source)}
                }
                    .into_any()
            },
        )}
    }
    .into_any()
}

/// Agents of a source that is read directly: their keys would be good again, so they can be revoked.
fn left_over(source: SourceId) -> AnyView {
    let desk = Desk {
        source,
        list: load(move || api::agents(source)),
        latest: RwSignal::new(Vec::new()),
        made: RwSignal::new(None),
        may_set: SignedIn::here().may(rights::Act::SetSource),
    };
    loaded(desk.list, move |all| {
        desk.latest.set(all.clone());
        let there = all.iter().filter(|agent| agent.state != AgentState::Revoked && agent.enrolled_at.is_some());
        there.map(|agent| card(desk, agent)).collect::<Vec<_>>().into_any()
    })
}

/// In the set-up of a source.
pub(super) fn in_set_up(known: &SetUp) -> AnyView {
    agents(known.source, false)
}

fn agents(source: SourceId, is_retired: bool) -> AnyView {
    let desk = Desk {
        source,
        list: load(move || api::agents(source)),
        latest: RwSignal::new(Vec::new()),
        made: RwSignal::new(None),
        may_set: SignedIn::here().may(rights::Act::SetSource) && !is_retired,
    };
    desk.keep_looking();
    view! {
        {desk.may_set.then(|| inviter(desk))}
        {loaded(
            desk.list,
            move |all| {
                desk.latest.set(all.clone());
                if all.is_empty() {
                    return nothing(words::NONE.say(), words::NONE_LEAD.say(), ());
                }
                let (gone, there): (Vec<Agent>, Vec<Agent>) = all
                    .into_iter()
                    .partition(|agent| agent.state == AgentState::Revoked);
                let cards = |agents: Vec<Agent>| agents.iter().map(|agent| card(desk, agent)).collect::<Vec<_>>();
                let gone = (!gone.is_empty())
                    .then(|| {
                        view! {
                            <details>
                                <summary>{words::REVOKED_ONES.say()}</summary>
                                {cards(gone)}
                            </details>
                        }
                    });
                view! {
                    {cards(there)}
                    {gone}
                }
                    .into_any()
            },
        )}
        {move || desk.made.get().map(|made| told_once(desk, &made))}
    }
    .into_any()
}

fn inviter(desk: Desk) -> AnyView {
    let is_open = RwSignal::new(false);
    let close = Callback::new(move |()| is_open.set(false));
    view! {
        <div class="page-acts">
            <button type="button" on:click=move |_| is_open.set(true)>
                {icon(Icon::Plus)}
                {words::INVITE.say()}
            </button>
        </div>
        {move || is_open.get().then(|| invite(desk, close))}
    }
    .into_any()
}

fn invite(desk: Desk, close: Callback<()>) -> AnyView {
    let (act, name) = (Act::start(), RwSignal::new(String::new()));
    let send = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        act.run(api::invite_agent(desk.source, name.get_untracked()), move |made| {
            close.run(());
            desk.made.set(Some(made));
            desk.list.again();
        });
    };
    let body = view! {
        <form class="source-form" on:submit=send>
            <p>{words::INVITE_LEAD.say()}</p>
            {typed(words::NAME, "text", name)}
            <p class="note">{words::NAME_HINT.say()}</p>
            {act.view()}
            {submit_or_cancel(act, words::INVITE_DO, close)}
        </form>
    };
    dialog(words::INVITE_TITLE.say().to_owned(), close, body.into_any())
}

/// The code that was just made: the only time that it is told.
fn told_once(desk: Desk, made: &InvitedAgent) -> AnyView {
    let command = ["amend agent enrol ", &made.code].concat();
    let select = move |event: leptos::ev::FocusEvent| event_target::<web_sys::HtmlInputElement>(&event).select();
    let close = Callback::new(move |()| desk.made.set(None));
    let buttons = view! {
        <button type="button" on:click=move |_| close.run(())>
            {words::CLOSE.say()}
        </button>
    };
    let body = view! {
        <label class="stack">
            <span class="label">{words::COMMAND.say()}</span>
            <input type="text" readonly prop:value=command on:focus=select />
            <span class="note">{words::CODE_ONCE.with(&[&day_and_time(made.code_until)])}</span>
        </label>
        {actions(buttons.into_any())}
    };
    dialog(words::CODE_OF.with(&[&made.name]), close, body.into_any())
}

fn card(desk: Desk, agent: &Agent) -> AnyView {
    let id = agent.id;
    view! {
        <section class="card source">
            <div class="change-head">
                <h2>{agent.name.clone()}</h2>
                {badge(agent.state)}
            </div>
            {move || desk.agent(id).map(|agent| facts(&agent))}
            {(desk.may_set && agent.state != AgentState::Revoked).then(|| acts(desk, agent))}
        </section>
    }
    .into_any()
}

fn badge(state: AgentState) -> AnyView {
    let (class, text) = match state {
        AgentState::Invited => ("badge on-way", words::INVITED),
        AgentState::Expired => ("badge waits", words::EXPIRED),
        AgentState::Active => ("badge good", words::ACTIVE),
        AgentState::Standby => ("badge", words::STANDBY),
        AgentState::Away => ("badge waits", words::AWAY),
        AgentState::Revoked => ("badge bad", words::REVOKED),
    };
    view! { <span class=class>{text.say()}</span> }.into_any()
}

fn acts(desk: Desk, agent: &Agent) -> AnyView {
    let (act, notices, is_asked) = (Act::start(), Notices::here(), RwSignal::new(false));
    let (id, name) = (agent.id, agent.name.clone());
    let again = matches!(agent.state, AgentState::Invited | AgentState::Expired).then(|| {
        let name = name.clone();
        let press = move |_| {
            act.run(api::invite_agent(desk.source, name.clone()), move |made| {
                desk.made.set(Some(made));
                desk.list.again();
            });
        };
        view! {
            <button type="button" disabled=move || act.is_busy() on:click=press>
                {words::ANOTHER_CODE.say()}
            </button>
        }
    });
    let may_rotate = agent.enrolled_at.is_some() && agent.rotate_asked_at.is_none();
    let rotate = may_rotate.then(|| {
        let press = move |_| {
            act.run(api::rotate_agent(desk.source, id), move |agent| {
                notices.say(words::ROTATE_SAID.with(&[&agent.name]));
                desk.list.again();
            });
        };
        view! {
            <button type="button" disabled=move || act.is_busy() on:click=press>
                {words::ROTATE.say()}
            </button>
        }
    });
    let asked = move || {
        is_asked.get().then(|| {
            let (revokes, told) = (Act::start(), name.clone());
            let revoke = move || {
                let told = told.clone();
                revokes.run(api::revoke_agent(desk.source, id), move |_| {
                    notices.say(words::REVOKE_SAID.with(&[&told]));
                    is_asked.set(false);
                    desk.list.again();
                });
            };
            let close = Callback::new(move |()| is_asked.set(false));
            question(
                words::REVOKE_ASK.with(&[&name]),
                words::REVOKE_LEAD.say(),
                words::REVOKE_DO,
                revokes,
                revoke,
                close,
            )
        })
    };
    view! {
        {act.view()}
        <div class="page-acts">
            {again}
            {rotate}
            <button type="button" on:click=move |_| is_asked.set(true)>
                {words::REVOKE.say()}
            </button>
        </div>
        {asked}
    }
    .into_any()
}
