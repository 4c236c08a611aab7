//! Writing that somebody else is to do, who reaches the directory: as plain data, and carrying it out there.

use domain::name::AttributeKey;
use serde::{Deserialize, Serialize};

use super::{AttributeRight, Order, Place, Session, examine_rights};
use crate::{ldap::LdapSettings, target::Fate};

/// A [`Place`] without the way to it.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct There {
    pub(crate) base: String,
    pub(crate) id_attribute: String,
    pub(crate) allowed: Vec<String>,
}

/// What is to be done.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(tag = "write", rename_all = "snake_case", deny_unknown_fields)]
pub(crate) enum Writing {
    /// Look what may be written of these people.
    Rights { there: There, sample: Vec<(Vec<u8>, String)>, names: Vec<(Option<AttributeKey>, String)> },
    /// Write what one person is to have.
    Deliver { there: There, order: Box<Order> },
}

/// What came of it.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(tag = "is", content = "told", rename_all = "snake_case")]
pub(crate) enum Wrote {
    Rights(Vec<AttributeRight>),
    /// What became of each wish.
    Fates(Vec<Fate>),
    /// It is not known whether anything was written.
    Failed(String),
}

impl Writing {
    /// Does it, to entries alone that `only` finds at or below the base.
    pub(crate) async fn carry_out(self, ldap: LdapSettings, only: String) -> Wrote {
        let (Self::Rights { there, .. } | Self::Deliver { there, .. }) = &self;
        let There { base, id_attribute, allowed } = there.clone();
        let mut session = match Session::open(Place { ldap, base, id_attribute, allowed, only: Some(only) }).await {
            Ok(session) => session,
            Err(error) => return Wrote::Failed(error.to_string()),
        };
        let done = match self {
            Self::Rights { sample, names, .. } => {
                examine_rights(&mut session, &sample, &names).await.map(Wrote::Rights)
            }
            Self::Deliver { order, .. } => session.deliver(&order).await.map(Wrote::Fates),
        };
        session.close().await;
        done.unwrap_or_else(|error| Wrote::Failed(error.to_string()))
    }
}
