//! Probabilities and a threshold in, what refusing from the threshold on leads to out.

use serde::{Deserialize, Serialize};

use super::{Error, check};
use crate::probability::is_reached;

/// Who is refused and who is not, against who defaulted and who repaid.
///
/// The positive class is default: refusing a client who defaulted is a true positive. A rate
/// whose denominator is 0 is 0, as with `zero_division=0` in scikit-learn.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Classification {
    /// The probability from which on a client is refused.
    pub threshold: f64,
    /// Clients refused who defaulted.
    pub n_true_positives: usize,
    /// Clients refused who repaid.
    pub n_false_positives: usize,
    /// Clients accepted who repaid.
    pub n_true_negatives: usize,
    /// Clients accepted who defaulted.
    pub n_false_negatives: usize,
    /// `(true positives + true negatives) / clients`.
    ///
    /// Where few default, accepting everyone already has a high one.
    pub accuracy: f64,
    /// `true positives / refused`: the share of the refused who defaulted.
    pub precision: f64,
    /// `true positives / defaults`: the share of the defaults that is refused.
    pub recall: f64,
    /// `2 true positives / (2 true positives + false positives + false negatives)`, the
    /// harmonic mean of precision and recall.
    pub f1: f64,
    /// `true negatives / repaid`: the share of the good clients who are accepted.
    pub specificity: f64,
}

/// Counts what "refuse when probability ≥ threshold" leads to.
///
/// The threshold may lie above 1, which refuses nobody. One class is enough: the rates of the
/// other are then 0.
///
/// # Errors
///
/// [`Error`] where the slices differ in length or are empty, where a number is no probability,
/// or where the threshold is NaN.
pub fn classify(
    probabilities: &[f64],
    defaulted: &[bool],
    threshold: f64,
) -> Result<Classification, Error> {
    check(probabilities, defaulted)?;
    if threshold.is_nan() {
        return Err(Error::NotAThreshold);
    }
    let count = |is_refused: bool, has_defaulted: bool| {
        let clients = probabilities.iter().zip(defaulted);
        clients
            .filter(|(p, y)| is_reached(**p, threshold) == is_refused && **y == has_defaulted)
            .count()
    };
    let n_true_positives = count(true, true);
    let n_false_positives = count(true, false);
    let n_true_negatives = count(false, false);
    let n_false_negatives = count(false, true);
    let n_mistakes = n_false_positives + n_false_negatives;
    Ok(Classification {
        threshold,
        n_true_positives,
        n_false_positives,
        n_true_negatives,
        n_false_negatives,
        accuracy: share(n_true_positives + n_true_negatives, defaulted.len()),
        precision: share(n_true_positives, n_true_positives + n_false_positives),
        recall: share(n_true_positives, n_true_positives + n_false_negatives),
        f1: share(2 * n_true_positives, 2 * n_true_positives + n_mistakes),
        specificity: share(n_true_negatives, n_true_negatives + n_false_positives),
    })
}

/// `part / whole`, and 0 of nothing.
fn share(part: usize, whole: usize) -> f64 {
    if whole == 0 { 0.0 } else { part as f64 / whole as f64 }
}

#[cfg(test)]
mod tests {
    use super::super::tests::predictions;
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn everyone_is_counted_once((p, y) in predictions(), threshold in 0.0..=1.0_f64) {
            let found = classify(&p, &y, threshold).unwrap();
            let n_defaults = y.iter().filter(|y| **y).count();
            let n_refused = p.iter().filter(|p| **p >= threshold).count();
            prop_assert_eq!(found.n_true_positives + found.n_false_negatives, n_defaults);
            prop_assert_eq!(found.n_true_negatives + found.n_false_positives, y.len() - n_defaults);
            prop_assert_eq!(found.n_true_positives + found.n_false_positives, n_refused);
            let sum = found.precision + found.recall;
            let harmonic = if sum == 0.0 { 0.0 } else { 2.0 * found.precision * found.recall / sum };
            prop_assert!((found.f1 - harmonic).abs() < 1e-12);
        }
    }

    #[test]
    fn the_threshold_itself_is_refused() {
        let found = classify(&[0.1, 0.5, 0.5, 0.9], &[false, false, true, true], 0.5).unwrap();
        let expected = Classification {
            threshold: 0.5,
            n_true_positives: 2,
            n_false_positives: 1,
            n_true_negatives: 1,
            n_false_negatives: 0,
            accuracy: 0.75,
            precision: 2.0 / 3.0,
            recall: 1.0,
            f1: 0.8,
            specificity: 0.5,
        };
        assert_eq!(found, expected);
    }

    #[test]
    fn rates_of_nobody_are_zero() {
        let nobody_refused = classify(&[0.1, 1.0], &[false, true], 1.0 + f64::EPSILON).unwrap();
        assert_eq!((nobody_refused.precision, nobody_refused.f1), (0.0, 0.0));
        let nobody_repaid = classify(&[0.6, 0.7], &[true, true], 0.5).unwrap();
        assert_eq!((nobody_repaid.specificity, nobody_repaid.recall), (0.0, 1.0));
    }

    #[test]
    fn what_cannot_be_counted_is_refused() {
        assert_eq!(classify(&[0.5], &[true], f64::NAN), Err(Error::NotAThreshold));
        assert!(matches!(classify(&[], &[], 0.5), Err(Error::OneClass { n_clients: 0, .. })));
        assert!(matches!(classify(&[0.5], &[], 0.5), Err(Error::LengthMismatch { .. })));
        let refused = classify(&[f64::NAN], &[true], 0.5).unwrap_err();
        assert!(matches!(refused, Error::NotAProbability { place: 0, .. }));
    }
}
