//! The OpenAPI document: made from the handlers and shapes themselves, so that it cannot say anything else than they do.

use serde::Deserialize;
use serde_json::{Value, json};
use utoipa::{
    IntoParams, Modify, OpenApi,
    openapi::security::{ApiKey, ApiKeyValue, Http, HttpAuthScheme, SecurityScheme},
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
    // Words that only stand in queries are not found by themselves.
    components(schemas(domain::api::Doer, domain::api::PersonStatus, domain::api::ConfirmState, domain::api::ReportKind, domain::api::FindingKind, domain::api::FindingState, domain::api::ImportAct, domain::api::ImportOutcome, domain::api::Delimiter, domain::change::ChangeState)),
    modifiers(&SessionCookie),
    security(("session" = []))
)]
pub(super) struct Description;

/// The head of the document of the task pane's own origin.
#[derive(OpenApi)]
#[openapi(
    info(
        title = "Amend in Outlook",
        description = "The part of Amend that its task pane needs, on the pane's own origin. Who asks is said by a bearer token; there are no cookies.",
        license(name = "Apache-2.0", identifier = "Apache-2.0")
    ),
    components(schemas(domain::change::ChangeState)),
    modifiers(&Bearer),
    security(("bearer" = []))
)]
pub(super) struct PaneDescription;

/// What a bearer token is.
const BEARER: &str = "The token of `POST /api/v1/session/redeem`, or an access token (version 2.0) of Microsoft Entra ID that is meant for Amend's \
                      interface, asked for by the pane's registration and has the scope of the settings. Whoever is linked to no profile yet is looked \
                      for in the directory at the first request.";

/// Says of every operation that needs a token what an access token may be answered with.
pub(super) fn complete_for_tokens(document: &mut Value) {
    let paths = document.get_mut("paths").and_then(Value::as_object_mut);
    let items = paths.into_iter().flat_map(|paths| paths.values_mut()).filter_map(Value::as_object_mut);
    for operation in items.flat_map(|item| item.values_mut()).filter(|operation| operation.get("security").is_none()) {
        let Some(answers) = operation.get_mut("responses").and_then(Value::as_object_mut) else { continue };
        for (status, description) in [
            (
                "403",
                "`blocked`: the account is blocked; `not_linked`: no profile belongs to the token; or the request comes from elsewhere",
            ),
            ("429", "Nobody is linked to the token, and it came too often; see `Retry-After`"),
            ("502", "Nobody is linked to the token, and the directory cannot be asked"),
            ("503", "The issuer's keys cannot be had, or the database is away"),
        ] {
            let problem = json!({ "schema": { "$ref": "#/components/schemas/ProblemDetails" } });
            answers.insert(status.to_owned(), json!({ "description": description, "content": { PROBLEM: problem } }));
        }
    }
}

struct Bearer;

impl Modify for Bearer {
    fn modify(&self, document: &mut utoipa::openapi::OpenApi) {
        let components = document.components.get_or_insert_default();
        let mut bearer = Http::new(HttpAuthScheme::Bearer);
        bearer.description = Some(BEARER.to_owned());
        components.add_security_scheme("bearer", SecurityScheme::Http(bearer));
    }
}

/// What an agent's signature is.
const SIGNATURE: &str = "An HTTP message signature (RFC 9421) with the label `amend` and the agent's Ed25519 key over `\"@method\" \"@path\" \"@query\"                          \"content-digest\" \"amend-epoch\" \"amend-sequence\"`, with `created` (within a minute of the server's time), a `nonce` that is used                          once, `keyid` (the agent's id) and `alg=\"ed25519\"`. `Amend-Epoch` is the number of the agent's start, `Amend-Sequence` grows with                          each request.";

struct SessionCookie;

impl Modify for SessionCookie {
    fn modify(&self, document: &mut utoipa::openapi::OpenApi) {
        let components = document.components.get_or_insert_default();
        components.add_security_scheme("session", SecurityScheme::ApiKey(ApiKey::Cookie(ApiKeyValue::new(COOKIE))));
        let signature = ApiKeyValue::with_description("Signature", SIGNATURE);
        components.add_security_scheme("agent", SecurityScheme::ApiKey(ApiKey::Header(signature)));
    }
}

/// Says of every operation what no handler has to say for itself: refusals are problems (RFC 9457), whoever writes must come from Amend's own
/// pages, and a body has a limit.
pub(super) fn complete(document: &mut Value) {
    let paths = document.get_mut("paths").and_then(Value::as_object_mut);
    let items = paths.into_iter().flat_map(|paths| paths.values_mut()).filter_map(Value::as_object_mut);
    for (method, operation) in items.flatten() {
        for parameter in operation.get_mut("parameters").and_then(Value::as_array_mut).into_iter().flatten() {
            let limits = match parameter.get("name").and_then(Value::as_str) {
                Some("If-Match") => json!({ "type": "string", "pattern": "^\"-?[0-9]{1,18}\"$" }),
                Some("Idempotency-Key") => json!({ "type": "string", "minLength": 1, "maxLength": 100 }),
                _ => continue,
            };
            if let Some(parameter) = parameter.as_object_mut() {
                parameter.insert("schema".to_owned(), limits);
            }
        }
        let has_body = operation.get("requestBody").is_some();
        let Some(answers) = operation.get_mut("responses").and_then(Value::as_object_mut) else { continue };
        let mut also = |status: &str, description: &str| {
            answers.entry(status).or_insert_with(|| {
                json!({ "description": description,
                    "content": { PROBLEM: { "schema": { "$ref": "#/components/schemas/ProblemDetails" } } } })
            });
        };
        if method != "get" {
            also("403", "The request does not come from Amend's own pages");
        }
        if has_body {
            also("408", "The body took too long to arrive");
            also("413", "The body is too large");
        }
        for (_, answer) in answers.iter_mut().filter(|(status, _)| status.as_str() >= "400") {
            let content = answer.get_mut("content").and_then(Value::as_object_mut);
            if let Some((content, shape)) =
                content.and_then(|content| content.remove("application/json").map(|shape| (content, shape)))
            {
                content.insert(PROBLEM.to_owned(), shape);
            }
        }
    }
}

/// The media type of a problem.
const PROBLEM: &str = "application/problem+json";
