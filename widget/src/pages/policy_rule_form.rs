//! Writing a policy rule: for whom, of which attributes, and what it says. It ends with a look at what that would come to.

use domain::{
    api::{EditRules, RuleView},
    attribute::Rules,
    policy::{PolicyRule, Sets, What, WhoRule},
};
use leptos::prelude::*;

use super::{
    policy_rules::Desk,
    policy_words::{APPROVALS, AUTHORITIES, FAMILIES},
};
use crate::{
    editor::label_in,
    parts::{
        dialog::{actions, dialog},
        fields::{choice, named_choice, typed},
    },
    words::{Text, attributes, frame, policy as words},
};

/// A rule being written; the first choice of each side leaves it open.
#[derive(Clone, Copy)]
struct Written {
    ou: RwSignal<String>,
    group: RwSignal<String>,
    source: RwSignal<usize>,
    what: RwSignal<usize>,
    locked: RwSignal<usize>,
    visible: RwSignal<usize>,
    mandatory: RwSignal<usize>,
    approval: RwSignal<usize>,
    authority: RwSignal<usize>,
    max_chars: RwSignal<String>,
    pattern: RwSignal<String>,
    /// Limits that this form does not show stay as they are.
    other_limits: StoredValue<Rules>,
}

/// The place of a flag among its choices: open, yes, no.
fn flag(set: Option<bool>) -> RwSignal<usize> {
    RwSignal::new(match set {
        None => 0,
        Some(true) => 1,
        Some(false) => 2,
    })
}

fn read_flag(place: RwSignal<usize>) -> Option<bool> {
    match place.get_untracked() {
        1 => Some(true),
        2 => Some(false),
        _ => None,
    }
}

fn place_of<T: PartialEq>(choices: &[(T, Text)], set: Option<&T>) -> RwSignal<usize> {
    let place = set.and_then(|set| choices.iter().position(|(known, _)| known == set));
    RwSignal::new(place.map_or(0, |place| place + 1))
}

fn chosen<T: Copy>(choices: &[(T, Text)], place: RwSignal<usize>) -> Option<T> {
    choices.get(place.get_untracked().checked_sub(1)?).map(|(choice, _)| *choice)
}

impl Written {
    fn of(desk: Desk, rule: Option<&PolicyRule>) -> Self {
        let blank = WhoRule::default();
        let who = rule.map_or(&blank, |rule| &rule.who);
        let none = Sets::default();
        let sets = rule.map_or(&none, |rule| &rule.sets);
        let limits = sets.limits.clone().unwrap_or_default();
        let sources =
            desk.list.with(|list| list.sources.iter().map(|one| one.id).collect::<Vec<_>>()).unwrap_or_default();
        let source = who.source.and_then(|id| sources.iter().position(|one| *one == id)).map_or(0, |place| place + 1);
        let text = |text: Option<&String>| RwSignal::new(text.cloned().unwrap_or_default());
        Self {
            ou: text(who.ou.as_ref()),
            group: text(who.group.as_ref()),
            source: RwSignal::new(source),
            what: RwSignal::new(rule.map_or(FAMILIES.len(), |rule| what_place(desk, &rule.what))),
            locked: flag(sets.locked),
            visible: flag(sets.visible),
            mandatory: flag(sets.mandatory),
            approval: place_of(&APPROVALS, sets.approval.as_ref()),
            authority: place_of(&AUTHORITIES, sets.authority.as_ref()),
            max_chars: RwSignal::new(limits.max_chars.map(|most| most.to_string()).unwrap_or_default()),
            pattern: text(limits.pattern.as_ref()),
            other_limits: StoredValue::new(limits),
        }
    }

    fn rule(self, desk: Desk) -> Option<PolicyRule> {
        let text =
            |text: RwSignal<String>| Some(text.get_untracked().trim().to_owned()).filter(|text| !text.is_empty());
        let sources = untrack(|| desk.list.with(|list| list.sources.clone())).unwrap_or_default();
        let source = self.source.get_untracked().checked_sub(1).and_then(|place| Some(sources.get(place)?.id));
        let pattern = text(self.pattern);
        let max_chars = text(self.max_chars).and_then(|most| most.parse().ok());
        let limits = Rules { pattern, max_chars, ..self.other_limits.get_value() };
        Some(PolicyRule {
            who: WhoRule { ou: text(self.ou), group: text(self.group), source },
            what: what_at(desk, self.what.get_untracked())?,
            sets: Sets {
                locked: read_flag(self.locked),
                visible: read_flag(self.visible),
                mandatory: read_flag(self.mandatory),
                approval: chosen(&APPROVALS, self.approval),
                authority: chosen(&AUTHORITIES, self.authority),
                limits: Some(limits).filter(|limits| !limits.limit_nothing()),
            },
        })
    }
}

/// Families come first, then the attributes in their order.
fn what_place(desk: Desk, what: &What) -> usize {
    match what {
        What::Family(family) => FAMILIES.iter().position(|(known, _)| known == family).unwrap_or(0),
        What::Attribute(key) => {
            let place = desk.labels.with(|all| all.iter().position(|view| view.attribute.key == *key)).flatten();
            FAMILIES.len() + place.unwrap_or(0)
        }
    }
}

fn what_at(desk: Desk, place: usize) -> Option<What> {
    if let Some((family, _)) = FAMILIES.get(place) {
        return Some(What::Family(*family));
    }
    let key = |all: &super::labels::Labels| Some(all.get(place - FAMILIES.len())?.attribute.key.clone());
    untrack(|| desk.labels.with(key)).flatten().map(What::Attribute)
}

/// Writes a new rule, or one of the list.
pub(super) fn form_dialog(desk: Desk, known: Option<&RuleView>) -> AnyView {
    let written = untrack(|| Written::of(desk, known.map(|view| &view.rule)));
    let id = known.map(|view| view.id);
    let close = Callback::new(move |()| desk.writing.set(None));
    let show = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let Some(rule) = written.rule(desk) else { return };
        let edit = match id {
            Some(id) => EditRules::Change { id, rule },
            None => EditRules::Add { rule },
        };
        desk.trying.set(Some(edit));
    };
    let open = |texts: &[Text]| std::iter::once(words::LEAVE).chain(texts.iter().copied()).collect::<Vec<_>>();
    let buttons = view! {
        <button class="primary">{words::SHOW_EFFECT.say()}</button>
        <button type="button" on:click=move |_| close.run(())>
            {frame::CANCEL.say()}
        </button>
    };
    let locks = open(&[attributes::LOCKED, attributes::UNLOCKED]);
    let sights = open(&[attributes::VISIBLE, attributes::HIDDEN]);
    let blanks = open(&[words::MUST_BE_FILLED, words::MAY_BE_BLANK]);
    let body = view! {
        <form class="source-form" on:submit=show>
            <fieldset class="source-field">
                <legend class="label">{words::WHO.say()}</legend>
                <p class="note">{words::WHO_LEAD.say()}</p>
                {typed(words::WHO_OU, "text", written.ou)}
                {typed(words::WHO_GROUP, "text", written.group)}
                {source_choice(desk, written.source)}
            </fieldset>
            {what_choice(desk, written.what)}
            <fieldset class="source-field">
                <legend class="label">{words::SETS.say()}</legend>
                {choice(words::LOCK, &locks, written.locked)}
                {choice(words::SEEN, &sights, written.visible)}
                {choice(words::FILLED, &blanks, written.mandatory)}
                {choice(attributes::APPROVAL, &open(&APPROVALS.map(|(_, text)| text)), written.approval)}
                {choice(attributes::AUTHORITY, &open(&AUTHORITIES.map(|(_, text)| text)), written.authority)}
                {typed(words::MAX_CHARS, "number", written.max_chars)}
                {typed(words::PATTERN, "text", written.pattern)}
            </fieldset>
            {actions(buttons.into_any())}
        </form>
    };
    let title = if id.is_some() { words::CHANGE } else { words::ADD };
    dialog(title.say().to_owned(), close, body.into_any())
}

fn source_choice(desk: Desk, chosen: RwSignal<usize>) -> AnyView {
    let names = untrack(|| desk.list.with(|list| list.sources.iter().map(|one| one.name.clone()).collect::<Vec<_>>()));
    let first = std::iter::once(words::ANY_SOURCE.say().to_owned());
    named_choice(words::WHO_SOURCE, first.chain(names.unwrap_or_default()).collect(), chosen)
}

fn what_choice(desk: Desk, chosen: RwSignal<usize>) -> AnyView {
    let families = FAMILIES.map(|(_, text)| text.say().to_owned()).into_iter();
    let labels = untrack(|| desk.labels.get()).unwrap_or_default();
    let labels = labels.iter().map(|view| label_in(&view.attribute.labels, &view.attribute.key).to_owned());
    named_choice(words::WHAT, families.chain(labels).collect(), chosen)
}
