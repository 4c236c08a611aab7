//! The settings of sign-in by Outlook itself (nested app authentication): which access tokens of Microsoft Entra ID the pane's door takes, and
//! how their holders are found in a directory for the first time.

use serde::Deserialize;
use url::Url;

use super::{ConfigError, wrong};

/// Whose tokens are taken. What is a GUID is kept in small letters.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct NestedConfig {
    /// The directory (tenant) id.
    pub(crate) tenant: String,
    /// The application id of the pane, which asks for tokens.
    pub(crate) client_id: String,
    /// The application id of the interface, which tokens are for.
    pub(crate) api_client_id: String,
    /// The scope that a token must have: its name, or its whole address as it is asked for.
    #[serde(default = "scope")]
    pub(crate) scope: String,
    /// Who issues tokens, if it is another cloud than the usual one.
    #[serde(default)]
    pub(crate) issuer: Option<String>,
    /// Where the issuer's keys are, if it is another cloud than the usual one: the same host as the issuer's.
    #[serde(default)]
    pub(crate) jwks_url: Option<String>,
    /// Whether guests of the tenant get in.
    #[serde(default)]
    pub(crate) allow_guests: bool,
    /// How somebody is found in a directory.
    #[serde(default)]
    pub(crate) link: LinkConfig,
}

/// What is looked for in the directories when somebody signs in for the first time. Later their identity is known.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct LinkConfig {
    /// By `onprem_sid`, which is the entry's `objectSid`.
    #[serde(default = "yes")]
    pub(crate) sid: bool,
    /// The claim that holds the immutable id, which is the entry's `mS-DS-ConsistencyGuid` or `objectGUID`.
    #[serde(default)]
    pub(crate) immutable_id_claim: Option<String>,
    /// A claim whose text is that of `attribute`. Nobody but the administrator knows whether people can set either by themselves.
    #[serde(default)]
    pub(crate) claim: Option<String>,
    /// The attribute that belongs to `claim`.
    #[serde(default)]
    pub(crate) attribute: Option<String>,
}

impl Default for LinkConfig {
    fn default() -> Self {
        Self { sid: true, immutable_id_claim: None, claim: None, attribute: None }
    }
}

fn yes() -> bool {
    true
}

fn scope() -> String {
    "Profile.Edit".to_owned()
}

impl NestedConfig {
    /// Who issues tokens, exactly as they say it.
    pub(crate) fn issuer(&self) -> String {
        let usual = || format!("https://login.microsoftonline.com/{}/v2.0", self.tenant);
        self.issuer.clone().unwrap_or_else(usual)
    }

    /// Where the keys are that tokens are signed with.
    pub(crate) fn jwks_url(&self) -> String {
        let usual = || format!("https://login.microsoftonline.com/{}/discovery/v2.0/keys", self.tenant);
        self.jwks_url.clone().unwrap_or_else(usual)
    }

    /// Who signs people in, as a client names it.
    pub(crate) fn authority(&self) -> String {
        let issuer = self.issuer();
        issuer.strip_suffix("/v2.0").map(str::to_owned).unwrap_or(issuer)
    }

    /// The scope as it is asked for.
    pub(crate) fn scope_address(&self) -> String {
        if self.scope.contains('/') {
            return self.scope.clone();
        }
        format!("api://{}/{}", self.api_client_id, self.scope)
    }

    /// The scope as the word that stands in tokens.
    pub(crate) fn scope_word(&self) -> &str {
        self.scope.rsplit('/').next().unwrap_or_default()
    }

    /// Writes the ids in the letters that tokens have them in.
    pub(super) fn settle(&mut self) {
        for id in [&mut self.tenant, &mut self.client_id, &mut self.api_client_id] {
            *id = id.trim().to_ascii_lowercase();
        }
    }

    pub(super) fn check(&self) -> Result<(), ConfigError> {
        let key = |name: &str| format!("pane.nested.{name}");
        for (name, id) in
            [("tenant", &self.tenant), ("client_id", &self.client_id), ("api_client_id", &self.api_client_id)]
        {
            if !is_guid(id) {
                return Err(wrong(
                    key(name),
                    "is a GUID such as 1f2e3d4c-0000-4000-8000-123456789abc, as the overview of the registration shows it",
                ));
            }
        }
        let is_word = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'_' | b'-');
        if self.scope_word().is_empty() || !self.scope_word().bytes().all(is_word) {
            return Err(wrong(key("scope"), "is a scope such as Profile.Edit or api://<api_client_id>/Profile.Edit"));
        }
        if self.issuer.is_some() != self.jwks_url.is_some() {
            return Err(wrong(key("issuer, jwks_url"), "belong together: set both for a national cloud, else neither"));
        }
        let (issuer, keys) = (fetchable(&self.issuer()), fetchable(&self.jwks_url()));
        if keys.is_none() || issuer.as_ref().map(Url::origin) != keys.as_ref().map(Url::origin) {
            return Err(wrong(
                key("jwks_url"),
                "is an https address of the issuer's own host (plain http on this machine alone), without user, query and fragment",
            ));
        }
        self.link.check("pane.nested.link")
    }
}

impl LinkConfig {
    /// `table` is where it stands in the settings.
    pub(super) fn check(&self, table: &str) -> Result<(), ConfigError> {
        let key = |name: &str| format!("{table}.{name}");
        if self.claim.is_some() != self.attribute.is_some() {
            return Err(wrong(
                key("claim, attribute"),
                "belong together, as in claim = \"preferred_username\", attribute = \"userPrincipalName\"",
            ));
        }
        if !self.sid && self.immutable_id_claim.is_none() && self.claim.is_none() {
            return Err(wrong(key("sid"), "is off and nothing else is set, so nobody could ever be found"));
        }
        let is_claim =
            |text: &String| !text.is_empty() && text.len() <= 200 && text.bytes().all(|b| b.is_ascii_graphic());
        for (name, claim) in [("immutable_id_claim", &self.immutable_id_claim), ("claim", &self.claim)] {
            if claim.as_ref().is_some_and(|claim| !is_claim(claim)) {
                return Err(wrong(key(name), "is the name of a claim, such as preferred_username"));
            }
        }
        let is_name = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-';
        match &self.attribute {
            Some(name) if name.is_empty() || !name.bytes().all(is_name) => {
                Err(wrong(key("attribute"), "is the name of an attribute of the directory, such as userPrincipalName"))
            }
            Some(name) if domain::catalogue::is_denied(name) => {
                Err(wrong(key("attribute"), "holds a password or a key; Amend never asks for it"))
            }
            _ => Ok(()),
        }
    }
}

/// An address that may be fetched from: TLS, or this machine.
fn fetchable(text: &str) -> Option<Url> {
    let url = Url::parse(text).ok()?;
    let is_plain =
        url.username().is_empty() && url.password().is_none() && url.query().is_none() && url.fragment().is_none();
    let is_here = matches!(url.host_str(), Some("localhost" | "127.0.0.1" | "[::1]"));
    (is_plain && (url.scheme() == "https" || (url.scheme() == "http" && is_here))).then_some(url)
}

/// 8-4-4-4-12 hexadecimal digits, small letters.
pub(crate) fn is_guid(text: &str) -> bool {
    let is_digit = |byte: u8| matches!(byte, b'0'..=b'9' | b'a'..=b'f');
    text.len() == 36
        && text
            .bytes()
            .enumerate()
            .all(|(at, byte)| if matches!(at, 8 | 13 | 18 | 23) { byte == b'-' } else { is_digit(byte) })
}

#[cfg(test)]
mod tests {
    use super::*;

    const GUID: &str = "1f2e3d4c-0000-4000-8000-123456789abc";

    fn read(more: &str) -> Result<NestedConfig, String> {
        use figment::{
            Figment,
            providers::{Format as _, Toml},
        };
        let text = format!("tenant = \"{GUID}\"\nclient_id = \"{GUID}\"\napi_client_id = \"{GUID}\"\n{more}");
        let mut config: NestedConfig =
            Figment::from(Toml::string(&text)).extract().map_err(|error| error.to_string())?;
        config.settle();
        config.check().map_err(|error| error.to_string())?;
        Ok(config)
    }

    #[test]
    fn the_usual_cloud_needs_three_ids() {
        let config = read("").unwrap();
        assert_eq!(config.issuer(), format!("https://login.microsoftonline.com/{GUID}/v2.0"));
        assert_eq!(config.jwks_url(), format!("https://login.microsoftonline.com/{GUID}/discovery/v2.0/keys"));
        assert!(
            config.link.sid && config.link.claim.is_none() && !config.allow_guests,
            "no mutable claim links by itself"
        );
        let whole = read("scope = \"api://x/Profile.Read\"").unwrap();
        assert_eq!((whole.scope_word(), &*whole.scope_address()), ("Profile.Read", "api://x/Profile.Read"));
        assert!(read("").unwrap().scope_address().ends_with("/Profile.Edit"));
    }

    /// SEC6: keys come from the issuer's own host, by TLS.
    #[test]
    fn keys_come_from_the_issuers_host() {
        let both = |issuer: &str, keys: &str| read(&format!("issuer = \"{issuer}\"\njwks_url = \"{keys}\""));
        assert!(both("https://login.microsoftonline.us/t/v2.0", "https://login.microsoftonline.us/t/keys").is_ok());
        assert!(both("http://127.0.0.1:1/t", "http://127.0.0.1:1/keys").is_ok());
        for (issuer, keys) in [
            ("https://a.example/t", "https://b.example/keys"),
            ("https://a.example/t", "https://a.example:8443/keys"),
            ("http://a.example/t", "http://a.example/keys"),
            ("https://a.example/t", "https://a.example/keys?for=x"),
            ("https://a.example/t", "https://u@a.example/keys"),
            ("x", "file:///etc/passwd"),
        ] {
            assert!(both(issuer, keys).is_err(), "{issuer} {keys}");
        }
        assert!(read("jwks_url = \"https://login.microsoftonline.com/keys\"").is_err());
    }

    #[test]
    fn what_cannot_link_is_refused() {
        for bad in [
            "[link]\nsid = false",
            "[link]\nclaim = \"upn\"",
            "[link]\nclaim = \"upn\"\nattribute = \"a)(b\"",
            "[link]\nclaim = \"upn\"\nattribute = \"userPassword\"",
            "scope = \"a b\"",
            "scope = \"api://x/\"",
        ] {
            assert!(read(bad).is_err(), "{bad}");
        }
        assert!(read("[link]\nclaim = \"preferred_username\"\nattribute = \"mail\"").is_ok());
    }
}
