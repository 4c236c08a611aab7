//! Pictures of people: how large they may be. Directories were made for small ones, and whoever sends a picture is told the limits before and
//! after (P25).

use serde::{Deserialize, Serialize};

use crate::attribute::Rules;

/// Active Directory's attribute, which Outlook and others read at this size.
const THUMBNAIL: &str = "thumbnailPhoto";

/// What a picture of one attribute becomes: a square JPEG of at most so many pixels and bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "openapi", schema(as = PictureLimits))]
pub struct Limits {
    /// Width and height in pixels at most; a smaller picture is not enlarged.
    pub side: u32,
    /// Bytes that it is made to fit into where that costs no visible quality.
    pub advised: u32,
    /// Bytes that it has at most.
    pub most: u32,
}

/// Width and height of the smallest picture that is taken: less shows no face.
pub const LEAST_SIDE: u32 = 32;

/// The same of the largest that is made: directories are no place for more.
pub const LARGEST_SIDE: u32 = 1_000;

/// The limits of an attribute with these rules, which directories know by these names.
#[must_use]
pub fn limits<'n>(rules: &Rules, names: impl IntoIterator<Item = &'n str>) -> Limits {
    let is_thumbnail = names.into_iter().any(|name| name.eq_ignore_ascii_case(THUMBNAIL));
    let usual = match is_thumbnail {
        // Microsoft advises 96 by 96 pixels and 10 KB; the attribute holds 100 KB.
        true => Limits { side: 96, advised: 10_000, most: 100_000 },
        false => Limits { side: 400, advised: 60_000, most: 200_000 },
    };
    let most = rules.picture_bytes.unwrap_or(usual.most);
    Limits { side: rules.picture_side.unwrap_or(usual.side), advised: usual.advised.min(most), most }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// P25: the thumbnail of Active Directory is small, other attributes hold more, and a company's own limits count before both.
    #[test]
    fn limits_follow_the_directorys_attribute() {
        let none = Rules::default();
        let own = Rules { picture_side: Some(240), picture_bytes: Some(8_000), ..Rules::default() };
        let rows: [(&Rules, &[&str], Limits); 4] = [
            (&none, &["thumbnailphoto"], Limits { side: 96, advised: 10_000, most: 100_000 }),
            (&none, &["jpegPhoto", "thumbnailPhoto"], Limits { side: 96, advised: 10_000, most: 100_000 }),
            (&none, &["jpegPhoto"], Limits { side: 400, advised: 60_000, most: 200_000 }),
            (&own, &["thumbnailPhoto"], Limits { side: 240, advised: 8_000, most: 8_000 }),
        ];
        for (rules, names, expected) in rows {
            assert_eq!(limits(rules, names.iter().copied()), expected, "{names:?}");
        }
    }
}
