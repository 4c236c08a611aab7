//! Trying a template on a real person (S3.13): what each of its rows brings, beside what the target holds. Nothing is sent.

use domain::api::{TargetTemplate, TemplateRow, TriedValue};
use leptos::prelude::*;

use super::{
    labels::{Labels, label_for},
    template_tried::{Trying, brings, holds},
};
use crate::{
    parts::{
        loading::{Load, nothing},
        table::stacking,
    },
    words::templates as words,
};

pub(super) fn test(template: &TargetTemplate, labels: Load<Labels>) -> AnyView {
    if template.rows.is_empty() {
        return nothing(words::NONE.say(), words::NONE_LEAD.say(), ());
    }
    let trying = Trying::of(template.target, || None);
    let rows = template.rows.clone();
    let table = move || {
        let told = trying.told()?;
        let drawn = rows.iter().zip(&told.rows).map(|(row, tried)| line(row, tried, labels)).collect();
        Some(stacking(&[words::FROM, words::IN_TARGET, words::BRINGS, words::HOLDS], drawn))
    };
    view! {
        <p>{words::TEST_LEAD.say()}</p>
        <div class="card">{trying.view()}</div>
        {table}
    }
    .into_any()
}

fn line(row: &TemplateRow, tried: &TriedValue, labels: Load<Labels>) -> AnyView {
    let from = match (&row.attribute, &row.expression) {
        (Some(key), _) => {
            let key = key.clone();
            (move || label_for(labels, &key)).into_any()
        }
        (None, text) => view! { <code class="expression-example">{text.clone()}</code> }.into_any(),
    };
    let off = (!row.on).then(|| view! { <span class="badge">{words::OFF.say()}</span> });
    view! {
        <tr>
            <td>{from}</td>
            <td>
                <span class="name-of-entry">{row.name.clone()}</span>
                " "
                {off}
            </td>
            <td class="name-of-entry">{brings(tried)}</td>
            <td class="name-of-entry">{holds(tried)}</td>
        </tr>
    }
    .into_any()
}
