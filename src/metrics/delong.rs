//! Two models' scores of the same clients in, the difference of their AUC and its error out.
//!
//! The AUC is a mean over clients: each who defaulted contributes the share of the repaid below
//! them, each who repaid the share of the defaults above them, ties counting one half. The spread
//! of these *components* is the variance of the AUC, without any assumption on the scores. They
//! are the midranks of Sun & Xu less the midranks within the class, and one sort gives them all.
//!
//! ## References
//!
//! DeLong, DeLong & Clarke-Pearson (1988), "Comparing the Areas under Two or More Correlated
//! Receiver Operating Characteristic Curves: A Nonparametric Approach", *Biometrics* 44(3).
//! Sun & Xu (2014), "Fast Implementation of DeLong's Algorithm for Comparing the Areas Under
//! Correlated Receiver Operating Characteristic Curves", *IEEE Signal Processing Letters* 21(11).

use serde::{Deserialize, Serialize};

use super::ranking::Ranking;
use super::{Error, Interval, normal};

/// How far the AUC of one model lies above that of another, on the same clients.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct AucDifference {
    /// AUC of the first model less AUC of the second, −1 to 1.
    pub difference: f64,
    /// Standard error of the difference; 0 where no client is ranked differently.
    pub standard_error: f64,
    /// Lower end of the 95 % interval, `difference − 1.96 standard_error`, not below −1.
    pub low: f64,
    /// Upper end, not above 1.
    pub high: f64,
    /// Probability of a difference at least as large, either way, between two equal models.
    ///
    /// By the normal distribution; 1 for two models that rank alike.
    pub p_value: f64,
}

/// DeLong's variance of [`super::roc_auc`].
///
/// ```text
/// variance(components of the defaults) / n_defaults
///     + variance(components of the repaid) / n_repaid
/// ```
///
/// Each variance is the sum of squares over one less than the number of clients. 0 or above: 0
/// for a perfect ranking as for one that ties everyone. `O(n log n)`.
///
/// # Errors
///
/// As [`super::roc_auc`], and [`Error::TooFew`] where a class holds a single client.
pub fn roc_auc_variance(probabilities: &[f64], defaulted: &[bool]) -> Result<f64, Error> {
    variance_of(&Ranking::new(probabilities, defaulted)?, defaulted)
}

/// Tests whether two models rank the same clients equally well (paired DeLong).
///
/// The variance is that of the differences between the components of the two models, so what
/// both get wrong alike does not count against the difference. `O(n log n)`.
///
/// # Errors
///
/// As [`roc_auc_variance`], for either model.
pub fn compare(
    probabilities_a: &[f64],
    probabilities_b: &[f64],
    defaulted: &[bool],
) -> Result<AucDifference, Error> {
    let a = Ranking::new(probabilities_a, defaulted)?;
    let b = Ranking::new(probabilities_b, defaulted)?;
    let differences: Vec<f64> = components(&a, defaulted)
        .iter()
        .zip(components(&b, defaulted))
        .map(|(a, b)| a - b)
        .collect();
    let difference = a.roc_auc() - b.roc_auc();
    let standard_error = variance_of_mean(&differences, defaulted)?.sqrt();
    let Interval { low, high } = Interval::around(difference, standard_error, -1.0, 1.0);
    let p_value = if difference == 0.0 {
        1.0
    } else {
        normal::two_sided_p_value(difference / standard_error)
    };
    Ok(AucDifference { difference, standard_error, low, high, p_value })
}

/// The variance of the AUC of a ranking of clients who `defaulted` or not.
pub(super) fn variance_of(ranking: &Ranking, defaulted: &[bool]) -> Result<f64, Error> {
    variance_of_mean(&components(ranking, defaulted), defaulted)
}

/// The component of each client, in the order of the slices given.
fn components(ranking: &Ranking, defaulted: &[bool]) -> Vec<f64> {
    let mut components = vec![0.0; defaulted.len()];
    let mut unseen = ranking.order.iter();
    let (mut defaults_above, mut repaid_below) = (0.0, ranking.n_repaid());
    for run in &ranking.runs {
        repaid_below -= run.n_repaid;
        let of_default = (repaid_below + run.n_repaid / 2.0) / ranking.n_repaid();
        let of_repaid = (defaults_above + run.n_defaults / 2.0) / ranking.n_defaults();
        for &client in unseen.by_ref().take((run.n_defaults + run.n_repaid) as usize) {
            components[client] = if defaulted[client] { of_default } else { of_repaid };
        }
        defaults_above += run.n_defaults;
    }
    components
}

/// `variance / n` of either class, added up.
fn variance_of_mean(components: &[f64], defaulted: &[bool]) -> Result<f64, Error> {
    let of_class = |class: bool, what| {
        let values = || components.iter().zip(defaulted).filter(|(_, y)| **y == class);
        let found = values().count();
        if found < 2 {
            return Err(Error::TooFew { what, needed: 2, found });
        }
        let n = found as f64;
        let mean = values().map(|(value, _)| value).sum::<f64>() / n;
        let squares = values().map(|(value, _)| (value - mean) * (value - mean));
        Ok(squares.sum::<f64>() / (n - 1.0) / n)
    };
    Ok(of_class(true, "clients who defaulted")? + of_class(false, "clients who repaid")?)
}

#[cfg(test)]
mod tests {
    use super::super::roc_auc;
    use super::super::tests::predictions;
    use super::*;
    use proptest::prelude::*;

    /// The structural components, from every pair: those of the defaults, those of the repaid.
    fn brute_force(p: &[f64], y: &[bool]) -> (Vec<f64>, Vec<f64>) {
        let of = |class: bool| (0..p.len()).filter(move |&i| y[i] == class);
        let won = |i: usize, j: usize| {
            if p[i] > p[j] {
                1.0
            } else if p[i] == p[j] {
                0.5
            } else {
                0.0
            }
        };
        let mean = |values: Vec<f64>| values.iter().sum::<f64>() / values.len() as f64;
        (
            of(true).map(|i| mean(of(false).map(|j| won(i, j)).collect())).collect(),
            of(false).map(|j| mean(of(true).map(|i| won(i, j)).collect())).collect(),
        )
    }

    fn covariance(a: &[f64], b: &[f64]) -> f64 {
        let n = a.len() as f64;
        let mean = |values: &[f64]| values.iter().sum::<f64>() / n;
        let (mean_a, mean_b) = (mean(a), mean(b));
        a.iter().zip(b).map(|(a, b)| (a - mean_a) * (b - mean_b)).sum::<f64>() / (n - 1.0)
    }

    /// Two models on the same clients, two of each class at least.
    fn two_models() -> impl Strategy<Value = (Vec<f64>, Vec<f64>, Vec<bool>)> {
        predictions()
            .prop_filter("two of each class", |(_, y)| {
                let n_defaults = y.iter().filter(|y| **y).count();
                n_defaults >= 2 && y.len() - n_defaults >= 2
            })
            .prop_flat_map(|(p, y)| {
                let other = proptest::collection::vec((0..=9_u8).prop_map(f64::from), p.len());
                (Just(p), other, Just(y))
            })
    }

    proptest! {
        #[test]
        fn one_sort_finds_what_every_pair_finds((p, q, y) in two_models()) {
            let (n_defaults, n_repaid) = {
                let n = y.iter().filter(|y| **y).count() as f64;
                (n, y.len() as f64 - n)
            };
            let ((p_defaults, p_repaid), (q_defaults, q_repaid)) =
                (brute_force(&p, &y), brute_force(&q, &y));
            let s = |a: &[f64], b: &[f64], c: &[f64], d: &[f64]| {
                covariance(a, b) / n_defaults + covariance(c, d) / n_repaid
            };
            let alone = s(&p_defaults, &p_defaults, &p_repaid, &p_repaid);
            prop_assert!((roc_auc_variance(&p, &y).unwrap() - alone).abs() < 1e-12);

            let other = s(&q_defaults, &q_defaults, &q_repaid, &q_repaid);
            let joint = s(&p_defaults, &q_defaults, &p_repaid, &q_repaid);
            let expected = (alone + other - 2.0 * joint).max(0.0);
            let found = compare(&p, &q, &y).unwrap();
            prop_assert!((found.standard_error.powi(2) - expected).abs() < 1e-12);
            let difference = roc_auc(&p, &y).unwrap() - roc_auc(&q, &y).unwrap();
            prop_assert_eq!(found.difference, difference);
            prop_assert!((0.0..=1.0).contains(&found.p_value));
            prop_assert!(-1.0 <= found.low && found.low <= found.difference);
            prop_assert!(found.difference <= found.high && found.high <= 1.0);
        }

        #[test]
        fn turning_the_comparison_turns_the_sign((p, q, y) in two_models()) {
            let (there, back) = (compare(&p, &q, &y).unwrap(), compare(&q, &p, &y).unwrap());
            prop_assert_eq!(there.difference, -back.difference);
            prop_assert_eq!(there.low, -back.high);
            prop_assert_eq!(there.p_value, back.p_value);
        }

        #[test]
        fn a_model_does_not_differ_from_its_own_log_odds((p, y) in predictions()) {
            prop_assume!(y.iter().filter(|y| **y).count() >= 2);
            prop_assume!(y.iter().filter(|y| !**y).count() >= 2);
            let log_odds: Vec<f64> = p.iter().map(|p| (p / (1.0 - p)).ln()).collect();
            let found = compare(&p, &log_odds, &y).unwrap();
            prop_assert_eq!((found.difference, found.standard_error, found.p_value), (0.0, 0.0, 1.0));
        }
    }

    #[test]
    fn certain_differences_have_no_error() {
        let y = [true, true, false, false];
        let found = compare(&[0.9, 0.8, 0.2, 0.1], &[0.1, 0.2, 0.8, 0.9], &y).unwrap();
        assert_eq!((found.difference, found.standard_error, found.p_value), (1.0, 0.0, 0.0));
        assert_eq!((found.low, found.high), (1.0, 1.0));
    }

    #[test]
    fn one_client_of_a_class_has_no_variance() {
        let found = roc_auc_variance(&[0.1, 0.2, 0.3], &[false, false, true]);
        let expected = Error::TooFew { what: "clients who defaulted", needed: 2, found: 1 };
        assert_eq!(found, Err(expected));
        assert_eq!(compare(&[0.1, 0.2, 0.3], &[0.1; 3], &[false, false, true]), Err(expected));
        assert_eq!(expected.to_string(), "expected at least 2 clients who defaulted, found 1");
        assert!(matches!(
            compare(&[0.1], &[0.1, 0.2], &[true, false]),
            Err(Error::LengthMismatch { .. })
        ));
    }
}
