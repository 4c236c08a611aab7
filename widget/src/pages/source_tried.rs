//! What a choice came to when it was tried: figures first, then some entries, those who would go before all others.

use domain::{
    api::{Tried, TriedEntry},
    selection::{LeftOut, Verdict},
};
use leptos::prelude::*;

use crate::{
    parts::{
        message::{Tone, message},
        table::bare,
    },
    words::selection as words,
};

pub(super) fn tried_view(tried: &Tried) -> AnyView {
    let figures = [
        (words::READ_COUNT, tried.read, true),
        (words::TAKEN_COUNT, tried.taken, true),
        (words::COMES_COUNT, tried.comes, false),
        (words::GOES_COUNT, tried.goes, false),
        (words::FROZEN_COUNT, tried.frozen, false),
        (words::LEFT_OUT_COUNT, tried.left_out, false),
    ];
    let said: Vec<String> = figures
        .into_iter()
        .filter(|(_, count, always)| *always || *count > 0)
        .map(|(text, count, _)| text.of(count))
        .collect();
    let nobody = (tried.taken == 0).then(|| message(Tone::Warning, words::NOBODY.say()));
    let absent = (!tried.absent_groups.is_empty())
        .then(|| message(Tone::Warning, words::ABSENT_GROUPS.with(&[&tried.absent_groups.join("; ")])));
    let tone = if tried.goes > 0 { Tone::Warning } else { Tone::Info };
    let rows: Vec<AnyView> = tried.examples.iter().map(row).collect();
    let table = (!rows.is_empty()).then(|| {
        view! {
            <div class="tried">
                {bare(&[words::EXAMPLE, words::BECOMES], rows)}
            </div>
        }
    });
    view! {
        {message(tone, said.join(" · "))}
        {nobody}
        {absent}
        {table}
    }
    .into_any()
}

fn row(entry: &TriedEntry) -> AnyView {
    let why = match &entry.verdict {
        Verdict::Taken => words::COMES.say().to_owned(),
        Verdict::Frozen { rule } => words::FROZEN_BY.with(&[&rule.to_string()]),
        Verdict::LeftOut { because } => match because {
            LeftOut::Container => words::OUT_CONTAINER,
            LeftOut::Group => words::OUT_GROUP,
            LeftOut::Inclusion => words::OUT_INCLUSION,
            LeftOut::Disabled => words::OUT_DISABLED,
        }
        .say()
        .to_owned(),
    };
    let goes = (entry.known && matches!(entry.verdict, Verdict::LeftOut { .. }))
        .then(|| view! { <span class="badge bad">{words::GOES.say()}</span> });
    view! {
        <tr>
            <td class="name-of-entry">{entry.dn.clone()}</td>
            <td>{goes} " " {why}</td>
        </tr>
    }
    .into_any()
}
