//! What an xgboost file must say.

use super::*;
use crate::export::tests::{about, names, split, stump};
use crate::models::{LinearModel, RandomForest};
use proptest::prelude::*;
use serde_json::Value;

fn written(model: &Model, calibrator: &Calibrator) -> (Value, bool) {
    let exported = xgboost(model, calibrator, &about()).unwrap();
    (serde_json::from_slice(&exported.bytes).unwrap(), exported.is_calibrated)
}

/// The trees of a written model, with each number in 64 bits.
fn trees(file: &Value) -> &Vec<Value> {
    file["learner"]["gradient_booster"]["model"]["trees"].as_array().unwrap()
}

proptest! {
    #[test]
    fn every_value_goes_the_same_way(threshold in any::<f64>(), value in any::<f32>()) {
        prop_assume!(!threshold.is_nan() && !value.is_nan());
        prop_assert_eq!(f64::from(value) < threshold, value < rounded_up(threshold));
    }

    #[test]
    fn values_next_to_a_threshold_go_the_same_way(threshold in any::<f64>()) {
        prop_assume!(threshold.is_finite());
        let nearest = threshold as f32;
        for value in [nearest.next_down(), nearest, nearest.next_up()] {
            prop_assert_eq!(f64::from(value) < threshold, value < rounded_up(threshold));
        }
    }

    #[test]
    fn names_lose_nothing(name in "[a<%\\[\\]5BDC3é ]{0,12}") {
        let allowed = allowed_name(&name);
        prop_assert!(!allowed.contains(['[', ']', '<']));
        let back = allowed.replace("%5B", "[").replace("%5D", "]").replace("%3C", "<");
        prop_assert_eq!(back.replace("%25", "%"), name);
    }
}

#[test]
fn the_base_is_a_tree_and_platt_is_in_the_leaves() {
    let (file, is_calibrated) =
        written(&Model::Trees(stump()), &Calibrator::Platt { slope: 2.0, intercept: 1.0 });
    assert!(is_calibrated);
    assert_eq!(file["learner"]["learner_model_param"]["base_score"], "5E-1");
    assert_eq!(trees(&file).len(), 2);
    assert_eq!(trees(&file)[0]["split_conditions"], serde_json::json!([1.5]));
    assert_eq!(trees(&file)[1]["split_conditions"], serde_json::json!([0.5, -2.0, 4.0]));
    assert_eq!(file["learner"]["attributes"].get("octroi_calibration"), None);
}

#[test]
fn isotonic_calibration_stands_beside_the_model() {
    let calibrator =
        Calibrator::Isotonic { log_odds: vec![-1.0, 0.5], probabilities: vec![0.125, 0.5] };
    let (file, is_calibrated) = written(&Model::Trees(stump()), &calibrator);
    assert!(!is_calibrated);
    let attributes = &file["learner"]["attributes"];
    assert_eq!(attributes["octroi_calibrated"], "false");
    assert_eq!(attributes["octroi_run"], "run-1");
    let knots = attributes["octroi_calibration"].as_str().unwrap();
    assert_eq!(knots, r#"{"log_odds":[-1.0,0.5],"probabilities":[0.125,0.5]}"#);
    assert_eq!(trees(&file)[0]["split_conditions"], serde_json::json!([0.25]));
}

#[test]
fn siblings_become_neighbors() {
    let leaf = |value| Node::Leaf { value, cover: 1.0 };
    // Depth first, the right child of the root standing before the left one.
    let nodes = vec![split(0, 0.5, 2, 1), leaf(3.0), split(1, 0.25, 4, 3), leaf(2.0), leaf(1.0)];
    let model = TreeEnsemble { base: 0.0, feature_names: names(2), trees: vec![Tree { nodes }] };
    let (file, _) = written(&Model::Trees(model), &Calibrator::None);
    let tree = &trees(&file)[1];
    assert_eq!(tree["left_children"], serde_json::json!([1, 3, -1, -1, -1]));
    assert_eq!(tree["right_children"], serde_json::json!([2, 4, -1, -1, -1]));
    assert_eq!(tree["parents"], serde_json::json!([2147483647, 0, 0, 1, 1]));
    assert_eq!(tree["split_conditions"], serde_json::json!([0.5, 0.25, 3.0, 1.0, 2.0]));
    assert_eq!(tree["split_indices"], serde_json::json!([0, 1, 0, 0, 0]));
}

#[test]
fn other_families_are_sent_to_onnx() {
    let linear =
        Model::Linear(LinearModel { intercept: 0.0, feature_names: names(1), terms: vec![] });
    let forest = Model::Forest(RandomForest { feature_names: names(1), trees: vec![] });
    for model in [linear, forest] {
        let error = xgboost(&model, &Calibrator::None, &about()).unwrap_err();
        assert!(matches!(error, Error::NotBoosted { .. }));
        assert!(error.hint().unwrap().contains("onnx"));
    }
}

#[test]
fn numbers_beyond_32_bits_are_refused() {
    let mut model = stump();
    model.trees[0].nodes[1] = Node::Leaf { value: 1e39, cover: 1.0 };
    let error = xgboost(&Model::Trees(model), &Calibrator::None, &about()).unwrap_err();
    assert_eq!(
        error.to_string(),
        "expected a number within 32 bits as value of node 1 of tree 0, \
         found 1000000000000000000000000000000000000000"
    );
}
