//! What was predicted and what advisers decided: recorded, told, erased.

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;

use super::{ClientId, Query};
use crate::api::App;
use crate::api::ledger::{About, Override};
use crate::api::problem::{Kind, Problem, ProblemDetails};
use crate::api::protect::JsonBody;
use crate::api::record::Asked;
use crate::api::wire::client::DecisionQuery;
use crate::api::wire::prediction::{
    ErasedAnswer, OverrideAnswer, OverrideRequest, PredictionsAnswer, PredictionsQuery,
};
use crate::decision::Decision;

/// Most predictions on a page.
const MOST_PER_PAGE: u32 = 500;

/// Records what an adviser decided about a prediction
#[utoipa::path(
    post,
    path = "/v1/predictions/{prediction}/override",
    tag = "predictions",
    params(("prediction" = i64, Path, description = "Number of the prediction, as its answer gave it", minimum = 1)),
    request_body = OverrideRequest,
    responses((status = 201, body = OverrideAnswer), (status = "default", body = ProblemDetails, content_type = "application/problem+json")),
    security(("bearer" = ["score"]), ("basic" = ["score"]))
)]
pub async fn override_prediction(
    State(app): State<App>,
    asked: Asked,
    path: Result<Path<i64>, axum::extract::rejection::PathRejection>,
    JsonBody(request): JsonBody<OverrideRequest>,
) -> Result<(StatusCode, Json<OverrideAnswer>), Problem> {
    let Ok(Path(prediction)) = path else {
        return Err(Problem::new(Kind::UnknownRecord, "expected the number of a prediction"));
    };
    decide(&app, &asked, About::Prediction(prediction), request).await
}

/// Records what an adviser decided about a client
#[utoipa::path(
    post,
    path = "/v1/clients/{client}/override",
    tag = "predictions",
    params(("client" = u32, Path, description = "Number of the client (SK_ID_CURR)")),
    request_body = OverrideRequest,
    responses((status = 201, body = OverrideAnswer), (status = "default", body = ProblemDetails, content_type = "application/problem+json")),
    security(("bearer" = ["score"]), ("basic" = ["score"]))
)]
pub async fn override_client(
    State(app): State<App>,
    asked: Asked,
    ClientId(client): ClientId,
    JsonBody(request): JsonBody<OverrideRequest>,
) -> Result<(StatusCode, Json<OverrideAnswer>), Problem> {
    app.live.now().examiner.scorer.place(client)?;
    decide(&app, &asked, About::Client(client), request).await
}

async fn decide(
    app: &App,
    asked: &Asked,
    about: About,
    request: OverrideRequest,
) -> Result<(StatusCode, Json<OverrideAnswer>), Problem> {
    let decided = Override {
        at_ms: app.clock.now_ms(),
        request_id: std::sync::Arc::clone(&asked.request_id),
        key_id: std::sync::Arc::clone(&asked.key_id),
        about,
        decision: match request.decision {
            DecisionQuery::Accept => Decision::Accept,
            DecisionQuery::Refuse => Decision::Refuse,
        },
        reason: request.reason,
    };
    let id = app.ledger.override_(decided).await?;
    Ok((StatusCode::CREATED, Json(OverrideAnswer { id })))
}

/// What the log holds of a client
///
/// For the client's right of access: every score that was given, and what advisers decided.
#[utoipa::path(
    get,
    path = "/v1/clients/{client}/predictions",
    tag = "predictions",
    params(("client" = u32, Path, description = "Number of the client (SK_ID_CURR)"), PredictionsQuery),
    responses((status = 200, body = PredictionsAnswer), (status = "default", body = ProblemDetails, content_type = "application/problem+json")),
    security(("bearer" = ["admin"]), ("basic" = ["admin"]))
)]
pub async fn of_client(
    State(app): State<App>,
    ClientId(client): ClientId,
    Query(query): Query<PredictionsQuery>,
) -> Result<Json<PredictionsAnswer>, Problem> {
    if query.limit == 0 || query.limit > MOST_PER_PAGE {
        let expected = format!("1 to {MOST_PER_PAGE}");
        return Err(Problem::query("limit", expected, query.limit.to_string()));
    }
    let predictions = app.ledger.of_client(client, query.after, query.limit).await?;
    let reader = app.ledger.reader();
    let overrides = app.compute(move || reader.overrides_of_client(client, 0, u32::MAX)).await??;
    Ok(Json(PredictionsAnswer {
        client,
        predictions: predictions.into_iter().map(Into::into).collect(),
        overrides: overrides.into_iter().map(Into::into).collect(),
    }))
}

/// Erases what the log holds of a client
///
/// For the client's right to erasure. That something was erased is noted; of whom is not.
#[utoipa::path(
    delete,
    path = "/v1/clients/{client}/predictions",
    tag = "predictions",
    params(("client" = u32, Path, description = "Number of the client (SK_ID_CURR)")),
    responses((status = 200, body = ErasedAnswer), (status = "default", body = ProblemDetails, content_type = "application/problem+json")),
    security(("bearer" = ["admin"]), ("basic" = ["admin"]))
)]
pub async fn erase(
    State(app): State<App>,
    asked: Asked,
    ClientId(client): ClientId,
) -> Result<Json<ErasedAnswer>, Problem> {
    let erased = app.ledger.erase(client, app.clock.now_ms(), &asked.key_id).await?;
    Ok(Json(ErasedAnswer {
        n_predictions: erased.n_predictions,
        n_overrides: erased.n_overrides,
        is_wiped: erased.is_wiped,
    }))
}
