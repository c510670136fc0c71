//! Parameters and rows in, a fitted model out; a row in, log-odds out.
//!
//! Libraries fit and are used nowhere else: what they fitted is at once turned into types of ours,
//! which alone predict, are stored and are explained.

pub mod boosted_trees;
pub mod calibration;
pub mod decision_tree;
pub mod dummy;
pub mod linear;
pub mod logistic_regression;
mod missing;
pub mod predictor;
pub mod preparation;
pub mod random_forest;
pub mod sample;
pub mod tree_ensemble;

use std::sync::Arc;

use rayon::prelude::*;
use serde::{Deserialize, Serialize};

pub use boosted_trees::{BoostedTreesParams, Monotone, MonotoneDirections};
pub use calibration::Calibrator;
pub use decision_tree::DecisionTreeParams;
pub use dummy::DummyParams;
pub use linear::LinearModel;
pub use logistic_regression::LogisticRegressionParams;
pub use predictor::Predictor;
pub use random_forest::{RandomForest, RandomForestParams};
pub use sample::Sample;
pub use tree_ensemble::{Node, Tree, TreeEnsemble};

use crate::probability::LogOdds;

/// What a model family is asked for: rows in, a model out.
pub trait Learner: Sync {
    /// Fits a model to `sample`.
    ///
    /// `validation`, where given, holds rows apart that may only say when to stop; families that do
    /// not stop early leave them alone. The same sample and parameters give the same model on any
    /// number of threads.
    ///
    /// # Errors
    ///
    /// [`Error`] where parameters or rows cannot be used.
    fn fit(&self, sample: &Sample, validation: Option<&Sample>) -> Result<Model, Error>;
}

/// A fitted model: a row in, log-odds out.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "kind")]
pub enum Model {
    /// Trees that add up in log-odds: boosted, single or none.
    Trees(TreeEnsemble),
    /// A weighted sum of features, in log-odds.
    Linear(LinearModel),
    /// The mean of many trees' default rates.
    Forest(RandomForest),
}

/// A model that could not be fitted or cannot be used.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum Error {
    /// Fitting failed.
    #[error("the {family} could not be fitted: {reason}")]
    Fit {
        /// Which kind of model.
        family: &'static str,
        /// What is wrong.
        reason: String,
    },
    /// A stored tree that leads nowhere.
    #[error(transparent)]
    Tree(#[from] tree_ensemble::Error),
    /// A stored linear model that does not hold together.
    #[error(transparent)]
    Linear(#[from] linear::Error),
    /// A stored forest that does not hold together.
    #[error(transparent)]
    Forest(#[from] random_forest::Error),
}

impl Model {
    /// Features in the order of the rows.
    pub fn feature_names(&self) -> &[String] {
        match self {
            Self::Trees(model) => &model.feature_names,
            Self::Linear(model) => &model.feature_names,
            Self::Forest(model) => &model.feature_names,
        }
    }

    /// Log-odds of one row of shape `(n_features)`, NaN being missing.
    pub fn log_odds(&self, row: &[f32]) -> LogOdds {
        match self {
            Self::Trees(model) => model.log_odds(row),
            Self::Linear(model) => model.log_odds(row),
            Self::Forest(model) => model.log_odds(row),
        }
    }

    /// The same model, its trees' covers counted over `sample`; see
    /// [`TreeEnsemble::with_covers_of`].
    #[must_use]
    pub fn with_covers_of(self, sample: &Sample) -> Self {
        match self {
            Self::Trees(model) => Self::Trees(model.with_covers_of(sample)),
            other => other,
        }
    }

    /// Log-odds of every row of a sample, bit for bit those of [`Model::log_odds`].
    pub fn log_odds_of(&self, sample: &Sample) -> Vec<f64> {
        match self {
            Self::Trees(model) => Predictor::new(model).log_odds_of(sample),
            _ => (0..sample.n_rows())
                .into_par_iter()
                .map(|place| self.log_odds(sample.row(place)).value())
                .collect(),
        }
    }

    /// Trees of the model, where it has any.
    pub fn n_trees(&self) -> usize {
        match self {
            Self::Trees(model) => model.trees.len(),
            Self::Linear(_) => 0,
            Self::Forest(model) => model.trees.len(),
        }
    }

    /// Checks a stored model, which the other functions rely on.
    ///
    /// # Errors
    ///
    /// [`Error`] for the first thing at fault.
    pub fn check(&self) -> Result<(), Error> {
        match self {
            Self::Trees(model) => Ok(model.check()?),
            Self::Linear(model) => Ok(model.check()?),
            Self::Forest(model) => Ok(model.check()?),
        }
    }
}

/// A kind of model.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Family {
    /// The default rate for everyone.
    Dummy,
    /// Logistic regression.
    LogisticRegression,
    /// A decision tree.
    DecisionTree,
    /// A random forest.
    RandomForest,
    /// Gradient-boosted trees.
    BoostedTrees,
}

impl Family {
    /// Every family, from the simplest.
    pub const ALL: [Self; 5] = [
        Self::Dummy,
        Self::LogisticRegression,
        Self::DecisionTree,
        Self::RandomForest,
        Self::BoostedTrees,
    ];

    /// Whether log-odds are a sum over trees or features, so that a score can be explained exactly.
    ///
    /// A forest averages default rates: what a feature adds to its log-odds depends on all others
    /// in a way that no exact and fast method takes apart.
    pub const fn is_explainable(self) -> bool {
        !matches!(self, Self::RandomForest)
    }

    /// Whether rows can count for more or less; the library behind logistic regression has no
    /// weights.
    pub const fn takes_weights(self) -> bool {
        !matches!(self, Self::LogisticRegression)
    }

    /// Name in settings and files.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Dummy => "dummy",
            Self::LogisticRegression => "logistic_regression",
            Self::DecisionTree => "decision_tree",
            Self::RandomForest => "random_forest",
            Self::BoostedTrees => "boosted_trees",
        }
    }
}

/// What is asked of a model of any family.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "family")]
#[expect(missing_docs, reason = "each variant is the family that it names")]
pub enum LearnerParams {
    Dummy(DummyParams),
    LogisticRegression(LogisticRegressionParams),
    DecisionTree(DecisionTreeParams),
    RandomForest(RandomForestParams),
    BoostedTrees(BoostedTreesParams),
}

impl LearnerParams {
    /// The family.
    pub const fn family(&self) -> Family {
        match self {
            Self::Dummy(_) => Family::Dummy,
            Self::LogisticRegression(_) => Family::LogisticRegression,
            Self::DecisionTree(_) => Family::DecisionTree,
            Self::RandomForest(_) => Family::RandomForest,
            Self::BoostedTrees(_) => Family::BoostedTrees,
        }
    }

    /// The learner with these parameters; `directions` are those a monotone model keeps to.
    pub fn learner(&self, directions: &Arc<MonotoneDirections>) -> Box<dyn Learner> {
        match *self {
            Self::Dummy(params) => Box::new(params),
            Self::LogisticRegression(params) => Box::new(params),
            Self::DecisionTree(params) => Box::new(params),
            Self::RandomForest(params) => Box::new(params),
            Self::BoostedTrees(params) => {
                Box::new(boosted_trees::BoostedTrees { params, directions: Arc::clone(directions) })
            }
        }
    }

    /// Whether fitting needs rows apart that say when to stop.
    pub const fn stops_early(&self) -> bool {
        matches!(self, Self::BoostedTrees(params) if params.patience > 0)
    }

    /// The same without early stopping, with this many trees.
    #[must_use]
    pub fn with_n_trees(self, n_trees: usize) -> Self {
        match self {
            Self::BoostedTrees(params) => Self::BoostedTrees(BoostedTreesParams {
                n_trees: n_trees.max(1),
                patience: 0,
                ..params
            }),
            other => other,
        }
    }

    /// The first parameter out of range: its key, what was expected and what was found.
    pub fn first_out_of_range(&self) -> Option<(&'static str, &'static str, String)> {
        let out = |is_in: bool, key, expected, found: &dyn std::fmt::Debug| {
            (!is_in).then(|| (key, expected, format!("{found:?}")))
        };
        let is_share = |value: f64| value > 0.0 && value <= 1.0;
        let is_positive = |value: f64| value >= 0.0 && value.is_finite();
        let share = "numbers above 0, at most 1";
        let positive = "numbers, 0 or above";
        let count = "whole numbers, 1 or above";
        let faults = match self {
            Self::Dummy(_) => vec![],
            Self::LogisticRegression(p) => vec![
                out(is_positive(p.penalty), "penalty", positive, &p.penalty),
                out(p.max_iterations > 0, "max_iterations", count, &p.max_iterations),
                out(
                    (0.0..0.5).contains(&p.clip_share),
                    "clip_share",
                    "numbers from 0 to below 0.5",
                    &p.clip_share,
                ),
                out(p.max_rows > 0, "max_rows", count, &p.max_rows),
            ],
            Self::DecisionTree(p) => vec![
                out((1..=30).contains(&p.max_depth), "max_depth", "1 to 30", &p.max_depth),
                out(p.min_rows_in_leaf > 0, "min_rows_in_leaf", count, &p.min_rows_in_leaf),
                out(p.max_features > 0, "max_features", count, &p.max_features),
                out(p.max_rows > 0, "max_rows", count, &p.max_rows),
            ],
            Self::RandomForest(p) => vec![
                out((1..=20_000).contains(&p.n_trees), "n_trees", "1 to 20000", &p.n_trees),
                out((1..=30).contains(&p.max_depth), "max_depth", "1 to 30", &p.max_depth),
                out(p.min_rows_in_leaf > 0, "min_rows_in_leaf", count, &p.min_rows_in_leaf),
                out(is_share(p.row_share), "row_share", share, &p.row_share),
                out(is_share(p.column_share), "column_share", share, &p.column_share),
                out((16..=65_535).contains(&p.max_bins), "max_bins", "16 to 65535", &p.max_bins),
            ],
            Self::BoostedTrees(p) => vec![
                out((1..=20_000).contains(&p.n_trees), "n_trees", "1 to 20000", &p.n_trees),
                out(is_share(p.learning_rate), "learning_rate", share, &p.learning_rate),
                out((2..=1024).contains(&p.max_leaves), "max_leaves", "2 to 1024", &p.max_leaves),
                out((1..=30).contains(&p.max_depth), "max_depth", "1 to 30", &p.max_depth),
                out(
                    is_positive(p.min_child_weight),
                    "min_child_weight",
                    positive,
                    &p.min_child_weight,
                ),
                out(is_share(p.row_share), "row_share", share, &p.row_share),
                out(is_share(p.column_share), "column_share", share, &p.column_share),
                out(is_positive(p.l1), "l1", positive, &p.l1),
                out(is_positive(p.l2), "l2", positive, &p.l2),
                out((16..=65_535).contains(&p.max_bins), "max_bins", "16 to 65535", &p.max_bins),
            ],
        };
        faults.into_iter().flatten().next()
    }
}
