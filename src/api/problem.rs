//! What went wrong, as problem details (RFC 9457).

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;

/// A rule that a request breaks.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Violation {
    /// Where, as a path into the body or the name of a parameter.
    pub field: String,
    /// Which rule.
    pub rule: String,
    /// What was found and what to do.
    pub detail: String,
}

/// An answer that says why there is no other.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// HTTP status.
    pub status: StatusCode,
    /// Short, stable name of the kind of problem.
    pub code: &'static str,
    /// The kind of problem in words.
    pub title: &'static str,
    /// What happened here.
    pub detail: String,
    /// Each rule broken.
    pub violations: Vec<Violation>,
    /// The way out.
    pub hint: Option<String>,
}

#[derive(Serialize)]
struct Body<'a> {
    r#type: String,
    title: &'a str,
    status: u16,
    detail: &'a str,
    #[serde(skip_serializing_if = "<[Violation]>::is_empty")]
    violations: &'a [Violation],
    #[serde(skip_serializing_if = "Option::is_none")]
    hint: Option<&'a str>,
}

impl Problem {
    /// A problem of a kind, with nothing said about this case.
    pub fn new(status: StatusCode, code: &'static str, title: &'static str) -> Self {
        let detail = String::new();
        Self { status, code, title, detail, violations: Vec::new(), hint: None }
    }

    /// Says what happened.
    #[must_use]
    pub fn detail(mut self, detail: impl Into<String>) -> Self {
        self.detail = detail.into();
        self
    }

    /// Names the way out.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let body = Body {
            r#type: format!("/docs/problems#{}", self.code),
            title: self.title,
            status: self.status.as_u16(),
            detail: &self.detail,
            violations: &self.violations,
            hint: self.hint.as_deref(),
        };
        // Our types hold no map with keys that JSON cannot write, so this does not fail.
        let bytes = serde_json::to_vec(&body).unwrap_or_default();
        let json = HeaderValue::from_static("application/problem+json");
        (self.status, [(header::CONTENT_TYPE, json)], bytes).into_response()
    }
}
