//! Pictures of people that are sent: what is taken, and what became of one.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::{kind::photo::Limits, name::AttributeKey, value::Value};

/// Where a picture that is sent belongs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::IntoParams))]
#[cfg_attr(feature = "openapi", into_params(parameter_in = Query))]
#[serde(deny_unknown_fields)]
pub struct SendPicture {
    /// The attribute.
    pub attribute: AttributeKey,
    /// Of the part to keep, from the left, in pixels of the picture as it is seen, upright; the largest square in the middle if all three are absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub x: Option<u32>,
    /// From the top.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub y: Option<u32>,
    /// Width and height.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub side: Option<u32>,
}

impl SendPicture {
    /// The part to keep; `Err` where it is told by half.
    pub fn square(&self) -> Result<Option<Square>, HalfASquare> {
        match (self.x, self.y, self.side) {
            (None, None, None) => Ok(None),
            (Some(x), Some(y), Some(side)) => Ok(Some(Square { x, y, side })),
            _ => Err(HalfASquare),
        }
    }
}

/// A part of a picture was told by half.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("x, y and side belong together: name all three, or none for the middle of the picture")]
pub struct HalfASquare;

/// What whoever sends a picture is told before (P25, T5).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PictureRules {
    /// What is made of it.
    pub made: Limits,
    /// Bytes of the file that is sent at most.
    pub sent_bytes: u32,
    /// Million pixels that it has at most.
    pub sent_megapixels: u32,
    /// The company's own words, by language.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub notice: BTreeMap<String, String>,
}

/// The part of a picture that is to be kept, in pixels of the picture as it is seen, upright.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Square {
    /// From the left.
    pub x: u32,
    /// From the top.
    pub y: u32,
    /// Width and height.
    pub side: u32,
}

/// What became of a picture that was sent. Nothing of the profile has changed yet: `value` is saved like any other value.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SentPicture {
    /// The value that stands for it, `sha256:<hex>`.
    pub value: Value,
    /// Width and height in pixels.
    pub side: u32,
    /// Bytes.
    pub bytes: u32,
}
