//! Ids as types, so that a change's id never stands where a person's is meant. All are positive numbers given by the store.

use serde::{Deserialize, Serialize};

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident;)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
        #[serde(transparent)]
        pub struct $name(pub i64);

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                self.0.fmt(f)
            }
        }

        impl std::str::FromStr for $name {
            type Err = std::num::ParseIntError;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                text.parse().map(Self)
            }
        }
    )*};
}

ids! {
    /// Somebody who can sign in: a person's account or a local administrator's.
    AccountId;
    /// A profile. It is the number in the profile's address.
    PersonId;
    /// A directory that Amend reads.
    SourceId;
    /// A program beside a directory that reads it for Amend.
    AgentId;
    /// One execution of a sync.
    RunId;
    /// Changes that were saved together.
    RequestId;
    /// A proposed new value of one attribute of one person.
    ChangeId;
    /// A system that approved values are exported to.
    TargetId;
    /// A row of a target's template.
    MappingId;
    /// A look at what a target would be given, and what became of it.
    ReexportId;
    /// A job that hands items to a target.
    ExportId;
    /// A link to the file of an export.
    ExportLinkId;
    /// One person, target attribute and value in the export queue.
    ItemId;
    /// A person's identity at an identity provider.
    IdentityId;
    /// A sign-in that nobody belongs to.
    UnlinkedId;
    /// A file of people that was handed in.
    ImportId;
    /// Something that a run could not take in or is unsure about.
    FindingId;
    /// A letter to one address.
    NoticeId;
    /// Something that a person is told.
    NewsId;
    /// A rule that narrows the policy of attributes for some people.
    RuleId;
    /// A set of values that fills in a form.
    FillSetId;
    /// A column profile.
    ColumnProfileId;
    /// Somebody who decides in the place of another.
    StandInId;
    /// An owner of a container or a group.
    OwnerId;
}
