//! What was measured.

use serde::Serialize;

/// Quality of calibrated probabilities and of the decisions at the threshold. All texts are ready
/// to print.
#[derive(Debug, Clone, Serialize)]
pub struct Measures {
    /// Clients measured on.
    pub n_clients: String,
    /// Their default rate.
    pub default_rate: String,
    /// Area under the ROC curve: `0,786`.
    pub roc_auc: String,
    /// Its 95 % interval (DeLong): `0,775 à 0,797`.
    pub roc_auc_interval: String,
    /// Gini, 2·AUC − 1: `0,572`.
    pub gini: String,
    /// Kolmogorov–Smirnov distance: `0,432`.
    pub ks: String,
    /// Area under the precision–recall curve: `0,281`.
    pub pr_auc: String,
    /// Brier score: `0,0664`.
    pub brier: String,
    /// Mean log loss: `0,2381`.
    pub log_loss: String,
    /// Mean distance of probability and default rate: `0,5 %`.
    pub calibration_error: String,
    /// Expected cost per client at the threshold.
    pub expected_cost: String,
    /// Share of clients refused.
    pub refused_share: String,
    /// Share of the defaults that are refused.
    pub caught_defaults: String,
    /// Share of defaults among the refused.
    pub precision: String,
    /// Clients who repaid and are accepted, who repaid and are refused.
    pub repaid: [String; 2],
    /// Clients who defaulted and are accepted, who defaulted and are refused.
    pub defaulted: [String; 2],
}

/// One model of the comparison. All texts are ready to print.
#[derive(Debug, Clone, Serialize)]
pub struct ComparedModel {
    /// What it is, in words: `régression logistique`.
    pub label: String,
    /// Area under the ROC curve: `0,762`.
    pub roc_auc: String,
    /// Its 95 % interval: `0,755 à 0,769`.
    pub roc_auc_interval: String,
    /// Expected cost per client at its best threshold: `0,522`.
    pub expected_cost: String,
    /// Its cost less that of the retained model, with its interval; a dash for that model itself.
    pub cost_change: String,
    /// Brier score, before calibration: `0,0689`.
    pub brier: String,
    /// Calibration error, before calibration: `1,2 %`.
    pub calibration_error: String,
    /// Time of fitting, all folds together: `39 s`; a dash where it was not kept.
    pub fit_time: String,
    /// Raw: whether it was retained.
    pub is_retained: bool,
}

/// A way to treat the rarity of defaults. All texts are ready to print.
#[derive(Debug, Clone, Serialize)]
pub struct Treatment {
    /// What it is, in words.
    pub label: String,
    /// Area under the ROC curve.
    pub roc_auc: String,
    /// Expected cost per client at its best threshold.
    pub expected_cost: String,
    /// That cost less that of the retained model, with its interval; a dash for that model itself.
    pub cost_change: String,
    /// Brier score, before calibration.
    pub brier: String,
    /// Least Brier score that a calibration leads to.
    pub calibrated_brier: String,
    /// Raw: whether it was retained.
    pub is_retained: bool,
}

/// A way to calibrate. All texts are ready to print.
#[derive(Debug, Clone, Serialize)]
pub struct CalibrationRow {
    /// What it is, in words.
    pub label: String,
    /// Brier score, each fold calibrated by the others.
    pub brier: String,
    /// Mean log loss.
    pub log_loss: String,
    /// Calibration error.
    pub calibration_error: String,
    /// Raw: whether it was retained.
    pub is_retained: bool,
}

/// What a change of the retained model brings. All texts are ready to print.
#[derive(Debug, Clone, Serialize)]
pub struct StudiedChange {
    /// The change, in words: `sans la variable « âge »`.
    pub label: String,
    /// Change of the AUC with its interval: `−0,0021 (−0,0034 à −0,0008)`.
    pub auc_change: String,
    /// Change of the cost per client with its interval.
    pub cost_change: String,
    /// Brier score, before calibration.
    pub brier: String,
    /// Raw: whether one of the changes is more than chance explains.
    pub is_clear: bool,
}

/// A fold. All texts are ready to print.
#[derive(Debug, Clone, Serialize)]
pub struct FoldRow {
    /// Its number: `1`.
    pub number: String,
    /// Area under the ROC curve.
    pub roc_auc: String,
    /// Its own best threshold.
    pub own_threshold: String,
    /// Cost per client at the threshold of all folds.
    pub cost_at_chosen: String,
    /// Cost per client at the threshold of the other folds.
    pub cost_from_others: String,
}

/// A tenth of the clients. All texts are ready to print.
#[derive(Debug, Clone, Serialize)]
pub struct DecileRow {
    /// Its number, from the riskiest: `1`.
    pub number: String,
    /// Mean probability.
    pub probability: String,
    /// Default rate.
    pub default_rate: String,
    /// Default rate as a multiple of that of all.
    pub lift: String,
    /// Share of all defaults down to here.
    pub cumulative_defaults: String,
}
