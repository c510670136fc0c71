//! What both exports refuse, and what they share.

use super::*;
use crate::models::calibration::Calibrator;
use crate::models::linear::Term;
use crate::models::{LinearModel, Model, Node, RandomForest, Tree, TreeEnsemble};

pub(super) fn about() -> About {
    About {
        run_id: "run-1".to_owned(),
        model_id: "model-1".to_owned(),
        producer_version: "0.0.0".to_owned(),
        is_synthetic: false,
    }
}

pub(super) fn names(n_features: usize) -> Vec<String> {
    (0..n_features).map(|place| format!("feature {place}")).collect()
}

pub(super) fn split(feature: u32, threshold: f64, left: u32, right: u32) -> Node {
    Node::Split { feature, threshold, missing_left: true, left, right, cover: 2.0 }
}

pub(super) fn stump() -> TreeEnsemble {
    let leaf = |value| Node::Leaf { value, cover: 1.0 };
    let nodes = vec![split(0, 0.5, 1, 2), leaf(-1.0), leaf(2.0)];
    TreeEnsemble { base: 0.25, feature_names: names(1), trees: vec![Tree { nodes }] }
}

/// Both exports of boosted trees must refuse alike.
fn refused(model: TreeEnsemble, calibrator: &Calibrator) -> Error {
    let model = Model::Trees(model);
    let error = xgboost(&model, calibrator, &about()).unwrap_err();
    let other = onnx(&model, calibrator, &about()).unwrap_err();
    assert_eq!(error.to_string(), other.to_string());
    assert!(error.hint().is_some());
    error
}

#[test]
fn damaged_models_are_refused() {
    let refused = |damage: &dyn Fn(&mut TreeEnsemble)| {
        let mut model = stump();
        damage(&mut model);
        refused(model, &Calibrator::None)
    };
    assert!(matches!(refused(&|model| model.feature_names.clear()), Error::NoFeatures));
    let error = refused(&|model| model.feature_names = vec!["a".to_owned(); 2]);
    assert_eq!(error.to_string(), "expected every feature name once, found \"a\" twice");
    let error = refused(&|model| model.trees[0].nodes[0] = split(0, 0.5, 1, 0));
    assert!(matches!(error, Error::BrokenTree(_)));
    let error = refused(&|model| model.trees[0].nodes[0] = split(0, 0.5, 1, 1));
    assert!(matches!(error, Error::NotATree { tree: 0, node: 1, n_parents: 2 }));
    let error = refused(&|model| model.base = f64::NAN);
    assert_eq!(error.to_string(), "expected a finite number as the base, found NaN");
    let error = refused(&|model| model.trees[0].nodes[0] = split(0, f64::INFINITY, 1, 2));
    assert!(matches!(error, Error::Number { .. }));
}

#[test]
fn damaged_calibrations_are_refused() {
    let falling = Calibrator::Isotonic { log_odds: vec![1.0, 0.0], probabilities: vec![0.1, 0.2] };
    let no_knots = Calibrator::Isotonic { log_odds: vec![], probabilities: vec![] };
    let platt = Calibrator::Platt { slope: f64::NAN, intercept: 0.0 };
    for calibrator in [falling, no_knots, platt] {
        assert!(matches!(refused(stump(), &calibrator), Error::Calibration(_)));
    }
}

#[test]
fn damaged_forests_and_sums_are_refused() {
    let refused = |model| onnx(&model, &Calibrator::None, &about()).unwrap_err();
    let forest = |trees| Model::Forest(RandomForest { feature_names: names(1), trees });
    assert!(matches!(refused(forest(vec![])), Error::NoTrees));
    assert!(matches!(refused(forest(vec![Tree { nodes: vec![] }])), Error::BrokenTree(_)));
    let term =
        Term { feature: 0, median: 0.0, low: 0.0, high: 1.0, mean: 0.0, scale: 1.0, weight: 1.0 };
    let linear = |term| {
        Model::Linear(LinearModel { intercept: 0.0, feature_names: names(1), terms: vec![term] })
    };
    let error = refused(linear(Term { feature: 1, ..term }));
    assert!(matches!(error, Error::UnknownFeature { feature: 1, n_features: 1 }));
    let error = refused(linear(Term { scale: 0.0, ..term }));
    assert_eq!(
        error.to_string(),
        "expected a number other than 0 as scale of \"feature 0\", found 0"
    );
    assert!(matches!(refused(linear(Term { low: 2.0, ..term })), Error::Number { .. }));
}

#[test]
fn the_same_model_gives_the_same_bytes() {
    let model = Model::Trees(stump());
    let calibrator = Calibrator::Isotonic { log_odds: vec![0.0], probabilities: vec![0.5] };
    let write = || {
        let xgboost = xgboost(&model, &calibrator, &about()).unwrap();
        (xgboost, onnx(&model, &calibrator, &about()).unwrap())
    };
    assert_eq!(write(), write());
}
