//! Keys, what they are for, what is recorded of answers, and what advisers decide.

use axum::body::Body;
use axum::http::{Request, StatusCode};
use octroi::api::Config;
use serde_json::{Value, json};

use super::{Answer, Service};
use crate::support;

/// A service that asks for keys, and one key for each scope.
fn closed() -> (Service, [String; 3]) {
    let root = super::folder();
    let keys = ["read", "score", "admin"].map(|scope| {
        let words = ["keys", "add", &format!("for-{scope}"), "--scope", scope];
        let made = support::octroi_in(root.path(), &words);
        assert_eq!(made.code, 0, "{}", made.err);
        made.out.trim().to_owned()
    });
    (Service::at(root, Config { is_open: false, ..Config::open() }), keys)
}

fn ask(
    service: &Service,
    method: &str,
    path: &str,
    key: Option<&str>,
    body: Option<Value>,
) -> Answer {
    let mut request = Request::builder().method(method).uri(path);
    if let Some(key) = key {
        request = request.header("authorization", format!("Bearer {key}"));
    }
    if body.is_some() {
        request = request.header("content-type", "application/json");
    }
    let body = body.map_or_else(Body::empty, |body| Body::from(body.to_string()));
    service.send(request.body(body).unwrap())
}

#[test]
fn each_path_asks_for_its_scope() {
    let (service, keys) = closed();
    let client = service.app.live.now().table.clients[4];
    let changes = Some(json!({"changes": {"AMT_CREDIT": 90_000}}));
    let decided = Some(json!({"decision": "accept", "reason": "known for years"}));
    // Which key is let in: that for reading, for scoring, for administration.
    for (method, path, body, scope) in [
        ("GET", "/v1/clients".to_owned(), None, 0),
        ("GET", format!("/v1/clients/{client}"), None, 0),
        ("GET", format!("/v1/clients/{client}/score"), None, 0),
        ("GET", format!("/v1/clients/{client}/explanation"), None, 0),
        ("GET", format!("/v1/clients/{client}/similar"), None, 0),
        ("GET", format!("/v1/clients/{client}/sheet.pdf"), None, 0),
        ("GET", "/v1/model".to_owned(), None, 0),
        ("GET", "/v1/features".to_owned(), None, 0),
        ("POST", format!("/v1/clients/{client}/what-if"), changes, 1),
        ("POST", format!("/v1/clients/{client}/override"), decided, 1),
        ("GET", format!("/v1/clients/{client}/predictions"), None, 2),
        ("GET", "/metrics".to_owned(), None, 2),
        ("DELETE", format!("/v1/clients/{client}/predictions"), None, 2),
    ] {
        let answer = ask(&service, method, &path, None, body.clone());
        assert_eq!(answer.status, StatusCode::UNAUTHORIZED, "{path}");
        assert!(answer.headers.contains_key("www-authenticate"));
        answer.problem("missing-key");
        ask(&service, method, &path, Some("octroi_0"), body.clone()).problem("unknown-key");
        for (at, key) in keys.iter().enumerate() {
            let answer = ask(&service, method, &path, Some(key), body.clone());
            if at == scope {
                assert!(answer.status.is_success(), "{path}: {}", answer.text());
            } else {
                assert_eq!(answer.status, StatusCode::FORBIDDEN, "{path}");
                answer.problem("missing-scope");
            }
        }
    }
    for path in ["/", "/index.html", "/methodology.pdf", "/v1/nothing"] {
        ask(&service, "GET", path, None, None).problem("missing-key");
    }
    for path in ["/healthz", "/readyz", "/openapi.json", "/docs/", "/problems"] {
        assert_eq!(ask(&service, "GET", path, None, None).status, StatusCode::OK, "{path}");
    }
}

#[test]
fn what_was_answered_is_recorded_decided_on_told_and_erased() {
    let (service, [read, score, admin]) = closed();
    let clients = service.app.live.now().table.clients.clone();
    let (client, other) = (clients[1], clients[2]);
    let path = |client: u32, rest: &str| format!("/v1/clients/{client}/{rest}");
    let first = ask(&service, "GET", &path(client, "score"), Some(&read), None).json();
    let second = ask(&service, "GET", &path(client, "explanation"), Some(&read), None).json();
    ask(&service, "GET", &path(other, "score"), Some(&read), None);
    assert!(first["prediction"].as_i64() < second["prediction"].as_i64());

    let decided = json!({"decision": "accept", "reason": "three pay slips seen"});
    let about = format!("/v1/predictions/{}/override", first["prediction"]);
    let answer = ask(&service, "POST", &about, Some(&score), Some(decided.clone()));
    assert_eq!(answer.status, StatusCode::CREATED, "{}", answer.text());
    let about = "/v1/predictions/999999999/override";
    ask(&service, "POST", about, Some(&score), Some(decided.clone())).problem("unknown-record");
    ask(&service, "POST", "/v1/predictions/x/override", Some(&score), Some(decided))
        .problem("unknown-record");
    let empty = Some(json!({"decision": "refuse", "reason": "  "}));
    ask(&service, "POST", &path(client, "override"), Some(&score), empty).problem("invalid-input");

    let told = ask(&service, "GET", &path(client, "predictions"), Some(&admin), None).json();
    let predictions = told["predictions"].as_array().unwrap();
    assert_eq!(predictions.len(), 2);
    for (logged, answer) in predictions.iter().zip([&first, &second]) {
        assert_eq!(logged["id"], answer["prediction"]);
        assert_eq!(logged["run_id"], answer["run"]["run_id"]);
        for field in ["probability", "threshold", "decision"] {
            assert_eq!(logged[field], answer[field]);
        }
        assert_eq!(logged["at_ms"], 1_800_000_000_000_i64);
    }
    assert_eq!(predictions[0]["inputs"], predictions[1]["inputs"], "the same inputs");
    assert_eq!(told["overrides"][0]["prediction"], first["prediction"]);
    assert_eq!(told["overrides"][0]["reason"], "three pay slips seen");

    let erased = ask(&service, "DELETE", &path(client, "predictions"), Some(&admin), None).json();
    assert_eq!(erased, json!({"n_predictions": 2, "n_overrides": 1, "is_wiped": true}));
    let left =
        |client| ask(&service, "GET", &path(client, "predictions"), Some(&admin), None).json();
    assert_eq!(left(client)["predictions"].as_array().unwrap().len(), 0);
    assert_eq!(left(other)["predictions"].as_array().unwrap().len(), 1);

    let figures = ask(&service, "GET", "/metrics", Some(&admin), None);
    let text = figures.text();
    assert!(text.contains("octroi_predictions_total{endpoint=\"client-score\""), "{text}");
    let number = client.to_string();
    assert!(!text.contains(&number), "figures name a client");
}

#[test]
fn a_log_that_cannot_be_written_stops_scores_and_nothing_else() {
    let service = Service::open();
    let client = service.app.live.now().table.clients[0];
    service.app.ledger.close().unwrap();
    let answer = service.get(&format!("/v1/clients/{client}/score"));
    assert_eq!(answer.status, StatusCode::SERVICE_UNAVAILABLE);
    answer.problem("record-unavailable");
    assert!(answer.headers.contains_key("retry-after"));
    assert_eq!(service.get("/v1/model").status, StatusCode::OK);
    assert_eq!(service.get("/healthz").status, StatusCode::OK);
}
