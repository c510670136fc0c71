//! The population that clients are compared with.

use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use crate::models::Sample;

/// How one feature is distributed among the clients that the model learnt from.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ReferenceFeature {
    /// Name of the feature.
    pub name: String,
    /// Share of clients whose value is missing.
    pub missing_share: f64,
    /// Percentiles 0 to 100 of the known values; empty where none is known.
    pub percentiles: Vec<f32>,
    /// Mean of the known values; of a yes/no feature, the share of yes. None where none is known.
    pub mean: Option<f64>,
    /// Median of the clients who repaid, where known.
    pub median_repaid: Option<f32>,
}

impl ReferenceFeature {
    /// Shares of the clients whose known value is smaller, and larger, to the nearest percent;
    /// what is left has the same value. Both are 0 where no value is known.
    pub fn around(&self, value: f32) -> (f64, f64) {
        let n = self.percentiles.len().max(1) as f64;
        let below = self.percentiles.partition_point(|known| *known < value);
        let not_above = self.percentiles.partition_point(|known| *known <= value);
        (below as f64 / n, (self.percentiles.len() - not_above) as f64 / n)
    }
}

/// Sums up how features are distributed among the rows that a model was made from.
pub fn reference_population(sample: &Sample) -> Vec<ReferenceFeature> {
    let n_rows = sample.n_rows();
    sample
        .feature_names()
        .par_iter()
        .enumerate()
        .map(|(feature, name)| {
            let sorted = |keep: &dyn Fn(bool) -> bool| {
                let mut known: Vec<f32> = (0..n_rows)
                    .filter(|&place| keep(sample.defaulted()[place]))
                    .map(|place| sample.row(place)[feature])
                    .filter(|value| !value.is_nan())
                    .collect();
                known.sort_unstable_by(f32::total_cmp);
                known
            };
            let all = sorted(&|_| true);
            let repaid = sorted(&|defaulted| !defaulted);
            let at = |share: f64| all[((all.len() - 1) as f64 * share).round() as usize];
            let percentiles = if all.is_empty() {
                Vec::new()
            } else {
                (0..=100).map(|percent| at(f64::from(percent) / 100.0)).collect()
            };
            let sum: f64 = all.iter().map(|&value| f64::from(value)).sum();
            ReferenceFeature {
                name: name.clone(),
                missing_share: 1.0 - all.len() as f64 / n_rows.max(1) as f64,
                percentiles,
                mean: (!all.is_empty()).then(|| sum / all.len() as f64),
                median_repaid: repaid.get(repaid.len().saturating_sub(1) / 2).copied(),
            }
        })
        .collect()
}
