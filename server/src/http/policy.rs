//! Policy rules.

use axum::extract::State;
use domain::{
    api::{EditRules, PolicyExplanation, PolicyRules, ProblemDetails, RuleEffect, SaveRules, paths},
    id::PersonId,
    name::AttributeKey,
};

use super::{
    asks::{SeesAttributes, SetsAttributes},
    json::{Id, Json, Versioned},
    problem::Problem,
    router::Site,
};
use crate::clock;

/// The rules that narrow the policy of attributes for some people, in their order.
#[utoipa::path(get, path = paths::POLICY_RULES, tag = "policy", responses(
    (status = 200, body = PolicyRules, headers(("ETag" = String))), (status = 401, body = ProblemDetails), (status = 403, body = ProblemDetails)
))]
pub(super) async fn list(
    State(site): State<Site>,
    SeesAttributes(asker): SeesAttributes,
) -> Result<Versioned<PolicyRules>, Problem> {
    let rules = site.app.policy_rules(&asker).await?;
    Ok(Versioned(rules.version, rules))
}

/// What an edit of the rules would come to; nothing is changed.
#[utoipa::path(post, path = paths::POLICY_PREVIEW, tag = "policy", request_body = EditRules, responses(
    (status = 200, body = RuleEffect), (status = 400, body = ProblemDetails), (status = 401, body = ProblemDetails),
    (status = 403, body = ProblemDetails), (status = 404, body = ProblemDetails),
    (status = 409, body = ProblemDetails, description = "Somebody would come to a policy that cannot be, or a directory cannot be asked"),
    (status = 415, body = ProblemDetails)
))]
pub(super) async fn preview(
    State(site): State<Site>,
    SetsAttributes(asker): SetsAttributes,
    Json(edit): Json<EditRules>,
) -> Result<Json<RuleEffect>, Problem> {
    Ok(Json(site.app.preview_rules(&asker, edit, clock::now()).await?))
}

/// Saves an edit whose effect was shown.
#[utoipa::path(post, path = paths::POLICY_RULES, tag = "policy", request_body = SaveRules, responses(
    (status = 200, body = PolicyRules, headers(("ETag" = String))), (status = 400, body = ProblemDetails), (status = 401, body = ProblemDetails),
    (status = 403, body = ProblemDetails), (status = 404, body = ProblemDetails),
    (status = 409, body = ProblemDetails, description = "Something moved since the effect was shown"), (status = 415, body = ProblemDetails)
))]
pub(super) async fn save(
    State(site): State<Site>,
    SetsAttributes(asker): SetsAttributes,
    Json(save): Json<SaveRules>,
) -> Result<Versioned<PolicyRules>, Problem> {
    let rules = site.app.save_rules(&asker, save, clock::now()).await?;
    Ok(Versioned(rules.version, rules))
}

/// Which rules decide on an attribute of a person, and why the others do not.
#[utoipa::path(get, path = paths::POLICY_OF, tag = "policy",
    params(("person" = PersonId, Path), ("attribute" = String, Path)), responses(
    (status = 200, body = PolicyExplanation), (status = 401, body = ProblemDetails), (status = 403, body = ProblemDetails),
    (status = 404, body = ProblemDetails)
))]
pub(super) async fn explain(
    State(site): State<Site>,
    SeesAttributes(asker): SeesAttributes,
    Id((person, key)): Id<(PersonId, AttributeKey)>,
) -> Result<Json<PolicyExplanation>, Problem> {
    Ok(Json(site.app.explain_policy(&asker, person, &key).await?))
}
