//! The settings: one TOML file, overridden by `AMEND_…` variables. Errors name the key and what to do.

mod agents;
mod mail;
mod mapped_from;
mod nested;
mod pane;
mod profiles;
mod secrets;
mod sign_in;
mod source;
mod spans;
mod tls;
mod usual;

use std::{
    collections::BTreeMap,
    net::SocketAddr,
    path::{Path, PathBuf},
};

pub(crate) use agents::AgentsConfig;
use domain::name::AttributeKey;
pub(crate) use nested::{LinkConfig, NestedConfig, is_guid};
pub(crate) use pane::{PaneConfig, is_secure_origin};
pub(crate) use profiles::ProfilesConfig;
pub(crate) use sign_in::{Prompt, SignInConfig};
pub(crate) use tls::{Keeping, TlsConfig};

use figment::{
    Figment,
    providers::{Env, Format as _, Toml},
};
use ipnet::IpNet;
use secrecy::SecretString;
use serde::Deserialize;

pub(crate) use mail::MailConfig;
pub(crate) use mapped_from::MappedFrom;

/// All settings.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Config {
    /// Where they stand.
    #[serde(skip)]
    pub(crate) file: PathBuf,
    /// Where to listen; port 0 lets the system choose.
    #[serde(default = "usual::listen")]
    pub(crate) listen: SocketAddr,
    /// Where `/metrics` is served, for monitoring alone; nowhere if absent.
    #[serde(default)]
    pub(crate) metrics_listen: Option<SocketAddr>,
    /// The address that browsers use; needed behind a proxy.
    #[serde(default)]
    pub(crate) public_url: Option<String>,
    /// TLS served by Amend itself; plain HTTP, for a proxy in front, if absent.
    #[serde(default)]
    pub(crate) tls: Option<TlsConfig>,
    /// The proxies in front, by network: what they say of the client's address (`X-Forwarded-For`) is believed, nobody else's word is.
    #[serde(default)]
    pub(crate) trusted_proxies: Vec<IpNet>,
    /// `sqlite://file` or `postgres://…`.
    #[serde(default = "usual::database")]
    pub(crate) database: String,
    /// Serve the widget from this folder in place of the embedded one.
    #[serde(default)]
    pub(crate) widget_dir: Option<PathBuf>,
    /// `text` or `json`.
    #[serde(default)]
    pub(crate) log_format: LogFormat,
    /// How long a session lasts.
    #[serde(default = "usual::session_hours")]
    pub(crate) session_hours: u32,
    /// How long a run's lease lasts without a sign of life.
    #[serde(default = "usual::lease_seconds")]
    pub(crate) lease_seconds: u32,
    /// How long a browser may take to send a request, head and body each.
    #[serde(default = "usual::request_seconds")]
    pub(crate) request_seconds: u32,
    /// How long a target by file may take until the directory shows a change, counted from the first download.
    #[serde(default = "usual::lag_hours")]
    pub(crate) lag_hours: f64,
    /// How many hours a day has for which a level of approval waits.
    #[serde(default = "usual::approval_day_hours")]
    pub(crate) approval_day_hours: f64,
    /// How long people are looked at for what an edit of a template's row would change.
    #[serde(default = "usual::effect_seconds")]
    pub(crate) effect_seconds: f64,
    /// Attempts to sign in with one name within a minute before a pause; from one address, twenty times as many.
    #[serde(default = "usual::sign_in_attempts")]
    pub(crate) sign_in_attempts_per_minute: u32,
    /// For how many days blocked people are kept before they can be deleted for good.
    #[serde(default = "usual::retention_days")]
    pub(crate) retention_days: u32,
    /// For how many days what was typed and not saved is kept.
    #[serde(default = "usual::draft_days")]
    pub(crate) draft_days: u32,
    /// The file with the key that passwords of directories are sealed with in the database; made when it is needed for the first time. Beside
    /// the SQLite database, or beside this file, if absent.
    #[serde(default)]
    pub(crate) secret_key_file: Option<PathBuf>,
    /// How many people may be active; as many as there are if absent.
    #[serde(default)]
    pub(crate) seats: Option<u32>,
    /// The mail server that owners of sources are told by; nobody is told anything if absent.
    #[serde(default)]
    pub(crate) mail: Option<MailConfig>,
    /// The task pane in Outlook; there is none if absent.
    #[serde(default)]
    pub(crate) pane: Option<PaneConfig>,
    /// The identity providers that people sign in with.
    #[serde(default)]
    pub(crate) sign_in: Vec<SignInConfig>,
    /// Whether everybody may sign in with name and password; local administrators always may.
    #[serde(default = "usual::password_sign_in")]
    pub(crate) password_sign_in: bool,
    /// What holds for all profiles.
    #[serde(default)]
    pub(crate) profiles: ProfilesConfig,
    /// Agents beside directories.
    #[serde(default)]
    pub(crate) agents: AgentsConfig,
    /// The directories to read.
    #[serde(default, rename = "source")]
    pub(crate) sources: Vec<SourceConfig>,
}

/// How log lines are written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum LogFormat {
    /// For people.
    #[default]
    Text,
    /// For machines.
    Json,
}

/// A directory to read.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct SourceConfig {
    /// The key of the source; letters, digits, `-` and `_`.
    pub(crate) name: String,
    /// `ldaps://host:port` or `ldap://host:port`.
    pub(crate) url: String,
    /// Use StartTLS on `ldap://`.
    #[serde(default)]
    pub(crate) start_tls: bool,
    /// Allow `ldap://` without TLS. The password and everybody's data then travel in the clear.
    #[serde(default)]
    pub(crate) allow_plain: bool,
    /// A PEM file with the certificate authority of the directory.
    #[serde(default)]
    pub(crate) ca_file: Option<PathBuf>,
    /// The SHA-256 fingerprint of the directory's certificate, in place of an authority.
    #[serde(default)]
    pub(crate) pin_sha256: Option<String>,
    /// The account that reads.
    pub(crate) bind_dn: String,
    /// Its password. Better in a file or in `AMEND_SOURCE_<NAME>_BIND_PASSWORD`.
    #[serde(default)]
    bind_password: Option<SecretString>,
    /// A file with its password.
    #[serde(default)]
    bind_password_file: Option<PathBuf>,
    /// Where the search starts.
    pub(crate) base: String,
    /// Which entries are people.
    #[serde(default = "usual::filter")]
    pub(crate) filter: String,
    /// The attribute that never changes: `entryUUID`, `objectGUID`.
    #[serde(default = "usual::id_attribute")]
    pub(crate) id_attribute: String,
    /// The attribute that people sign in with.
    #[serde(default = "usual::username_attribute")]
    pub(crate) username_attribute: String,
    /// The attribute that says that an account is disabled, such as `pwdAccountLockedTime` or `userAccountControl`.
    #[serde(default)]
    pub(crate) disabled_attribute: Option<String>,
    /// The values that mean disabled, upper and lower case alike; any value if empty. Not asked of `userAccountControl`.
    #[serde(default)]
    pub(crate) disabled_values: Vec<String>,
    /// Minutes between automatic runs; 0: only by hand.
    #[serde(default)]
    pub(crate) interval_minutes: u32,
    /// Entries on one page.
    #[serde(default = "usual::page_size")]
    pub(crate) page_size: u32,
    /// How changes are found between full runs: `auto`, `off`, `syncrepl`, `dirsync`, `usn` or `timestamp`.
    #[serde(default)]
    pub(crate) incremental: Incremental,
    /// After so many hours everything is read and compared again.
    #[serde(default = "usual::full_hours")]
    pub(crate) full_hours: u32,
    /// How often the ids of everybody are compared where the directory does not tell who is gone.
    #[serde(default = "usual::compare_ids_minutes")]
    pub(crate) compare_ids_minutes: u32,
    /// Seconds until a connection must stand.
    #[serde(default = "usual::connect_seconds")]
    pub(crate) connect_seconds: f64,
    /// Seconds until an answer must come.
    #[serde(default = "usual::operation_seconds")]
    pub(crate) operation_seconds: f64,
    /// Removals that are always allowed.
    #[serde(default = "usual::removals_at_least")]
    pub(crate) removals_at_least: i64,
    /// Removals that are allowed, in percent of the linked people.
    #[serde(default = "usual::removals_percent")]
    pub(crate) removals_percent: i64,
    /// Removals that are never allowed, however many people there are.
    #[serde(default = "usual::removals_at_most")]
    pub(crate) removals_at_most: i64,
    /// Profile attribute to source attribute or expression; the usual one for people if absent.
    #[serde(default)]
    pub(crate) mapping: Option<BTreeMap<AttributeKey, MappedFrom>>,
}

/// How changes are found between the runs that read everything.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Incremental {
    /// The best that the server can do.
    #[default]
    Auto,
    /// Never: every run reads and compares everything.
    Off,
    /// Content synchronisation (RFC 4533, OpenLDAP).
    SyncRepl,
    /// Active Directory's DirSync control ([MS-ADTS] section 3.1.1.3.4.1.3).
    DirSync,
    /// Active Directory's update sequence numbers ([MS-ADTS] section 3.1.1.1.9) and tombstones.
    Usn,
    /// `modifyTimestamp`, which any server has (RFC 4512 section 3.4).
    Timestamp,
}

/// A setting that cannot be used.
#[derive(Debug, thiserror::Error)]
pub(crate) enum ConfigError {
    /// The file is not there.
    #[error("there is no settings file {0}; name one with --config")]
    NoFile(PathBuf),
    /// A key is wrong.
    #[error("the settings cannot be used: {0}")]
    Unreadable(#[from] Box<figment::Error>),
    /// A key's value is wrong.
    #[error("setting `{key}`: {reason}")]
    Wrong {
        /// The key.
        key: String,
        /// What is wrong and what to do.
        reason: String,
    },
}

fn wrong(key: impl Into<String>, reason: impl Into<String>) -> ConfigError {
    ConfigError::Wrong { key: key.into(), reason: reason.into() }
}

impl Config {
    /// Reads the file and the environment. Relative paths in the file are taken from its folder.
    pub(crate) fn load(path: &Path) -> Result<Self, ConfigError> {
        if !path.is_file() {
            return Err(ConfigError::NoFile(path.to_owned()));
        }
        let figment = Figment::new().merge(Toml::file_exact(path)).merge(
            Env::prefixed("AMEND_")
                .filter(|key| KEYS_FROM_ENVIRONMENT.contains(&key.as_str().to_ascii_lowercase().as_str())),
        );
        let mut config: Self = figment.extract().map_err(Box::new)?;
        config.file = path.to_owned();
        let folder = path.parent().unwrap_or(Path::new("."));
        for source in &mut config.sources {
            for file in [&mut source.ca_file, &mut source.bind_password_file].into_iter().flatten() {
                *file = folder.join(&*file);
            }
        }
        if let Some(mail) = &mut config.mail {
            mail.stand_in(folder);
        }
        config.secret_key_file = config.secret_key_file.map(|file| folder.join(file));
        if config.secret_key_file.is_none() {
            let beside = sqlite_file(&config.database).unwrap_or_else(|| folder.join("amend"));
            config.secret_key_file = Some(beside.with_extension("key"));
        }
        config.settle_tls(folder);
        config.widget_dir = config.widget_dir.map(|dir| folder.join(dir));
        if let Some(nested) = config.pane.as_mut().and_then(|pane| pane.nested.as_mut()) {
            nested.settle();
        }
        for provider in &mut config.sign_in {
            provider.settle(folder);
        }
        config.check()?;
        Ok(config)
    }

    fn check(&self) -> Result<(), ConfigError> {
        if let Some(url) = &self.public_url
            && (!(url.starts_with("https://") || url.starts_with("http://")) || url.ends_with('/'))
        {
            return Err(wrong(
                "public_url",
                "is an origin such as https://amend.example.org, without a slash at the end",
            ));
        }
        if self.lag_hours.is_nan() || self.lag_hours < 0.0 {
            return Err(wrong("lag_hours", "is a number of hours, 0 or more"));
        }
        if self.approval_day_hours.is_nan() || self.approval_day_hours <= 0.0 {
            return Err(wrong("approval_day_hours", "is a number of hours above 0"));
        }
        if std::time::Duration::try_from_secs_f64(self.effect_seconds).is_err() {
            return Err(wrong("effect_seconds", "is a number of seconds, 0 or more"));
        }
        if let Some(pane) = &self.pane {
            pane.check(self.public_url.as_deref())?;
        }
        self.check_tls()?;
        self.profiles.check()?;
        if self.trusted_proxies.iter().any(|net| net.prefix_len() == 0) {
            return Err(wrong(
                "trusted_proxies",
                "would let everybody choose the address that they are counted under; name the networks of your proxies",
            ));
        }
        if let Some(mail) = &self.mail {
            mail.check()?;
        }
        sign_in::check(&self.sign_in, self.public_url.as_deref(), self.password_sign_in)?;
        let mut names = std::collections::BTreeSet::new();
        for source in &self.sources {
            source.check()?;
            if !names.insert(&source.name) {
                return Err(wrong(
                    format!("source.{}", source.name),
                    "stands twice; give each source a name of its own",
                ));
            }
        }
        Ok(())
    }
}

/// The file of a SQLite database.
fn sqlite_file(address: &str) -> Option<PathBuf> {
    let path = address.strip_prefix("sqlite:")?.trim_start_matches("//");
    let path = path.split('?').next().unwrap_or_default();
    (!path.is_empty() && !path.contains(":memory:")).then(|| PathBuf::from(path))
}

/// Settings that the environment may override: those that differ between machines.
const KEYS_FROM_ENVIRONMENT: &[&str] =
    &["listen", "metrics_listen", "public_url", "database", "widget_dir", "log_format", "secret_key_file"];

impl SourceConfig {
    fn check(&self) -> Result<(), ConfigError> {
        let key = |name: &str| format!("source.{}.{name}", self.name);
        if self.name.is_empty() || !self.name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_') {
            return Err(wrong("source.name", "is one or more letters, digits, - or _"));
        }
        if !(1..=100_000).contains(&self.page_size) {
            return Err(wrong(key("page_size"), "is a number from 1 to 100000; 1000 suits most directories"));
        }
        for (name, seconds) in
            [("connect_seconds", self.connect_seconds), ("operation_seconds", self.operation_seconds)]
        {
            if !(0.001..=86_400.0).contains(&seconds) {
                return Err(wrong(key(name), "is a number of seconds above 0"));
            }
        }
        if self.ca_file.is_some() && self.pin_sha256.is_some() {
            return Err(wrong(key("pin_sha256"), "stands beside ca_file; use one of the two"));
        }
        for (attribute, from) in self.mapping.iter().flatten() {
            from.check().map_err(|reason| wrong(key(&format!("mapping.{attribute}")), reason))?;
        }
        if self.filter.trim().is_empty() || self.base.trim().is_empty() || self.bind_dn.trim().is_empty() {
            return Err(wrong(key("filter, base, bind_dn"), "are needed and not blank"));
        }
        Ok(())
    }
}
