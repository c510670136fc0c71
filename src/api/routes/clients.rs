//! The clients of the portfolio.

use axum::Json;
use axum::extract::State;
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use utoipa::IntoParams;

use super::{ClientId, Query};
use crate::api::App;
use crate::api::ledger::Endpoint;
use crate::api::problem::{Problem, ProblemDetails};
use crate::api::protect::JsonBody;
use crate::api::record::{Asked, Inputs};
use crate::api::search;
use crate::api::served::Served;
use crate::api::wire::client::{ClientsAnswer, ClientsQuery, FileAnswer, file};
use crate::api::wire::explanation::ChangedInput;
use crate::api::wire::explanation::{ExplanationAnswer, OutlookAnswer};
use crate::api::wire::score::{Run, ScoreAnswer};
use crate::api::wire::similar::SimilarAnswer;
use crate::api::wire::what_if::{WhatIfAnswer, WhatIfRequest};
use crate::api::wire::{Lang, LangQuery};
use crate::explanation::Explanation;
use crate::pipeline;
use crate::scoring::{Account, Score};

/// How much of an explanation to tell.
#[derive(Debug, Clone, Copy, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct ExplanationQuery {
    /// Language of the words: `fr` (default) or `en`.
    #[serde(default)]
    #[param(required = false)]
    pub lang: Lang,
    /// Whether to tell what each feature adds.
    #[serde(default)]
    #[param(required = false)]
    pub features: bool,
    /// Whether to look for what would change the recommendation.
    #[serde(default)]
    #[param(required = false)]
    pub outlook: bool,
}

/// A score and its reasons as they go over the wire; `row` holds every feature of the table.
pub(super) fn tell(
    served: &Served,
    score: &Score,
    explanation: &Explanation,
    row: &[f32],
    query: ExplanationQuery,
    prediction: i64,
) -> Result<ExplanationAnswer, Problem> {
    let threshold = served.artifact.threshold;
    let account = Account { score, threshold, explanation };
    let speaker = served.speaker(query.lang.into());
    let (lang, has_features) = (query.lang, query.features);
    let mut answer = ExplanationAnswer::new(speaker, account, lang, has_features, prediction)?;
    if query.outlook {
        let outlook = served.examiner.outlook(score, row)?;
        answer.outlook = Some(OutlookAnswer::new(speaker, score, &outlook));
    }
    Ok(answer)
}

/// Lists clients
///
/// Finds clients by number, score, outcome or features, a page at a time.
#[utoipa::path(
    get,
    path = "/v1/clients",
    tag = "clients",
    params(ClientsQuery),
    responses((status = 200, body = ClientsAnswer), (status = "default", body = ProblemDetails, content_type = "application/problem+json")),
    security(("bearer" = ["read"]), ("basic" = ["read"]))
)]
pub async fn list(
    State(app): State<App>,
    Query(query): Query<ClientsQuery>,
) -> Result<Json<ClientsAnswer>, Problem> {
    let served = app.live.now();
    app.compute(move || search::clients(&served, &query)).await?.map(Json)
}

/// A client's file
///
/// What the model reads of a client, by theme, and how each value compares with everyone's.
#[utoipa::path(
    get,
    path = "/v1/clients/{client}",
    tag = "clients",
    params(("client" = u32, Path, description = "Number of the client (SK_ID_CURR)"), LangQuery),
    responses((status = 200, body = FileAnswer), (status = "default", body = ProblemDetails, content_type = "application/problem+json")),
    security(("bearer" = ["read"]), ("basic" = ["read"]))
)]
pub async fn file_of(
    State(app): State<App>,
    ClientId(client): ClientId,
    Query(query): Query<LangQuery>,
) -> Result<Json<FileAnswer>, Problem> {
    let served = app.live.now();
    let (place, row) = served.row(client)?;
    let speaker = served.speaker(query.lang.into());
    Ok(Json(FileAnswer {
        client,
        lang: query.lang,
        defaulted: served.table.outcomes[place],
        is_synthetic: served.table.is_synthetic,
        themes: file(speaker, &served.examiner.scorer.features_of(&row)),
        run: Run::of(&served.artifact),
    }))
}

/// A client's score
#[utoipa::path(
    get,
    path = "/v1/clients/{client}/score",
    tag = "clients",
    params(("client" = u32, Path, description = "Number of the client (SK_ID_CURR)")),
    responses((status = 200, body = ScoreAnswer), (status = "default", body = ProblemDetails, content_type = "application/problem+json")),
    security(("bearer" = ["read"]), ("basic" = ["read"]))
)]
pub async fn score(
    State(app): State<App>,
    asked: Asked,
    ClientId(client): ClientId,
) -> Result<Json<ScoreAnswer>, Problem> {
    let served = app.live.now();
    let (place, row) = served.row(client)?;
    let score = served.score_row(place, &row);
    let prediction =
        app.record(&asked, &served, Endpoint::ClientScore, &score, Inputs::Known(&row))?;
    let threshold = served.artifact.threshold;
    Ok(Json(ScoreAnswer::new(&score, threshold, &served.artifact, prediction)))
}

/// Why a client has their score
///
/// Reasons for and against in points of probability that add up, in numbers and in words.
#[utoipa::path(
    get,
    path = "/v1/clients/{client}/explanation",
    tag = "clients",
    params(("client" = u32, Path, description = "Number of the client (SK_ID_CURR)"), ExplanationQuery),
    responses((status = 200, body = ExplanationAnswer), (status = "default", body = ProblemDetails, content_type = "application/problem+json")),
    security(("bearer" = ["read"]), ("basic" = ["read"]))
)]
pub async fn explanation(
    State(app): State<App>,
    asked: Asked,
    ClientId(client): ClientId,
    Query(query): Query<ExplanationQuery>,
) -> Result<Json<ExplanationAnswer>, Problem> {
    let served = app.live.now();
    let (_, row) = served.row(client)?;
    let (score, explanation) = served.examiner.account(client, &row)?;
    let inputs = Inputs::Known(&row);
    let prediction = app.record(&asked, &served, Endpoint::Explanation, &score, inputs)?;
    let answer = tell(&served, &score, &explanation, &row, query, prediction)?;
    Ok(Json(answer))
}

/// Clients who are alike
///
/// How clients of the same description and the nearest ones have fared, and where the client stands.
#[utoipa::path(
    get,
    path = "/v1/clients/{client}/similar",
    tag = "clients",
    params(("client" = u32, Path, description = "Number of the client (SK_ID_CURR)"), LangQuery),
    responses((status = 200, body = SimilarAnswer), (status = "default", body = ProblemDetails, content_type = "application/problem+json")),
    security(("bearer" = ["read"]), ("basic" = ["read"]))
)]
pub async fn similar(
    State(app): State<App>,
    ClientId(client): ClientId,
    Query(query): Query<LangQuery>,
) -> Result<Json<SimilarAnswer>, Problem> {
    let served = app.live.now();
    let (_, row) = served.row(client)?;
    app.compute(move || {
        let similar = served.examiner.similar(client, &row)?;
        let speaker = served.speaker(query.lang.into());
        Ok(Json(SimilarAnswer::new(speaker, client, &similar, query.lang)))
    })
    .await?
}

/// A client's sheet
///
/// The page that an adviser hands over, as PDF; the very file that the command line writes.
#[utoipa::path(
    get,
    path = "/v1/clients/{client}/sheet.pdf",
    tag = "clients",
    params(("client" = u32, Path, description = "Number of the client (SK_ID_CURR)"), LangQuery),
    responses((status = 200, body = Vec<u8>, content_type = "application/pdf"), (status = "default", body = ProblemDetails, content_type = "application/problem+json")),
    security(("bearer" = ["read"]), ("basic" = ["read"]))
)]
pub async fn sheet(
    State(app): State<App>,
    asked: Asked,
    ClientId(client): ClientId,
    Query(query): Query<LangQuery>,
) -> Result<Response, Problem> {
    let served = app.live.now();
    let (_, row) = served.row(client)?;
    let recorder = app.clone();
    let made = app
        .compute(move || {
            let speaker = served.speaker(query.lang.into());
            let scored = served.examiner.examine_row(client, &row)?;
            let inputs = Inputs::Known(&row);
            recorder.record(&asked, &served, Endpoint::Sheet, &scored.score, inputs)?;
            let features = served.examiner.scorer.features_of(&row);
            let made = pipeline::fitting_sheet(
                &scored,
                &features,
                speaker,
                recorder.live.documents(),
                false,
            );
            made.map_err(Problem::from)
        })
        .await?;
    let (_, bytes) = made?;
    let name = format!("inline; filename=\"{client}.pdf\"");
    let name = HeaderValue::from_str(&name).unwrap_or(HeaderValue::from_static("inline"));
    let kind = HeaderValue::from_static("application/pdf");
    Ok(([(header::CONTENT_TYPE, kind), (header::CONTENT_DISPOSITION, name)], bytes).into_response())
}

/// What if the application said something else
///
/// The score and its reasons after changes of the application; whatever is computed from them is
/// computed anew.
#[utoipa::path(
    post,
    path = "/v1/clients/{client}/what-if",
    tag = "clients",
    params(("client" = u32, Path, description = "Number of the client (SK_ID_CURR)"), ExplanationQuery),
    request_body = WhatIfRequest,
    responses((status = 200, body = WhatIfAnswer), (status = "default", body = ProblemDetails, content_type = "application/problem+json")),
    security(("bearer" = ["score"]), ("basic" = ["score"]))
)]
pub async fn what_if(
    State(app): State<App>,
    asked: Asked,
    ClientId(client): ClientId,
    Query(query): Query<ExplanationQuery>,
    JsonBody(request): JsonBody<WhatIfRequest>,
) -> Result<Json<WhatIfAnswer>, Problem> {
    let served = app.live.now();
    let (place, row) = served.row(client)?;
    let columns: Vec<_> = served.examiner.revisable().collect();
    let changes = request.changes(&columns)?;
    let before = served.score_row(place, &row);
    let row = served.examiner.revised(&row, &changes);
    let (score, explanation) = served.examiner.account(client, &row)?;
    let bytes = serde_json::to_vec(&request).unwrap_or_default();
    let inputs = Inputs::Sent(&bytes, served.examiner.scorer.features_of(&row));
    let prediction = app.record(&asked, &served, Endpoint::WhatIf, &score, inputs)?;
    let after = tell(&served, &score, &explanation, &row, query, prediction)?;
    Ok(Json(WhatIfAnswer {
        after,
        probability_before: before.probability.value(),
        changes: changes.iter().map(ChangedInput::of).collect(),
    }))
}
