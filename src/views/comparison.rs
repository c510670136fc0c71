//! What competed with the retained model, and what its threshold is worth.

use serde::Serialize;

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
    /// Brier score, before calibration: `0,0689`.
    pub brier: String,
    /// Calibration error, before calibration: `1,2 %`.
    pub calibration_error: String,
    /// Whether it was retained.
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
    /// Whether one of the changes is more than chance explains.
    pub is_clear: bool,
}

/// How much the threshold can be relied on. All texts are ready to print.
#[derive(Debug, Clone, Serialize)]
pub struct ThresholdTrust {
    /// Where the best threshold falls in 95 % of resamples: `6,8 % à 8,4 %`.
    pub threshold_interval: String,
    /// Where its cost falls: `0,528 à 0,560`.
    pub cost_interval: String,
    /// The folds' own best thresholds: `6,9 % à 8,8 %`.
    pub fold_thresholds: String,
    /// Cost when each fold is decided by the threshold of the others.
    pub cost_from_others: String,
    /// The threshold that calibrated probabilities call for: `9,1 %`.
    pub theoretical: String,
    /// Cost at that threshold.
    pub cost_at_theoretical: String,
    /// Cost at one half.
    pub cost_at_half: String,
    /// Cost on the clients set aside.
    pub cost_on_hold_out: String,
    /// The best threshold at other ratios of the two costs.
    pub ratios: Vec<RatioRow>,
}

/// The best threshold at one ratio of the two costs.
#[derive(Debug, Clone, Serialize)]
pub struct RatioRow {
    /// The ratio: `10`.
    pub ratio: String,
    /// Its best threshold.
    pub threshold: String,
    /// Its cost per client.
    pub expected_cost: String,
    /// Share of clients refused.
    pub refused_share: String,
}
