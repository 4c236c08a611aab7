//! The settings of the mail server that owners of sources are told by.

use std::path::{Path, PathBuf};

use secrecy::SecretString;
use serde::Deserialize;

use super::{ConfigError, usual, wrong};

/// The variable with the password, in place of the file or the settings.
const PASSWORD_VARIABLE: &str = "AMEND_MAIL_PASSWORD";

/// `[mail]`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct MailConfig {
    /// `smtps://host`, `smtp://host` (STARTTLS is insisted on) or `smtp+plain://host`.
    pub(crate) server: String,
    /// Who the messages are from: `amend@example.org` or `Amend <amend@example.org>`.
    pub(crate) from: String,
    /// Allow `smtp+plain://` to another machine. The password and all messages then travel in the clear.
    #[serde(default)]
    pub(crate) allow_plain: bool,
    /// A PEM file with the certificate authority of the mail server; the system's authorities if absent.
    #[serde(default)]
    pub(crate) ca_file: Option<PathBuf>,
    /// The account to sign in with, if the server wants one.
    #[serde(default)]
    pub(crate) username: Option<String>,
    /// Its password. Better in a file or in `AMEND_MAIL_PASSWORD`.
    #[serde(default)]
    password: Option<SecretString>,
    /// A file with its password.
    #[serde(default)]
    password_file: Option<PathBuf>,
    /// Seconds until the server must have taken a message.
    #[serde(default = "usual::mail_seconds")]
    pub(crate) timeout_seconds: u32,
}

impl MailConfig {
    /// Takes relative paths from `folder`.
    pub(super) fn stand_in(&mut self, folder: &Path) {
        for file in [&mut self.ca_file, &mut self.password_file].into_iter().flatten() {
            *file = folder.join(&*file);
        }
    }

    /// Whether the settings file itself holds the password.
    pub(super) fn holds_password(&self) -> bool {
        self.password.is_some()
    }

    /// The file with it.
    pub(super) fn secret_file(&self) -> Option<&PathBuf> {
        self.password_file.as_ref()
    }

    pub(super) fn check(&self) -> Result<(), ConfigError> {
        if !(1..=600).contains(&self.timeout_seconds) {
            return Err(wrong("mail.timeout_seconds", "is a number of seconds from 1 to 600"));
        }
        Ok(())
    }

    /// The account and its password: from the environment, else from the file, else from the settings.
    pub(crate) fn account(&self) -> Result<Option<(String, SecretString)>, ConfigError> {
        let Some(username) = &self.username else { return Ok(None) };
        let password = if let Ok(password) = std::env::var(PASSWORD_VARIABLE) {
            SecretString::from(password)
        } else if let Some(file) = &self.password_file {
            let text = std::fs::read_to_string(file)
                .map_err(|error| wrong("mail.password_file", format!("{} cannot be read: {error}", file.display())))?;
            SecretString::from(text.trim_end_matches(['\r', '\n']).to_owned())
        } else if let Some(password) = &self.password {
            password.clone()
        } else {
            let remedy =
                format!("is missing; set password_file or the variable {PASSWORD_VARIABLE}, or leave username out");
            return Err(wrong("mail.password", remedy));
        };
        Ok(Some((username.clone(), password)))
    }
}
