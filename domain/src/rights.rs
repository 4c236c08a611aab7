//! Who may do what: one function decides, every reader and writer asks it.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::id::{AccountId, PersonId};

/// A role that is granted to an account. Being an employee (for one's own profile) and being somebody's manager are not granted: they
/// follow from who one is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Role {
    /// Reads people to help them.
    ServiceDesk,
    /// Edits people and decides on changes.
    PeopleAdmin,
    /// Runs sources and releases held runs.
    DirectoryAdmin,
    /// Makes and downloads exports.
    ExportOperator,
    /// Reads everything, changes nothing.
    Auditor,
    /// May do everything.
    SystemAdmin,
}

impl Role {
    /// All roles, the least powerful first.
    pub const ALL: [Self; 6] = [
        Self::ServiceDesk,
        Self::PeopleAdmin,
        Self::DirectoryAdmin,
        Self::ExportOperator,
        Self::Auditor,
        Self::SystemAdmin,
    ];

    /// The word in SQL, JSON and on the command line.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::ServiceDesk => "service-desk",
            Self::PeopleAdmin => "people-admin",
            Self::DirectoryAdmin => "directory-admin",
            Self::ExportOperator => "export-operator",
            Self::Auditor => "auditor",
            Self::SystemAdmin => "system-admin",
        }
    }

    /// Reads the word back.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.as_str() == text)
    }
}

/// Who asks. Made anew for every request, so that a right that ends takes effect with the next one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Who {
    /// The account that is signed in.
    pub account: AccountId,
    /// The person behind it; a local administrator has none.
    pub person: Option<PersonId>,
    /// The roles granted to it.
    pub roles: BTreeSet<Role>,
}

impl Who {
    /// Whether the role was granted.
    #[must_use]
    pub fn is(&self, role: Role) -> bool {
        self.roles.contains(&role)
    }
}

/// What is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Act {
    /// Read a profile, hidden attributes left out unless the reader administers people.
    SeePerson,
    /// Propose changes to a profile's unlocked attributes.
    Propose,
    /// Change any attribute of a profile, locked ones too.
    EditAnything,
    /// See hidden attributes.
    SeeHidden,
    /// Take back a change.
    Withdraw,
    /// Approve or reject a change, settle a conflict.
    Decide,
    /// List and search people.
    SeePeople,
    /// Add somebody whom no directory has.
    AddPerson,
    /// See files of people that were handed in, and what became of them.
    SeeImports,
    /// Block a person or let them back in.
    BlockPerson,
    /// Delete a blocked person for good.
    PurgePerson,
    /// Read attribute definitions as an administrator does.
    SeeAttributes,
    /// Set locks, visibility, approval and authority.
    SetAttributes,
    /// Read sources, runs and reports.
    SeeSources,
    /// Start, cancel, release or discard a run.
    RunSource,
    /// Set how and when a source is read.
    SetSource,
    /// Say which entry of a directory is whose: accept that two are one, take somebody off a directory, link them again.
    SetIdentity,
    /// List exports.
    SeeExports,
    /// Make an export, send again what was not taken.
    MakeExport,
    /// Download an export's file.
    DownloadExport,
    /// Read the audit log.
    SeeAudit,
}

impl Act {
    /// All acts, for the frozen table.
    pub const ALL: [Self; 21] = [
        Self::SeePerson,
        Self::Propose,
        Self::EditAnything,
        Self::SeeHidden,
        Self::Withdraw,
        Self::Decide,
        Self::SeePeople,
        Self::AddPerson,
        Self::SeeImports,
        Self::BlockPerson,
        Self::PurgePerson,
        Self::SeeAttributes,
        Self::SetAttributes,
        Self::SeeSources,
        Self::RunSource,
        Self::SetSource,
        Self::SetIdentity,
        Self::SeeExports,
        Self::MakeExport,
        Self::DownloadExport,
        Self::SeeAudit,
    ];
}

/// Whose profile or change it is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Whose {
    /// The person that the profile or change describes.
    pub person: PersonId,
    /// That person's manager as the directory names them, if any.
    pub manager: Option<PersonId>,
    /// Who proposed the change; `None` where there is no change.
    pub author: Option<AccountId>,
    /// Whether the attribute's approval names the manager.
    pub manager_decides: bool,
}

impl Whose {
    /// About a person and no change.
    #[must_use]
    pub fn person(person: PersonId) -> Self {
        Self { person, manager: None, author: None, manager_decides: false }
    }
}

/// Decides whether `who` may do `act`, about `whose` where it is about somebody. Locks and visibility of single attributes come on top
/// (`policy`): this answers for the act as a whole.
#[must_use]
pub fn authorize(who: &Who, act: Act, whose: Option<&Whose>) -> bool {
    let own = whose.is_some_and(|whose| who.person == Some(whose.person));
    let wrote_it = whose.is_some_and(|whose| whose.author == Some(who.account));
    let manages = whose.is_some_and(|whose| whose.manager.is_some() && whose.manager == who.person && !own);
    let any = |roles: &[Role]| roles.iter().any(|role| who.is(*role));
    use Role::{Auditor, DirectoryAdmin, ExportOperator, PeopleAdmin, ServiceDesk, SystemAdmin};
    match act {
        Act::SeePerson => own || any(&[PeopleAdmin, SystemAdmin, Auditor, ServiceDesk]),
        Act::Propose => own,
        // The own locked attributes stay locked for administrators too; another administrator helps.
        Act::EditAnything => !own && any(&[PeopleAdmin, SystemAdmin]),
        Act::SeeHidden => any(&[PeopleAdmin, SystemAdmin, Auditor]),
        Act::Withdraw => wrote_it || own || any(&[PeopleAdmin, SystemAdmin]),
        // Nobody decides on what they wrote or on what describes themselves (P44).
        Act::Decide => {
            let administers = any(&[PeopleAdmin, SystemAdmin]);
            let asked_as_manager = manages && whose.is_some_and(|whose| whose.manager_decides);
            !own && !wrote_it && (administers || asked_as_manager)
        }
        Act::SeePeople => any(&[PeopleAdmin, SystemAdmin, Auditor, ServiceDesk]),
        Act::AddPerson => any(&[PeopleAdmin, SystemAdmin]),
        Act::SeeImports => any(&[PeopleAdmin, SystemAdmin, Auditor]),
        Act::BlockPerson => !own && any(&[PeopleAdmin, SystemAdmin]),
        Act::PurgePerson => !own && any(&[SystemAdmin]),
        Act::SeeAttributes => any(&[PeopleAdmin, SystemAdmin, Auditor]),
        Act::SetAttributes => any(&[SystemAdmin]),
        Act::SeeSources => any(&[PeopleAdmin, DirectoryAdmin, SystemAdmin, Auditor]),
        Act::RunSource | Act::SetSource => any(&[DirectoryAdmin, SystemAdmin]),
        // Nobody takes over another profile's history or roles for themselves.
        Act::SetIdentity => !own && any(&[PeopleAdmin, SystemAdmin]),
        Act::SeeExports => any(&[PeopleAdmin, ExportOperator, SystemAdmin, Auditor]),
        Act::MakeExport => any(&[ExportOperator, SystemAdmin]),
        Act::DownloadExport => any(&[ExportOperator, SystemAdmin]),
        Act::SeeAudit => any(&[Auditor, SystemAdmin]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn who(person: Option<i64>, roles: &[Role]) -> Who {
        Who { account: AccountId(1), person: person.map(PersonId), roles: roles.iter().copied().collect() }
    }

    /// S2.16, SEC4: the matrix as text, so that a changed right shows up as a changed line.
    #[test]
    fn the_matrix_of_rights_is_frozen() {
        let mut table = String::new();
        let own = Whose::person(PersonId(7));
        let other = Whose { person: PersonId(8), manager: Some(PersonId(7)), author: None, manager_decides: true };
        for act in Act::ALL {
            let mut cells = Vec::new();
            for role in Role::ALL {
                if authorize(&who(None, &[role]), act, Some(&other)) {
                    cells.push(role.as_str());
                }
            }
            if authorize(&who(Some(7), &[]), act, Some(&own)) {
                cells.push("oneself");
            }
            if authorize(&who(Some(7), &[]), act, Some(&other)) {
                cells.push("manager");
            }
            table.push_str(&format!("{act:?}: {}\n", cells.join(" ")));
        }
        assert_eq!(table, include_str!("rights.table.txt"));
    }

    /// P44, SEC5: an administrator decides neither on the own profile nor on what they proposed themselves.
    #[test]
    fn nobody_decides_on_their_own_change() {
        let admin = who(Some(7), &[Role::SystemAdmin]);
        assert!(!authorize(&admin, Act::Decide, Some(&Whose::person(PersonId(7)))));
        let mine = Whose { author: Some(AccountId(1)), ..Whose::person(PersonId(8)) };
        assert!(!authorize(&admin, Act::Decide, Some(&mine)));
        let theirs = Whose { author: Some(AccountId(2)), ..Whose::person(PersonId(8)) };
        assert!(authorize(&admin, Act::Decide, Some(&theirs)));
    }
}
