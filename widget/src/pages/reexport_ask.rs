//! The question what a target would be given: of whom, and which values (S3.4, S3.5).

use domain::{
    api::{AskReexport, Page as Rows, PeopleFilter, Reexport, TargetTemplate},
    id::{MappingId, PersonId, TargetId},
    reexport::Which,
    rights::Part,
};
use leptos::prelude::*;

use super::export_form::{always, option};
use crate::{
    address::{Page, ReexportQuery},
    api,
    navigation::Navigation,
    parts::{
        act::Act,
        fields::typed,
        loading::{Load, load},
        message::{Tone, message, trouble_message},
    },
    words::reexports as words,
};

/// What was typed about a selection.
#[derive(Clone, Copy)]
struct Selection {
    is_everybody: RwSignal<bool>,
    search: RwSignal<String>,
    ou: RwSignal<String>,
    group: RwSignal<String>,
    ids: RwSignal<String>,
}

impl Selection {
    /// Whom it means, or what is wrong with it.
    fn read(self) -> Result<(Option<Vec<PersonId>>, Option<PeopleFilter>), String> {
        if self.is_everybody.get() {
            return Ok((None, None));
        }
        let ids = ids(&self.ids.get()).map_err(|text| words::IDS_WRONG.with(&[&text]))?;
        if !ids.is_empty() {
            return Ok((Some(ids), None));
        }
        let said = |text: RwSignal<String>| Some(text.get().trim().to_owned()).filter(|text| !text.is_empty());
        let within = match (said(self.ou), said(self.group)) {
            (Some(_), Some(_)) => return Err(words::ONE_PLACE.say().to_owned()),
            (Some(ou), None) => Some(Part::Ou(ou)),
            (None, group) => group.map(Part::Group),
        };
        let filter = PeopleFilter { search: said(self.search), within, ..PeopleFilter::default() };
        if filter == PeopleFilter::default() {
            return Err(words::SELECT_SOME.say().to_owned());
        }
        Ok((None, Some(filter)))
    }
}

/// The ids in a text that was pasted; the first thing that is none.
fn ids(text: &str) -> Result<Vec<PersonId>, String> {
    let parts = text.split(|one: char| one.is_whitespace() || one == ',' || one == ';').filter(|part| !part.is_empty());
    let mut ids = Vec::new();
    for part in parts {
        let id = part.parse::<i64>().ok().filter(|id| *id > 0).ok_or_else(|| part.to_owned())?;
        if !ids.contains(&PersonId(id)) {
            ids.push(PersonId(id));
        }
    }
    Ok(ids)
}

/// Which rows of the template are looked at: all that are on or one of them, as the address says.
fn rows_field(target: TargetId, query: Memo<ReexportQuery>) -> AnyView {
    let navigation = Navigation::here();
    let template = load(move || api::template(target));
    let chosen = move || query.with(|query| query.mapping);
    let on = move || {
        let of = |template: &TargetTemplate| {
            template.rows.iter().filter(|row| row.on).map(|row| (row.id, row.name.clone())).collect::<Vec<_>>()
        };
        template.with(of)
    };
    let option = move |(id, name): (MappingId, String)| {
        view! {
            <option value=id.to_string() prop:selected=move || chosen() == Some(id)>
                {name}
            </option>
        }
        .into_any()
    };
    // The row of the address stands there before the others are read, and where it can be looked at no more.
    let options = move || {
        let (is_read, mut all) = on().map_or((false, Vec::new()), |on| (true, on));
        if let Some(id) = chosen().filter(|id| all.iter().all(|(known, _)| known != id)) {
            let word = if is_read { words::ROW_IS_OFF } else { words::ONE_ROW };
            all.push((id, word.say().to_owned()));
        }
        all.into_iter().map(option).collect::<Vec<_>>()
    };
    let choose = move |event| {
        let mapping = event_target_value(&event).parse().ok();
        let now = query.get_untracked();
        navigation.refine(&Page::Reexport(target, ReexportQuery { mapping, ..now }));
    };
    view! {
        <label class="source-field">
            <span class="label">{words::ROWS_OF.say()}</span>
            <select on:change=choose>
                <option value="" prop:selected=move || chosen().is_none()>
                    {words::ALL_ROWS.say()}
                </option>
                {options}
            </select>
        </label>
        {move || template.trouble().map(|trouble| trouble_message(&trouble))}
    }
    .into_any()
}

pub(super) fn question_form(target: TargetId, query: Memo<ReexportQuery>, jobs: Load<Rows<Reexport>>) -> AnyView {
    let (act, navigation) = (Act::start(), Navigation::here());
    let selection = Selection {
        is_everybody: RwSignal::new(true),
        search: RwSignal::default(),
        ou: RwSignal::default(),
        group: RwSignal::default(),
        ids: RwSignal::default(),
    };
    let which = RwSignal::new(query.with_untracked(|query| query.which).unwrap_or_default());
    let wrong = RwSignal::new(None::<String>);
    let look = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let (people, filter) = match untrack(|| selection.read()) {
            Ok(read) => read,
            Err(why) => return wrong.set(Some(why)),
        };
        wrong.set(None);
        let mappings = query.with_untracked(|query| query.mapping).map(|one| vec![one]);
        let ask = AskReexport { mappings, people, filter, which: which.get_untracked() };
        act.run(api::ask_reexport(target, &ask), move |made: Reexport| {
            jobs.again();
            navigation.go(&Page::Reexport(target, ReexportQuery { look: Some(made.id), ..ReexportQuery::default() }));
        });
    };
    view! {
        <form class="card" on:submit=look>
            {message(Tone::Warning, words::OVERWRITES.say())}
            {rows_field(target, query)}
            <div class="export-form">
                <fieldset class="stack">
                    <legend class="label">{words::WHOM.say()}</legend>
                    {option("whom", selection.is_everybody, true, words::EVERYBODY, None, always)}
                    {option("whom", selection.is_everybody, false, words::SELECTION, None, always)}
                </fieldset>
                <fieldset class="stack">
                    <legend class="label">{words::WHICH.say()}</legend>
                    {option("which", which, Which::Differs, words::DIFFERS, Some(words::DIFFERS_LEAD), always)}
                    {option("which", which, Which::All, words::ALL, Some(words::ALL_LEAD), always)}
                    {option("which", which, Which::Delta, words::DELTA, Some(words::DELTA_LEAD), always)}
                </fieldset>
            </div>
            <div class="stack" hidden=move || selection.is_everybody.get()>
                {typed(words::SEARCH, "search", selection.search)}
                {typed(words::OU, "text", selection.ou)}
                {typed(words::GROUP, "text", selection.group)}
                <label class="source-field">
                    <span class="label">{words::IDS.say()}</span>
                    <textarea
                        rows="3"
                        prop:value=move || selection.ids.get()
                        on:input=move |event| selection.ids.set(event_target_value(&event))
                    ></textarea>
                    <span class="note">{words::IDS_LEAD.say()}</span>
                </label>
            </div>
            {move || wrong.get().map(|why| view! { <p class="problem" role="alert">{why}</p> })}
            {act.view()}
            <div class="page-acts">
                <button class="primary" disabled=move || act.is_busy()>
                    {words::LOOK.say()}
                </button>
            </div>
        </form>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// S3.5: ids are pasted as they come.
    #[test]
    fn pasted_ids_are_read() {
        assert_eq!(ids(" 7,8\n9;7 "), Ok(vec![PersonId(7), PersonId(8), PersonId(9)]));
        assert_eq!(ids(""), Ok(Vec::new()));
        assert_eq!(ids("7 emma"), Err("emma".to_owned()));
        assert_eq!(ids("-3"), Err("-3".to_owned()));
    }
}
