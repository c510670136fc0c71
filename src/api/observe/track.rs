//! The outermost middleware: names a request, counts it, and says in one line what came of it.

use std::sync::Arc;
use std::time::Instant;

use axum::body::HttpBody as _;
use axum::extract::{MatchedPath, Request, State};
use axum::http::Method;
use axum::middleware::Next;
use axum::response::Response;

use super::{Metrics, REQUEST_ID, RequestId, RequestIds};
use crate::api::guard::Caller;

/// What [`track`] needs to know.
#[derive(Debug, Clone)]
pub struct Observer {
    /// Figures of the service.
    pub metrics: Arc<Metrics>,
    /// Where ids come from.
    pub ids: Arc<RequestIds>,
}

impl Observer {
    /// Starts observing.
    pub fn new(metrics: Arc<Metrics>) -> Self {
        Self { metrics, ids: Arc::new(RequestIds::new()) }
    }
}

/// Gives the request its [`RequestId`], and the answer the same in `X-Request-Id`.
///
/// Middleware for [`axum::Router::layer`], which runs it behind the routing: the route is known.
/// The time is that until the answer starts; the bytes are known where the answer is not a stream.
pub async fn track(State(observer): State<Observer>, mut request: Request, next: Next) -> Response {
    let id = observer.ids.of(request.headers());
    request.extensions_mut().insert(id.clone());
    let matched = request.extensions().get::<MatchedPath>();
    let route = matched.map_or_else(|| "unmatched".into(), |path| path.as_str().into());
    let mut watch = Watch {
        metrics: Arc::clone(&observer.metrics),
        id,
        method: known(request.method()),
        route,
        since: Instant::now(),
        answer: None,
    };
    watch.metrics.started();
    let mut response = next.run(request).await;
    if let Some(value) = watch.id.header() {
        response.headers_mut().insert(REQUEST_ID, value);
    }
    let caller = response.extensions().get::<Caller>();
    watch.answer = Some(Answer {
        status: response.status().as_u16(),
        n_bytes: response.body().size_hint().exact(),
        key_id: caller.map_or_else(|| "-".to_owned(), |caller| caller.key_id.clone()),
    });
    response
}

/// A method by name; made-up ones share one, so that nobody fills the figures with them.
fn known(method: &Method) -> &'static str {
    match *method {
        Method::GET => "GET",
        Method::HEAD => "HEAD",
        Method::POST => "POST",
        Method::PUT => "PUT",
        Method::PATCH => "PATCH",
        Method::DELETE => "DELETE",
        Method::OPTIONS => "OPTIONS",
        _ => "OTHER",
    }
}

/// How a request ended.
struct Answer {
    status: u16,
    n_bytes: Option<u64>,
    key_id: String,
}

/// A request on its way. Whoever drops it says how it ended: a caller who hangs up ends it early,
/// and that is told as well.
struct Watch {
    metrics: Arc<Metrics>,
    id: RequestId,
    method: &'static str,
    route: Arc<str>,
    since: Instant,
    answer: Option<Answer>,
}

/// What is noted of a request whose caller hung up before the answer.
const HUNG_UP: u16 = 499;

impl Drop for Watch {
    fn drop(&mut self) {
        let seconds = self.since.elapsed().as_secs_f64();
        let answer = self.answer.take();
        let status = answer.as_ref().map_or(HUNG_UP, |answer| answer.status);
        self.metrics.ended(self.method, &self.route, status, seconds);
        tracing::info!(
            target: "octroi::request",
            request_id = self.id.text(),
            method = self.method,
            route = &*self.route,
            status,
            duration_ms = (seconds * 1e6).round() / 1e3,
            bytes = answer.as_ref().and_then(|answer| answer.n_bytes),
            key = answer.as_ref().map_or("-", |answer| answer.key_id.as_str()),
            "request"
        );
    }
}
