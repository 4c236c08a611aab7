//! The widget's files: from inside the binary, or from a folder while it is being worked on. Every address that is no file is a page, so that a
//! reload anywhere works: the small download for the pages that everybody has, the whole one for all others.

use std::path::{Component, Path, PathBuf};

use axum::{
    body::Body,
    extract::State,
    http::{HeaderMap, Method, StatusCode, Uri, header},
    response::{IntoResponse, Response},
};
use domain::{api::ErrorCode, pages::is_for_everybody};

use super::{problem::Problem, router::Site};
use crate::app::asker::Door;

/// The page that starts the whole widget.
const WHOLE: &str = "index.html";
/// The page that starts the small download. A build by Trunk alone has only the whole one, which holds every page too.
const SMALL: &str = "employee.html";
/// The page that starts the small download in the task pane.
const PANE: &str = "pane.html";
/// The last page of the pane's sign-in dialog.
const PANE_DONE: &str = "pane_done.html";

#[cfg(feature = "embedded-widget")]
#[derive(rust_embed::RustEmbed)]
#[folder = "../widget/dist"]
struct Embedded;

/// Where the widget's files are.
#[derive(Clone, Debug)]
pub(crate) enum Assets {
    /// In the binary.
    #[cfg(feature = "embedded-widget")]
    Embedded,
    /// In a folder.
    Folder(PathBuf),
    /// Nowhere: the API is served all the same.
    #[cfg(not(feature = "embedded-widget"))]
    Absent,
}

impl Assets {
    /// The folder if one is set, else what is in the binary.
    pub(crate) fn find(folder: Option<PathBuf>) -> Self {
        match folder {
            Some(folder) => Self::Folder(folder),
            #[cfg(feature = "embedded-widget")]
            None => Self::Embedded,
            #[cfg(not(feature = "embedded-widget"))]
            None => Self::Absent,
        }
    }

    fn get(&self, name: &str) -> Option<Vec<u8>> {
        match self {
            #[cfg(feature = "embedded-widget")]
            Self::Embedded => Embedded::get(name).map(|file| file.data.into_owned()),
            Self::Folder(folder) => {
                let relative = Path::new(name);
                let is_inside = relative.components().all(|part| matches!(part, Component::Normal(_)));
                if is_inside { std::fs::read(folder.join(relative)).ok() } else { None }
            }
            #[cfg(not(feature = "embedded-widget"))]
            Self::Absent => None,
        }
    }
}

/// Serves a file of the widget, or the page.
pub(super) async fn serve(State(site): State<Site>, method: Method, uri: Uri, headers: HeaderMap) -> Response {
    let path = uri.path().trim_start_matches('/');
    if path == "api" || path.starts_with("api/") {
        return Problem::new(404, ErrorCode::NotFound).into_response();
    }
    if method != Method::GET && method != Method::HEAD {
        return Problem::new(405, ErrorCode::MethodNotAllowed).into_response();
    }
    let accepts_brotli = headers
        .get(header::ACCEPT_ENCODING)
        .and_then(|value| value.to_str().ok())
        .is_some_and(|value| value.split(',').any(|one| one.split(';').next().unwrap_or_default().trim() == "br"));
    // A name with a dot is a file; everything else is an address of the page.
    let is_file = path.rsplit('/').next().is_some_and(|name| name.contains('.'));
    let names: &[&str] = match site.door {
        _ if is_file => &[path],
        Door::Pane if path == "sign-in/done" => &[PANE_DONE],
        Door::Pane => &[PANE],
        Door::Portal if is_for_everybody(path) => &[SMALL, WHOLE],
        Door::Portal => &[WHOLE],
    };
    for name in names {
        if accepts_brotli && let Some(content) = site.assets.get(&format!("{name}.br")) {
            return answer(name, content, Some("br"));
        }
        if let Some(content) = site.assets.get(name) {
            return answer(name, content, None);
        }
    }
    if is_file {
        return Problem::new(404, ErrorCode::NotFound).into_response();
    }
    (StatusCode::NOT_FOUND, "The widget is not part of this build. Build it with `cargo xtask widget`.\n")
        .into_response()
}

fn answer(name: &str, content: Vec<u8>, encoding: Option<&'static str>) -> Response {
    let kind = mime_guess::from_path(name).first_or_octet_stream();
    let kind = if kind.type_() == "text" { format!("{kind}; charset=utf-8") } else { kind.to_string() };
    // Names with a digest in them never change what they hold; the page and its starter do.
    let keeps = if has_digest(name) { "public, max-age=31536000, immutable" } else { "no-cache" };
    let mut response = Response::builder()
        .header(header::CONTENT_TYPE, kind)
        .header(header::CACHE_CONTROL, keeps)
        .header(header::VARY, "accept-encoding");
    if let Some(encoding) = encoding {
        response = response.header(header::CONTENT_ENCODING, encoding);
    }
    response.body(Body::from(content)).unwrap_or_else(|_| StatusCode::INTERNAL_SERVER_ERROR.into_response())
}

/// Trunk puts a digest of 8 hexadecimal digits or more in the names of what it builds.
fn has_digest(name: &str) -> bool {
    name.split(['-', '.', '_']).any(|part| part.len() >= 15 && part.bytes().all(|byte| byte.is_ascii_hexdigit()))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// SEC24: no name leads out of the folder.
    #[test]
    fn only_files_inside_the_folder_are_served() {
        let assets = Assets::Folder(std::env::temp_dir());
        for name in ["../etc/passwd", "/etc/passwd", "a/../../etc/passwd", "./x", ""] {
            assert!(assets.get(name).is_none(), "{name}");
        }
    }

    #[test]
    fn only_names_with_a_digest_are_kept_for_ever() {
        assert!(has_digest("employee-1f2e3d4c5b6a7988_bg.wasm"));
        assert!(!has_digest(WHOLE) && !has_digest(SMALL));
        assert!(!has_digest("boot.js"));
    }
}
