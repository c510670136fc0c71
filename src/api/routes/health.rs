//! Whether the service lives and is ready.

use axum::Json;
use axum::extract::State;
use serde::Serialize;
use utoipa::ToSchema;

use crate::api::App;
use crate::api::problem::ProblemDetails;
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
#[utoipa::path(
    get,
    path = "/readyz",
    tag = "service",
    responses((status = 200, body = Readiness), (status = "default", body = ProblemDetails, content_type = "application/problem+json"))
)]
pub async fn ready(State(app): State<App>) -> Json<Readiness> {
    let served = app.live.now();
    Json(Readiness {
        status: "ready",
        run: Run::of(&served.artifact),
        n_clients: served.table.clients.len(),
        has_scores: served.probabilities().is_some(),
        n_reloads: app.live.n_reloads(),
    })
}
