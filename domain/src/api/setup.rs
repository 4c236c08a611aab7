//! Setting a source up step by step: what is known so far, and what is kept of a step.

use serde::{Deserialize, Serialize};

use super::Via;
use crate::{id::SourceId, name::AttributeKey};

/// A new source; it stays a draft until its set-up is finished.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct NewSource {
    /// One or more letters, digits, `-` or `_`; it never changes.
    #[cfg_attr(feature = "openapi", schema(pattern = "^[A-Za-z0-9_-]{1,63}$"))]
    pub name: String,
}

/// Whether a source may have this name.
#[must_use]
pub fn is_source_name(name: &str) -> bool {
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_');
    (1..=63).contains(&name.len()) && name.bytes().all(is_plain)
}

/// Where a source was set up.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum SourceOrigin {
    /// In the settings file, which alone says how it is reached.
    #[default]
    File,
    /// On the page.
    Portal,
}

/// Whether a source is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum SourceState {
    /// It is being set up: nothing but dry runs, which touch nobody.
    Draft,
    /// It is read by hand and when it is due.
    #[default]
    Active,
    /// It is not read until somebody resumes it; its people stay and can sign in.
    Paused,
}

impl SourceState {
    /// All states.
    pub const ALL: [Self; 3] = [Self::Draft, Self::Active, Self::Paused];

    /// The word in SQL and JSON.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Active => "active",
            Self::Paused => "paused",
        }
    }

    /// Reads the word back.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.as_str() == text)
    }
}

/// A step of the set-up, in their order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum SetUpStep {
    /// Address and TLS.
    #[default]
    Address,
    /// The account that reads.
    Account,
    /// Where people are.
    Base,
    /// Which entries are people.
    Filter,
    /// Where each attribute is read from.
    Mapping,
    /// When it is read by itself.
    Schedule,
    /// What the first run would do.
    DryRun,
    /// Begin.
    Finish,
}

impl SetUpStep {
    /// All steps, in their order.
    pub const ALL: [Self; 8] = [
        Self::Address,
        Self::Account,
        Self::Base,
        Self::Filter,
        Self::Mapping,
        Self::Schedule,
        Self::DryRun,
        Self::Finish,
    ];

    /// The word in SQL, JSON and addresses.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Address => "address",
            Self::Account => "account",
            Self::Base => "base",
            Self::Filter => "filter",
            Self::Mapping => "mapping",
            Self::Schedule => "schedule",
            Self::DryRun => "dry_run",
            Self::Finish => "finish",
        }
    }

    /// Reads the word back.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|step| step.as_str() == text)
    }
}

/// How a connection is protected.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum TlsMode {
    /// TLS from the first byte, `ldaps://`.
    #[default]
    Ldaps,
    /// Plain first, then TLS before anything else is said, `ldap://`.
    StartTls,
    /// Without protection, `ldap://`: the password and everybody's data can be read on the network.
    Plain,
}

/// How a source is reached and what is asked of it. Its password is never part of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(default, deny_unknown_fields)]
pub struct Connect {
    /// `ldaps://host:port` or `ldap://host:port`.
    pub url: String,
    /// How it is protected.
    pub tls: TlsMode,
    /// The certificate authorities to believe, PEM; the machine's own if absent.
    pub ca_pem: Option<String>,
    /// The SHA-256 fingerprint of the one certificate to believe, in place of an authority.
    pub pin_sha256: Option<String>,
    /// The account that reads: a distinguished name, or `user@domain` for Active Directory.
    pub bind_dn: String,
    /// Where the search starts.
    pub base: String,
    /// Which entries are people (RFC 4515).
    pub filter: String,
    /// The attribute that never changes.
    pub id_attribute: String,
    /// The attribute that people sign in with.
    pub username_attribute: String,
    /// The attribute that says that an account is disabled.
    pub disabled_attribute: Option<String>,
    /// The values of it that mean disabled; any value if empty. Not asked of `userAccountControl`.
    pub disabled_values: Vec<String>,
    /// Entries on one page.
    pub page_size: u32,
    /// Seconds until a connection must stand.
    pub connect_seconds: u32,
    /// Seconds until an answer must come.
    pub operation_seconds: u32,
    /// Removals that are always allowed in one run.
    pub removals_at_least: i64,
    /// Removals that are allowed, in percent of the linked people.
    pub removals_percent: i64,
    /// Removals that are never allowed, however many people there are.
    pub removals_at_most: i64,
}

impl Default for Connect {
    fn default() -> Self {
        Self {
            url: String::new(),
            tls: TlsMode::default(),
            ca_pem: None,
            pin_sha256: None,
            bind_dn: String::new(),
            base: String::new(),
            filter: "(objectClass=inetOrgPerson)".to_owned(),
            id_attribute: "entryUUID".to_owned(),
            username_attribute: "uid".to_owned(),
            disabled_attribute: None,
            disabled_values: Vec::new(),
            page_size: 1000,
            connect_seconds: 5,
            operation_seconds: 30,
            removals_at_least: 5,
            removals_percent: 2,
            removals_at_most: 500,
        }
    }
}

/// Where one attribute is read from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct MappingRow {
    /// The attribute of the profile.
    pub attribute: AttributeKey,
    /// The attribute of the directory, or the expression.
    pub from: String,
    /// Whether `from` is an expression over several attributes. What it brings is never written back.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub expression: bool,
}

impl MappingRow {
    /// An attribute that is read as it is.
    #[must_use]
    pub fn plain(attribute: AttributeKey, from: impl Into<String>) -> Self {
        Self { attribute, from: from.into(), expression: false }
    }
}

/// What is known of a source so far. `version` is also the answer's `ETag`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SetUp {
    /// The source.
    pub source: SourceId,
    /// Its name.
    pub name: String,
    /// Moves with every change of it.
    pub version: i64,
    /// Where it was set up.
    pub origin: SourceOrigin,
    /// How it is reached.
    #[serde(default)]
    pub via: Via,
    /// Whether it is read.
    pub state: SourceState,
    /// The step that was left last.
    pub step: SetUpStep,
    /// How it is reached; of a source of the settings file, what may be shown of it.
    pub connection: Connect,
    /// Whether a password is kept. It is never sent back.
    pub has_password: bool,
    /// Where each attribute is read from, in the order of the page.
    pub mapping: Vec<MappingRow>,
    /// The settings file itself says how this source is mapped, so the page cannot.
    pub mapping_is_fixed: bool,
    /// The dry run that waits for a decision, if there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dry_run: Option<crate::id::RunId>,
}

/// What to keep of a set-up; what is absent stays.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(default, deny_unknown_fields)]
pub struct SaveSetUp {
    /// The step that is being left.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub step: Option<SetUpStep>,
    /// How it is reached. By an agent, nothing is kept here of where the directory is, nor of an account.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub via: Option<Via>,
    /// How it is reached, whole. Where address, protection or account move, the password that was kept is forgotten: it was meant for them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub connection: Option<Connect>,
    /// The password of the account that reads.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub password: Option<String>,
    /// Where each attribute is read from, whole.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mapping: Option<Vec<MappingRow>>,
    /// Attributes that are no longer read and whose values become Amend's own; needed where people have values in them (P22).
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub freeze: Vec<AttributeKey>,
}

// Written out so that a password can stand in no log, whoever prints it.
impl std::fmt::Debug for SaveSetUp {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("SaveSetUp")
            .field("step", &self.step)
            .field("via", &self.via)
            .field("connection", &self.connection)
            .field("password", &self.password.as_ref().map(|_| "…"))
            .field("mapping", &self.mapping)
            .field("freeze", &self.freeze)
            .finish()
    }
}

/// A mapping or a selection that is not saved, to see what it would come to; what is absent is as it was saved.
#[derive(Clone, Debug, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(default, deny_unknown_fields)]
pub struct PreviewSource {
    /// Where each attribute would be read from.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mapping: Option<Vec<MappingRow>>,
    /// Who of it would become a person here.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub selection: Option<crate::selection::Selection>,
}
