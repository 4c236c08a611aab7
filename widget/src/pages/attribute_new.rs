//! Adding an attribute: a company's own in its directory, or known to Amend alone (S1.17).

use domain::{
    api::NewAttribute,
    attribute::{Family, Kind, Rules},
    choice::Choice,
    name::AttributeKey,
};
use leptos::prelude::*;

use super::attributes::Settings;
use crate::{
    api,
    parts::{
        act::Act,
        dialog::{dialog, submit_or_cancel},
        fields::{choice, typed},
        icons::{Icon, icon},
    },
    words::{Text, attributes as words, catalogue},
};

const FAMILIES: [(Family, Text); 2] =
    [(Family::ProductOnly, words::NEW_PRODUCT_ONLY), (Family::Custom, words::NEW_CUSTOM)];

/// Kinds that need nothing but a name; a choice also needs its choices.
const KINDS: [(Kind, Text); 9] = [
    (Kind::Text, words::KIND_TEXT),
    (Kind::Email, words::KIND_EMAIL),
    (Kind::Phone, words::KIND_PHONE),
    (Kind::Url, words::KIND_URL),
    (Kind::Date, words::KIND_DATE),
    (Kind::Number, catalogue::KIND_NUMBER),
    (Kind::YesNo, words::KIND_YES_NO),
    (Kind::Person, words::KIND_PERSON),
    (Kind::Choice, words::KIND_CHOICE),
];

const SECTIONS: [(&str, Text); 4] = [
    ("person", words::SECTION_PERSON),
    ("work", words::SECTION_WORK),
    ("contact", words::SECTION_CONTACT),
    ("place", words::SECTION_PLACE),
];

/// The button, and the dialog behind it.
pub(super) fn adder(settings: Settings) -> AnyView {
    let asked = RwSignal::new(false);
    view! {
        <div class="page-acts">
            <button on:click=move |_| asked.set(true)>
                {icon(Icon::Plus)}
                {words::NEW.say()}
            </button>
        </div>
        {move || asked.get().then(|| new_dialog(settings, Callback::new(move |()| asked.set(false))))}
    }
    .into_any()
}

/// A key of the letters of a label.
fn key_of(label: &str) -> String {
    let folded: String = domain::text::fold(label);
    let plain = folded.chars().map(|letter| if letter.is_ascii_alphanumeric() { letter } else { '_' });
    let key: String = plain.collect();
    key.trim_matches(|letter: char| letter == '_' || letter.is_ascii_digit()).chars().take(63).collect()
}

fn new_dialog(settings: Settings, close: Callback<()>) -> AnyView {
    let act = Act::start();
    let text = || RwSignal::new(String::new());
    let (english, french, key, choices) = (text(), text(), text(), text());
    let (family, kind, section) = (RwSignal::new(0), RwSignal::new(0), RwSignal::new(1));
    let many = RwSignal::new(false);
    let is_wrong = RwSignal::new(false);
    let add = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let typed = key.get_untracked().trim().to_owned();
        let word = if typed.is_empty() { key_of(&english.get_untracked()) } else { typed };
        let Ok(key) = AttributeKey::parse(&word) else {
            is_wrong.set(true);
            return;
        };
        is_wrong.set(false);
        let labels = [("en", english), ("fr", french)]
            .map(|(language, text)| (language.to_owned(), text.get_untracked().trim().to_owned()))
            .into_iter()
            .filter(|(language, label)| language == "en" || !label.is_empty())
            .collect();
        let choices = choices.get_untracked();
        let choices = choices.lines().map(str::trim).filter(|line| !line.is_empty()).map(Choice::from).collect();
        let new = NewAttribute {
            key,
            labels,
            kind: KINDS.get(kind.get_untracked()).map_or(Kind::Text, |(kind, _)| *kind),
            many: many.get_untracked(),
            family: FAMILIES.get(family.get_untracked()).map_or(Family::ProductOnly, |(family, _)| *family),
            section: SECTIONS.get(section.get_untracked()).map_or("work", |(section, _)| section).to_owned(),
            rules: Rules { choices, ..Rules::default() },
        };
        act.run(api::add_attribute(&new), move |view| {
            settings.notices.say(words::SAVED.with(&[super::attributes::label(&view)]));
            settings.list.again();
            close.run(());
        });
    };
    let is_choice = move || KINDS.get(kind.get()).is_some_and(|(kind, _)| *kind == Kind::Choice);
    let body = view! {
        <form class="source-form" on:submit=add>
            {typed(words::NEW_ENGLISH, "text", english)}
            {typed(words::NEW_FRENCH, "text", french)}
            {typed(words::NEW_KEY, "text", key)}
            {move || is_wrong.get().then(|| view! { <p class="problem" role="alert">{words::NEW_KEY_WRONG.say()}</p> })}
            {choice(words::NEW_FAMILY, &FAMILIES.map(|(_, text)| text), family)}
            {choice(words::NEW_KIND, &KINDS.map(|(_, text)| text), kind)}
            {move || is_choice().then(|| lines(choices))}
            {choice(words::NEW_SECTION, &SECTIONS.map(|(_, text)| text), section)}
            <label class="choice">
                <input type="checkbox" prop:checked=move || many.get() on:change=move |_| many.update(|many| *many = !*many) />
                <span>{words::NEW_MANY.say()}</span>
            </label>
            {act.view()}
            {submit_or_cancel(act, words::NEW_ADD, close)}
        </form>
    };
    dialog(words::NEW.say().to_owned(), close, body.into_any())
}

fn lines(text: RwSignal<String>) -> AnyView {
    view! {
        <label class="source-field">
            <span class="label">{words::NEW_CHOICES.say()}</span>
            <textarea
                rows="4"
                prop:value=move || text.get()
                on:input=move |event| text.set(event_target_value(&event))
            ></textarea>
        </label>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    #[test]
    fn a_label_gives_a_key() {
        for (label, key) in [("Badge number", "badge_number"), ("2nd e-mail", "nd_e_mail"), ("  ", "")] {
            assert_eq!(super::key_of(label), key, "{label}");
        }
    }
}
