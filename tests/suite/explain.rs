//! Explanations of every client of a trained run: sums, words, advice, and the command.

use std::sync::OnceLock;

use octroi::artifact::{self, ScoringArtifact};
use octroi::explanation::{Move, Way};
use octroi::features::dictionary::{Dictionary, Language};
use octroi::features::{Change, FeatureTable, NewValue, Profile, Reviser, assemble, store};
use octroi::models::Family;
use octroi::pipeline;
use octroi::probability::is_reached;
use octroi::scoring::{Examiner, ScoredClient, Scorer};
use octroi::tables::portfolio::Portfolio;
use octroi::tables::rows::Values;
use octroi::tables::{Kind, Table};
use octroi::views::ExplanationView;
use octroi::views::from_run::{self, Speaker};

use crate::support::{Silent, ask, demo_data, job, load, octroi_in, workdir};

/// The first run of the shared work folder and its feature table.
fn run() -> &'static (ScoringArtifact, FeatureTable) {
    static RUN: OnceLock<(ScoringArtifact, FeatureTable)> = OnceLock::new();
    RUN.get_or_init(|| {
        let (root, first, _) = workdir();
        let data = root.path().join("data");
        let artifact = artifact::load(&data.join("runs").join(first)).unwrap();
        (artifact, store::read(&data.join("features.parquet")).unwrap())
    })
}

fn examiner() -> Examiner<'static> {
    let (artifact, table) = run();
    Examiner::new(Scorer::new(artifact, table).unwrap()).unwrap()
}

/// Everything said of every client.
fn everyone() -> &'static [ScoredClient] {
    static ALL: OnceLock<Vec<ScoredClient>> = OnceLock::new();
    ALL.get_or_init(|| {
        let examiner = examiner();
        (0..run().1.clients.len()).map(|place| examiner.examine_at(place).unwrap()).collect()
    })
}

#[test]
fn what_features_subjects_and_themes_add_is_the_score() {
    for scored in everyone() {
        let explanation = &scored.explanation;
        let (log_odds, base) = (scored.score.log_odds.value(), explanation.base_value.value());
        let sums = [
            explanation.features.iter().map(|effect| effect.shap_value).sum::<f64>(),
            explanation.subjects.iter().map(|effect| effect.shap_value).sum(),
            explanation.themes.iter().map(|effect| effect.shap_value).sum(),
        ];
        for sum in sums {
            assert!((base + sum - log_odds).abs() < 1e-9, "client {}", scored.score.client);
        }
        let probability = scored.score.probability.value();
        let points = &explanation.points;
        let from_start = |sum: f64| points.start + sum + points.calibration;
        let reasons = &explanation.reasons;
        for reason in reasons.unfavorable.iter().chain(&reasons.favorable) {
            // Told as the number of payments, which people count.
            assert_ne!(reason.feature, "PAYMENT_RATE");
        }
        let told: f64 =
            reasons.unfavorable.iter().chain(&reasons.favorable).map(|reason| reason.points).sum();
        let by_feature: f64 = explanation.features.iter().map(|effect| effect.points).sum();
        let by_theme: f64 = explanation.themes.iter().map(|effect| effect.points).sum();
        for sum in [by_feature, by_theme] {
            assert!((from_start(sum) - probability).abs() < 1e-9);
        }
        assert!((points.start + told + reasons.other - probability).abs() < 1e-9);
    }
}

#[test]
fn the_base_value_is_the_mean_score_of_those_learnt_from() {
    // The hold-out was set aside: what the model learnt from is predicted out of fold.
    let (root, first, _) = workdir();
    let path = root.path().join("data/runs").join(first);
    let learnt_from = artifact::read_out_of_fold(&path).unwrap();
    let examiner = examiner();
    let scores = learnt_from
        .iter()
        .map(|prediction| examiner.scorer.score(prediction.client).unwrap().log_odds.value());
    let mean = scores.sum::<f64>() / learnt_from.len() as f64;
    assert!((examiner.explainer.base_value().value() - mean).abs() < 1e-9);
}

/// The number that a text starts with, in tenths, whatever the language.
fn tenths(text: &str) -> i64 {
    let number: String = text
        .replace('\u{2212}', "-")
        .replace(',', ".")
        .chars()
        .take_while(|letter| letter.is_ascii_digit() || ".+-".contains(*letter))
        .collect();
    (number.parse::<f64>().unwrap() * 10.0).round() as i64
}

/// Every text that is read by people.
fn texts(view: &ExplanationView) -> Vec<String> {
    let mut texts = vec![view.verdict.clone(), view.reasons.unit.clone()];
    for reason in view.reasons.unfavorable.iter().chain(&view.reasons.favorable) {
        texts.push(reason.sentence.clone());
    }
    texts.extend(view.themes.iter().map(|theme| theme.label.clone()));
    for group in [&view.peers, &view.neighbors] {
        texts.extend(group.rules.clone());
        texts.push(group.sentence.clone());
    }
    for row in &view.standings {
        texts.extend([&row.label, &row.value, &row.median, &row.peer_median].map(String::clone));
        texts.extend([row.among_all.clone(), row.among_peers.clone()]);
    }
    texts.push(view.outlook.summary.clone());
    texts.extend(view.outlook.ways.iter().map(|way| way.label.clone()));
    texts.extend(view.outlook.open.clone());
    texts
}

#[test]
fn the_words_are_for_people_and_what_is_shown_adds_up() {
    let (artifact, _) = run();
    for language in [Language::French, Language::English] {
        let speaker = Speaker::new(artifact, language, String::new()).unwrap();
        for scored in everyone() {
            let view = from_run::explanation(&speaker, scored).unwrap();
            let reasons = &view.reasons;
            assert!(reasons.unfavorable.len() <= 5 && reasons.favorable.len() <= 5);
            let told = reasons.unfavorable.iter().chain(&reasons.favorable);
            let sum: i64 = told.map(|reason| tenths(&reason.points)).sum();
            let from = tenths(&reasons.start);
            let to = tenths(&view.score.probability);
            assert_eq!(from + sum + tenths(&reasons.other), to, "client {}", view.client);
            for text in texts(&view) {
                for jargon in ["NaN", "XNA", "XAP", "SHAP", "log-odds", "log-cote", "_", "inf", "{"]
                {
                    // "inférieure" and "information" are words.
                    let is_word = jargon == "inf" && !text.contains(" inf ");
                    assert!(is_word || !text.contains(jargon), "{jargon} in: {text}");
                }
                // A share is always one of somebody.
                for (share, of) in
                    [("(cas de ", " des clients)"), ("(the case of ", " of clients)")]
                {
                    assert!(!text.contains(share) || text.contains(of), "{text}");
                }
                let shouts = |word: &str| word.len() > 4 && word.chars().all(char::is_uppercase);
                assert!(!text.split([' ', '\u{a0}']).any(shouts), "{text}");
                assert!(!text.contains("  ") && !text.is_empty(), "{text:?}");
                assert!(!text.contains("-0") && !text.contains("−0,0") && !text.contains("−0.0"));
            }
        }
    }
}

#[test]
fn peers_are_many_and_no_one_is_compared_with_themselves() {
    let n_known = run().1.outcomes.iter().flatten().count();
    for scored in everyone() {
        let peers = scored.similar.peers.as_ref().unwrap();
        let own =
            usize::from(run().1.outcomes[run().1.place(scored.score.client).unwrap()].is_some());
        assert!(peers.outcome.n_clients >= 100.min(n_known - own));
        assert!(peers.outcome.n_clients <= n_known - own);
        assert!(peers.outcome.low <= peers.outcome.default_rate);
        assert!(peers.outcome.default_rate <= peers.outcome.high);
    }
}

/// The raw tables with one client's application changed.
fn changed(portfolio: &Portfolio, place: usize, changes: &[Change]) -> Portfolio {
    let mut alone = portfolio.select(&[place]);
    for change in changes {
        let at = Table::ApplicationTrain.column_index(change.column).unwrap();
        let column = &Table::ApplicationTrain.columns()[at];
        match (alone.application.columns[at].as_mut().unwrap(), change.to) {
            (Values::Decimal(values), NewValue::Number(number)) => values[0] = number,
            (Values::Integer(values), NewValue::Number(number)) => values[0] = number as i32,
            (Values::Category(codes), NewValue::Level(level)) => {
                codes[0] = column.levels().iter().position(|l| *l == level).unwrap() as u8;
            }
            (values, to) => panic!("{values:?} does not take {to:?}"),
        }
    }
    alone
}

/// The features of one client computed from the raw tables, as the feature table stores them.
fn features_of(portfolio: &Portfolio) -> Vec<f32> {
    let matrix = assemble(portfolio, 0..1, Profile::Octroi);
    matrix.columns.iter().map(|column| column[0] as f32).collect()
}

#[test]
fn revised_features_are_those_of_the_changed_tables() {
    let table = &run().1;
    let reviser = Reviser::new(&table.names).unwrap();
    let portfolio = load(demo_data()).portfolio;
    let number = |column, number| Change { column, to: NewValue::Number(number) };
    let level = |column, level| Change { column, to: NewValue::Level(level) };
    for place in (0..table.clients.len()).step_by(7) {
        let sets = vec![
            vec![],
            vec![number("AMT_CREDIT", 123_000.0), number("AMT_ANNUITY", 9_870.0)],
            vec![number("AMT_ANNUITY", 31_200.0)],
            vec![number("FLAG_DOCUMENT_3", 1.0), number("FLAG_EMAIL", 1.0)],
            vec![level("OCCUPATION_TYPE", "Drivers"), level("NAME_CONTRACT_TYPE", "Cash loans")],
            vec![level("FLAG_OWN_CAR", "Y"), number("AMT_INCOME_TOTAL", 90_000.0)],
        ];
        let revised = reviser.revise(table.row(place), &sets);
        for (set, revised) in sets.iter().zip(&revised) {
            let expected = features_of(&changed(&portfolio, place, set));
            for (feature, (&found, &expected)) in revised.iter().zip(&expected).enumerate() {
                let name = &table.names[feature];
                // What a past income or credit is held against follows the income only when the
                // tables are read anew; nothing that advice changes is among them.
                if set.iter().any(|c| c.column == "AMT_INCOME_TOTAL") && name.starts_with("BURO") {
                    continue;
                }
                let same = found.is_nan() && expected.is_nan()
                    || (found - expected).abs() <= 2e-6 * expected.abs();
                assert!(same, "{name} after {set:?}: {found}, expected {expected}");
            }
        }
    }
}

#[test]
fn advice_is_verified_and_never_about_what_nobody_can_change() {
    let (artifact, table) = run();
    let dictionary = Dictionary::embedded().unwrap();
    let portfolio = load(demo_data()).portfolio;
    let scorer = Scorer::new(artifact, table).unwrap();
    let threshold = artifact.threshold.value();
    let mut n_ways = 0;
    for (place, scored) in everyone().iter().enumerate() {
        let is_refused = is_reached(scored.score.probability.value(), threshold);
        assert!(is_refused || scored.outlook.ways.is_empty());
        for Way { changes, probability, moves } in &scored.outlook.ways {
            n_ways += 1;
            assert!(!moves.is_empty() && !is_reached(*probability, threshold));
            for change in changes {
                let column = dictionary.column(Table::ApplicationTrain, change.column).unwrap();
                assert!(column.actionable && !column.protected, "{}", change.column);
            }
            // From the raw tables, through every feature function.
            let row = features_of(&changed(&portfolio, place, changes));
            let again = scorer.score_row(scored.score.client, &scorer.features_of(&row));
            assert!((again.probability.value() - probability).abs() < 1e-6);
        }
        for open in &scored.outlook.open {
            assert!(!is_reached(open.lowest, threshold) && open.lowest <= open.highest);
            assert!(matches!(
                Table::ApplicationTrain.column(open.column).unwrap().kind,
                Kind::Category(_)
            ));
        }
    }
    assert!(n_ways > 5, "{n_ways} ways");
    let moves = || everyone().iter().flat_map(|scored| &scored.outlook.ways).flat_map(|w| &w.moves);
    assert!(moves().any(|one| matches!(one, Move::PayDown { .. } | Move::BorrowLess { .. })));
}

#[test]
fn a_logistic_regression_is_explained_by_its_terms() {
    let root = tempfile::tempdir().unwrap();
    let mut job = job(root.path());
    job.settings.search.families = vec![Family::LogisticRegression];
    job.settings.studies.run = vec![];
    let run_id = pipeline::train(&job, &Silent).unwrap().run_id;
    let artifact = artifact::load(&root.path().join("data/runs").join(run_id)).unwrap();
    let table = store::read(&root.path().join("data/features.parquet")).unwrap();
    let examiner = Examiner::new(Scorer::new(&artifact, &table).unwrap()).unwrap();
    for place in (0..table.clients.len()).step_by(50) {
        let scored = examiner.examine_at(place).unwrap();
        let sum: f64 = scored.explanation.features.iter().map(|effect| effect.shap_value).sum();
        let log_odds = scored.score.log_odds.value();
        assert!((scored.explanation.base_value.value() + sum - log_odds).abs() < 1e-9);
    }
    assert!(artifact.overview.features.len() > 50);
    assert!(artifact.overview.quality.unwrap().consistency.is_empty());
}

#[test]
fn rows_of_another_table_are_refused() {
    let examiner = examiner();
    let row = run().1.row(0);
    let error = examiner.examine_row(1, &row[..row.len() - 1]).unwrap_err();
    assert_eq!(
        error.to_string(),
        format!("expected {} features, found {}", row.len(), row.len() - 1)
    );
    assert!(examiner.explain(&[]).is_err());
}

#[test]
fn the_overview_ranks_and_checks_directions() {
    let overview = &run().0.overview;
    let falls = |shares: Vec<f64>| {
        assert!(shares.windows(2).all(|pair| pair[0] >= pair[1]));
        assert!((shares.iter().sum::<f64>() - 1.0).abs() < 1e-9);
    };
    falls(overview.features.iter().map(|known| known.share).collect());
    falls(overview.subjects.iter().map(|known| known.share).collect());
    falls(overview.themes.iter().map(|known| known.share).collect());
    let quality = overview.quality.as_ref().unwrap();
    assert!((0.0..=1.0).contains(&quality.compacity.share_with_few));
    assert_eq!(quality.consistency.len(), 3);
    assert!(quality.consistency.iter().all(|pair| (0.0..=2.0).contains(&pair.mean)));
    assert!(overview.effects.iter().all(|one| one.effect.beeswarm.len() <= 300));
}

#[test]
fn explain_tells_one_client_in_both_languages() {
    let client = run().1.clients[3].to_string();
    let french = ask(&["explain", &client]);
    assert_eq!(french.code, 0, "{}", french.err);
    for part in
        ["En défaveur", "En faveur", "Autres facteurs", "Clients similaires", "Clients fictifs"]
    {
        assert!(french.out.contains(part), "{part} is missing:\n{}", french.out);
    }
    let english = ask(&["explain", &client, "--lang", "en"]);
    for part in ["Against", "In favor", "Other factors", "Similar clients", "Made-up clients"] {
        assert!(english.out.contains(part), "{part} is missing:\n{}", english.out);
    }
    let json = ask(&["explain", &client, "--json"]);
    let json: serde_json::Value = serde_json::from_str(&json.out).unwrap();
    assert_eq!(json["scored"]["client"].to_string(), client);
    for key in ["explanation", "similar", "outlook", "probability", "threshold"] {
        assert!(!json["scored"][key].is_null(), "{key}");
    }
    assert!(json["words"]["verdict"].as_str().unwrap().contains("probabilité"));
}

#[test]
fn explain_tells_the_model_as_a_whole() {
    for (language, parts) in [
        (
            "fr",
            ["Par thème", "Par sujet", "une hausse", "Concision", "Stabilité", "Clients fictifs"],
        ),
        (
            "en",
            ["By theme", "By subject", "in theory", "Concision", "Stability", "Made-up clients"],
        ),
    ] {
        let answer = ask(&["explain", "--model", "--lang", language]);
        assert_eq!(answer.code, 0, "{}", answer.err);
        for part in parts {
            assert!(answer.out.contains(part), "{part} is missing:\n{}", answer.out);
        }
        for jargon in ["_", "NaN", "XNA"] {
            assert!(!answer.out.contains(jargon), "{jargon}:\n{}", answer.out);
        }
    }
    let json = ask(&["explain", "--model", "--json"]);
    let json: serde_json::Value = serde_json::from_str(&json.out).unwrap();
    let first = json["overview"]["features"][0]["share"].as_f64().unwrap();
    assert!(first > 0.0 && first <= 1.0);
    assert_eq!(ask(&["explain", "--model", "100002"]).code, 2);
}

#[test]
fn explain_says_what_is_wrong() {
    let unknown = ask(&["explain", "7"]);
    assert_eq!(unknown.code, 1);
    assert!(unknown.err.contains("client 7 is not in the portfolio of"), "{}", unknown.err);
    assert!(unknown.err.contains("SK_ID_CURR"), "{}", unknown.err);
    assert_eq!(ask(&["explain"]).code, 2);
    assert_eq!(ask(&["explain", "somebody"]).code, 2);
    assert_eq!(ask(&["explain", "--all"]).code, 2);
    assert_eq!(ask(&["explain", "100002", "--out", "x.parquet"]).code, 2);
    // Nothing of octroi's own, and nothing that is no file, is written over.
    let (root, first, _) = workdir();
    let data = root.path().join("data");
    let before = std::fs::read(data.join("features.parquet")).unwrap();
    for own in [data.join("features.parquet"), data.join("runs").join(first).join("model.json")] {
        let own = ask(&["explain", "--all", "--out", own.to_str().unwrap()]);
        assert_eq!(own.code, 2, "{}", own.err);
        assert!(own.err.contains("expected a file of your own"), "{}", own.err);
    }
    assert_eq!(std::fs::read(data.join("features.parquet")).unwrap(), before);
    let folder = ask(&["explain", "--all", "--out", root.path().to_str().unwrap()]);
    assert_eq!(folder.code, 1);
    assert!(folder.err.contains("no regular file"), "{}", folder.err);
    let other = ask(&["explain", "100002", "--run", "ffff"]);
    assert_eq!(other.code, 1);
    assert!(other.err.contains("expected the name of one run"), "{}", other.err);
    let nowhere = tempfile::tempdir().unwrap();
    let none = octroi_in(nowhere.path(), &["explain", "100002"]);
    assert_eq!(none.code, 1);
    assert!(none.err.contains("hint:"), "{}", none.err);
}

#[test]
fn explain_all_writes_a_row_per_client_that_adds_up() {
    use parquet::file::reader::{FileReader, SerializedFileReader};
    use parquet::record::RowAccessor;

    let folder = tempfile::tempdir().unwrap();
    for by in ["theme", "subject", "feature"] {
        let path = folder.path().join(format!("{by}.parquet"));
        let answer = ask(&["explain", "--all", "--by", by, "--out", path.to_str().unwrap()]);
        assert_eq!(answer.code, 0, "{}", answer.err);
        let reader = SerializedFileReader::new(std::fs::File::open(&path).unwrap()).unwrap();
        let notes = reader.metadata().file_metadata().key_value_metadata().unwrap();
        let base: f64 = notes
            .iter()
            .find(|note| note.key == "octroi.base_value")
            .and_then(|note| note.value.as_ref()?.parse().ok())
            .unwrap();
        let mut n_rows = 0;
        for (row, scored) in reader.get_row_iter(None).unwrap().zip(everyone()) {
            let row = row.unwrap();
            assert_eq!(row.get_int(0).unwrap(), scored.score.client.cast_signed());
            assert_eq!(row.get_double(1).unwrap(), scored.score.log_odds.value());
            assert_eq!(row.get_double(2).unwrap(), scored.score.probability.value());
            let sum: f64 = (3..row.len()).map(|at| f64::from(row.get_float(at).unwrap())).sum();
            assert!((base + sum - scored.score.log_odds.value()).abs() < 1e-5);
            n_rows += 1;
        }
        assert_eq!(n_rows, everyone().len());
    }
}
