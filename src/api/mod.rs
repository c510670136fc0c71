//! HTTP in, scored clients out: the service that other programs call.
//!
//! ```text
//! request ── guard: key, limits ──▶ routes ──▶ scoring ──▶ wire: JSON
//!                                     ▲
//!                      served: a run and the clients, made ready; replaced when another is promoted
//! ```
//!
//! Numbers are those of `scoring`, the same that sheets, pages and the command line tell; nothing is
//! computed here. What a caller sends is held against the schema of the tables before anything is
//! computed, and what cannot be used is said with its place, its rule and the way out
//! ([`problem::Problem`]).

pub mod clock;
pub mod config;
pub mod guard;
pub mod keys;
pub mod ledger;
pub mod observe;
pub mod openapi;
pub mod problem;
pub mod protect;
pub mod routes;
mod lines;
mod search;
pub mod served;
mod server;
pub mod wire;

use std::net::SocketAddr;
use std::sync::Arc;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::middleware::{from_fn, from_fn_with_state};
use axum::routing::get;
use tokio::sync::Semaphore;
use tower_http::catch_panic::CatchPanicLayer;

pub use clock::Clock;
pub use config::{Config, Limits};
use problem::{Kind, Problem};
use routes::site;
pub use served::{Live, Served};
pub use server::serve;

/// Why the service does not start.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// An address that cannot be listened on.
    #[error("cannot listen on {address}")]
    Listen {
        /// The address.
        address: SocketAddr,
        /// The system's reason.
        source: std::io::Error,
    },
    /// The threads that answer requests do not start.
    #[error("cannot start the threads that answer requests")]
    Runtime {
        /// The system's reason.
        source: std::io::Error,
    },
    /// A service without keys that others than this machine could reach.
    #[error("expected keys or a loopback address, found {address} without keys")]
    OpenToOthers {
        /// The address.
        address: SocketAddr,
    },
}

impl Error {
    /// The way out, where there is one to name.
    pub fn hint(&self) -> Option<String> {
        Some(match self {
            Self::Listen { .. } => {
                "choose another address with --listen; another service may be there".to_owned()
            }
            Self::Runtime { .. } => return None,
            Self::OpenToOthers { .. } => {
                "leave --no-auth out and make a key with \"octroi keys add\", or listen on 127.0.0.1"
                    .to_owned()
            }
        })
    }
}

/// What every request can reach.
#[derive(Debug, Clone)]
pub struct App {
    /// What is served now.
    pub live: Arc<Live>,
    /// What the service was asked for.
    pub config: Arc<Config>,
    /// The time.
    pub clock: Clock,
    /// Requests that may still be taken on.
    permits: Arc<Semaphore>,
}

impl App {
    /// Puts together what requests can reach.
    pub fn new(live: Live, config: Config, clock: Clock) -> Self {
        let permits = Arc::new(Semaphore::new(config.limits.concurrency));
        Self { live: Arc::new(live), config: Arc::new(config), clock, permits }
    }

    /// Does work that takes longer than a moment, without keeping other requests from being answered.
    ///
    /// # Errors
    ///
    /// [`Kind::Internal`] where the work panicked.
    async fn compute<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, Problem> {
        tokio::task::spawn_blocking(work).await.map_err(|error| Problem::internal(&error))
    }
}

/// Everything that the service answers, as a service of tower: what a server serves, and what tests
/// call without one.
pub fn router(app: App) -> Router {
    let (router, document) = openapi::routes().split_for_parts();
    router
        .merge(openapi::documentation(document))
        .route("/problems", get(site::problems))
        .fallback(site::file)
        .method_not_allowed_fallback(|| async {
            Problem::new(Kind::MethodNotAllowed, "the path is there, but not for this method")
        })
        .layer(DefaultBodyLimit::max(app.config.limits.body_bytes))
        .layer(CatchPanicLayer::custom(protect::panicked))
        .layer(from_fn_with_state(app.clone(), protect::limit))
        .layer(from_fn(protect::headers))
        .with_state(app)
}
