//! The OpenAPI document: made from the handlers and shapes themselves, so that it cannot say anything else than they do.

use serde::Deserialize;
use utoipa::{
    IntoParams, Modify, OpenApi,
    openapi::security::{ApiKey, ApiKeyValue, SecurityScheme},
};

use super::asks::COOKIE;

/// A place in a long list.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(default, deny_unknown_fields)]
pub(super) struct PageQuery {
    /// The `next` of the page before.
    pub(super) after: Option<String>,
    /// Rows on a page, 1 to 200; 50 if absent.
    #[param(minimum = 1, maximum = 200)]
    pub(super) limit: Option<u32>,
}

/// The head of the document.
#[derive(OpenApi)]
#[openapi(
    info(
        title = "Amend",
        description = "Employees correct their own directory entry, administrators approve, the directory is given what was approved. \
                       Errors are RFC 9457 problem details with a stable `code`. Everything that can be changed has an ETag; \
                       changes name it in If-Match.",
        license(name = "Apache-2.0", identifier = "Apache-2.0")
    ),
    modifiers(&SessionCookie),
    security(("session" = []))
)]
pub(super) struct Description;

struct SessionCookie;

impl Modify for SessionCookie {
    fn modify(&self, document: &mut utoipa::openapi::OpenApi) {
        let components = document.components.get_or_insert_default();
        components.add_security_scheme("session", SecurityScheme::ApiKey(ApiKey::Cookie(ApiKeyValue::new(COOKIE))));
    }
}
