//! A table whose rows stand under each other where the page is narrow. Each cell then names its column itself.

use leptos::prelude::*;

use crate::words::Text;

/// Rows under the names of their columns, as a card of its own.
pub(crate) fn stacking(heads: &[Text], rows: Vec<AnyView>) -> AnyView {
    view! { <div class="card table-card">{bare(heads, rows)}</div> }.into_any()
}

/// The same inside something else.
pub(crate) fn bare(heads: &[Text], rows: Vec<AnyView>) -> AnyView {
    let heads: Vec<_> = heads.iter().map(|head| view! { <th scope="col">{head.say()}</th> }).collect();
    view! {
        <table class="stacking">
            <thead>
                <tr>{heads}</tr>
            </thead>
            <tbody>{rows}</tbody>
        </table>
    }
    .into_any()
}
