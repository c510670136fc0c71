//! What the threshold is worth.

use serde::Serialize;

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
