//! What the settings say of a source, read where it is needed: how it is mapped, and the password of the account that reads.

use domain::{api::MappingRow, mapping};
use secrecy::SecretString;

use super::{ConfigError, SourceConfig, wrong};

impl SourceConfig {
    /// The mapping that the settings give, or the usual one: profile attribute and source attribute.
    pub(crate) fn mapping(&self) -> Vec<MappingRow> {
        if let Some(mapping) = &self.mapping {
            return mapping.iter().map(|(key, from)| from.row(key)).collect();
        }
        mapping::suggested(mapping::kind_by_id(&self.id_attribute), &[])
    }

    /// The password of the account that reads: from the environment, else from the file, else from the settings.
    pub(crate) fn bind_password(&self) -> Result<SecretString, ConfigError> {
        let variable = format!("AMEND_SOURCE_{}_BIND_PASSWORD", self.name.to_ascii_uppercase().replace('-', "_"));
        let key = || format!("source.{}.bind_password", self.name);
        let password = if let Ok(password) = std::env::var(&variable) {
            password
        } else if let Some(file) = &self.bind_password_file {
            std::fs::read_to_string(file)
                .map_err(|error| {
                    wrong(format!("{}_file", key()), format!("{} cannot be read: {error}", file.display()))
                })?
                .trim_end_matches(['\r', '\n'])
                .to_owned()
        } else if let Some(password) = &self.bind_password {
            secrecy::ExposeSecret::expose_secret(password).to_owned()
        } else {
            return Err(wrong(key(), format!("is missing; set bind_password_file or the variable {variable}")));
        };
        if password.is_empty() {
            return Err(wrong(key(), "is empty; a directory would take that for an anonymous sign-in"));
        }
        Ok(SecretString::from(password))
    }
}
