//! Probabilities and outcomes in, how often what was foretold came true out.

use serde::{Deserialize, Serialize};

use super::{Error, check, normal};

/// Bins of [`calibration_error`].
pub const CALIBRATION_BINS: usize = 10;

/// Clients of about equal probability, and how many of them defaulted.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct ReliabilityBin {
    /// Clients in it, at least one.
    pub n_clients: usize,
    /// Mean probability.
    pub mean_probability: f64,
    /// Share that defaulted.
    pub default_rate: f64,
    /// Lower end of the 95 % interval of the default rate (Wilson).
    pub low: f64,
    /// Upper end of it.
    pub high: f64,
}

/// Groups the clients by probability, from the lowest, into at most `n_bins` of about equal size.
///
/// With `n` clients sorted by probability, the inner bounds are the quantiles `i / n_bins`, of
/// the definition that interpolates between clients, and a bin holds what lies above one bound
/// up to the next, included. Equal probabilities stay together, so that bins differ in size
/// where many are equal, and bins left empty are dropped. This is
/// `calibration_curve(strategy="quantile")` of scikit-learn.
///
/// The interval is Wilson's, with `r` the default rate, `n` the clients of the bin, `z = 1.96`:
///
/// ```text
/// (r + z²/2n ± z √(r (1 − r)/n + z²/4n²)) / (1 + z²/n)
/// ```
///
/// One class is enough.
///
/// # Errors
///
/// [`Error`] where the slices differ in length or are empty, where a number is no probability,
/// or where no bin is asked for.
///
/// ## References
///
/// Wilson (1927), "Probable Inference, the Law of Succession, and Statistical Inference",
/// *Journal of the American Statistical Association* 22.
pub fn reliability(
    probabilities: &[f64],
    defaulted: &[bool],
    n_bins: usize,
) -> Result<Vec<ReliabilityBin>, Error> {
    check(probabilities, defaulted)?;
    if n_bins == 0 {
        return Err(Error::TooFew { what: "bins", needed: 1, found: 0 });
    }
    let mut order: Vec<usize> = (0..defaulted.len()).collect();
    order.sort_by(|&a, &b| probabilities[a].total_cmp(&probabilities[b]));
    // The bin of everyone, non-decreasing.
    let mut bins = Vec::with_capacity(order.len());
    for run in order.chunk_by(|&a, &b| probabilities[a] == probabilities[b]) {
        let bin = bin_of(bins.len(), order.len(), n_bins);
        bins.extend(run.iter().map(|&client| (bin, client)));
    }
    let bins = bins.chunk_by(|(a, _), (b, _)| a == b).map(|clients| {
        let n_defaults = clients.iter().filter(|&&(_, client)| defaulted[client]).count();
        let total: f64 = clients.iter().map(|&(_, client)| probabilities[client]).sum();
        let n = clients.len() as f64;
        let (low, high) = wilson(n_defaults as f64, n);
        ReliabilityBin {
            n_clients: clients.len(),
            mean_probability: total / n,
            default_rate: n_defaults as f64 / n,
            low,
            high,
        }
    });
    Ok(bins.collect())
}

/// Expected calibration error: mean distance between what is foretold and what happens.
///
/// ```text
/// Σ n_bin / n · |mean probability of the bin − default rate of the bin|
/// ```
///
/// over the ten bins of [`reliability`]. From 0 to 1. With few clients it is above 0 even for
/// true probabilities, as the default rates of the bins scatter.
///
/// # Errors
///
/// As [`reliability`].
pub fn calibration_error(probabilities: &[f64], defaulted: &[bool]) -> Result<f64, Error> {
    let bins = reliability(probabilities, defaulted, CALIBRATION_BINS)?;
    let distance = |bin: &ReliabilityBin| {
        bin.n_clients as f64 * (bin.mean_probability - bin.default_rate).abs()
    };
    Ok(bins.iter().map(distance).sum::<f64>() / defaulted.len() as f64)
}

/// How many of the inner bounds lie below the clients who start at `rank` of the sorted.
///
/// Bound `i` lies at rank `i (n − 1) / n_bins`, between two ranks as a rule. It is below a
/// client exactly where the rank of the first client of that probability is larger, for which
/// whole numbers are enough.
fn bin_of(rank: usize, n_clients: usize, n_bins: usize) -> usize {
    if rank == 0 {
        return 0;
    }
    // A client of rank 1 has another below, so that nothing is divided by 0.
    let n_below = (rank as u128 * n_bins as u128 - 1) / (n_clients as u128 - 1);
    (n_below as usize).min(n_bins - 1)
}

/// The ends of Wilson's 95 % interval of `k / n`.
pub(crate) fn wilson(k: f64, n: f64) -> (f64, f64) {
    let z = normal::TWO_SIDED_95;
    let center = (k + z * z / 2.0) / (n + z * z);
    let reach = z / (n + z * z) * (k * (n - k) / n + z * z / 4.0).sqrt();
    // None and all touch the end exactly, which rounding would miss.
    let low = if k == 0.0 { 0.0 } else { center - reach };
    let high = if k == n { 1.0 } else { center + reach };
    (low, high)
}

#[cfg(test)]
mod tests {
    use super::super::tests::predictions;
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn bins_hold_everyone_once_and_in_order((p, y) in predictions(), n_bins in 1..30_usize) {
            let bins = reliability(&p, &y, n_bins).unwrap();
            prop_assert!(!bins.is_empty() && bins.len() <= n_bins);
            prop_assert_eq!(bins.iter().map(|bin| bin.n_clients).sum::<usize>(), y.len());
            let defaults: f64 = bins.iter().map(|bin| bin.default_rate * bin.n_clients as f64).sum();
            prop_assert!((defaults - y.iter().filter(|y| **y).count() as f64).abs() < 1e-9);
            for pair in bins.windows(2) {
                prop_assert!(pair[0].mean_probability < pair[1].mean_probability);
            }
            for bin in bins {
                prop_assert!(0.0 <= bin.low && bin.low <= bin.default_rate);
                prop_assert!(bin.default_rate <= bin.high && bin.high <= 1.0);
            }
        }

        #[test]
        fn without_ties_sizes_differ_by_one(n in 1..200_usize, n_bins in 1..30_usize) {
            let p: Vec<f64> = (0..n).map(|place| place as f64 / n as f64).collect();
            let bins = reliability(&p, &vec![true; n], n_bins).unwrap();
            prop_assert_eq!(bins.len(), n.min(n_bins));
            let sizes = bins.iter().map(|bin| bin.n_clients);
            let (smallest, largest) = (sizes.clone().min().unwrap(), sizes.max().unwrap());
            prop_assert!(largest - smallest <= 1, "{smallest} to {largest}");
        }

        #[test]
        fn bounds_are_interpolated_quantiles((p, y) in predictions(), n_bins in 1..30_usize) {
            let mut sorted = p.clone();
            sorted.sort_by(f64::total_cmp);
            // The definition, in numbers that round: hence the distance from whole ranks.
            let is_above = |value: f64, bound: usize| {
                let (below, rest) = {
                    let rank = bound * (p.len() - 1);
                    (rank / n_bins, (rank % n_bins) as f64 / n_bins as f64)
                };
                let next = sorted[(below + 1).min(p.len() - 1)];
                value > sorted[below] + rest * (next - sorted[below])
            };
            let mut sizes = vec![0; n_bins];
            for &value in &p {
                sizes[(1..n_bins).filter(|bound| is_above(value, *bound)).count()] += 1;
            }
            sizes.retain(|size| *size > 0);
            let found: Vec<usize> =
                reliability(&p, &y, n_bins).unwrap().iter().map(|bin| bin.n_clients).collect();
            prop_assert_eq!(found, sizes);
        }
    }

    #[test]
    fn the_calibration_error_is_a_mean_distance() {
        // One bin of each: 0.2 where 1 of 4 defaulted, 0.8 where all did.
        let (p, y) = ([0.2, 0.2, 0.2, 0.2, 0.8], [true, false, false, false, true]);
        let error = calibration_error(&p, &y).unwrap();
        assert!((error - (0.8 * 0.05 + 0.2 * 0.2)).abs() < 1e-12);
        assert_eq!(calibration_error(&[1.0, 0.0], &[true, false]), Ok(0.0));
        assert_eq!(calibration_error(&[1.0, 0.0], &[false, true]), Ok(1.0));
        assert_eq!(calibration_error(&[0.25; 4], &[true, false, false, false]), Ok(0.0));
    }

    #[test]
    fn the_interval_meets_published_values() {
        // Newcombe (1998), "Two-sided confidence intervals for the single proportion", table I.
        for (k, n, low, high) in
            [(81.0, 263.0, 0.2553, 0.3662), (15.0, 148.0, 0.0624, 0.1605), (0.0, 20.0, 0.0, 0.1611)]
        {
            let found = wilson(k, n);
            assert!((found.0 - low).abs() < 5e-5 && (found.1 - high).abs() < 5e-5, "{found:?}");
        }
        assert_eq!(wilson(3.0, 3.0).1, 1.0);
    }

    #[test]
    fn what_cannot_be_binned_is_refused() {
        let no_bins = Error::TooFew { what: "bins", needed: 1, found: 0 };
        assert_eq!(reliability(&[0.5], &[true], 0), Err(no_bins));
        assert!(matches!(calibration_error(&[], &[]), Err(Error::OneClass { .. })));
        let refused = calibration_error(&[0.1, f64::NAN], &[true, false]).unwrap_err();
        assert!(matches!(refused, Error::NotAProbability { place: 1, .. }));
    }
}
