//! How the model was trained.

use serde::Serialize;

use crate::views::LabelledValue;

/// How clients are shared out between learning, choosing and measuring. All texts are ready to
/// print.
#[derive(Debug, Clone, Serialize)]
pub struct Protocol {
    /// Number of folds: `5`.
    pub n_folds: String,
    /// Seed of the random draws: `7`.
    pub seed: String,
    /// Share of the clients set aside: `20 %`.
    pub hold_out_share: String,
    /// Share of the learning clients of a fold that says when boosting stops: `10 %`.
    pub validation_share: String,
    /// Clients that models were chosen on.
    pub n_development: String,
    /// Clients set aside.
    pub n_hold_out: String,
    /// Resamples behind the interval of the threshold.
    pub n_resamples: String,
    /// AUC above which a leak is suspected.
    pub leakage_auc: String,
    /// Raw: number of folds.
    pub folds: usize,
    /// Raw: clients set aside for each client that models were chosen on.
    pub hold_out_part: f64,
    /// How sure intervals are: `95 %`.
    pub confidence: String,
    /// What the model must not read, in words; empty where nothing is protected.
    pub protected: String,
    /// What it reads and what was priced, in words; empty where nothing is.
    pub priced: String,
}

/// The retained model. All texts are ready to print.
#[derive(Debug, Clone, Serialize)]
pub struct TrainingSummary {
    /// Kind of model, in words: `arbres de décision renforcés`. Starts in lower case.
    pub model: String,
    /// How probabilities were calibrated, in words, or `None` where nothing was tried.
    pub calibration: Option<String>,
    /// Raw: whether risk must move as common sense expects.
    pub is_monotone: bool,
    /// Raw: whether early stopping, which takes validation clients, chose the number of trees.
    pub stops_early: bool,
    /// Settings worth a line (number of trees, depth…), in the order shown.
    pub settings: Vec<LabelledValue>,
    /// AUC of the folds: `0,733 à 0,757`.
    pub fold_aucs: String,
    /// Cost per client of the folds.
    pub fold_costs: String,
}

/// What was tried of one family. All texts are ready to print.
#[derive(Debug, Clone, Serialize)]
pub struct SearchRow {
    /// The family, in words.
    pub label: String,
    /// How many settings were tried.
    pub n_tried: String,
    /// The settings that varied, with their values; empty where none did.
    pub varied: String,
    /// Seconds of fitting, all settings and folds together; a dash where they were not kept.
    pub fit_time: String,
}
