//! What a company says once for all profiles.

use std::collections::BTreeMap;

use domain::kind::country;
use serde::Deserialize;

use super::{ConfigError, usual, wrong};

/// `[profiles]`.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct ProfilesConfig {
    /// What whoever sends a picture is told before, by language (T5).
    pub(crate) picture_notice: BTreeMap<String, String>,
    /// Largest file of a picture that is taken, in MiB.
    pub(crate) picture_mib: u32,
    /// The country (ISO 3166 alpha-2) whose phone numbers are written without `+` where a person's own country is not known (P24).
    pub(crate) default_country: Option<String>,
    /// Whether employees find each other by name, to say who their manager is.
    pub(crate) find_colleagues: bool,
}

impl Default for ProfilesConfig {
    fn default() -> Self {
        let picture_mib = usual::picture_mib();
        Self { picture_notice: BTreeMap::new(), picture_mib, default_country: None, find_colleagues: true }
    }
}

impl ProfilesConfig {
    /// Refuses what no profile could go by.
    pub(super) fn check(&self) -> Result<(), ConfigError> {
        if !(1..=50).contains(&self.picture_mib) {
            return Err(wrong("profiles.picture_mib", "set it to 1 to 50 MiB"));
        }
        let code = self.default_country.as_deref();
        if code.is_some_and(|code| country::by_code(code).is_none()) {
            return Err(wrong("profiles.default_country", "name a country by its two letters, such as \"NO\""));
        }
        Ok(())
    }

    /// Bytes of a picture's file at most.
    pub(crate) fn picture_bytes(&self) -> u32 {
        self.picture_mib << 20
    }
}
