//! One request does not spoil the others, and nothing of the work folder leaks.

use axum::body::Body;
use axum::http::{Request, StatusCode};
use octroi::api::{Config, Limits};
use serde_json::json;

use super::Service;

#[test]
fn bodies_beyond_the_limit_are_refused() {
    let limits = Limits { body_bytes: 2_000, ..Limits::default() };
    let service = Service::with(Config { limits, ..Config::open() });
    let client = service.app.live.now().table.clients[0];
    let path = format!("/v1/clients/{client}/what-if");
    let long = json!({"changes": {"AMT_CREDIT": 1}, "more": "x".repeat(3_000)});
    let answer = service.post(&path, &long);
    assert_eq!(answer.status, StatusCode::PAYLOAD_TOO_LARGE);
    answer.problem("body-too-large");
    assert_eq!(
        service.post(&path, &json!({"changes": {"AMT_CREDIT": 90_000}})).status,
        StatusCode::OK
    );
}

#[test]
fn an_occupied_service_says_so() {
    let limits = Limits { concurrency: 0, ..Limits::default() };
    let service = Service::with(Config { limits, ..Config::open() });
    let answer = service.get("/v1/model");
    answer.problem("too-busy");
    assert_eq!(answer.headers["retry-after"], "1");
}

#[test]
fn nothing_but_what_people_read_is_served() {
    let service = Service::open();
    let reports = service.root.path().join("reports");
    for (name, text) in [
        ("dashboard/index.html", "home"),
        ("dashboard/.hidden", "secret"),
        ("clients/.sheets.log", "secret"),
        ("clients/100002.pdf", "%PDF"),
        ("methodology.pdf", "%PDF"),
        ("notebooks/index.html", "notebooks"),
    ] {
        let path = reports.join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }
    for (path, text) in [
        ("/", "home"),
        ("/index.html", "home"),
        ("/clients/100002.pdf", "%PDF"),
        ("/methodology.pdf", "%PDF"),
        ("/notebooks/index.html", "notebooks"),
        ("/dashboard/index.html", "home"),
    ] {
        let answer = service.get(path);
        assert_eq!((answer.status, answer.text().as_str()), (StatusCode::OK, text), "{path}");
    }
    for path in [
        "/.hidden",
        "/clients/.sheets.log",
        "/%2ehidden",
        "/clients/%2Esheets.log",
        "/../data/features.parquet",
        "/%2e%2e/data/features.parquet",
        "/clients/..%2f..%2fdata%2ffeatures.parquet",
        "/clients/",
        "/data/features.parquet",
        "/features.rows",
    ] {
        let answer = service.get(path);
        assert!(!answer.status.is_success(), "{path}: {}", answer.text());
    }
    let answer = service.send(Request::put("/index.html").body(Body::empty()).unwrap());
    answer.problem("method-not-allowed");
}

#[test]
fn browsers_are_told_what_not_to_do() {
    let service = Service::open();
    for path in ["/v1/model", "/docs/", "/problems", "/healthz", "/nothing"] {
        let headers = service.get(path).headers;
        assert_eq!(headers["x-content-type-options"], "nosniff", "{path}");
        assert_eq!(headers["x-frame-options"], "DENY", "{path}");
        assert_eq!(headers["cache-control"], "no-store", "{path}");
        // By this the pages of the site find the service.
        assert_eq!(headers["x-octroi-service"], env!("CARGO_PKG_VERSION"), "{path}");
        assert!(
            headers["content-security-policy"].to_str().unwrap().contains("frame-ancestors 'none'")
        );
    }
    let policy = &service.get("/v1/model").headers["content-security-policy"];
    assert!(policy.to_str().unwrap().starts_with("default-src 'none'"));
}

#[test]
fn the_description_fits_the_paths() {
    let service = Service::open();
    let document = service.json("/openapi.json");
    assert!(document["openapi"].as_str().unwrap().starts_with("3.1"));
    let client = service.app.live.now().table.clients[0];
    for (path, methods) in document["paths"].as_object().unwrap() {
        for (method, operation) in methods.as_object().unwrap() {
            assert!(operation["summary"].is_string(), "{method} {path} has no title");
            if method == "get" && !path.ends_with(".pdf") {
                let answer = service.get(&path.replace("{client}", &client.to_string()));
                assert_eq!(answer.status, StatusCode::OK, "{path}: {}", answer.text());
            }
        }
    }
    insta::assert_snapshot!(serde_json::to_string_pretty(&document).unwrap());
}
