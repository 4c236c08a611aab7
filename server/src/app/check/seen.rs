//! What a door tells `amend check` of the request that arrived.

use std::net::IpAddr;

use serde::{Deserialize, Serialize};

/// Where it is asked.
pub(crate) const PATH: &str = "/api/v1/check";
/// A version as pages get them; a proxy that compresses may weaken it.
pub(crate) const ETAG: &str = "\"amend-check\"";
/// A cookie with the attributes of the session's, which is gone at once.
pub(crate) const COOKIE: &str = "__Host-amend-check=; Path=/; Max-Age=0; HttpOnly; Secure; SameSite=Lax";
/// Milliseconds between the first word and the second.
pub(crate) const PAUSE: u64 = 1500;

/// A request as it arrived.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Seen {
    /// What only this installation can answer.
    pub(crate) answer: String,
    /// Who connected.
    pub(crate) peer: IpAddr,
    /// Whose attempts to sign in are counted.
    pub(crate) address: IpAddr,
    /// Whether a proxy named the client.
    pub(crate) is_forwarded: bool,
    pub(crate) host: Option<String>,
    pub(crate) origin: Option<String>,
    pub(crate) cookie: Option<String>,
    pub(crate) authorization: Option<String>,
    pub(crate) if_match: Option<String>,
}
