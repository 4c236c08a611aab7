//! Targets that are SCIM 2.0 services (RFC 7643, RFC 7644): how each is reached, and what becomes of people whom it does not have.

use serde::{Deserialize, Serialize};

use crate::id::{SourceId, TargetId};

/// Where a service is. Its token goes in and never comes out.
#[derive(Clone, Debug, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct ScimService {
    /// Its address up to `/Users`: `https`, or `http` on this machine.
    pub url: String,
    /// The authority of its certificate, PEM, in place of the system's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ca_pem: Option<String>,
    /// What becomes of people whom it does not have; they wait if absent.
    #[serde(default)]
    pub missing: MissingUser,
}

/// What becomes of people whom a service does not have.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum MissingUser {
    /// Their values wait until somebody makes a user for them.
    #[default]
    Wait,
    /// Amend makes a user for them.
    Make,
}

/// A target that is a SCIM service.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ScimTarget {
    /// The target.
    pub id: TargetId,
    /// Its name.
    pub name: String,
    /// The source whose people it is given.
    pub source: SourceId,
    /// The source's name.
    pub source_name: String,
    /// Where it is.
    pub service: ScimService,
    /// Whether a token is kept for it.
    pub has_token: bool,
    /// Moves with every change of it; also the answer's `ETag`.
    pub version: i64,
}

/// A new one. It is written once writing is turned on, after a test.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct NewScimTarget {
    /// Its name, which no other target and no source has.
    #[cfg_attr(feature = "openapi", schema(min_length = 1, max_length = 63))]
    pub name: String,
    /// The source whose people it is given.
    pub source: SourceId,
    /// Where it is.
    pub service: ScimService,
    /// The bearer token that it lets in.
    #[cfg_attr(feature = "openapi", schema(min_length = 1, max_length = 8192))]
    pub token: String,
}

/// Everything of it that can be changed.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct SetScimTarget {
    /// Its name.
    #[cfg_attr(feature = "openapi", schema(min_length = 1, max_length = 63))]
    pub name: String,
    /// Where it is. A token that is kept is for the address as it was: with another one it has to be entered again, and writing is turned off.
    pub service: ScimService,
    /// A new token; the kept one if absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(min_length = 1, max_length = 8192))]
    pub token: Option<String>,
}

/// The longest token that is taken.
pub const LONGEST_TOKEN: usize = 8192;

// A token is not printed.
impl std::fmt::Debug for NewScimTarget {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { name, source, service, token: _ } = self;
        formatter
            .debug_struct("NewScimTarget")
            .field("name", name)
            .field("source", source)
            .field("service", service)
            .finish_non_exhaustive()
    }
}

impl std::fmt::Debug for SetScimTarget {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { name, service, token: _ } = self;
        formatter.debug_struct("SetScimTarget").field("name", name).field("service", service).finish_non_exhaustive()
    }
}
