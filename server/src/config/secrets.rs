//! Which files hold secrets, so that a check can see whether others may read them.

use std::path::PathBuf;

use super::Config;

impl Config {
    /// Each with its key in the settings; the settings file itself, where it holds a secret.
    pub(crate) fn secret_files(&self) -> Vec<(String, PathBuf)> {
        let mut files: Vec<(String, PathBuf)> = Vec::new();
        let mut add = |key: String, file: Option<&PathBuf>| files.extend(file.map(|file| (key, file.clone())));
        let holds_some = self.sources.iter().any(|source| source.bind_password.is_some())
            || self.mail.as_ref().is_some_and(super::MailConfig::holds_password)
            || self.sign_in.iter().any(super::SignInConfig::holds_secret)
            || url::Url::parse(&self.database).is_ok_and(|database| database.password().is_some());
        add("settings file".to_owned(), Some(&self.file).filter(|_| holds_some));
        add("secret_key_file".to_owned(), self.secret_key_file.as_ref());
        for source in &self.sources {
            add(format!("source.{}.bind_password_file", source.name), source.bind_password_file.as_ref());
        }
        add("mail.password_file".to_owned(), self.mail.as_ref().and_then(super::MailConfig::secret_file));
        for provider in &self.sign_in {
            add(format!("sign_in.{}.client_secret_file", provider.key), provider.secret_file());
        }
        add("tls.key_file".to_owned(), self.tls.as_ref().map(|tls| &tls.key_file));
        add(
            "pane.tls.key_file".to_owned(),
            self.pane.as_ref().and_then(|pane| pane.tls.as_ref()).map(|tls| &tls.key_file),
        );
        files
    }
}
