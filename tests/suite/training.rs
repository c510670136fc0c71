//! The protocol: nothing leaks, nothing is fitted twice, the rarer treatments stay inside the folds.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use octroi::decision::{Costs, choose_threshold};
use octroi::features::store::{self, Origin};
use octroi::features::{FeatureTable, Profile};
use octroi::models::{Family, LearnerParams, MonotoneDirections, Sample};
use octroi::resampling::{Imbalance, SmoteParams};
use octroi::settings::{Settings, Study};
use octroi::synthetic;
use octroi::training::{
    self, Candidate, Error, FeatureSet, Judge, Population, Procedure, Role, Trial, TrialStore,
    TrialTime, Watch, folds,
};
use proptest::prelude::*;

use crate::support::{demo_data, job, load};

/// The feature table of the demo portfolio.
fn table() -> FeatureTable {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("features.parquet");
    let loaded = load(demo_data());
    let origin =
        Origin { is_synthetic: synthetic::is_synthetic(demo_data()), tables: loaded.summary() };
    store::write(&path, &loaded.portfolio, &loaded.outcomes, Profile::Octroi, &origin, &|_| ())
        .unwrap();
    store::read(&path).unwrap()
}

fn settings() -> Settings {
    job(std::path::Path::new("unused")).settings
}

struct ByCost;

impl Judge for ByCost {
    fn score(&self, probabilities: &[f64], defaulted: &[bool]) -> f64 {
        let costs = Costs { missed_default: 10.0, refused_good: 1.0 };
        choose_threshold(probabilities, defaulted, costs).unwrap().best.expected_cost
    }

    fn is_better(&self, _: &[f64], _: &[f64], _: &[bool]) -> bool {
        false
    }
}

/// Counts how often the clock is looked at: at every fit, and at nothing else.
#[derive(Default)]
struct Counting(AtomicUsize);

impl Watch for Counting {
    fn now_s(&self) -> f64 {
        self.0.fetch_add(1, Ordering::Relaxed);
        0.0
    }
    fn fitted(&self, _: u64) {}
    fn tried(&self, _: &Trial, _: &TrialTime) {}
}

fn train(table: &FeatureTable, settings: &Settings) -> Result<training::Trained, Error> {
    let population = Population::new(table, &settings.attributes.protected).unwrap();
    training::train(&population, settings, &ByCost, None, &Counting::default())
}

#[test]
fn a_planted_leak_is_caught_and_named() {
    let clean = table();
    let settings = settings();
    assert!(train(&clean, &settings).is_ok(), "nothing leaks before a leak is planted");
    let mut runner = proptest::test_runner::TestRunner::new(ProptestConfig::with_cases(6));
    let features = ["EXT_SOURCE_1", "AMT_CREDIT", "INSTAL_DPD_MEAN", "REGION_RATING_CLIENT"];
    let cases = (0..features.len(), 0.0_f32..0.4, any::<bool>(), any::<bool>());
    runner
        .run(&cases, |(feature, noise, is_turned, is_pattern)| {
            let mut leaking = clean.clone();
            let name = features[feature];
            let column = leaking.names.iter().position(|known| known == name).unwrap();
            let n_features = leaking.names.len();
            for client in 0..leaking.clients.len() {
                let defaulted = leaking.outcomes[client] == Some(true);
                // A little noise that depends on the client alone.
                let jitter = noise * ((client * 7919 % 1000) as f32 / 1000.0);
                let value = if defaulted != is_turned { 1.0 + jitter } else { jitter };
                leaking.values[client * n_features + column] =
                    if is_pattern && defaulted { f32::NAN } else { value };
            }
            let message = match train(&leaking, &settings) {
                Err(error @ (Error::Leakage { .. } | Error::LeakingFeature { .. })) => {
                    error.to_string()
                }
                other => panic!("the leak in {name} was not caught: {:?}", other.map(|_| ())),
            };
            prop_assert!(message.contains(name), "{message}");
            Ok(())
        })
        .unwrap();
}

/// A small sample with gaps, whose outcome follows two columns.
fn sample(n_rows: usize) -> Sample {
    let n_features = 6;
    let mut state = 17_u64;
    let mut next = || {
        state =
            state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) as f32 / (1_u64 << 31) as f32
    };
    let mut values = Vec::new();
    let mut defaulted = Vec::new();
    for _ in 0..n_rows {
        let row: Vec<f32> =
            (0..n_features).map(|_| if next() < 0.1 { f32::NAN } else { next() }).collect();
        let risk = 0.05 + 0.4 * row[0].max(0.0) * row[1].max(0.0);
        defaulted.push(next() < risk);
        values.extend(row);
    }
    let names = (0..n_features).map(|feature| format!("f{feature}")).collect();
    Sample::new(values, Arc::new(names), defaulted)
}

fn procedure(sample: &Sample) -> Procedure {
    Procedure {
        fold_of: folds::stratified(sample.defaulted(), 3, 5),
        n_folds: 3,
        validation_share: 0.2,
        smote: SmoteParams { n_neighbors: 3 },
        directions: Arc::new(MonotoneDirections::new()),
        seed: 5,
    }
}

/// One set of parameters of each family, quick to fit; boosting stops early.
fn learners() -> Vec<LearnerParams> {
    let mut settings = Settings::shipped().unwrap();
    settings.boosted_trees.set("n_trees", 40);
    settings.boosted_trees.set("patience", 5);
    settings.boosted_trees.set("max_leaves", 4);
    settings.boosted_trees.set("min_child_weight", 1);
    settings.random_forest.set("n_trees", 10);
    settings.random_forest.set("min_rows_in_leaf", 5);
    settings.decision_tree.set("min_rows_in_leaf", 5);
    settings.search.families = Family::ALL.to_vec();
    settings.candidates()
}

/// Rows of a fold are rewritten, values and outcomes: what the fold's model says of the other rows
/// of that fold must not move by a bit. Imputation, scaling, resampling and early stopping included.
#[test]
fn what_is_said_of_a_fold_owes_nothing_to_it() {
    let first = sample(420);
    let procedure = procedure(&first);
    let is_rewritten = |row: usize| procedure.fold_of[row] == 1 && row.is_multiple_of(2);
    let values = (0..first.n_rows())
        .flat_map(|row| {
            let is_new = is_rewritten(row);
            first.row(row).iter().map(move |value| if is_new { 5.0 - 3.0 * value } else { *value })
        })
        .collect();
    let outcomes = first.defaulted().iter().enumerate();
    let outcomes = outcomes.map(|(row, defaulted)| *defaulted != is_rewritten(row)).collect();
    let second = Sample::new(values, Arc::clone(first.feature_names()), outcomes);
    for params in learners() {
        for imbalance in Imbalance::ALL {
            let family = params.family();
            if imbalance == Imbalance::ClassWeights && !family.takes_weights() {
                continue;
            }
            let candidate =
                Candidate { params: params.clone(), imbalance, features: FeatureSet::Allowed };
            let said = |sample| {
                let watch = Counting::default();
                procedure.out_of_fold(sample, &candidate, None, &watch).unwrap().log_odds
            };
            let (before, after) = (said(&first), said(&second));
            let mut has_moved = false;
            for row in 0..first.n_rows() {
                if procedure.fold_of[row] == 1 {
                    if !is_rewritten(row) {
                        assert_eq!(before[row], after[row], "{family:?} {imbalance:?} row {row}");
                    }
                } else {
                    has_moved |= before[row] != after[row];
                }
            }
            // Among as many defaults as repaid loans the mean rate is one half, whoever they are.
            let is_constant = family == Family::Dummy && imbalance != Imbalance::None;
            assert!(has_moved || is_constant, "{family:?} {imbalance:?}: other folds do learn");
        }
    }
}

/// No feature leaks alone, but two together do: only the model's own AUC tells.
#[test]
fn a_leak_spread_over_two_features_is_caught() {
    let mut leaking = table();
    let mut settings = settings();
    settings.boosted_trees.set("monotone", false);
    settings.boosted_trees.set("n_trees", 60);
    let n_features = leaking.names.len();
    let column = |name: &str| leaking.names.iter().position(|known| known == name).unwrap();
    let (first, second) = (column("AMT_CREDIT"), column("AMT_ANNUITY"));
    // Each feature marks one half of those who default, and nobody else.
    for client in 0..leaking.clients.len() {
        let (defaulted, half) = (leaking.outcomes[client] == Some(true), client % 2);
        let mark = |is_marked: bool| f32::from(u8::from(is_marked));
        leaking.values[client * n_features + first] = mark(defaulted && half == 0);
        leaking.values[client * n_features + second] = mark(defaulted && half == 1);
    }
    let found = train(&leaking, &settings);
    assert!(matches!(found, Err(Error::Leakage { .. })), "{:?}", found.map(|_| ()));
}

#[test]
fn a_training_goes_on_where_it_stopped() {
    let table = table();
    let mut settings = settings();
    let population = Population::new(&table, &settings.attributes.protected).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let fits = |settings: &Settings, common: &str| {
        let watch = Counting::default();
        let store = TrialStore::open(folder.path(), common);
        let trained =
            training::train(&population, settings, &ByCost, Some(&store), &watch).unwrap();
        (watch.0.into_inner(), trained.out_of_fold)
    };
    let (n_first, first) = fits(&settings, "one");
    assert!(n_first > 0);
    let (n_second, second) = fits(&settings, "one");
    assert_eq!((n_second, &second), (0, &first), "every fit was kept");

    // A fit whose file was cut short is made again, and only that one.
    let some = std::fs::read_dir(folder.path()).unwrap().next().unwrap().unwrap().path();
    let text = std::fs::read(&some).unwrap();
    std::fs::write(&some, &text[..text.len() / 2]).unwrap();
    let (n_third, third) = fits(&settings, "one");
    assert_eq!(n_third * settings.protocol.n_folds, n_first, "one fold again");
    assert_eq!(third, first);

    settings.boosted_trees.set("max_leaves", serde_json::json!([8, 4]));
    let (n_wider, _) = fits(&settings, "one");
    assert_eq!(n_wider, n_first, "a wider grid fits only what is new");

    let (n_other, _) = fits(&settings, "two");
    assert!(n_other > n_first, "other data starts anew");
}

#[test]
fn studies_price_what_is_left_out() {
    let table = table();
    let mut settings = settings();
    settings.studies.run = vec![
        Study::Imbalance,
        Study::Protected,
        Study::Priced,
        Study::Monotone,
        Study::KernelFeatures,
    ];
    settings.boosted_trees.set("n_trees", 6);
    let trained = train(&table, &settings).unwrap();
    let trial = |wanted: &dyn Fn(&Role) -> bool| {
        let one = trained.tried.iter().find(|one| wanted(&one.trial.role));
        one.unwrap_or_else(|| panic!("a study is missing")).trial.clone()
    };
    let champion = &trained.tried[trained.champion].trial;
    assert_eq!(champion.candidate.params.family(), Family::BoostedTrees);
    let with = |columns: &[&str]| {
        let columns: Vec<String> = columns.iter().map(|name| (*name).to_owned()).collect();
        trial(&|role| *role == Role::WithProtected { columns: columns.clone() })
    };
    assert!(with(&["CODE_GENDER"]).n_features > champion.n_features);
    let both = with(&["CODE_GENDER", "NAME_FAMILY_STATUS"]);
    assert!(both.n_features > with(&["CODE_GENDER"]).n_features);
    let without_age = trial(&|role| matches!(role, Role::Without { .. }));
    // Age itself and what is computed from it.
    assert!(without_age.n_features < champion.n_features - 2);
    assert!(trial(&|role| *role == Role::KernelFeatures).n_features < champion.n_features);
    let monotone = trial(&|role| matches!(role, Role::Monotone { .. }));
    assert_ne!(monotone.candidate.params, champion.candidate.params);
    for imbalance in [Imbalance::ClassWeights, Imbalance::Undersampling, Imbalance::Smote] {
        let treated = trial(&|role| *role == Role::Imbalance { imbalance });
        let ways = treated.calibration.iter().map(|way| way.brier);
        let best = ways.fold(f64::INFINITY, f64::min);
        assert!(
            best < treated.pooled.brier,
            "{imbalance:?} ruins probabilities, calibration mends"
        );
    }
    let names = trained.model.feature_names();
    assert!(names.iter().any(|name| name == "DAYS_BIRTH"));
    for hidden in ["CODE_GENDER", "NAME_FAMILY_STATUS"] {
        assert!(!names.iter().any(|name| name.contains(hidden)), "{hidden}");
    }
}

#[test]
fn the_hold_out_decides_nothing() {
    let first = table();
    let settings = settings();
    let trained = train(&first, &settings).unwrap();
    // The clients of the hold-out become other people: nothing that was chosen may change.
    let mut second = first.clone();
    let labelled: Vec<usize> =
        (0..first.outcomes.len()).filter(|&client| first.outcomes[client].is_some()).collect();
    let places: Vec<usize> = trained.hold_out.iter().map(|&row| labelled[row]).collect();
    for place in &places {
        let row = second.names.len() * place;
        second.values[row..row + second.names.len()].fill(1.0);
    }
    let again = train(&second, &settings).unwrap();
    assert_eq!(trained.hold_out, again.hold_out);
    assert_eq!(trained.model, again.model);
    assert_eq!(trained.calibrator, again.calibrator);
    assert_eq!(trained.out_of_fold, again.out_of_fold);
    assert_ne!(trained.hold_out_log_odds, again.hold_out_log_odds);
}
