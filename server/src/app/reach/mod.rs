//! The way to a source's directory. What is asked of one goes through here, so that nobody who asks has to know how it is reached.

use domain::{
    api::{MissingRight, SourceAttribute},
    mapping::ServerKind,
    selection::Judge,
};

use crate::{
    config::Incremental,
    source::{
        self, Attributes, Delta, Facts, Failure, LdapSettings, Members, News, Progress, ReadRequest, RunEnd, Server,
        Sink, Trouble,
    },
};

/// How a directory is reached.
#[derive(Clone, Debug)]
pub(crate) enum Reach {
    /// From here, with an account.
    Direct(Box<LdapSettings>),
}

impl Reach {
    /// From here.
    pub(super) fn direct(settings: LdapSettings) -> Self {
        Self::Direct(Box::new(settings))
    }

    /// The way from here, where there is one.
    pub(super) fn ldap(&self) -> Option<&LdapSettings> {
        match self {
            Self::Direct(settings) => Some(settings),
        }
    }

    /// Reads everything; see [`source::read_full()`].
    pub(super) fn read_full(
        &self,
        request: &ReadRequest,
        how: Incremental,
        sink: &mut dyn Sink,
        progress: &Progress,
    ) -> RunEnd {
        match self {
            Self::Direct(settings) => source::read_full(settings, request, how, sink, progress),
        }
    }

    /// Reads news; see [`source::read_delta()`].
    pub(super) fn read_delta(
        &self,
        request: &ReadRequest,
        how: Incremental,
        news: &News,
        sink: &mut dyn Sink,
        progress: &Progress,
    ) -> Delta {
        match self {
            Self::Direct(settings) => source::read_delta(settings, request, how, news, sink, progress),
        }
    }

    /// The members of groups that a selection takes; see [`source::read_members()`].
    pub(super) fn read_members(
        &self,
        request: &ReadRequest,
        groups: &[String],
        judge: &Judge,
        progress: &Progress,
    ) -> Result<Members, Trouble> {
        match self {
            Self::Direct(settings) => source::read_members(settings, request, groups, judge, progress),
        }
    }

    /// The members of each group for itself.
    pub(super) fn read_members_of_each(
        &self,
        request: &ReadRequest,
        groups: &[String],
        progress: &Progress,
    ) -> Result<Vec<Members>, Trouble> {
        match self {
            Self::Direct(settings) => source::read_members_of_each(settings, request, groups, progress),
        }
    }

    /// The containers below the base.
    pub(super) fn read_containers(&self, request: &ReadRequest) -> Result<Vec<String>, Trouble> {
        match self {
            Self::Direct(settings) => source::read_containers(settings, request),
        }
    }

    /// Looks it over as a run would see it.
    pub(super) async fn probe(&self, request: &ReadRequest) -> Result<Facts, String> {
        match self {
            Self::Direct(settings) => source::probe(settings, request).await.map_err(|error| error.to_string()),
        }
    }

    /// Whether a server answers at the address.
    pub(super) async fn examine_address(&self) -> Result<Server, Failure> {
        match self {
            Self::Direct(settings) => source::examine_address(settings).await,
        }
    }

    /// Whether it takes the account.
    pub(super) async fn examine_account(&self) -> Result<Server, Failure> {
        match self {
            Self::Direct(settings) => source::examine_account(settings).await,
        }
    }

    /// Whether the base is there to see.
    pub(super) async fn examine_base(&self, base: &str) -> Result<(), Failure> {
        match self {
            Self::Direct(settings) => source::examine_base(settings, base).await,
        }
    }

    /// Who matches, and which attributes nobody shows.
    pub(super) async fn examine_people(&self, request: &ReadRequest) -> Result<(Facts, Vec<String>), Failure> {
        match self {
            Self::Direct(settings) => source::examine_people(settings, request).await,
        }
    }

    /// What the account may not do and is better allowed to.
    pub(super) async fn missing_rights(
        &self,
        request: &ReadRequest,
        facts: &Facts,
    ) -> Result<Vec<MissingRight>, Failure> {
        match self {
            Self::Direct(settings) => source::missing_rights(settings, request, facts).await,
        }
    }

    /// Which attributes the directory knows.
    pub(super) async fn read_schema(&self) -> Result<(ServerKind, Vec<SourceAttribute>), Failure> {
        match self {
            Self::Direct(settings) => source::read_schema(settings).await,
        }
    }

    /// The entry of somebody among those who match.
    pub(super) async fn read_sample(
        &self,
        request: &ReadRequest,
        (who, username_attribute): (&str, &str),
        attributes: &[String],
    ) -> Result<Option<(String, Attributes)>, Failure> {
        match self {
            Self::Direct(settings) => {
                source::read_sample(settings, request, (who, username_attribute), attributes).await
            }
        }
    }
}
