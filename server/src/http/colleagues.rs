//! Finding another person by name.

use axum::extract::State;
use domain::api::{Colleagues, ColleaguesQuery, ProblemDetails, paths};

use super::{
    asks::FindsColleagues,
    json::{Json, Query},
    problem::Problem,
    router::Site,
};

/// Active people by part of a name, to name one as a value such as the manager. The settings can keep it from employees.
#[utoipa::path(get, path = paths::COLLEAGUES, tag = "people", params(ColleaguesQuery), responses(
    (status = 200, body = Colleagues), (status = 400, body = ProblemDetails), (status = 401, body = ProblemDetails),
    (status = 403, body = ProblemDetails)
))]
pub(super) async fn find(
    State(site): State<Site>,
    FindsColleagues(asker): FindsColleagues,
    Query(query): Query<ColleaguesQuery>,
) -> Result<Json<Colleagues>, Problem> {
    Ok(Json(site.app.colleagues(&asker, query).await?))
}
