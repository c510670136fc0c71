//! What cannot be answered is said with its place, its rule and the way out.

use axum::body::Body;
use axum::http::{Request, StatusCode};
use proptest::prelude::*;
use serde_json::json;

use super::Service;

#[test]
fn what_is_asked_wrongly_is_told() {
    let service = Service::open();
    let client = service.app.live.now().table.clients[3];
    for (path, code, words) in [
        ("/v1/clients/1/score".to_owned(), "unknown-client", "client 1"),
        ("/v1/clients/x/score".to_owned(), "unknown-client", "number of a client"),
        ("/v1/clients/-5/explanation".to_owned(), "unknown-client", "number of a client"),
        ("/v1/clients/99999999999".to_owned(), "unknown-client", "number of a client"),
        (format!("/v1/clients/{client}/explanation?lang=de"), "invalid-query", "lang"),
        (format!("/v1/clients/{client}/explanation?features=maybe"), "invalid-query", "features"),
        ("/v1/clients?limit=0".to_owned(), "invalid-query", "limit"),
        ("/v1/clients?limit=501".to_owned(), "invalid-query", "1 to 500"),
        ("/v1/clients?from_probability=2".to_owned(), "invalid-query", "from_probability"),
        ("/v1/clients?from_probability=NaN".to_owned(), "invalid-query", "from_probability"),
        ("/v1/clients?number=12a".to_owned(), "invalid-query", "digits"),
        ("/v1/clients?colour=red".to_owned(), "invalid-query", "colour"),
        ("/v1/clients?where=FOO%3D1".to_owned(), "invalid-query", "name of a feature"),
        ("/v1/clients?where=AMT_CREDIT".to_owned(), "invalid-query", "FEATURE"),
        ("/v1/clients?where=AMT_CREDIT%3E1".to_owned(), "invalid-query", "FEATURE"),
        ("/v1/clients?where=AMT_CREDIT%3Dinf".to_owned(), "invalid-query", "FEATURE"),
        ("/v1/clients?where=AMT_CREDIT%3D1e5".to_owned(), "invalid-query", "FEATURE"),
        ("/v1/clients?where=AMT_CREDIT%3D1,".to_owned(), "invalid-query", "FEATURE"),
        ("/v1/clients?offset=4294967296".to_owned(), "invalid-query", "offset"),
        ("/v1/clients/0".to_owned(), "unknown-client", "number of a client"),
        (format!("/v1/clients/{client}/predictions?after=-1"), "invalid-query", "0 or more"),
        ("/v1/nothing".to_owned(), "unknown-path", "path"),
        ("/v2/clients".to_owned(), "unknown-path", "file"),
    ] {
        let answer = service.get(&path);
        let found = answer.problem(code);
        let text = found.to_string();
        assert!(text.contains(words), "{path}: {text}");
    }
}

#[test]
fn bodies_are_held_against_what_is_expected() {
    let service = Service::open();
    let client = service.app.live.now().table.clients[3];
    let path = format!("/v1/clients/{client}/what-if");
    for (changes, rules) in [
        (json!({}), vec![("/changes", "nothing_changed")]),
        (json!({"FOO": 1}), vec![("/changes/FOO", "unknown_column")]),
        (json!({"SK_ID_CURR": 1}), vec![("/changes/SK_ID_CURR", "unknown_column")]),
        (json!({"A~/B": 1}), vec![("/changes/A~0~1B", "unknown_column")]),
        (json!({"AMT_CREDIT": "1"}), vec![("/changes/AMT_CREDIT", "wrong_type")]),
        (json!({"AMT_CREDIT": -1}), vec![("/changes/AMT_CREDIT", "out_of_range")]),
        (json!({"CNT_CHILDREN": 1.5}), vec![("/changes/CNT_CHILDREN", "not_whole")]),
        (
            json!({"FLAG_OWN_CAR": "Q", "AMT_CREDIT": null}),
            vec![("/changes/AMT_CREDIT", "wrong_type"), ("/changes/FLAG_OWN_CAR", "unknown_level")],
        ),
    ] {
        let answer = service.post(&path, &json!({ "changes": changes }));
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
        let found = answer.problem("invalid-input");
        let violations = found["violations"].as_array().unwrap();
        let found: Vec<_> = violations
            .iter()
            .map(|one| (one["pointer"].as_str().unwrap(), one["rule"].as_str().unwrap()))
            .collect();
        assert_eq!(found, rules, "{changes}");
    }
    service.post(&path, &json!({"changes": {}, "more": 1})).problem("malformed-body");
    service.post(&path, &json!([1])).problem("malformed-body");
    let send = |kind: Option<&str>, body: &str| {
        let request = Request::post(&path);
        let request = kind.into_iter().fold(request, |one, kind| one.header("content-type", kind));
        service.send(request.body(Body::from(body.to_owned())).unwrap())
    };
    send(None, "{}").problem("unsupported-media-type");
    send(Some("text/plain"), "{}").problem("unsupported-media-type");
    send(Some("application/json"), "{").problem("malformed-body");
    send(Some("application/json; charset=utf-8"), "\u{0}").problem("malformed-body");
    let answer = service.send(Request::delete("/v1/model").body(Body::empty()).unwrap());
    answer.problem("method-not-allowed");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn whatever_is_sent_is_answered(path in "/(v1/)?(clients|model|features|docs|clients/[0-9a-z%._-]{0,12})[/a-z?=&%{}<>'\"]{0,24}", body in ".{0,80}") {
        let service = shared();
        for request in [Request::get(&path).body(Body::empty()), Request::post(&path).header("content-type", "application/json").body(Body::from(body))] {
            let Ok(request) = request else { continue };
            let answer = service.send(request);
            prop_assert!(answer.status != StatusCode::INTERNAL_SERVER_ERROR, "{path}: {}", answer.text());
            prop_assert!(answer.headers.contains_key("x-content-type-options"));
        }
    }
}

fn shared() -> &'static Service {
    static SERVICE: std::sync::OnceLock<Service> = std::sync::OnceLock::new();
    SERVICE.get_or_init(Service::open)
}
