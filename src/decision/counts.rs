//! Probabilities and outcomes in, what every threshold leads to out, at whatever errors cost.

use serde::{Deserialize, Serialize};

use super::Error;
use super::costs::check_probabilities;
use crate::probability::{Threshold, is_reached};

/// Steps of the grid between 0 and 1: a tenth of a point each.
pub const GRID_STEPS: usize = 1000;

/// Who is refused at a threshold, as far as any cost can depend on it.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Refused {
    /// Refuse from this probability on.
    pub threshold: f64,
    /// Clients refused.
    pub n_refused: usize,
    /// Defaults among the accepted.
    pub n_missed_defaults: usize,
}

/// What thresholds lead to, counted once so that any costs can be tried on it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ThresholdCounts {
    /// Clients counted.
    pub n_clients: usize,
    /// Defaults among them.
    pub n_defaults: usize,
    /// At `0, 0.001, … 1`, in that order: [`GRID_STEPS`]` + 1` of them.
    pub grid: Vec<Refused>,
    /// Every threshold that is the cheapest at some ratio of the two costs, from accepting
    /// everyone to refusing everyone.
    pub frontier: Vec<Refused>,
}

impl ThresholdCounts {
    /// Counts what every threshold leads to.
    ///
    /// `probabilities` and `defaulted` have shape `(n_clients)` and the same order. The frontier is
    /// the convex hull of the ROC curve: with any costs above 0, the cheapest of all thresholds is
    /// one of its corners, and of several equally cheap ones the highest is. Whole numbers alone
    /// decide what a corner is. `O(n log n)`.
    ///
    /// # Errors
    ///
    /// [`Error`] where the slices differ in length, are empty, or hold no probability.
    pub fn new(probabilities: &[f64], defaulted: &[bool]) -> Result<Self, Error> {
        check_probabilities(probabilities, defaulted)?;
        let mut clients: Vec<(f64, bool)> =
            probabilities.iter().copied().zip(defaulted.iter().copied()).collect();
        clients.sort_unstable_by(|a, b| b.0.total_cmp(&a.0));
        let n_defaults = clients.iter().filter(|client| client.1).count();
        let nobody = Refused {
            threshold: Threshold::REFUSE_NOBODY.value(),
            n_refused: 0,
            n_missed_defaults: n_defaults,
        };
        let mut all = vec![nobody];
        let (mut n_refused, mut n_missed_defaults) = (0, n_defaults);
        for run in clients.chunk_by(|a, b| a.0 == b.0) {
            n_refused += run.len();
            n_missed_defaults -= run.iter().filter(|client| client.1).count();
            all.push(Refused { threshold: run[0].0, n_refused, n_missed_defaults });
        }
        let n_clients = clients.len();
        Ok(Self { n_clients, n_defaults, grid: grid(&all), frontier: frontier(&all) })
    }

    /// Clients of probability `from..to`, two places of the grid: those who repaid and those who
    /// defaulted. Beyond the grid is above every probability.
    pub fn between(&self, from: usize, to: usize) -> (usize, usize) {
        let at = |place: usize| self.grid.get(place).map_or((0, 0), |at| self.refused(at));
        let (low, high) = (at(from), at(to));
        (low.0.saturating_sub(high.0), low.1.saturating_sub(high.1))
    }

    /// Those of the refused who repaid and who defaulted.
    const fn refused(&self, at: &Refused) -> (usize, usize) {
        let n_caught = self.n_defaults - at.n_missed_defaults;
        (at.n_refused - n_caught, n_caught)
    }
}

/// What the thresholds of the grid lead to; `all` goes from the highest threshold down.
fn grid(all: &[Refused]) -> Vec<Refused> {
    let at = |step: usize| {
        let threshold = step as f64 / GRID_STEPS as f64;
        // The lowest of the thresholds that are still reached is where the same are refused.
        let n_reached = all.partition_point(|one| is_reached(one.threshold, threshold));
        let same = all[n_reached.saturating_sub(1)];
        Refused { threshold, ..same }
    };
    (0..=GRID_STEPS).map(at).collect()
}

/// The corners of the hull over the points of refused good clients and caught defaults.
fn frontier(all: &[Refused]) -> Vec<Refused> {
    // Caught defaults are what `n_missed_defaults` falls by: signs aside, the hull is the same.
    let point = |one: &Refused| {
        let (n_refused, n_missed) = (one.n_refused as i128, one.n_missed_defaults as i128);
        (n_refused + n_missed, n_missed)
    };
    let mut corners: Vec<Refused> = Vec::new();
    for one in all {
        while let [.., before, last] = corners[..] {
            let ((x0, y0), (x1, y1), (x2, y2)) = (point(&before), point(&last), point(one));
            // A corner bends towards fewer missed defaults; a straight line has none.
            if (x1 - x0) * (y2 - y0) - (x2 - x0) * (y1 - y0) > 0 {
                break;
            }
            corners.pop();
        }
        corners.push(*one);
    }
    corners
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decision::{Costs, choose_threshold, outcome_at};
    use proptest::prelude::*;

    fn rows() -> impl Strategy<Value = (Vec<f64>, Vec<bool>)> {
        proptest::collection::vec((0..60_u8, any::<bool>()), 1..120)
            .prop_map(|rows| rows.into_iter().map(|(p, y)| (f64::from(p) / 59.0, y)).unzip())
    }

    proptest! {
        #[test]
        fn the_grid_counts_what_each_threshold_leads_to((p, y) in rows()) {
            let counts = ThresholdCounts::new(&p, &y).unwrap();
            let costs = Costs { missed_default: 10.0, refused_good: 1.0 };
            prop_assert_eq!(counts.grid.len(), GRID_STEPS + 1);
            for at in &counts.grid {
                let outcome = outcome_at(&p, &y, costs, at.threshold);
                prop_assert_eq!(at.n_refused, outcome.n_refused);
                prop_assert_eq!(at.n_missed_defaults, outcome.n_missed_defaults);
            }
            let inside = |from: f64, to: f64, defaulted: bool| {
                p.iter().zip(&y).filter(|(p, y)| (from..to).contains(*p) && **y == defaulted).count()
            };
            let expected = (inside(0.25, 0.5, false), inside(0.25, 0.5, true));
            prop_assert_eq!(counts.between(250, 500), expected);
        }

        #[test]
        fn the_cheapest_at_any_costs_is_on_the_frontier((p, y) in rows(), ratio in 0.02..50.0_f64) {
            for costs in [
                Costs { missed_default: ratio, refused_good: 1.0 },
                Costs { missed_default: ratio.ceil(), refused_good: 2.0 },
            ] {
                let best = choose_threshold(&p, &y, costs).unwrap().best;
                let counts = ThresholdCounts::new(&p, &y).unwrap();
                let cost = |one: &Refused| {
                    let n_caught = counts.n_defaults - one.n_missed_defaults;
                    let n_good = one.n_refused - n_caught;
                    costs.per_client(one.n_missed_defaults, n_good, counts.n_clients)
                };
                let mut found = counts.frontier[0];
                for one in &counts.frontier {
                    if cost(one) < cost(&found) {
                        found = *one;
                    }
                }
                prop_assert!((cost(&found) - best.expected_cost).abs() < 1e-12);
            }
        }

        #[test]
        fn the_frontier_goes_from_nobody_to_everyone((p, y) in rows()) {
            let counts = ThresholdCounts::new(&p, &y).unwrap();
            let (first, last) = (counts.frontier[0], *counts.frontier.last().unwrap());
            prop_assert_eq!((first.n_refused, first.n_missed_defaults), (0, counts.n_defaults));
            prop_assert_eq!((last.n_refused, last.n_missed_defaults), (p.len(), 0));
        }
    }

    #[test]
    fn what_is_no_probability_is_refused() {
        assert!(ThresholdCounts::new(&[], &[]).is_err());
        assert!(ThresholdCounts::new(&[f64::NAN], &[true]).is_err());
    }
}
