//! Why something that was asked was not done: known refusals are variants, the unknown is the store's failure with its cause.

use domain::{
    api::{Moved, NotLinked},
    change::NotNow,
    id::ReexportId,
    moment::Moment,
    problem::Problems,
};

use crate::store::StoreError;

/// A refusal or a failure.
#[derive(Debug, thiserror::Error)]
pub(crate) enum AppError {
    /// There is none, or none that the asker may see.
    #[error("there is no such thing here")]
    NotFound,
    /// The asker's roles do not allow it.
    #[error("this is not allowed with your roles")]
    Forbidden,
    /// The asker's roles allow it of the people in their part, and this is about everybody.
    #[error("{0}")]
    NeedsEverywhere(&'static str),
    /// Some of what was named is not within what the asker's roles reach; nothing was done.
    #[error("{}", outside_words(.outside))]
    OutOfScope {
        /// The ids, as they were sent.
        outside: Vec<i64>,
    },
    /// A parameter or body that cannot be used.
    #[error("{0}")]
    BadRequest(String),
    /// Values that cannot be stored, by attribute.
    #[error("some values cannot be used")]
    Invalid(Problems),
    /// The thing moved since the asker looked.
    #[error("it was changed since you looked at it")]
    VersionMoved {
        /// The version now.
        version: i64,
        /// What moved of what the asker wanted to set.
        moved: Vec<Moved>,
    },
    /// The change moved since it was looked at.
    #[error("the change moved since you looked at it")]
    Stale {
        /// What moved.
        moved: Vec<Moved>,
    },
    /// Not possible in the present state.
    #[error("{0}")]
    Conflict(String),
    /// A look at what a target would be given was left for too long.
    #[error(
        "this was looked at too long ago to be carried out as it was shown; look at what it would be now, and carry that out"
    )]
    Expired {
        /// The same question, asked anew.
        fresh: ReexportId,
    },
    /// The name or the password is wrong.
    #[error("the name or the password is wrong")]
    WrongCredentials,
    /// A request that no agent has signed; why, and what to do.
    #[error("{0}")]
    AgentNotKnown(&'static str),
    /// An agent's clock differs too much from this one.
    #[error(
        "the clock of the agent's machine is {} s {} the server's, which says {}; set it (NTP) and try again",
        .skew_ms.abs() / 1000, if *.skew_ms < 0 { "behind" } else { "ahead of" }, .now.to_rfc3339()
    )]
    ClockDiffers {
        /// This server's time.
        now: Moment,
        /// By how much the agent's is ahead, in milliseconds.
        skew_ms: i64,
    },
    /// An agent's request that was here before, or that a later one overtook.
    #[error("this request was here before, or one that was sent later; send a new one")]
    Replayed,
    /// Another process has started under the agent's identity.
    #[error(
        "another process has started as this agent meanwhile; stop one of the two, and enrol it under a name of its own if both are needed"
    )]
    OtherProcess,
    /// A start of the agent that this server knows nothing of.
    #[error("the server knows nothing of this start of the agent; say once more that it has started")]
    NotBegun,
    /// Another piece of what an agent reads is expected.
    #[error("piece {next} is expected; go on with it")]
    OutOfOrder {
        /// Its number.
        next: i64,
    },
    /// Nobody waits for what an agent does.
    #[error("nobody waits for this work any more; stop it and ask for other work")]
    WorkOver,
    /// The account is blocked.
    #[error("this account is blocked; an administrator can tell why")]
    Blocked,
    /// Nobody belongs to this identity.
    #[error("{}", .0.sentence())]
    NotLinked(NotLinked),
    /// Too many attempts.
    #[error("too many attempts; try again in {0} s")]
    TooMany(u64),
    /// The directory did not answer as it should.
    #[error("the directory cannot be asked: {0}")]
    Directory(String),
    /// The identity provider did not answer as it should.
    #[error("the identity provider cannot be asked: {0}")]
    ProviderAway(String),
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// No randomness to make a secret from.
    #[error(transparent)]
    NoRandomness(#[from] crate::clock::NoRandomness),
    /// Something that cannot happen did.
    #[error("{0}")]
    Internal(String),
}

/// The first of them are named in the sentence; all are in the problem's list.
fn outside_words(outside: &[i64]) -> String {
    let named: Vec<String> = outside.iter().take(20).map(i64::to_string).collect();
    let more = if outside.len() > named.len() { " and more" } else { "" };
    format!(
        "nothing was done: {}{more} are not there, or not in the part that your roles hold for; leave them out and send the rest again",
        named.join(", ")
    )
}

impl From<NotNow> for AppError {
    fn from(not_now: NotNow) -> Self {
        Self::Conflict(not_now.to_string())
    }
}
