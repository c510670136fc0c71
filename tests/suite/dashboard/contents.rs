//! What data files hold, against the library.

use octroi::decision::Decision;
use octroi::explanation::{Explainer, SimilarClients};
use octroi::features::Reviser;
use octroi::models::{Model, Node};
use octroi::pipeline::SiteClients;
use octroi::scoring::Scorer;
use serde_json::Value;

use super::shard::{Shard, site, texts};
use super::{World, world};

/// The site of everyone, in a folder of its own.
fn whole(world: &World) -> (tempfile::TempDir, std::path::PathBuf) {
    let root = tempfile::tempdir().unwrap();
    let out = root.path().join("dashboard");
    world.write(&SiteClients::All, &out, None).unwrap();
    (root, out)
}

#[test]
fn rows_and_scores_are_those_of_the_library() {
    let world = world();
    let (_root, out) = whole(&world);
    let scorer = Scorer::new(&world.artifact, &world.table).unwrap();
    let scores = Shard::open(&out, "scores");
    let (probability, decision, outcome) =
        (scores.f64("probability"), scores.u8("decision"), scores.u8("outcome"));
    for place in 0..world.table.clients.len() {
        let score = scorer.score_at(place);
        assert_eq!(probability[place].to_bits(), score.probability.value().to_bits());
        assert_eq!(decision[place], u8::from(score.decision == Decision::Refuse));
        let known = world.table.outcomes[place].map_or(2, u8::from);
        assert_eq!(outcome[place], known);
        let shard = Shard::open(&out, &format!("rows/{:04}", place / 256));
        if place % 97 == 0 {
            let n = shard.u32("clients").len();
            let values = shard.f32("values");
            let at = place % 256;
            assert_eq!(shard.u32("clients")[at], world.table.clients[place]);
            assert_eq!(shard.f64("probability")[at].to_bits(), probability[place].to_bits());
            for (feature, value) in scorer.features(place).into_iter().enumerate() {
                assert_eq!(values[feature * n + at].to_bits(), value.to_bits());
            }
        }
    }
    let site = site(&out);
    for (name, of_kind) in [("refused", 1), ("accepted", 0)] {
        let picks = site["picks"][name].as_array().unwrap();
        assert!(!picks.is_empty() && picks.len() <= 50);
        for pick in picks {
            let client = pick.as_u64().unwrap() as u32;
            assert_eq!(decision[world.table.place(client).unwrap()], of_kind);
        }
    }
    assert_eq!(site["picks"]["near"].as_array().unwrap().len(), 50);
}

#[test]
fn columns_decode_to_the_table() {
    let world = world();
    let (_root, out) = whole(&world);
    let (table, site) = (&world.table, site(&out));
    let features = Shard::open(&out, "features").header;
    let reviser = Reviser::new(&table.names).unwrap();
    let columns = site["columns"].as_array().unwrap();
    let mut n_categories = 0;
    for column in columns {
        let name = column["name"].as_str().unwrap();
        let shard = Shard::open(&out, &format!("columns/{name}"));
        assert_eq!(shard.header["kind"], column["kind"]);
        let size = std::fs::metadata(out.join(format!("data/columns/{name}.js"))).unwrap().len();
        assert_eq!(column["n_bytes"], size);
        if column["kind"] == "number" {
            assert_eq!(shard.header["is_exact"], true);
            let place = table.names.iter().position(|known| known == name).unwrap();
            for (client, back) in shard.numbers().into_iter().enumerate() {
                let value = table.row(client)[place];
                assert!(back == value || back.is_nan() && value.is_nan(), "{name}: {back} {value}");
            }
            continue;
        }
        n_categories += 1;
        let info = features["columns"].as_array().unwrap().iter().find(|c| c["name"] == name);
        let levels = texts(&info.unwrap()["levels"]);
        let (_, origin) = reviser.columns().iter().find(|(c, _)| c.name == name).unwrap();
        for (client, code) in shard.u8("code").into_iter().enumerate() {
            let row = table.row(client);
            assert_eq!(code, origin.code(row));
            let Some(level) = levels.get(usize::from(code)) else {
                assert_eq!(code, 255);
                continue;
            };
            let marked = format!("{name}_{level}");
            if let Some(place) = table.names.iter().position(|known| *known == marked) {
                assert_eq!(row[place], 1.0, "{marked}");
            }
        }
    }
    assert_eq!(n_categories, 16);
    let gender = columns.iter().find(|column| column["name"] == "CODE_GENDER").unwrap();
    assert_eq!(gender["protected"], true, "the model does not read it, the list shows it");
    let names: std::collections::BTreeSet<&str> =
        columns.iter().filter_map(|column| column["name"].as_str()).collect();
    assert_eq!(names.len(), columns.len());
    for language in ["fr", "en"] {
        let labels = Shard::open(&out, &format!("labels.{language}")).header;
        for name in names.iter().copied() {
            assert!(
                labels["columns"][name].as_str().is_some_and(|text| !text.is_empty()),
                "{name}"
            );
        }
        assert_eq!(texts(&labels["features"]).len(), world.n_features());
        assert_eq!(texts(&labels["themes"]).len(), texts(&features["themes"]).len());
    }
}

#[test]
fn the_model_gives_the_same_log_odds() {
    let world = world();
    let (_root, out) = whole(&world);
    let shard = Shard::open(&out, "model");
    let Model::Trees(model) = &world.artifact.model else { panic!("the test's model is of trees") };
    let (start, feature, threshold) =
        (shard.u32("start"), shard.i32("feature"), shard.f64("threshold"));
    let (left, right, missing_left) =
        (shard.u32("left"), shard.u32("right"), shard.u8("missing_left"));
    let (value, cover) = (shard.f64("value"), shard.f64("cover"));
    let scorer = Scorer::new(&world.artifact, &world.table).unwrap();
    for place in (0..world.table.clients.len()).step_by(7) {
        let row = scorer.features(place);
        let mut sum = shard.header["base"].as_f64().unwrap();
        for first in start.windows(2).map(|pair| pair[0]) {
            let mut at = first as usize;
            while feature[at] >= 0 {
                let known = row[feature[at] as usize];
                let goes_left = if known.is_nan() {
                    missing_left[at] == 1
                } else {
                    f64::from(known) < threshold[at]
                };
                at = (first + if goes_left { left[at] } else { right[at] }) as usize;
            }
            sum += value[at];
        }
        assert_eq!(sum.to_bits(), model.log_odds(&row).value().to_bits());
    }
    let covers = model.trees.iter().flat_map(|tree| tree.nodes.iter().map(Node::cover));
    assert!(covers.eq(cover));
    let explainer = Explainer::new(&world.artifact.model).unwrap();
    assert_eq!(shard.header["base_value"], explainer.base_value().value());
    let columns: Vec<u64> =
        shard.header["columns"].as_array().unwrap().iter().filter_map(Value::as_u64).collect();
    assert!(columns.iter().eq(
        explainer.columns().iter().map(|&column| u64::from(column)).collect::<Vec<_>>().iter()
    ));
}

#[test]
fn histograms_count_everyone_once() {
    let world = world();
    let (_root, out) = whole(&world);
    let shard = Shard::open(&out, "histograms");
    let (start, edge_start, edge) =
        (shard.u32("start"), shard.u32("edge_start"), shard.f32("edge"));
    let (count, known, defaults) = (shard.u32("count"), shard.u32("known"), shard.u32("default"));
    let missing = shard.u32("missing");
    let table = &world.table;
    let n_known = table.outcomes.iter().flatten().count() as u32;
    let n_defaults = table.outcomes.iter().flatten().filter(|outcome| **outcome).count() as u32;
    let names = world.artifact.model.feature_names();
    assert_eq!(start.len(), names.len() + 1);
    for (feature, name) in names.iter().enumerate() {
        let bins = start[feature] as usize..start[feature + 1] as usize;
        let sum = |counts: &[u32], kind: usize| {
            counts[bins.clone()].iter().sum::<u32>() + missing[3 * feature + kind]
        };
        assert_eq!(sum(&count, 0), table.clients.len() as u32, "{name}");
        assert_eq!((sum(&known, 1), sum(&defaults, 2)), (n_known, n_defaults), "{name}");
        let edges = &edge[edge_start[feature] as usize..edge_start[feature + 1] as usize];
        assert!(bins.is_empty() && edges.is_empty() || edges.len() == bins.len() + 1);
        assert!(bins.len() <= 24 && edges.windows(2).all(|pair| pair[0] < pair[1]), "{name}");
        if feature % 50 == 3 && !bins.is_empty() {
            let place = table.names.iter().position(|known| known == name).unwrap();
            for (bin, at) in bins.clone().enumerate() {
                let low = if bin == 0 { f32::NEG_INFINITY } else { edges[bin] };
                let high = if bin + 1 == bins.len() { f32::INFINITY } else { edges[bin + 1] };
                let values = (0..table.clients.len()).map(|client| table.row(client)[place]);
                let expected = values.filter(|value| low <= *value && *value < high).count();
                assert_eq!(count[at] as usize, expected, "{name} {bin}");
            }
        }
    }
}

#[test]
fn changes_of_an_application_can_be_followed() {
    let world = world();
    let (_root, out) = whole(&world);
    let revision = &Shard::open(&out, "features").header["revision"];
    let table = &world.table;
    let place = |name: &Value| {
        let name = name.as_str().unwrap();
        table.names.iter().position(|known| known == name).unwrap_or_else(|| panic!("no {name}"))
    };
    for client in (0..table.clients.len()).step_by(11) {
        let row = table.row(client);
        for ratio in revision["ratios"].as_array().unwrap() {
            let [over, under] = [&ratio[1], &ratio[2]].map(|column| f64::from(row[place(column)]));
            let expected = (over / under * ratio[3].as_f64().unwrap()) as f32;
            let (expected, found) =
                (if expected.is_finite() { expected } else { f32::NAN }, row[place(&ratio[0])]);
            // Columns that hold more digits than a feature are computed with all of them.
            let is_near = (expected - found).abs() <= 1e-5 * found.abs();
            assert!(is_near || expected.is_nan() && found.is_nan(), "{ratio}: {expected} {found}");
        }
        for sum in revision["sums"].as_array().unwrap() {
            let parts = sum[1].as_array().unwrap().iter().map(|part| f64::from(row[place(part)]));
            let (expected, found) = (parts.sum::<f64>() as f32, row[place(&sum[0])]);
            assert!(expected == found || expected.is_nan() && found.is_nan(), "{sum}");
        }
    }
    for grows in revision["grows"].as_array().unwrap() {
        place(&grows[0]);
        place(&grows[1]);
    }
    let income = &revision["origins"]["AMT_INCOME_TOTAL"];
    assert_eq!((&income["kind"], &income["is_whole"]), (&"number".into(), &false.into()));
    assert_eq!(revision["origins"]["CODE_GENDER"]["one"], "F");
    assert_eq!(revision["origins"]["NAME_CONTRACT_TYPE"]["kind"], "levels");
}

#[test]
fn similar_clients_can_be_found_by_what_is_told() {
    let world = world();
    let (_root, out) = whole(&world);
    let shard = Shard::open(&out, "similar/base");
    let population = &world.artifact.population;
    let n = population.n_clients();
    assert_eq!(shard.u32("clients"), population.clients());
    assert!(
        shard
            .u8("defaulted")
            .iter()
            .map(|&one| one == 1)
            .eq(population.defaulted().iter().copied())
    );
    assert_eq!(shard.f32("probability"), population.probabilities());
    let column = |name: &Value| population.column(name.as_str().unwrap()).unwrap();
    let codes = shard.u16("code");
    for (rule, told) in shard.header["rules"].as_array().unwrap().iter().enumerate() {
        for client in 0..n {
            let code = match told["features"].as_array() {
                Some(features) => {
                    let held = features.iter().position(|feature| column(feature)[client] > 0.5);
                    held.map_or(65_535, |held| held as u16)
                }
                None => {
                    let value = f64::from(column(&told["feature"])[client]);
                    let is_age = told["is_age"] == true;
                    let value = if is_age { (-value / 365.25).floor() } else { value };
                    let bounds = told["bounds"].as_array().unwrap();
                    let below = bounds.iter().filter(|bound| bound.as_f64().unwrap() <= value);
                    if value.is_nan() { 65_535 } else { below.count() as u16 }
                }
            };
            assert_eq!(codes[rule * n + client], code, "{told} {client}");
        }
    }
    let coordinates = shard.f32("coordinate");
    let mut dimension = 0;
    for axis in shard.header["axes"].as_array().unwrap() {
        let number = |name: &str| axis[name].as_f64().unwrap();
        for (client, &value) in column(&axis["feature"]).iter().enumerate() {
            let clipped = f64::from(value).clamp(number("low"), number("high"));
            let placed = ((clipped - number("mean")) / number("sd")) as f32;
            let expected = if value.is_nan() { 0.0 } else { placed };
            assert_eq!(coordinates[dimension * n + client].to_bits(), expected.to_bits());
            if axis["tells_missing"] == true {
                let expected = if value.is_nan() { 1.0 } else { 0.0 };
                assert_eq!(coordinates[(dimension + 1) * n + client], expected);
            }
        }
        dimension += 1 + usize::from(axis["tells_missing"] == true);
    }
    assert_eq!(shard.header["n_dimensions"], dimension);
    let similar = SimilarClients::new(population);
    assert_eq!(similar.axes().len(), shard.header["axes"].as_array().unwrap().len());
    for name in texts(&shard.header["main"]) {
        let values = Shard::open(&out, &format!("similar/{name}")).f32("values");
        let expected = population.column(&name).unwrap();
        assert!(values.iter().zip(expected).all(|(a, b)| a == b || a.is_nan() && b.is_nan()));
    }
}

#[test]
fn the_model_page_carries_what_thresholds_lead_to() {
    let world = world();
    let (_root, out) = whole(&world);
    let html = std::fs::read_to_string(out.join("model.html")).unwrap();
    let start = "<script type=\"application/json\" id=\"evaluation\">";
    let (_, rest) = html.split_once(start).unwrap();
    let (json, _) = rest.split_once("</script>").unwrap();
    let data: serde_json::Value = serde_json::from_str(json).unwrap();
    let thresholds = &data["thresholds"];
    let study = &world.artifact.threshold_study;
    let n_clients = world.artifact.evaluation.out_of_fold.metrics.n_clients;
    assert_eq!(thresholds["n_clients"], n_clients);
    assert_eq!(thresholds["refused"].as_array().unwrap().len(), 1001);
    assert_eq!(thresholds["refused"][0], n_clients, "from 0 on everyone is refused");
    assert_eq!(thresholds["missed"][0], 0);
    // The threshold in force is a corner of the frontier, with the counts of the study.
    let corners = thresholds["frontier"].as_array().unwrap();
    let corner = corners.iter().find(|one| one[0] == study.search.best.threshold).unwrap();
    assert_eq!(corner[1], study.search.best.n_refused);
    assert_eq!(corner[2], study.search.best.n_missed_defaults);
    assert_eq!(data["dependence"].as_array().unwrap().len(), world.artifact.overview.effects.len());
    assert!(html.contains("id=\"segment-gender\"") && html.contains("id=\"segment-age\""));
}
