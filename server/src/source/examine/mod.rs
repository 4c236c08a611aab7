//! Looks at a directory step by step while somebody sets it up: does it answer, does it take the account, is the base there, who matches,
//! what does its schema know, what may the account not do. Each failure has a code of its own, so that a page can say what to do about it.

mod failure;
mod people;
mod rights;
mod root;
mod schema;

pub(crate) use failure::Failure;
pub(crate) use people::{Sample, examine_people, read_sample};
pub(crate) use rights::missing_rights;
pub(super) use root::read_root;
pub(crate) use schema::read_schema;

use domain::{api::CheckFailure, mapping::ServerKind};

use crate::ldap::{Connection, Gather, LdapError, LdapSettings, Patience, Scope, Search};

/// What a server says of itself.
#[derive(Debug, Clone, serde::Serialize, serde::Deserialize)]
pub(crate) struct Server {
    pub(crate) kind: ServerKind,
    pub(crate) vendor: Option<String>,
    pub(crate) naming_contexts: Vec<String>,
}

fn patience(settings: &LdapSettings) -> Patience {
    Patience { operation: "search", limit: settings.limits.operation_timeout }
}

/// Whether a server answers at this address, and which. Nobody signs in.
pub(crate) async fn examine_address(settings: &LdapSettings) -> Result<Server, Failure> {
    let failed = |error: LdapError| Failure::at_address(settings, &error);
    let mut connection = Connection::open(settings).await.map_err(failed)?;
    let root = read_root(&mut connection, patience(settings)).await;
    connection.close().await;
    match root {
        Ok(root) => {
            Ok(Server { kind: root.kind(), vendor: root.vendor(), naming_contexts: root.texts("namingContexts") })
        }
        // It answered; that it tells strangers nothing is its good right.
        Err(LdapError::Answered { .. }) => {
            Ok(Server { kind: ServerKind::Other, vendor: None, naming_contexts: Vec::new() })
        }
        Err(error) => Err(failed(error)),
    }
}

/// Whether the server takes the account, and what it says of itself to it.
pub(crate) async fn examine_account(settings: &LdapSettings) -> Result<Server, Failure> {
    let mut connection = Connection::open_as_account(settings).await.map_err(|error| Failure::of(&error))?;
    let root = read_root(&mut connection, patience(settings)).await;
    connection.close().await;
    let root = root.map_err(|error| Failure::of(&error))?;
    Ok(Server { kind: root.kind(), vendor: root.vendor(), naming_contexts: root.texts("namingContexts") })
}

/// Whether the base is there for the account to see.
pub(crate) async fn examine_base(settings: &LdapSettings, base: &str) -> Result<(), Failure> {
    let mut connection = Connection::open_as_account(settings).await.map_err(|error| Failure::of(&error))?;
    let search = Search {
        base: base.trim().to_owned(),
        scope: Scope::Base,
        filter: "(objectClass=*)".to_owned(),
        attributes: vec!["1.1".to_owned()],
    };
    let mut found = Gather::default();
    let end = connection.search(&search, patience(settings), &mut found).await;
    connection.close().await;
    let end = end.map_err(|error| Failure::of(&error))?;
    if end.answer.code != 0 {
        return Err(Failure::of(&LdapError::Answered {
            operation: "search",
            code: end.answer.code,
            text: end.answer.text,
        }));
    }
    if found.entries.is_empty() {
        return Err(Failure::new(
            CheckFailure::NoRight,
            "the server has the base but shows nothing of it: give the account the right to read there",
        ));
    }
    Ok(())
}
