//! A directory that only an agent reaches. What is asked of it has the same answers as where it is reached from here, and people of a run go into the
//! same sink; so everything that follows is the same.

use domain::{
    api::{CheckFailure, MissingRight, SourceAttribute},
    id::SourceId,
    mapping::ServerKind,
    selection::Selection,
};
use tokio::runtime::Handle;

use super::{
    Patience,
    bell::Bell,
    talk::{Lost, Talk, ask, told},
};
use crate::{
    source::{
        Attributes, Delta, Errand, Facts, Failure, Meeting, Members, Message, Outcome, Progress, RawEntry, ReadRequest,
        RunEnd, Server, Sink, Stop, Told, Trouble,
    },
    store::{Store, agent_told::Read},
    target::{Writing, Wrote},
};

/// The way to the agents of a source.
#[derive(Clone)]
pub(in crate::app) struct Far {
    pub(in crate::app) source: SourceId,
    pub(in crate::app) store: Store,
    pub(in crate::app) bell: Bell,
    pub(super) patience: Patience,
}

impl std::fmt::Debug for Far {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("Far").field("source", &self.source).finish_non_exhaustive()
    }
}

/// What came that nobody had asked for.
fn strange() -> Trouble {
    told("the agent answered something else than it was asked; bring it to the server's version".to_owned(), false)
}

fn trouble(told: Told) -> Trouble {
    match told {
        Told::Trouble(trouble) => trouble,
        Told::Failure(failure) => self::told(failure.detail, false),
        Told::Refused(why) | Told::StartOver(why) => self::told(why, false),
        _ => strange(),
    }
}

fn failure(told: Told) -> Failure {
    match told {
        Told::Failure(failure) => failure,
        other => Failure::new(CheckFailure::Other, trouble(other).to_string()),
    }
}

impl Far {
    pub(super) fn log(&self, refused: &[String]) {
        if !refused.is_empty() {
            tracing::warn!(source = self.source.0, attributes = refused.join(" "), "agent.not_allowed");
        }
    }

    /// Has people read into the sink. Blocks, on a thread where that is allowed.
    pub(super) fn read(&self, errand: &Errand, sink: &mut dyn Sink, progress: &Progress) -> Delta {
        let runtime = Handle::current();
        let broken_off = |trouble| Delta::Read(Box::new(RunEnd::broken_off(progress, trouble)));
        let mut talk = match runtime.block_on(Talk::begin(self, errand)) {
            Ok(talk) => talk,
            Err(error) => return broken_off(told(error.to_string(), true)),
        };
        let mut seen = 0;
        let (delta, read) = loop {
            match runtime.block_on(talk.next(progress)) {
                Ok(Message::Entries(entries)) => {
                    seen += entries.len() as u64;
                    progress.set_seen(seen);
                    if meet(sink, entries).is_err() {
                        break (stopped(progress), None);
                    }
                }
                Ok(Message::Expected(expected)) => {
                    let Ok(look_ups) = sink.expect(expected) else { break (stopped(progress), None) };
                    if let Err(error) = runtime.block_on(talk.say(&look_ups)) {
                        break (broken_off(told(error.to_string(), true)), None);
                    }
                }
                Ok(Message::End { told, refused }) => {
                    self.log(&refused);
                    let read = Some(Read { refused, entries: seen });
                    break match *told {
                        Told::Read(end) => (Delta::Read(end), read),
                        Told::StartOver(why) => (Delta::StartOver(why), read),
                        other => (broken_off(trouble(other)), None),
                    };
                }
                Err(Lost::Stopped) => break (stopped(progress), None),
                Err(Lost::Trouble(trouble)) => break (broken_off(trouble), None),
            }
        };
        runtime.block_on(talk.close(read));
        delta
    }

    pub(super) fn members(&self, request: &ReadRequest, selection: &Selection) -> Result<Members, Trouble> {
        let errand = Errand::Members { request: request.clone(), selection: Box::new(selection.clone()) };
        match Handle::current().block_on(ask(self, &errand)) {
            Told::Members(mut members) => members.pop().ok_or_else(strange),
            other => Err(trouble(other)),
        }
    }

    pub(super) fn members_of_each(&self, request: &ReadRequest, groups: &[String]) -> Result<Vec<Members>, Trouble> {
        let errand = Errand::MembersOfEach { request: request.clone(), groups: groups.to_vec() };
        match Handle::current().block_on(ask(self, &errand)) {
            Told::Members(members) if members.len() == groups.len() => Ok(members),
            other => Err(trouble(other)),
        }
    }

    pub(super) fn containers(&self, request: &ReadRequest) -> Result<Vec<String>, Trouble> {
        match Handle::current().block_on(ask(self, &Errand::Containers { request: request.clone() })) {
            Told::Containers(names) => Ok(names),
            other => Err(trouble(other)),
        }
    }

    /// Has something written, or looked at for that.
    pub(in crate::app) async fn write(&self, writing: &Writing) -> Wrote {
        match ask(self, writing).await {
            Told::Written(json) => {
                serde_json::from_value(json).unwrap_or_else(|error| Wrote::Failed(error.to_string()))
            }
            other => Wrote::Failed(trouble(other).to_string()),
        }
    }

    pub(super) async fn probe(&self, request: &ReadRequest) -> Result<Facts, String> {
        match ask(self, &Errand::Probe { request: request.clone() }).await {
            Told::Facts(facts) => Ok(*facts),
            other => Err(trouble(other).to_string()),
        }
    }

    pub(super) async fn server(&self, errand: &Errand) -> Result<Server, Failure> {
        match ask(self, errand).await {
            Told::Server(server) => Ok(server),
            other => Err(failure(other)),
        }
    }

    pub(super) async fn base(&self, base: &str) -> Result<(), Failure> {
        match ask(self, &Errand::Base { base: base.to_owned() }).await {
            Told::Done => Ok(()),
            other => Err(failure(other)),
        }
    }

    pub(super) async fn people(&self, request: &ReadRequest) -> Result<(Facts, Vec<String>), Failure> {
        match ask(self, &Errand::People { request: request.clone() }).await {
            Told::People(facts, unseen) => Ok((*facts, unseen)),
            other => Err(failure(other)),
        }
    }

    pub(super) async fn rights(&self, request: &ReadRequest, facts: &Facts) -> Result<Vec<MissingRight>, Failure> {
        let facts = Box::new(Facts { sample: Vec::new(), ..facts.clone() });
        match ask(self, &Errand::Rights { request: request.clone(), facts }).await {
            Told::Rights(missing) => Ok(missing),
            other => Err(failure(other)),
        }
    }

    pub(super) async fn schema(&self) -> Result<(ServerKind, Vec<SourceAttribute>), Failure> {
        match ask(self, &Errand::Schema).await {
            Told::Schema(kind, attributes) => Ok((kind, attributes)),
            other => Err(failure(other)),
        }
    }

    pub(super) async fn sample(
        &self,
        request: &ReadRequest,
        (who, by): (&str, &[String]),
        attributes: &[String],
    ) -> Result<Option<(String, Attributes)>, Failure> {
        let (request, who, by, attributes) = (request.clone(), who.to_owned(), by.to_vec(), attributes.to_vec());
        match ask(self, &Errand::Sample { request, who, by, attributes }).await {
            Told::Sample(found) => Told::sample(found).map_err(|why| Failure::new(CheckFailure::Other, why)),
            other => Err(failure(other)),
        }
    }
}

/// Has the sink say of each entry whether it wants it, as where it is read from here.
fn meet(sink: &mut dyn Sink, entries: Vec<RawEntry>) -> Result<(), Stop> {
    let mut wanted = entries;
    wanted.retain(|entry| sink.meet(&entry.id, &entry.dn, entry.hash) == Meeting::Take);
    if wanted.is_empty() { Ok(()) } else { sink.take(wanted) }
}

fn stopped(progress: &Progress) -> Delta {
    let end = RunEnd::broken_off(progress, told("it was stopped".to_owned(), false));
    Delta::Read(Box::new(RunEnd { outcome: Outcome::Cancelled, ..end }))
}
