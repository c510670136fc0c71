//! Boosted trees in, a model file of Python's `xgboost` out.

mod format;
#[cfg(test)]
mod tests;

use super::{About, Error, Exported, check};
use crate::models::calibration::Calibrator;
use crate::models::{Model, Node, Tree, TreeEnsemble};
use format::{
    Attributes, File, GradientBooster, Knots, Learner, LearnerParam, Objective, RegLossParam,
    TreeColumns, Trees, TreesParam,
};

/// The version of the format: the oldest that the file is meant for, which later ones read.
///
/// From 3.1 on, xgboost writes the base score as a list, which older versions cannot read; all of
/// them read a file of this version, with a single base score.
const VERSION: [u32; 3] = [2, 1, 0];

/// Writes boosted trees as an xgboost model in JSON, for `Booster.load_model`.
///
/// The objective is `binary:logistic`, so that `Booster.predict` gives probabilities. A tree of
/// one leaf stands in front of the others and holds the base, so the base score is 0.5, which
/// adds nothing; `iteration_range` counts that tree.
///
/// - **Thresholds** become the smallest 32-bit number that is not below them. Features are
///   32-bit numbers, so every one of them goes the same way as before.
/// - **Leaves** are rounded to 32 bits, and xgboost adds them up in 32 bits.
/// - **Platt calibration** is part of the leaves: `slope · leaf`, and `slope · base + intercept`.
/// - **Isotonic calibration** has no place in the format. The file then predicts uncalibrated
///   probabilities, [`Exported::is_calibrated`] is false, and the knots are in the attribute
///   `octroi_calibration` as `{"log_odds": […], "probabilities": […]}`: the final probability is
///   `numpy.interp(booster.predict(rows, output_margin=True), log_odds, probabilities)`. Where the
///   calibration is steeper than a sigmoid, it enlarges the rounding of the margin; the ONNX file
///   has no such loss.
/// - **Feature names**: xgboost refuses `[`, `]` and `<`. They are written as `%5B`, `%5D` and
///   `%3C`, and `%` as `%25`; `urllib.parse.unquote` gives the name back. All other characters
///   stay as they are.
/// - **Attributes** `octroi_run`, `octroi_model`, `octroi_version`, `octroi_synthetic` and
///   `octroi_calibrated` say where the model comes from; read them by `Booster.attributes`.
/// - **Gains** are not known here and written as 0: of xgboost's importances, `weight` and `cover`
///   mean something, `gain` does not. Its SHAP values are as good as the covers.
///
/// # Errors
///
/// [`Error::NotBoosted`] for a linear model or a random forest; the others for a damaged model, or
/// one with numbers beyond 32 bits.
pub fn xgboost(model: &Model, calibrator: &Calibrator, about: &About) -> Result<Exported, Error> {
    let ensemble = match model {
        Model::Trees(ensemble) => ensemble,
        Model::Linear(_) => {
            return Err(Error::NotBoosted {
                family: "a linear model",
                reason: "it fills and bounds its features, which xgboost does not",
            });
        }
        Model::Forest(_) => {
            return Err(Error::NotBoosted {
                family: "a random forest",
                reason: "the means of its leaves are probabilities, which do not add up in log-odds",
            });
        }
    };
    check::features(&ensemble.feature_names)?;
    check::trees(&ensemble.trees, ensemble.feature_names.len())?;
    check::finite("the base", ensemble.base)?;
    calibrator.check()?;
    let is_calibrated = !matches!(calibrator, Calibrator::Isotonic { .. });
    let file = File {
        learner: Learner {
            attributes: attributes(calibrator, about, is_calibrated)?,
            feature_names: ensemble.feature_names.iter().map(|name| allowed_name(name)).collect(),
            feature_types: vec!["float"; ensemble.feature_names.len()],
            gradient_booster: booster(ensemble, calibrator)?,
            learner_model_param: LearnerParam {
                base_score: "5E-1",
                boost_from_average: "1",
                num_class: "0",
                num_feature: ensemble.feature_names.len().to_string(),
                num_target: "1",
            },
            objective: Objective {
                name: "binary:logistic",
                reg_loss_param: RegLossParam { scale_pos_weight: "1" },
            },
        },
        version: VERSION,
    };
    Ok(Exported { bytes: serde_json::to_vec(&file)?, is_calibrated })
}

/// A feature name that xgboost takes, from which the name can be had back.
fn allowed_name(name: &str) -> String {
    let mut allowed = String::with_capacity(name.len());
    for character in name.chars() {
        match character {
            '%' => allowed.push_str("%25"),
            '[' => allowed.push_str("%5B"),
            ']' => allowed.push_str("%5D"),
            '<' => allowed.push_str("%3C"),
            other => allowed.push(other),
        }
    }
    allowed
}

/// The smallest 32-bit number that is not below `threshold`; infinite where there is none.
///
/// For a 32-bit `value`, `value < threshold` holds if and only if `value < rounded_up(threshold)`.
fn rounded_up(threshold: f64) -> f32 {
    let nearest = threshold as f32;
    if f64::from(nearest) < threshold { nearest.next_up() } else { nearest }
}

/// A number in 32 bits.
fn narrow(what: impl FnOnce() -> String, value: f64) -> Result<f32, Error> {
    let narrow = value as f32;
    check::number(what, "a number within 32 bits", value, narrow.is_finite())?;
    Ok(narrow)
}

fn attributes(
    calibrator: &Calibrator,
    about: &About,
    is_calibrated: bool,
) -> Result<Attributes, Error> {
    let calibration = match calibrator {
        Calibrator::Isotonic { log_odds, probabilities } => {
            Some(serde_json::to_string(&Knots { log_odds, probabilities })?)
        }
        Calibrator::None | Calibrator::Platt { .. } => None,
    };
    Ok(Attributes {
        octroi_calibrated: is_calibrated.to_string(),
        octroi_calibration: calibration,
        octroi_model: about.model_id.clone(),
        octroi_run: about.run_id.clone(),
        octroi_synthetic: about.is_synthetic.to_string(),
        octroi_version: about.producer_version.clone(),
    })
}

fn booster(ensemble: &TreeEnsemble, calibrator: &Calibrator) -> Result<GradientBooster, Error> {
    let (slope, intercept) = match calibrator {
        Calibrator::Platt { slope, intercept } => (*slope, *intercept),
        Calibrator::None | Calibrator::Isotonic { .. } => (1.0, 0.0),
    };
    // Everyone comes through it; explainers refuse a leaf that nobody reached.
    let everyone = ensemble.trees.iter().map(|tree| tree.nodes[0].cover()).fold(1.0, f64::max);
    let base = Tree { nodes: vec![Node::Leaf { value: ensemble.base, cover: everyone }] };
    let n_features = ensemble.feature_names.len();
    let mut trees = vec![columns(0, &base, n_features, |value| slope * value + intercept)?];
    for (place, tree) in ensemble.trees.iter().enumerate() {
        trees.push(columns(place + 1, tree, n_features, |value| slope * value)?);
    }
    let n_trees = trees.len();
    Ok(GradientBooster {
        model: Trees {
            gbtree_model_param: TreesParam {
                num_parallel_tree: "1",
                num_trees: n_trees.to_string(),
            },
            iteration_indptr: (0..=n_trees).collect(),
            tree_info: vec![0; n_trees],
            trees,
        },
        name: "gbtree",
    })
}

/// A tree as xgboost writes it, with the value of each leaf passed through `leaf`.
fn columns(
    id: usize,
    tree: &Tree,
    n_features: usize,
    leaf: impl Fn(f64) -> f64,
) -> Result<TreeColumns, Error> {
    // xgboost finds the right child behind the left one, so siblings must be neighbors.
    let order = breadth_first(tree);
    let mut columns = TreeColumns::new(id, order.len(), n_features);
    let mut next = 1;
    for (at, &place) in order.iter().enumerate() {
        let node = tree.nodes[place];
        let what = |part: &'static str| {
            // The base stands in front of the trees of the model.
            move || match id.checked_sub(1) {
                Some(tree) => format!("{part} of node {place} of tree {tree}"),
                None => "the base".to_owned(),
            }
        };
        columns.sum_hessian[at] = narrow(what("cover"), node.cover())?;
        match node {
            Node::Leaf { value, .. } => {
                let value = narrow(what("value"), leaf(value))?;
                columns.base_weights[at] = value;
                columns.split_conditions[at] = value;
            }
            Node::Split { feature, threshold, missing_left, .. } => {
                let threshold = narrow(what("threshold"), f64::from(rounded_up(threshold)))?;
                columns.split_conditions[at] = threshold;
                columns.split_indices[at] = feature;
                columns.default_left[at] = u8::from(missing_left);
                columns.left_children[at] = next as i64;
                columns.right_children[at] = next as i64 + 1;
                columns.parents[next] = at as i64;
                columns.parents[next + 1] = at as i64;
                next += 2;
            }
        }
    }
    Ok(columns)
}

/// The places of the nodes, level by level, the left child right before the right one.
fn breadth_first(tree: &Tree) -> Vec<usize> {
    let mut order = vec![0];
    let mut at = 0;
    while let Some(&place) = order.get(at) {
        if let Node::Split { left, right, .. } = tree.nodes[place] {
            order.extend([left as usize, right as usize]);
        }
        at += 1;
    }
    order
}
