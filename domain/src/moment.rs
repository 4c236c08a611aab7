//! A point in time. It comes in as an argument everywhere: nothing here reads a clock.

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::calendar;

/// Milliseconds since 1970-01-01T00:00:00Z. On the wire it is text as RFC 3339 has it, in UTC.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Moment(pub i64);

impl Moment {
    /// This moment and `milliseconds` more (or fewer, if negative); stops at the ends of the range.
    #[must_use]
    pub fn plus(self, milliseconds: i64) -> Self {
        Self(self.0.saturating_add(milliseconds))
    }

    /// Milliseconds from `earlier` to this moment; negative if `earlier` is the later one.
    #[must_use]
    pub fn since(self, earlier: Self) -> i64 {
        self.0.saturating_sub(earlier.0)
    }

    /// RFC 3339 text in UTC. A moment outside the years 0 to 9999 is shown as the nearest one inside.
    #[must_use]
    pub fn to_rfc3339(self) -> String {
        calendar::write(self.0.clamp(-62_167_219_200_000, 253_402_300_799_999))
    }

    /// Reads RFC 3339 text; `None` if it is not.
    #[must_use]
    pub fn from_rfc3339(text: &str) -> Option<Self> {
        calendar::read(text).map(Self)
    }
}

impl Serialize for Moment {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.to_rfc3339())
    }
}

impl<'de> Deserialize<'de> for Moment {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::from_rfc3339(&text).ok_or_else(|| serde::de::Error::custom("not a time as RFC 3339 has it"))
    }
}

#[cfg(feature = "openapi")]
impl utoipa::PartialSchema for Moment {
    fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::schema::Schema> {
        utoipa::openapi::ObjectBuilder::new()
            .schema_type(utoipa::openapi::schema::Type::String)
            .format(Some(utoipa::openapi::SchemaFormat::KnownFormat(utoipa::openapi::KnownFormat::DateTime)))
            .into()
    }
}

#[cfg(feature = "openapi")]
impl utoipa::ToSchema for Moment {}

#[cfg(test)]
mod tests {
    use super::Moment;

    #[test]
    fn a_moment_survives_the_wire() {
        for at in [0, 1, 1_795_000_000_123, -1] {
            assert_eq!(Moment::from_rfc3339(&Moment(at).to_rfc3339()), Some(Moment(at)));
        }
        assert_eq!(Moment::from_rfc3339("yesterday"), None);
        assert!(!Moment(i64::MAX).to_rfc3339().is_empty());
    }
}
