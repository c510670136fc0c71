//! The service as a process: listens, keeps up with the work folder, ends in order.

use std::net::SocketAddr;
use std::time::Duration;

use tokio::net::TcpListener;
use tokio::sync::watch;

use super::{App, Error, router};

/// How often the work folder is looked at.
const WATCH_EVERY: Duration = Duration::from_millis(500);

/// Longest that requests in hand are waited for once the service is asked to end.
const GRACE: Duration = Duration::from_secs(20);

/// Size of the stack of threads that typeset: that of the typesetter is deep.
const STACK_BYTES: usize = 16 << 20;

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
        Ok(())
    })
}

async fn ended(mut ending: watch::Receiver<bool>) {
    // An error means that the sender is gone, which ends the service as well.
    let _ = ending.wait_for(|is_ending| *is_ending).await;
}

/// Scores everyone, and loads anew what changes in the work folder, without a request noticing.
async fn keep_up(app: App, ending: watch::Receiver<bool>) {
    let mut is_failing = false;
    loop {
        let live = std::sync::Arc::clone(&app.live);
        // Seconds of work: not on a thread that answers requests.
        let looked = tokio::task::spawn_blocking(move || {
            let refreshed = live.refresh();
            let served = live.now();
            if served.probabilities().is_none()
                && let Err(error) = served.score_everyone()
            {
                tracing::error!(%error, "not everyone can be scored");
            }
            (refreshed, served)
        });
        match looked.await {
            Ok((Ok(true), served)) => {
                is_failing = false;
                let run = &served.artifact.manifest.run_id;
                tracing::info!(run, "another run or table is served");
            }
            Ok((Ok(false), _)) => is_failing = false,
            // Said once, not twice a second.
            Ok((Err(error), _)) if !is_failing => {
                is_failing = true;
                tracing::error!(%error, "what changed cannot be served; what was there goes on");
            }
            Ok((Err(_), _)) => {}
            Err(panic) => tracing::error!(error = %panic, "looking at the work folder failed"),
        }
        let is_over = tokio::time::timeout(WATCH_EVERY, ended(ending.clone())).await.is_ok();
        if is_over {
            return;
        }
    }
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
