//! What is answered where nothing else can be: problem details by RFC 9457.

use axum::Json;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use utoipa::ToSchema;

/// Kinds of problems, each with its status and a title that does not change.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A body that is no JSON, or not of the form that is read here.
    MalformedBody,
    /// A body that says it is something else than JSON.
    UnsupportedMediaType,
    /// A body larger than is read here.
    BodyTooLarge,
    /// Rows that are not those of an applicant.
    InvalidInput,
    /// Parameters behind the `?` that are not understood.
    InvalidQuery,
    /// A client whom the portfolio does not have.
    UnknownClient,
    /// A path that leads nowhere.
    UnknownPath,
    /// A method that the path does not know.
    MethodNotAllowed,
    /// Something that the record does not hold.
    UnknownRecord,
    /// Nobody said who is asking.
    MissingKey,
    /// A key that is not known, or revoked.
    UnknownKey,
    /// A key that may not do this.
    MissingScope,
    /// A page of another site that posts in somebody's name.
    CrossSite,
    /// A name that is not this machine's, asked without a key.
    WrongHost,
    /// More requests than the key may send.
    RateLimited,
    /// More requests at once than are worked on.
    TooBusy,
    /// Work that took longer than is waited for.
    Timeout,
    /// Something that is still being made ready.
    NotReady,
    /// The record of predictions cannot be written.
    RecordUnavailable,
    /// A fault of ours.
    Internal,
}

impl Kind {
    /// Every kind, in the order in which they are described.
    pub const ALL: [Self; 20] = [
        Self::MalformedBody,
        Self::UnsupportedMediaType,
        Self::BodyTooLarge,
        Self::InvalidInput,
        Self::InvalidQuery,
        Self::UnknownClient,
        Self::UnknownPath,
        Self::MethodNotAllowed,
        Self::UnknownRecord,
        Self::MissingKey,
        Self::UnknownKey,
        Self::MissingScope,
        Self::CrossSite,
        Self::WrongHost,
        Self::RateLimited,
        Self::TooBusy,
        Self::Timeout,
        Self::NotReady,
        Self::RecordUnavailable,
        Self::Internal,
    ];

    /// Status, code and title.
    const fn parts(self) -> (StatusCode, &'static str, &'static str) {
        match self {
            Self::MalformedBody => (
                StatusCode::BAD_REQUEST,
                "malformed-body",
                "The body is not the JSON that is expected here",
            ),
            Self::UnsupportedMediaType => (
                StatusCode::UNSUPPORTED_MEDIA_TYPE,
                "unsupported-media-type",
                "The body is of a type that is not read here",
            ),
            Self::BodyTooLarge => {
                (StatusCode::PAYLOAD_TOO_LARGE, "body-too-large", "The body is too large")
            }
            Self::InvalidInput => (
                StatusCode::UNPROCESSABLE_ENTITY,
                "invalid-input",
                "The rows are not those of an applicant",
            ),
            Self::InvalidQuery => {
                (StatusCode::BAD_REQUEST, "invalid-query", "A parameter is not understood")
            }
            Self::UnknownClient => {
                (StatusCode::NOT_FOUND, "unknown-client", "The client is not in the portfolio")
            }
            Self::UnknownPath => (StatusCode::NOT_FOUND, "unknown-path", "There is nothing here"),
            Self::MethodNotAllowed => (
                StatusCode::METHOD_NOT_ALLOWED,
                "method-not-allowed",
                "The path does not know this method",
            ),
            Self::UnknownRecord => {
                (StatusCode::NOT_FOUND, "unknown-record", "The record does not hold this")
            }
            Self::MissingKey => (StatusCode::UNAUTHORIZED, "missing-key", "A key is needed"),
            Self::UnknownKey => (StatusCode::UNAUTHORIZED, "unknown-key", "The key is not known"),
            Self::MissingScope => {
                (StatusCode::FORBIDDEN, "missing-scope", "The key may not do this")
            }
            Self::CrossSite => {
                (StatusCode::FORBIDDEN, "cross-site", "The request comes from another site")
            }
            Self::WrongHost => (
                StatusCode::MISDIRECTED_REQUEST,
                "wrong-host",
                "The service does not go by this name",
            ),
            Self::RateLimited => {
                (StatusCode::TOO_MANY_REQUESTS, "rate-limited", "Too many requests")
            }
            Self::TooBusy => {
                (StatusCode::SERVICE_UNAVAILABLE, "too-busy", "The service is fully occupied")
            }
            Self::Timeout => {
                (StatusCode::SERVICE_UNAVAILABLE, "timeout", "The answer took too long")
            }
            Self::NotReady => {
                (StatusCode::SERVICE_UNAVAILABLE, "not-ready", "This is still being made ready")
            }
            Self::RecordUnavailable => (
                StatusCode::SERVICE_UNAVAILABLE,
                "record-unavailable",
                "The record of predictions cannot be written",
            ),
            Self::Internal => {
                (StatusCode::INTERNAL_SERVER_ERROR, "internal", "Something went wrong here")
            }
        }
    }

    /// The HTTP status.
    pub const fn status(self) -> StatusCode {
        self.parts().0
    }

    /// Its name, which programs can rely on.
    pub const fn code(self) -> &'static str {
        self.parts().1
    }

    /// What it is, in a line that does not change.
    pub const fn title(self) -> &'static str {
        self.parts().2
    }
}

/// Something wrong with one place of what was sent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Violation {
    /// Where: a JSON pointer into the body (`/bureau/3/AMT_CREDIT_SUM`), or the name of a parameter.
    pub pointer: String,
    /// Which rule is broken; programs can rely on the name.
    pub rule: String,
    /// What is expected there.
    pub expected: String,
    /// What stands there.
    pub found: String,
    /// The way out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub hint: Option<String>,
}

/// Why a request is not answered: what handlers return.
#[derive(Debug, Clone)]
pub struct Problem(Box<ProblemDetails>);

/// Problem details (RFC 9457). Its fields may grow; those that are there stay.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ProblemDetails {
    /// Which kind of problem: `/problems#unknown-client`.
    #[serde(rename = "type")]
    pub kind: String,
    /// The kind in words.
    pub title: String,
    /// The HTTP status.
    pub status: u16,
    /// What is wrong with this request.
    pub detail: String,
    /// The way out, where there is one to name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub hint: Option<String>,
    /// Each place that is wrong, at most 50.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub violations: Vec<Violation>,
    /// How many more places are wrong.
    #[serde(skip_serializing_if = "is_zero")]
    pub n_more: usize,
    /// Seconds to wait before the next try.
    #[serde(skip)]
    pub retry_after_s: Option<u64>,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands a reference over")]
const fn is_zero(n: &usize) -> bool {
    *n == 0
}

impl Problem {
    /// A problem of a kind, with what is wrong with this request.
    pub fn new(kind: Kind, detail: impl Into<String>) -> Self {
        Self(Box::new(ProblemDetails {
            kind: format!("/problems#{}", kind.code()),
            title: kind.title().to_owned(),
            status: kind.status().as_u16(),
            detail: detail.into(),
            hint: None,
            violations: Vec::new(),
            n_more: 0,
            retry_after_s: None,
        }))
    }

    /// What is told.
    pub const fn details(&self) -> &ProblemDetails {
        &self.0
    }

    /// Adds the way out.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.0.hint = Some(hint.into());
        self
    }

    /// Adds the places that are wrong, and how many more there are.
    #[must_use]
    pub fn violations(mut self, violations: Vec<Violation>, n_more: usize) -> Self {
        (self.0.violations, self.0.n_more) = (violations, n_more);
        self
    }

    /// Says when to try again.
    #[must_use]
    pub fn retry_after(mut self, seconds: u64) -> Self {
        self.0.retry_after_s = Some(seconds);
        self
    }

    /// A parameter behind the `?` that is not understood.
    pub fn query(name: &str, expected: impl Into<String>, found: impl Into<String>) -> Self {
        let (expected, found) = (expected.into(), found.into());
        let detail = format!("parameter \"{name}\": expected {expected}, found {found}");
        let violation = Violation {
            pointer: name.to_owned(),
            rule: "parameter".to_owned(),
            expected,
            found,
            hint: None,
        };
        Self::new(Kind::InvalidQuery, detail).violations(vec![violation], 0)
    }

    /// A fault of ours: what happened goes to the log of the service, not to the caller.
    pub fn internal(error: &dyn std::error::Error) -> Self {
        let mut text = error.to_string();
        let mut source = error.source();
        while let Some(error) = source {
            text.push_str(&format!(": {error}"));
            source = error.source();
        }
        tracing::error!(error = text, "a request failed");
        Self::new(Kind::Internal, "the service could not answer; its log says why").hint(
            "try again; if it stays like this, tell whoever runs the service the request's id",
        )
    }

    /// The code of its kind.
    pub fn code(&self) -> &str {
        self.0.kind.rsplit('#').next().unwrap_or_default()
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let details = *self.0;
        let status = StatusCode::from_u16(details.status);
        let status = status.unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let retry = details.retry_after_s;
        let mut response = (status, Json(details)).into_response();
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
        if let Some(seconds) = retry {
            headers.insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        response
    }
}

impl From<crate::scoring::Error> for Problem {
    fn from(error: crate::scoring::Error) -> Self {
        match error {
            crate::scoring::Error::UnknownClient { .. } => {
                let hint = error.hint();
                let problem = Self::new(Kind::UnknownClient, error.to_string());
                hint.into_iter().fold(problem, Self::hint)
            }
            error => Self::internal(&error),
        }
    }
}

impl From<crate::features::dictionary::Error> for Problem {
    fn from(error: crate::features::dictionary::Error) -> Self {
        Self::internal(&error)
    }
}

impl From<crate::pipeline::Error> for Problem {
    fn from(error: crate::pipeline::Error) -> Self {
        match error {
            crate::pipeline::Error::Scoring(error) => error.into(),
            error => Self::internal(&error),
        }
    }
}

impl From<super::ledger::Error> for Problem {
    fn from(error: super::ledger::Error) -> Self {
        use super::ledger::Error as Ledger;

        let hint = error.hint();
        let problem = match &error {
            Ledger::NoPrediction(_) => Self::new(Kind::UnknownRecord, error.to_string()),
            Ledger::Invalid(_) => Self::new(Kind::InvalidInput, error.to_string()),
            _ => {
                tracing::error!(%error, "the log of predictions");
                Self::new(Kind::RecordUnavailable, "what cannot be recorded is not answered")
                    .retry_after(1)
            }
        };
        match (&error, hint) {
            (Ledger::NoPrediction(_) | Ledger::Invalid(_), Some(hint)) => problem.hint(hint),
            _ => problem,
        }
    }
}
