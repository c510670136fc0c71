//! What keeps one request from spoiling the others: limits, and headers that tell browsers what not to do.

use std::any::Any;

use axum::body::{Body, Bytes};
use axum::extract::{FromRequest, Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use serde::de::DeserializeOwned;

use super::App;
use super::problem::{Kind, Problem};

/// Seconds after which a caller that found the service occupied should try again.
const BUSY_RETRY_S: u64 = 1;

/// Works on as many requests at a time as the limits allow; the others are told to come back.
pub async fn limit(State(app): State<App>, request: Request, next: Next) -> Response {
    let Ok(_permit) = app.permits.try_acquire() else {
        return Problem::new(Kind::TooBusy, "as many requests as allowed are being worked on")
            .hint("send fewer at a time, or try again in a second")
            .retry_after(BUSY_RETRY_S)
            .into_response();
    };
    // A batch says how it goes as it goes.
    if request.uri().path().ends_with("/batch") {
        return next.run(request).await;
    }
    let timeout = app.config.limits.timeout;
    match tokio::time::timeout(timeout, next.run(request)).await {
        Ok(response) => response,
        Err(_) => Problem::new(Kind::Timeout, format!("no answer within {} s", timeout.as_secs()))
            .hint("try again; if it stays like this, tell whoever runs the service")
            .retry_after(BUSY_RETRY_S)
            .into_response(),
    }
}

/// Tells a page of the dashboard that the service itself serves it, and which version: a page cannot
/// ask any other server for `/v1` without an error in the browser's console.
pub const SERVICE: &str = "x-octroi-service";

/// Headers of every answer.
pub async fn headers(request: Request, next: Next) -> Response {
    let path = request.uri().path().to_owned();
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    let mut set = |name: HeaderName, value: &'static str| {
        headers.insert(name, HeaderValue::from_static(value));
    };
    set(header::X_CONTENT_TYPE_OPTIONS, "nosniff");
    set(header::REFERRER_POLICY, "no-referrer");
    set(header::X_FRAME_OPTIONS, "DENY");
    set(HeaderName::from_static("x-robots-tag"), "noindex, nofollow");
    set(HeaderName::from_static("cross-origin-resource-policy"), "same-origin");
    set(HeaderName::from_static("cross-origin-opener-policy"), "same-origin");
    // Clients' files stay out of every store on the way.
    set(header::CACHE_CONTROL, "no-store");
    set(header::CONTENT_SECURITY_POLICY, policy(&path));
    set(HeaderName::from_static(SERVICE), env!("CARGO_PKG_VERSION"));
    response
}

/// What a page may load: pages of the site say so themselves, more strictly than this.
fn policy(path: &str) -> &'static str {
    if path.starts_with("/v1/") || path == "/openapi.json" {
        return "default-src 'none'; frame-ancestors 'none'";
    }
    if path.starts_with("/docs") {
        return "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; \
                frame-ancestors 'none'; base-uri 'none'; form-action 'none'";
    }
    "frame-ancestors 'none'; base-uri 'none'; form-action 'self'"
}

/// What is answered where a request made the service panic: the others never notice.
pub fn panicked(panic: Box<dyn Any + Send + 'static>) -> Response<Body> {
    let text = panic.downcast_ref::<String>().map(String::as_str);
    let text = text.or_else(|| panic.downcast_ref::<&'static str>().copied());
    tracing::error!(
        panic = text.unwrap_or("of an unknown kind"),
        "a request made the service panic"
    );
    Problem::new(Kind::Internal, "the service could not answer; its log says why").into_response()
}

/// The bytes of a body that says it is JSON, up to the limit.
#[derive(Debug)]
pub struct JsonBytes(pub Bytes);

impl FromRequest<App> for JsonBytes {
    type Rejection = Problem;

    async fn from_request(request: Request, app: &App) -> Result<Self, Problem> {
        check_type(request.headers(), &["application/json"])?;
        let limit = app.config.limits.body_bytes;
        Bytes::from_request(request, app).await.map(Self).map_err(|rejection| {
            if rejection.status() == StatusCode::PAYLOAD_TOO_LARGE {
                return Problem::new(Kind::BodyTooLarge, format!("expected at most {limit} bytes"))
                    .hint("send one applicant at a time, or use /v1/score/batch");
            }
            Problem::new(Kind::MalformedBody, "the body broke off")
        })
    }
}

/// A body read as JSON.
#[derive(Debug)]
pub struct JsonBody<T>(pub T);

impl<T: DeserializeOwned> FromRequest<App> for JsonBody<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, app: &App) -> Result<Self, Problem> {
        let JsonBytes(bytes) = JsonBytes::from_request(request, app).await?;
        serde_json::from_slice(&bytes).map(Self).map_err(|error| {
            Problem::new(Kind::MalformedBody, error.to_string())
                .hint("/docs describes what the body holds")
        })
    }
}

/// Checks that a body says it is of one of these types.
///
/// # Errors
///
/// [`Kind::UnsupportedMediaType`].
pub fn check_type(headers: &HeaderMap, known: &[&str]) -> Result<(), Problem> {
    let found = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
    let kind = found.and_then(|found| found.split(';').next()).map(str::trim);
    if kind.is_some_and(|kind| known.iter().any(|known| known.eq_ignore_ascii_case(kind))) {
        return Ok(());
    }
    let found = found.map_or_else(|| "none".to_owned(), |found| format!("\"{found}\""));
    let expected = known.join(" or ");
    let detail = format!("expected Content-Type {expected}, found {found}");
    Err(Problem::new(Kind::UnsupportedMediaType, detail)
        .hint(format!("send the header \"Content-Type: {}\"", known[0])))
}
