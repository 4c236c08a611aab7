//! A picture as a value: chosen or dropped, cut to a square, and saved with everything else; what is told of its limits, before and after.

use domain::{
    api::{Field, PictureRules, SentPicture},
    value::Value,
};
use leptos::{ev::DragEvent, prelude::*};
use web_sys::{File, HtmlInputElement};

use super::{Editor, crop::crop, field::Ids};
use crate::{
    language::{Language, figure},
    parts::{
        icons::{Icon, icon},
        picture::picture_of,
    },
    words::{photo as words, profile},
};

/// What can be sent; the server looks at the bytes.
const KINDS: &str = "image/jpeg,image/png,image/webp";

pub(super) fn photo(editor: Editor, field: &Field, ids: &Ids, rules: &PictureRules) -> AnyView {
    let (shown, clearing, key, watched) = (field.clone(), field.clone(), field.key.clone(), field.key.clone());
    let value = Memo::new(move |_| editor.edits.with(|edits| edits.texts(&shown)).into_iter().next());
    let chosen = RwSignal::new_local(None::<File>);
    let is_large = RwSignal::new(false);
    let is_over = RwSignal::new(false);
    // Of the newest picture that was sent from here: its value and what became of it.
    let outcome = RwSignal::new(None::<SentPicture>);
    let (most, side) = (rules.sent_bytes, rules.made.side);
    let take = move |file: Option<File>| {
        is_large.set(file.as_ref().is_some_and(|file| file.size() > f64::from(most)));
        chosen.set(file.filter(|_| !is_large.get_untracked()));
    };
    let on_change = move |event| {
        let input: HtmlInputElement = event_target(&event);
        take(input.files().and_then(|files| files.get(0)));
        // So that the same file can be chosen once more.
        input.set_value("");
    };
    let on_drop = move |event: DragEvent| {
        event.prevent_default();
        is_over.set(false);
        take(event.data_transfer().and_then(|dropped| dropped.files()).and_then(|files| files.get(0)));
    };
    let on_over = move |event: DragEvent| {
        event.prevent_default();
        is_over.set(true);
    };
    let (person, name) = editor.profile.with_untracked(|profile| (profile.id, profile.display_name.clone()));
    let picture = move || match value.get().and_then(Value::one) {
        Some(value) => picture_of(person, &name, &value),
        None => view! { <span class="photo none">{icon(Icon::Profile)}</span> }.into_any(),
    };
    let label = move || if value.with(Option::is_some) { words::ANOTHER.say() } else { words::CHOOSE.say() };
    let remove = move || {
        let clearing = clearing.clone();
        value.with(Option::is_some).then(|| {
            view! {
                <button type="button" on:click=move |_| editor.type_in(&clearing, Vec::new())>
                    {words::REMOVE.say()}
                </button>
            }
        })
    };
    let limits = limits(rules);
    let notice = rules.notice.get(Language::current().tag()).or_else(|| rules.notice.get("en")).cloned();
    let became = move || {
        let made = outcome.get().filter(|made| value.with(|value| value.as_deref() == Some(made.value.first())))?;
        let (side, bytes) = (made.side.to_string(), figure(i64::from(made.bytes.div_ceil(1000))));
        Some(view! { <p class="note">{words::MADE.with(&[&side, &bytes])}</p> })
    };
    let sending = field.clone();
    let dialog = move || {
        let sending = sending.clone();
        let done = Callback::new(move |made: SentPicture| {
            chosen.set(None);
            editor.type_in(&sending, made.value.texts().to_vec());
            outcome.set(Some(made));
        });
        let close = Callback::new(move |()| chosen.set(None));
        let key = key.clone();
        chosen.get().map(|file| crop(file, (person, key), side, done, close))
    };
    view! {
        <div
            class="photo-field"
            class:over=is_over
            role="group"
            aria-labelledby=ids.label.clone()
            aria-describedby=ids.notes.clone()
            on:dragover=on_over
            on:dragleave=move |_| is_over.set(false)
            on:drop=on_drop
        >
            {picture}
            <div>
                <div class="photo-acts">
                    <label class="button">
                        {icon(Icon::Plus)} {label}
                        <input
                            class="only-spoken"
                            id=ids.input.clone()
                            type="file"
                            accept=KINDS
                            aria-invalid=move || (!editor.problems_of(&watched).is_empty()).to_string()
                            on:change=on_change
                        />
                    </label>
                    {remove}
                </div>
                <p class="note">{limits}</p>
                {notice.map(|notice| view! { <p class="note">{notice}</p> })}
                <div aria-live="polite">
                    {became}
                    {move || is_large.get().then(|| view! { <p class="problem">{icon(Icon::Warning)} {too_large(most)}</p> })}
                </div>
            </div>
        </div>
        {dialog}
    }
    .into_any()
}

fn limits(rules: &PictureRules) -> String {
    let (mib, pixels) = (rules.sent_bytes >> 20, rules.sent_megapixels);
    words::LIMITS.with(&[&mib.to_string(), &pixels.to_string(), &rules.made.side.to_string()])
}

fn too_large(most: u32) -> String {
    crate::words::problems::PICTURE_TOO_LARGE.with(&[&(most >> 20).to_string()])
}

/// What is in force until a proposed picture is approved.
pub(super) fn in_force(editor: Editor, value: Option<&Value>) -> AnyView {
    let (person, name) = editor.profile.with_untracked(|profile| (profile.id, profile.display_name.clone()));
    match value {
        Some(value) => {
            view! { <div class="note in-force">{words::NOW.say()} {picture_of(person, &name, value)}</div> }.into_any()
        }
        None => view! { <p class="note">{profile::CURRENTLY.with(&[crate::words::frame::BLANK.say()])}</p> }.into_any(),
    }
}
