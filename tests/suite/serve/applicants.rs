//! New applicants are scored as if they had been in the portfolio.

use axum::body::Body;
use axum::http::{Request, StatusCode};
use octroi::api::{Config, Limits};
use octroi::tables::Source;
use serde_json::{Value, json};

use super::{Answer, Service};
use crate::raw_rows::{RawRows, Style};
use crate::support::demo_data;

fn raw() -> RawRows {
    RawRows::read(&Source::open(demo_data()).unwrap())
}

fn send(service: &Service, path: &str, kind: &str, body: String) -> Answer {
    let request = Request::post(path).header("content-type", kind);
    service.send(request.body(Body::from(body)).unwrap())
}

#[test]
fn raw_rows_are_scored_like_the_client_of_the_table() {
    let service = Service::open();
    let raw = raw();
    for client in raw.clients().into_iter().step_by(60) {
        let body = raw.json(client, Style::default()).unwrap();
        let path = "/v1/score?lang=en&features=true&outlook=true";
        let answer = send(&service, path, "application/json", body);
        assert_eq!(answer.status, StatusCode::OK, "{client}: {}", answer.text());
        let mut answer = answer.json();
        let missing = answer["missing"].take();
        assert!(missing["n_missing"].as_u64() <= missing["n_features"].as_u64());
        let words = missing["inputs"].as_array().unwrap();
        assert!(words.iter().all(|one| one["label"] != one["column"]), "{missing}");
        let known = service
            .json(&format!("/v1/clients/{client}/explanation?lang=en&features=true&outlook=true"));
        for (field, value) in known.as_object().unwrap() {
            assert_eq!(&answer[field], value, "{field} of {client}");
        }
    }
}

#[test]
fn a_batch_answers_line_by_line_in_order() {
    let service = Service::open();
    let raw = raw();
    let clients: Vec<u32> = raw.clients().into_iter().take(24).collect();
    let mut lines: Vec<String> =
        clients.iter().map(|&client| raw.json(client, Style::default()).unwrap()).collect();
    lines.insert(3, "{\"application\": {}}".to_owned());
    lines.insert(7, String::new());
    lines.push("not json".to_owned());
    let answer = send(&service, "/v1/score/batch", "application/x-ndjson", lines.join("\n"));
    assert_eq!(answer.headers["content-type"], "application/x-ndjson");
    let told: Vec<Value> =
        answer.text().lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(told.len(), lines.len() - 1, "the empty line is counted and not told");
    let mut numbers = clients.iter();
    for one in &told {
        let line = one["line"].as_u64().unwrap() as usize;
        match line {
            4 => assert_eq!(one["problem"]["type"], "/problems#invalid-input"),
            27 => assert_eq!(one["problem"]["type"], "/problems#malformed-body"),
            _ => {
                let client = numbers.next().unwrap();
                let mut score = one["score"].clone();
                assert!(score.as_object_mut().unwrap().remove("prediction").is_some());
                let alone = service.json(&format!("/v1/clients/{client}/score"));
                assert_eq!(score, alone, "line {line}");
            }
        }
    }
    assert!(numbers.next().is_none());
    assert!(told.windows(2).all(|pair| pair[0]["line"].as_u64() < pair[1]["line"].as_u64()));

    let answer = send(
        &service,
        "/v1/score/batch?reasons=true&lang=en",
        "application/jsonl",
        lines[0].clone(),
    );
    let told: Value = serde_json::from_str(answer.text().trim()).unwrap();
    let known = service.json(&format!("/v1/clients/{}/explanation?lang=en", clients[0]));
    assert_eq!(told["explanation"]["sentence"], known["sentence"]);
    send(&service, "/v1/score/batch", "application/json", String::new())
        .problem("unsupported-media-type");
}

#[test]
fn what_is_wrong_with_rows_is_told_with_its_place() {
    let limits = Limits { line_bytes: 60_000, ..Limits::default() };
    let service = Service::with(Config { limits, ..Config::open() });
    let raw = raw();
    let client = raw.clients()[5];
    let mut body: Value =
        serde_json::from_str(&raw.json(client, Style::default()).unwrap()).unwrap();
    body["application"]["AMT_INCOME_TOTAL"] = json!(-1);
    body["application"]["DAYS_BIRTH"] = json!(100);
    body["application"]["NAME_EDUCATION_TYPE"] = json!("Kindergarten");
    body["application"]["COLOUR"] = json!("red");
    body["application"]["TARGET"] = json!(1);
    let found = service.post("/v1/score", &body).problem("invalid-input");
    let places: Vec<_> = found["violations"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| one["pointer"].as_str().unwrap())
        .collect();
    for column in ["AMT_INCOME_TOTAL", "DAYS_BIRTH", "NAME_EDUCATION_TYPE", "COLOUR", "TARGET"] {
        assert!(
            places.contains(&format!("/application/{column}").as_str()),
            "{column}: {places:?}"
        );
    }
    assert_eq!(places.len(), 5);
    let long = format!("{{\"x\": \"{}\"}}\n{{}}", "y".repeat(60_000));
    let answer = send(&service, "/v1/score/batch", "application/x-ndjson", long);
    let lines: Vec<Value> =
        answer.text().lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(lines[0]["problem"]["type"], "/problems#body-too-large");
    assert_eq!((lines[1]["line"].as_u64(), lines.len()), (Some(2), 2));
}
