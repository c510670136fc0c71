//! New applicants, one or many.

use std::sync::Arc;

use axum::Json;
use axum::body::{Body, Bytes};
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::{IntoResponse, Response};
use futures_util::StreamExt;

use super::Query;
use super::clients::{ExplanationQuery, tell};
use crate::api::App;
use crate::api::ledger::Endpoint;
use crate::api::lines::{Line, lines};
use crate::api::problem::{Kind, Problem, ProblemDetails};
use crate::api::protect::{JsonBytes, check_type};
use crate::api::record::{Asked, Inputs};
use crate::api::served::Served;
use crate::api::wire::applicant;
use crate::api::wire::applicant_schema::Applicant;
use crate::api::wire::batch::{BatchLine, BatchQuery};
use crate::api::wire::examined::ApplicantAnswer;
use crate::api::wire::score::ScoreAnswer;
use crate::scoring::Score;
use crate::tables;

/// Lines of a batch that are worked on at a time.
const LINES_AT_A_TIME: usize = 4;

/// What a batch is sent and answered as.
const JSON_LINES: &str = "application/x-ndjson";

/// Scores a new applicant
///
/// Takes the raw rows of an application and of its history, in Kaggle's tables and columns, through
/// the same code as every client of the portfolio. Nothing is filled in: what was missing is told.
#[utoipa::path(
    post,
    path = "/v1/score",
    tag = "score",
    params(ExplanationQuery),
    request_body = Applicant,
    responses((status = 200, body = ApplicantAnswer), (status = "default", body = ProblemDetails, content_type = "application/problem+json")),
    security(("bearer" = ["score"]), ("basic" = ["score"]))
)]
pub async fn score(
    State(app): State<App>,
    asked: Asked,
    Query(query): Query<ExplanationQuery>,
    JsonBytes(body): JsonBytes,
) -> Result<Json<ApplicantAnswer>, Problem> {
    let task = Task { served: app.live.now(), app: app.clone(), asked, endpoint: Endpoint::Score };
    app.compute(move || task.examine(&body, query)).await?.map(Json)
}

/// Scores many new applicants
///
/// A JSON object per line in, one per line out, in the same order, as they come: a line that cannot
/// be scored says why and does not keep the others from being scored.
#[utoipa::path(
    post,
    path = "/v1/score/batch",
    tag = "score",
    params(BatchQuery),
    request_body(content = Applicant, content_type = "application/x-ndjson", description = "An applicant per line"),
    responses((status = 200, body = BatchLine, content_type = "application/x-ndjson", description = "A line per line"), (status = "default", body = ProblemDetails, content_type = "application/problem+json")),
    security(("bearer" = ["score"]), ("basic" = ["score"]))
)]
pub async fn batch(
    State(app): State<App>,
    asked: Asked,
    Query(query): Query<BatchQuery>,
    headers: HeaderMap,
    body: Body,
) -> Result<Response, Problem> {
    check_type(&headers, &[JSON_LINES, "application/jsonl", "application/json-lines"])?;
    let limit = app.config.limits.line_bytes;
    // One run from the first line to the last.
    let task = Task { served: app.live.now(), app: app.clone(), asked, endpoint: Endpoint::Batch };
    let answers = lines(body, limit).map(move |(n, line)| {
        let (app, task) = (app.clone(), task.clone());
        async move {
            let work = move || task.answer(n, line, query, limit);
            let answer = match app.compute(work).await {
                Ok(answer) => answer,
                Err(problem) => BatchLine::problem(n, &problem),
            };
            // Finite numbers and texts can always be written.
            let mut text = serde_json::to_vec(&answer).unwrap_or_default();
            text.push(b'\n');
            Ok::<_, std::convert::Infallible>(Bytes::from(text))
        }
    });
    let kind = [(header::CONTENT_TYPE, HeaderValue::from_static(JSON_LINES))];
    Ok((kind, Body::from_stream(answers.buffered(LINES_AT_A_TIME))).into_response())
}

/// What scores applicants of one request.
#[derive(Clone)]
struct Task {
    app: App,
    served: Arc<Served>,
    asked: Asked,
    endpoint: Endpoint,
}

impl Task {
    /// What a line is answered with.
    fn answer(&self, n: u64, line: Line, query: BatchQuery, limit: usize) -> BatchLine {
        let scored = match line {
            Line::Text(text) if query.reasons => {
                let query = ExplanationQuery { lang: query.lang, ..ExplanationQuery::default() };
                self.examine(&text, query).map(|answer| BatchLine::explanation(n, answer))
            }
            Line::Text(text) => self.score(&text).map(|answer| BatchLine::score(n, answer)),
            Line::TooLong => {
                let detail = format!("expected a line of at most {limit} bytes");
                Err(Problem::new(Kind::BodyTooLarge, detail))
            }
            Line::Broken => Err(Problem::new(Kind::MalformedBody, "the body broke off")
                .hint("the lines before were scored; send the others again")),
        };
        scored.unwrap_or_else(|problem| BatchLine::problem(n, &problem))
    }

    /// All there is to say of the applicant in a body.
    fn examine(&self, body: &[u8], query: ExplanationQuery) -> Result<ApplicantAnswer, Problem> {
        let (served, read) = (&*self.served, read(body)?);
        let row = served.applicants.row(&read.portfolio)?;
        let (score, explanation) = served.examiner.account(client_of(&read), &row)?;
        let prediction = self.record(body, &score, &row)?;
        let told = tell(served, &score, &explanation, &row, query, prediction)?;
        let missing = served.applicants.missing(&served.examiner, &read.portfolio, &row);
        Ok(ApplicantAnswer::new(served.speaker(query.lang.into()), told, &missing, &read))
    }

    /// The score of the applicant in a body.
    fn score(&self, body: &[u8]) -> Result<ScoreAnswer, Problem> {
        let (served, read) = (&*self.served, read(body)?);
        let row = served.applicants.row(&read.portfolio)?;
        let scorer = &served.examiner.scorer;
        let score = scorer.score_row(client_of(&read), &scorer.features_of(&row));
        let prediction = self.record(body, &score, &row)?;
        let threshold = served.artifact.threshold;
        Ok(ScoreAnswer::new(&score, threshold, &served.artifact, prediction))
    }

    fn record(&self, body: &[u8], score: &Score, row: &[f32]) -> Result<i64, Problem> {
        let inputs = Inputs::Sent(body, self.served.examiner.scorer.features_of(row));
        self.app.record(&self.asked, &self.served, self.endpoint, score, inputs)
    }
}

fn client_of(read: &tables::applicant::Applicant) -> u32 {
    read.portfolio.clients.first().copied().unwrap_or_default()
}

fn read(body: &[u8]) -> Result<tables::applicant::Applicant, Problem> {
    let rows = applicant::read(body).map_err(applicant::problem)?;
    tables::applicant::read(&rows).map_err(applicant::problem)
}
