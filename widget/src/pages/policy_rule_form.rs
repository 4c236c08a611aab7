//! Writing a policy rule: for whom, of which attributes, and what it says. It ends with a look at what that would come to.

use domain::{
    api::{EditRules, RuleView},
    attribute::Rules,
    dn,
    policy::{PolicyRule, Sets, What, WhoRule},
};
use leptos::prelude::*;

use super::{
    limits_form::Limits,
    policy_rules::Desk,
    policy_words::{APPROVALS, AUTHORITIES, FAMILIES},
};
use crate::{
    editor::label_in,
    parts::{
        dialog::{actions, dialog},
        fields::{checked, choice, named_choice},
    },
    words::{Text, attributes, catalogue, frame, policy as words},
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
    limits: Limits,
    /// What is wrong with the container, the group, and what it says altogether.
    wrong: RwSignal<[Option<Text>; 3]>,
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
        let what = RwSignal::new(rule.map_or(FAMILIES.len(), |rule| what_place(desk, &rule.what)));
        let about = Signal::derive(move || {
            let place = what.get().checked_sub(FAMILIES.len())?;
            desk.labels.with(|all| all.get(place).map(|view| (view.attribute.kind, view.attribute.many))).flatten()
        });
        Self {
            ou: text(who.ou.as_ref()),
            group: text(who.group.as_ref()),
            source: RwSignal::new(source),
            what,
            locked: flag(sets.locked),
            visible: flag(sets.visible),
            mandatory: flag(sets.mandatory),
            approval: place_of(&APPROVALS, sets.approval.as_ref()),
            authority: place_of(&AUTHORITIES, sets.authority.as_ref()),
            limits: Limits::of(&limits, None, &desk.labels.get().unwrap_or_default(), about),
            wrong: RwSignal::new([None; 3]),
        }
    }

    /// The rule, if nothing is wrong with it; else that is told at the fields.
    fn rule(self, desk: Desk) -> Option<PolicyRule> {
        let limits = self.limits.read(true);
        let rule = self.written(desk, limits.clone().unwrap_or_default())?;
        let no_name =
            |name: &Option<String>| name.as_ref().is_some_and(|name| !dn::is_valid(name)).then_some(words::NO_DN);
        let says_nothing = limits.is_some() && rule.sets.aspects().next().is_none();
        let wrong = [no_name(&rule.who.ou), no_name(&rule.who.group), says_nothing.then_some(words::SAYS_NOTHING)];
        let is_right = wrong.iter().all(Option::is_none) && limits.is_some();
        self.wrong.set(wrong);
        is_right.then_some(rule)
    }

    fn wrong(self, place: usize) -> Signal<Option<Text>> {
        Signal::derive(move || self.wrong.with(|wrong| wrong.get(place).copied().flatten()))
    }

    fn written(self, desk: Desk, limits: Rules) -> Option<PolicyRule> {
        let text =
            |text: RwSignal<String>| Some(text.get_untracked().trim().to_owned()).filter(|text| !text.is_empty());
        let sources = untrack(|| desk.list.with(|list| list.sources.clone())).unwrap_or_default();
        let source = self.source.get_untracked().checked_sub(1).and_then(|place| Some(sources.get(place)?.id));
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
        <form class="source-form" novalidate on:submit=show on:input=move |_| written.wrong.set([None; 3])>
            <fieldset class="source-field">
                <legend class="label">{words::WHO.say()}</legend>
                <p class="note">{words::WHO_LEAD.say()}</p>
                {checked(words::WHO_OU, None, written.ou, written.wrong(0))}
                {checked(words::WHO_GROUP, None, written.group, written.wrong(1))}
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
            </fieldset>
            <fieldset class="source-field wide">
                <legend class="label">{catalogue::LIMITS.say()}</legend>
                {written.limits.view()}
            </fieldset>
            {move || written.wrong(2).get().map(|wrong| view! { <p class="problem" role="alert">{wrong.say()}</p> })}
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
