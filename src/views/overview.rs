//! What is said of a model as a whole: what drives it, which way, and how far it can be explained.

use serde::Serialize;

use super::{LabelledValue, RunIdentity};

/// A model as a whole, in the reader’s words. All texts are ready to print.
#[derive(Debug, Clone, Serialize)]
pub struct OverviewView {
    /// The run.
    pub identity: RunIdentity,
    /// Over whom effects are taken, and where points of probability start, in one sentence.
    pub scope: String,
    /// Themes, the most important first.
    pub themes: Vec<ImportanceRow>,
    /// Subjects, the most important first.
    pub subjects: Vec<ImportanceRow>,
    /// Features, the most important first.
    pub features: Vec<DirectionRow>,
    /// Whether the model goes the expected way, in one sentence.
    pub directions: String,
    /// Features that go against what is expected, and their share.
    pub contrary: Vec<LabelledValue>,
    /// Stability, compacity and consistency of the explanations, one sentence each; empty where
    /// too few clients are known.
    pub quality: Vec<String>,
}

/// How much something counts.
#[derive(Debug, Clone, Serialize)]
pub struct ImportanceRow {
    /// What it is.
    pub label: String,
    /// Share of the mean effect on the score: `12,4 %`.
    pub share: String,
    /// Raw: length of its bar, 0 to 1, where 1 is the most important.
    pub bar: f64,
}

/// How much a feature counts, and which way.
#[derive(Debug, Clone, Serialize)]
pub struct DirectionRow {
    /// How much it counts.
    #[serde(flatten)]
    pub importance: ImportanceRow,
    /// Which way the risk should move as the value grows.
    pub expected: String,
    /// Which way it moves.
    pub observed: String,
    /// Raw: whether it moves against what is expected.
    pub is_contrary: bool,
}
