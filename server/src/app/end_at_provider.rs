//! Ending sessions in two places: whoever signs out here is signed out at the identity provider as well (OpenID Connect RP-Initiated Logout 1.0), and
//! what ends there ends here (OpenID Connect Back-Channel Logout 1.0).

use std::net::IpAddr;

use domain::moment::Moment;

use super::{App, AppError};
use crate::{
    signin::NoVouch,
    store::{
        account,
        audit::NewAudit,
        vouched::{self, Over},
    },
};

/// What sealed tokens are sealed for.
pub(super) const ID_TOKEN: &str = "the identity provider's token of a session";

impl App {
    /// Where a browser goes to be signed out at the provider that vouched for its session.
    pub(super) async fn end_at_provider(
        &self,
        vouched: Option<(String, Option<String>)>,
        now: Moment,
    ) -> Option<String> {
        let (key, sealed) = vouched?;
        let id_token = sealed.and_then(|sealed| self.seals().open(&sealed, ID_TOKEN).ok());
        self.provider(&key)?.end(id_token, now).await
    }

    /// Ends the sessions that a provider says are over there.
    pub(crate) async fn end_of_provider(
        &self,
        key: &str,
        token: &str,
        address: IpAddr,
        now: Moment,
    ) -> Result<(), AppError> {
        self.attempts().check_address(address)?;
        let provider = self.provider(key).ok_or(AppError::NotFound)?;
        let (subject, session, until) = provider.over(token, now).await.map_err(|why| {
            tracing::info!(provider = key, reason = %why, "session.provider_end_refused");
            match why {
                NoVouch::Away(reason) => AppError::ProviderAway(reason),
                _ => AppError::BadRequest("the logout token is not good".to_owned()),
            }
        })?;
        let over = Over { provider: key.to_owned(), subject, session, until };
        self.store()
            .write::<_, AppError, _>(move |conn| {
                Box::pin(async move {
                    for account in vouched::end(conn, &over).await? {
                        let mut row = NewAudit::new(now, None, None, "session.end");
                        row.person = account::by_id(conn, account).await?.and_then(|account| account.person);
                        row.detail = serde_json::json!({ "provider": over.provider });
                        conn.audit(row);
                    }
                    Ok(())
                })
            })
            .await
    }
}
