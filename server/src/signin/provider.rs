//! Sign-in by OpenID Connect with one identity provider: an authorization code with PKCE, state and nonce (OpenID Connect Core 1.0 section 3.1,
//! RFC 7636, RFC 9207). What comes back counts only after every check here; nothing that the provider writes is shown or logged as it came.

use std::sync::Arc;

use domain::moment::Moment;
use openidconnect::{
    AuthType, AuthorizationCode, ClientId, ClientSecret, CsrfToken, IssuerUrl, LogoutRequest, Nonce, PkceCodeChallenge,
    PkceCodeVerifier, PostLogoutRedirectUrl, RedirectUrl, RequestTokenError, Scope, TokenResponse as _,
    core::{
        CoreAuthPrompt, CoreAuthenticationFlow, CoreClient, CoreClientAuthMethod, CoreErrorResponseType, CoreIdToken,
    },
};
use secrecy::{ExposeSecret as _, SecretString};

use super::{
    claims::Claims,
    known_provider::{Known, Metadata},
    provider_token::{Kind, SKEW},
    web::Web,
};
use crate::config::{Prompt, SignInConfig};

/// Longer tokens are not handed to a browser again: an address has its limits.
const LONGEST_HINT: usize = 4000;

/// An identity provider. Cloning is cheap.
#[derive(Clone, Debug)]
pub(crate) struct Provider(pub(super) Arc<Inner>);

#[derive(Debug)]
pub(super) struct Inner {
    pub(super) settings: SignInConfig,
    secret: Option<SecretString>,
    pub(super) issuer: IssuerUrl,
    /// Where the provider sends people back to.
    pub(super) back: RedirectUrl,
    /// Where it sends them after signing out.
    out: PostLogoutRedirectUrl,
    pub(super) web: Web,
    pub(super) known: Known,
}

/// What binds an answer to the question.
pub(crate) struct Bond {
    pub(crate) state: String,
    pub(crate) nonce: String,
    /// Of the code challenge (RFC 7636).
    pub(crate) verifier: String,
}

/// Somebody whom the provider vouches for.
#[derive(Debug)]
pub(crate) struct Vouch {
    pub(crate) claims: Claims,
    /// As it came, for ending the session there.
    pub(crate) id_token: SecretString,
}

/// Why nobody is vouched for; for the log, without anything that came in a token.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(crate) enum NoVouch {
    /// The provider cannot be asked.
    #[error("{0}")]
    Away(String),
    /// It does not take what it is asked.
    #[error("the provider says {0}")]
    Refused(String),
    /// The clocks are apart.
    #[error("{0}")]
    Clock(&'static str),
    /// The answer is not what was asked for.
    #[error("{0}")]
    Mismatch(&'static str),
}

use NoVouch::{Away, Mismatch, Refused};

impl Provider {
    /// Gets ready for a provider of the settings; it is asked when somebody comes.
    pub(crate) fn new(settings: &SignInConfig, portal: &str) -> Result<Self, String> {
        let secret = settings.client_secret().map_err(|error| error.to_string())?;
        let wrong = |error: openidconnect::url::ParseError| format!("setting `sign_in.{}`: {error}", settings.key);
        let issuer = IssuerUrl::new(settings.issuer.clone()).map_err(wrong)?;
        let back = RedirectUrl::new(format!("{portal}/sign-in/{}/back", settings.key)).map_err(wrong)?;
        let out = PostLogoutRedirectUrl::new(format!("{portal}/")).map_err(wrong)?;
        let web = Web::new(settings.ca_file.as_deref(), settings.issuer.starts_with("http://"))
            .map_err(|reason| format!("setting `sign_in.{}`: {reason}", settings.key))?;
        let known = Known::new(web.clone(), issuer.clone());
        Ok(Self(Arc::new(Inner { settings: settings.clone(), secret, issuer, back, out, web, known })))
    }

    /// Its settings.
    pub(crate) fn settings(&self) -> &SignInConfig {
        &self.0.settings
    }

    /// Where to send a browser to sign in.
    pub(crate) async fn begin(&self, bond: Bond, now: Moment) -> Result<String, NoVouch> {
        let metadata = self.0.known.metadata(now).await.map_err(Away)?;
        let settings = &self.0.settings;
        let client = CoreClient::new(self.client_id(), self.0.issuer.clone(), metadata.jwks().clone())
            .set_auth_uri(metadata.authorization_endpoint().clone())
            .set_redirect_uri(self.0.back.clone());
        let challenge = PkceCodeChallenge::from_code_verifier_sha256(&PkceCodeVerifier::new(bond.verifier));
        let mut request = client
            .authorize_url(
                CoreAuthenticationFlow::AuthorizationCode,
                move || CsrfToken::new(bond.state),
                move || Nonce::new(bond.nonce),
            )
            .set_pkce_challenge(challenge)
            .add_scopes(settings.scopes.iter().filter(|scope| *scope != "openid").cloned().map(Scope::new));
        if let Some(prompt) = settings.prompt {
            request = request.add_prompt(match prompt {
                Prompt::Login => CoreAuthPrompt::Login,
                Prompt::SelectAccount => CoreAuthPrompt::SelectAccount,
                Prompt::Consent => CoreAuthPrompt::Consent,
            });
        }
        if let Some(minutes) = settings.max_age_minutes {
            request = request.set_max_age(std::time::Duration::from_secs(u64::from(minutes) * 60));
        }
        Ok(request.url().0.into())
    }

    /// Whether an answer says that it comes from this provider (RFC 9207): one that was sent here by another is told apart by it.
    pub(crate) async fn check_sender(&self, issuer: Option<&str>, now: Moment) -> Result<(), NoVouch> {
        let metadata = self.0.known.metadata(now).await.map_err(Away)?;
        match issuer {
            Some(issuer) if issuer == self.0.issuer.as_str() => Ok(()),
            None if !metadata.additional_metadata().authorization_response_iss_parameter_supported => Ok(()),
            Some(_) => Err(Mismatch("the answer comes from another issuer")),
            None => Err(Mismatch("the answer does not say which issuer it comes from")),
        }
    }

    /// Whom a code stands for.
    pub(crate) async fn finish(&self, code: String, bond: Bond, now: Moment) -> Result<Vouch, NoVouch> {
        let metadata = self.0.known.metadata(now).await.map_err(Away)?;
        let token_endpoint =
            metadata.token_endpoint().cloned().ok_or_else(|| Away("it has no token endpoint".to_owned()))?;
        let mut client = CoreClient::new(self.client_id(), self.0.issuer.clone(), metadata.jwks().clone())
            .set_token_uri(token_endpoint)
            .set_redirect_uri(self.0.back.clone())
            .set_auth_type(auth_type(&metadata));
        if let Some(secret) = &self.0.secret {
            client = client.set_client_secret(ClientSecret::new(secret.expose_secret().to_owned()));
        }
        let web = self.0.web.clone();
        let answer = client
            .exchange_code(AuthorizationCode::new(code))
            .set_pkce_verifier(PkceCodeVerifier::new(bond.verifier))
            .request_async(&move |request| web.clone().send(request))
            .await
            .map_err(|error| match error {
                RequestTokenError::ServerResponse(said) => match said.error() {
                    CoreErrorResponseType::InvalidGrant => Mismatch("the provider does not take the code"),
                    other => Refused(plain(other.as_ref())),
                },
                RequestTokenError::Request(reason) => Away(reason.to_string()),
                _ => Away("its answer to the code cannot be read".to_owned()),
            })?;
        let token = answer.id_token().ok_or(Mismatch("no ID token came"))?;
        let id_token = token.to_string();
        let claims = self.verify(token, Kind::Id(&Nonce::new(bond.nonce)), now).await?;
        self.check_asked(&claims, now)?;
        Ok(Vouch { claims, id_token: SecretString::from(id_token) })
    }

    /// Where to send a browser to be signed out there as well, if that can be done there.
    pub(crate) async fn end(&self, id_token: Option<SecretString>, now: Moment) -> Option<String> {
        let metadata = self.0.known.metadata(now).await.ok()?;
        let endpoint = metadata.additional_metadata().end_session_endpoint.clone()?;
        let mut request = LogoutRequest::from(endpoint)
            .set_client_id(self.client_id())
            .set_post_logout_redirect_uri(self.0.out.clone());
        let hint = id_token.filter(|token| token.expose_secret().len() <= LONGEST_HINT);
        if let Some(token) = hint.and_then(|token| token.expose_secret().parse::<CoreIdToken>().ok()) {
            request = request.set_id_token_hint(&token);
        }
        Some(request.http_get_url().into())
    }

    /// Which session has ended there: whom the provider means, which session, and when it said so (OpenID Connect Back-Channel Logout 1.0).
    pub(crate) async fn over(&self, token: &str, now: Moment) -> Result<(String, Option<String>, Moment), NoVouch> {
        let token: CoreIdToken = token.parse().map_err(|_| Mismatch("what came is no logout token"))?;
        let claims = self.verify(&token, Kind::Logout, now).await?;
        let said_at = claims.number("iat").ok_or(Mismatch("the logout token does not say when"))?;
        let subject = claims.text("sub").ok_or(Mismatch("the logout token names nobody"))?;
        let until = Moment(said_at.saturating_add(SKEW).saturating_mul(1000));
        Ok((subject.to_owned(), claims.text("sid").map(str::to_owned), until))
    }

    pub(super) fn client_id(&self) -> ClientId {
        ClientId::new(self.0.settings.client_id.clone())
    }
}

/// How the provider takes the client's secret: in a header where it may be, else in the body.
fn auth_type(metadata: &Metadata) -> AuthType {
    let takes = |method| metadata.token_endpoint_auth_methods_supported().is_none_or(|all| all.contains(method));
    let in_body = metadata
        .token_endpoint_auth_methods_supported()
        .is_some_and(|all| all.contains(&CoreClientAuthMethod::ClientSecretPost));
    if !takes(&CoreClientAuthMethod::ClientSecretBasic) && in_body {
        AuthType::RequestBody
    } else {
        AuthType::BasicAuth
    }
}

/// An error code without anything that could be something else.
pub(crate) fn plain(code: &str) -> String {
    let is_plain = !code.is_empty() && code.len() <= 60 && code.bytes().all(|b| b.is_ascii_lowercase() || b == b'_');
    if is_plain { code.to_owned() } else { "something that is no error code".to_owned() }
}
