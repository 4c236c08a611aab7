//! Column profiles as they are kept: what the columns of files are called that another program reads.

use serde::{Deserialize, Serialize};

use crate::{
    column_profile::ColumnProfile,
    id::{ColumnProfileId, TargetId},
};

/// A column profile. `version` is also the answer's `ETag`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ColumnProfileView {
    /// Its number; it never changes.
    pub id: ColumnProfileId,
    /// Of which target's files.
    pub target: TargetId,
    /// Moves with every change of it.
    pub version: i64,
    /// What it says.
    pub profile: ColumnProfile,
}
