//! Who may pass: a key, its scope, its rate; and that a browser asks for itself.
//!
//! ```text
//! Authorization ─▶ key ─▶ rate ─▶ scope ─▶ same origin, where a browser would send along what
//!                                          another site makes it send
//! ```

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::keys::{Key, KeyRing, Scope, Scopes};
use super::problem::Problem;

/// Who is let in.
#[derive(Debug, Clone)]
pub enum Access {
    /// Whoever asks by a name of this machine. Only for a service that nobody else can reach.
    Open,
    /// Whoever has a key.
    Keys(Arc<KeyRing>),
}

/// Who asks: in the extensions of the request for handlers, of the answer for the log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Caller {
    /// The key's id; `-` where no key is asked for.
    pub key_id: String,
    /// What the key is for.
    pub scopes: Scopes,
}

impl Caller {
    /// Somebody of whom no key is asked: everything is allowed.
    fn without_key() -> Self {
        Self { key_id: "-".to_owned(), scopes: Scope::ALL.into() }
    }
}

/// What a group of routes asks for; the state of [`guard`].
#[derive(Debug, Clone)]
pub struct Gate {
    access: Access,
    needs: Option<Scope>,
}

impl Gate {
    /// Asks for a key of that scope.
    pub fn scope(access: &Access, needs: Scope) -> Self {
        Self { access: access.clone(), needs: Some(needs) }
    }

    /// Asks for a key, whatever it is for.
    pub fn any_key(access: &Access) -> Self {
        Self { access: access.clone(), needs: None }
    }

    /// Who asks, or why not to answer.
    fn admit(&self, request: &Request) -> Result<Caller, Refusal> {
        let headers = request.headers();
        let ring = match &self.access {
            Access::Open => {
                // A page of another site can have its own name lead here, and then read answers;
                // it cannot change the name that the browser sends along.
                if !host_of(request).is_none_or(is_loopback) {
                    return Err(Refusal::new(wrong_host()));
                }
                if changes(request) && is_cross_site(request, Unsigned::Trusted) {
                    return Err(Refusal::new(cross_site()));
                }
                return Ok(Caller::without_key());
            }
            Access::Keys(ring) => ring,
        };
        let (scheme, shown) = shown_key(headers).map_err(|wrong| Refusal::unknown(wrong, None))?;
        let keys = ring.current();
        let key = keys.find(&shown).ok_or_else(|| {
            Refusal::unknown("the key is not one of the living keys", Some(scheme))
        })?;
        let caller = Caller { key_id: key.id.clone(), scopes: key.scopes.clone() };
        let refusal = |problem| Refusal { caller: Some(caller.clone()), ..Refusal::new(problem) };
        if let Err(wait) = key.spend() {
            let seconds = wait.as_secs() + u64::from(wait.subsec_nanos() > 0);
            let retry = (header::RETRY_AFTER, HeaderValue::from(seconds.max(1)));
            return Err(Refusal { headers: vec![retry], ..refusal(too_fast(key)) });
        }
        if let Some(needed) = self.needs.filter(|needed| !key.scopes.contains(needed)) {
            return Err(refusal(out_of_scope(key, needed)));
        }
        // A browser sends a password along with whatever another site makes it send.
        if scheme == Scheme::Basic
            && changes(request)
            && is_cross_site(request, Unsigned::Suspected)
        {
            return Err(refusal(cross_site()));
        }
        Ok(caller)
    }
}

/// Lets a request pass, with its [`Caller`], or answers with problem details.
///
/// Middleware: `router.route_layer(from_fn_with_state(Gate::scope(&access, Scope::Read), guard))`.
pub async fn guard(State(gate): State<Gate>, mut request: Request, next: Next) -> Response {
    match gate.admit(&request) {
        Ok(caller) => {
            request.extensions_mut().insert(caller.clone());
            let mut response = next.run(request).await;
            response.extensions_mut().insert(caller);
            response
        }
        Err(refusal) => refusal.into_response(),
    }
}

/// Why a request does not pass.
#[derive(Debug)]
struct Refusal {
    problem: Problem,
    headers: Vec<(header::HeaderName, HeaderValue)>,
    caller: Option<Caller>,
}

impl Refusal {
    const fn new(problem: Problem) -> Self {
        Self { problem, headers: Vec::new(), caller: None }
    }

    /// No key, or none that is known; says by which schemes to show one.
    fn unknown(detail: &str, scheme: Option<Scheme>) -> Self {
        let problem =
            Problem::new(StatusCode::UNAUTHORIZED, "key", "A key is needed").detail(detail).hint(
                "send \"Authorization: Bearer octroi_…\", or the key as password of HTTP Basic; \
                 \"octroi keys add\" makes one",
            );
        let ask = |text| (header::WWW_AUTHENTICATE, HeaderValue::from_static(text));
        let basic = || ask("Basic realm=\"octroi\", charset=\"UTF-8\"");
        let headers = match scheme {
            // A program that uses Bearer is not to have a browser ask for a password.
            Some(Scheme::Bearer) => vec![ask("Bearer realm=\"octroi\", error=\"invalid_token\"")],
            Some(Scheme::Basic) => vec![basic()],
            None => vec![basic(), ask("Bearer realm=\"octroi\"")],
        };
        Self { problem, headers, caller: None }
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let mut response = self.problem.into_response();
        for (name, value) in self.headers {
            response.headers_mut().append(name, value);
        }
        if let Some(caller) = self.caller {
            response.extensions_mut().insert(caller);
        }
        response
    }
}

fn too_fast(key: &Key) -> Problem {
    Problem::new(StatusCode::TOO_MANY_REQUESTS, "rate", "Too many requests")
        .detail(format!("key \"{}\" may send {} requests per second", key.name, key.rate))
        .hint("wait as long as Retry-After says, or send many applications as one batch")
}

fn out_of_scope(key: &Key, needed: Scope) -> Problem {
    let has: Vec<&str> = key.scopes.iter().map(|scope| scope.name()).collect();
    Problem::new(StatusCode::FORBIDDEN, "scope", "The key is not for this")
        .detail(format!("this needs scope {needed}; key \"{}\" has {}", key.name, has.join(", ")))
        .hint(format!("make a key with \"octroi keys add NAME --scope {needed}\""))
}

fn cross_site() -> Problem {
    Problem::new(StatusCode::FORBIDDEN, "cross-site", "Another site may not ask for this")
        .detail("the request changes something and does not come from a page of this service")
        .hint("programs send the key as \"Authorization: Bearer octroi_…\"")
}

fn wrong_host() -> Problem {
    Problem::new(StatusCode::MISDIRECTED_REQUEST, "host", "The service does not go by this name")
        .detail("without keys, the service answers to names of this machine alone")
        .hint("ask for http://127.0.0.1 or http://localhost, or start it with keys")
}

/// How a key was shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Scheme {
    Bearer,
    Basic,
}

/// The key in the headers, or what is wrong with them.
fn shown_key(headers: &HeaderMap) -> Result<(Scheme, String), &'static str> {
    let mut all = headers.get_all(header::AUTHORIZATION).iter();
    let value = all.next().ok_or("the request shows no key")?;
    if all.next().is_some() {
        return Err("the request shows more than one key");
    }
    let wrong = "expected \"Authorization: Bearer\" or \"Basic\" and a key";
    let (scheme, rest) = value.to_str().map_err(|_| wrong)?.split_once(' ').ok_or(wrong)?;
    let rest = rest.trim();
    if scheme.eq_ignore_ascii_case("bearer") {
        return Ok((Scheme::Bearer, rest.to_owned()));
    }
    if !scheme.eq_ignore_ascii_case("basic") {
        return Err(wrong);
    }
    let decoded = STANDARD.decode(rest).map_err(|_| wrong)?;
    let text = String::from_utf8(decoded).map_err(|_| wrong)?;
    // Whoever asks by Basic may use any name.
    let (_, password) = text.split_once(':').ok_or(wrong)?;
    Ok((Scheme::Basic, password.to_owned()))
}

/// Whether a request may change something.
fn changes(request: &Request) -> bool {
    !matches!(*request.method(), Method::GET | Method::HEAD | Method::OPTIONS | Method::TRACE)
}

/// What to make of a request that says nothing of where it comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Unsigned {
    /// It comes from a program: browsers always say so when they change something.
    Trusted,
    /// A program has another way to show its key.
    Suspected,
}

/// Whether a page of another site may be behind a request.
fn is_cross_site(request: &Request, unsigned: Unsigned) -> bool {
    let text = |name: &str| request.headers().get(name).map(|value| value.to_str().unwrap_or(""));
    // Browsers say it over https and on this machine; elsewhere they name the origin.
    if let Some(site) = text("sec-fetch-site") {
        return !matches!(site, "same-origin" | "none");
    }
    match (text("origin"), host_of(request)) {
        (Some(origin), Some(host)) => {
            let authority = origin.split_once("://").map(|(_, authority)| authority);
            !authority.is_some_and(|authority| authority.eq_ignore_ascii_case(host))
        }
        (Some(_), None) => true,
        (None, _) => unsigned == Unsigned::Suspected,
    }
}

/// The name and port by which the service was asked.
fn host_of(request: &Request) -> Option<&str> {
    let header = request.headers().get(header::HOST).map(|host| host.to_str().unwrap_or(""));
    header.or_else(|| request.uri().authority().map(|authority| authority.as_str()))
}

/// Whether a name, with or without a port, means this machine.
fn is_loopback(host: &str) -> bool {
    let name = match host.strip_prefix('[') {
        Some(rest) => rest.split(']').next().unwrap_or(""),
        None => host.split(':').next().unwrap_or(""),
    };
    let is_address = name.parse::<std::net::IpAddr>().is_ok_and(|address| address.is_loopback());
    is_address || name.eq_ignore_ascii_case("localhost")
}
