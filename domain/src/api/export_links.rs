//! Links to the file of an export, for whoever maintains the directory and has no account here.

use serde::{Deserialize, Serialize};

use crate::{id::ExportLinkId, moment::Moment};

/// Ask for a link.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct MakeExportLink {
    /// For how many hours it leads to the file: 1 to 168, a week.
    #[cfg_attr(feature = "openapi", schema(minimum = 1, maximum = 168))]
    pub hours: u32,
}

/// A link that was just made. Its address is told once: whoever has it gets the file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct MadeExportLink {
    /// Its address, below the portal's own.
    pub path: String,
    /// When it ends.
    pub ends_at: Moment,
}

/// A link that still leads to the file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ExportLink {
    /// The link.
    pub id: ExportLinkId,
    /// Who made it, by name.
    pub made_by: String,
    /// When.
    pub made_at: Moment,
    /// When it ends.
    pub ends_at: Moment,
    /// How often the file was fetched by it.
    pub uses: i64,
    /// When last.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub used_at: Option<Moment>,
}
