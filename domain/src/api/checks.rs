//! Tests of a set-up against the real directory: what came out, what was seen, what the directory knows.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{Connect, MappingRow, SetUpStep};
use crate::{attribute::Kind, mapping::ServerKind, name::AttributeKey, problem::Problem};

/// Which step to test with what was saved.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct CheckSource {
    /// The step: `address`, `account`, `base` or `filter`.
    pub step: SetUpStep,
}

/// What a test found. Which parts are filled depends on the step.
#[derive(Clone, Debug, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(default)]
pub struct Checked {
    /// What is wrong; absent if all is well.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub failure: Option<CheckFailure>,
    /// The same in a sentence, in English, with what to do about it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub detail: Option<String>,
    /// SHA-256 of the certificate that the server presented, where it was refused and can be pinned.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fingerprint: Option<String>,
    /// What kind of server answered.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub kind: Option<ServerKind>,
    /// Its vendor and version, where it says so.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub vendor: Option<String>,
    /// What a base can lie below.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub naming_contexts: Vec<String>,
    /// The usual settings of this kind of server, for a draft that has not been told otherwise.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub usual: Option<Box<Connect>>,
    /// How many entries match.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub count: Option<i64>,
    /// Counting stopped there; there are more.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub count_is_open: bool,
    /// A few entries as a run would read them.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub sample: Vec<SampleEntry>,
    /// Mapped attributes of the directory that no matching entry shows: nobody has them, or the account may not see them.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub unreadable: Vec<String>,
    /// Entries that a run could not use, with the reason; the first few.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub unusable: Vec<String>,
    /// What the account may not do, and is better allowed to.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub missing: Vec<MissingRight>,
}

/// One entry of a directory as a run would read it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SampleEntry {
    /// Its distinguished name.
    pub dn: String,
    /// Its values by attribute of the directory; what is no text is told by its size.
    pub values: BTreeMap<String, Vec<String>>,
    /// What each expression that was asked for brings, in their order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub expressions: Vec<Brought>,
}

/// What an expression brings for one entry.
#[derive(Clone, Debug, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(default)]
pub struct Brought {
    /// The text; absent if it brings nothing.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
    /// Why it brings nothing, where something is wrong.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub problems: Vec<Problem>,
}

/// An entry to show values of.
#[derive(Clone, Debug, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(default, deny_unknown_fields)]
pub struct AskSample {
    /// A distinguished name, a user name, a name or an e-mail address; the first entry that matches if it is empty.
    pub who: String,
    /// The attributes of the directory to show.
    pub attributes: Vec<String>,
    /// Expressions to try on the entry, 100 at most.
    pub expressions: Vec<String>,
}

/// An attribute that a directory knows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SourceAttribute {
    /// Its name.
    pub name: String,
    /// Whether it holds several values.
    pub many: bool,
    /// Most characters, or bytes of what is no text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_length: Option<i64>,
    /// Whether it holds something else than text.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub binary: bool,
}

/// What a directory knows, and what is usual for its kind.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SourceSchema {
    /// What kind of server it is.
    pub kind: ServerKind,
    /// Every attribute that may be read, by name; empty if the account may not see the schema.
    pub attributes: Vec<SourceAttribute>,
    /// The usual mapping of this kind of server, without what the server does not know.
    pub suggested: Vec<MappingRow>,
    /// The attributes of the profile that can be mapped, in the page's order.
    pub profile: Vec<ProfileAttribute>,
}

/// An attribute of the profile that can be mapped.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ProfileAttribute {
    /// Its key.
    pub key: AttributeKey,
    /// The label per language tag.
    pub labels: BTreeMap<String, String>,
    /// What a text in it means.
    pub kind: Kind,
    /// Whether it holds several values.
    pub many: bool,
    /// A mapping cannot be without it.
    pub required: bool,
}

/// Why a test failed. A code never changes its meaning.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum CheckFailure {
    /// A setting is missing or cannot be used; the sentence names it.
    Settings,
    /// The name of the server leads to no address.
    NameNotFound,
    /// Nobody listens on the port.
    Refused,
    /// Nobody answers.
    TimedOut,
    /// The network says that the server cannot be reached.
    Unreachable,
    /// The address is one that no directory has: link-local, or where clouds keep their secrets.
    AddressNotAllowed,
    /// The certificate is of an authority that is not trusted.
    UnknownIssuer,
    /// The certificate is for another name.
    WrongName,
    /// The certificate has expired.
    Expired,
    /// The certificate is not valid yet.
    NotYetValid,
    /// The certificate is not the pinned one.
    NotThePinned,
    /// The certificate is of a form that cannot be believed by a chain: an authority's own, or version 1.
    UnusableCertificate,
    /// The server does not speak TLS on this port.
    NotTls,
    /// The server expects TLS from the first byte, or hung up before it said anything.
    ExpectsTls,
    /// The server offers only outdated TLS.
    OldTls,
    /// The server refused StartTLS.
    StartTlsRefused,
    /// TLS failed in another way.
    TlsFailed,
    /// There is no password.
    NoPassword,
    /// The server does not accept name or password.
    WrongPassword,
    /// The account is disabled, locked or has to change its password; the sentence says which.
    AccountUnusable,
    /// The server takes no password without TLS.
    TlsNeeded,
    /// The base does not exist, or the account may not see it.
    BaseNotFound,
    /// The base is no distinguished name.
    NotAName,
    /// The base lies on another server.
    OtherServer,
    /// The account may not read there.
    NoRight,
    /// The filter cannot be understood.
    NotAFilter,
    /// Nobody matches.
    NobodyFound,
    /// The server says less than was asked for because of its limits.
    Limited,
    /// Something else; the sentence has what the server said.
    Other,
}

/// What an account that reads is better allowed to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct MissingRight {
    /// Which.
    pub right: DirectoryRight,
    /// What is lost without it, in English.
    pub lost: String,
    /// What to do about it, a command to run where there is one.
    pub remedy: String,
}

/// A right in a directory, or something that a server has to offer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum DirectoryRight {
    /// To see what is in Active Directory's container *Deleted Objects*.
    SeeDeletedObjects,
    /// Active Directory's *Replicating Directory Changes*.
    ReplicatingChanges,
    /// To read as many entries as there are.
    NoSizeLimit,
    /// Content synchronisation (OpenLDAP's overlay `syncprov`).
    ContentSync,
    /// To read the schema.
    ReadSchema,
}
