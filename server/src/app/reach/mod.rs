//! The way to a source's directory. What is asked of one goes through here, so that nobody who asks has to know how it is reached.

mod bell;
mod far;
mod talk;

use domain::{
    api::{MissingRight, SourceAttribute},
    id::SourceId,
    mapping::ServerKind,
    moment::Moment,
    selection::{Judge, Selection},
};

pub(super) use bell::Bell;
pub(super) use far::Far;

use crate::{
    config::{AgentsConfig, Incremental},
    source::{
        self, Attributes, Delta, Errand, Facts, Failure, LdapSettings, Members, News, Progress, ReadRequest, RunEnd,
        Server, Sink, Trouble,
    },
    store::Store,
};

/// How long it takes an agent to find out that another one's time has run out, at most, in milliseconds.
const TAKING_OVER: i64 = 10_000;

/// Whoever was heard of within so many milliseconds is there: one that stands by asks every three seconds.
const HEARD_OF: i64 = 6_000;

/// Leads to the agents of every source.
pub(super) struct Fars {
    store: Store,
    bell: Bell,
    patience: Patience,
}

/// For how many milliseconds an errand waits for an agent.
#[derive(Clone, Copy, Debug)]
pub(super) struct Patience {
    /// Where none is in contact.
    alone: i64,
    /// Where one is, which may have to take another's place first.
    beside: i64,
}

impl Patience {
    pub(super) fn of(settings: &AgentsConfig) -> Self {
        let lease = i64::try_from(settings.lease().as_millis()).unwrap_or(i64::MAX);
        let alone = settings.patience();
        Self { alone, beside: alone.max(lease.saturating_add(TAKING_OVER)) }
    }

    /// Why nothing is waited for any more that was asked for then, if so; `last` is when any agent was heard of.
    fn with(self, last: Option<Moment>, asked: Moment, now: Moment) -> Option<String> {
        let Some(last) = last else {
            return Some(
                "no agent of this source has enrolled yet; invite one on its page, and start it beside the directory"
                    .to_owned(),
            );
        };
        let is_there = last.plus(HEARD_OF) > now;
        let limit = if is_there { self.beside } else { self.alone };
        (asked.plus(limit) < now).then(|| match is_there {
            true => "an agent of this source is in contact and has not taken the work up; see its own log".to_owned(),
            false => format!(
                "no agent of this source is in contact (last: {}); see whether amend agent runs beside the directory and reaches this server",
                last.to_rfc3339()
            ),
        })
    }
}

impl Fars {
    pub(super) fn new(store: Store, patience: Patience) -> Self {
        Self { store, bell: Bell::default(), patience }
    }

    /// The way to the agents of one.
    pub(super) fn to(&self, source: SourceId) -> Far {
        Far { source, store: self.store.clone(), bell: self.bell.clone(), patience: self.patience }
    }

    /// Rings when something is asked or comes in.
    pub(super) fn bell(&self) -> &Bell {
        &self.bell
    }
}

/// How a directory is reached.
#[derive(Clone, Debug)]
pub(crate) enum Reach {
    /// From here, with an account.
    Direct(Box<LdapSettings>),
    /// By an agent beside it.
    Agent(Far),
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
            Self::Agent(_) => None,
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
            Self::Agent(far) => match far.read(&Errand::Full { request: request.clone(), how }, sink, progress) {
                Delta::Read(end) => *end,
                Delta::StartOver(why) => RunEnd::broken_off(progress, Trouble::Fault(why)),
            },
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
            Self::Agent(far) => {
                far.read(&Errand::Delta { request: request.clone(), how, news: news.clone() }, sink, progress)
            }
        }
    }

    /// The members of groups that a selection takes; see [`source::read_members()`].
    pub(super) fn read_members(
        &self,
        request: &ReadRequest,
        (selection, judge): (&Selection, &Judge),
        progress: &Progress,
    ) -> Result<Members, Trouble> {
        match self {
            Self::Direct(settings) => source::read_members(settings, request, &selection.groups, judge, progress),
            Self::Agent(far) => far.members(request, selection),
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
            Self::Agent(far) => far.members_of_each(request, groups),
        }
    }

    /// The containers below the base.
    pub(super) fn read_containers(&self, request: &ReadRequest) -> Result<Vec<String>, Trouble> {
        match self {
            Self::Direct(settings) => source::read_containers(settings, request),
            Self::Agent(far) => far.containers(request),
        }
    }

    /// Looks it over as a run would see it.
    pub(super) async fn probe(&self, request: &ReadRequest) -> Result<Facts, String> {
        match self {
            Self::Direct(settings) => source::probe(settings, request).await.map_err(|error| error.to_string()),
            Self::Agent(far) => far.probe(request).await,
        }
    }

    /// Whether a server answers at the address.
    pub(super) async fn examine_address(&self) -> Result<Server, Failure> {
        match self {
            Self::Direct(settings) => source::examine_address(settings).await,
            Self::Agent(far) => far.server(&Errand::Address).await,
        }
    }

    /// Whether it takes the account.
    pub(super) async fn examine_account(&self) -> Result<Server, Failure> {
        match self {
            Self::Direct(settings) => source::examine_account(settings).await,
            Self::Agent(far) => far.server(&Errand::Account).await,
        }
    }

    /// Whether the base is there to see.
    pub(super) async fn examine_base(&self, base: &str) -> Result<(), Failure> {
        match self {
            Self::Direct(settings) => source::examine_base(settings, base).await,
            Self::Agent(far) => far.base(base).await,
        }
    }

    /// Who matches, and which attributes nobody shows.
    pub(super) async fn examine_people(&self, request: &ReadRequest) -> Result<(Facts, Vec<String>), Failure> {
        match self {
            Self::Direct(settings) => source::examine_people(settings, request).await,
            Self::Agent(far) => far.people(request).await,
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
            Self::Agent(far) => far.rights(request, facts).await,
        }
    }

    /// Which attributes the directory knows.
    pub(super) async fn read_schema(&self) -> Result<(ServerKind, Vec<SourceAttribute>), Failure> {
        match self {
            Self::Direct(settings) => source::read_schema(settings).await,
            Self::Agent(far) => far.schema().await,
        }
    }

    /// The entry of somebody among those who match.
    pub(super) async fn read_sample(
        &self,
        request: &ReadRequest,
        (who, by): (&str, &[String]),
        attributes: &[String],
    ) -> Result<Option<(String, Attributes)>, Failure> {
        match self {
            Self::Direct(settings) => source::read_sample(settings, request, (who, by), attributes).await,
            Self::Agent(far) => far.sample(request, (who, by), attributes).await,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// S4.7: nobody waits for an agent that was never there; where one stands by, it is waited for until it has taken the other's place.
    #[test]
    fn whoever_may_still_come_is_waited_for() {
        let patience = Patience::of(&AgentsConfig::default());
        let (lease, now) = (60_000, Moment(1_000_000));
        let ago = |milliseconds: i64| now.plus(-milliseconds);
        let waits = |heard_of: Option<i64>, asked: i64| patience.with(heard_of.map(ago), ago(asked), now);
        assert!(waits(None, 0).unwrap().contains("invite one"));
        assert_eq!((waits(Some(300_000), 29_000), waits(Some(3_000), 30_001)), (None, None));
        assert!(waits(Some(300_000), 30_001).unwrap().contains("no agent of this source is in contact"));
        assert_eq!(waits(Some(3_000), lease + 3_000), None);
        assert!(waits(Some(3_000), lease + TAKING_OVER + 1).unwrap().contains("has not taken the work up"));
    }
}
