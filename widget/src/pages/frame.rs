//! The frame around the pages: the top bar with the account menu, the main menu, and the question before unsaved changes are left.

use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::HtmlElement;

use crate::{
    address::Page,
    api,
    app::{ChosenLanguage, pages_of, routes},
    editor,
    language::{Language, figure},
    navigation::Navigation,
    parts::{
        dialog::{actions, dialog},
        icons::{Icon, icon, logo},
        loading::{denied, nothing},
    },
    session::SignedIn,
    words::{Text, errors, frame, news},
};

/// The frame with the page in it.
pub(crate) fn frame() -> AnyView {
    let navigation = Navigation::here();
    view! {
        <a class="skip" href="#page">
            {frame::SKIP.say()}
        </a>
        <header class="top">
            <button class="quiet icon-only menu-button" popovertarget="menu" aria-label=frame::MENU.say()>
                {icon(Icon::Menu)}
            </button>
            <a class="brand" href="/">
                {logo()} <span>"Amend"</span>
            </a>
            {bell()} {account(None)}
        </header>
        <div class="columns">
            {menu()} <main id="page" class="page" tabindex="-1">
                {routes()}
            </main>
        </div>
        {move || navigation.leaving().map(|_| leaving(navigation))}
    }
    .into_any()
}

/// The way back from a page to the one that it belongs to.
pub(crate) fn way_back(href: String, word: Text) -> AnyView {
    view! {
        <nav class="walk">
            <a class="walk-back" href=href>
                {icon(Icon::Left)}
                {word.say()}
            </a>
        </nav>
    }
    .into_any()
}

/// A page's heading, which also names the window. It takes the focus when the page is reached.
pub(crate) fn heading(
    title: impl Fn() -> String + Clone + Send + Sync + 'static,
    lead: Option<&'static str>,
) -> AnyView {
    let navigation = Navigation::here();
    let named = title.clone();
    Effect::new(move |_| navigation.title(&named()));
    view! {
        <div class="heading">
            <h1 tabindex="-1">{title}</h1>
            {lead.map(|lead| view! { <p class="lead">{lead}</p> })}
        </div>
    }
    .into_any()
}

/// The button for what a page is first of all for, such as adding to its list.
pub(crate) fn page_act(sign: Icon, word: Text, press: impl Fn() + 'static) -> AnyView {
    view! {
        <div class="page-acts">
            <button class="primary" on:click=move |_| press()>
                {icon(sign)}
                {word.say()}
            </button>
        </div>
    }
    .into_any()
}

/// What may be done with what a card shows, beside its name.
pub(crate) fn card_acts(acts: [AnyView; 2]) -> AnyView {
    view! { <div class="change-acts">{acts}</div> }.into_any()
}

/// One of these acts; `of` is what whoever hears the page is told, since there are more cards.
pub(crate) fn card_act(word: Text, of: String, press: impl Fn() + 'static) -> AnyView {
    view! {
        <button aria-label=of on:click=move |_| press()>
            {word.say()}
        </button>
    }
    .into_any()
}

/// What stands where no page is.
pub(crate) fn nowhere() -> AnyView {
    let home = view! {
        <a class="button primary" href="/">
            {frame::HOME.say()}
        </a>
    };
    view! {
        {heading(|| frame::NOT_FOUND.say().to_owned(), None)} {nothing(frame::NOT_FOUND.say(), frame::NOT_FOUND_LEAD.say(), home)}
    }
    .into_any()
}

/// What stands in the place of a page that the reader's role does not open.
pub(crate) fn not_allowed() -> AnyView {
    view! {
        {heading(|| frame::NOT_ALLOWED.say().to_owned(), None)} {denied(errors::FORBIDDEN.say())}
    }
    .into_any()
}

/// The entries of the menu, of the pages that `held` takes.
pub(crate) fn entries(held: fn(&str) -> bool) -> AnyView {
    let navigation = Navigation::here();
    let signed_in = SignedIn::here();
    (move || {
        let session = signed_in.get();
        let pages = session.as_ref().map(pages_of).unwrap_or_default();
        let counts = session.map_or((0, 0), |session| (session.approvals, session.findings));
        let held = pages.into_iter().filter(|page| held(&page.address()));
        held.map(|page| entry(navigation, page, counts)).collect::<Vec<_>>()
    })
    .into_any()
}

fn menu() -> AnyView {
    let navigation = Navigation::here();
    // On small screens the menu is a panel; it closes once a page was chosen.
    let node = NodeRef::<leptos::html::Nav>::new();
    Effect::new(move |_| {
        navigation.page();
        if let Some(menu) = node.get() {
            let _ = menu.unchecked_into::<HtmlElement>().hide_popover();
        }
    });
    view! {
        <nav id="menu" class="menu" popover="auto" aria-label=frame::MAIN_MENU.say() node_ref=node>
            <ul>{entries(|_| true)}</ul>
        </nav>
    }
    .into_any()
}

fn entry(navigation: Navigation, page: Page, (approvals, findings): (i64, i64)) -> AnyView {
    let (text, sign) = named(&page);
    let count = match page {
        Page::Approvals(_) => Some((approvals, frame::APPROVALS_WAITING)),
        Page::Findings(_) => Some((findings, frame::FINDINGS_WAITING)),
        _ => None,
    };
    let count = count.filter(|(waiting, _)| *waiting > 0).map(|(waiting, text)| {
        let spoken = text.with(&[&figure(waiting)]);
        view! {
            <span class="count" aria-hidden="true">
                {figure(waiting)}
            </span>
            <span class="only-spoken">{spoken}</span>
        }
    });
    let address = page.address();
    let current = move || is_within(&navigation.page(), &page).then_some("page");
    view! {
        <li>
            <a href=address aria-current=current>
                {icon(sign)} <span class="menu-name">{text.say()}</span> {count}
            </a>
        </li>
    }
    .into_any()
}

fn named(page: &Page) -> (Text, Icon) {
    match page {
        Page::Changes | Page::History(None, _) => (frame::MY_CHANGES, Icon::History),
        Page::Approvals(_) | Page::Conflicts(_) => (frame::APPROVALS, Icon::Check),
        Page::People(_)
        | Page::Person(..)
        | Page::History(..)
        | Page::UndoPerson(..)
        | Page::Imports
        | Page::Import(_)
        | Page::Confirmations(_) => (frame::PEOPLE, Icon::People),
        Page::Attributes | Page::PolicyRules | Page::FormOrder | Page::FillSets | Page::Attribute(_) => {
            (frame::ATTRIBUTES, Icon::Sliders)
        }
        Page::Sources | Page::SetUp(_) | Page::Rekey(_) | Page::Agents(_) | Page::Run(..) | Page::UndoRun(_) => {
            (frame::SOURCES, Icon::Directory)
        }
        Page::Findings(_) => (frame::FINDINGS, Icon::Warning),
        Page::Exports | Page::Template(..) | Page::Overdue | Page::ColumnProfiles | Page::Reexport(..) => {
            (frame::EXPORTS, Icon::Export)
        }
        Page::Audit(_) => (frame::AUDIT, Icon::Audit),
        Page::Administrators => (frame::ADMINISTRATORS, Icon::Unlock),
        Page::Home
        | Page::Profile
        | Page::News
        | Page::Notices
        | Page::NoticeSettings
        | Page::PaneSignIn(_)
        | Page::Nowhere => (frame::MY_PROFILE, Icon::Profile),
    }
}

/// A person belongs to the list of people, a run to its source.
fn is_within(page: &Page, entry: &Page) -> bool {
    std::mem::discriminant(&page.place()) == std::mem::discriminant(entry)
        || matches!(
            (page, entry),
            (
                Page::Person(..)
                    | Page::History(Some(_), _)
                    | Page::UndoPerson(..)
                    | Page::Imports
                    | Page::Import(_)
                    | Page::Confirmations(_),
                Page::People(_)
            ) | (Page::History(None, _), Page::Changes)
                | (Page::Conflicts(_), Page::Approvals(_))
                | (Page::PolicyRules | Page::FormOrder | Page::FillSets | Page::Attribute(_), Page::Attributes)
                | (Page::Template(..) | Page::Reexport(..) | Page::Overdue | Page::ColumnProfiles, Page::Exports)
                | (Page::Run(..) | Page::UndoRun(_) | Page::SetUp(_) | Page::Rekey(_) | Page::Agents(_), Page::Sources)
        )
}

/// The way to what the reader is told, with how much of it they have not seen.
pub(crate) fn bell() -> AnyView {
    let signed_in = SignedIn::here();
    let unseen =
        Memo::new(move |_| signed_in.get().filter(|session| session.person.is_some()).map(|session| session.news));
    (move || {
        unseen.get().map(|unseen| {
            let count = (unseen > 0).then(|| {
                view! {
                    <span class="count" aria-hidden="true">
                        {figure(unseen)}
                    </span>
                }
            });
            view! {
                <a class="button quiet icon-only bell" href="/news" aria-label=news::BELL.with(&[&figure(unseen)])>
                    {icon(Icon::Bell)} {count}
                </a>
            }
        })
    })
    .into_any()
}

pub(crate) fn account(also: Option<AnyView>) -> AnyView {
    let signed_in = SignedIn::here();
    let chosen = ChosenLanguage::here();
    let navigation = Navigation::here();
    let name = signed_in.get_untracked().map(|session| session.name).unwrap_or_default();
    let languages = Language::ALL.map(|language| {
        let pressed = (language == Language::current()).to_string();
        view! {
            <button class="quiet" lang=language.tag() aria-pressed=pressed on:click=move |_| chosen.choose(language)>
                {language.name()}
            </button>
        }
    });
    let sign_out = move |_| {
        editor::leave_drafts();
        // Whatever the answer, this page shows nothing of the session any more.
        api::sign_out().then(move |answer| {
            editor::forget_drafts();
            signed_in.set(None);
            if let Ok(Some(out)) = answer {
                navigation.leave_for(&out.provider);
            }
        });
    };
    view! {
        <button class="quiet account" popovertarget="account" aria-label=frame::ACCOUNT.with(&[&name])>
            // By the style sheet: the letters are a picture and no part of the button's name.
            <span class="avatar small drawn" aria-hidden="true" data-letters=initials(&name)></span>
            <span class="account-name">{name.clone()}</span>
        </button>
        <div id="account" class="account-menu" popover="auto">
            <p class="account-who">{name}</p>
            <div role="group" aria-label=frame::LANGUAGE.say() class="languages">
                {languages}
            </div>
            {also}
            <a class="button quiet" href="/notices">
                {news::CHOOSE.say()}
            </a>
            <button class="quiet" on:click=sign_out>
                {frame::SIGN_OUT.say()}
            </button>
        </div>
    }
    .into_any()
}

/// The first letters of the first and the last part of a name; the style makes them capitals.
pub(crate) fn initials(name: &str) -> String {
    let mut parts = name.split_whitespace();
    let first = parts.next().and_then(|part| part.chars().next());
    let last = parts.next_back().and_then(|part| part.chars().next());
    first.into_iter().chain(last).collect()
}

pub(crate) fn leaving(navigation: Navigation) -> AnyView {
    let stay = move |()| navigation.stay();
    let body = view! {
        <p>{frame::UNSAVED_LEAD.say()}</p>
        {actions(
            view! {
                <button class="primary" on:click=move |_| navigation.save_and_leave()>
                    {frame::SAVE_AND_LEAVE.say()}
                </button>
                <button on:click=move |_| navigation.leave()>{frame::LEAVE.say()}</button>
                <button on:click=move |_| navigation.stay()>{frame::STAY.say()}</button>
            }
                .into_any(),
        )}
    };
    dialog(frame::UNSAVED.say().to_owned(), Callback::new(stay), body.into_any())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn initials_are_of_the_first_and_last_name() {
        assert_eq!(initials("Zoë van der Ål"), "ZÅ");
        assert_eq!(initials("admin"), "a");
        assert_eq!(initials(""), "");
    }

    #[test]
    fn a_person_belongs_to_people() {
        assert!(is_within(&Page::read("/people/7"), &Page::read("/people")));
        assert!(is_within(&Page::read("/sources/1/runs/2"), &Page::Sources));
        assert!(!is_within(&Page::read("/people"), &Page::Sources));
    }
}
