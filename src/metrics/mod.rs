//! Numbers in, numbers out: how well probabilities rank and how well they are calibrated.
//!
//! Every function takes `probabilities` and `defaulted` of shape `(n_clients)` in the same order;
//! `true` is a default, and a higher probability is riskier. Nothing here knows where the
//! numbers come from, nor what a mistake costs.

use serde::{Deserialize, Serialize};

mod ranking;
mod loss;
mod normal;
mod paired;
mod delong;
mod classification;
mod deciles;
mod reliability;
mod curves;

pub use classification::{Classification, classify};
pub use curves::{CurvePoint, precision_recall_curve, roc_curve};
pub use deciles::{Decile, N_DECILES, deciles};
pub use delong::{AucDifference, compare, roc_auc_variance};
pub use loss::{brier, log_loss};
pub use paired::MeanDifference;
pub use ranking::{average_precision, ks, roc_auc};
pub(crate) use reliability::wilson;
pub use reliability::{CALIBRATION_BINS, ReliabilityBin, calibration_error, reliability};

use ranking::Ranking;

/// Measures of one set of predictions.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Metrics {
    /// Clients measured.
    pub n_clients: usize,
    /// Share of them that defaulted.
    pub default_rate: f64,
    /// [`roc_auc`].
    pub roc_auc: f64,
    /// 95 % interval of [`roc_auc`]: `AUC ± 1.96 √variance`, cut to 0..1.
    ///
    /// The variance is that of [`roc_auc_variance`]. A single client on one side says nothing
    /// about it: the interval is then 0 to 1. A perfect ranking has variance 0 and an interval
    /// without width, whatever the number of clients.
    pub roc_auc_interval: Interval,
    /// `2 AUC − 1`.
    pub gini: f64,
    /// [`ks`].
    pub ks: f64,
    /// [`average_precision`].
    pub average_precision: f64,
    /// [`brier`].
    pub brier: f64,
    /// [`log_loss`].
    pub log_loss: f64,
    /// [`calibration_error`].
    pub calibration_error: f64,
}

/// Two ends between which a quantity lies with a stated confidence.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Interval {
    /// Lower end.
    pub low: f64,
    /// Upper end, never below the lower.
    pub high: f64,
}

/// Why nothing can be measured.
#[derive(Debug, Clone, Copy, PartialEq, thiserror::Error)]
pub enum Error {
    /// The two slices differ in length.
    #[error("expected as many probabilities as outcomes, found {n_probabilities} and {n_outcomes}")]
    LengthMismatch {
        /// Probabilities given.
        n_probabilities: usize,
        /// Outcomes given.
        n_outcomes: usize,
    },
    /// Everyone defaulted, or nobody; nobody at all included.
    #[error(
        "expected clients who defaulted and clients who repaid, found {n_defaults} defaults among {n_clients} clients"
    )]
    OneClass {
        /// Defaults.
        n_defaults: usize,
        /// Clients.
        n_clients: usize,
    },
    /// A number that is no probability.
    #[error("expected a probability, found {value} at place {place}, counted from 0")]
    NotAProbability {
        /// Where it stands, counted from 0.
        place: usize,
        /// The number.
        value: f64,
    },
    /// A threshold that cannot be compared with.
    #[error("expected a number as threshold, found NaN")]
    NotAThreshold,
    /// Fewer of something than the measure needs.
    #[error("expected at least {needed} {what}, found {found}")]
    TooFew {
        /// What there is too little of, in the plural.
        what: &'static str,
        /// How many are needed.
        needed: usize,
        /// How many there are.
        found: usize,
    },
}

/// Computes every measure.
///
/// # Errors
///
/// [`Error`] where the slices differ in length, hold one class only (or nothing), or where a
/// number is no probability.
pub fn measure(probabilities: &[f64], defaulted: &[bool]) -> Result<Metrics, Error> {
    check(probabilities, defaulted)?;
    let ranking = Ranking::new(probabilities, defaulted)?;
    let roc_auc = ranking.roc_auc();
    let roc_auc_interval = match delong::variance_of(&ranking, defaulted) {
        Ok(variance) => Interval::around(roc_auc, variance.sqrt(), 0.0, 1.0),
        Err(_) => Interval { low: 0.0, high: 1.0 },
    };
    Ok(Metrics {
        n_clients: defaulted.len(),
        default_rate: ranking.n_defaults() / defaulted.len() as f64,
        roc_auc,
        roc_auc_interval,
        gini: 2.0 * roc_auc - 1.0,
        ks: ranking.ks(),
        average_precision: ranking.average_precision(),
        brier: brier(probabilities, defaulted),
        log_loss: log_loss(probabilities, defaulted),
        calibration_error: calibration_error(probabilities, defaulted)?,
    })
}

impl Interval {
    /// The 95 % interval of a normal distribution, cut to `lowest..highest`.
    fn around(center: f64, standard_error: f64, lowest: f64, highest: f64) -> Self {
        let reach = normal::TWO_SIDED_95 * standard_error;
        Self { low: (center - reach).max(lowest), high: (center + reach).min(highest) }
    }
}

/// Refuses slices of different length, nobody at all, and what is no probability.
fn check(probabilities: &[f64], defaulted: &[bool]) -> Result<(), Error> {
    check_lengths(probabilities, defaulted)?;
    if defaulted.is_empty() {
        return Err(Error::OneClass { n_defaults: 0, n_clients: 0 });
    }
    match probabilities.iter().position(|p| !(0.0..=1.0).contains(p)) {
        Some(place) => Err(Error::NotAProbability { place, value: probabilities[place] }),
        None => Ok(()),
    }
}

/// Refuses slices of different length.
fn check_lengths(probabilities: &[f64], defaulted: &[bool]) -> Result<(), Error> {
    let (n_probabilities, n_outcomes) = (probabilities.len(), defaulted.len());
    if n_probabilities == n_outcomes {
        Ok(())
    } else {
        Err(Error::LengthMismatch { n_probabilities, n_outcomes })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Clients of both classes, with few distinct probabilities, so that ties are common.
    pub(super) fn predictions() -> impl Strategy<Value = (Vec<f64>, Vec<bool>)> {
        proptest::collection::vec((0..=20_u8, any::<bool>()), 2..80)
            .prop_map(|rows| rows.into_iter().map(|(p, y)| (f64::from(p) / 20.0, y)).unzip())
            .prop_filter("both classes", |(_, y): &(Vec<f64>, Vec<bool>)| {
                y.contains(&true) && y.contains(&false)
            })
    }

    proptest! {
        #[test]
        fn measures_stay_in_range_and_turn_with_the_ranking((p, y) in predictions()) {
            let measured = measure(&p, &y).unwrap();
            let turned: Vec<f64> = p.iter().map(|p| 1.0 - p).collect();
            prop_assert!((measured.roc_auc + roc_auc(&turned, &y).unwrap() - 1.0).abs() < 1e-12);
            let Interval { low, high } = measured.roc_auc_interval;
            prop_assert!(0.0 <= low && low <= measured.roc_auc);
            prop_assert!(measured.roc_auc <= high && high <= 1.0);
            for value in [
                measured.roc_auc,
                measured.ks,
                measured.average_precision,
                measured.brier,
                measured.calibration_error,
            ] {
                prop_assert!((0.0..=1.0 + 1e-12).contains(&value));
            }
            prop_assert!(measured.average_precision > 0.0);
        }
    }

    #[test]
    fn what_cannot_be_measured_is_refused() {
        let one_class = |n_defaults, n_clients| Err(Error::OneClass { n_defaults, n_clients });
        assert_eq!(measure(&[0.1, 0.2], &[true, true]), one_class(2, 2));
        assert_eq!(measure(&[0.1, 0.2], &[false, false]), one_class(0, 2));
        assert_eq!(measure(&[], &[]), one_class(0, 0));
        let mismatch = Error::LengthMismatch { n_probabilities: 1, n_outcomes: 2 };
        assert_eq!(measure(&[0.1], &[true, false]), Err(mismatch));
        for value in [f64::NAN, -0.1, 1.1, f64::INFINITY] {
            let refused = measure(&[0.1, value], &[true, false]).unwrap_err();
            assert!(matches!(refused, Error::NotAProbability { place: 1, .. }));
        }
        assert_eq!(
            measure(&[0.1, f64::NAN], &[true, false]).unwrap_err().to_string(),
            "expected a probability, found NaN at place 1, counted from 0"
        );
    }

    #[test]
    fn one_client_of_a_class_says_nothing_of_the_interval() {
        let measured = measure(&[0.9, 0.2, 0.1], &[true, false, false]).unwrap();
        assert_eq!(measured.roc_auc, 1.0);
        assert_eq!(measured.roc_auc_interval, Interval { low: 0.0, high: 1.0 });
    }
}
