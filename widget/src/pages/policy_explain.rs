//! Why a person has the policy that they have: which rule decides each side of it, and why the others do not (X14).

use domain::{
    api::{PersonRow, PolicyExplanation},
    id::{PersonId, RuleId},
    name::AttributeKey,
    policy::{Aspect, Outcome},
};
use leptos::prelude::*;

use super::{
    policy_rules::Desk,
    policy_words::{side, side_name},
};
use crate::{
    api,
    editor::label_in,
    parts::{
        fields::named_choice,
        loading::{load, loaded, nothing},
        person_picker::person_picker,
    },
    words::{people, policy as words},
};

pub(super) fn explain(desk: Desk) -> AnyView {
    let person = RwSignal::new(None::<PersonRow>);
    let attribute = RwSignal::new(0_usize);
    let choose = Callback::new(move |row| person.set(Some(row)));
    let attributes = move || {
        let labels = desk.labels.get().unwrap_or_default();
        let names = labels.iter().map(|view| label_in(&view.attribute.labels, &view.attribute.key).to_owned());
        named_choice(words::ATTRIBUTE, names.collect(), attribute)
    };
    let told = move || {
        let chosen = person.get()?;
        let key = desk.labels.with(|all| Some(all.get(attribute.get())?.attribute.key.clone())).flatten()?;
        Some(told(desk, chosen.id, key))
    };
    view! {
        <section class="card">
            <h2>{words::EXPLAIN.say()}</h2>
            <p class="note">{words::EXPLAIN_LEAD.say()}</p>
            {person_picker(words::FIND_PERSON.say(), people::SEARCH_NAME.say(), choose)}
            {attributes}
            {told}
        </section>
    }
    .into_any()
}

fn told(desk: Desk, person: PersonId, key: AttributeKey) -> AnyView {
    let explanation = load(move || {
        // What holds follows the rules: once they are saved, it is asked anew.
        desk.list.with(|rules| rules.version);
        api::explain_policy(person, &key)
    });
    loaded(explanation, move |told| drawn(desk, &told))
}

/// The place of a rule in the list, as the reader counts.
fn number(told: &PolicyExplanation, rule: RuleId) -> String {
    let place = told.rules.iter().position(|one| one.rule == rule);
    place.map_or_else(|| rule.to_string(), |place| (place + 1).to_string())
}

fn drawn(desk: Desk, told: &PolicyExplanation) -> AnyView {
    let sides: Vec<AnyView> = Aspect::ALL
        .into_iter()
        .map(|aspect| {
            let by = match told.decided.because.of(aspect) {
                Some(rule) => words::BY_RULE.with(&[&number(told, rule)]),
                // The side says so itself.
                None if aspect == Aspect::Limits && told.decided.limits.is_none() => String::new(),
                None => words::BY_ATTRIBUTE.say().to_owned(),
            };
            view! {
                <div>
                    <dt>{side_name(aspect)}</dt>
                    <dd>{side(&told.decided, aspect)} " " <span class="quiet-text">{by}</span></dd>
                </div>
            }
            .into_any()
        })
        .collect();
    let rules: Vec<AnyView> = told
        .rules
        .iter()
        .map(|one| {
            let name = words::RULE.with(&[&number(told, one.rule)]);
            view! { <li><strong>{name}</strong> " " {outcome(&one.outcome)}</li> }.into_any()
        })
        .collect();
    let rules = match desk.list.with(|list| list.rules.is_empty()) {
        Some(true) => nothing(words::NONE.say(), words::NONE_LEAD.say(), ()),
        _ => view! { <ul>{rules}</ul> }.into_any(),
    };
    view! {
        <h3>{words::CHOSEN.with(&[&told.name])} " · " {label_in(&told.labels, &told.attribute).to_owned()}</h3>
        <dl class="facts">{sides}</dl>
        {rules}
    }
    .into_any()
}

fn outcome(outcome: &Outcome) -> String {
    let names = |aspects: &[Aspect]| aspects.iter().map(|aspect| side_name(*aspect)).collect::<Vec<_>>().join(", ");
    let text = match outcome {
        Outcome::Off => words::IS_OFF,
        Outcome::OtherAttribute => words::OTHER_ATTRIBUTE,
        Outcome::OtherSource => words::OTHER_SOURCE,
        Outcome::OutsideOu => words::OUTSIDE_OU,
        Outcome::NotInGroup => words::NOT_IN_GROUP,
        Outcome::Holds { decides, too_late } => {
            let decides = (!decides.is_empty()).then(|| words::DECIDES.with(&[&names(decides)]));
            let late = (!too_late.is_empty()).then(|| words::TOO_LATE.with(&[&names(too_late)]));
            return [decides, late].into_iter().flatten().collect::<Vec<_>>().join(" ");
        }
    };
    text.say().to_owned()
}
