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
    /// Median of the clients who repaid, where known.
    pub median_repaid: Option<f32>,
}

impl ReferenceFeature {
    /// Share of clients whose value lies below, in percent (0 to 100); none where it is missing.
    pub fn percentile(&self, value: f32) -> Option<f64> {
        let percentiles = &self.percentiles;
        if value.is_nan() || percentiles.is_empty() {
            return None;
        }
        let below = percentiles.partition_point(|known| *known < value);
        let not_above = percentiles.partition_point(|known| *known <= value);
        // Ties stand in the middle of their run.
        let middle = (below + not_above) as f64 / 2.0;
        Some((middle / percentiles.len() as f64 * 100.0).clamp(0.0, 100.0))
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
            ReferenceFeature {
                name: name.clone(),
                missing_share: 1.0 - all.len() as f64 / n_rows.max(1) as f64,
                percentiles,
                median_repaid: repaid.get(repaid.len().saturating_sub(1) / 2).copied(),
            }
        })
        .collect()
}
