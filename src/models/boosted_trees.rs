//! Gradient-boosted trees: the one place that knows the boosting library.

use hessboost::config::GrowPolicy;
use hessboost::model::BoostedModel;
use hessboost::prelude::{DMatrix, Objective, RegLoss, TrainingParams, TreeMethod, train};
use serde::{Deserialize, Serialize};

use super::tree_ensemble::{Node, Tree, TreeEnsemble};

/// What to ask of the boosted trees; ranges as in `assumptions.toml`.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(missing_docs, reason = "the settings say what each is")]
pub struct BoostedTreesParams {
    pub n_trees: usize,
    pub learning_rate: f64,
    pub max_leaves: usize,
    pub max_depth: usize,
    pub min_child_weight: f64,
    pub row_share: f64,
    pub column_share: f64,
    pub l1: f64,
    pub l2: f64,
    pub max_bins: usize,
    pub seed: u64,
}

/// Trees that could not be fitted.
#[derive(Debug, thiserror::Error)]
#[error("the boosted trees could not be fitted: {0}")]
pub struct Error(String);

impl From<hessboost::error::HessboostError> for Error {
    fn from(error: hessboost::error::HessboostError) -> Self {
        Self(error.to_string())
    }
}

/// Fits boosted trees to the logistic loss.
///
/// `values` is row-major of shape `(n_rows, n_features)`, NaN being missing, infinities refused;
/// `defaulted` has shape `(n_rows)`. The same input gives the same trees on any number of threads.
///
/// # Errors
///
/// [`Error`] where the library refuses the parameters or the values.
pub fn fit(
    params: &BoostedTreesParams,
    values: Vec<f32>,
    feature_names: &[String],
    defaulted: &[bool],
) -> Result<TreeEnsemble, Error> {
    let labels: Vec<f32> = defaulted.iter().map(|&y| f32::from(u8::from(y))).collect();
    let matrix = DMatrix::from_dense_vec(values, defaulted.len(), feature_names.len())?
        .with_labels(&labels)?;
    let library_params = TrainingParams::builder()
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
        .seed(params.seed)
        .build()?;
    let model = train(&library_params, &matrix, params.n_trees)?;
    Ok(converted(&model, feature_names))
}

fn converted(model: &BoostedModel, feature_names: &[String]) -> TreeEnsemble {
    let weights = model.tree_weights();
    let trees = model.trees().iter().zip(weights).map(|(tree, weight)| {
        let nodes = tree.nodes().iter().map(|node| {
            let cover = f64::from(node.sum_hess);
            if node.is_leaf() {
                Node::Leaf { value: f64::from(node.leaf_value) * f64::from(weight), cover }
            } else {
                Node::Split {
                    feature: node.split_feature,
                    threshold: f64::from(node.split_cond),
                    missing_left: node.default_left,
                    left: node.left.cast_unsigned(),
                    right: node.right.cast_unsigned(),
                    cover,
                }
            }
        });
        Tree { nodes: nodes.collect() }
    });
    TreeEnsemble {
        base: f64::from(model.base_score()),
        feature_names: feature_names.to_vec(),
        trees: trees.collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use hessboost::prelude::Iterations;
    use rand::{RngExt, SeedableRng};

    #[test]
    fn the_converted_trees_answer_as_the_library_does() {
        let mut rng = rand_pcg::Pcg64::seed_from_u64(11);
        let (n_rows, n_features) = (400, 5);
        let values: Vec<f32> = (0..n_rows * n_features)
            .map(|_| if rng.random_bool(0.1) { f32::NAN } else { rng.random_range(-1.0..1.0) })
            .collect();
        let labels: Vec<f32> = values
            .chunks(n_features)
            .map(|row| f32::from(u8::from(row[0] > 0.2 || row[1].is_nan())))
            .collect();
        let matrix = DMatrix::from_dense(&values, n_rows, n_features).unwrap();
        let labelled = matrix.clone().with_labels(&labels).unwrap();
        let params = TrainingParams::builder()
            .objective(Objective::BinaryLogistic(RegLoss::default()))
            .tree_method(TreeMethod::Hist)
            .max_depth(4)
            .build()
            .unwrap();
        let model = train(&params, &labelled, 30).unwrap();
        let expected = model.predict(&matrix, Iterations::Best).unwrap();
        let names: Vec<String> = (0..n_features).map(|i| format!("f{i}")).collect();
        let ours = converted(&model, &names);
        ours.check().unwrap();
        for (place, row) in values.chunks(n_features).enumerate() {
            let (a, b) =
                (ours.log_odds(row).probability().value(), expected.get(place, 0).unwrap());
            assert!((a - f64::from(*b)).abs() < 1e-5, "row {place}: {a} against {b}");
        }
    }
}
