//! What re-keying would come to: figures first, then who is which entry, who is in doubt, and who and what is left over.

use domain::{
    api::{RekeyEntry, RekeyMatch, RekeyPerson, RekeyPreview, RekeyUnclear},
    rekey::Doubt,
};
use leptos::prelude::*;

use super::person_link::person_link;
use crate::{
    address::Page,
    language::figure,
    parts::{
        message::{Tone, message},
        table::bare,
    },
    words::{Text, rekey as words},
};

/// Rows of each list that the server sends at most.
const ROWS: i64 = 100;

pub(super) fn preview_view(seen: &RekeyPreview) -> AnyView {
    let counts = seen.counts;
    let figures = [
        (words::READ_COUNT, counts.read, true),
        (words::MATCHED_COUNT, counts.matched, true),
        (words::RETURNING_COUNT, counts.returning, false),
        (words::SAME_COUNT, counts.same, false),
        (words::UNCLEAR_COUNT, counts.unclear, false),
        (words::MISSING_COUNT, counts.missing, false),
        (words::NEW_COUNT, counts.new, false),
    ];
    let said: Vec<String> = figures
        .into_iter()
        .filter(|(_, count, always)| *always || *count > 0)
        .map(|(text, count, _)| text.of(count))
        .collect();
    let is_smooth = counts.unclear + counts.missing + counts.without_id == 0;
    let without_id = (counts.without_id > 0).then(|| message(Tone::Warning, words::WITHOUT_ID.of(counts.without_id)));
    let held = seen.held.map(|run| message(Tone::Warning, words::HELD.with(&[&run.to_string()])));
    let doubts: Vec<AnyView> = seen.unclear.iter().map(doubt_row).collect();
    let unclear_lead = view! {
        {words::UNCLEAR_LEAD.say()}
        " "
        <a href=Page::read("/findings").address()>{words::FINDINGS.say()}</a>
    };
    let matched: Vec<AnyView> = seen.matched.iter().map(match_row).collect();
    let missing: Vec<AnyView> = seen.missing.iter().map(person_row).collect();
    let new: Vec<AnyView> = seen.new.iter().map(entry_row).collect();
    let same: Vec<AnyView> = seen.same.iter().map(person_row).collect();
    let of_people = [words::PERSON, words::BY, words::ID];
    view! {
        {message(if is_smooth { Tone::Info } else { Tone::Warning }, said.join(" · "))}
        {without_id}
        {held}
        {list((words::UNCLEAR, counts.unclear), Some(unclear_lead.into_any()), &[words::WHY, words::PERSON, words::ENTRY], doubts)}
        {list((words::MISSING, counts.missing), Some(words::MISSING_LEAD.say().into_any()), &of_people, missing)}
        {list((words::MATCHED, counts.matched), None, &[words::PERSON, words::ENTRY, words::IDS], matched)}
        {list((words::NEW, counts.new), Some(words::NEW_LEAD.say().into_any()), &[words::ENTRY, words::BY, words::ID], new)}
        {list((words::SAME, counts.same), None, &of_people, same)}
    }
    .into_any()
}

/// A list behind its name and number; nothing where there is nobody.
fn list((name, count): (Text, i64), lead: Option<AnyView>, columns: &[Text], rows: Vec<AnyView>) -> AnyView {
    if rows.is_empty() {
        return ().into_any();
    }
    let shown = i64::try_from(rows.len()).unwrap_or(i64::MAX);
    let is_cut = shown >= ROWS && shown < count;
    let more = is_cut.then(|| view! { <p class="note">{words::FIRST_ROWS.with(&[&figure(shown)])}</p> });
    let title = [name.say(), " – ", &figure(count.max(shown))].concat();
    view! {
        <details>
            <summary>{title}</summary>
            {lead.map(|lead| view! { <p class="note">{lead}</p> })}
            {more}
            <div class="tried" tabindex="0" role="region" aria-label=name.say()>
                {bare(columns, rows)}
            </div>
        </details>
    }
    .into_any()
}

fn match_row(pair: &RekeyMatch) -> AnyView {
    let RekeyMatch { person, entry } = pair;
    let returns = person.is_away.then(|| view! { <span class="badge">{words::RETURNS.say()}</span> });
    view! {
        <tr>
            <td>{person_link(person.id, person.name.clone())} " " {returns} {quiet(person.key.as_ref())}</td>
            <td class="name-of-entry">{entry.dn.clone()}</td>
            <td class="name-of-entry">
                {quiet(person.entry_id.as_ref())} <span>{entry.entry_id.clone()}</span>
            </td>
        </tr>
    }
    .into_any()
}

fn person_row(person: &RekeyPerson) -> AnyView {
    let away = person.is_away.then(|| view! { <span class="badge">{words::AWAY.say()}</span> });
    view! {
        <tr>
            <td>{person_link(person.id, person.name.clone())} " " {away}</td>
            <td class="name-of-entry">{person.key.clone()}</td>
            <td class="name-of-entry">{person.entry_id.clone()}</td>
        </tr>
    }
    .into_any()
}

fn entry_row(entry: &RekeyEntry) -> AnyView {
    view! {
        <tr>
            <td class="name-of-entry">{entry.dn.clone()}</td>
            <td class="name-of-entry">{entry.key.clone()}</td>
            <td class="name-of-entry">{entry.entry_id.clone()}</td>
        </tr>
    }
    .into_any()
}

fn doubt_row(unclear: &RekeyUnclear) -> AnyView {
    let why = match unclear.doubt {
        Doubt::Taken => words::TAKEN,
        Doubt::Shared => words::SHARED,
        Doubt::SameId => words::SAME_ID,
        Doubt::Detached => words::DETACHED,
    };
    let people = unclear.people.iter().map(|person| {
        view! { <li>{person_link(person.id, person.name.clone())} {quiet(person.key.as_ref())}</li> }.into_any()
    });
    let entries = unclear
        .entries
        .iter()
        .map(|entry| view! { <li>{entry.dn.clone()} {quiet(entry.key.as_ref())}</li> }.into_any());
    view! {
        <tr>
            <td>{why.say()}</td>
            <td>
                <ul class="plain">{people.collect::<Vec<_>>()}</ul>
            </td>
            <td class="name-of-entry">
                <ul class="plain">{entries.collect::<Vec<_>>()}</ul>
            </td>
        </tr>
    }
    .into_any()
}

/// Something on a line of its own below what it belongs to.
fn quiet(text: Option<&String>) -> Option<AnyView> {
    text.map(|text| view! { <div class="quiet-text">{text.clone()}</div> }.into_any())
}
