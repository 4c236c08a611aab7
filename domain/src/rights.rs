//! Who may do what: one function decides, every reader and writer asks it.

mod scope;
#[cfg(test)]
mod scope_tests;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

pub use self::scope::{Area, Part, Scope};
use crate::{
    id::{AccountId, PersonId},
    policy::Facts,
};

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

    /// Whether it can be granted within parts of the directories. Sources and the system are one whole.
    #[must_use]
    pub fn has_parts(self) -> bool {
        !matches!(self, Self::DirectoryAdmin | Self::SystemAdmin)
    }
}

/// The roles that somebody holds, and where each holds.
pub type Grants = BTreeMap<Role, Scope>;

/// Who asks. Made anew for every request, so that a right that ends takes effect with the next one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Who {
    /// The account that is signed in.
    pub account: AccountId,
    /// The person behind it; a local administrator has none.
    pub person: Option<PersonId>,
    /// The roles granted to it.
    pub grants: Grants,
}

impl Who {
    /// Whether a role holds within parts alone, so that it matters where people are.
    #[must_use]
    pub fn is_scoped(&self) -> bool {
        self.grants.values().any(|scope| *scope != Scope::Everywhere)
    }

    /// Of whom the roles allow an act. Being oneself or somebody's manager comes on top.
    #[must_use]
    pub fn reach(&self, act: Act) -> Scope {
        let granted = act.holders().iter().filter_map(|role| self.grants.get(role));
        let counts = granted.filter(|scope| act.has_parts() || **scope == Scope::Everywhere);
        counts.fold(Scope::nowhere(), Scope::join)
    }

    /// Whether they may grant a role within a scope, or end it there: nobody gives more than they hold.
    #[must_use]
    pub fn may_grant(&self, role: Role, scope: &Scope) -> bool {
        let has_all = self.grants.get(&Role::SystemAdmin) == Some(&Scope::Everywhere);
        let holds = has_all || self.grants.get(&role).is_some_and(|held| held.includes(scope));
        authorize(self, Act::SetRights, None) && holds
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
    /// Name a stand-in for somebody else, or end that. What an approver is asked may be about anybody.
    SetStandIn,
    /// List and search people.
    SeePeople,
    /// Find other people by name, to name one as a value.
    FindColleagues,
    /// Add somebody whom no directory has.
    AddPerson,
    /// See files of people that were handed in, and what became of them.
    SeeImports,
    /// Hand in files of people and have them carried out.
    Import,
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
    /// See what runs could not take in or are unsure about.
    SeeFindings,
    /// Start, cancel, release or discard a run.
    RunSource,
    /// Set how and when a source is read.
    SetSource,
    /// Say which entry of a directory is whose: accept that two are one, take somebody off a directory, link them again.
    SetIdentity,
    /// List exports.
    SeeExports,
    /// See what the columns of files may be called.
    SeeColumnProfiles,
    /// See what targets are given.
    SeeTargets,
    /// Set what targets are given, and by which rows.
    SetTargets,
    /// Make an export, send again what was not taken.
    MakeExport,
    /// Download an export's file.
    DownloadExport,
    /// Read the audit log.
    SeeAudit,
    /// See who holds which role.
    SeeRights,
    /// Grant roles and end them.
    SetRights,
}

impl Act {
    /// All acts, for the frozen table.
    pub const ALL: [Self; 30] = [
        Self::SeePerson,
        Self::Propose,
        Self::EditAnything,
        Self::SeeHidden,
        Self::Withdraw,
        Self::Decide,
        Self::SetStandIn,
        Self::SeePeople,
        Self::FindColleagues,
        Self::AddPerson,
        Self::SeeImports,
        Self::Import,
        Self::BlockPerson,
        Self::PurgePerson,
        Self::SeeAttributes,
        Self::SetAttributes,
        Self::SeeSources,
        Self::SeeFindings,
        Self::RunSource,
        Self::SetSource,
        Self::SetIdentity,
        Self::SeeExports,
        Self::SeeColumnProfiles,
        Self::SeeTargets,
        Self::SetTargets,
        Self::MakeExport,
        Self::DownloadExport,
        Self::SeeAudit,
        Self::SeeRights,
        Self::SetRights,
    ];

    /// The roles that allow it.
    #[must_use]
    pub fn holders(self) -> &'static [Role] {
        use Role::{Auditor, DirectoryAdmin, ExportOperator, PeopleAdmin, ServiceDesk, SystemAdmin};
        match self {
            Self::Propose => &[],
            Self::SeePerson | Self::SeePeople | Self::FindColleagues => {
                &[PeopleAdmin, SystemAdmin, Auditor, ServiceDesk]
            }
            Self::SeeHidden | Self::SeeImports | Self::SeeAttributes => &[PeopleAdmin, SystemAdmin, Auditor],
            Self::EditAnything
            | Self::Withdraw
            | Self::Decide
            | Self::SetStandIn
            | Self::AddPerson
            | Self::Import
            | Self::BlockPerson
            | Self::SetIdentity => &[PeopleAdmin, SystemAdmin],
            Self::PurgePerson | Self::SetAttributes | Self::SetRights => &[SystemAdmin],
            Self::SeeSources | Self::SeeFindings => &[PeopleAdmin, DirectoryAdmin, SystemAdmin, Auditor],
            Self::RunSource | Self::SetSource | Self::SetTargets => &[DirectoryAdmin, SystemAdmin],
            Self::SeeColumnProfiles | Self::SeeTargets => {
                &[PeopleAdmin, DirectoryAdmin, ExportOperator, SystemAdmin, Auditor]
            }
            Self::SeeExports => &[PeopleAdmin, ExportOperator, SystemAdmin, Auditor],
            Self::MakeExport | Self::DownloadExport => &[ExportOperator, SystemAdmin],
            Self::SeeAudit | Self::SeeRights => &[Auditor, SystemAdmin],
        }
    }

    /// Whether a role that holds within parts of the directories allows it there. The others are about a source, the definitions or the
    /// whole, or make people who lie nowhere yet: for those a role has to hold everywhere.
    #[must_use]
    pub fn has_parts(self) -> bool {
        match self {
            Self::SeePerson
            | Self::Propose
            | Self::EditAnything
            | Self::SeeHidden
            | Self::Withdraw
            | Self::Decide
            | Self::SeePeople
            | Self::FindColleagues
            | Self::SeeImports
            | Self::Import
            | Self::BlockPerson
            | Self::SeeAttributes
            | Self::SeeFindings
            | Self::SeeExports
            | Self::SeeColumnProfiles
            | Self::SeeTargets
            | Self::MakeExport
            | Self::DownloadExport
            | Self::SeeAudit => true,
            Self::SetStandIn
            | Self::AddPerson
            | Self::PurgePerson
            | Self::SetAttributes
            | Self::SeeSources
            | Self::RunSource
            | Self::SetSource
            | Self::SetTargets
            | Self::SetIdentity
            | Self::SeeRights
            | Self::SetRights => false,
        }
    }
}

/// Whose profile or change it is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Whose {
    /// The person that the profile or change describes.
    pub person: PersonId,
    /// Where they are, as the directories say. Nowhere, unless told: a role that holds within parts then does not reach them.
    pub facts: Facts,
    /// Who proposed the change; `None` where there is no change.
    pub author: Option<AccountId>,
    /// Whether the change's approval asks whoever asks here, as who they are or in somebody's place.
    pub asks_reader: bool,
    /// Whether it asks the administrators.
    pub asks_admins: bool,
}

impl Whose {
    /// About a person and no change.
    #[must_use]
    pub fn person(person: PersonId) -> Self {
        Self { person, facts: Facts::default(), author: None, asks_reader: false, asks_admins: true }
    }

    /// The same, of somebody who is there.
    #[must_use]
    pub fn at(self, facts: Facts) -> Self {
        Self { facts, ..self }
    }
}

/// Decides whether `who` may do `act`, about `whose` where it is about somebody; where it is about nobody yet, whether there may be anybody
/// about whom they may. Locks and visibility of single attributes come on top (`policy`): this answers for the act as a whole.
#[must_use]
pub fn authorize(who: &Who, act: Act, whose: Option<&Whose>) -> bool {
    let own = whose.is_some_and(|whose| who.person == Some(whose.person));
    let wrote_it = whose.is_some_and(|whose| whose.author == Some(who.account));
    let by_role = act.holders().iter().filter_map(|role| who.grants.get(role)).any(|scope| match (scope, whose) {
        (Scope::Everywhere, _) => true,
        (_, _) if !act.has_parts() => false,
        (scope, None) => !scope.is_nowhere(),
        (scope, Some(whose)) => scope.covers(&whose.facts),
    });
    match act {
        Act::Propose => own,
        Act::SeePerson => own || by_role,
        Act::Withdraw => wrote_it || own || by_role,
        // The own locked attributes stay locked for administrators too; another administrator helps. And nobody takes over another
        // profile's history or roles for themselves.
        Act::EditAnything | Act::BlockPerson | Act::PurgePerson | Act::SetIdentity | Act::SetStandIn => !own && by_role,
        // Nobody decides on what they wrote or on what describes themselves (P44).
        Act::Decide => {
            let asks_admins = whose.is_none_or(|whose| whose.asks_admins);
            !own && !wrote_it && (asks_admins && by_role || whose.is_some_and(|whose| whose.asks_reader))
        }
        // Everybody who is described here; what they are shown of others is little, and a company can keep even that.
        Act::FindColleagues => who.person.is_some() || by_role,
        _ => by_role,
    }
}
