//! Probabilities and costs in, a threshold out; a probability and the threshold in, a decision out.

use serde::{Deserialize, Serialize};

use crate::probability::{Probability, Threshold};

/// What errors cost, counted in refused good clients.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Costs {
    /// A default that was accepted (false negative).
    pub missed_default: f64,
    /// A good client who was refused (false positive).
    pub refused_good: f64,
}

impl Costs {
    /// The threshold that well calibrated probabilities would call for:
    /// `refused_good / (refused_good + missed_default)`.
    pub fn theoretical_threshold(self) -> f64 {
        self.refused_good / (self.refused_good + self.missed_default)
    }
}

/// What the rule says of an application; the adviser decides.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Decision {
    /// Below the threshold.
    Accept,
    /// At the threshold or above.
    Refuse,
}

/// Refuses from the threshold on. The one place where the two are compared.
pub fn decide(probability: Probability, threshold: Threshold) -> Decision {
    if probability.value() >= threshold.value() { Decision::Refuse } else { Decision::Accept }
}

/// What a threshold leads to.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Outcome {
    /// The threshold.
    pub threshold: f64,
    /// Clients refused.
    pub n_refused: usize,
    /// Defaults among the accepted.
    pub n_missed_defaults: usize,
    /// Good clients among the refused.
    pub n_refused_good: usize,
    /// `(missed_default × n_missed_defaults + refused_good × n_refused_good) / n_clients`.
    pub expected_cost: f64,
}

/// The cost at every threshold that changes a decision, and the cheapest.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ThresholdSearch {
    /// The cheapest threshold; of several, the highest, which refuses the fewest.
    pub best: Outcome,
    /// Accepting everyone.
    pub accept_all: Outcome,
    /// Refusing everyone.
    pub refuse_all: Outcome,
    /// At most [`CURVE_POINTS`] outcomes over the whole range, for drawing.
    pub curve: Vec<Outcome>,
}

/// Points kept of the cost curve.
pub const CURVE_POINTS: usize = 400;

/// Why no threshold can be chosen.
#[derive(Debug, Clone, Copy, PartialEq, thiserror::Error)]
pub enum Error {
    /// The two slices differ in length, or are empty.
    #[error(
        "expected as many probabilities as outcomes and at least one, found {n_probabilities} and {n_outcomes}"
    )]
    LengthMismatch {
        /// Probabilities given.
        n_probabilities: usize,
        /// Outcomes given.
        n_outcomes: usize,
    },
    /// A cost that is not above 0, or not finite.
    #[error(
        "expected costs above 0, found {missed_default} for a missed default and {refused_good} for a refused good client"
    )]
    Costs {
        /// As given.
        missed_default: f64,
        /// As given.
        refused_good: f64,
    },
    /// A number that is no probability.
    #[error("expected probabilities, found {0}")]
    NotAProbability(f64),
}

/// Finds the cheapest threshold among all that change a decision: one sort, one pass.
///
/// `probabilities` and `defaulted` have shape `(n_clients)` and the same order; they must be out
/// of fold, or the threshold flatters itself.
///
/// # Errors
///
/// [`Error`] where the slices differ in length or a number is out of range.
pub fn choose_threshold(
    probabilities: &[f64],
    defaulted: &[bool],
    costs: Costs,
) -> Result<ThresholdSearch, Error> {
    let (n_probabilities, n_outcomes) = (probabilities.len(), defaulted.len());
    if n_probabilities != n_outcomes || n_outcomes == 0 {
        return Err(Error::LengthMismatch { n_probabilities, n_outcomes });
    }
    let Costs { missed_default, refused_good } = costs;
    if !(missed_default > 0.0 && refused_good > 0.0 && (missed_default + refused_good).is_finite())
    {
        return Err(Error::Costs { missed_default, refused_good });
    }
    if let Some(&value) = probabilities.iter().find(|p| !(0.0..=1.0).contains(*p)) {
        return Err(Error::NotAProbability(value));
    }
    let mut order: Vec<u32> = (0..n_outcomes as u32).collect();
    let probability = |client: u32| probabilities[client as usize];
    order.sort_unstable_by(|&a, &b| probability(b).total_cmp(&probability(a)));
    let n_defaults = defaulted.iter().filter(|y| **y).count();

    let mut n_refused = 0;
    let mut n_caught = 0;
    let outcome = |threshold: f64, n_refused: usize, n_caught: usize| {
        let (n_missed_defaults, n_refused_good) = (n_defaults - n_caught, n_refused - n_caught);
        let cost = missed_default * n_missed_defaults as f64 + refused_good * n_refused_good as f64;
        let expected_cost = cost / n_outcomes as f64;
        Outcome { threshold, n_refused, n_missed_defaults, n_refused_good, expected_cost }
    };
    let accept_all = outcome(Threshold::REFUSE_NOBODY.value(), 0, 0);
    let mut best = accept_all;
    let mut outcomes = vec![accept_all];
    for run in order.chunk_by(|&a, &b| probability(a) == probability(b)) {
        n_refused += run.len();
        n_caught += run.iter().filter(|&&client| defaulted[client as usize]).count();
        let here = outcome(probability(run[0]), n_refused, n_caught);
        if here.expected_cost < best.expected_cost {
            best = here;
        }
        outcomes.push(here);
    }
    let refuse_all = outcomes.last().copied().unwrap_or(accept_all);
    outcomes.reverse();
    Ok(ThresholdSearch { best, accept_all, refuse_all, curve: thinned(&outcomes) })
}

/// What a given threshold leads to.
pub fn outcome_at(
    probabilities: &[f64],
    defaulted: &[bool],
    costs: Costs,
    threshold: f64,
) -> Outcome {
    let mut outcome = Outcome {
        threshold,
        n_refused: 0,
        n_missed_defaults: 0,
        n_refused_good: 0,
        expected_cost: 0.0,
    };
    for (&probability, &defaulted) in probabilities.iter().zip(defaulted) {
        let is_refused = probability >= threshold;
        outcome.n_refused += usize::from(is_refused);
        outcome.n_missed_defaults += usize::from(defaulted && !is_refused);
        outcome.n_refused_good += usize::from(!defaulted && is_refused);
    }
    let cost = costs.missed_default * outcome.n_missed_defaults as f64
        + costs.refused_good * outcome.n_refused_good as f64;
    outcome.expected_cost = cost / defaulted.len().max(1) as f64;
    outcome
}

/// Evenly spaced outcomes, the ends included.
fn thinned(outcomes: &[Outcome]) -> Vec<Outcome> {
    let n = outcomes.len().min(CURVE_POINTS);
    let last = outcomes.len() - 1;
    (0..n).map(|i| outcomes[if n < 2 { 0 } else { i * last / (n - 1) }]).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const COSTS: Costs = Costs { missed_default: 10.0, refused_good: 1.0 };

    proptest! {
        #[test]
        fn no_threshold_is_cheaper(rows in proptest::collection::vec((0..30_u8, any::<bool>()), 1..60)) {
            let (p, y): (Vec<f64>, Vec<bool>) =
                rows.into_iter().map(|(p, y)| (f64::from(p) / 30.0, y)).unzip();
            let search = choose_threshold(&p, &y, COSTS).unwrap();
            let mut candidates = p.clone();
            candidates.push(Threshold::REFUSE_NOBODY.value());
            let cheapest = candidates
                .iter()
                .map(|&threshold| outcome_at(&p, &y, COSTS, threshold).expected_cost)
                .fold(f64::INFINITY, f64::min);
            prop_assert!((search.best.expected_cost - cheapest).abs() < 1e-12);
            prop_assert_eq!(search.best, outcome_at(&p, &y, COSTS, search.best.threshold));
        }
    }

    #[test]
    fn refusal_starts_at_the_threshold() {
        let threshold = Threshold::new(0.25).unwrap();
        let decide_at = |p| decide(Probability::new(p).unwrap(), threshold);
        assert_eq!(decide_at(0.25), Decision::Refuse);
        assert_eq!(decide_at(0.249_999), Decision::Accept);
        assert_eq!(
            decide(Probability::new(1.0).unwrap(), Threshold::REFUSE_NOBODY),
            Decision::Accept
        );
    }

    #[test]
    fn the_costs_of_the_brief_call_for_one_eleventh() {
        assert!((COSTS.theoretical_threshold() - 1.0 / 11.0).abs() < 1e-15);
    }
}
