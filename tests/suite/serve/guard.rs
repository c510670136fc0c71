//! Who is let in: keys, scopes, rates, and pages of other sites.

use std::num::NonZeroU32;
use std::sync::Arc;

use axum::body::Body;
use axum::extract::Extension;
use axum::http::{Request, Response, StatusCode, header};
use axum::middleware::from_fn_with_state;
use axum::routing::{get, post};
use axum::{Router, body};
use base64::Engine as _;
use octroi::api::guard::{Access, Caller, Gate, guard};
use octroi::api::keys::{KeyFile, KeyRing, Scope};
use tower::ServiceExt as _;

/// A router with a route for each scope, and where its keys are.
struct Service {
    folder: tempfile::TempDir,
    ring: Arc<KeyRing>,
    router: Router,
}

async fn who(Extension(caller): Extension<Caller>) -> String {
    caller.key_id
}

fn routes(access: &Access) -> Router {
    let gate = |scope| from_fn_with_state(Gate::scope(access, scope), guard);
    let any = from_fn_with_state(Gate::any_key(access), guard);
    Router::new()
        .merge(Router::new().route("/read", get(who)).route_layer(gate(Scope::Read)))
        .merge(Router::new().route("/score", post(who)).route_layer(gate(Scope::Score)))
        .merge(Router::new().route("/admin", get(who)).route_layer(gate(Scope::Admin)))
        .merge(Router::new().route("/any", get(who)).route_layer(any))
}

impl Service {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let rate = NonZeroU32::new(1_000).unwrap();
        let ring = Arc::new(KeyRing::open(&folder.path().join("keys.json"), rate).unwrap());
        let router = routes(&Access::Keys(Arc::clone(&ring)));
        Self { folder, ring, router }
    }

    fn change<T>(
        &self,
        change: impl FnOnce(&mut KeyFile) -> Result<T, octroi::api::keys::Error>,
    ) -> T {
        let changed = KeyFile::change(&self.folder.path().join("keys.json"), change).unwrap();
        assert!(self.ring.refresh().unwrap());
        changed
    }

    /// A new key: its text and its id.
    fn key(&self, name: &str, scopes: &[Scope], rate: Option<u32>) -> (String, String) {
        let scopes = scopes.iter().copied().collect();
        let (secret, record) = self.change(|file| file.add(name, scopes, rate, 0));
        (secret.text().to_owned(), record.id)
    }

    async fn ask(&self, method: &str, path: &str, headers: &[(&str, &str)]) -> Response<Body> {
        ask(&self.router, method, path, headers).await
    }
}

async fn ask(
    router: &Router,
    method: &str,
    path: &str,
    headers: &[(&str, &str)],
) -> Response<Body> {
    let mut request = Request::builder().method(method).uri(path);
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    router.clone().oneshot(request.body(Body::empty()).unwrap()).await.unwrap()
}

async fn text(response: Response<Body>) -> String {
    let bytes = body::to_bytes(response.into_body(), 1 << 16).await.unwrap();
    String::from_utf8(bytes.to_vec()).unwrap()
}

/// A problem's code and its words.
async fn problem(response: Response<Body>) -> (String, serde_json::Value) {
    assert_eq!(response.headers()[header::CONTENT_TYPE], "application/problem+json");
    let json: serde_json::Value = serde_json::from_str(&text(response).await).unwrap();
    (json["type"].as_str().unwrap().split_once('#').unwrap().1.to_owned(), json)
}

fn bearer(key: &str) -> String {
    format!("Bearer {key}")
}

fn basic(name: &str, key: &str) -> String {
    let text = format!("{name}:{key}");
    format!("Basic {}", base64::engine::general_purpose::STANDARD.encode(text))
}

#[tokio::test]
async fn a_key_opens_what_it_is_for() {
    let service = Service::new();
    let (key, id) = service.key("desk", &[Scope::Read, Scope::Score], None);
    for authorization in
        [bearer(&key), bearer(&key).replacen("Bearer", "bEARER", 1), basic("anybody", &key)]
    {
        let answer = service.ask("GET", "/read", &[("authorization", &authorization)]).await;
        assert_eq!(answer.status(), StatusCode::OK, "{authorization}");
        assert_eq!(answer.extensions().get::<Caller>().unwrap().key_id, id);
        assert_eq!(text(answer).await, id);
    }
    let headers = [("authorization", bearer(&key))];
    let headers: Vec<(&str, &str)> = headers.iter().map(|(a, b)| (*a, b.as_str())).collect();
    assert_eq!(service.ask("POST", "/score", &headers).await.status(), StatusCode::OK);
    assert_eq!(service.ask("GET", "/any", &headers).await.status(), StatusCode::OK);
    let refused = service.ask("GET", "/admin", &headers).await;
    assert_eq!(refused.status(), StatusCode::FORBIDDEN);
    assert_eq!(refused.extensions().get::<Caller>().unwrap().key_id, id);
    let (code, json) = problem(refused).await;
    assert_eq!(code, "missing-scope");
    assert!(json["detail"].as_str().unwrap().contains("needs scope admin"), "{json}");
    // None implies another.
    let (admin, _) = service.key("boss", &[Scope::Admin], None);
    let admin = bearer(&admin);
    let answer = service.ask("GET", "/read", &[("authorization", &admin)]).await;
    assert_eq!(answer.status(), StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn whoever_has_no_living_key_is_asked_for_one() {
    let service = Service::new();
    let (key, _) = service.key("desk", &[Scope::Read], None);
    let almost = format!("{}{}", &key[..key.len() - 1], if key.ends_with('0') { '1' } else { '0' });
    let asked = |response: &Response<Body>| -> Vec<String> {
        let all = response.headers().get_all(header::WWW_AUTHENTICATE);
        all.iter().map(|value| value.to_str().unwrap().to_owned()).collect()
    };
    for (shown, n_schemes) in [
        (None, 2),
        (Some(String::new()), 2),
        (Some("Bearer".to_owned()), 2),
        (Some(format!("Digest {key}")), 2),
        (Some("Basic !".to_owned()), 2),
        (Some(bearer(&almost)), 1),
        (Some(bearer(&key.to_uppercase())), 1),
        (Some(basic(&key, "")), 1),
    ] {
        let headers: Vec<(&str, &str)> =
            shown.iter().map(|shown| ("authorization", shown.as_str())).collect();
        let answer = service.ask("GET", "/read", &headers).await;
        assert_eq!(answer.status(), StatusCode::UNAUTHORIZED, "{shown:?}");
        assert_eq!(asked(&answer).len(), n_schemes, "{shown:?}");
        let (code, json) = problem(answer).await;
        assert_eq!(code, if n_schemes == 2 { "missing-key" } else { "unknown-key" });
        assert!(!json.to_string().contains(&almost), "a problem shows the key: {json}");
    }
    let good = bearer(&key);
    let twice = [("authorization", good.as_str()), ("authorization", good.as_str())];
    let answer = service.ask("GET", "/read", &twice).await;
    assert_eq!(answer.status(), StatusCode::UNAUTHORIZED);
    // Revoked: at the next look at the file.
    assert_eq!(service.ask("GET", "/read", &twice[..1]).await.status(), StatusCode::OK);
    service.change(|file| file.revoke("desk", 1));
    let answer = service.ask("GET", "/read", &twice[..1]).await;
    assert_eq!(answer.status(), StatusCode::UNAUTHORIZED);
    assert_eq!(asked(&answer), ["Bearer realm=\"octroi\", error=\"invalid_token\""]);
}

#[tokio::test]
async fn a_key_that_asks_too_often_waits_and_others_do_not() {
    let service = Service::new();
    let (slow, _) = service.key("slow", &[Scope::Read], Some(1));
    let (other, _) = service.key("other", &[Scope::Read], None);
    let (slow, other) = (bearer(&slow), bearer(&other));
    let slow = [("authorization", slow.as_str())];
    for _ in 0..2 {
        assert_eq!(service.ask("GET", "/read", &slow).await.status(), StatusCode::OK);
    }
    let answer = service.ask("GET", "/read", &slow).await;
    assert_eq!(answer.status(), StatusCode::TOO_MANY_REQUESTS);
    assert_eq!(answer.headers()[header::RETRY_AFTER], "1");
    let (code, json) = problem(answer).await;
    assert_eq!(code, "rate-limited");
    assert!(json["detail"].as_str().unwrap().contains("1 requests per second"), "{json}");
    // What it may not do counts as well, and another key has room of its own.
    assert_eq!(service.ask("GET", "/admin", &slow).await.status(), StatusCode::TOO_MANY_REQUESTS);
    let other = [("authorization", other.as_str())];
    assert_eq!(service.ask("GET", "/read", &other).await.status(), StatusCode::OK);
}

#[tokio::test]
async fn a_page_of_another_site_changes_nothing() {
    let service = Service::new();
    let (key, _) = service.key("desk", &[Scope::Read, Scope::Score], None);
    let (by_basic, by_bearer) = (basic("me", &key), bearer(&key));
    let host = ("host", "scores.example:8443");
    let cases: [(&[(&str, &str)], bool); 8] = [
        (&[("sec-fetch-site", "same-origin")], true),
        (&[("sec-fetch-site", "none")], true),
        (&[("origin", "https://scores.example:8443")], true),
        (&[("sec-fetch-site", "cross-site")], false),
        (&[("sec-fetch-site", "same-site"), ("origin", "https://scores.example:8443")], false),
        (&[("origin", "https://evil.example")], false),
        (&[("origin", "null")], false),
        (&[], false),
    ];
    for (headers, passes) in cases {
        let mut all = vec![("authorization", by_basic.as_str()), host];
        all.extend(headers);
        let answer = service.ask("POST", "/score", &all).await;
        let expected = if passes { StatusCode::OK } else { StatusCode::FORBIDDEN };
        assert_eq!(answer.status(), expected, "{headers:?}");
        // Looking is safe, and what shows a key of its own accord is no page that was led here.
        all[0].1 = by_bearer.as_str();
        assert_eq!(service.ask("POST", "/score", &all).await.status(), StatusCode::OK);
        all[0].1 = by_basic.as_str();
        assert_eq!(service.ask("GET", "/read", &all).await.status(), StatusCode::OK);
    }
}

#[tokio::test]
async fn without_keys_only_this_machine_is_served() {
    let router = routes(&Access::Open);
    for (host, expected) in [
        ("127.0.0.1:8080", StatusCode::OK),
        ("localhost", StatusCode::OK),
        ("LocalHost:8080", StatusCode::OK),
        ("[::1]:8080", StatusCode::OK),
        ("evil.example", StatusCode::MISDIRECTED_REQUEST),
        ("localhost.evil.example:8080", StatusCode::MISDIRECTED_REQUEST),
        ("127.0.0.1.evil.example", StatusCode::MISDIRECTED_REQUEST),
        ("", StatusCode::MISDIRECTED_REQUEST),
    ] {
        let answer = ask(&router, "GET", "/admin", &[("host", host)]).await;
        assert_eq!(answer.status(), expected, "{host}");
    }
    let host = ("host", "127.0.0.1:8080");
    for (headers, expected) in [
        (vec![host], StatusCode::OK),
        (vec![host, ("sec-fetch-site", "same-origin")], StatusCode::OK),
        (vec![host, ("origin", "http://127.0.0.1:8080")], StatusCode::OK),
        (vec![host, ("sec-fetch-site", "cross-site")], StatusCode::FORBIDDEN),
        (vec![host, ("origin", "http://127.0.0.1:9999")], StatusCode::FORBIDDEN),
    ] {
        let answer = ask(&router, "POST", "/score", &headers).await;
        assert_eq!(answer.status(), expected, "{headers:?}");
    }
    assert_eq!(text(ask(&router, "GET", "/read", &[host]).await).await, "-");
}
