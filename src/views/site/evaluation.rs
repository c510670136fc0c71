//! How good the model is, as curves to draw: `data/evaluation.js`.

use serde::Serialize;

/// How good the model is.
#[derive(Debug, Clone, Serialize)]
pub struct EvaluationData {
    /// On the clients that models were chosen on, predicted out of fold.
    pub out_of_fold: MeasuredData,
    /// On the clients set aside.
    pub hold_out: MeasuredData,
    /// The threshold in force, as a share.
    pub threshold: f64,
    /// Lower and upper end of its 95 % interval.
    pub threshold_interval: [f64; 2],
    /// What errors cost: a missed default, a refused good client.
    pub costs: [f64; 2],
    /// Cost per client of accepting everyone, of refusing everyone, at the threshold.
    pub cost_accept_all: f64,
    /// See [`Self::cost_accept_all`].
    pub cost_refuse_all: f64,
    /// See [`Self::cost_accept_all`].
    pub cost: f64,
    /// Clients counted at the thresholds below, all of them predicted out of fold.
    pub n_clients: usize,
    /// Those of them who defaulted.
    pub n_defaults: usize,
    /// Thresholds of the grid, ascending, the one in force among them.
    #[serde(skip)]
    pub grid: Vec<f64>,
    /// Clients refused at each.
    #[serde(skip)]
    pub n_refused: Vec<u32>,
    /// Defaults among the accepted.
    #[serde(skip)]
    pub n_missed_defaults: Vec<u32>,
    /// Good clients among the refused.
    #[serde(skip)]
    pub n_refused_good: Vec<u32>,
    /// Cost per client.
    #[serde(skip)]
    pub expected_cost: Vec<f64>,
    /// Width of a bin of the scores, as a share.
    pub score_step: f64,
    /// Clients who repaid by bin of their probability, from 0.
    #[serde(skip)]
    pub score_repaid: Vec<u32>,
    /// Clients who defaulted, likewise.
    #[serde(skip)]
    pub score_defaulted: Vec<u32>,
}

/// What was measured on one set of clients.
#[derive(Debug, Clone, Serialize)]
pub struct MeasuredData {
    /// Clients.
    pub n_clients: usize,
    /// Share of them who defaulted.
    pub default_rate: f64,
    /// Area under the ROC curve.
    pub roc_auc: f64,
    /// Its 95 % interval.
    pub roc_auc_interval: [f64; 2],
    /// Twice that area, less 1.
    pub gini: f64,
    /// Largest distance between the distributions of defaults and of the others.
    pub ks: f64,
    /// Area under the precision-recall curve.
    pub average_precision: f64,
    /// Mean squared error of the probabilities.
    pub brier: f64,
    /// Mean logarithmic loss.
    pub log_loss: f64,
    /// Mean distance between what is foretold and what happens.
    pub calibration_error: f64,
    /// `[true positives, false positives, true negatives, false negatives]` at the threshold,
    /// positive being a refusal.
    pub confusion: [usize; 4],
    /// Cost per client at the threshold.
    pub expected_cost: f64,
    /// `[clients, mean probability, default rate, low, high]` of each bin of about equal size.
    pub reliability: Vec<[f64; 5]>,
    /// `[clients, defaults]` of each tenth, from the riskiest.
    pub deciles: Vec<[usize; 2]>,
    /// `[false positive rate, true positive rate]`.
    pub roc: Vec<[f64; 2]>,
    /// `[recall, precision]`.
    pub precision_recall: Vec<[f64; 2]>,
}
