//! The settings of sign-in to the portal by OpenID Connect: whom to ask, as whom, and what follows from the answer.

use std::{
    collections::BTreeSet,
    path::{Path, PathBuf},
};

use domain::rights::Role;
use secrecy::SecretString;
use serde::Deserialize;
use url::Url;

use super::{ConfigError, LinkConfig, wrong};

/// An identity provider.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct SignInConfig {
    /// The key, which stands in addresses; small letters, digits and `-`.
    pub(crate) key: String,
    /// What the button says.
    pub(crate) name: String,
    /// The issuer, exactly as the provider writes it; its settings are read from there.
    pub(crate) issuer: String,
    /// Amend's id at the provider.
    pub(crate) client_id: String,
    /// Its secret; none for a public client. Better in a file or in `AMEND_SIGN_IN_<KEY>_CLIENT_SECRET`.
    #[serde(default)]
    client_secret: Option<SecretString>,
    /// A file with its secret.
    #[serde(default)]
    client_secret_file: Option<PathBuf>,
    /// What is asked for besides `openid`.
    #[serde(default = "scopes")]
    pub(crate) scopes: Vec<String>,
    /// How somebody is found in a directory.
    #[serde(default)]
    pub(crate) link: LinkConfig,
    /// The claim that roles are read from, such as `groups`.
    #[serde(default)]
    pub(crate) role_claim: Option<String>,
    /// Which values of it bring which roles.
    #[serde(default, rename = "role")]
    pub(crate) roles: Vec<ClaimedRole>,
    /// `login`, `select_account` or `consent`: what the provider asks in any case.
    #[serde(default)]
    pub(crate) prompt: Option<Prompt>,
    /// After so many minutes the provider has to ask for the password again.
    #[serde(default)]
    pub(crate) max_age_minutes: Option<u32>,
    /// A PEM file with the certificate authority of the provider, in place of the system's.
    #[serde(default)]
    pub(crate) ca_file: Option<PathBuf>,
    /// Allow `http://127.0.0.1`, for trying out on one machine.
    #[serde(default)]
    pub(crate) allow_plain_loopback: bool,
}

/// A role for whoever has a value in their claim.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct ClaimedRole {
    pub(crate) value: String,
    pub(crate) role: Role,
}

/// What a provider asks in any case.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Prompt {
    /// For the password.
    Login,
    /// Which account.
    SelectAccount,
    /// For consent.
    Consent,
}

fn scopes() -> Vec<String> {
    vec!["profile".to_owned()]
}

/// Checks all of them together.
pub(super) fn check(providers: &[SignInConfig], portal: Option<&str>, passwords: bool) -> Result<(), ConfigError> {
    let mut keys = BTreeSet::new();
    for provider in providers {
        provider.check(portal)?;
        if !keys.insert(&provider.key) {
            return Err(wrong(
                format!("sign_in.{}", provider.key),
                "stands twice; give each provider a key of its own",
            ));
        }
    }
    if !passwords && providers.is_empty() {
        return Err(wrong("password_sign_in", "is off and there is no [[sign_in]], so nobody could sign in"));
    }
    Ok(())
}

impl SignInConfig {
    /// Takes relative paths from the folder of the settings file.
    pub(super) fn settle(&mut self, folder: &Path) {
        for file in [&mut self.ca_file, &mut self.client_secret_file].into_iter().flatten() {
            *file = folder.join(&*file);
        }
    }

    /// Whether the settings file itself holds the secret.
    pub(super) fn holds_secret(&self) -> bool {
        self.client_secret.is_some()
    }

    /// The file with it.
    pub(super) fn secret_file(&self) -> Option<&PathBuf> {
        self.client_secret_file.as_ref()
    }

    fn check(&self, portal: Option<&str>) -> Result<(), ConfigError> {
        let is_key = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
        if self.key.is_empty() || self.key.len() > 40 || !self.key.bytes().all(is_key) {
            return Err(wrong("sign_in.key", "is 1 to 40 small letters, digits or -, such as entra"));
        }
        let key = |name: &str| format!("sign_in.{}.{name}", self.key);
        if portal.is_none() {
            return Err(wrong("public_url", "is needed beside [[sign_in]]: the provider sends people back to it"));
        }
        if self.name.trim().is_empty() || self.client_id.trim().is_empty() {
            return Err(wrong(key("name, client_id"), "are needed and not blank"));
        }
        let Some(issuer) = Url::parse(&self.issuer).ok().filter(|url| {
            url.username().is_empty() && url.password().is_none() && url.query().is_none() && url.fragment().is_none()
        }) else {
            return Err(wrong(key("issuer"), "is an address such as https://login.example.org/realms/staff"));
        };
        let is_here = issuer.scheme() == "http" && issuer.host_str() == Some("127.0.0.1") && self.allow_plain_loopback;
        if issuer.scheme() != "https" && !is_here {
            return Err(wrong(
                key("issuer"),
                "is an https address; http is for 127.0.0.1 alone, with allow_plain_loopback",
            ));
        }
        let is_word = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_graphic());
        if let Some(odd) = self.scopes.iter().find(|scope| !is_word(scope)) {
            return Err(wrong(key("scopes"), format!("`{odd}` is no scope; give each one for itself")));
        }
        if self.role_claim.as_deref().is_some_and(|claim| !is_word(claim)) {
            return Err(wrong(key("role_claim"), "is the name of a claim, such as groups"));
        }
        if self.role_claim.is_some() == self.roles.is_empty() {
            return Err(wrong(
                key("role_claim, role"),
                "belong together: the claim, and one [[sign_in.role]] with value and role for each group",
            ));
        }
        self.link.check(&format!("sign_in.{}.link", self.key))
    }

    /// The client's secret: from the environment, else from the file, else from the settings. A public client has none.
    pub(crate) fn client_secret(&self) -> Result<Option<SecretString>, ConfigError> {
        let variable = format!("AMEND_SIGN_IN_{}_CLIENT_SECRET", self.key.to_ascii_uppercase().replace('-', "_"));
        let key = || format!("sign_in.{}.client_secret", self.key);
        let secret = if let Ok(secret) = std::env::var(&variable) {
            Some(secret)
        } else if let Some(file) = &self.client_secret_file {
            let text = std::fs::read_to_string(file).map_err(|error| {
                wrong(format!("{}_file", key()), format!("{} cannot be read: {error}", file.display()))
            })?;
            Some(text.trim_end_matches(['\r', '\n']).to_owned())
        } else {
            self.client_secret.as_ref().map(|secret| secrecy::ExposeSecret::expose_secret(secret).to_owned())
        };
        if secret.as_deref() == Some("") {
            return Err(wrong(key(), "is empty; leave it out for a public client"));
        }
        Ok(secret.map(SecretString::from))
    }
}

#[cfg(test)]
mod tests {
    use figment::{
        Figment,
        providers::{Format as _, Toml},
    };

    use super::*;

    fn read(more: &str) -> Result<SignInConfig, String> {
        let text = format!("key = \"entra\"\nname = \"Microsoft\"\nclient_id = \"x\"\n{more}");
        let config: SignInConfig = Figment::from(Toml::string(&text)).extract().map_err(|error| error.to_string())?;
        config.check(Some("https://amend.example")).map_err(|error| error.to_string())?;
        Ok(config)
    }

    #[test]
    fn a_provider_is_asked_over_tls() {
        let issuer = |text: &str| read(&format!("issuer = \"{text}\""));
        assert!(issuer("https://login.example/t/v2.0").is_ok());
        for bad in [
            "http://login.example",
            "http://127.0.0.1:1",
            "https://u@login.example",
            "https://login.example/?a=b",
            "login.example",
            "",
        ] {
            assert!(issuer(bad).is_err(), "{bad}");
        }
        let here = |text: &str| read(&format!("issuer = \"{text}\"\nallow_plain_loopback = true"));
        assert!(here("http://127.0.0.1:1").is_ok());
        assert!(here("http://login.example").is_err());
    }

    #[test]
    fn roles_need_their_claim() {
        let with = |more: &str| read(&format!("issuer = \"https://login.example\"\n{more}"));
        let role = "[[role]]\nvalue = \"staff\"\nrole = \"auditor\"\n";
        assert_eq!(with(&format!("role_claim = \"groups\"\n{role}")).unwrap().roles.len(), 1);
        assert!(with(role).is_err());
        assert!(with("role_claim = \"groups\"").is_err());
        assert!(with("role_claim = \"groups\"\n[[role]]\nvalue = \"staff\"\nrole = \"boss\"\n").is_err());
        assert!(with("scopes = [\"a b\"]").is_err());
    }
}
