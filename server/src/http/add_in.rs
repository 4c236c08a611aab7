//! What Outlook installs the add-in from: its manifests and pictures, at addresses that stay. Nobody signs in for them.

use axum::{
    Router,
    extract::{Path, State},
    http::{HeaderName, header},
    response::{IntoResponse, Response},
    routing::get,
};
use domain::api::ErrorCode;

use super::{problem::Problem, router::Site};
use crate::app::{
    AppError,
    manifest::{AddIn, Kind},
};

/// Pictures by name and what is in them.
macro_rules! pictures {
    ($($name:literal)*) => {
        [$(($name, include_bytes!(concat!("../../../manifest/icons/", $name)).as_slice())),*]
    };
}

/// `cargo xtask icons` draws them.
static PICTURES: [(&str, &[u8]); 16] = pictures!(
    "amend-16.png" "amend-20.png" "amend-24.png" "amend-25.png" "amend-32.png" "amend-40.png" "amend-48.png" "amend-50.png"
    "amend-64.png" "amend-75.png" "amend-80.png" "amend-96.png" "amend-128.png" "amend-144.png" "amend-192.png"
    "amend-outline-32.png"
);

/// The addresses.
pub(super) fn addresses() -> Router<Site> {
    let manifest = |kind| get(move |site: State<Site>| async move { manifest(&site, kind) });
    Router::new()
        .route("/manifest/outlook.xml", manifest(Kind::Outlook))
        .route("/manifest/outlook-on-premises.xml", manifest(Kind::OnPremises))
        .route("/manifest/outlook.json", manifest(Kind::Json))
        .route("/manifest/fr.json", manifest(Kind::JsonFrench))
        .route("/icons/{name}", get(picture))
}

fn manifest(site: &Site, kind: Kind) -> Result<Response, Problem> {
    let settings = site.app.config();
    let add_in = AddIn::new(None, None, None, Some(settings))
        .map_err(|reason| Problem::new(409, ErrorCode::Conflict).detail(reason))?;
    let mime = match kind {
        Kind::Outlook | Kind::OnPremises => "application/xml",
        Kind::Json | Kind::JsonFrench => "application/json",
    };
    Ok(([(header::CONTENT_TYPE, mime), (header::CACHE_CONTROL, "no-cache")], add_in.manifest(kind)).into_response())
}

/// Outlook keeps pictures, and shows none that it may not keep. On the web it shows them on a page of another origin.
async fn picture(Path(name): Path<String>) -> Result<Response, Problem> {
    let (_, picture) = PICTURES.iter().find(|(known, _)| *known == name).ok_or(AppError::NotFound)?;
    let headers = [
        (header::CONTENT_TYPE, "image/png"),
        (header::CACHE_CONTROL, "public, max-age=86400"),
        (HeaderName::from_static("cross-origin-resource-policy"), "cross-origin"),
    ];
    Ok((headers, *picture).into_response())
}
