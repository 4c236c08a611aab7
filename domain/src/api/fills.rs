//! Sets of values that fill in a form, for administrators and as a profile offers them.

use serde::{Deserialize, Serialize};

use crate::{fill::FillSet, id::FillSetId, name::AttributeKey, value::Value};

/// A set. `version` is also the answer's `ETag`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct FillSetView {
    /// The set's number; it never changes.
    pub id: FillSetId,
    /// Moves with every change of it.
    pub version: i64,
    /// What it says.
    pub set: FillSet,
}

/// A set as a profile offers it: what choosing a value fills in, of what the reader sees.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct FillOffer {
    /// The set.
    pub id: FillSetId,
    /// The attribute that it is chosen by.
    pub when: AttributeKey,
    /// The value of it that chooses this set.
    pub is: Value,
    /// What is filled in.
    pub fills: Vec<FillOffered>,
}

/// One value that is filled in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct FillOffered {
    /// The attribute.
    pub attribute: AttributeKey,
    /// The value.
    pub value: Value,
    /// The reader may not change the attribute: the value is asked for and waits for an approval.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub asks: bool,
}
