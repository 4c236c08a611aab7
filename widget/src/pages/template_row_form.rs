//! Writing a row of a template: what it brings is shown while it is being written, and what a change would come to for everybody before it is saved
//! (S3.11, S3.13).

use domain::{
    api::{PutRow, RowEffect, TemplateRow, TriedRow},
    name::AttributeKey,
    problem::{Problem, ProblemCode},
    template::MappingFormat,
};
use leptos::prelude::*;

use super::{
    labels::label_for,
    template::{Desk, reexport_address},
    template_effect::effect_view,
    template_help::help,
    template_rows::format_word,
    template_tried::{Trying, brings, holds},
};
use crate::{
    api,
    editor::label_in,
    navigation::Navigation,
    parts::{
        act::Act,
        dialog::{dialog, submit_or_cancel},
        fields::choice,
    },
    trouble::problem_text,
    words::{Text, templates as words},
};

/// The row being written.
#[derive(Clone, Copy)]
struct Written {
    own: StoredValue<Option<TemplateRow>>,
    /// 0 for an attribute, 1 for an expression.
    what: RwSignal<usize>,
    attribute: RwSignal<String>,
    expression: RwSignal<String>,
    name: RwSignal<String>,
    format: RwSignal<usize>,
    on: RwSignal<bool>,
    confirmed: RwSignal<bool>,
}

impl Written {
    fn of(desk: Desk, row: Option<&TemplateRow>) -> Self {
        // To a directory only expressions can be added.
        let only_expressions = desk.template.with(|all| all.rows.iter().any(|row| row.fixed)).unwrap_or(false);
        let is_expression = row.map_or(only_expressions, |row| row.expression.is_some());
        let format = row.map_or(MappingFormat::AsIs, |row| row.format);
        let attribute = row.and_then(|row| row.attribute.as_ref()).map(ToString::to_string);
        Self {
            own: StoredValue::new(row.cloned()),
            what: RwSignal::new(usize::from(is_expression)),
            attribute: RwSignal::new(attribute.unwrap_or_default()),
            expression: RwSignal::new(row.and_then(|row| row.expression.clone()).unwrap_or_default()),
            name: RwSignal::new(row.map(|row| row.name.clone()).unwrap_or_default()),
            format: RwSignal::new(MappingFormat::ALL.iter().position(|one| *one == format).unwrap_or(0)),
            on: RwSignal::new(row.is_none_or(|row| row.on)),
            confirmed: RwSignal::new(false),
        }
    }

    /// As it is now, to be tried; `None` while what was typed is no attribute's key.
    fn tried(self) -> Option<TriedRow> {
        let is_expression = self.what.get() == 1;
        let attribute = self.attribute.with(|text| AttributeKey::parse(text.trim()).ok());
        if !is_expression && attribute.is_none() {
            return None;
        }
        Some(TriedRow {
            mapping: self.own.with_value(|own| own.as_ref().map(|own| own.id)),
            attribute: attribute.filter(|_| !is_expression),
            expression: is_expression.then(|| self.expression.get()),
            name: self.name.get(),
            format: self.format(),
        })
    }

    fn format(self) -> MappingFormat {
        MappingFormat::ALL.get(self.format.get()).copied().unwrap_or_default()
    }

    fn put(self) -> Option<PutRow> {
        let TriedRow { attribute, expression, name, format, .. } = untrack(|| self.tried())?;
        let (on, confirmed) = (self.on.get_untracked(), self.confirmed.get_untracked());
        Some(PutRow { attribute, expression, name, format, on, confirmed: confirmed || !self.is_renamed() })
    }

    /// Whether it would write under another name than it does: that was confirmed when it was written.
    fn is_renamed(self) -> bool {
        self.own.with_value(|own| own.as_ref().is_none_or(|own| self.name.with_untracked(|name| *name != own.name)))
    }

    /// Whether what it brings is another than that of the row that is kept.
    fn brings_another(self) -> bool {
        let now = untrack(|| self.tried());
        self.own.with_value(|own| match (own, now) {
            (Some(own), Some(now)) => {
                (&own.attribute, &own.expression, own.format) != (&now.attribute, &now.expression, now.format)
            }
            _ => false,
        })
    }
}

pub(super) fn form_dialog(desk: Desk, row: Option<&TemplateRow>) -> AnyView {
    let written = Written::of(desk, row);
    let (act, navigation) = (Act::start(), Navigation::here());
    let (unread, effect) = (RwSignal::new(false), RwSignal::new(None::<RowEffect>));
    let close = Callback::new(move |()| desk.writing.set(None));
    let trying = Trying::of(desk.target, move || Some(written.tried().into_iter().collect()));
    // Whatever is written is tried once its writer pauses, and what it would have changed holds no more.
    Effect::new(move |_| {
        written.tried();
        effect.set(None);
        trying.ask_soon();
    });
    let save = Callback::new(move |look: bool| {
        let Some(put) = written.put() else { return unread.set(true) };
        let own = written.own.get_value();
        let ask = match &own {
            Some(own) => api::set_row(desk.target, desk.version(), own.id, &put),
            None => api::add_row(desk.target, desk.version(), &put),
        };
        act.run(ask, move |template| {
            desk.writing.set(None);
            desk.edited(template, words::SAVED.with(&[&put.name]));
            if let Some(own) = own.filter(|_| look) {
                navigation.leave_for(&reexport_address(desk.target, Some(&own)));
            }
        });
    });
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        unread.set(false);
        let tried = untrack(|| written.tried());
        match tried.filter(|_| written.brings_another() && effect.with_untracked(Option::is_none)) {
            Some(tried) => act.run(api::row_effect(desk.target, &tried), move |told| effect.set(Some(told))),
            None => save.run(false),
        }
    };
    let is_fixed = row.is_some_and(|row| row.fixed);
    let fields = match row.filter(|_| is_fixed) {
        Some(row) => fixed(desk, row),
        None => free(desk, written, act, unread),
    };
    let formats = MappingFormat::ALL.map(format_word);
    let tried = move || {
        let told = trying.told()?;
        let one = told.rows.first()?;
        let line = |name: Text, value: AnyView| view! { <div><dt>{name.say()}</dt><dd class="name-of-entry">{value}</dd></div> };
        Some(
            view! { <dl class="facts plain">{line(words::BRINGS, brings(one))} {line(words::HOLDS, holds(one).into_any())}</dl> },
        )
    };
    let body = view! {
        <form class="source-form" novalidate on:submit=submit>
            {fields}
            {choice(words::FORM, &formats, written.format)}
            {move || wrong(act, "format")}
            <label class="choice">
                <input
                    type="checkbox"
                    prop:checked=move || written.on.get()
                    on:change=move |_| written.on.update(|on| *on = !*on)
                />
                <span>{words::ON.say()}</span>
            </label>
            {trying.view()}
            <div role="status">{tried}</div>
            {act.view()}
            {move || match effect.get() {
                Some(told) => effect_view(&told, act, save, close),
                None => submit_or_cancel(act, words::SAVE, close),
            }}
        </form>
    };
    let title = row.map_or_else(|| words::ADD.say().to_owned(), |row| words::CHANGE_OF.with(&[&row.name]));
    dialog(title, close, body.into_any())
}

/// What a row that follows the mapping of its directory says.
fn fixed(desk: Desk, row: &TemplateRow) -> AnyView {
    let (key, name) = (row.attribute.clone(), row.name.clone());
    let label = move || key.as_ref().map(|key| label_for(desk.labels, key)).unwrap_or_default();
    view! { <p>{move || words::FIXED.with(&[&label(), &name])}</p> }.into_any()
}

fn free(desk: Desk, written: Written, act: Act, unread: RwSignal<bool>) -> AnyView {
    let only_expressions = desk.template.with(|all| all.rows.iter().any(|row| row.fixed)).unwrap_or(false);
    let what = (!only_expressions).then(|| choice(words::WHAT, &[words::ATTRIBUTE, words::EXPRESSION], written.what));
    let source = move || match written.what.get() {
        1 => expression(written, act),
        _ => attribute(desk, written, act, unread),
    };
    let drives = move || {
        let problems = problems(act, "name");
        problems.iter().any(|problem| problem.code == ProblemCode::DrivesSignIn).then(|| {
            view! {
                <label class="choice">
                    <input
                        type="checkbox"
                        prop:checked=move || written.confirmed.get()
                        on:change=move |_| written.confirmed.update(|is| *is = !*is)
                    />
                    <span>{words::CONFIRMED.say()}</span>
                </label>
            }
        })
    };
    view! {
        {what}
        {source}
        {name_field(words::CALLED, written.name, None)}
        {move || wrong(act, "name")}
        {drives}
    }
    .into_any()
}

fn attribute(desk: Desk, written: Written, act: Act, unread: RwSignal<bool>) -> AnyView {
    let options = move || {
        let all = desk.labels.get().unwrap_or_default();
        let one = |view: &domain::api::AttributeView| {
            let (key, label) = (view.attribute.key.to_string(), label_in(&view.attribute.labels, &view.attribute.key));
            view! { <option value=key>{label.to_owned()}</option> }.into_any()
        };
        all.iter().map(one).collect::<Vec<AnyView>>()
    };
    let none = move || {
        unread.get().then(|| {
            let problem = Problem::new(ProblemCode::UnknownAttribute);
            view! { <p class="problem" role="alert">{problem_text(&problem)}</p> }
        })
    };
    view! {
        {name_field(words::WHICH, written.attribute, Some("template-attributes"))}
        <datalist id="template-attributes">{options}</datalist>
        {none}
        {move || wrong(act, "attribute")}
    }
    .into_any()
}

/// A field for a name; `list` holds those that are known.
fn name_field(label: Text, value: RwSignal<String>, list: Option<&'static str>) -> AnyView {
    view! {
        <label class="source-field">
            <span class="label">{label.say()}</span>
            <input
                type="text"
                list=list
                autocomplete=list.map(|_| "off")
                spellcheck="false"
                autocapitalize="off"
                maxlength="255"
                prop:value=move || value.get()
                on:input=move |event| value.set(event_target_value(&event))
            />
        </label>
    }
    .into_any()
}

fn expression(written: Written, act: Act) -> AnyView {
    view! {
        <label class="source-field wide">
            <span class="label">{words::EXPRESSION.say()}</span>
            <textarea
                rows="3"
                maxlength="2000"
                spellcheck="false"
                autocapitalize="off"
                prop:value=move || written.expression.get()
                on:input=move |event| written.expression.set(event_target_value(&event))
            ></textarea>
        </label>
        {move || wrong(act, "expression")}
        {help()}
    }
    .into_any()
}

fn problems(act: Act, field: &str) -> Vec<Problem> {
    let key = AttributeKey::parse(field).ok();
    key.and_then(|key| act.problems().remove(&key)).unwrap_or_default()
}

/// What is wrong with a field.
fn wrong(act: Act, field: &str) -> Vec<AnyView> {
    let told = problems(act, field);
    told.iter().map(|one| view! { <p class="problem" role="alert">{problem_text(one)}</p> }.into_any()).collect()
}
