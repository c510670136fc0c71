//! Everything that was tried, held against the retained model.

use serde::{Deserialize, Serialize};

use crate::decision::Outcome;
use crate::metrics::{AucDifference, MeanDifference};
use crate::training::Trial;

/// Everything that was tried.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Comparison {
    /// The trials, in order.
    pub trials: Vec<ComparedTrial>,
    /// Which of them was retained.
    pub champion: usize,
}

/// A trial, held against the retained model on the same clients.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ComparedTrial {
    /// What was tried and how it went, fold by fold.
    pub trial: Trial,
    /// What its own best threshold leads to, before calibration.
    pub best: Outcome,
    /// Its AUC less that of the retained model; none for that model itself.
    pub auc_difference: Option<AucDifference>,
    /// Its expected cost less that of the retained model, each at its best threshold.
    pub cost_difference: Option<MeanDifference>,
}

impl Comparison {
    /// The trial that was retained.
    pub fn champion(&self) -> Option<&ComparedTrial> {
        self.trials.get(self.champion)
    }
}
