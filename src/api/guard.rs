//! Who may pass: a key, its scope, its rate; and that a browser asks for itself.
//!
//! ```text
//! Authorization ─▶ key ─▶ rate ─▶ scope ─▶ same origin, where a browser would send along what
//!                                          another site makes it send
//! ```

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderValue, Method, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::keys::{Key, KeyRing, Scope, Scopes};
use super::problem::{Kind, Problem};

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
        let (scheme, shown) = shown_key(headers).map_err(Refusal::missing)?;
        let keys = ring.current();
        let key = keys.find(&shown).ok_or_else(|| Refusal::unknown(scheme))?;
        let caller = Caller { key_id: key.id.clone(), scopes: key.scopes.clone() };
        let refusal = |problem| Refusal { caller: Some(caller.clone()), ..Refusal::new(problem) };
        if let Err(wait) = key.spend() {
            let seconds = wait.as_secs() + u64::from(wait.subsec_nanos() > 0);
            return Err(refusal(too_fast(key).retry_after(seconds.max(1))));
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
    /// The schemes by which to show a key, where none that is known was shown.
    asks: &'static [&'static str],
    caller: Option<Caller>,
}

const BASIC: &str = "Basic realm=\"octroi\", charset=\"UTF-8\"";
const BEARER: &str = "Bearer realm=\"octroi\"";
const NOT_THIS_BEARER: &str = "Bearer realm=\"octroi\", error=\"invalid_token\"";
const HOW: &str = "send \"Authorization: Bearer octroi_…\", or the key as password of HTTP Basic; \
                   \"octroi keys add\" makes one";

impl Refusal {
    const fn new(problem: Problem) -> Self {
        Self { problem, asks: &[], caller: None }
    }

    /// No key is shown, or not in a way that is understood.
    fn missing(wrong: &'static str) -> Self {
        let problem = Problem::new(Kind::MissingKey, wrong).hint(HOW);
        Self { asks: &[BASIC, BEARER], ..Self::new(problem) }
    }

    /// A key that nobody has, or nobody has any more.
    fn unknown(scheme: Scheme) -> Self {
        let detail = "the key is not one of the living keys";
        let problem = Problem::new(Kind::UnknownKey, detail).hint(HOW);
        let asks: &[&str] = match scheme {
            // A page that uses Bearer is not to have the browser ask for a password.
            Scheme::Bearer => &[NOT_THIS_BEARER],
            Scheme::Basic => &[BASIC],
        };
        Self { asks, ..Self::new(problem) }
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let mut response = self.problem.into_response();
        for ask in self.asks {
            let ask = HeaderValue::from_static(ask);
            response.headers_mut().append(header::WWW_AUTHENTICATE, ask);
        }
        if let Some(caller) = self.caller {
            response.extensions_mut().insert(caller);
        }
        response
    }
}

fn too_fast(key: &Key) -> Problem {
    let detail = format!("key \"{}\" may send {} requests per second", key.name, key.rate);
    Problem::new(Kind::RateLimited, detail)
        .hint("wait as long as Retry-After says, or send many applications as one batch")
}

fn out_of_scope(key: &Key, needed: Scope) -> Problem {
    let has: Vec<&str> = key.scopes.iter().map(|scope| scope.name()).collect();
    let has = has.join(", ");
    let detail = format!("this needs scope {needed}; key \"{}\" has {has}", key.name);
    Problem::new(Kind::MissingScope, detail)
        .hint(format!("make a key with \"octroi keys add NAME --scope {needed}\""))
}

fn cross_site() -> Problem {
    let detail = "it changes something, and does not come from a page of this service";
    Problem::new(Kind::CrossSite, detail)
        .hint("programs send the key as \"Authorization: Bearer octroi_…\"")
}

fn wrong_host() -> Problem {
    Problem::new(Kind::WrongHost, "without keys, it answers to names of this machine alone")
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
