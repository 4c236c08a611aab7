//! Who sends a request with an access token of Entra ID: the token is checked by keys that are known already, and the person read anew each time, so
//! that a right that ends, or a block, takes effect with the next request.

use domain::{moment::Moment, rights::Who};

use super::{
    App, AppError,
    asker::Asker,
    link_identity::{Identity, Newcomer},
};
use crate::{
    config::{LinkConfig, NestedConfig},
    signin::{Keys, NotTaken, Rules, Verified, proofs},
    store::session,
};

/// What is needed to check tokens.
#[derive(Debug)]
pub(super) struct Bearers {
    rules: Rules,
    keys: Keys,
    link: LinkConfig,
}

impl Bearers {
    pub(super) fn of(settings: &NestedConfig) -> Result<Self, AppError> {
        let keys = Keys::at(&settings.jwks_url())
            .map_err(|reason| AppError::BadRequest(format!("setting `pane.nested`: {reason}")))?;
        Ok(Self { rules: Rules::of(settings), keys, link: settings.link.clone() })
    }
}

impl App {
    /// Who sends a request with this access token; nobody, if it is not good.
    pub(super) async fn bearer(&self, bearers: &Bearers, token: &str, now: Moment) -> Result<Option<Asker>, AppError> {
        let verified = match bearers.rules.verify(&bearers.keys, token, now).await {
            Ok(verified) => verified,
            Err(NotTaken::Bad(reason)) => {
                tracing::info!(reason, "bearer.not_taken");
                return Ok(None);
            }
            Err(NotTaken::NoKeys(reason)) => return Err(AppError::ProviderAway(reason)),
        };
        let Verified { issuer, tenant, subject, name, claims } = verified;
        let identity = Identity { issuer, tenant, subject };
        let known = session::of_identity(&mut self.store().read().await?, &identity).await?;
        let open = match known {
            Some(open) => open,
            None => {
                let newcomer = Newcomer { identity: identity.clone(), name, proofs: proofs(&bearers.link, &claims) };
                self.link(newcomer, now).await?;
                let linked = session::of_identity(&mut self.store().read().await?, &identity).await?;
                linked.ok_or_else(|| AppError::Conflict("the link was removed meanwhile; try again".to_owned()))?
            }
        };
        if open.blocked {
            return Err(AppError::Blocked);
        }
        Ok(Some(Asker {
            is_local: false,
            who: Who { account: open.account, person: open.person, grants: open.grants },
            name: open.name,
            catalogue_version: open.catalogue_version,
        }))
    }
}
