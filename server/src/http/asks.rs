//! Who asks, as types: a handler that takes one of these cannot be reached without the right that the type names. Whether the asker may see a
//! certain person is asked in `app`, where the person is known.

use axum::{
    extract::FromRequestParts,
    http::{HeaderMap, header, request::Parts},
};
use domain::rights::Act;

use super::{problem::Problem, router::Site};
use crate::{
    app::asker::{Asker, Door},
    clock,
};

/// The name of the session's cookie. `__Host-` binds it to this host, HTTPS (or this machine) and the whole site.
pub(super) const COOKIE: &str = "__Host-amend";

/// The session's token as the door takes it, if the request has one: the portal's from its cookie alone, the pane's from the header alone, so
/// that neither is ever good at the other.
pub(super) fn token_at(door: Door, headers: &HeaderMap) -> Option<&str> {
    match door {
        Door::Portal => token(headers),
        Door::Pane => bearer(headers),
    }
}

/// A token in the `Authorization` header (RFC 6750 section 2.1).
pub(super) fn bearer(headers: &HeaderMap) -> Option<&str> {
    let (scheme, token) = headers.get(header::AUTHORIZATION)?.to_str().ok()?.split_once(' ')?;
    let token = token.trim();
    (scheme.eq_ignore_ascii_case("bearer") && !token.is_empty()).then_some(token)
}

/// The token in the session's cookie.
pub(super) fn token(headers: &HeaderMap) -> Option<&str> {
    cookie(headers, COOKIE)
}

/// The random value in a cookie of ours.
pub(super) fn cookie<'h>(headers: &'h HeaderMap, wanted: &str) -> Option<&'h str> {
    headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find(|(name, _)| *name == wanted)
        .map(|(_, token)| token)
        .filter(|value| value.len() == 64 && value.bytes().all(|byte| byte.is_ascii_hexdigit()))
}

/// Somebody who is signed in.
pub(super) struct SignedIn(pub(super) Asker);

impl FromRequestParts<Site> for SignedIn {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, site: &Site) -> Result<Self, Problem> {
        let Some(token) = token_at(site.door, &parts.headers) else { return Err(Problem::not_signed_in()) };
        site.app.asker(site.door, token, clock::now()).await?.map(Self).ok_or_else(Problem::not_signed_in)
    }
}

/// Whoever asks, signed in or not.
pub(super) struct Anybody(pub(super) Option<Asker>);

impl FromRequestParts<Site> for Anybody {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, site: &Site) -> Result<Self, Problem> {
        let Some(token) = token_at(site.door, &parts.headers) else { return Ok(Self(None)) };
        Ok(Self(site.app.asker(site.door, token, clock::now()).await?))
    }
}

macro_rules! asks {
    ($($(#[$doc:meta])* $name:ident($act:expr);)*) => {$(
        $(#[$doc])*
        pub(super) struct $name(#[allow(dead_code, reason = "some handlers only need the right")] pub(super) Asker);

        impl FromRequestParts<Site> for $name {
            type Rejection = Problem;

            async fn from_request_parts(parts: &mut Parts, site: &Site) -> Result<Self, Problem> {
                let SignedIn(asker) = SignedIn::from_request_parts(parts, site).await?;
                asker.may($act, None)?;
                Ok(Self(asker))
            }
        }
    )*};
}

asks! {
    /// May list people.
    SeesPeople(Act::SeePeople);
    /// May find people by name.
    FindsColleagues(Act::FindColleagues);
    /// May add people.
    AddsPeople(Act::AddPerson);
    /// May change any value of those whom they administer.
    EditsPeople(Act::EditAnything);
    /// May hand in files of people.
    Imports(Act::Import);
    /// May decide on changes of those whom they administer.
    DecidesOnPeople(Act::Decide);
    /// May see files of people.
    SeesImports(Act::SeeImports);
    /// May read attribute definitions.
    SeesAttributes(Act::SeeAttributes);
    /// May set attributes.
    SetsAttributes(Act::SetAttributes);
    /// May read sources and runs.
    SeesSources(Act::SeeSources);
    /// May see what runs are unsure about.
    SeesFindings(Act::SeeFindings);
    /// May start, stop and decide on runs.
    RunsSources(Act::RunSource);
    /// May set how and when sources are read.
    SetsSources(Act::SetSource);
    /// May say which profile is whose.
    SetsIdentities(Act::SetIdentity);
    /// May list exports.
    SeesExports(Act::SeeExports);
    /// May see what the columns of files may be called.
    SeesColumnProfiles(Act::SeeColumnProfiles);
    /// May see what targets are given.
    SeesTargets(Act::SeeTargets);
    /// May set what targets are given.
    SetsTargets(Act::SetTargets);
    /// May make exports.
    MakesExports(Act::MakeExport);
    /// May download exports.
    DownloadsExports(Act::DownloadExport);
    /// May read the audit log.
    SeesAudit(Act::SeeAudit);
    /// May see who holds which role.
    SeesRights(Act::SeeRights);
    /// May grant roles and end them.
    SetsRights(Act::SetRights);
}
