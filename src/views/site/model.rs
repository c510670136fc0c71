//! The model as numbers that a page evaluates: `data/model.js`.

use serde::Serialize;

/// The model.
#[derive(Debug, Clone)]
pub enum ModelData {
    /// Trees that add up in log-odds.
    Trees(TreesData),
    /// A weighted sum of features.
    Linear {
        /// Log-odds of a client at the mean of every feature.
        intercept: f64,
        /// The terms.
        terms: Vec<TermData>,
        /// What makes probabilities of log-odds.
        calibrator: CalibratorData,
        /// Places of the features that the model reads, ascending.
        columns: Vec<u32>,
    },
}

impl ModelData {
    /// `trees` or `linear`.
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::Trees(_) => "trees",
            Self::Linear { .. } => "linear",
        }
    }
}

/// Trees, node after node; every array but `start` and `columns` has one number per node.
#[derive(Debug, Clone)]
pub struct TreesData {
    /// Log-odds before any tree.
    pub base: f64,
    /// Mean log-odds over the rows that the model learnt from, from which SHAP values count.
    pub base_value: f64,
    /// What makes probabilities of log-odds.
    pub calibrator: CalibratorData,
    /// Places of the features that the model reads, ascending.
    pub columns: Vec<u32>,
    /// First node of each tree, and where the last one ends.
    pub start: Vec<u32>,
    /// Feature that a node tests; −1 of a leaf.
    pub feature: Vec<i32>,
    /// To the left where the value is smaller; 0 of a leaf.
    pub threshold: Vec<f64>,
    /// Place of the left child in the tree; 0 of a leaf.
    pub left: Vec<u32>,
    /// Place of the right child in the tree; 0 of a leaf.
    pub right: Vec<u32>,
    /// 1 where a missing value goes to the left.
    pub missing_left: Vec<u8>,
    /// What a leaf adds to the log-odds; 0 of a test.
    pub value: Vec<f64>,
    /// Rows of the training that came through.
    pub cover: Vec<f64>,
}

/// What one feature adds: `weight · (clip(x, low, high) − mean) / scale`, a missing `x` being the
/// median.
#[derive(Debug, Clone, Copy, Serialize)]
pub struct TermData {
    /// Place of the feature.
    pub feature: u32,
    /// Stands for a missing value.
    pub median: f64,
    /// Smaller values count as this one.
    pub low: f64,
    /// Larger values count as this one.
    pub high: f64,
    /// Mean of the training rows.
    pub mean: f64,
    /// Standard deviation of the training rows; above 0.
    pub scale: f64,
    /// Log-odds for each standard deviation.
    pub weight: f64,
}

/// What makes probabilities of log-odds.
#[derive(Debug, Clone, Serialize)]
#[serde(tag = "method", rename_all = "snake_case")]
pub enum CalibratorData {
    /// `1 / (1 + e^−x)`.
    None,
    /// `1 / (1 + e^−(slope·x + intercept))`.
    Platt {
        /// Above 0.
        slope: f64,
        /// Calibrated log-odds where the model says 0.
        intercept: f64,
    },
    /// Straight lines between knots, and constant outside.
    Isotonic {
        /// Where the knots stand, ascending.
        log_odds: Vec<f64>,
        /// Probability at each knot.
        probabilities: Vec<f64>,
    },
}
