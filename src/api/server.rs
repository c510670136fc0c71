//! The service as a process: listens, keeps up with the work folder, ends in order.

use std::net::SocketAddr;
use std::time::Duration;

use tokio::net::TcpListener;
use tokio::sync::watch;

use super::guard::Access;
use super::{App, Error, router};
use crate::pipeline::STACK_BYTES;

/// How often the work folder is looked at.
const WATCH_EVERY: Duration = Duration::from_millis(500);

/// How often predictions that are older than they may be are looked for.
const RETENTION_EVERY_MS: i64 = 3_600_000;

/// A day.
const DAY_MS: i64 = 86_400_000;

/// Longest that requests in hand are waited for once the service is asked to end.
const GRACE: Duration = Duration::from_secs(20);

/// Serves until the process is asked to end (SIGINT or SIGTERM), then finishes what is in hand.
///
/// `started` is told where the service listens.
///
/// # Errors
///
/// [`Error`] where the address cannot be listened on, or the runtime does not start.
pub fn serve(app: App, started: impl FnOnce(SocketAddr)) -> Result<(), Error> {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .thread_stack_size(STACK_BYTES)
        .enable_all()
        .build()
        .map_err(|source| Error::Runtime { source })?;
    let address = app.config.listen;
    runtime.block_on(async move {
        let failed = |source| Error::Listen { address, source };
        let listener = TcpListener::bind(address).await.map_err(failed)?;
        started(listener.local_addr().map_err(failed)?);
        let (end, ending) = watch::channel(false);
        let ledger = app.ledger.clone();
        let watcher = tokio::spawn(keep_up(app.clone(), ending.clone()));
        let server = axum::serve(listener, router(app)).with_graceful_shutdown(ended(ending));
        let server = tokio::spawn(server.into_future());
        asked_to_end().await;
        tracing::info!("asked to end: finishing what is in hand");
        // Nobody listens any more only where both are over already.
        let _ = end.send(true);
        match tokio::time::timeout(GRACE, server).await {
            Ok(Ok(served)) => served.map_err(failed)?,
            Ok(Err(panic)) => tracing::error!(error = %panic, "the server stopped"),
            Err(_) => tracing::warn!("requests in hand were given up after {GRACE:?}"),
        }
        let _ = watcher.await;
        // Whatever was answered is on the disk before the process ends.
        match tokio::task::spawn_blocking(move || ledger.close()).await {
            Ok(closed) => Ok(closed?),
            Err(panic) => {
                tracing::error!(error = %panic, "closing the log of predictions failed");
                Ok(())
            }
        }
    })
}

async fn ended(mut ending: watch::Receiver<bool>) {
    // An error means that the sender is gone, which ends the service as well.
    let _ = ending.wait_for(|is_ending| *is_ending).await;
}

/// Scores everyone, and takes over what changes in the work folder, without a request noticing.
async fn keep_up(app: App, ending: watch::Receiver<bool>) {
    let mut told = Told::default();
    let mut next_retention_ms = 0;
    loop {
        let (working, before) = (app.clone(), told);
        // Seconds of work: not on a thread that answers requests.
        match tokio::task::spawn_blocking(move || look(&working, before)).await {
            Ok(now) => told = now,
            Err(panic) => tracing::error!(error = %panic, "looking at the work folder failed"),
        }
        let now_ms = app.clock.now_ms();
        if let Some(days) = app.config.keep_days
            && now_ms >= next_retention_ms
        {
            next_retention_ms = now_ms + RETENTION_EVERY_MS;
            if let Err(error) = app.ledger.retain_since(now_ms - i64::from(days) * DAY_MS, now_ms) {
                tracing::error!(%error, "older predictions are not deleted");
            }
        }
        let is_over = tokio::time::timeout(WATCH_EVERY, ended(ending.clone())).await.is_ok();
        if is_over {
            return;
        }
    }
}

/// What was said already: a trouble that lasts is said once, not twice a second.
#[derive(Debug, Clone, Copy, Default)]
struct Told {
    run: bool,
    keys: bool,
    scores: bool,
}

/// Takes over another run, table or set of keys; what cannot be taken over changes nothing.
fn look(app: &App, told: Told) -> Told {
    let mut now = Told::default();
    match app.live.refresh() {
        Ok(false) => {}
        Ok(true) => {
            let served = app.live.now();
            let manifest = &served.artifact.manifest;
            app.observer.metrics.reloaded(true);
            app.observer.metrics.serves(&manifest.run_id, &manifest.model_id);
            tracing::info!(run = manifest.run_id, "another run or table is served");
        }
        Err(error) => {
            now.run = true;
            if !told.run {
                app.observer.metrics.reloaded(false);
                tracing::error!(%error, "what changed cannot be served; what was there goes on");
            }
        }
    }
    if let Access::Keys(ring) = &app.access {
        match ring.refresh() {
            Ok(false) => {}
            Ok(true) => tracing::info!(n_keys = ring.current().len(), "the keys have changed"),
            Err(error) => {
                now.keys = true;
                if !told.keys {
                    tracing::error!(%error, "the keys cannot be read; those before stay valid");
                }
            }
        }
    }
    let served = app.live.now();
    if served.probabilities().is_none()
        && let Err(error) = served.score_everyone()
    {
        now.scores = true;
        if !told.scores {
            tracing::error!(%error, "not everyone can be scored");
        }
    }
    now
}

/// Waits for SIGINT or SIGTERM.
async fn asked_to_end() {
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};

        if let Ok(mut terminate) = signal(SignalKind::terminate()) {
            tokio::select! {
                _ = tokio::signal::ctrl_c() => {}
                _ = terminate.recv() => {}
            }
            return;
        }
    }
    // Where signals cannot be listened to, the service runs until it is killed.
    if tokio::signal::ctrl_c().await.is_err() {
        std::future::pending::<()>().await;
    }
}
