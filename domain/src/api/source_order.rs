//! Which source counts where several have the same person (P14).

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::{id::SourceId, name::AttributeKey};

/// The order of sources: of those that have a person and an attribute, the first one counts.
#[derive(Clone, Debug, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct SourceOrder {
    /// Moves with every change of it; also the answer's `ETag`. Not looked at when it is set.
    #[serde(default)]
    pub version: i64,
    /// For user names, blocking, and every attribute without an order of its own. A source that is not named comes last.
    pub order: Vec<SourceId>,
    /// For single attributes.
    #[serde(default)]
    #[cfg_attr(feature = "openapi", schema(value_type = BTreeMap<String, Vec<SourceId>>))]
    pub attributes: BTreeMap<AttributeKey, Vec<SourceId>>,
}
