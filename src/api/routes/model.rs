//! The model that is served.

use axum::Json;
use axum::extract::State;

use super::Query;
use crate::api::App;
use crate::api::problem::ProblemDetails;
use crate::api::wire::LangQuery;
use crate::api::wire::model::{FeaturesAnswer, ModelAnswer, features};
use crate::api::wire::score::Run;

/// The card of the model
///
/// What it was trained on, how good it is, and from which probability on refusal is recommended.
#[utoipa::path(
    get,
    path = "/v1/model",
    tag = "model",
    operation_id = "model_card",
    responses((status = 200, body = ModelAnswer), (status = "default", body = ProblemDetails, content_type = "application/problem+json")),
    security(("bearer" = ["read"]), ("basic" = ["read"]))
)]
pub async fn card(State(app): State<App>) -> Json<ModelAnswer> {
    Json(ModelAnswer::new(&app.live.now().artifact))
}

/// What the model reads
///
/// Every feature, the most important first, with what it means and where it comes from.
#[utoipa::path(
    get,
    path = "/v1/features",
    tag = "model",
    operation_id = "model_features",
    params(LangQuery),
    responses((status = 200, body = FeaturesAnswer), (status = "default", body = ProblemDetails, content_type = "application/problem+json")),
    security(("bearer" = ["read"]), ("basic" = ["read"]))
)]
pub async fn list_features(
    State(app): State<App>,
    Query(query): Query<LangQuery>,
) -> Json<FeaturesAnswer> {
    let served = app.live.now();
    let features = features(served.speaker(query.lang.into()));
    Json(FeaturesAnswer { lang: query.lang, features, run: Run::of(&served.artifact) })
}
