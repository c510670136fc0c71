//! A walk of clients through every door of the system: one number, bit for bit.

use axum::body::Body;
use axum::http::Request;
use octroi::features::store;
use octroi::scoring::Scorer;
use octroi::tables::Source;
use serde_json::Value;

use super::{Service, explained};
use crate::dashboard::shard::{Shard, site};
use crate::documents::text_of;
use crate::raw_rows::{RawRows, Style};
use crate::support;

/// What a door says of a client: its name, the probability, whether refusal is recommended.
type Said = (&'static str, f64, bool);

fn said(door: &'static str, score: &Value) -> Said {
    let probability = score["probability"].as_f64();
    (door, probability.unwrap_or_else(|| panic!("{door}: {score}")), score["decision"] == "refuse")
}

/// What the site says of each of its clients, in their order.
fn said_by_site(root: &std::path::Path, clients: &[u32]) -> Vec<[Said; 2]> {
    let out = root.join("few");
    let out_text = out.display().to_string();
    let numbers: Vec<String> = clients.iter().map(ToString::to_string).collect();
    let words = ["dashboard", "--quiet", "--clients", &numbers.join(","), "--out", &out_text];
    let made = support::octroi_in(root, &words);
    assert_eq!(made.code, 0, "{}", made.err);
    assert_eq!(site(&out)["n_clients"], clients.len());
    let (rows, scores) = (Shard::open(&out, "rows/0000"), Shard::open(&out, "scores"));
    assert_eq!(rows.u32("clients"), clients);
    let threshold = site(&out)["threshold"].as_f64().unwrap();
    let (of_rows, of_list) = (rows.f64("probability"), scores.f64("probability"));
    let refused = scores.u8("decision");
    let told = (0..clients.len()).map(|at| {
        let is_refused = refused[at] == 1;
        assert_eq!(is_refused, of_rows[at] >= threshold);
        [
            ("the dashboard's rows", of_rows[at], is_refused),
            ("the dashboard's list", of_list[at], is_refused),
        ]
    });
    told.collect()
}

#[test]
fn every_door_says_the_same_number() {
    let service = Service::open();
    let root = service.root.path();
    let served = service.app.live.now();
    let table = store::read(&service.workdir().features()).unwrap();
    let batch = Scorer::new(&*served.artifact, &table).unwrap();
    let raw = RawRows::read(&Source::open(support::demo_data()).unwrap());
    let clients: Vec<u32> = table.clients.iter().copied().step_by(70).take(8).collect();
    let by_site = said_by_site(root, &clients);
    let mut n_refused = 0;
    for (&client, by_site) in clients.iter().zip(by_site) {
        let score = batch.score(client).unwrap();
        let is_refused = score.decision == octroi::decision::Decision::Refuse;
        let mut doors: Vec<Said> = vec![("the batch", score.probability.value(), is_refused)];
        doors.extend(by_site);

        let told = explained(root, client, "fr");
        doors.push(said("octroi explain --json", &told["scored"]));
        for (door, path) in [
            ("the score of a client", format!("/v1/clients/{client}/score")),
            ("its explanation", format!("/v1/clients/{client}/explanation?outlook=true")),
        ] {
            doors.push(said(door, &service.json(&path)));
        }
        let listed = service.json(&format!("/v1/clients?number={client}"));
        doors.push(said("the list of clients", &listed["clients"][0]));

        let body = raw.json(client, Style::default()).unwrap();
        let send = |path: &str, kind: &str| {
            let request = Request::post(path).header("content-type", kind);
            service.send(request.body(Body::from(body.clone())).unwrap()).json()
        };
        doors.push(said("raw rows", &send("/v1/score", "application/json")));
        let line = send("/v1/score/batch", "application/x-ndjson");
        doors.push(said("raw rows on a line", &line["score"]));
        let line = send("/v1/score/batch?reasons=true", "application/x-ndjson");
        doors.push(said("raw rows on a line, with reasons", &line["explanation"]));

        for (door, probability, refuses) in &doors {
            assert_eq!(
                probability.to_bits(),
                score.probability.value().to_bits(),
                "{door} says {probability} of {client}, the batch {}",
                score.probability.value()
            );
            assert_eq!(*refuses, is_refused, "{door} recommends otherwise for {client}");
        }
        assert_eq!(doors.len(), 10);

        // The sheet tells it in words, the same from the service and from the command line.
        let id = client.to_string();
        let words = ["report", "sheets", "--quiet", "--clients", &id, "--force"];
        assert_eq!(support::octroi_in(root, &words).code, 0);
        let path = root.join(format!("reports/clients/{client}.pdf"));
        let sheet = service.get(&format!("/v1/clients/{client}/sheet.pdf"));
        assert!(sheet.body == std::fs::read(&path).unwrap(), "sheets of {client} differ");
        let figure = told["words"]["score"]["probability"].as_str().unwrap();
        let plain = |text: &str| text.replace(['\u{a0}', '\u{202f}'], " ");
        assert!(plain(&text_of(&path)).contains(&plain(figure)), "the sheet does not say {figure}");
        n_refused += u8::from(is_refused);
    }
    assert!(0 < n_refused && usize::from(n_refused) < clients.len(), "both are walked");
}
