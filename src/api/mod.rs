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
mod lines;
mod record;
mod search;
pub mod routes;
pub mod served;
mod server;
pub mod wire;

use std::net::SocketAddr;
use std::sync::Arc;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::handler::Handler;
use axum::middleware::{from_fn, from_fn_with_state};
use axum::routing::get;
use tokio::sync::Semaphore;
use tower_http::catch_panic::CatchPanicLayer;

pub use clock::Clock;
pub use config::{Config, Limits};
use guard::{Access, Gate};
use keys::{KeyRing, Scope};
use ledger::{Ledger, Options};
use observe::{Metrics, Observer};
use problem::{Kind, Problem};
use routes::{health, site};
pub use served::{Live, Served};
pub use server::serve;

use crate::pipeline::{self, Workdir};

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
    /// A run or a table that cannot be served.
    #[error(transparent)]
    Library(#[from] pipeline::Error),
    /// Keys that cannot be read.
    #[error(transparent)]
    Keys(#[from] keys::Error),
    /// Nobody could be let in.
    #[error("nobody has a key")]
    NoKeys,
    /// A log of predictions that cannot be opened.
    #[error(transparent)]
    Ledger(#[from] ledger::Error),
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
            Self::Library(error) => return error.hint(),
            Self::Keys(error) => return error.hint(),
            Self::Ledger(error) => return error.hint(),
            Self::NoKeys => "make one with \"octroi keys add NAME --scope read --scope score\", or \
                             serve this machine alone with --no-auth"
                .to_owned(),
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
    /// Who is let in.
    pub access: Access,
    /// The log of predictions.
    pub ledger: Ledger,
    /// What is counted, and ids for requests.
    pub observer: Observer,
    /// Requests that may still be taken on.
    permits: Arc<Semaphore>,
}

impl App {
    /// Loads what a work folder has to be served, its keys, and opens its log of predictions.
    ///
    /// # Errors
    ///
    /// [`Error`] where one of them is missing, damaged, or in use by another service.
    pub fn open(workdir: &Workdir, config: Config, clock: Clock) -> Result<Self, Error> {
        if config.is_open && !config.listen.ip().is_loopback() {
            return Err(Error::OpenToOthers { address: config.listen });
        }
        let access = if config.is_open {
            Access::Open
        } else {
            let ring = KeyRing::open(&workdir.keys(), config.limits.requests_per_second)?;
            if ring.current().is_empty() {
                return Err(Error::NoKeys);
            }
            Access::Keys(Arc::new(ring))
        };
        let live = Live::open(workdir.clone(), config.run.clone())?;
        let ledger = Ledger::open(&workdir.predictions(), Options::default())?;
        let metrics = Metrics::new(Some(ledger.watcher()));
        let manifest = &live.now().artifact.manifest;
        metrics.serves(&manifest.run_id, &manifest.model_id);
        Ok(Self {
            permits: Arc::new(Semaphore::new(config.limits.concurrency)),
            live: Arc::new(live),
            config: Arc::new(config),
            clock,
            access,
            ledger,
            observer: Observer::new(Arc::new(metrics)),
        })
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
    let (router, document) = openapi::routes(&app.access).split_for_parts();
    let read = || from_fn_with_state(Gate::scope(&app.access, Scope::Read), guard::guard);
    let metrics = from_fn_with_state(Gate::scope(&app.access, Scope::Admin), guard::guard);
    router
        .merge(openapi::documentation(document))
        .route("/metrics", get(health::metrics).layer(metrics))
        .route("/problems", get(site::problems))
        .fallback(site::file.layer(read()))
        .method_not_allowed_fallback(|| async {
            Problem::new(Kind::MethodNotAllowed, "the path is there, but not for this method")
        })
        .layer(DefaultBodyLimit::max(app.config.limits.body_bytes))
        .layer(CatchPanicLayer::custom(protect::panicked))
        .layer(from_fn_with_state(app.clone(), protect::limit))
        .layer(from_fn(protect::headers))
        .layer(from_fn_with_state(app.observer.clone(), observe::track))
        .with_state(app)
}
