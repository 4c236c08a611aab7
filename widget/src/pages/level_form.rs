//! Writing a further level of approval: its conditions, who decides, and for how long.

use domain::{
    api::{NamedPerson, PeopleQuery},
    approval::{Approver, Condition, Level, Side, Test},
};
use leptos::prelude::*;

use super::{
    level_editor::{Draft, PLAIN},
    level_words,
};
use crate::{
    api,
    parts::{
        act::Act,
        fields::{checked, choice, typed},
    },
    words::{Text, levels as words},
};

const SIDES: [(Side, Text); 2] = [(Side::New, words::SIDE_NEW), (Side::Old, words::SIDE_OLD)];
const TESTS: [Text; 5] = [words::T_CONTAINS, words::T_EQUALS, words::T_MATCHES, words::T_BLANK, words::T_SPELLING];
/// After those without a name: a group, and a person.
const KINDS: [Text; 7] = [
    words::K_MANAGER,
    words::K_MANAGERS_MANAGER,
    words::K_ADMINS,
    words::K_CONTAINER_OWNER,
    words::K_GROUP_OWNER,
    words::K_GROUP,
    words::K_PEOPLE,
];

/// A level being written.
#[derive(Clone, Copy)]
pub(super) struct Form {
    side: RwSignal<usize>,
    test: RwSignal<usize>,
    text: RwSignal<String>,
    not: RwSignal<bool>,
    when: RwSignal<Vec<Condition>>,
    kind: RwSignal<usize>,
    name: RwSignal<String>,
    who: RwSignal<Vec<Approver>>,
    any: RwSignal<bool>,
    days: RwSignal<String>,
    /// It was to be added with days that are no number of them.
    has_wrong_days: RwSignal<bool>,
    /// It was to be passed over, though something of it is written.
    is_passed_over: RwSignal<bool>,
    is_unknown: RwSignal<bool>,
    act: Act,
}

impl Form {
    pub(super) fn start() -> Self {
        Self {
            side: RwSignal::new(0),
            test: RwSignal::new(0),
            text: RwSignal::new(String::new()),
            not: RwSignal::new(false),
            when: RwSignal::new(Vec::new()),
            kind: RwSignal::new(0),
            name: RwSignal::new(String::new()),
            who: RwSignal::new(Vec::new()),
            any: RwSignal::new(false),
            days: RwSignal::new(String::new()),
            has_wrong_days: RwSignal::new(false),
            is_passed_over: RwSignal::new(false),
            is_unknown: RwSignal::new(false),
            act: Act::start(),
        }
    }

    fn add_condition(self) {
        let text = self.text.get_untracked().trim().to_owned();
        let is = match self.test.get_untracked() {
            0 => Test::Contains(text),
            1 => Test::Equals(text),
            2 => Test::Matches(text),
            3 => Test::Blank,
            _ => Test::OnlySpelling,
        };
        let is_empty =
            matches!(&is, Test::Contains(text) | Test::Equals(text) | Test::Matches(text) if text.is_empty());
        if !is_empty {
            let of = SIDES.get(self.side.get_untracked()).map_or(Side::New, |(side, _)| *side);
            self.when.update(|when| when.push(Condition { of, is, not: self.not.get_untracked() }));
            self.text.set(String::new());
            self.not.set(false);
        }
    }

    fn add_approver(self, draft: Draft) {
        self.is_unknown.set(false);
        let name = self.name.get_untracked().trim().to_owned();
        let kind = self.kind.get_untracked();
        if let Some(plain) = PLAIN.get(kind) {
            self.put(plain.clone());
        } else if kind == PLAIN.len() {
            if !name.is_empty() {
                self.put(Approver::Group(name));
            }
        } else {
            let query = PeopleQuery { search: Some(name.clone()), ..PeopleQuery::default() };
            self.act.run(api::people(&query), move |page| {
                let same = |one: &str| one.to_lowercase() == name.to_lowercase();
                let found = page.items.into_iter().find(|row| row.username.as_deref().is_some_and(same));
                self.is_unknown.set(found.is_none());
                if let Some(row) = found {
                    draft.named.update(|named| named.push(NamedPerson { person: row.id, name: row.display_name }));
                    self.put(Approver::People(vec![row.id]));
                }
            });
        }
    }

    fn put(self, approver: Approver) {
        self.who.update(|who| {
            if !who.contains(&approver) {
                who.push(approver);
            }
        });
        self.name.set(String::new());
    }

    fn needs_text(self) -> bool {
        self.test.get() < 3
    }

    fn needs_name(self) -> bool {
        self.kind.get() >= PLAIN.len()
    }

    /// Whether a condition or somebody is typed that was not added.
    fn is_typed(self) -> bool {
        let is_typed = |text: RwSignal<String>| text.with(|text| !text.trim().is_empty());
        (self.needs_text() && is_typed(self.text)) || (self.needs_name() && is_typed(self.name))
    }

    /// Whether anything of it is written.
    fn is_begun(self) -> bool {
        let has_days = self.days.with(|days| !days.trim().is_empty());
        has_days || self.is_typed() || self.when.with(|when| !when.is_empty()) || self.who.with(|who| !who.is_empty())
    }

    /// Whether a level is begun that saving would lose; that is said then.
    pub(super) fn is_left_over(self) -> bool {
        let is_begun = untrack(|| self.is_begun());
        self.is_passed_over.set(is_begun);
        is_begun
    }

    /// After how many days whoever comes next is asked too; `None` where what is typed is no number of days.
    fn read_days(self) -> Option<Option<u32>> {
        self.days.with(|days| match days.trim() {
            "" => Some(None),
            text => text.parse().ok().filter(|days| (1..=365).contains(days)).map(Some),
        })
    }

    fn add_level(self, draft: Draft) {
        let days = untrack(|| self.read_days());
        let is_typed = untrack(|| self.is_typed());
        self.has_wrong_days.set(days.is_none());
        self.is_passed_over.set(is_typed);
        let approvers = self.who.get_untracked();
        let (Some(days), false, false) = (days, is_typed, approvers.is_empty()) else { return };
        draft.add(Level { when: self.when.get_untracked(), approvers, any: self.any.get_untracked(), days });
        self.when.set(Vec::new());
        self.who.set(Vec::new());
        self.any.set(false);
        self.days.set(String::new());
    }
}

pub(super) fn form(draft: Draft, form: Form) -> AnyView {
    let wrong_days =
        Signal::derive(move || (form.has_wrong_days.get() && form.read_days().is_none()).then_some(words::NOT_DAYS));
    let left = move || {
        let text = if form.is_typed() { words::NOT_ADDED } else { words::BEGUN };
        (form.is_passed_over.get() && form.is_begun())
            .then(|| view! { <p class="problem" role="alert">{text.say()}</p> })
    };
    view! {
        <fieldset class="source-field source-form">
            <legend class="label">{words::ADD_TITLE.say()}</legend>
            <fieldset class="source-field">
                <legend class="label">{words::WHEN.say()}</legend>
                {move || chips(form.when, level_words::condition, words::ALWAYS)}
                {choice(words::WHEN_SIDE, &SIDES.map(|(_, text)| text), form.side)}
                {choice(words::WHEN_TEST, &TESTS, form.test)}
                {move || form.needs_text().then(|| typed(words::WHEN_TEXT, "text", form.text))}
                {check(words::WHEN_NOT, form.not)}
                <button type="button" on:click=move |_| form.add_condition()>
                    {words::WHEN_ADD.say()}
                </button>
            </fieldset>
            <fieldset class="source-field">
                <legend class="label">{words::WHO.say()}</legend>
                {move || {
                    let named = draft.named.get();
                    chips(form.who, move |one: &Approver| level_words::approver(one, &named), words::WHO_NONE)
                }}
                {choice(words::WHO, &KINDS, form.kind)}
                {move || form.needs_name().then(|| typed(words::WHO_NAME, "text", form.name))}
                {move || {
                    form.is_unknown.get().then(|| view! { <p class="problem" role="alert">{words::NO_SUCH.say()}</p> })
                }}
                {form.act.view()}
                <button type="button" on:click=move |_| form.add_approver(draft)>
                    {words::WHO_ADD.say()}
                </button>
                {check(words::ANY, form.any)}
            </fieldset>
            {checked(words::DAYS, None, form.days, wrong_days)}
            <button
                type="button"
                disabled=move || form.who.with(Vec::is_empty)
                on:click=move |_| form.add_level(draft)
            >
                {words::ADD.say()}
            </button>
            {left}
        </fieldset>
    }
    .into_any()
}

fn check(name: Text, is_so: RwSignal<bool>) -> AnyView {
    view! {
        <label class="check">
            <input type="checkbox" prop:checked=is_so on:change=move |event| is_so.set(event_target_checked(&event)) />
            <span>{name.say()}</span>
        </label>
    }
    .into_any()
}

/// What was added so far, each to be taken away again.
fn chips<T: Clone + Send + Sync + 'static>(all: RwSignal<Vec<T>>, say: impl Fn(&T) -> String, none: Text) -> AnyView {
    let shown = all.get();
    if shown.is_empty() {
        return view! { <p class="note">{none.say()}</p> }.into_any();
    }
    let chip = |(place, one): (usize, &T)| {
        let said = say(one);
        let remove = move |_| {
            all.update(|all| {
                all.remove(place);
            });
        };
        view! {
            <li>
                {said.clone()} " " <button type="button" aria-label=words::REMOVE.with(&[&said]) on:click=remove>
                    {words::REMOVE_SHORT.say()}
                </button>
            </li>
        }
        .into_any()
    };
    view! { <ul class="plain">{shown.iter().enumerate().map(chip).collect::<Vec<_>>()}</ul> }.into_any()
}
