//! Gradient-boosted trees, fitted by the boosting library and converted at once.

use std::collections::BTreeMap;
use std::num::NonZeroUsize;
use std::sync::Arc;

use hessboost::config::{GrowPolicy, Monotone as LibraryMonotone};
use hessboost::error::HessboostError;
use hessboost::model::BoostedModel;
use hessboost::prelude::{DMatrix, Objective, RegLoss, TrainingParams, TreeMethod};
use hessboost::training::Trainer;
use serde::{Deserialize, Serialize};

use super::missing::MissingEnds;
use super::tree_ensemble::{Node, Tree, TreeEnsemble};
use super::{Error, Learner, Model, Sample};

/// What to ask of the boosted trees.
///
/// | Name | Purpose | Range |
/// |---|---|---|
/// | `n_trees` | trees, at most where fitting stops early | 1 to 20,000 |
/// | `patience` | trees without progress on the validation rows before fitting stops; 0: never | 0 and above |
/// | `learning_rate` | share of each tree's answer that is kept | above 0, at most 1 |
/// | `max_leaves` | leaves per tree | 2 to 1,024 |
/// | `max_depth` | tests on the way to a leaf | 1 to 30 |
/// | `min_child_weight` | least weight (sum of p (1 − p)) in a leaf | 0 and above |
/// | `row_share`, `column_share` | rows and columns drawn for each tree | above 0, at most 1 |
/// | `l1`, `l2` | penalties on leaf values | 0 and above |
/// | `max_bins` | bins per column | 16 to 65,535 |
/// | `monotone` | whether the risk must move as common sense expects | yes or no |
/// | `seed` | seed of the draws | any |
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(missing_docs, reason = "the table above says what each is")]
pub struct BoostedTreesParams {
    pub n_trees: usize,
    pub patience: usize,
    pub learning_rate: f64,
    pub max_leaves: usize,
    pub max_depth: usize,
    pub min_child_weight: f64,
    pub row_share: f64,
    pub column_share: f64,
    pub l1: f64,
    pub l2: f64,
    pub max_bins: usize,
    pub monotone: bool,
    pub seed: u64,
}

/// Which way the risk may move as a feature grows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Monotone {
    /// Never down.
    Increasing,
    /// Never up.
    Decreasing,
}

/// The features whose direction is known, by name.
pub type MonotoneDirections = BTreeMap<String, Monotone>;

/// Boosted trees to be fitted to the logistic loss.
#[derive(Debug, Clone)]
pub struct BoostedTrees {
    /// What to ask.
    pub params: BoostedTreesParams,
    /// Directions kept to where `params.monotone` says so.
    pub directions: Arc<MonotoneDirections>,
}

impl From<HessboostError> for Error {
    fn from(error: HessboostError) -> Self {
        Self::Fit { family: "boosted trees", reason: error.to_string() }
    }
}

impl Learner for BoostedTrees {
    fn fit(&self, sample: &Sample, validation: Option<&Sample>) -> Result<Model, Error> {
        let params = &self.params;
        let ends = MissingEnds::learn(sample);
        let rows = library_matrix(sample, &ends)?;
        let library_params = self.library_params(sample.feature_names())?;
        let held = validation.map(|rows| library_matrix(rows, &ends)).transpose()?;
        let mut trainer = Trainer::new(&library_params, &rows, params.n_trees);
        if let (Some(held), Some(patience)) = (&held, NonZeroUsize::new(params.patience)) {
            trainer = trainer.eval(held, "validation").early_stopping_rounds(patience);
        }
        let model = trainer.train()?.model;
        Ok(Model::Trees(converted(&model, sample.feature_names(), &ends)))
    }
}

impl BoostedTrees {
    fn library_params(&self, feature_names: &[String]) -> Result<TrainingParams, HessboostError> {
        let params = &self.params;
        let direction = |name: &String| match self.directions.get(name) {
            Some(Monotone::Increasing) => LibraryMonotone::Increasing,
            Some(Monotone::Decreasing) => LibraryMonotone::Decreasing,
            None => LibraryMonotone::None,
        };
        let mut builder = TrainingParams::builder()
            .objective(Objective::BinaryLogistic(RegLoss::default()))
            .tree_method(TreeMethod::Hist)
            .grow_policy(GrowPolicy::LossGuide)
            .eta(params.learning_rate)
            .max_leaves(params.max_leaves)
            .max_depth(params.max_depth)
            .min_child_weight(params.min_child_weight)
            .subsample(params.row_share)
            .colsample_bytree(params.column_share)
            .alpha(params.l1)
            .lambda(params.l2)
            .max_bin(params.max_bins)
            .seed(params.seed);
        if params.monotone {
            builder = builder.monotone_constraints(feature_names.iter().map(direction).collect());
        }
        builder.build()
    }
}

/// The sample as the library reads it, missing values at their ends.
pub(super) fn library_matrix(
    sample: &Sample,
    ends: &MissingEnds,
) -> Result<DMatrix, HessboostError> {
    let labels: Vec<f32> = sample.defaulted().iter().map(|&y| f32::from(u8::from(y))).collect();
    let values = ends.filled(sample);
    let matrix = DMatrix::from_dense_vec(values, sample.n_rows(), sample.n_features())?;
    let matrix = matrix.with_labels(&labels)?;
    match sample.weights() {
        Some(weights) => matrix.with_weights(weights),
        None => Ok(matrix),
    }
}

/// The trees of a fitted model, up to the best round where fitting stopped early.
fn converted(model: &BoostedModel, feature_names: &[String], ends: &MissingEnds) -> TreeEnsemble {
    let n_trees = model.best_iteration().map_or(usize::MAX, |best| best + 1);
    let trees = model.trees().iter().zip(model.tree_weights()).take(n_trees);
    TreeEnsemble {
        base: f64::from(model.base_score()),
        feature_names: feature_names.to_vec(),
        trees: trees
            .map(|(tree, weight)| converted_tree(tree.nodes(), f64::from(weight), ends))
            .collect(),
    }
}

/// One tree of the library, its leaf values times `weight`.
pub(super) fn converted_tree(
    nodes: &[hessboost::tree::Node],
    weight: f64,
    ends: &MissingEnds,
) -> Tree {
    let nodes = nodes.iter().map(|node| {
        let cover = f64::from(node.sum_hess);
        if node.is_leaf() {
            Node::Leaf { value: f64::from(node.leaf_value) * weight, cover }
        } else {
            Node::Split {
                feature: node.split_feature,
                threshold: f64::from(node.split_cond),
                missing_left: ends.is_left(node.split_feature),
                left: node.left.cast_unsigned(),
                right: node.right.cast_unsigned(),
                cover,
            }
        }
    });
    Tree { nodes: nodes.collect() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use hessboost::prelude::{Iterations, train};
    use rand::{RngExt, SeedableRng};

    const PARAMS: BoostedTreesParams = BoostedTreesParams {
        n_trees: 60,
        patience: 0,
        learning_rate: 0.2,
        max_leaves: 8,
        max_depth: 4,
        min_child_weight: 1.0,
        row_share: 0.8,
        column_share: 0.7,
        l1: 0.0,
        l2: 1.0,
        max_bins: 64,
        monotone: false,
        seed: 3,
    };

    fn sample(n_rows: usize, seed: u64) -> Sample {
        let mut rng = rand_pcg::Pcg64::seed_from_u64(seed);
        let n_features = 5;
        let values: Vec<f32> = (0..n_rows * n_features)
            .map(|_| if rng.random_bool(0.1) { f32::NAN } else { rng.random_range(-1.0..1.0) })
            .collect();
        let defaulted = values
            .chunks(n_features)
            .map(|row| rng.random_bool(if row[0] > 0.2 || row[1].is_nan() { 0.7 } else { 0.2 }))
            .collect();
        let names = (0..n_features).map(|i| format!("f{i}")).collect();
        Sample::new(values, Arc::new(names), defaulted)
    }

    fn fit(params: BoostedTreesParams, rows: &Sample, held: Option<&Sample>) -> TreeEnsemble {
        let directions = MonotoneDirections::from([("f0".to_owned(), Monotone::Increasing)]);
        let learner = BoostedTrees { params, directions: Arc::new(directions) };
        match learner.fit(rows, held).unwrap() {
            Model::Trees(trees) => trees,
            other => panic!("expected trees, found {other:?}"),
        }
    }

    #[test]
    fn the_converted_trees_answer_as_the_library_does() {
        let rows = sample(400, 11);
        let ends = MissingEnds::learn(&rows);
        let matrix = library_matrix(&rows, &ends).unwrap();
        let learner = BoostedTrees { params: PARAMS, directions: Arc::default() };
        let library_params = learner.library_params(rows.feature_names()).unwrap();
        let model = train(&library_params, &matrix, 30).unwrap();
        let expected = model.predict(&matrix, Iterations::Best).unwrap();
        let ours = converted(&model, rows.feature_names(), &ends);
        ours.check().unwrap();
        for place in 0..rows.n_rows() {
            let a = ours.log_odds(rows.row(place)).probability().value();
            let b = f64::from(*expected.get(place, 0).unwrap());
            assert!((a - b).abs() < 1e-5, "row {place}: {a} against {b}");
        }
    }

    #[test]
    fn a_view_is_fitted_as_a_copy_of_its_rows() {
        let rows = sample(300, 2);
        let places: Vec<usize> = (0..300).filter(|place| place % 3 != 0).collect();
        let view = rows.select(&places);
        let values = places.iter().flat_map(|&place| rows.row(place).to_vec()).collect();
        let copy = Sample::new(values, Arc::clone(rows.feature_names()), view.defaulted().to_vec());
        assert_eq!(fit(PARAMS, &view, None), fit(PARAMS, &copy, None));
    }

    #[test]
    fn fitting_stops_when_the_validation_rows_gain_nothing() {
        let (rows, held) = (sample(400, 3), sample(200, 4));
        let params = BoostedTreesParams { n_trees: 2000, patience: 10, ..PARAMS };
        let stopped = fit(params, &rows, Some(&held));
        assert!(stopped.trees.len() < 300, "{} trees", stopped.trees.len());
        let fixed = BoostedTreesParams { n_trees: stopped.trees.len(), patience: 0, ..PARAMS };
        assert_eq!(fit(fixed, &rows, None), stopped, "the best round and nothing after it");
    }

    #[test]
    fn a_monotone_model_keeps_to_its_directions() {
        let rows = sample(2000, 5);
        let monotone = fit(BoostedTreesParams { monotone: true, ..PARAMS }, &rows, None);
        for place in 0..50 {
            let mut row = rows.row(place).to_vec();
            let mut last = f64::NEG_INFINITY;
            for step in 0..40 {
                row[0] = step as f32 / 20.0 - 1.0;
                let log_odds = monotone.log_odds(&row).value();
                assert!(log_odds >= last, "row {place}, step {step}");
                last = log_odds;
            }
        }
        assert_ne!(monotone, fit(PARAMS, &rows, None));
    }

    #[test]
    fn infinities_are_refused() {
        let rows = Sample::new(
            vec![f32::INFINITY, 1.0, 2.0, 3.0],
            Arc::new(vec!["f0".to_owned()]),
            vec![true, false, true, false],
        );
        let learner = BoostedTrees { params: PARAMS, directions: Arc::default() };
        let error = learner.fit(&rows, None).unwrap_err();
        assert!(error.to_string().starts_with("the boosted trees could not be fitted"), "{error}");
    }
}
