//! One column over many clients: which values move the log-odds, which way and how far.

use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use super::attributed::{Attributed, evenly_spaced};
use super::error::Error;
use super::ranks::{correlation, mid_ranks, quantile};

/// Points that a beeswarm is drawn with, as a rule.
pub const N_POINTS: usize = 300;

/// Bins that a dependence is drawn with, as a rule.
pub const N_BINS: usize = 20;

/// Known values below which no rank correlation is given.
pub const MIN_KNOWN: usize = 20;

/// Everything shown about one column.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Effect {
    /// Evenly spaced clients, in their order.
    pub beeswarm: Vec<BeeswarmPoint>,
    /// Clients of known value, from the lowest; none where no value is known.
    pub dependence: Vec<DependenceBin>,
    /// Clients whose value is missing, where there are any.
    pub missing: Option<MissingEffect>,
    /// Spearman's correlation of known value and SHAP value, −1 to 1: mid-ranks for equal
    /// numbers. None where either is the same for all or fewer than [`MIN_KNOWN`] are known.
    pub rank_correlation: Option<f64>,
}

/// One client of a beeswarm.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BeeswarmPoint {
    /// Place of the value among all known ones, 0 the lowest to 1 the highest, equal values in
    /// the middle of their places; none for a missing value. What colors the point.
    pub rank: Option<f32>,
    /// SHAP value, log-odds.
    pub shap_value: f32,
}

/// Clients of about equal value, and what it does to them.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DependenceBin {
    /// Lowest value, in the feature's unit.
    pub low: f32,
    /// Highest value.
    pub high: f32,
    /// Mean value.
    pub mean_value: f64,
    /// Clients in it, at least one.
    pub n_clients: usize,
    /// Mean SHAP value, log-odds.
    pub mean: f64,
    /// SHAP value that a tenth of them stay below.
    pub low_10: f64,
    /// SHAP value that a tenth of them exceed.
    pub high_90: f64,
}

/// Clients whose value is missing.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MissingEffect {
    /// How many they are, at least one.
    pub n_clients: usize,
    /// Their mean SHAP value, log-odds.
    pub mean: f64,
}

/// Sums up one column.
///
/// - **Beeswarm**: at most `n_points` clients, of [`evenly_spaced`].
/// - **Dependence**: where there are at most `n_bins` distinct known values, a bin for each; else
///   at most `n_bins` bins of about equal size. With `n` known values sorted, the client at rank
///   `r`, from 0, of the first of its value, is in bin `⌊r n_bins / n⌋`: equal values stay
///   together, and bins left empty are dropped. The two quantiles are interpolated.
///
/// # Errors
///
/// [`Error`] for a column that there is not, or where no bin is asked for.
pub fn effect(
    attributed: &Attributed,
    column: usize,
    n_points: usize,
    n_bins: usize,
) -> Result<Effect, Error> {
    if n_bins == 0 {
        return Err(Error::TooFew { what: "bins", needed: 1, found: 0 });
    }
    let (values, shap_values) = attributed.column(column)?;
    let (missing, mut known): (Vec<usize>, Vec<usize>) =
        (0..values.len()).partition(|&client| values[client].is_nan());
    known.sort_by(|&a, &b| order(values[a], values[b]));
    // What is known alone, from the lowest value.
    let sorted: Vec<f32> = known.iter().map(|&client| values[client]).collect();
    let effects: Vec<f64> = known.iter().map(|&client| shap_values[client]).collect();
    let in_order: Vec<usize> = (0..known.len()).collect();
    let ranks = mid_ranks(&sorted, &in_order);

    let mut places = vec![None; values.len()];
    for (&client, rank) in known.iter().zip(&ranks) {
        let last = known.len() - 1;
        places[client] = Some(if last == 0 { 0.5 } else { ((rank - 1.0) / last as f64) as f32 });
    }
    let point = |client: usize| BeeswarmPoint {
        rank: places[client],
        shap_value: shap_values[client] as f32,
    };
    let mean_missing = mean(missing.iter().map(|&client| shap_values[client]));
    Ok(Effect {
        beeswarm: evenly_spaced(values.len(), n_points).into_iter().map(point).collect(),
        dependence: dependence(&sorted, &effects, n_bins),
        missing: mean_missing.map(|mean| MissingEffect { n_clients: missing.len(), mean }),
        rank_correlation: rank_correlation(&ranks, &effects),
    })
}

/// [`effect`] of each of these columns, in this order.
///
/// # Errors
///
/// As [`effect`].
pub fn effects(
    attributed: &Attributed,
    columns: &[usize],
    n_points: usize,
    n_bins: usize,
) -> Result<Vec<Effect>, Error> {
    columns.par_iter().map(|&column| effect(attributed, column, n_points, n_bins)).collect()
}

/// Bins of known values, sorted, with their SHAP values.
fn dependence(sorted: &[f32], effects: &[f64], n_bins: usize) -> Vec<DependenceBin> {
    let runs: Vec<&[f32]> = sorted.chunk_by(|a, b| a == b).collect();
    let one_each = runs.len() <= n_bins;
    // The bin of each distinct value and where its clients end.
    let (mut n_before, mut ends) = (0, Vec::new());
    for (place, run) in runs.iter().enumerate() {
        let by_rank = n_before as u128 * n_bins as u128 / sorted.len() as u128;
        let bin = if one_each { place } else { by_rank as usize };
        n_before += run.len();
        ends.push((bin, n_before));
    }
    let mut start = 0;
    let bins = ends.chunk_by(|(a, _), (b, _)| a == b).filter_map(|values| {
        let end = values.last()?.1;
        let (values, mut effects) = (&sorted[start..end], effects[start..end].to_vec());
        start = end;
        effects.sort_by(f64::total_cmp);
        Some(DependenceBin {
            low: *values.first()?,
            high: *values.last()?,
            mean_value: mean(values.iter().map(|&value| f64::from(value)))?,
            n_clients: values.len(),
            mean: mean(effects.iter().copied())?,
            low_10: quantile(&effects, 0.1),
            high_90: quantile(&effects, 0.9),
        })
    });
    bins.collect()
}

/// Spearman's correlation, given the ranks of the values.
fn rank_correlation(ranks: &[f64], effects: &[f64]) -> Option<f64> {
    if effects.len() < MIN_KNOWN {
        return None;
    }
    let mut order: Vec<usize> = (0..effects.len()).collect();
    order.sort_by(|&a, &b| effects[a].total_cmp(&effects[b]));
    correlation(ranks, &mid_ranks(effects, &order))
}

/// Compares known values; zeros of both signs are equal.
fn order(a: f32, b: f32) -> std::cmp::Ordering {
    a.partial_cmp(&b).unwrap_or(std::cmp::Ordering::Equal)
}

/// The mean; none of nothing.
fn mean(values: impl Iterator<Item = f64>) -> Option<f64> {
    let (n, sum) = values.fold((0_usize, 0.0), |(n, sum), value| (n + 1, sum + value));
    (n > 0).then(|| sum / n as f64)
}

#[cfg(test)]
#[path = "effect_tests.rs"]
mod tests;
