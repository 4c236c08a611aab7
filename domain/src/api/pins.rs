//! Holding one value in place for one person.

use serde::{Deserialize, Serialize};

use crate::{moment::Moment, value::Value};

/// A value to hold in place, whatever the directory says, until its time ends (X10).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct PinValue {
    /// The value; `null` holds a blank.
    pub value: Option<Value>,
    /// Until when.
    pub until: Moment,
    /// Why.
    pub reason: String,
}
