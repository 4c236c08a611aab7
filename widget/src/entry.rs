//! What the two downloads hold: the small one the pages that everybody has, the whole one all. Both are the same code from here on, and the
//! server answers each address with the download that holds its page, by the same rule.

use domain::pages::is_for_everybody;
use leptos::prelude::*;

use crate::{address::Page, pages};

/// A download of the widget.
#[derive(Clone, Copy)]
pub(crate) struct Entry {
    /// Whether the page at an address is in it.
    pub(crate) holds: fn(&str) -> bool,
    /// Draws a page that is in it.
    pub(crate) draw: fn(&Page) -> AnyView,
}

/// The pages that everybody has.
pub(crate) const SMALL: Entry = Entry { holds: is_for_everybody, draw: pages_of_everybody };

/// All pages.
pub(crate) const WHOLE: Entry = Entry { holds: |_| true, draw: all_pages };

fn pages_of_everybody(page: &Page) -> AnyView {
    match page {
        Page::Profile => pages::my_profile::page(),
        Page::Changes => pages::my_changes::page(),
        Page::News => pages::news::page(),
        Page::Approvals(_) => pages::approvals::page(),
        _ => pages::frame::nowhere(),
    }
}

fn all_pages(page: &Page) -> AnyView {
    match page {
        Page::Notices => pages::my_notices::page(),
        Page::NoticeSettings => pages::notice_settings::page(),
        Page::Confirmations(_) => pages::confirmations::page(),
        Page::People(_) => pages::people::page(),
        Page::Imports => pages::imports::page(),
        Page::Import(id) => pages::import::page(*id),
        Page::Person(id, _) => pages::person::page(*id),
        Page::Attributes => pages::attributes::page(),
        Page::PolicyRules => pages::policy_rules::page(),
        Page::FillSets => pages::fill_sets::page(),
        Page::FormOrder => pages::form_order::page(),
        Page::Attribute(key) => pages::attribute::page(key),
        Page::Sources => pages::sources::page(),
        Page::SetUp(source) => pages::set_up::page(*source),
        Page::Rekey(source) => pages::rekey::page(*source),
        Page::Agents(source) => pages::agents::page(*source),
        Page::Run(_, run) => pages::run::page(*run),
        Page::Findings(_) => pages::findings::page(),
        Page::Exports => pages::exports::page(),
        Page::Overdue => pages::overdue::page(),
        Page::ColumnProfiles => pages::column_profiles::page(),
        Page::Template(target, tab) => pages::template::page(*target, *tab),
        Page::Reexport(target, _) => pages::reexport::page(*target),
        Page::Audit(_) => pages::audit::page(),
        Page::History(person, _) => pages::history::page(*person),
        Page::Conflicts(_) => pages::conflicts::page(),
        Page::UndoRun(run) => pages::undo::of_run(*run),
        Page::UndoPerson(person, ..) => pages::undo::of_person(*person),
        Page::Administrators => pages::administrators::page(),
        other => pages_of_everybody(other),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The rule is told by addresses, the drawing by pages: both must mean the same.
    #[test]
    fn the_small_download_holds_what_it_draws() {
        for (address, is_small) in [
            ("/", true),
            ("/profile", true),
            ("/changes", true),
            ("/news", true),
            ("/notices", false),
            ("/approvals?state=conflict", true),
            ("/pane-sign-in?challenge=7", true),
            ("/people", false),
            ("/people/7", false),
            ("/sources/1/runs/2", false),
            ("/exports/overdue", false),
            ("/history", false),
            ("/conflicts", false),
            ("/nothing", false),
        ] {
            assert_eq!((SMALL.holds)(address), is_small, "{address}");
            assert!((WHOLE.holds)(address), "{address}");
            let page = Page::read(address);
            // The start page and the one without a frame are drawn by `app` itself.
            let is_bare = matches!(page, Page::Home | Page::PaneSignIn(_));
            let is_drawn = is_bare || matches!(page, Page::Profile | Page::Changes | Page::News | Page::Approvals(_));
            assert_eq!(is_drawn, is_small, "{address}");
        }
    }
}
