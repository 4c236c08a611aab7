//! The rows of a template (S3.2): what each writes under which name, how it stands, and what is done with it.

use domain::{
    api::{PutRow, TargetTemplate, TemplateRow, TemplateRowState},
    id::MappingId,
    rights::Act as Right,
    template::MappingFormat,
};
use leptos::prelude::*;

use super::{
    labels::label_for,
    template::{Desk, reexport_address},
};
use crate::{
    api,
    language::ago,
    parts::{
        act::Act,
        icons::{Icon, icon},
        loading::nothing,
        mover::{focus_again, mover},
        question::question,
        table::stacking,
    },
    session::SignedIn,
    words::{Text, templates as words},
};

/// The forms by name.
pub(super) fn format_word(format: MappingFormat) -> Text {
    match format {
        MappingFormat::AsIs => words::AS_IS,
        MappingFormat::Upper => words::UPPER,
        MappingFormat::Lower => words::LOWER,
        MappingFormat::E164 => words::E164,
        MappingFormat::International => words::INTERNATIONAL,
    }
}

/// What a row says, to be sent as it is but for what is set anew.
pub(super) fn as_it_is(row: &TemplateRow) -> PutRow {
    PutRow {
        attribute: row.attribute.clone(),
        expression: row.expression.clone(),
        name: row.name.clone(),
        format: row.format,
        on: row.on,
        // What stands there was confirmed when it was written.
        confirmed: true,
    }
}

pub(super) fn rows(desk: Desk, template: &TargetTemplate) -> AnyView {
    if template.rows.is_empty() {
        return nothing(words::NONE.say(), words::NONE_LEAD.say(), ());
    }
    let lead = if template.rows.iter().any(|row| row.fixed) { words::FOLLOWS_LEAD } else { words::EXPORT_LEAD };
    let ids: Vec<MappingId> = template.rows.iter().map(|row| row.id).collect();
    let drawn = template.rows.iter().enumerate().map(|(place, one)| row(desk, one, place, &ids)).collect();
    view! {
        <p>{lead.say()}</p>
        {stacking(&[words::FROM, words::IN_TARGET, words::LAST, words::STATE, words::ACTS], drawn)}
    }
    .into_any()
}

fn row(desk: Desk, row: &TemplateRow, place: usize, ids: &[MappingId]) -> AnyView {
    let from = match (&row.attribute, &row.expression) {
        (Some(key), _) => {
            let key = key.clone();
            (move || label_for(desk.labels, &key)).into_any()
        }
        (None, Some(text)) => view! { <code class="expression-example">{text.clone()}</code> }.into_any(),
        (None, None) => ().into_any(),
    };
    let format = (row.format != MappingFormat::AsIs)
        .then(|| view! { <span class="quiet-text">{format_word(row.format).say()}</span> });
    let flaw = row.flaw.clone().map(|flaw| view! { <p class="problem">{flaw}</p> });
    let last = row.exported_at.map_or_else(|| words::NEVER.say().to_owned(), |at| words::EXPORTED.with(&[&ago(at)]));
    view! {
        <tr>
            <td>{from} {flaw}</td>
            <td>
                <span class="name-of-entry">{row.name.clone()}</span>
                " "
                {format}
            </td>
            <td>{last}</td>
            <td>{state(row)}</td>
            <td>
                <div class="row-acts">{acts(desk, row, place, ids)}</div>
            </td>
        </tr>
    }
    .into_any()
}

fn state(row: &TemplateRow) -> AnyView {
    let (text, class) = match row.state {
        TemplateRowState::Off => (words::OFF.say().to_owned(), "badge"),
        TemplateRowState::NeverExported => (words::NEVER_EXPORTED.say().to_owned(), "badge"),
        TemplateRowState::Waiting => (words::WAITING.of(row.waiting), "badge waits"),
        TemplateRowState::Given => (words::GIVEN.say().to_owned(), "badge good"),
    };
    let waits = (row.state == TemplateRowState::Off && row.waiting > 0).then(|| words::WAITING.of(row.waiting));
    view! {
        <span class=class>{text}</span>
        {waits}
    }
    .into_any()
}

fn acts(desk: Desk, row: &TemplateRow, place: usize, ids: &[MappingId]) -> AnyView {
    let name = row.name.clone();
    let again = SignedIn::here().may(Right::SeeExports).then(|| match row.on {
        true => view! {
            <a
                class="button"
                href=reexport_address(desk.target, Some(row))
                aria-label=words::REEXPORT_OF.with(&[&name])
            >
                {words::REEXPORT.say()}
            </a>
        }
        .into_any(),
        false => view! {
            <button
                type="button"
                disabled
                aria-label=[&words::REEXPORT_OF.with(&[&name]), ". ", words::OFF_REASON.say()].concat()
                title=words::OFF_REASON.say()
            >
                {words::REEXPORT.say()}
            </button>
        }
        .into_any(),
    });
    if !desk.may_set {
        return again.into_any();
    }
    let (changed, removed, switched) = (row.clone(), row.clone(), row.clone());
    let (off, off_of) = match row.on {
        true => (words::SWITCH_OFF, words::SWITCH_OFF_OF),
        false => (words::SWITCH_ON, words::SWITCH_ON_OF),
    };
    let remove = (!row.fixed).then(|| {
        view! {
            <button
                type="button"
                class="quiet icon-only"
                aria-label=words::REMOVE_OF.with(&[&name])
                on:click=move |_| desk.removing.set(Some(removed.clone()))
            >
                {icon(Icon::Cross)}
            </button>
        }
    });
    let id = row.id;
    let moves = Way::BOTH.map(|way| {
        let to = way.from(place).filter(|to| *to < ids.len());
        let label = way.word().with(&[&name]);
        let ids = ids.to_vec();
        let press = Callback::new(move |()| swap(desk, &ids, (place, to), way));
        let sign = icon(way.sign()).into_any();
        view! {
            <span id=way.place_of(id)>
                {mover("quiet icon-only", sign, Signal::stored(label), Signal::stored(to.is_none()), press)}
            </span>
        }
    });
    view! {
        {again}
        <button
            type="button"
            aria-label=words::CHANGE_OF.with(&[&name])
            on:click=move |_| desk.writing.set(Some(Some(changed.clone())))
        >
            {words::CHANGE.say()}
        </button>
        <button type="button" aria-label=off_of.with(&[&name]) on:click=move |_| switch(desk, &switched)>
            {off.say()}
        </button>
        {moves}
        {remove}
    }
    .into_any()
}

/// Which way a row goes.
#[derive(Clone, Copy)]
enum Way {
    Up,
    Down,
}

impl Way {
    const BOTH: [Self; 2] = [Self::Up, Self::Down];

    fn back(self) -> Self {
        match self {
            Self::Up => Self::Down,
            Self::Down => Self::Up,
        }
    }

    fn from(self, place: usize) -> Option<usize> {
        match self {
            Self::Up => place.checked_sub(1),
            Self::Down => Some(place + 1),
        }
    }

    fn word(self) -> Text {
        match self {
            Self::Up => words::UP,
            Self::Down => words::DOWN,
        }
    }

    fn sign(self) -> Icon {
        match self {
            Self::Up => Icon::Up,
            Self::Down => Icon::Down,
        }
    }

    /// The id of the place where the button of a row stands.
    fn place_of(self, row: MappingId) -> String {
        let way = match self {
            Self::Up => "up-",
            Self::Down => "down-",
        };
        ["move-", way, &row.to_string()].concat()
    }
}

fn swap(desk: Desk, ids: &[MappingId], (place, to): (usize, Option<usize>), way: Way) {
    let (Some(to), Some(moved)) = (to, ids.get(place).copied()) else { return };
    let mut ids = ids.to_vec();
    ids.swap(place, to);
    desk.act.run(api::order_rows(desk.target, desk.version(), ids), move |template| {
        desk.template.put(template);
        // All rows are drawn anew, and the button that was pressed is gone.
        focus_again([way.place_of(moved), way.back().place_of(moved)]);
    });
}

fn switch(desk: Desk, row: &TemplateRow) {
    let put = PutRow { on: !row.on, ..as_it_is(row) };
    let said = if row.on { words::IS_OFF } else { words::IS_ON }.with(&[&row.name]);
    desk.act.run(api::set_row(desk.target, desk.version(), row.id, &put), move |template| desk.edited(template, said));
}

/// Asks before a row is taken out.
pub(super) fn remove_dialog(desk: Desk, row: &TemplateRow) -> AnyView {
    let act = Act::start();
    let close = Callback::new(move |()| desk.removing.set(None));
    let (id, name) = (row.id, row.name.clone());
    let title = words::REMOVE_ASK.with(&[&name]);
    let remove = move || {
        let name = name.clone();
        act.run(api::remove_row(desk.target, desk.version(), id), move |template| {
            desk.removing.set(None);
            desk.edited(template, words::REMOVED.with(&[&name]));
        });
    };
    question(title, words::REMOVE_LEAD.say(), words::REMOVE, act, remove, close)
}
