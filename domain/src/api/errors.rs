//! Errors as RFC 9457 problem details with a stable code.

use serde::{Deserialize, Serialize};

use crate::{id::ReexportId, moment::Moment, name::AttributeKey, problem::Problems, value::Value};

/// The body of every answer of 400 and above.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ProblemDetails {
    /// `urn:amend:problem:` and the code.
    #[serde(rename = "type")]
    pub kind: String,
    /// A short sentence in English; the widget has its own words for each code.
    pub title: String,
    /// The HTTP status.
    pub status: u16,
    /// The stable code.
    pub code: ErrorCode,
    /// What happened here and what to do about it, in English.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub detail: Option<String>,
    /// What is wrong, by attribute.
    #[serde(default, skip_serializing_if = "Problems::is_empty")]
    #[cfg_attr(feature = "openapi", schema(value_type = std::collections::BTreeMap<String, Vec<crate::problem::Problem>>))]
    pub problems: Problems,
    /// What moved since the asker looked, by attribute (412 and 409).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub moved: Vec<Moved>,
    /// Which ids of those that were sent are not within what the asker's roles reach (403).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub outside: Vec<i64>,
    /// The `ETag` to ask with now (412).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub version: Option<i64>,
    /// What was made in the place of what is too old to be executed, by the same question (409).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fresh: Option<ReexportId>,
    /// The server's time, where the sender's differs too much (401).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub now: Option<Moment>,
    /// The number of the piece that is expected, where another one came (409).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next: Option<i64>,
}

/// One attribute that moved since the asker looked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Moved {
    /// The attribute.
    pub attribute: AttributeKey,
    /// What the asker wanted to set; `null` clears.
    pub mine: Option<Value>,
    /// What stands there now; `null` if it is blank.
    pub now: Option<Value>,
}

/// The stable codes. A code never changes its meaning.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum ErrorCode {
    /// 400: the body or a parameter cannot be read.
    BadRequest,
    /// 401: nobody is signed in.
    NotSignedIn,
    /// 401: the name or the password is wrong.
    WrongCredentials,
    /// 401: the request is signed by no agent that is enrolled here.
    AgentNotKnown,
    /// 401: the sender's clock and the server's differ too much; `now` tells the server's.
    ClockDiffers,
    /// 401: the request was here before, or one that was sent later.
    Replayed,
    /// 403: the account is blocked.
    Blocked,
    /// 403: whoever signed in is known to the identity provider, but no profile could be linked to them; `detail` tells why.
    NotLinked,
    /// 403: the request did not come from Amend's own pages.
    ForeignOrigin,
    /// 403: the role does not allow it.
    Forbidden,
    /// 403: `outside` tells which of the ids are not within what the roles reach; nothing was done.
    OutOfScope,
    /// 404: there is none, or none that the asker may see.
    NotFound,
    /// 405: the address exists, the method does not.
    MethodNotAllowed,
    /// 408: the request took too long to arrive.
    TooSlow,
    /// 409: the change moved since it was looked at, or its state does not allow it.
    Stale,
    /// 409: not possible in the present state.
    Conflict,
    /// 409: another process goes on under the agent's identity; this one ends.
    OtherProcess,
    /// 409: the server knows nothing of this start of the agent; it is to say that it has started.
    NotBegun,
    /// 409: another piece of what the agent reads is expected; `next` says which.
    OutOfOrder,
    /// 410: nobody waits any more for what the agent does.
    WorkOver,
    /// 412: the version moved; `moved` tells what.
    VersionMoved,
    /// 413: the body is too large.
    TooLarge,
    /// 415: the body is not JSON.
    NotJson,
    /// 422: `problems` tells what is wrong with which attribute.
    Invalid,
    /// 428: `If-Match` is missing.
    VersionNeeded,
    /// 429: too many attempts; `Retry-After` tells when to come again.
    TooManyRequests,
    /// 500: our fault; the log has the cause.
    Internal,
    /// 502: the directory did not answer as it should.
    DirectoryUnavailable,
    /// 503: the database is busy or away.
    Unavailable,
    /// 507: the disk is full.
    NoSpace,
}
