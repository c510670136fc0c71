//! What the service says of its requests: an id, a line, figures; nothing personal.

use std::io::Write;
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::Body;
use axum::extract::Path;
use axum::http::{Request, StatusCode};
use axum::middleware::from_fn_with_state;
use axum::routing::{get, post};
use octroi::api::guard::{Access, Gate, guard};
use octroi::api::keys::Scope;
use octroi::api::ledger::{Ledger, Options};
use octroi::api::observe::{Metrics, Observer, RequestId, track};
use tower::ServiceExt as _;

/// Lines that are kept.
#[derive(Clone, Default)]
struct Lines(Arc<Mutex<Vec<u8>>>);

impl Write for Lines {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().write(bytes)
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

impl Lines {
    fn text(&self) -> String {
        String::from_utf8(self.0.lock().unwrap().clone()).unwrap()
    }

    /// Keeps what this thread logs from now on.
    fn listen(&self) -> tracing::subscriber::DefaultGuard {
        let lines = self.clone();
        let subscriber = tracing_subscriber::fmt()
            .json()
            .flatten_event(true)
            .with_writer(move || lines.clone())
            .finish();
        tracing::subscriber::set_default(subscriber)
    }
}

fn router(observer: &Observer) -> Router {
    let gate = from_fn_with_state(Gate::scope(&Access::Open, Scope::Read), guard);
    let client = |Path(id): Path<String>| async move { id };
    Router::new()
        .route("/v1/clients/{id}", get(client))
        .route("/fails", post(|| async { StatusCode::INTERNAL_SERVER_ERROR }))
        .route("/slow", get(|| async { std::future::pending::<()>().await }))
        .route_layer(gate)
        .layer(from_fn_with_state(observer.clone(), track))
}

fn request(method: &str, uri: &str, id: Option<&str>) -> Request<Body> {
    let mut request = Request::builder().method(method).uri(uri);
    if let Some(id) = id {
        request = request.header("x-request-id", id);
    }
    request.body(Body::from("secret body")).unwrap()
}

#[tokio::test]
async fn a_line_tells_the_route_and_nothing_of_the_client() {
    let lines = Lines::default();
    let _listening = lines.listen();
    let observer = Observer::new(Arc::new(Metrics::new(None)));
    let router = router(&observer);
    let ask = async |method: &str, uri: &str, id| {
        router.clone().oneshot(request(method, uri, id)).await.unwrap()
    };
    let answer = ask("GET", "/v1/clients/777000111?name=Dupont", Some("order-7")).await;
    assert_eq!(answer.headers()["x-request-id"], "order-7");
    let answer = ask("POST", "/fails", Some("not sane")).await;
    let made = answer.headers()["x-request-id"].to_str().unwrap().to_owned();
    assert!(RequestId::new(&made).is_some());
    ask("BREW", "/v1/clients/777000111", None).await;
    ask("GET", "/nowhere/777000111", None).await;

    let text = lines.text();
    for personal in ["777000111", "Dupont", "secret", "not sane"] {
        assert!(!text.contains(personal), "{personal} is in the log:\n{text}");
    }
    let logged: Vec<serde_json::Value> =
        text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(logged.len(), 4, "{text}");
    assert_eq!(logged[0]["request_id"], "order-7");
    assert_eq!(logged[0]["route"], "/v1/clients/{id}");
    assert_eq!((logged[0]["status"].as_u64(), logged[0]["bytes"].as_u64()), (Some(200), Some(9)));
    assert_eq!((logged[0]["method"].as_str(), logged[0]["key"].as_str()), (Some("GET"), Some("-")));
    assert!(logged[0]["duration_ms"].as_f64().unwrap() >= 0.0);
    assert_eq!(logged[1]["request_id"], made);
    assert_eq!(
        (logged[1]["status"].as_u64(), logged[2]["method"].as_str()),
        (Some(500), Some("OTHER"))
    );
    assert_eq!(logged[3]["route"], "unmatched");

    let figures = observer.metrics.text();
    for line in [
        "octroi_http_requests_total{method=\"GET\",route=\"/v1/clients/{id}\",status=\"2xx\"} 1",
        "octroi_http_requests_total{method=\"POST\",route=\"/fails\",status=\"5xx\"} 1",
        "octroi_http_requests_total{method=\"GET\",route=\"unmatched\",status=\"4xx\"} 1",
        "octroi_http_requests_in_flight 0",
    ] {
        assert!(figures.lines().any(|found| found == line), "{line} is missing:\n{figures}");
    }
}

#[tokio::test]
async fn a_caller_who_hangs_up_is_told_of() {
    let lines = Lines::default();
    let _listening = lines.listen();
    let observer = Observer::new(Arc::new(Metrics::new(None)));
    let asked = router(&observer).oneshot(request("GET", "/slow", Some("slow-1")));
    let waited = tokio::time::timeout(std::time::Duration::from_millis(50), asked).await;
    assert!(waited.is_err());
    let line: serde_json::Value = serde_json::from_str(lines.text().trim()).unwrap();
    assert_eq!((line["status"].as_u64(), line["route"].as_str()), (Some(499), Some("/slow")));
    assert!(observer.metrics.text().contains("octroi_http_requests_in_flight 0"));
}

#[test]
fn figures_tell_how_the_log_is() {
    let folder = tempfile::tempdir().unwrap();
    let ledger =
        Ledger::open(&folder.path().join("predictions.sqlite"), Options::default()).unwrap();
    let metrics = Metrics::new(Some(ledger.watcher()));
    let figures = metrics.text();
    for line in [
        "octroi_ledger_rows_total 0",
        "octroi_ledger_refused_total 0",
        "octroi_ledger_lost_total 0",
        "octroi_ledger_failures_total 0",
        "octroi_ledger_deleted_total 0",
        "octroi_ledger_waiting 0",
        "octroi_ledger_failing 0",
    ] {
        assert!(figures.lines().any(|found| found == line), "{line} is missing:\n{figures}");
    }
    // The figures do not keep the log open.
    drop(ledger);
    assert!(Ledger::open(&folder.path().join("predictions.sqlite"), Options::default()).is_ok());
}
