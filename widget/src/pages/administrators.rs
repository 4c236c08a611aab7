//! Who holds which role, where it comes from and for whom it holds; for system administrators, granting and ending roles (S1.21, S2.16).

use domain::{
    api::{Administrator, Administrators, HeldRole, RoleFrom},
    dn,
    id::AccountId,
    rights::{Part, Role},
};
use leptos::prelude::*;

use super::{
    administrator_form as form,
    frame::{heading, page_act},
    person_link::person_link,
};
use crate::{
    api,
    language::ago,
    parts::{
        act::Act,
        dialog::{actions, dialog},
        icons::Icon,
        loading::{Load, load, loaded, nothing},
        notice::Notices,
        table::stacking,
    },
    session::SignedIn,
    words::{Text, administrators as words, frame},
};

/// The page's list, and what is asked over it.
#[derive(Clone, Copy)]
pub(super) struct Desk {
    pub(super) list: Load<Administrators>,
    pub(super) asked: RwSignal<Option<Asked>>,
    pub(super) act: Act,
    notices: Notices,
    signed_in: SignedIn,
}

/// A dialog over the list.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Asked {
    Grant,
    Change(Administrator, HeldRole),
    End(Administrator, Role),
}

impl Desk {
    /// Closes the dialog, says that it is done and reads the list again.
    pub(super) fn done(self, text: Text) {
        self.asked.set(None);
        self.notices.say(text.say());
        self.list.again();
        // It may have been the reader's own.
        self.signed_in.refresh();
    }
}

/// A role's name, and what it may in a sentence.
pub(super) fn role_word(role: Role) -> (Text, Text) {
    match role {
        Role::ServiceDesk => (words::SERVICE_DESK, words::SERVICE_DESK_LEAD),
        Role::PeopleAdmin => (words::PEOPLE_ADMIN, words::PEOPLE_ADMIN_LEAD),
        Role::DirectoryAdmin => (words::DIRECTORY_ADMIN, words::DIRECTORY_ADMIN_LEAD),
        Role::ExportOperator => (words::EXPORT_OPERATOR, words::EXPORT_OPERATOR_LEAD),
        Role::Auditor => (words::AUDITOR, words::AUDITOR_LEAD),
        Role::SystemAdmin => (words::SYSTEM_ADMIN, words::SYSTEM_ADMIN_LEAD),
    }
}

pub(crate) fn page() -> AnyView {
    let desk = Desk {
        list: load(api::administrators),
        asked: RwSignal::new(None),
        act: Act::start(),
        notices: Notices::here(),
        signed_in: SignedIn::here(),
    };
    let may_set = move || desk.list.with(|list| list.may_set) == Some(true);
    let grant =
        move || may_set().then(|| page_act(Icon::Plus, words::GRANT, move || desk.asked.set(Some(Asked::Grant))));
    let dialogs = move || {
        desk.asked.get().map(|asked| match asked {
            Asked::Grant => form::grant(desk),
            Asked::Change(whose, held) => form::change(desk, &whose, &held),
            Asked::End(whose, role) => end(desk, &whose, role),
        })
    };
    view! {
        {heading(|| frame::ADMINISTRATORS.say().to_owned(), Some(words::LEAD.say()))}
        {grant}
        {loaded(desk.list, move |list| table(desk, &list))}
        {dialogs}
    }
    .into_any()
}

fn table(desk: Desk, list: &Administrators) -> AnyView {
    if list.items.is_empty() {
        return nothing(words::NONE.say(), words::NONE_LEAD.say(), ());
    }
    let rows = list.items.iter().map(|whose| row(desk, whose)).collect();
    stacking(&[words::NAME, words::ROLES], rows)
}

fn row(desk: Desk, whose: &Administrator) -> AnyView {
    let name = match whose.person {
        Some(person) => person_link(person, whose.name.clone()),
        None => view! { <span>{whose.name.clone()}</span> }.into_any(),
    };
    let is_local = whose.person.is_none();
    let badges = [
        (whose.is_self, "badge", words::YOU),
        (is_local, "badge", words::LOCAL),
        (whose.is_blocked, "badge bad", words::CANNOT_SIGN_IN),
    ];
    let badges: Vec<AnyView> = badges
        .into_iter()
        .filter(|(is_so, ..)| *is_so)
        .map(|(_, class, text)| view! { <span class=class>{text.say()}</span> }.into_any())
        .collect();
    let roles: Vec<AnyView> = whose.roles.iter().map(|held| role(desk, whose, held)).collect();
    view! {
        <tr>
            <td>
                <strong>{name}</strong>
                <span class="known-as">{whose.username.clone()}</span>
                <span class="badges">{badges}</span>
            </td>
            <td>
                <ul class="held-roles">{roles}</ul>
            </td>
        </tr>
    }
    .into_any()
}

fn role(desk: Desk, whose: &Administrator, held: &HeldRole) -> AnyView {
    let (name, _) = role_word(held.role);
    let since = held.at.map(ago).unwrap_or_default();
    let from = match held.from {
        RoleFrom::Page => words::BY.with(&[held.by.as_deref().unwrap_or("Amend"), &since]),
        RoleFrom::CommandLine => words::BY_COMMAND.with(&[&since]),
        RoleFrom::IdentityProvider => words::BY_PROVIDER.say().to_owned(),
    };
    let within: Vec<AnyView> = held.parts.iter().map(part).collect();
    let within = if within.is_empty() {
        view! { <span class="quiet-text">{words::EVERYWHERE.say()}</span> }.into_any()
    } else {
        view! { <ul class="held-parts">{within}</ul> }.into_any()
    };
    let change = (held.may_change && held.role.has_parts()).then(|| {
        let asked = Asked::Change(whose.clone(), held.clone());
        let label = words::CHANGE_OF.with(&[name.say(), &whose.name]);
        view! {
            <button aria-label=label on:click=move |_| desk.asked.set(Some(asked.clone()))>
                {words::CHANGE.say()}
            </button>
        }
    });
    let end = held.may_end.then(|| {
        let asked = Asked::End(whose.clone(), held.role);
        let label = words::END_OF.with(&[name.say(), &whose.name]);
        view! {
            <button aria-label=label on:click=move |_| desk.asked.set(Some(asked.clone()))>
                {words::END.say()}
            </button>
        }
    });
    view! {
        <li>
            <div>
                <strong>{name.say()}</strong>
                " "
                {within}
                <span class="known-as">{from}</span>
            </div>
            <div class="person-acts">{change} {end}</div>
        </li>
    }
    .into_any()
}

/// A part by the name that people know, with the whole one behind it.
fn part(part: &Part) -> AnyView {
    let dn = part.name().to_owned();
    let short = dn::common_name(&dn).unwrap_or_else(|| dn.clone());
    let short = match part {
        Part::Ou(_) => short,
        Part::Group(_) => words::IN_GROUP.with(&[&short]),
    };
    view! { <li>{short} " " <span class="known-as name-of-entry">{dn}</span></li> }.into_any()
}

fn end(desk: Desk, whose: &Administrator, role: Role) -> AnyView {
    let (account, version): (AccountId, i64) = (whose.account, whose.version);
    let end = move |_| desk.act.run(api::end_role(account, role, version), move |_| desk.done(words::ENDED));
    let buttons = view! {
        <button class="danger" disabled=move || desk.act.is_busy() on:click=end>
            {words::END.say()}
        </button>
        <button on:click=move |_| desk.asked.set(None)>{frame::CANCEL.say()}</button>
    };
    let lead = words::END_LEAD.with(&[&whose.name, role_word(role).0.say()]);
    let body = view! {
        <p>{lead}</p>
        {desk.act.view()}
        {actions(buttons.into_any())}
    };
    dialog(words::END_ASK.say().to_owned(), Callback::new(move |()| desk.asked.set(None)), body.into_any())
}
