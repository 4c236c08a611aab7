//! What may be asked of a directory by somebody who cannot reach it, as plain data, and carrying it out where it can be reached.

use domain::{
    api::{MissingRight, SourceAttribute},
    mapping::ServerKind,
    selection::Selection,
};
use serde::{Deserialize, Serialize};

use super::{
    Attributes, Delta, Facts, Failure, LdapSettings, Members, News, Outcome, Progress, ReadRequest, RunEnd, Server,
    Sink, Trouble, examine_account, examine_address, examine_base, examine_people, missing_rights, probe,
    read_containers, read_delta, read_full,
    read_full::{block_on, on_thread},
    read_members, read_members_of_each, read_sample, read_schema,
    written::{HexAttributes, from_hex, to_hex},
};
use crate::config::Incremental;

/// What is asked. Each has the name of the function that answers it.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(tag = "ask", rename_all = "snake_case", deny_unknown_fields)]
pub(crate) enum Errand {
    Address,
    Account,
    Base {
        base: String,
    },
    Probe {
        request: ReadRequest,
    },
    People {
        request: ReadRequest,
    },
    Rights {
        request: ReadRequest,
        facts: Box<Facts>,
    },
    Schema,
    Sample {
        request: ReadRequest,
        who: String,
        /// The attributes that `who` may be found by.
        by: Vec<String>,
        attributes: Vec<String>,
    },
    Containers {
        request: ReadRequest,
    },
    Members {
        request: ReadRequest,
        selection: Box<Selection>,
    },
    MembersOfEach {
        request: ReadRequest,
        groups: Vec<String>,
    },
    Full {
        request: ReadRequest,
        how: Incremental,
    },
    Delta {
        request: ReadRequest,
        how: Incremental,
        news: News,
    },
}

/// What came of it; entries are not in it, they went into the sink.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(tag = "is", content = "told", rename_all = "snake_case")]
pub(crate) enum Told {
    Done,
    Server(Server),
    Facts(Box<Facts>),
    People(Box<Facts>, Vec<String>),
    Rights(Vec<MissingRight>),
    Schema(ServerKind, Vec<SourceAttribute>),
    Sample(Option<(String, HexAttributes)>),
    Containers(Vec<String>),
    Members(Vec<Members>),
    Read(Box<RunEnd>),
    StartOver(String),
    Failure(Failure),
    Trouble(Trouble),
    /// What came of what is no reading, in the words of the room that did it.
    Written(serde_json::Value),
    /// The other side does not do this at all, for a reason.
    Refused(String),
}

impl Told {
    /// The same with every sentence in it changed like this.
    pub(crate) fn with_texts(self, change: &dyn Fn(&str) -> String) -> Self {
        match self {
            Self::Rights(mut rights) => {
                for right in &mut rights {
                    right.remedy = change(&right.remedy);
                }
                Self::Rights(rights)
            }
            Self::Read(mut end) => {
                end.outcome = match end.outcome {
                    Outcome::Partial { reason } => Outcome::Partial { reason: reason.with_text(change) },
                    Outcome::Failed { reason } => Outcome::Failed { reason: reason.with_text(change) },
                    other => other,
                };
                Self::Read(end)
            }
            Self::StartOver(why) => Self::StartOver(change(&why)),
            Self::Failure(failure) => Self::Failure(Failure { detail: change(&failure.detail), ..failure }),
            Self::Trouble(trouble) => Self::Trouble(trouble.with_text(change)),
            Self::Refused(why) => Self::Refused(change(&why)),
            others => others,
        }
    }

    /// The sample, if it is one that can be read.
    pub(crate) fn sample(found: Option<(String, HexAttributes)>) -> Result<Option<(String, Attributes)>, String> {
        let read = |(dn, attributes)| Ok((dn, from_hex(attributes)?));
        found.map(read).transpose().map_err(|error: hex::FromHexError| error.to_string())
    }
}

impl Errand {
    /// The search that it is about.
    pub(crate) fn request_mut(&mut self) -> Option<&mut ReadRequest> {
        match self {
            Self::Address | Self::Account | Self::Base { .. } | Self::Schema => None,
            Self::Probe { request }
            | Self::People { request }
            | Self::Rights { request, .. }
            | Self::Sample { request, .. }
            | Self::Containers { request }
            | Self::Members { request, .. }
            | Self::MembersOfEach { request, .. }
            | Self::Full { request, .. }
            | Self::Delta { request, .. } => Some(request),
        }
    }

    /// Does it. Blocks until it is done.
    pub(crate) fn carry_out(&self, ldap: &LdapSettings, sink: &mut dyn Sink, progress: &Progress) -> Told {
        match self {
            Self::Full { request, how } => Told::Read(Box::new(read_full(ldap, request, *how, sink, progress))),
            Self::Delta { request, how, news } => match read_delta(ldap, request, *how, news, sink, progress) {
                Delta::Read(end) => Told::Read(end),
                Delta::StartOver(why) => Told::StartOver(why),
            },
            Self::Containers { request } => read_containers(ldap, request).map_or_else(Told::Trouble, Told::Containers),
            Self::Members { request, selection } => match selection.judge() {
                Ok(judge) => read_members(ldap, request, &selection.groups, &judge, progress)
                    .map_or_else(Told::Trouble, |members| Told::Members(vec![members])),
                Err(why) => Told::Refused(why),
            },
            Self::MembersOfEach { request, groups } => {
                read_members_of_each(ldap, request, groups, progress).map_or_else(Told::Trouble, Told::Members)
            }
            others => on_thread(|| block_on(others.look(ldap)))
                .unwrap_or_else(|reason| Err(Trouble::Fault(reason)))
                .unwrap_or_else(Told::Trouble),
        }
    }

    /// The quick ones.
    async fn look(&self, ldap: &LdapSettings) -> Told {
        let told = match self {
            Self::Address => {
                let unsigned = LdapSettings { account: None, ..ldap.clone() };
                examine_address(&unsigned).await.map(Told::Server)
            }
            Self::Account => examine_account(ldap).await.map(Told::Server),
            Self::Base { base } => examine_base(ldap, base).await.map(|()| Told::Done),
            Self::Probe { request } => match probe(ldap, request).await {
                Ok(facts) => Ok(Told::Facts(Box::new(facts))),
                Err(error) => return Told::Trouble(error.into()),
            },
            Self::People { request } => {
                examine_people(ldap, request).await.map(|(facts, unseen)| Told::People(Box::new(facts), unseen))
            }
            Self::Rights { request, facts } => missing_rights(ldap, request, facts).await.map(Told::Rights),
            Self::Schema => read_schema(ldap).await.map(|(kind, attributes)| Told::Schema(kind, attributes)),
            Self::Sample { request, who, by, attributes } => {
                let found = read_sample(ldap, request, (who, by), attributes).await;
                found.map(|found| Told::Sample(found.map(|(dn, attributes)| (dn, to_hex(&attributes)))))
            }
            _ => return Told::Refused("it is none that is asked in this way".to_owned()),
        };
        told.unwrap_or_else(Told::Failure)
    }
}
