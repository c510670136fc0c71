//! Which features alone rank clients too well to be true.

use rayon::prelude::*;

use super::Error;
use crate::metrics;
use crate::models::Sample;

/// Refuses a sample with a feature that alone ranks clients better than `limit`.
///
/// A model may be kept from using a leak, by a direction that it must keep to for one; the leak is
/// there all the same.
pub(super) fn check(sample: &Sample, limit: f64) -> Result<(), Error> {
    match ranked(sample).into_iter().next() {
        Some((roc_auc, feature)) if roc_auc > limit => {
            Err(Error::LeakingFeature { feature: feature.clone(), roc_auc, limit })
        }
        _ => Ok(()),
    }
}

/// The three features that alone rank best, with their AUC.
pub(super) fn suspects(sample: &Sample) -> String {
    let best = ranked(sample).into_iter().take(3);
    best.map(|(auc, name)| format!("{name} {auc:.3}")).collect::<Vec<_>>().join(", ")
}

/// Every feature by its own AUC, whichever way it points, the highest first.
fn ranked(sample: &Sample) -> Vec<(f64, &String)> {
    let mut ranked: Vec<(f64, &String)> = sample
        .feature_names()
        .par_iter()
        .enumerate()
        .map(|(feature, name)| {
            // Missing values go to the bottom: a pattern of gaps can leak as well.
            let values: Vec<f64> = (0..sample.n_rows())
                .map(|place| f64::from(sample.row(place)[feature]))
                .map(|value| if value.is_nan() { f64::NEG_INFINITY } else { value })
                .collect();
            let auc = metrics::roc_auc(&values, sample.defaulted()).unwrap_or(0.5);
            (auc.max(1.0 - auc), name)
        })
        .collect();
    ranked.sort_by(|a, b| b.0.total_cmp(&a.0));
    ranked
}
