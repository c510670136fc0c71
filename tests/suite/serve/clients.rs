//! Clients of the portfolio: the same numbers and words through every door.

use octroi::features::store;
use serde_json::{Value, json};

use super::{Service, explained};
use crate::support;

/// Some clients, evenly spread.
fn some(service: &Service, n: usize) -> Vec<u32> {
    let clients = &service.app.live.now().table.clients;
    clients.iter().copied().step_by((clients.len() / n).max(1)).take(n).collect()
}

#[test]
fn a_client_is_the_same_through_every_door() {
    let service = Service::open();
    let root = service.root.path();
    for (at, client) in some(&service, 6).into_iter().enumerate() {
        let lang = ["fr", "en"][at % 2];
        let told = explained(root, client, lang);
        let (scored, words) = (&told["scored"], &told["words"]);

        let score = service.json(&format!("/v1/clients/{client}/score"));
        for field in ["client", "probability", "threshold", "decision", "log_odds"] {
            assert_eq!(score[field], scored[field], "{field} of {client}");
        }
        assert_eq!(score["run"]["run_id"], words["identity"]["run_id"]);
        assert_eq!(score["run"]["model_id"], words["identity"]["model_id"]);

        let path =
            format!("/v1/clients/{client}/explanation?lang={lang}&features=true&outlook=true");
        let answer = service.json(&path);
        assert_eq!(answer["probability"], scored["probability"]);
        assert_eq!(answer["sentence"], words["verdict"]);
        assert_eq!(answer["start"], scored["explanation"]["points"]["start"]);
        assert_eq!(answer["other"], scored["explanation"]["reasons"]["other"]);
        let (found, effects) = (&answer["features"], &scored["explanation"]["features"]);
        assert_eq!(found.as_array().unwrap().len(), effects.as_array().unwrap().len());
        for (found, effect) in found.as_array().unwrap().iter().zip(effects.as_array().unwrap()) {
            for field in ["feature", "shap_value", "points"] {
                assert_eq!(found[field], effect[field]);
            }
            // The same 32 bits, written with as few digits as tell them apart.
            let value = |one: &Value| one["value"].as_f64().map(|value| (value as f32).to_bits());
            assert_eq!(value(found), value(effect));
        }
        for side in ["unfavorable", "favorable"] {
            let (found, numbers) = (&answer[side], &scored["explanation"]["reasons"][side]);
            let sentences = &words["reasons"][side];
            assert_eq!(found.as_array().unwrap().len(), numbers.as_array().unwrap().len());
            for place in 0..found.as_array().unwrap().len() {
                assert_eq!(found[place]["points"], numbers[place]["points"]);
                assert_eq!(found[place]["feature"], numbers[place]["feature"]);
                assert_eq!(found[place]["sentence"], sentences[place]["sentence"]);
            }
        }
        let points = |reasons: &Value| -> f64 {
            reasons.as_array().unwrap().iter().map(|one| one["points"].as_f64().unwrap()).sum()
        };
        let sum = answer["start"].as_f64().unwrap()
            + points(&answer["unfavorable"])
            + points(&answer["favorable"])
            + answer["other"].as_f64().unwrap();
        assert!((sum - answer["probability"].as_f64().unwrap()).abs() < 1e-9, "{client}: {sum}");
        assert_eq!(answer["outlook"]["n_tried"], scored["outlook"]["n_tried"]);
        assert_eq!(answer["outlook"]["sentence"], words["outlook"]["summary"]);

        let similar = service.json(&format!("/v1/clients/{client}/similar?lang={lang}"));
        assert_eq!(similar["peers"]["sentence"], words["peers"]["sentence"]);
        assert_eq!(similar["peers"]["n_defaults"], scored["similar"]["peers"]["n_defaults"]);
        assert_eq!(
            similar["neighbors"]["default_rate"],
            scored["similar"]["neighbors"]["default_rate"]
        );
        assert_eq!(
            similar["standings"][0]["percentile"],
            scored["similar"]["standings"][0]["percentile"]
        );

        let id = client.to_string();
        let words = ["report", "sheets", "--quiet", "--clients", &id, "--lang", lang, "--force"];
        let made = support::octroi_in(root, &words);
        assert_eq!(made.code, 0, "{}", made.err);
        let sheet = service.get(&format!("/v1/clients/{client}/sheet.pdf?lang={lang}"));
        assert_eq!(sheet.headers["content-type"], "application/pdf");
        let written = std::fs::read(root.join(format!("reports/clients/{client}.pdf"))).unwrap();
        assert!(sheet.body == written, "the sheet of {client} differs from the command line's");
    }
}

#[test]
fn a_file_holds_what_the_model_reads() {
    let service = Service::open();
    let served = service.app.live.now();
    let whole = store::read(&service.workdir().features()).unwrap();
    for client in some(&service, 5) {
        let answer = service.json(&format!("/v1/clients/{client}?lang=en"));
        let row = whole.row(whole.place(client).unwrap());
        let mut n_found = 0;
        for entry in answer["themes"]
            .as_array()
            .unwrap()
            .iter()
            .flat_map(|theme| theme["entries"].as_array().unwrap())
        {
            let name = entry["feature"].as_str().unwrap();
            let value = row[whole.names.iter().position(|known| known == name).unwrap()];
            assert_eq!(
                entry["value"].as_f64().map(|value| value as f32),
                Some(value).filter(|v| !v.is_nan())
            );
            assert_eq!(entry["text"].is_null(), value.is_nan(), "{name}");
            assert_ne!(entry["label"], name, "a raw name is told");
            n_found += 1;
        }
        assert_eq!(n_found, served.artifact.model.feature_names().len());
    }
}

#[test]
fn lists_are_those_found_by_looking_at_everyone() {
    let service = Service::open();
    let served = service.app.live.now();
    let whole = store::read(&service.workdir().features()).unwrap();
    let credit = whole.names.iter().position(|name| name == "AMT_CREDIT").unwrap();
    let source = whole.names.iter().position(|name| name == "EXT_SOURCE_1").unwrap();
    let named = |wanted: &str| whole.names.iter().position(|name| name == wanted).unwrap();
    let partner = named("NAME_TYPE_SUITE_Spouse, partner");
    let scores = served.probabilities().unwrap();
    let threshold = served.artifact.threshold.value();
    let found = |query: &str| -> (usize, Vec<u64>) {
        let answer = service.json(&format!("/v1/clients?{query}&limit=500"));
        let clients = answer["clients"].as_array().unwrap();
        let numbers = clients.iter().map(|one| one["client"].as_u64().unwrap()).collect();
        (answer["n_found"].as_u64().unwrap() as usize, numbers)
    };
    let expected = |holds: &dyn Fn(usize) -> bool| -> Vec<u64> {
        let places = (0..whole.clients.len()).filter(|&place| holds(place));
        places.map(|place| u64::from(whole.clients[place])).collect()
    };
    let cases: [(&str, Vec<u64>); 7] = [
        ("decision=refuse", expected(&|at| scores[at] >= threshold)),
        (
            "decision=accept&outcome=defaulted",
            expected(&|at| scores[at] < threshold && whole.outcomes[at] == Some(true)),
        ),
        ("outcome=unknown", expected(&|at| whole.outcomes[at].is_none())),
        (
            "from_probability=0.05&to_probability=0.1",
            expected(&|at| (0.05..=0.1).contains(&scores[at])),
        ),
        (
            "where=AMT_CREDIT%3E%3D500000,EXT_SOURCE_1%3Dmissing",
            expected(&|at| whole.row(at)[credit] >= 500_000.0 && whole.row(at)[source].is_nan()),
        ),
        (
            "where=NAME_TYPE_SUITE_Spouse,%20partner%3D1,AMT_CREDIT%3C%3D900000",
            expected(&|at| whole.row(at)[partner] == 1.0 && whole.row(at)[credit] <= 900_000.0),
        ),
        ("number=1001", expected(&|at| whole.clients[at].to_string().starts_with("1001"))),
    ];
    for (query, wanted) in cases {
        let (n_found, numbers) = found(query);
        assert!(!wanted.is_empty(), "{query} finds nobody and tests nothing");
        assert_eq!(n_found, wanted.len(), "{query}");
        assert_eq!(numbers, wanted[..wanted.len().min(500)], "{query}");
    }
    // Pages follow each other without a gap, the riskiest first.
    let mut paged = Vec::new();
    for offset in (0..60).step_by(20) {
        let answer =
            service.json(&format!("/v1/clients?sort=-probability&limit=20&offset={offset}"));
        paged.extend(answer["clients"].as_array().unwrap().clone());
    }
    let of = |client: &Value| client["probability"].as_f64().unwrap();
    assert!(paged.windows(2).all(|pair| of(&pair[0]) >= of(&pair[1])));
    let numbers: std::collections::BTreeSet<_> =
        paged.iter().map(|one| one["client"].to_string()).collect();
    assert_eq!(numbers.len(), 60);
    let (n_found, numbers) = found("number=999999999");
    assert_eq!((n_found, numbers.len()), (0, 0));
}

#[test]
fn what_if_is_what_the_examiner_says() {
    let service = Service::open();
    let served = service.app.live.now();
    for client in some(&service, 8) {
        let (_, row) = served.row(client).unwrap();
        let credit = 250_000.0;
        let changes = json!({"changes": {"AMT_CREDIT": credit, "FLAG_OWN_CAR": "Y"}});
        let answer = service.post(&format!("/v1/clients/{client}/what-if"), &changes).json();
        let changes = [
            octroi::features::Change {
                column: "AMT_CREDIT",
                to: octroi::features::NewValue::Number(credit),
            },
            octroi::features::Change {
                column: "FLAG_OWN_CAR",
                to: octroi::features::NewValue::Level("Y"),
            },
        ];
        let expected = served.examiner.probabilities_after(&row, &[changes.to_vec()])[0];
        assert_eq!(answer["probability"], expected);
        let before = service.json(&format!("/v1/clients/{client}/score"));
        assert_eq!(answer["probability_before"], before["probability"]);
        assert_eq!(answer["changes"][0], json!({"column": "AMT_CREDIT", "value": credit}));
    }
}

#[test]
fn every_column_that_is_described_can_be_changed() {
    let service = Service::open();
    let description = service.json("/openapi.json");
    let described = &description["components"]["schemas"]["Changes"]["properties"];
    let described: std::collections::BTreeSet<&str> =
        described.as_object().unwrap().keys().map(String::as_str).collect();
    let served = service.app.live.now();
    let known: std::collections::BTreeSet<&str> =
        served.examiner.revisable().map(|column| column.name).collect();
    assert_eq!(described, known);
}

#[test]
fn the_card_is_that_of_the_run() {
    let service = Service::open();
    let manifest = &service.app.live.now().artifact.manifest;
    let card = service.json("/v1/model");
    assert_eq!(card["run"]["run_id"], manifest.run_id);
    assert_eq!(card["out_of_fold"]["roc_auc"], manifest.roc_auc);
    assert_eq!(card["out_of_fold"]["expected_cost"], manifest.expected_cost);
    assert_eq!(card["hold_out"]["expected_cost"], manifest.hold_out_expected_cost);
    assert_eq!(card["threshold"], manifest.threshold);
    let features = service.json("/v1/features?lang=en");
    let features = features["features"].as_array().unwrap();
    assert_eq!(features.len(), service.app.live.now().artifact.model.feature_names().len());
    let shares: f64 = features.iter().map(|one| one["importance"].as_f64().unwrap()).sum();
    assert!((shares - 1.0).abs() < 1e-9, "{shares}");
    assert!(features.iter().all(|one| !one["sources"].as_array().unwrap().is_empty()));
}
