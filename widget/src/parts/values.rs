//! Values as people read them.

use domain::{
    api::ChangeView,
    attribute::Kind,
    choice::Choice,
    value::{Theirs, Value},
};
use leptos::prelude::*;

use super::{
    icons::{Icon, icon},
    picture::picture_of,
};
use crate::{
    language::{Language, country_name, day, day_and_time},
    words::{Text, changes, frame, photo},
};

/// A value in words. `shown` is what the server says to show where the stored text is not for people.
pub(crate) fn in_words(kind: Option<Kind>, value: Option<&Value>, shown: Option<&str>) -> String {
    let Some(value) = value else { return frame::BLANK.say().to_owned() };
    if let (Some(shown), false) = (shown, kind == Some(Kind::Country)) {
        return shown.to_owned();
    }
    let texts: Vec<String> = value.texts().iter().map(|text| text_in_words(kind, text)).collect();
    texts.join(", ")
}

/// One text of a value in words.
pub(crate) fn text_in_words(kind: Option<Kind>, text: &str) -> String {
    match (kind, text) {
        (Some(Kind::Date), _) => day(text),
        (Some(Kind::Country), _) => country_name(text).unwrap_or_else(|| text.to_owned()),
        (Some(Kind::Photo), _) => photo::PICTURE.say().to_owned(),
        // Where a list does not know of which kind its values are, a picture's digest helps nobody.
        (None, _) if is_digest(text) => photo::PICTURE.say().to_owned(),
        (Some(Kind::YesNo), "TRUE") => frame::YES.say().to_owned(),
        (Some(Kind::YesNo), "FALSE") => frame::NO.say().to_owned(),
        _ => text.to_owned(),
    }
}

/// Whether a text is what a picture is stored as.
fn is_digest(text: &str) -> bool {
    let digits = text.strip_prefix("sha256:");
    digits.is_some_and(|digits| digits.len() == 64 && digits.bytes().all(|byte| byte.is_ascii_hexdigit()))
}

/// The words of a choice's options; `None` where the stored texts are the words.
pub(crate) fn chosen_in_words(choices: &[Choice], value: &Value) -> Option<String> {
    let language = Language::current().tag();
    let of = |text: &String| choices.iter().find(|choice| choice.value == *text && !choice.labels.is_empty());
    value.texts().iter().any(|text| of(text).is_some()).then(|| {
        let words: Vec<&str> =
            value.texts().iter().map(|text| of(text).map_or(text.as_str(), |choice| choice.label(language))).collect();
        words.join(", ")
    })
}

/// A value as text on the page; a blank one is told apart from the text "blank".
pub(crate) fn value_view(kind: Option<Kind>, value: Option<&Value>, shown: Option<&str>) -> AnyView {
    if value.is_none() {
        return blank();
    }
    let text = in_words(kind, value, shown);
    view! { <span class="value">{text}</span> }.into_any()
}

/// A value of a change, as what its attribute means: a picture is shown, a choice in its words.
pub(crate) fn changed_view(change: &ChangeView, value: Option<&Value>, shown: Option<&str>) -> AnyView {
    if let (Some(Kind::Photo), Some(value)) = (change.kind, value) {
        return picture_of(change.person, &change.person_name, value);
    }
    let chosen = value.and_then(|value| chosen_in_words(&change.choices, value));
    value_view(change.kind, value, chosen.as_deref().or(shown))
}

/// What joins and what leaves, where a change is about single ones of many values.
pub(crate) fn members_view(change: &ChangeView) -> Option<AnyView> {
    let members = change.members.as_ref()?;
    let list = |name: Text, class: &'static str, texts: &[String]| {
        let chips: Vec<AnyView> = texts
            .iter()
            .map(|text| view! { <li class="chip">{text_in_words(change.kind, text)}</li> }.into_any())
            .collect();
        (!chips.is_empty()).then(|| {
            view! {
                <div class=class>
                    <span class="quiet-text">{name.say()}</span>
                    <ul class="chips">{chips}</ul>
                </div>
            }
        })
    };
    let added = list(changes::ADDED, "members added", &members.added);
    let removed = list(changes::REMOVED, "members removed", &members.removed);
    Some(view! { {added} {removed} }.into_any())
}

/// What a source said, with its three different states.
pub(crate) fn theirs_view(theirs: &Theirs) -> AnyView {
    match theirs {
        Theirs::Value(value) => value_view(None, Some(value), None),
        Theirs::Empty => blank(),
        Theirs::NotRead => view! { <span class="value none">{frame::NOT_READ.say()}</span> }.into_any(),
    }
}

fn blank() -> AnyView {
    view! { <span class="value none">{frame::BLANK.say()}</span> }.into_any()
}

/// The three values of a conflict, with where each is from and since when.
pub(crate) fn three_values(change: &ChangeView) -> AnyView {
    let theirs = change.theirs_from.as_ref().map(|from| changes::BY_AT.with(&[&from.source, &day_and_time(from.at)]));
    let mine = changes::BY_AT.with(&[&change.author, &day_and_time(change.at)]);
    let old = changed_view(change, change.old.as_ref(), change.old_shown.as_deref());
    let new = changed_view(change, change.new.as_ref(), change.new_shown.as_deref());
    view! {
        <dl class="sides">
            {side(changes::BASE, "side", old, Some(day_and_time(change.at)))}
            {side(changes::IN_DIRECTORY, "side theirs", changed_view(change, change.theirs.as_ref(), None), theirs)}
            {side(changes::PROPOSAL, "side new", new, Some(mine))}
        </dl>
    }
    .into_any()
}

/// One of several values that stand side by side.
pub(crate) fn side(name: Text, class: &'static str, value: AnyView, from: Option<String>) -> AnyView {
    view! {
        <div class=class>
            <dt>{name.say()}</dt>
            <dd>{value} {from.map(|from| view! { <small class="side-from">{from}</small> })}</dd>
        </div>
    }
    .into_any()
}

/// The old and the new value, one becoming the other.
pub(crate) fn becomes(old: AnyView, new: AnyView) -> AnyView {
    view! {
        <span class="becomes">
            <del>{old}</del> {icon(Icon::Arrow)} <span class="only-spoken">{frame::BECOMES.say()}</span> <ins>{new}</ins>
        </span>
    }
    .into_any()
}
