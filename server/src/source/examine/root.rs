//! What the root of a server says of it (RFC 4512 section 5.1).

use domain::mapping::ServerKind;

use crate::{
    ldap::{Connection, Gather, LdapError, Patience, Scope, Search, clean, texts},
    source::Attributes,
};

const ASKED: [&str; 11] = [
    "objectClass",
    "namingContexts",
    "defaultNamingContext",
    "schemaNamingContext",
    "subschemaSubentry",
    "supportedControl",
    "supportedCapabilities",
    "vendorName",
    "vendorVersion",
    "ipaDomainLevel",
    "ipaTopologyPluginVersion",
];

/// Says that a server is Active Directory (LDAP_CAP_ACTIVE_DIRECTORY_OID).
const ACTIVE_DIRECTORY: &str = "1.2.840.113556.1.4.800";

/// The root entry.
#[derive(Debug, Default)]
pub(in crate::source) struct Root(Attributes);

/// Reads the root entry.
pub(in crate::source) async fn read_root(connection: &mut Connection, patience: Patience) -> Result<Root, LdapError> {
    let search = Search {
        base: String::new(),
        scope: Scope::Base,
        filter: "(objectClass=*)".into(),
        attributes: ASKED.map(String::from).to_vec(),
    };
    let mut found = Gather::default();
    let end = connection.search(&search, patience, &mut found).await?;
    if end.answer.code != 0 && found.entries.is_empty() {
        return Err(LdapError::Answered { operation: "search", code: end.answer.code, text: end.answer.text });
    }
    Ok(found.entries.into_iter().next().map(|(_, attributes)| Root(attributes)).unwrap_or_default())
}

impl Root {
    pub(in crate::source) fn texts(&self, name: &str) -> Vec<String> {
        texts(&self.0, name).iter().map(|text| clean(text.as_bytes())).collect()
    }

    pub(super) fn first(&self, name: &str) -> Option<String> {
        self.texts(name).into_iter().next()
    }

    /// Vendor and version, where the server says so.
    pub(in crate::source) fn vendor(&self) -> Option<String> {
        let vendor = [self.texts("vendorName"), self.texts("vendorVersion")].concat();
        (!vendor.is_empty()).then(|| vendor.join(" "))
    }

    pub(in crate::source) fn kind(&self) -> ServerKind {
        let has = |name, text: &str| self.texts(name).iter().any(|known| known == text);
        if has("supportedCapabilities", ACTIVE_DIRECTORY) {
            ServerKind::ActiveDirectory
        } else if has("objectClass", "OpenLDAProotDSE") {
            ServerKind::OpenLdap
        } else if self.first("ipaDomainLevel").or_else(|| self.first("ipaTopologyPluginVersion")).is_some() {
            ServerKind::FreeIpa
        } else {
            ServerKind::Other
        }
    }
}
