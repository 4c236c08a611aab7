//! Which part of a picture is kept: a square that is moved with the finger, the mouse or the keyboard and seen as it will be. The server does the
//! cutting; the whole picture is sent with the square beside it.

use domain::{
    api::{SendPicture, SentPicture},
    id::PersonId,
    kind::photo::LEAST_SIDE,
    name::AttributeKey,
};
use leptos::{ev, html, prelude::*};
use wasm_bindgen::JsCast;
use web_sys::{Element, File, HtmlImageElement, Url};

use crate::{
    api,
    parts::{
        act::Act,
        dialog::{actions, dialog},
    },
    trouble::problem_text,
    words::{Text, frame, photo as words, problems},
};

/// A square of a picture, in its pixels.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Part {
    /// Width and height of the picture; 0 while it is not drawn.
    width: i64,
    height: i64,
    x: i64,
    y: i64,
    side: i64,
}

impl Part {
    fn whole(width: i64, height: i64) -> Self {
        let side = width.min(height);
        Self { width, height, x: (width - side) / 2, y: (height - side) / 2, side }
    }

    fn least() -> i64 {
        i64::from(LEAST_SIDE)
    }

    fn most(self) -> i64 {
        self.width.min(self.height)
    }

    /// The same around the same middle with another side.
    fn sized(self, side: i64) -> Self {
        let side = side.clamp(Self::least().min(self.most()), self.most());
        Self { side, ..self }.at(self.x + (self.side - side) / 2, self.y + (self.side - side) / 2)
    }

    /// The same somewhere else, as far as the picture goes.
    fn at(self, x: i64, y: i64) -> Self {
        Self { x: x.clamp(0, self.width - self.side), y: y.clamp(0, self.height - self.side), ..self }
    }

    /// How wide the picture is drawn, and from where, in thousandths of the square.
    fn look(self) -> [String; 3] {
        let side = self.side.max(1);
        let share = |pixels: i64| ["calc(", &(pixels * 1000 / side).to_string(), "% / 10)"].concat();
        [share(self.width), share(-self.x), share(-self.y)]
    }
}

/// The dialog for a file; `side` is what the square becomes.
pub(super) fn crop(
    file: File,
    (person, attribute): (PersonId, AttributeKey),
    side: u32,
    done: Callback<SentPicture>,
    close: Callback<()>,
) -> AnyView {
    let address = Url::create_object_url_with_blob(&file).unwrap_or_default();
    let kept = address.clone();
    on_cleanup(move || drop(Url::revoke_object_url(&kept)));
    let part = RwSignal::new(Part::whole(0, 0));
    let is_unreadable = RwSignal::new(false);
    let act = Act::start();
    let file = StoredValue::new_local(file);
    let key = attribute.clone();
    let send = move |_| {
        let Part { x, y, side, width, .. } = part.get_untracked();
        let pixels = |number: i64| u32::try_from(number).ok().filter(|_| width > 0);
        let query = SendPicture { attribute: key.clone(), x: pixels(x), y: pixels(y), side: pixels(side) };
        act.follow(api::send_picture(person, query, file.get_value()), move |made| done.run(made));
    };
    let loaded = move |event: ev::Event| {
        let picture: HtmlImageElement = event_target(&event);
        part.set(Part::whole(i64::from(picture.natural_width()), i64::from(picture.natural_height())));
    };
    let small = address.clone();
    let image = move |address: String| {
        let [width, left, top] = [0, 1, 2].map(|place| move || part.get().look()[place].clone());
        view! { <img src=address alt="" style:width=width style:left=left style:top=top on:load=loaded on:error=move |_| is_unreadable.set(true) /> }
    };
    let becomes = move || {
        let narrow = u32::try_from(part.get().side).unwrap_or(side).min(side).to_string();
        words::BECOMES.with(&[&narrow])
    };
    let refused = move || {
        let mut found = act.problems();
        let first = found.remove(&attribute).and_then(|found| found.into_iter().next());
        match first {
            Some(first) => Some(view! { <p class="problem">{problem_text(&first)}</p> }.into_any()),
            None => Some(act.view()),
        }
    };
    let body = move || {
        if is_unreadable.get() {
            let buttons =
                view! { <button type="button" on:click=move |_| close.run(())>{frame::CANCEL.say()}</button> };
            return view! { <p class="problem">{problems::NOT_A_PICTURE.say()}</p> {actions(buttons.into_any())} }
                .into_any();
        }
        let buttons = view! {
            <button type="button" class="primary" disabled=move || act.is_busy() on:click=send.clone()>
                {move || if act.is_busy() { words::SENDING.say() } else { words::USE.say() }}
            </button>
            <button type="button" on:click=move |_| close.run(())>
                {frame::CANCEL.say()}
            </button>
        };
        view! {
            <p>{words::CROP_LEAD.say()}</p>
            <div class="crop">
                {stage(part, image(address.clone()).into_any())}
                <div class="crop-seen">
                    <div class="crop-preview" aria-hidden="true">{image(small.clone())}</div>
                    <p class="note">{becomes}</p>
                </div>
            </div>
            {slider(words::SIZE, part, |part| (Part::least().min(part.most()), part.most(), part.side), Part::sized)}
            {slider(words::ACROSS, part, |part| (0, part.width - part.side, part.x), |part, x| part.at(x, part.y))}
            {slider(words::DOWN, part, |part| (0, part.height - part.side, part.y), |part, y| part.at(part.x, y))}
            <div aria-live="polite">{refused.clone()}</div>
            {actions(buttons.into_any())}
        }
        .into_any()
    };
    dialog(words::CROP.say().to_owned(), close, body.into_any())
}

/// The picture behind its square, moved by finger or mouse.
fn stage(part: RwSignal<Part>, image: AnyView) -> AnyView {
    let node = NodeRef::<html::Div>::new();
    let held = StoredValue::new(None::<(i32, i32)>);
    let down = move |event: ev::PointerEvent| {
        event.prevent_default();
        held.set_value(Some((event.client_x(), event.client_y())));
        if let Some(stage) = node.get_untracked() {
            let _ = stage.unchecked_ref::<Element>().set_pointer_capture(event.pointer_id());
        }
    };
    let moved = move |event: ev::PointerEvent| {
        let (Some((x, y)), Some(stage)) = (held.get_value(), node.get_untracked()) else { return };
        held.set_value(Some((event.client_x(), event.client_y())));
        let seen = i64::from(stage.client_width().max(1));
        part.update(|part| {
            let pixels = |moved: i32| i64::from(moved) * part.side / seen;
            *part = part.at(part.x - pixels(event.client_x() - x), part.y - pixels(event.client_y() - y));
        });
    };
    view! {
        <div
            class="crop-stage"
            node_ref=node
            on:pointerdown=down
            on:pointermove=moved
            on:pointerup=move |_| held.set_value(None)
            on:pointercancel=move |_| held.set_value(None)
        >
            {image}
        </div>
    }
    .into_any()
}

/// One of its measures: least, most and what it is now.
fn slider(
    label: Text,
    part: RwSignal<Part>,
    measure: fn(Part) -> (i64, i64, i64),
    set: fn(Part, i64) -> Part,
) -> AnyView {
    let moved = move |event| {
        if let Ok(number) = event_target_value(&event).parse() {
            part.update(|part| *part = set(*part, number));
        }
    };
    view! {
        <label class="crop-slider">
            <span>{label.say()}</span>
            <input
                type="range"
                min=move || measure(part.get()).0
                max=move || measure(part.get()).1
                prop:value=move || measure(part.get()).2.to_string()
                disabled=move || measure(part.get()).0 == measure(part.get()).1
                on:input=moved
            />
        </label>
    }
    .into_any()
}
