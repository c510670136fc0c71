//! A fitted model and its calibrator in, a file that another program scores with out.
//!
//! | file | read by | holds | precision |
//! |---|---|---|---|
//! | [`xgboost()`] | Python's `xgboost`, 2.1 and later | boosted trees | sums in 32 bits |
//! | [`onnx()`] | `onnxruntime`, 1.21 and later | every model, with its calibration | 64 bits |
//!
//! Both give the model's probabilities to a millionth. An export is refused, never approximated,
//! where its format cannot hold the model. `tests/oracles/check_exports.py` scores exported files
//! with their readers and compares.

mod check;
mod xgboost;
mod onnx;
#[cfg(test)]
mod tests;

use crate::models::{calibration, tree_ensemble};

pub use onnx::onnx;
pub use xgboost::xgboost;

/// Where a model comes from; written into the exported file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct About {
    /// The run that fitted the model.
    pub run_id: String,
    /// The model.
    pub model_id: String,
    /// Version of the program that exports.
    pub producer_version: String,
    /// Whether the model was fitted on made-up clients.
    pub is_synthetic: bool,
}

/// An exported file, and whether its probabilities are the final ones.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Exported {
    /// The file.
    pub bytes: Vec<u8>,
    /// Whether the file predicts calibrated probabilities by itself; else the reader must apply
    /// the calibration that the file carries.
    pub is_calibrated: bool,
}

/// A model that cannot be exported.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A family of models that the format has no place for.
    #[error("expected boosted trees for an xgboost file, found {family}: {reason}")]
    NotBoosted {
        /// The family.
        family: &'static str,
        /// Why it does not fit.
        reason: &'static str,
    },
    /// A model without features.
    #[error("expected at least one feature, found none")]
    NoFeatures,
    /// Two features of one name.
    #[error("expected every feature name once, found \"{name}\" twice")]
    DuplicateFeature {
        /// The name.
        name: String,
    },
    /// A forest without trees, which has no mean.
    #[error("expected at least one tree in the random forest, found none")]
    NoTrees,
    /// A tree whose paths do not end.
    #[error(transparent)]
    BrokenTree(#[from] tree_ensemble::Error),
    /// A tree with a node that is reached by several ways, or by none.
    #[error("tree {tree} is damaged: expected one parent of node {node}, found {n_parents}")]
    NotATree {
        /// Place of the tree.
        tree: usize,
        /// Place of the node.
        node: usize,
        /// How many nodes lead to it.
        n_parents: usize,
    },
    /// A term that reads a feature that the model does not name.
    #[error("expected terms on {n_features} features, found one on feature {feature}")]
    UnknownFeature {
        /// Place of the feature.
        feature: u32,
        /// How many there are.
        n_features: usize,
    },
    /// A number that the format or the formula cannot take.
    #[error("expected {expected} as {what}, found {value}")]
    Number {
        /// Which number.
        what: String,
        /// What it should be.
        expected: &'static str,
        /// What it is.
        value: f64,
    },
    /// A calibration that is no rising function.
    #[error("the calibration is damaged: {0}")]
    Calibration(#[from] calibration::Error),
    /// Text that could not be written.
    #[error("the model could not be written as JSON: {0}")]
    Json(#[from] serde_json::Error),
}

impl Error {
    /// The way out, where there is one to name.
    pub fn hint(&self) -> Option<String> {
        match self {
            Self::NotBoosted { .. } => {
                Some("export the model as onnx, which holds every family".to_owned())
            }
            Self::DuplicateFeature { .. } => {
                Some("give each feature a name of its own and fit the model again".to_owned())
            }
            Self::Json(_) => None,
            Self::NoFeatures
            | Self::NoTrees
            | Self::BrokenTree(_)
            | Self::NotATree { .. }
            | Self::UnknownFeature { .. }
            | Self::Number { .. }
            | Self::Calibration(_) => Some("the model is damaged: fit it again".to_owned()),
        }
    }
}
