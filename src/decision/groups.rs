//! A group of clients in, how the model and the rule treat it out.

use serde::{Deserialize, Serialize};

use super::Error;
use super::costs::{Costs, Outcome, check, outcome_at};
use crate::metrics::{self, Interval, MeanDifference, wilson};

/// Clients of either outcome below which no AUC of a group is given.
pub const MIN_OF_EACH_OUTCOME: usize = 30;

/// Clients, or defaults, below which a group says little.
pub const FEW_CLIENTS: usize = 500;
/// See [`FEW_CLIENTS`].
pub const FEW_DEFAULTS: usize = 30;

/// Clients below which nothing but their number is told of a group: a figure would be that of a
/// few persons.
pub const FEWEST_TOLD: usize = 20;

/// A share of a group with its 95 % interval (Wilson).
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Rate {
    /// How many.
    pub n: usize,
    /// Of how many, at least one.
    pub of: usize,
    /// The share, 0 to 1.
    pub share: f64,
    /// The 95 % interval of the share.
    pub interval: Interval,
}

impl Rate {
    /// The share of `n` among `of`; none among nobody.
    pub fn new(n: usize, of: usize) -> Option<Self> {
        (of > 0).then(|| {
            let (low, high) = wilson(n as f64, of as f64);
            Self { n, of, share: n as f64 / of as f64, interval: Interval { low, high } }
        })
    }

    /// Whether the interval lies wholly on one side of `share`.
    pub fn differs_from(&self, share: f64) -> bool {
        self.interval.low > share || self.interval.high < share
    }
}

/// How the model and the rule treat a group of clients.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct GroupMeasures {
    /// Clients, at least one.
    pub n_clients: usize,
    /// Share who defaulted.
    pub defaulted: Rate,
    /// Mean probability, to be held against it.
    pub mean_probability: f64,
    /// Area under the ROC curve within the group with its 95 % interval (DeLong); none with fewer
    /// than [`MIN_OF_EACH_OUTCOME`] clients of either outcome.
    pub roc_auc: Option<(f64, Interval)>,
    /// Share refused.
    pub refused: Rate,
    /// Share of the defaults that is accepted; none where nobody defaulted.
    pub missed_defaults: Option<Rate>,
    /// Share of the good clients that is refused; none where everybody defaulted.
    pub refused_good: Option<Rate>,
    /// What the threshold leads to.
    pub outcome: Outcome,
    /// The 95 % interval of the expected cost (normal).
    pub cost_interval: Interval,
    /// Fewer than [`FEW_CLIENTS`] clients or [`FEW_DEFAULTS`] defaults.
    pub is_small: bool,
    /// Fewer than [`FEWEST_TOLD`] clients.
    pub is_untold: bool,
}

/// Measures a group at a threshold; `probabilities` and `defaulted` hold its clients alone.
///
/// # Errors
///
/// [`Error`] where the slices differ in length, are empty, or a number is out of range.
pub fn measure_group(
    probabilities: &[f64],
    defaulted: &[bool],
    costs: Costs,
    threshold: f64,
) -> Result<GroupMeasures, Error> {
    check(probabilities, defaulted, costs)?;
    let n_clients = defaulted.len();
    let n_defaults = defaulted.iter().filter(|defaulted| **defaulted).count();
    let nobody = Error::LengthMismatch { n_probabilities: 0, n_outcomes: 0 };
    let outcome = outcome_at(probabilities, defaulted, costs, threshold);
    let each: Vec<f64> = probabilities
        .iter()
        .zip(defaulted)
        .map(|(&probability, &defaulted)| {
            outcome_at(&[probability], &[defaulted], costs, threshold).expected_cost
        })
        .collect();
    let cost = MeanDifference::of(&each);
    let is_enough = n_defaults.min(n_clients - n_defaults) >= MIN_OF_EACH_OUTCOME;
    let measured = is_enough.then(|| metrics::measure(probabilities, defaulted).ok()).flatten();
    Ok(GroupMeasures {
        n_clients,
        defaulted: Rate::new(n_defaults, n_clients).ok_or(nobody)?,
        mean_probability: probabilities.iter().sum::<f64>() / n_clients as f64,
        roc_auc: measured.map(|measured| (measured.roc_auc, measured.roc_auc_interval)),
        refused: Rate::new(outcome.n_refused, n_clients).ok_or(nobody)?,
        missed_defaults: Rate::new(outcome.n_missed_defaults, n_defaults),
        refused_good: Rate::new(outcome.n_refused_good, n_clients - n_defaults),
        outcome,
        cost_interval: Interval { low: cost.low.max(0.0), high: cost.high },
        is_untold: n_clients < FEWEST_TOLD,
        is_small: n_clients < FEW_CLIENTS || n_defaults < FEW_DEFAULTS,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const COSTS: Costs = Costs { missed_default: 10.0, refused_good: 1.0 };

    proptest! {
        #[test]
        fn a_group_is_counted_as_by_hand(
            rows in proptest::collection::vec((0..100_u8, any::<bool>()), 1..300),
            threshold in 0.0..1.0_f64,
        ) {
            let (p, y): (Vec<f64>, Vec<bool>) =
                rows.into_iter().map(|(p, y)| (f64::from(p) / 100.0, y)).unzip();
            let found = measure_group(&p, &y, COSTS, threshold).unwrap();
            let count = |keep: &dyn Fn(f64, bool) -> bool| {
                p.iter().zip(&y).filter(|(p, y)| keep(**p, **y)).count()
            };
            let (n_defaults, n_good) = (count(&|_, y| y), count(&|_, y| !y));
            let (n_missed, n_refused_good) =
                (count(&|p, y| y && p < threshold), count(&|p, y| !y && p >= threshold));
            prop_assert_eq!((found.n_clients, found.defaulted.n), (p.len(), n_defaults));
            prop_assert_eq!(found.refused.n, count(&|p, _| p >= threshold));
            prop_assert_eq!(found.missed_defaults.map_or(0, |rate| rate.n), n_missed);
            prop_assert_eq!(found.refused_good.map_or(0, |rate| rate.n), n_refused_good);
            prop_assert_eq!(found.missed_defaults.is_none(), n_defaults == 0);
            let cost = (10 * n_missed + n_refused_good) as f64 / p.len() as f64;
            prop_assert!((found.outcome.expected_cost - cost).abs() < 1e-12);
            prop_assert!(found.cost_interval.low <= cost + 1e-12 && cost <= found.cost_interval.high + 1e-12);
            // Every pair of a default and a good client, ties counting one half.
            let pairs = || p.iter().zip(&y).filter(|(_, y)| **y).flat_map(|(a, _)| {
                p.iter().zip(&y).filter(|(_, y)| !**y).map(move |(b, _)| (*a, *b))
            });
            let won: f64 = pairs().map(|(a, b)| if a > b { 1.0 } else if a == b { 0.5 } else { 0.0 }).sum();
            match found.roc_auc {
                Some((auc, _)) => {
                    prop_assert!((auc - won / (n_defaults * n_good) as f64).abs() < 1e-9);
                }
                None => prop_assert!(n_defaults.min(n_good) < MIN_OF_EACH_OUTCOME),
            }
        }
    }

    #[test]
    fn a_group_of_nobody_cannot_be_measured() {
        assert!(measure_group(&[], &[], COSTS, 0.5).is_err());
        assert_eq!(Rate::new(0, 0), None);
    }

    #[test]
    fn small_groups_are_told() {
        let found = measure_group(&[0.2; 499], &[false; 499], COSTS, 0.5).unwrap();
        assert!(found.is_small && found.roc_auc.is_none() && found.missed_defaults.is_none());
        let y: Vec<bool> = (0..500).map(|place| place < 30).collect();
        assert!(!measure_group(&[0.2; 500], &y, COSTS, 0.5).unwrap().is_small);
    }
}
