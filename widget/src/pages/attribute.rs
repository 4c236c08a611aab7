//! An attribute's own page: what it is called, what it holds, what may stand in it (S1.17, T2, T12). What would no longer fit is shown before it
//! is saved; nothing of it is touched.

use domain::{
    api::{AttributeView, Define, DefinitionEffect},
    attribute::{Attribute, Kind, Rules},
    name::AttributeKey,
    rights, validate,
};
use leptos::prelude::*;

use super::{
    attribute_effect::effect_dialog, attributes::label, frame::heading, labels::Labels, language_texts::Texts,
    limits_form::Limits,
};
use crate::{
    api,
    editor::section_name,
    parts::{
        act::Act,
        fields::{choice, named_choice},
        loading::{Load, load, loaded, nothing},
        notice::Notices,
    },
    session::SignedIn,
    words::{Text, attributes, catalogue as words},
};

/// Kinds that one may become another.
const KINDS: [(Kind, Text); 9] = [
    (Kind::Text, attributes::KIND_TEXT),
    (Kind::Number, words::KIND_NUMBER),
    (Kind::Date, attributes::KIND_DATE),
    (Kind::YesNo, attributes::KIND_YES_NO),
    (Kind::Choice, attributes::KIND_CHOICE),
    (Kind::Email, attributes::KIND_EMAIL),
    (Kind::Phone, attributes::KIND_PHONE),
    (Kind::Url, attributes::KIND_URL),
    (Kind::Country, words::KIND_COUNTRY),
];

/// The definition being written.
#[derive(Clone, Copy)]
pub(super) struct Desk {
    all: Load<Labels>,
    before: StoredValue<AttributeView>,
    labels: Texts,
    help: Texts,
    kind: RwSignal<Kind>,
    many: RwSignal<bool>,
    mandatory: RwSignal<bool>,
    /// The place among the sections; the last is a new one.
    section: RwSignal<usize>,
    sections: StoredValue<Vec<String>>,
    new_section: RwSignal<String>,
    limits: Limits,
    act: Act,
    notices: Notices,
    needs_mending: RwSignal<bool>,
    /// What was looked at before it is saved.
    pub(super) looked_at: RwSignal<Option<(Define, DefinitionEffect)>>,
}

pub(crate) fn page(key: &str) -> AnyView {
    let all = load(api::attributes);
    let wanted = AttributeKey::parse(key).ok();
    let title = wanted.clone();
    let heading_text = move || {
        let named = all.with(|all| {
            let view = all.iter().find(|view| Some(&view.attribute.key) == title.as_ref())?;
            Some(words::TITLE.with(&[label(view)]))
        });
        named.flatten().unwrap_or_else(|| attributes::ATTRIBUTE.say().to_owned())
    };
    view! {
        {heading(heading_text, None)}
        <p>
            <a href="/attributes">{words::BACK.say()}</a>
        </p>
        {loaded(
            all,
            move |views| match views.iter().find(|view| Some(&view.attribute.key) == wanted.as_ref()) {
                Some(view) => form(Desk::of(all, view, &views)),
                None => nothing(words::NO_SUCH.say(), words::NO_SUCH_LEAD.say(), ()),
            },
        )}
    }
    .into_any()
}

impl Desk {
    fn of(all: Load<Labels>, view: &AttributeView, views: &[AttributeView]) -> Self {
        let attribute = &view.attribute;
        let mut sections: Vec<String> = Vec::new();
        for view in views {
            if !sections.contains(&view.attribute.section) {
                sections.push(view.attribute.section.clone());
            }
        }
        let section = sections.iter().position(|name| *name == attribute.section).unwrap_or(0);
        let (kind, many) = (RwSignal::new(attribute.kind), RwSignal::new(attribute.many));
        let about = Signal::derive(move || Some((kind.get(), many.get())));
        Self {
            all,
            before: StoredValue::new(view.clone()),
            labels: Texts::of(&attribute.labels),
            help: Texts::of(&attribute.help),
            kind,
            many,
            mandatory: RwSignal::new(attribute.rules.mandatory),
            section: RwSignal::new(section),
            sections: StoredValue::new(sections),
            new_section: RwSignal::new(String::new()),
            limits: Limits::of(&attribute.rules, Some(&attribute.key), views, about),
            act: Act::start(),
            notices: Notices::here(),
            needs_mending: RwSignal::new(false),
            looked_at: RwSignal::new(None),
        }
    }

    /// What was written, if nothing is wrong with it; else that is told at the fields.
    fn read(self) -> Option<Define> {
        // All are read, so that all that is wrong is told at once.
        let (labels, help, limits) = (self.labels.read(true), self.help.read(false), self.limits.read(false));
        let known = self.sections.with_value(|names| names.get(self.section.get_untracked()).cloned());
        let section = known.unwrap_or_else(|| self.new_section.get_untracked().trim().to_owned());
        let rules = Rules { mandatory: self.mandatory.get_untracked(), ..limits? };
        let define = Define {
            labels: labels?,
            help: help?,
            section,
            kind: self.kind.get_untracked(),
            many: self.many.get_untracked(),
            rules,
            accepts: 0,
        };
        (!define.section.is_empty()).then_some(define)
    }

    /// Looks at what it would come to; where nothing is lost by it, it is saved at once.
    fn look(self) {
        let define = self.read();
        self.needs_mending.set(define.is_none());
        let Some(define) = define else { return };
        let key = self.before.with_value(|view| view.attribute.key.clone());
        self.act.run(api::preview_definition(&key, &define), move |effect| {
            let is_new =
                |rules: &Rules| rules.mandatory && !self.before.with_value(|view| view.attribute.rules.mandatory);
            if effect.failing == 0 && (effect.blank == 0 || !is_new(&define.rules)) {
                self.save(&define, &effect);
            } else {
                self.looked_at.set(Some((define, effect)));
            }
        });
    }

    /// Saves what was looked at.
    pub(super) fn save(self, define: &Define, effect: &DefinitionEffect) {
        let (key, version) = self.before.with_value(|view| (view.attribute.key.clone(), view.version));
        let define = Define { accepts: effect.failing, ..define.clone() };
        self.act.run(api::define(&key, version, &define), move |view| {
            self.looked_at.set(None);
            self.notices.say(words::SAVED.with(&[label(&view)]));
            self.all.again();
        });
    }

    /// The act that looks and saves.
    pub(super) fn act(self) -> Act {
        self.act
    }
}

fn form(desk: Desk) -> AnyView {
    let attribute = desk.before.with_value(|view| view.attribute.clone());
    let may_set = SignedIn::here().may(rights::Act::SetAttributes);
    view! {
        <form
            class="card source-form definition"
            novalidate
            on:submit=move |event| {
                event.prevent_default();
                desk.look();
            }
        >
            <p class="note">{words::KEY_AND_FAMILY.with(&[attribute.key.as_str()])}</p>
            <fieldset class="plain" disabled=!may_set>
                {desk.labels.view(words::NAMES, None)}
                {desk.help.view(words::HELP, Some(words::HELP_LEAD))}
                {section(desk)}
                {kind(desk, &attribute)}
                <h2>{words::LIMITS.say()}</h2>
                {flag(words::MUST, desk.mandatory)}
                {desk.limits.view()}
            </fieldset>
            {move || desk.needs_mending.get().then(|| view! { <p class="problem" role="alert">{words::MEND.say()}</p> })}
            {desk.act.view()}
            {may_set.then(|| {
                view! {
                    <div class="page-acts">
                        <button class="primary" disabled=move || desk.act.is_busy()>
                            {words::SAVE.say()}
                        </button>
                    </div>
                }
            })}
        </form>
        {move || desk.looked_at.get().map(|(define, effect)| effect_dialog(desk, define, &effect))}
    }
    .into_any()
}

fn flag(name: Text, is_on: RwSignal<bool>) -> AnyView {
    view! {
        <label class="choice">
            <input type="checkbox" prop:checked=move || is_on.get() on:change=move |_| is_on.update(|on| *on = !*on) />
            <span>{name.say()}</span>
        </label>
    }
    .into_any()
}

fn section(desk: Desk) -> AnyView {
    let names = desk.sections.with_value(|names| names.iter().map(|name| section_name(name, None)).collect::<Vec<_>>());
    let last = names.len();
    let names = names.into_iter().chain([words::OWN_SECTION.say().to_owned()]).collect();
    let own = move || {
        (desk.section.get() == last).then(|| {
            let wrong = Signal::derive(move || {
                let is_blank = desk.new_section.with(|name| name.trim().is_empty());
                (desk.needs_mending.get() && is_blank).then_some(words::NO_SECTION)
            });
            crate::parts::fields::checked(words::SECTION_NAME, None, desk.new_section, wrong)
        })
    };
    view! {
        {named_choice(attributes::NEW_SECTION, names, desk.section)}
        {own}
    }
    .into_any()
}

/// What it holds, and whether several. Some attributes stay what they are.
fn kind(desk: Desk, attribute: &Attribute) -> AnyView {
    let place = KINDS.iter().position(|(kind, _)| *kind == attribute.kind);
    let Some(place) = place.filter(|_| !validate::fixed_kind(&attribute.key)) else {
        return view! { <p class="note">{words::KIND_FIXED.say()}</p> }.into_any();
    };
    let chosen = RwSignal::new(place);
    Effect::new(move |_| {
        if let Some((kind, _)) = KINDS.get(chosen.get()) {
            desk.kind.set(*kind);
        }
    });
    view! {
        {choice(attributes::NEW_KIND, &KINDS.map(|(_, text)| text), chosen)}
        {flag(attributes::NEW_MANY, desk.many)}
    }
    .into_any()
}
