//! A name for each request, so that an answer, its line in the log and its rows in the log of
//! predictions are found from each other.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use axum::http::{HeaderMap, HeaderName, HeaderValue};

/// The header that brings an id and takes it back.
pub const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// Longest id that is taken from a caller.
const MOST_LENGTH: usize = 64;

/// The id of a request, in its extensions: 1 to 64 ASCII letters, digits, `.`, `-`, `_`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct RequestId(Arc<str>);

impl RequestId {
    /// Takes a text that can stand in a log and a header as it is.
    pub fn new(text: &str) -> Option<Self> {
        let is_plain = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-' | b'_');
        let is_sane = (1..=MOST_LENGTH).contains(&text.len()) && text.bytes().all(is_plain);
        is_sane.then(|| Self(text.into()))
    }

    /// The text.
    pub fn text(&self) -> &str {
        &self.0
    }

    /// The value of the header that takes it back.
    pub fn header(&self) -> Option<HeaderValue> {
        HeaderValue::from_str(&self.0).ok()
    }
}

/// Where ids come from: random per start of the service, counted per request, so that two never
/// meet and none costs a call of the system.
#[derive(Debug)]
pub struct RequestIds {
    start: u64,
    next: AtomicU64,
}

impl RequestIds {
    /// Starts a series.
    pub fn new() -> Self {
        // Where the system has no random bytes ids of two starts may meet, and nothing else fails.
        Self { start: getrandom::u64().unwrap_or_default(), next: AtomicU64::new(1) }
    }

    /// The id that the caller sent, if it is sane, or the next one of ours.
    pub fn of(&self, headers: &HeaderMap) -> RequestId {
        let sent = headers.get(REQUEST_ID).and_then(|value| value.to_str().ok());
        sent.and_then(RequestId::new).unwrap_or_else(|| self.next())
    }

    fn next(&self) -> RequestId {
        let n = self.next.fetch_add(1, Ordering::Relaxed);
        RequestId(format!("{:016x}-{n:x}", self.start).into())
    }
}

impl Default for RequestIds {
    fn default() -> Self {
        Self::new()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sane_id_is_taken_and_another_is_made() {
        let ids = RequestIds::new();
        let of = |text: &[u8]| {
            let mut headers = HeaderMap::new();
            headers.insert(REQUEST_ID, HeaderValue::from_bytes(text).unwrap());
            ids.of(&headers).text().to_owned()
        };
        assert_eq!(of(b"order-7_a.B"), "order-7_a.B");
        let long = "x".repeat(MOST_LENGTH + 1);
        for odd in [b"".as_slice(), b"a b", b"a\"b", b"a/b", b"\xc3\xa9", long.as_bytes()] {
            let made = of(odd);
            assert!(RequestId::new(&made).is_some() && made.len() > 16, "{made}");
        }
        assert_ne!(ids.of(&HeaderMap::new()), ids.of(&HeaderMap::new()));
    }
}
