//! The steps that are a form and a test: address, account, base and filter.

use domain::api::{Checked, SetUp, SetUpStep, SourceState, Via};
use leptos::prelude::*;

use super::{
    Wizard, after_by, back,
    entered::{Entered, PINNED},
    found::found,
};
use crate::{
    address::Page,
    api,
    parts::{
        act::Act,
        fields::{choice, typed},
        loading::Load,
        message::{Tone, message},
    },
    words::{Text, agents, rekey, set_up as words},
};

pub(super) fn form(wizard: Wizard, known: &SetUp, entered: Entered, step: SetUpStep) -> AnyView {
    let (act, checked) = (Act::start(), RwSignal::new(None::<Checked>));
    let latest: Load<SetUp> = wizard.known;
    let kept = known.clone();
    let save = move |next: SetUpStep, done: Callback<SetUp>| {
        checked.set(None);
        let ask = api::save_set_up(kept.source, wizard.version.get_value(), &entered.save(&kept, next));
        act.run_or(
            ask,
            move |saved: SetUp| {
                wizard.version.set_value(saved.version);
                entered.password.set(String::new());
                done.run(saved);
            },
            // Read anew, what was typed would be gone and the reason with it.
            move |trouble| {
                if trouble.is_overtaken() {
                    latest.again();
                }
            },
        );
    };
    let id = known.source;
    let checks = Act::start();
    let test = {
        let save = save.clone();
        move |event: leptos::ev::SubmitEvent| {
            event.prevent_default();
            save(
                step,
                Callback::new(move |_| {
                    checks.run(api::check_source(id, step), move |answer: Checked| {
                        if let Some(usual) = answer.usual.as_deref().filter(|_| answer.failure.is_none()) {
                            entered.take_usual(usual);
                        }
                        checked.set(Some(answer));
                    });
                }),
            );
        }
    };
    let was = known.via;
    let go_on = move |_| {
        let via = untrack(|| entered.via());
        // Who turns to an agent invites it here, and who turns back tests here.
        let onward = if via == was { after_by(step, via) } else { step };
        let next = Callback::new(move |saved: SetUp| {
            wizard.go(onward);
            latest.put(saved);
        });
        save(onward, next);
    };
    let pin = Callback::new(move |print: String| {
        entered.pin.set(print);
        entered.trust.set(PINNED);
        checked.set(None);
    });
    let busy = move || act.is_busy() || checks.is_busy();
    // What turns over is saved first: a test would have it read in the other way before anybody has said so.
    let turns = move || entered.via() != was;
    let note = move || checks.is_busy().then(|| view! { <p class="note">{words::TESTING.say()}</p> });
    view! {
        <form class="source-form" on:submit=test aria-busy=move || busy().to_string()>
            {fields(known, entered, step)}
            {act.view()}
            {checks.view()}
            <div aria-live="polite">{note}</div>
            {move || checked.get().map(|checked| found(&checked, step, pin))}
            <div class="page-acts">
                {back(wizard, step)}
                {move || (!turns()).then(|| view! { <button disabled=busy>{words::TEST.say()}</button> })}
                <button type="button" class="primary" disabled=busy on:click=go_on>
                    {words::NEXT.say()}
                </button>
            </div>
        </form>
    }
    .into_any()
}

fn fields(known: &SetUp, entered: Entered, step: SetUpStep) -> AnyView {
    match step {
        SetUpStep::Address => reached(known, entered),
        SetUpStep::Account => account(known, entered),
        SetUpStep::Base => view! {
            {typed(words::BASE_DN, "text", entered.base)}
            {(known.via == Via::Agent).then(|| note(agents::NARROW_BASE))}
        }
        .into_any(),
        _ => view! {
            {typed(words::FILTER_TEXT, "text", entered.filter)}
            {typed(words::USERNAME_ATTRIBUTE, "text", entered.username_attribute)}
            {id_attribute(known, entered)}
            {typed(words::DISABLED_ATTRIBUTE, "text", entered.disabled_attribute)}
            {typed(words::DISABLED_VALUES, "text", entered.disabled_values)}
        }
        .into_any(),
    }
}

/// Directly or by an agent, what either means, and what each asks for.
fn reached(known: &SetUp, entered: Entered) -> AnyView {
    const VIA: [Text; 2] = [agents::DIRECT, agents::BY_AGENT];
    let (was, known) = (known.via, known.clone());
    let rest = move || match (was, entered.via()) {
        (Via::Direct, Via::Direct) => view! {
            {note(agents::DIRECT_LEAD)}
            {address(entered)}
            // Of one that is read another address needs the password again, in the same breath.
            {(known.state != SourceState::Draft).then(|| account(&known, entered))}
        }
        .into_any(),
        // One that is read is not left without an account for a moment, so everything is asked for at once.
        (Via::Agent, Via::Direct) => view! {
            {note(agents::DIRECT_LEAD)}
            {message(Tone::Warning, agents::TO_DIRECT.say())}
            {address(entered)}
            {account(&known, entered)}
            {typed(words::BASE_DN, "text", entered.base)}
        }
        .into_any(),
        (Via::Direct, Via::Agent) => view! {
            {note(agents::AGENT_LEAD)}
            {message(Tone::Warning, agents::TO_AGENT.say())}
        }
        .into_any(),
        (Via::Agent, Via::Agent) => note(agents::AGENT_LEAD),
    };
    view! {
        {choice(agents::REACHED, &VIA, entered.via)}
        {rest}
    }
    .into_any()
}

fn account(known: &SetUp, entered: Entered) -> AnyView {
    let kept = if known.has_password { words::PASSWORD_KEPT } else { words::PASSWORD_NEEDED };
    view! {
        {typed(words::BIND_DN, "text", entered.bind_dn)}
        {note(words::BIND_HINT)}
        {secret(entered.password)}
        {note(kept)}
    }
    .into_any()
}

/// Once people are known by it, it is not typed over.
fn id_attribute(known: &SetUp, entered: Entered) -> AnyView {
    if known.state == SourceState::Draft {
        return typed(words::ID_ATTRIBUTE, "text", entered.id_attribute);
    }
    let address = Page::Rekey(known.source).address();
    view! {
        <div class="source-field">
            <span class="label">{words::ID_ATTRIBUTE.say()}</span>
            <span>{known.connection.id_attribute.clone()}</span>
            <a href=address>{rekey::CHANGE.say()}</a>
        </div>
    }
    .into_any()
}

fn address(entered: Entered) -> AnyView {
    const TLS: [Text; 3] = [words::TLS_LDAPS, words::TLS_START, words::TLS_PLAIN];
    const TRUST: [Text; 3] = [words::TRUST_SYSTEM, words::TRUST_CA, words::TRUST_PIN];
    let is_plain = move || entered.tls.get() == 2;
    let more = move || match entered.trust.get() {
        1 => Some(pem(entered.ca_pem)),
        PINNED => Some(typed(words::PIN, "text", entered.pin)),
        _ => None,
    };
    let trusts = move || {
        (!is_plain()).then(|| {
            view! {
                {choice(words::TRUST, &TRUST, entered.trust)}
                {more}
            }
        })
    };
    view! {
        {typed(words::URL, "text", entered.url)}
        {note(words::URL_HINT)}
        {choice(words::TLS, &TLS, entered.tls)}
        {move || is_plain().then(|| message(Tone::Warning, words::PLAIN_WARNING.say()))}
        {trusts}
    }
    .into_any()
}

fn note(text: Text) -> AnyView {
    view! { <p class="note">{text.say()}</p> }.into_any()
}

fn secret(text: RwSignal<String>) -> AnyView {
    view! {
        <label class="source-field">
            <span class="label">{words::PASSWORD.say()}</span>
            <input
                type="password"
                autocomplete="new-password"
                prop:value=move || text.get()
                on:input=move |event| text.set(event_target_value(&event))
            />
        </label>
    }
    .into_any()
}

fn pem(text: RwSignal<String>) -> AnyView {
    view! {
        <label class="source-field">
            <span class="label">{words::CA_PEM.say()}</span>
            <textarea
                rows="6"
                spellcheck="false"
                prop:value=move || text.get()
                on:input=move |event| text.set(event_target_value(&event))
            ></textarea>
        </label>
    }
    .into_any()
}
