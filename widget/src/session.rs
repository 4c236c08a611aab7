//! Who is signed in, what they may do, and how a session that ran out is renewed without losing what was typed.

use std::{cell::RefCell, rc::Rc};

use domain::{
    api::Session,
    id::{AccountId, PersonId, SourceId},
    policy::{Facts, Place},
    rights::{Act, Area, Scope, Who, Whose, authorize},
};
use futures_channel::oneshot;
use leptos::prelude::*;

use crate::{
    api,
    http::{self, Renewal},
};

/// The session of the page.
#[derive(Clone, Copy)]
pub(crate) struct SignedIn {
    session: RwSignal<Option<Session>>,
    /// Set while the sign-in dialog stands over the page.
    expired: RwSignal<bool>,
    waiting: StoredValue<Rc<RefCell<Vec<oneshot::Sender<bool>>>>, LocalStorage>,
}

impl SignedIn {
    /// Nobody yet; calls that meet an expired session wait for [`SignedIn::renewed`].
    pub(crate) fn start() -> Self {
        let signed_in = Self {
            session: RwSignal::new(None),
            expired: RwSignal::new(false),
            waiting: StoredValue::new_local(Rc::new(RefCell::new(Vec::new()))),
        };
        http::when_expired(Rc::new(move |renewal| {
            Box::pin(async move { renewal != Renewal::Unseen && signed_in.again().await })
        }));
        signed_in
    }

    /// Has the sign-in dialog stand over the page, and waits for whoever signs in there; whether it is the one who was signed in.
    pub(crate) async fn again(self) -> bool {
        let (sender, receiver) = oneshot::channel();
        self.waiting.get_value().borrow_mut().push(sender);
        self.expired.set(true);
        receiver.await.unwrap_or(false)
    }

    /// From the context.
    pub(crate) fn here() -> Self {
        expect_context()
    }

    /// The session, if somebody is signed in.
    pub(crate) fn get(self) -> Option<Session> {
        self.session.get()
    }

    /// The session without watching it.
    pub(crate) fn get_untracked(self) -> Option<Session> {
        self.session.get_untracked()
    }

    /// Somebody signed in, or nobody is any more.
    pub(crate) fn set(self, session: Option<Session>) {
        self.session.set(session);
    }

    /// Whether the sign-in dialog stands over the page.
    pub(crate) fn expired(self) -> bool {
        self.expired.get()
    }

    /// Somebody signed in again: the calls that waited go out once more, unless it is somebody else.
    pub(crate) fn renewed(self, session: Option<Session>) {
        let same = matches!((&session, self.get_untracked()), (Some(new), Some(old)) if is_same(new, &old));
        self.expired.set(false);
        for waiting in self.waiting.get_value().borrow_mut().drain(..) {
            let _ = waiting.send(same);
        }
        self.session.set(session);
    }

    /// Reads the session anew, such as after decisions, for the count in the menu. A failure leaves it as it was.
    pub(crate) fn refresh(self) {
        api::session().then(move |answer| {
            if let Ok(Some(session)) = answer
                && self.session.with_untracked(|known| known.as_ref() != Some(&session))
            {
                self.session.set(Some(session));
            }
        });
    }

    /// Whether the session may do `act` about somebody else.
    pub(crate) fn may(self, act: Act) -> bool {
        self.session.with(|session| session.as_ref().is_some_and(|session| may(session, act)))
    }

    /// Whether the session administers everybody.
    pub(crate) fn administers_all(self) -> bool {
        self.session.with(|session| session.as_ref().is_some_and(administers_all))
    }

    /// Whether the session may look for other people by name.
    pub(crate) fn finds_colleagues(self) -> bool {
        self.session.with(|session| session.as_ref().is_some_and(|session| session.finds_colleagues))
    }

    /// Whether the session is this person's.
    pub(crate) fn is(self, person: PersonId) -> bool {
        self.session.with(|session| session.as_ref().is_some_and(|session| session.person == Some(person)))
    }

    /// Whether the session may do `act` about this person; of oneself, less than of others.
    pub(crate) fn may_about(self, act: Act, person: PersonId) -> bool {
        self.session.with(|session| session.as_ref().is_some_and(|session| may_about(session, act, person)))
    }
}

fn is_same(new: &Session, old: &Session) -> bool {
    new.person == old.person && new.name == old.name && new.local == old.local
}

/// Whether `session` may do `act` about somebody else, by the rule that the server asks too. The menu shows what this allows.
pub(crate) fn may(session: &Session, act: Act) -> bool {
    may_about(session, act, PersonId(-1))
}

/// Whether `session` administers everybody, by a role that holds everywhere: setting back a run asks for that, as adding people does.
pub(crate) fn administers_all(session: &Session) -> bool {
    may(session, Act::AddPerson)
}

fn may_about(session: &Session, act: Act, person: PersonId) -> bool {
    // The account's own id is not told to the page; none of the rules asked here compares it. Nor is where people are: whoever the page shows
    // is in the part that a role holds for, since the server answers of nobody else.
    let everywhere = session.roles.iter().map(|role| (*role, Scope::Everywhere));
    let here = session.scoped.iter().map(|role| (*role, Scope::Within([Area::Ou(Vec::new())].into())));
    let who = Who { account: AccountId(0), person: session.person, grants: here.chain(everywhere).collect() };
    let place = Place { source: SourceId(0), path: vec![String::new()] };
    let facts = Facts { places: vec![place], groups: Vec::new() };
    let somebody = Whose::person(person).at(facts);
    let decides_as_manager = act == Act::Decide && session.manages;
    decides_as_manager || authorize(&who, act, Some(&somebody))
}

#[cfg(test)]
mod tests {
    use domain::{api::ApprovalLists, rights::Role};

    use super::*;

    fn session(roles: &[Role], manages: bool) -> Session {
        let name = "Ada".to_owned();
        Session {
            finds_colleagues: false,
            name,
            person: Some(PersonId(7)),
            roles: roles.to_vec(),
            scoped: Vec::new(),
            manages,
            approvals: 0,
            lists: ApprovalLists::default(),
            findings: 0,
            news: 0,
            local: false,
        }
    }

    #[test]
    fn the_menu_follows_the_rights() {
        let employee = session(&[], false);
        for act in [Act::SeePeople, Act::Decide, Act::SeeAttributes, Act::SeeSources, Act::SeeExports, Act::SeeAudit] {
            assert!(!may(&employee, act), "{act:?}");
            assert!(may(&session(&[Role::SystemAdmin], false), act), "{act:?}");
        }
        let of_a_part = Session { scoped: vec![Role::PeopleAdmin], ..session(&[], false) };
        for (act, may_in_part) in
            [(Act::SeePeople, true), (Act::SeeFindings, true), (Act::AddPerson, false), (Act::SeeSources, false)]
        {
            assert_eq!(may(&of_a_part, act), may_in_part, "{act:?}");
        }
        assert!(!administers_all(&of_a_part) && administers_all(&session(&[Role::PeopleAdmin], false)));
        assert!(may(&session(&[], true), Act::Decide));
        assert!(may(&session(&[Role::Auditor], false), Act::SeeAudit));
        assert!(!may(&session(&[Role::Auditor], false), Act::RunSource));
        let all = session(&[Role::SystemAdmin], false);
        for act in [Act::BlockPerson, Act::SetIdentity] {
            assert!(may_about(&all, act, PersonId(8)) && !may_about(&all, act, PersonId(7)), "{act:?} of oneself");
        }
    }
}
