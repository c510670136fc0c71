//! Whether the service lives and is ready.

use axum::Json;
use axum::extract::State;
use axum::http::header;
use axum::response::IntoResponse;
use serde::Serialize;
use utoipa::ToSchema;

use crate::api::App;
use crate::api::observe::CONTENT_TYPE;
use crate::api::problem::{Kind, Problem, ProblemDetails};
use crate::api::wire::score::Run;

/// The service lives.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Health {
    /// Always `ok`.
    pub status: &'static str,
}

/// The service is ready.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Readiness {
    /// Always `ready`.
    pub status: &'static str,
    /// What it answers from.
    pub run: Run,
    /// Clients that it knows.
    pub n_clients: usize,
    /// Whether everyone is scored, so that lists can be filtered by score.
    pub has_scores: bool,
    /// How often another run or table took the place of the one before.
    pub n_reloads: u64,
}

/// Whether the service lives
#[utoipa::path(get, path = "/healthz", tag = "service", responses((status = 200, body = Health)))]
pub async fn live() -> Json<Health> {
    Json(Health { status: "ok" })
}

/// Whether the service is ready
///
/// It is not where scores could not be recorded.
#[utoipa::path(
    get,
    path = "/readyz",
    tag = "service",
    responses((status = 200, body = Readiness), (status = "default", body = ProblemDetails, content_type = "application/problem+json"))
)]
pub async fn ready(State(app): State<App>) -> Result<Json<Readiness>, Problem> {
    let (served, health) = (app.live.now(), app.ledger.health());
    if !health.is_ready() {
        let why = health.failing.unwrap_or_else(|| "too many rows wait".to_owned());
        tracing::warn!(why, "the log of predictions cannot be written");
        return Err(Problem::new(Kind::NotReady, "the log of predictions cannot be written")
            .hint("the log of the service says why")
            .retry_after(1));
    }
    Ok(Json(Readiness {
        status: "ready",
        run: Run::of(&served.artifact),
        n_clients: served.table.clients.len(),
        has_scores: served.probabilities().is_some(),
        n_reloads: app.live.n_reloads(),
    }))
}

/// Figures for Prometheus.
pub async fn metrics(State(app): State<App>) -> impl IntoResponse {
    ([(header::CONTENT_TYPE, CONTENT_TYPE)], app.observer.metrics.text())
}
