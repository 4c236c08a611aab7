//! A table whose rows stand under each other where the page is narrow. Each cell then names its column itself.

use leptos::prelude::*;

use crate::words::Text;

/// Rows under the names of their columns.
pub(crate) fn stacking(heads: &[Text], rows: Vec<AnyView>) -> AnyView {
    let heads: Vec<_> = heads.iter().map(|head| view! { <th scope="col">{head.say()}</th> }).collect();
    view! {
        <div class="card table-card">
            <table class="stacking">
                <thead>
                    <tr>{heads}</tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
    .into_any()
}
