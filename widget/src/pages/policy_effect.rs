//! What an edit of the policy rules would come to, and saving it: exactly what was looked at, or nothing.

use domain::api::{EditRules, EffectLine, RuleEffect, SaveRules};
use leptos::prelude::*;

use super::{person_link::person_link, policy_rules::Desk, policy_words::differences};
use crate::{
    api,
    editor::label_in,
    parts::{
        act::Act,
        dialog::{actions, dialog},
        loading::{load, loaded},
        message::{Tone, message},
        table::bare,
        values::becomes,
    },
    words::{Counted, frame, policy as words},
};

/// Shows the effect of an edit; what was typed stays until it is saved.
pub(super) fn effect_dialog(desk: Desk, edit: EditRules) -> AnyView {
    let asked = edit.clone();
    let effect = load(move || api::preview_rules(&asked));
    let act = Act::start();
    let close = Callback::new(move |()| desk.trying.set(None));
    let deletes = matches!(edit, EditRules::Delete { .. });
    let save = move |_| {
        let Some(previewed) = untrack(|| effect.with(|effect| effect.version)) else { return };
        act.run(api::save_rules(&SaveRules { edit: edit.clone(), previewed }), move |rules| {
            desk.list.put(rules);
            desk.notices.say(words::SAVED.say());
            desk.trying.set(None);
            desk.writing.set(None);
        });
    };
    let sure = RwSignal::new(false);
    // A name that is misspelled looks like one of a container where nobody is yet.
    let for_nobody = Memo::new(move |_| effect.with(|effect| effect.holds_for == Some(0)).unwrap_or(false));
    let ask = move || {
        for_nobody.get().then(|| {
            view! {
                {message(Tone::Warning, words::FOR_NOBODY.say())}
                <label class="choice">
                    <input type="checkbox" prop:checked=move || sure.get() on:change=move |_| sure.update(|sure| *sure = !*sure) />
                    <span>{words::SURE.say()}</span>
                </label>
            }
        })
    };
    let verb = if deletes { words::DELETE } else { words::SAVE };
    let buttons = view! {
        <button class="primary" disabled=move || act.is_busy() || effect.get().is_none() || for_nobody.get() && !sure.get() on:click=save>
            {verb.say()}
        </button>
        <button disabled=move || act.is_busy() on:click=move |_| effect.again()>
            {words::AGAIN.say()}
        </button>
        <button on:click=move |_| close.run(())>{frame::CANCEL.say()}</button>
    };
    let body = view! {
        {loaded(effect, |effect| drawn(&effect))}
        {ask}
        {act.view()}
        {actions(buttons.into_any())}
    };
    dialog(words::EFFECT.say().to_owned(), close, body.into_any())
}

fn drawn(effect: &RuleEffect) -> AnyView {
    let counted = |count: i64, text: Counted| (count > 0).then(|| message(Tone::Warning, text.of(count)));
    let lead = if effect.people == 0 {
        words::EFFECT_NONE.say().to_owned()
    } else {
        words::EFFECT_OF.with(&[&words::PEOPLE.of(effect.people), &words::ATTRIBUTES.of(effect.attributes)])
    };
    let rows: Vec<AnyView> = effect.sample.iter().map(row).collect();
    let sample = (!rows.is_empty()).then(|| {
        view! {
            <p class="note">{words::SAMPLE.say()}</p>
            <div class="policy-sample">
                {bare(&[words::PERSON, words::ATTRIBUTE, words::BEFORE_AFTER], rows)}
            </div>
        }
    });
    view! {
        <p>
            <strong>{lead}</strong>
        </p>
        {counted(effect.held, words::WOULD_HOLD)}
        {counted(effect.released, words::WOULD_RELEASE)}
        {counted(effect.approvers, words::WOULD_MOVE)}
        {sample}
    }
    .into_any()
}

fn row(line: &EffectLine) -> AnyView {
    let sides: Vec<AnyView> = differences(&line.before, &line.after)
        .into_iter()
        .map(|(was, is)| view! { <div>{becomes(was.into_any(), is.into_any())}</div> }.into_any())
        .collect();
    view! {
        <tr>
            <td>{person_link(line.person, line.name.clone())}</td>
            <td>{label_in(&line.labels, &line.attribute).to_owned()}</td>
            <td>{sides}</td>
        </tr>
    }
    .into_any()
}
