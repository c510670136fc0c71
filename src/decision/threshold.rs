//! The cheapest threshold among all that change a decision.

use serde::{Deserialize, Serialize};

use super::Error;
use super::costs::{Costs, Outcome, check};
use crate::probability::Threshold;

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
    check(probabilities, defaulted, costs)?;
    Ok(Sweep::new(probabilities, defaulted).search(costs))
}

/// Clients from the highest probability to the lowest.
pub(super) struct Sweep {
    /// Probability and outcome.
    clients: Vec<(f64, bool)>,
}

impl Sweep {
    /// Sorts clients whose probabilities were checked.
    pub(super) fn new(probabilities: &[f64], defaulted: &[bool]) -> Self {
        let mut clients: Vec<(f64, bool)> =
            probabilities.iter().copied().zip(defaulted.iter().copied()).collect();
        // Pairs side by side sort faster than places that look their probability up.
        clients.sort_unstable_by(|a, b| b.0.total_cmp(&a.0));
        Self { clients }
    }

    /// Clients, defaults.
    fn counts(&self) -> (usize, usize) {
        (self.clients.len(), self.clients.iter().filter(|client| client.1).count())
    }

    pub(super) fn search(&self, costs: Costs) -> ThresholdSearch {
        let (n_clients, n_defaults) = self.counts();
        let outcome = |threshold: f64, n_refused: usize, n_caught: usize| {
            let (n_missed_defaults, n_refused_good) = (n_defaults - n_caught, n_refused - n_caught);
            let expected_cost = costs.per_client(n_missed_defaults, n_refused_good, n_clients);
            Outcome { threshold, n_refused, n_missed_defaults, n_refused_good, expected_cost }
        };
        let accept_all = outcome(Threshold::REFUSE_NOBODY.value(), 0, 0);
        let (mut n_refused, mut n_caught) = (0, 0);
        let mut best = accept_all;
        let mut outcomes = vec![accept_all];
        for run in self.clients.chunk_by(|a, b| a.0 == b.0) {
            n_refused += run.len();
            n_caught += run.iter().filter(|client| client.1).count();
            let here = outcome(run[0].0, n_refused, n_caught);
            if here.expected_cost < best.expected_cost {
                best = here;
            }
            outcomes.push(here);
        }
        let refuse_all = outcomes.last().copied().unwrap_or(accept_all);
        outcomes.reverse();
        ThresholdSearch { best, accept_all, refuse_all, curve: thinned(&outcomes) }
    }

    /// The cheapest threshold and its cost where each client counts `times` as often.
    ///
    /// `times` has shape `(n_clients)`, in the order of the sweep.
    pub(super) fn cheapest_of_resample(&self, times: &[u8], costs: Costs) -> (f64, f64) {
        let (mut n_clients, mut n_defaults) = (0_u64, 0_u64);
        for (client, &times) in self.clients.iter().zip(times) {
            n_clients += u64::from(times);
            n_defaults += u64::from(times) * u64::from(client.1);
        }
        let mut cost = costs.missed_default * n_defaults as f64;
        let (mut threshold, mut least) = (Threshold::REFUSE_NOBODY.value(), cost);
        let n = self.clients.len();
        for (place, (&(probability, defaulted), &times)) in
            self.clients.iter().zip(times).enumerate()
        {
            let weight = f64::from(times);
            cost += if defaulted {
                -costs.missed_default * weight
            } else {
                costs.refused_good * weight
            };
            // Inside a run of equal probabilities nobody can be told apart.
            let ends_run = place + 1 == n || self.clients[place + 1].0 != probability;
            if ends_run && cost < least {
                (threshold, least) = (probability, cost);
            }
        }
        (threshold, least / n_clients.max(1) as f64)
    }

    pub(super) fn n_clients(&self) -> usize {
        self.clients.len()
    }
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
    use crate::decision::outcome_at;
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

        #[test]
        fn a_resample_is_searched_like_its_rows_written_out(
            rows in proptest::collection::vec((0..12_u8, any::<bool>(), 0..4_u8), 1..40),
        ) {
            let p: Vec<f64> = rows.iter().map(|row| f64::from(row.0) / 12.0).collect();
            let y: Vec<bool> = rows.iter().map(|row| row.1).collect();
            let sweep = Sweep::new(&p, &y);
            // The order of the sweep among equals does not matter: take the times in its order.
            let times: Vec<u8> = rows.iter().map(|row| row.2).collect();
            let (mut written_p, mut written_y) = (Vec::new(), Vec::new());
            for (client, &times) in sweep.clients.iter().zip(&times) {
                for _ in 0..times {
                    written_p.push(client.0);
                    written_y.push(client.1);
                }
            }
            prop_assume!(!written_p.is_empty());
            let expected = choose_threshold(&written_p, &written_y, COSTS).unwrap().best;
            let (_, cost) = sweep.cheapest_of_resample(&times, COSTS);
            prop_assert!((cost - expected.expected_cost).abs() < 1e-9);
        }
    }
}
