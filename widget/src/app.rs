//! Contexts and routes: who is signed in, which page stands where, in which language.

use std::rc::Rc;

use domain::{api::Session, rights::Act};
use leptos::prelude::*;

use crate::{
    address::Page,
    api,
    entry::Entry,
    host::{Host, Portal},
    language::Language,
    navigation::{Navigation, focus_heading},
    pages,
    parts::{
        loading::{failed, load, nothing, skeleton},
        notice::Notices,
    },
    session::{SignedIn, administers_all, may},
    storage,
    words::frame,
};

/// The language of the page; setting it draws the page anew.
#[derive(Clone, Copy)]
pub(crate) struct ChosenLanguage(pub(crate) RwSignal<Language>);

const LANGUAGE_KEY: &str = "amend.language";

impl ChosenLanguage {
    /// The one chosen before, else the one of Outlook (`host`), else the first that the browser wishes for.
    fn start(host: Option<&str>) -> Self {
        let kept = storage::read(LANGUAGE_KEY);
        let wished = web_sys::window().map(|window| window.navigator().languages()).unwrap_or_default();
        let wished: Vec<String> = wished.iter().filter_map(|tag| tag.as_string()).collect();
        let language =
            Language::choose(kept.as_deref().into_iter().chain(host).chain(wished.iter().map(String::as_str)));
        let chosen = Self(RwSignal::new(language));
        chosen.apply(language);
        chosen
    }

    /// From the context.
    pub(crate) fn here() -> Self {
        expect_context()
    }

    /// Chooses and remembers.
    pub(crate) fn choose(self, language: Language) {
        storage::keep(LANGUAGE_KEY, Some(language.tag()));
        self.apply(language);
        self.0.set(language);
    }

    fn apply(self, language: Language) {
        language.make_current();
        let root =
            web_sys::window().and_then(|window| window.document()).and_then(|document| document.document_element());
        if let Some(root) = root {
            let _ = root.set_attribute("lang", language.tag());
        }
    }
}

/// What every page finds in its context, in the portal and in the pane: language, who is signed in, notices, pages and the way between them.
pub(crate) fn provide(entry: Entry, host: Option<Rc<dyn Host>>, host_language: Option<&str>) {
    provide_context(ChosenLanguage::start(host_language));
    provide_context(SignedIn::start());
    provide_context(Notices::start());
    provide_context(entry);
    provide_context(Navigation::start(entry.holds, host));
}

/// The widget in the portal, with the pages of `entry`.
pub(crate) fn app(entry: Entry) -> impl IntoView {
    provide(entry, web_sys::window().map(|window| Rc::new(Portal::new(window)) as Rc<dyn Host>), None);
    let (language, signed_in, notices) = (ChosenLanguage::here(), SignedIn::here(), Notices::here());
    let navigation = Navigation::here();
    // It is shown in a window that Outlook opened, and leads nowhere else.
    let is_bare = Memo::new(move |_| matches!(navigation.page(), Page::PaneSignIn(_)));

    let first = load(api::session);
    // Only then is it known whom to greet; until then, neither the page nor the sign-in is shown.
    let is_known = RwSignal::new(false);
    Effect::new(move |_| {
        if first.is_unanswered() {
            return;
        }
        if let Some(session) = first.get().flatten() {
            signed_in.set(Some(session));
        }
        is_known.set(true);
    });
    let who = Memo::new(move |_| signed_in.get().map(|session| (session.name, session.person)));
    let page = move || {
        language.0.track();
        match (who.get(), first.trouble()) {
            (Some(_), _) if is_bare.get() => pages::pane_sign_in::page(),
            (Some(_), _) => pages::frame::frame(),
            (None, None) if !is_known.get() => view! { <main class="splash">{skeleton()}</main> }.into_any(),
            (None, Some(trouble)) if !trouble.asks_to_sign_in() => {
                let again = Callback::new(move |()| first.again());
                view! { <main class="splash">{failed(&trouble, again)}</main> }.into_any()
            }
            (None, _) => pages::sign_in::page(),
        }
    };
    view! {
        {page}
        {move || signed_in.expired().then(pages::sign_in::again)}
        {notices.view()}
    }
}

/// The page that stands at the address.
pub(crate) fn routes() -> AnyView {
    let navigation = Navigation::here();
    let signed_in = SignedIn::here();
    let entry: Entry = expect_context();
    let place = Memo::new(move |_| navigation.page().place());
    let notices = Notices::here();
    Effect::new(move |before: Option<Page>| {
        let now = place.get();
        if before.is_some_and(|before| before != now && before != Page::Home) {
            focus_heading();
            notices.page_left();
            // What waits may have moved since the menu was drawn.
            signed_in.refresh();
        }
        now
    });
    (move || match place.get() {
        page if is_denied(signed_in.get_untracked().as_ref(), &page) => pages::frame::not_allowed(),
        Page::Home => home(signed_in.get_untracked(), navigation),
        // What a page asks of the session while it is drawn is no reason to draw it anew, with all that is typed in it.
        page => untrack(|| (entry.draw)(&page)),
    })
    .into_any()
}

/// Whether the reader's rights do not reach the page at all; it shows nothing then that would only be refused.
fn is_denied(session: Option<&Session>, page: &Page) -> bool {
    let Some(session) = session else { return false };
    let act = match page {
        Page::Profile | Page::Changes | Page::News | Page::History(None, _) => return session.person.is_none(),
        Page::Conflicts(_) | Page::UndoPerson(..) => Act::EditAnything,
        Page::UndoRun(_) => return !administers_all(session),
        Page::Approvals(_) => Act::Decide,
        Page::People(_) | Page::Confirmations(_) => Act::SeePeople,
        Page::Attributes
        | Page::PolicyRules
        | Page::FormOrder
        | Page::FillSets
        | Page::Attribute(_)
        | Page::NoticeSettings => Act::SeeAttributes,
        Page::Imports | Page::Import(_) => Act::SeeImports,
        Page::Sources | Page::Agents(_) | Page::Run(..) => Act::SeeSources,
        Page::Findings(_) => Act::SeeFindings,
        Page::SetUp(_) | Page::Rekey(_) => Act::SetSource,
        Page::Overdue | Page::ColumnProfiles | Page::Reexport(..) => Act::SeeExports,
        Page::Exports | Page::Template(..) => Act::SeeTargets,
        Page::Audit(_) => Act::SeeAudit,
        Page::Administrators => Act::SeeRights,
        // Of one person, the server knows whether the reader may see them.
        Page::Home | Page::Notices | Page::Person(..) | Page::History(..) | Page::PaneSignIn(_) | Page::Nowhere => {
            return false;
        }
    };
    !may(session, act)
}

/// The start page depends on who one is: the own profile, or the first page that the role opens.
fn home(session: Option<Session>, navigation: Navigation) -> AnyView {
    match session.and_then(|session| pages_of(&session).into_iter().next()) {
        Some(page) => {
            Effect::new(move |_| navigation.refine(&page));
            skeleton()
        }
        None => nothing(frame::NO_PAGES.say(), frame::NO_PAGES_LEAD.say(), ()),
    }
}

/// The pages in the menu, by what the session may do.
pub(crate) fn pages_of(session: &Session) -> Vec<Page> {
    let mut pages = Vec::with_capacity(10);
    if session.person.is_some() {
        pages.extend([Page::Profile, Page::Changes]);
    }
    let by_right = [
        (Act::Decide, "/approvals"),
        (Act::SeePeople, "/people"),
        (Act::SeeAttributes, "/attributes"),
        (Act::SeeSources, "/sources"),
        (Act::SeeFindings, "/findings"),
        (Act::SeeTargets, "/exports"),
        (Act::SeeAudit, "/audit"),
        (Act::SeeRights, "/administrators"),
    ];
    pages.extend(by_right.into_iter().filter(|(act, _)| may(session, *act)).map(|(_, address)| Page::read(address)));
    pages
}
