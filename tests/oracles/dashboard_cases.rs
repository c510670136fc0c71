//! Writes what the program says of clients of a run, for the dashboard's engine to say as well:
//! `tests/dashboard/engine`.
//!
//! `cargo run --release --example dashboard_cases -- WORK CASES.json [CLIENT …]`
//!
//! WORK holds `data/features.parquet` and a promoted run. Without clients, some are chosen.

use std::env;
use std::fs;
use std::path::Path;

use octroi::artifact::{self, registry};
use octroi::decision::Decision;
use octroi::explanation::{Move, OpenQuestion, Outlook, Place, Reason, Told, Way};
use octroi::features::dictionary::Language;
use octroi::features::{Change, Definition, FeatureTable, NewValue, Reviser, store};
use octroi::probability::Probability;
use octroi::scoring::{Examiner, ScoredClient, Scorer};
use octroi::tables::{Column, Kind, Table};
use octroi::views::{Format, from_run};
use rand::{RngExt, SeedableRng};
use rand_pcg::Pcg64Mcg;
use serde_json::{Value, json};

/// Clients chosen where none are named.
const N_CLIENTS: usize = 60;
/// Refused clients looked for, where none are named, to hear what would change the decision.
const N_REFUSED: usize = 120;
/// Changes of the application tried for each.
const N_REVISIONS: usize = 20;
/// Explanations made up to hear every way of saying a reason, of ten reasons each.
const N_MADE_UP: usize = 400;

fn main() {
    let mut words = env::args().skip(1);
    let work = words.next().expect("expected a work folder as the first argument");
    let path = words.next().expect("expected a file to write as the second argument");
    let asked: Vec<u32> = words.map(|word| word.parse().expect("clients are numbers")).collect();
    let data = Path::new(&work).join("data");
    let run = registry::find(&data.join("runs"), None).unwrap();
    let artifact = artifact::load(&run).unwrap();
    let table = store::read(&data.join("features.parquet")).unwrap();
    let examiner = Examiner::new(Scorer::new(&artifact, &table).unwrap()).unwrap();
    let speakers = [Language::French, Language::English]
        .map(|language| from_run::Speaker::new(&artifact, language, String::new()).unwrap());
    let reviser = Reviser::new(&table.names).unwrap();
    let mut random = Pcg64Mcg::seed_from_u64(20_263);

    let places = if asked.is_empty() { chosen(&table) } else { places(&table, &asked) };
    let clients: Vec<Value> = places
        .iter()
        .map(|&place| {
            let scored = examiner.examine_at(place).unwrap();
            json!({
                "client": scored.score.client,
                "scored": scored,
                "words": speakers.each_ref().map(|s| from_run::explanation(s, &scored).unwrap()),
                "revisions": revisions(&mut random, &examiner, &reviser, table.row(place)),
            })
        })
        .collect();
    let heard = |scored: &ScoredClient| {
        json!({
            "client": scored.score.client,
            "probability": scored.score.probability,
            "outlook": scored.outlook,
            "words": speakers.each_ref().map(|s| from_run::explanation(s, scored).unwrap().outlook),
        })
    };
    let refused = refused(&examiner, &table, &places, asked.is_empty());
    let (empty, emptied) = emptied(&examiner, &table);
    let refused: Vec<Value> = refused.iter().map(heard).collect();
    let emptied: Vec<Value> = emptied.iter().map(heard).collect();
    let made_up_ways: Vec<Value> =
        made_up_ways(&examiner, &table, places[0]).iter().map(heard).collect();
    let first = examiner.examine_at(places[0]).unwrap();
    let made_up: Vec<Value> = (0..N_MADE_UP)
        .map(|_| {
            let scored = made_up(&mut random, &examiner, &first);
            let told = &scored.explanation.reasons;
            let reasons: Vec<Value> =
                told.unfavorable.iter().chain(&told.favorable).map(with_place).collect();
            let words = speakers.each_ref().map(|s| {
                let said = from_run::explanation(s, &scored).unwrap().reasons;
                json!({"unfavorable": said.unfavorable, "favorable": said.favorable})
            });
            json!({"reasons": reasons, "words": words})
        })
        .collect();
    let formats: Vec<Value> = [Language::French, Language::English]
        .into_iter()
        .map(|language| formats(&mut random, language))
        .collect();
    let cases = json!({
        "run_id": artifact.manifest.run_id,
        "formats": formats,
        "clients": clients,
        "refused": refused,
        "made_up_ways": made_up_ways,
        "emptied": {"features": empty, "clients": emptied},
        "made_up": made_up,
    });
    fs::write(path, serde_json::to_vec(&cases).unwrap()).unwrap();
}

/// Clients all over the table.
fn chosen(table: &FeatureTable) -> Vec<usize> {
    let n = table.clients.len();
    let step = n.div_ceil(N_CLIENTS).max(1);
    (0..n).step_by(step).collect()
}

/// Refused clients: those of some places, or, where these were chosen, of all over the table.
fn refused(
    examiner: &Examiner<'_>,
    table: &FeatureTable,
    places: &[usize],
    is_chosen: bool,
) -> Vec<ScoredClient> {
    let n = table.clients.len();
    // A step that shares nothing with the one of `chosen` leads to other clients.
    let step = (n / (N_REFUSED * 4)).max(1) | 1;
    let everywhere: Vec<usize> = (0..n).step_by(step).collect();
    let places = if is_chosen { &everywhere } else { places };
    let is_refused = |place: &usize| examiner.scorer.score_at(*place).decision == Decision::Refuse;
    let examined = |&place: &usize| examiner.examine_at(place).unwrap();
    places.iter().filter(|place| is_refused(place)).map(examined).take(N_REFUSED).collect()
}

/// Features that are 0 where the form tells neither job nor housing and comes without papers, and
/// refused clients of whom they are: files so bare are rare, and more can be told of them.
fn emptied(examiner: &Examiner<'_>, table: &FeatureTable) -> (Vec<String>, Vec<ScoredClient>) {
    let is_emptied = |name: &str| {
        let of = ["OCCUPATION_TYPE_", "HOUSETYPE_MODE_", "NAME_HOUSING_TYPE_", "FLAG_DOCUMENT_"];
        name == "DOCUMENT_COUNT" || of.iter().any(|of| name.starts_with(of))
    };
    let empty: Vec<usize> =
        (0..table.names.len()).filter(|&p| is_emptied(&table.names[p])).collect();
    let step = (table.clients.len() / (N_REFUSED * 4)).max(1);
    let mut found = Vec::new();
    for place in (0..table.clients.len()).step_by(step) {
        let mut row = table.row(place).to_vec();
        for &place in &empty {
            row[place] = 0.0;
        }
        let scored = examiner.examine_row(table.clients[place], &row).unwrap();
        let Outlook { ways, open, .. } = &scored.outlook;
        if !open.is_empty() || !ways.is_empty() {
            found.push(scored);
        }
    }
    found.truncate(N_REFUSED);
    (empty.iter().map(|&place| table.names[place].clone()).collect(), found)
}

/// Refused clients with ways and questions made up, to hear every move alone and beside another,
/// and every question.
fn made_up_ways(examiner: &Examiner<'_>, table: &FeatureTable, place: usize) -> Vec<ScoredClient> {
    let (from, to, payment) = (260_640.0, 255_000.0, 17_100.0);
    let moves = [
        Move::BorrowLess { from, to, payment },
        Move::LowerLimit { from, to },
        Move::PayDown { paid: from - to, from, to, payment },
        Move::RepaySlower { from: 17_514.5, to: payment },
        Move::RepayFaster { from: 17_514.5, to: 18_000.0 },
        Move::Provide { column: "FLAG_DOCUMENT_3" },
    ];
    let threshold = examiner.scorer.artifact.threshold.value();
    let way = |moves: Vec<Move>| Way {
        probability: threshold * (1.0 - 0.0004 * moves.len() as f64),
        moves,
        changes: vec![],
    };
    let alone = moves.iter().map(|&one| way(vec![one]));
    let beside = moves.iter().flat_map(|&a| moves[3..].iter().map(move |&b| vec![a, b])).map(way);
    let open = ["OCCUPATION_TYPE", "NAME_HOUSING_TYPE"].map(|column| OpenQuestion {
        column,
        lowest: threshold * 0.9,
        highest: threshold * 1.37,
    });
    let outlook = Outlook { ways: alone.chain(beside).collect(), open: open.to_vec(), n_tried: 0 };
    let mut scored = examiner.examine_row(0, table.row(place)).unwrap();
    let outlooks = [
        Outlook { open: Vec::new(), ..outlook.clone() },
        Outlook { ways: Vec::new(), ..outlook.clone() },
        outlook,
    ];
    let distances = [0.000_01, 0.004, 0.3];
    let told = outlooks.into_iter().zip(distances).map(|(outlook, distance)| {
        scored.score.probability = Probability::new(threshold + distance).unwrap();
        ScoredClient { outlook, ..scored.clone() }
    });
    told.collect()
}

fn places(table: &FeatureTable, clients: &[u32]) -> Vec<usize> {
    clients.iter().map(|&client| table.place(client).expect("a client of the table")).collect()
}

/// Rows after random changes: what differs from the row, by feature of the model.
fn revisions(
    random: &mut Pcg64Mcg,
    examiner: &Examiner<'_>,
    reviser: &Reviser,
    row: &[f32],
) -> Vec<Value> {
    let columns: Vec<&'static Column> =
        Table::ApplicationTrain.columns().iter().filter(|column| is_changed(column)).collect();
    let sets: Vec<Vec<Change>> = (0..N_REVISIONS)
        .map(|_| {
            let n_changes = random.random_range(1..=3);
            let mut change = |_| {
                let column = columns[random.random_range(0..columns.len())];
                change(random, column)
            };
            (0..n_changes).map(&mut change).collect()
        })
        .collect();
    let features = examiner.scorer.features_of(row);
    let revised = reviser.revise(row, &sets);
    sets.iter()
        .zip(&revised)
        .map(|(changes, revised)| {
            let revised = examiner.scorer.features_of(revised);
            let differs = |&place: &usize| revised[place].to_bits() != features[place].to_bits();
            let values: Vec<Value> = (0..revised.len())
                .filter(differs)
                .map(|place| json!([place, known(revised[place])]))
                .collect();
            let changes: Vec<Value> = changes
                .iter()
                .map(|change| match change.to {
                    NewValue::Number(to) => json!({"column": change.column, "to": to}),
                    NewValue::Level(to) => json!({"column": change.column, "to": to}),
                })
                .collect();
            let probability = examiner.scorer.score_row(0, &revised).probability;
            json!({"changes": changes, "values": values, "probability": probability})
        })
        .collect()
}

/// Whether a column is one that people may change, or one alike.
fn is_changed(column: &Column) -> bool {
    let is_amount = matches!(
        column.name,
        "AMT_CREDIT" | "AMT_ANNUITY" | "AMT_GOODS_PRICE" | "AMT_INCOME_TOTAL" | "CNT_CHILDREN"
    );
    let is_category = matches!(column.kind, Kind::Category(_)) && !column.name.ends_with("_MODE");
    is_amount || is_category || column.name.starts_with("FLAG_")
}

fn change(random: &mut Pcg64Mcg, column: &'static Column) -> Change {
    let levels = column.levels();
    let to = if !levels.is_empty() {
        NewValue::Level(levels[random.random_range(0..levels.len())])
    } else if column.name.starts_with("AMT_") {
        NewValue::Number((random.random_range(0.0..2_000_000.0_f64) / 50.0).round() * 50.0)
    } else if column.name.starts_with("CNT_") {
        NewValue::Number(random.random_range(0.0..6.0))
    } else {
        NewValue::Number(f64::from(random.random_range(0..=1_u8)))
    };
    Change { column: column.name, to }
}

/// A client whose reasons are made up.
fn made_up(random: &mut Pcg64Mcg, examiner: &Examiner<'_>, like: &ScoredClient) -> ScoredClient {
    let mut scored = like.clone();
    let mut side =
        |sign: f64| -> Vec<Reason> { (0..5).map(|_| reason(random, examiner, sign)).collect() };
    let (unfavorable, favorable) = (side(1.0), side(-1.0));
    let reasons = &mut scored.explanation.reasons;
    (reasons.unfavorable, reasons.favorable) = (unfavorable, favorable);
    scored
}

fn reason(random: &mut Pcg64Mcg, examiner: &Examiner<'_>, sign: f64) -> Reason {
    let (subjects, names) = (&examiner.subjects, examiner.scorer.artifact.model.feature_names());
    let place = random.random_range(0..names.len());
    let subject = &subjects.subjects[subjects.of_feature[place]];
    let told = match (random.random_range(0..10_u8), subjects.definitions[place]) {
        (0, _) => Told::NotGiven,
        (1, _) => Told::NoJob,
        (2, _) => Told::NoCar,
        (3, _) => Told::NoHistory,
        (4, _) => Told::Building,
        (_, Definition::Level { column, level }) => Told::Level { column, level },
        _ => Told::Value(number(random)),
    };
    let below = random.random_range(0.0..1.0_f64);
    let standing = match random.random_range(0..8_u8) {
        0 => Place::Unsaid,
        1 => Place::SameCase(random.random_range(0.0..1.0_f64).powi(4)),
        2 => Place::SameCase(1.0 - random.random_range(0.0..1.0_f64).powi(4)),
        _ => Place::Number {
            below,
            above: (1.0 - below) * random.random_range(0.0..1.0_f64).sqrt(),
            typical: match (random.random_range(0..4_u8), &told) {
                (0, _) => None,
                (1, Told::Value(own)) => Some(own * random.random_range(0.94..1.06)),
                _ => Some(number(random)),
            },
        },
    };
    let points = sign * random.random_range(0.0..0.2_f64).powi(2);
    Reason {
        subject: subject.key.clone(),
        theme: subject.theme,
        is_whole_theme: subject.is_whole_theme(),
        feature: names[place].clone(),
        place,
        shap_value: points,
        points,
        told,
        standing,
    }
}

/// A reason with the place of its feature, which is left out elsewhere.
fn with_place(reason: &Reason) -> Value {
    let mut value = json!(reason);
    value["place"] = json!(reason.place);
    value
}

/// Numbers of every size, small whole ones above all.
fn number(random: &mut Pcg64Mcg) -> f32 {
    match random.random_range(0..6_u8) {
        0 => f32::from(random.random_range(-3..=3_i8)),
        1 => random.random_range(0.0..1.0),
        2 => f32::from(random.random_range(-80..=80_i8)) / 8.0,
        3 => random.random_range(-20_000.0..0.0_f32).round(),
        4 => random.random_range(0.0..3_000_000.0),
        _ => random.random_range(-60.0..60.0),
    }
}

/// Numbers in words: `[what, arguments …, text]`.
fn formats(random: &mut Pcg64Mcg, language: Language) -> Value {
    let format = Format::new(language);
    let mut cases = Vec::new();
    for round in 0..60_000_u32 {
        let n = random.random_range(0..=4_usize);
        // Halves, quarters, … lie between two roundings as often as not.
        let tie = f64::from(random.random_range(-4096..4096_i32)) / f64::from(1 << (round % 8));
        let share = f64::from(random.random_range(0..=4000_u32)) / 4000.0;
        let wide = random.random_range(-1.0..1.0_f64) * 10_f64.powi(random.random_range(-6..9));
        let value = [tie, share, wide, wide.round()][(round % 4) as usize];
        cases.push(match round % 11 {
            0 => json!(["percent", value, n, format.percent(value, n)]),
            1 => json!(["points", value, n, format.points(value, n)]),
            2 => json!(["signedPoints", value, n, format.signed_points(value, n)]),
            3 => json!(["signed", value, n, format.signed(value, n)]),
            4 => json!(["amount", value, "€", format.amount(value, "€")]),
            5 => json!(["amount", value, "EUR", format.amount(value, "EUR")]),
            6 => json!(["duration", value * 100.0, format.duration(value * 100.0)]),
            7 => json!(["integer", value.round(), format.integer(value.round() as i64)]),
            _ => json!(["decimal", value, n, format.decimal(value, n)]),
        });
    }
    for date in ["2026-11-01", "2024-02-29", "2025-02-29", "2026-13-01", "1999-12-31", "soon", ""] {
        cases.push(json!(["date", date, format.date(date)]));
    }
    json!({"language": if language == Language::French { "fr" } else { "en" }, "cases": cases})
}

/// A value, or nothing where it is missing.
fn known(value: f32) -> Option<f32> {
    (!value.is_nan()).then_some(value)
}
