//! Walking a long list page by page. The server hands out a cursor for the next page; the way back is remembered here.

use domain::api::Page as Rows;
use leptos::prelude::*;

use super::icons::{Icon, icon};
use crate::{language::figure, words::frame};

/// Rows on a page.
pub(crate) const ROWS: u32 = 50;

/// Where in a list the reader is.
#[derive(Clone, Copy)]
pub(crate) struct Pager {
    /// The cursors that led here, the newest last.
    cursors: RwSignal<Vec<String>>,
}

impl Pager {
    pub(crate) fn start() -> Self {
        Self { cursors: RwSignal::new(Vec::new()) }
    }

    /// What to ask the server for.
    pub(crate) fn after(self) -> Option<String> {
        self.cursors.with(|cursors| cursors.last().cloned())
    }

    /// Whether the list is empty. A page without rows is no empty list where another one follows or went before.
    pub(crate) fn holds_nothing<T>(self, page: &Rows<T>) -> bool {
        page.items.is_empty() && page.next.is_none() && self.cursors.with_untracked(Vec::is_empty)
    }

    /// Back to the first page, such as when the filters change.
    pub(crate) fn reset(self) {
        if self.cursors.with_untracked(|cursors| !cursors.is_empty()) {
            self.cursors.set(Vec::new());
        }
    }

    /// The buttons and where one is; nothing where one page holds it all.
    pub(crate) fn view(self, next: Option<String>, rows: usize, total: i64) -> Option<AnyView> {
        let pages = i64::try_from(self.cursors.with_untracked(Vec::len)).unwrap_or(0);
        if next.is_none() && pages == 0 {
            return None;
        }
        let first = pages * i64::from(ROWS) + 1;
        let last = first + i64::try_from(rows).unwrap_or(0) - 1;
        let range = frame::RANGE.with(&[&figure(first), &figure(last), &figure(total)]);
        let back = move |_| {
            self.cursors.update(|cursors| {
                cursors.pop();
            });
        };
        let is_last = next.is_none();
        let on = move |_| {
            if let Some(next) = &next {
                self.cursors.update(|cursors| cursors.push(next.clone()));
            }
        };
        let view = view! {
            <nav class="pager" aria-label=frame::PAGES.say()>
                <button class="icon-only" aria-label=frame::PREVIOUS_PAGE.say() disabled=pages == 0 on:click=back>
                    {icon(Icon::Left)}
                </button>
                {(rows > 0).then(|| view! { <span>{range}</span> })}
                <button class="icon-only" aria-label=frame::NEXT_PAGE.say() disabled=is_last on:click=on>
                    {icon(Icon::Right)}
                </button>
            </nav>
        };
        Some(view.into_any())
    }
}
