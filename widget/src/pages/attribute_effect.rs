//! What a new definition of an attribute would come to, shown before it is saved.

use domain::api::{Define, DefinitionEffect, FailingValue};
use leptos::prelude::*;

use super::{attribute::Desk, person_link::person_link};
use crate::{
    parts::{
        dialog::{actions, dialog},
        message::{Tone, message},
        table::bare,
        values::value_view,
    },
    trouble::problem_text,
    words::{catalogue as words, frame, policy},
};

pub(super) fn effect_dialog(desk: Desk, define: Define, effect: &DefinitionEffect) -> AnyView {
    let close = Callback::new(move |()| desk.looked_at.set(None));
    let kind = define.kind;
    let rows: Vec<AnyView> = effect.sample.iter().map(|line| row(kind, line)).collect();
    let sample = (!rows.is_empty()).then(|| {
        view! {
            <p class="note">{policy::SAMPLE.say()}</p>
            <div class="policy-sample">{bare(&[policy::PERSON, words::VALUE, words::WHAT_IS_WRONG], rows)}</div>
        }
    });
    let said = effect.clone();
    let failing = (effect.failing > 0).then(|| {
        let changes = (effect.changes > 0).then(|| words::FAILING_CHANGES.of(effect.changes));
        let text =
            [Some(words::FAILING.of(effect.failing)), changes].into_iter().flatten().collect::<Vec<_>>().join(" ");
        view! {
            {message(Tone::Warning, text)}
            <p>{words::EFFECT_LEAD.say()}</p>
        }
    });
    let blank =
        (define.rules.mandatory && effect.blank > 0).then(|| message(Tone::Info, words::BLANK.of(effect.blank)));
    let buttons = view! {
        <button class="primary" disabled=move || desk.act().is_busy() on:click=move |_| desk.save(&define, &said)>
            {words::SAVE_ANYWAY.say()}
        </button>
        <button on:click=move |_| close.run(())>{frame::CANCEL.say()}</button>
    };
    let body = view! {
        <p>{words::OF_PEOPLE.of(effect.people)}</p>
        {failing}
        {blank}
        {sample}
        {desk.act().view()}
        {actions(buttons.into_any())}
    };
    dialog(words::EFFECT.say().to_owned(), close, body.into_any())
}

fn row(kind: domain::attribute::Kind, line: &FailingValue) -> AnyView {
    let problems: Vec<String> = line.problems.iter().map(problem_text).collect();
    view! {
        <tr>
            <td data-label=policy::PERSON.say()>{person_link(line.person, line.name.clone())}</td>
            <td data-label=words::VALUE.say()>{value_view(Some(kind), Some(&line.value), None)}</td>
            <td data-label=words::WHAT_IS_WRONG.say()>{problems.join(" ")}</td>
        </tr>
    }
    .into_any()
}
