//! What the agent's own file says of the directory and of what may leave it. Nobody can widen it from outside (S4.6).

use std::{
    path::{Path, PathBuf},
    time::Duration,
};

use domain::{
    api::{AgentTold, AgentWrites},
    catalogue,
};
use figment::{
    Figment,
    providers::{Format as _, Toml},
};
use secrecy::{ExposeSecret as _, SecretString};
use serde::Deserialize;

use super::server_settings::ServerSettings;
use crate::{
    config::LogFormat,
    source::{Account, Address, Fingerprint, LdapSettings, Limits, ReadRequest, Tls, Trust},
};

/// The variable that overrides the password in the file.
const PASSWORD: &str = "AMEND_AGENT_BIND_PASSWORD";

/// Everything that the file says.
#[derive(Debug)]
pub(crate) struct Settings {
    pub(crate) server: ServerSettings,
    pub(crate) log_format: LogFormat,
    pub(crate) ldap: LdapSettings,
    /// Where searches start.
    pub(crate) base: String,
    /// Which entries are sent.
    pub(crate) filter: String,
    /// The attributes that are sent.
    pub(crate) attributes: Vec<String>,
    /// The attribute with the immutable id, where it is an unusual one.
    pub(crate) id_attribute: Option<String>,
    /// What is written; nothing if absent.
    pub(crate) write: Option<AgentWrites>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    // These four are read once more by `ServerSettings`.
    #[serde(rename = "server")]
    _server: String,
    #[serde(default, rename = "proxy")]
    _proxy: Option<String>,
    #[serde(default, rename = "ca_file")]
    _ca_file: Option<PathBuf>,
    #[serde(rename = "state_dir")]
    _state_dir: PathBuf,
    #[serde(default)]
    log_format: LogFormat,
    directory: Directory,
    allow: Allow,
    #[serde(default)]
    write: Write,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Directory {
    url: String,
    #[serde(default)]
    start_tls: bool,
    #[serde(default)]
    allow_plain: bool,
    #[serde(default)]
    ca_file: Option<PathBuf>,
    #[serde(default)]
    pin_sha256: Option<String>,
    bind_dn: String,
    #[serde(default)]
    bind_password: Option<SecretString>,
    #[serde(default)]
    bind_password_file: Option<PathBuf>,
    base: String,
    #[serde(default = "filter")]
    filter: String,
    #[serde(default)]
    id_attribute: Option<String>,
    #[serde(default = "page_size")]
    page_size: u16,
    #[serde(default = "connect_seconds")]
    connect_seconds: f64,
    #[serde(default = "operation_seconds")]
    operation_seconds: f64,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Allow {
    attributes: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Write {
    on: bool,
    attributes: Vec<String>,
    per_hour: u32,
}

impl Default for Write {
    fn default() -> Self {
        Self { on: false, attributes: Vec::new(), per_hour: 100 }
    }
}

fn filter() -> String {
    "(objectClass=person)".to_owned()
}

fn page_size() -> u16 {
    1000
}

fn connect_seconds() -> f64 {
    5.0
}

fn operation_seconds() -> f64 {
    30.0
}

impl Settings {
    /// Reads them; a sentence with setting, reason and remedy if they cannot be used.
    pub(crate) fn load(path: &Path) -> Result<Self, String> {
        let server = ServerSettings::load(path)?;
        let read = Figment::new().merge(Toml::file_exact(path)).extract::<File>();
        let file = read.map_err(|error| format!("the settings {} cannot be used: {error}", path.display()))?;
        let folder = path.parent().unwrap_or(Path::new("."));
        let File { log_format, directory, allow, write, .. } = file;
        let attributes = names("allow.attributes", &allow.attributes)?;
        if attributes.is_empty() {
            return Err(
                "setting `allow.attributes`: it is empty, so nobody could be sent; name the attributes that may leave the directory, as in [\"uid\", \"cn\", \"mail\"]"
                    .to_owned(),
            );
        }
        let write = match write {
            Write { on: false, .. } => None,
            Write { attributes, per_hour, .. } => {
                let attributes = names("write.attributes", &attributes)?;
                if attributes.is_empty() {
                    return Err(
                        "setting `write.attributes`: it is empty while `write.on` is true; name the attributes that may be written, or turn writing off"
                            .to_owned(),
                    );
                }
                Some(AgentWrites { attributes, per_hour })
            }
        };
        let ldap = directory.ldap(folder)?;
        if let Some(id) = &directory.id_attribute {
            names("directory.id_attribute", std::slice::from_ref(id))?;
        }
        let Directory { base, filter, id_attribute, .. } = directory;
        // Made for its checks alone.
        let id = crate::source::IdAttribute::new("entryUUID").map_err(|problem| problem.to_string())?;
        ReadRequest::new(&base, &filter, &[], id).map_err(|problem| format!("setting `directory.{problem}"))?;
        if domain::dn::path(&base).is_none() {
            return Err(format!(
                "setting `directory.base`: {base} is not a distinguished name; write it as dc=example,dc=com"
            ));
        }
        let filter = filter.trim();
        let filter = if filter.starts_with('(') { filter.to_owned() } else { format!("({filter})") };
        Ok(Self { server, log_format, ldap, base: base.trim().to_owned(), filter, attributes, id_attribute, write })
    }

    /// What the server is told of them. It never holds an address or an account.
    pub(crate) fn told(&self) -> AgentTold {
        AgentTold {
            base: self.base.clone(),
            filter: self.filter.clone(),
            attributes: self.attributes.clone(),
            write: self.write.clone(),
        }
    }

    /// A text without what is not to leave: where the directory is, the account, and its password.
    pub(crate) fn scrubbed(&self, text: &str) -> String {
        let mut text = text.to_owned();
        let mut hide = |secret: &str, shown: &str| {
            if secret.len() > 2 {
                text = text.replace(secret, shown);
            }
        };
        if let Some(Account { name, password }) = &self.ldap.account {
            hide(password.expose_secret(), "(the agent's password)");
            hide(name, "(the agent's account)");
        }
        let Address { host, port, .. } = &self.ldap.address;
        hide(&format!("{host}:{port}"), "(the agent's directory)");
        hide(host, "(the agent's directory)");
        text
    }
}

impl Directory {
    fn ldap(&self, folder: &Path) -> Result<LdapSettings, String> {
        let wrong = |problem: &dyn std::fmt::Display| format!("setting `directory`: {problem}");
        let tls = match (self.url.trim().starts_with("ldaps:"), self.start_tls) {
            (true, _) => Tls::Ldaps,
            (false, true) => Tls::StartTls,
            (false, false) => Tls::Plain,
        };
        let address = Address::parse(&self.url, tls, self.allow_plain).map_err(|problem| wrong(&problem))?;
        let trust = match (&self.ca_file, &self.pin_sha256) {
            (Some(_), Some(_)) => {
                return Err("setting `directory.pin_sha256`: stands beside `ca_file`; use one of the two".to_owned());
            }
            (Some(file), None) => {
                let file = folder.join(file);
                let pem = std::fs::read(&file).map_err(|error| {
                    format!("setting `directory.ca_file`: {} cannot be read: {error}", file.display())
                })?;
                Trust::CaPem(pem)
            }
            (None, Some(pin)) => {
                let pin = Fingerprint::parse(pin);
                Trust::PinnedSha256(pin.map_err(|problem| format!("setting `directory.pin_sha256`: {problem}"))?)
            }
            (None, None) => Trust::System,
        };
        for (name, seconds) in
            [("connect_seconds", self.connect_seconds), ("operation_seconds", self.operation_seconds)]
        {
            if !(0.001..=86_400.0).contains(&seconds) {
                return Err(format!(
                    "setting `directory.{name}`: it is not a number of seconds above 0; 30 suits most"
                ));
            }
        }
        if self.page_size == 0 {
            return Err("setting `directory.page_size`: it is 0; 1000 suits most directories".to_owned());
        }
        let account = Account::new(&self.bind_dn, self.password(folder)?).map_err(|problem| wrong(&problem))?;
        let operation_timeout = Duration::from_secs_f64(self.operation_seconds);
        let limits = Limits {
            connect_timeout: Duration::from_secs_f64(self.connect_seconds),
            operation_timeout,
            first_page_timeout: operation_timeout * 4,
            page_size: self.page_size,
            ..Limits::default()
        };
        LdapSettings::new(address, &trust, account, limits).map_err(|problem| wrong(&problem))
    }

    /// From the environment, else from the file, else from the settings.
    fn password(&self, folder: &Path) -> Result<SecretString, String> {
        if let Ok(password) = std::env::var(PASSWORD) {
            return Ok(SecretString::from(password));
        }
        if let Some(file) = &self.bind_password_file {
            let file = folder.join(file);
            let text = std::fs::read_to_string(&file).map_err(|error| {
                format!("setting `directory.bind_password_file`: {} cannot be read: {error}", file.display())
            })?;
            return Ok(SecretString::from(text.trim_end_matches(['\r', '\n'])));
        }
        self.bind_password.clone().ok_or_else(|| {
            format!(
                "setting `directory.bind_password`: it is missing; set bind_password_file or the variable {PASSWORD}"
            )
        })
    }
}

/// Names of attributes, each once; what is never read is refused.
fn names(setting: &str, given: &[String]) -> Result<Vec<String>, String> {
    let mut names: Vec<String> = Vec::new();
    for name in given {
        let name = name.trim();
        let is_name = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b';' | b'_');
        if name.is_empty() || !name.bytes().all(is_name) {
            return Err(format!(
                "setting `{setting}`: \u{201c}{name}\u{201d} is not the name of an attribute; name each by itself, as in telephoneNumber"
            ));
        }
        if catalogue::is_denied(name) {
            return Err(format!(
                "setting `{setting}`: {name} holds a password or a key, which Amend never reads; take it out"
            ));
        }
        if !names.iter().any(|known| known.eq_ignore_ascii_case(name)) {
            names.push(name.to_owned());
        }
    }
    Ok(names)
}
