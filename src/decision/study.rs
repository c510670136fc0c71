//! How much a threshold can be relied on: intervals, folds, other costs.

use rand::{RngExt, SeedableRng};
use rand_pcg::Pcg64;
use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use super::costs::{Costs, Outcome, check, outcome_at};
use super::threshold::{Sweep, ThresholdSearch};
use super::{Error, choose_threshold};
use crate::metrics::Interval;

/// A threshold, how it was found and how much it can be relied on.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ThresholdStudy {
    /// The search.
    pub search: ThresholdSearch,
    /// What one half, the habit of the field, would lead to.
    pub at_half: Outcome,
    /// What [`Costs::theoretical_threshold`] would lead to.
    pub at_theoretical: Outcome,
    /// Where the cheapest threshold falls in 95 % of the resamples.
    pub threshold_interval: Interval,
    /// Where the cost at the cheapest threshold falls in 95 % of the resamples.
    pub cost_interval: Interval,
    /// Resamples drawn.
    pub n_resamples: usize,
    /// The same search fold by fold.
    pub folds: Vec<FoldThreshold>,
    /// The same search at other ratios of the two costs.
    pub ratios: Vec<RatioOutcome>,
}

/// A fold seen by itself.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct FoldThreshold {
    /// The fold, from 0.
    pub fold: usize,
    /// Its own cheapest threshold.
    pub own: Outcome,
    /// What the threshold of all folds leads to on it.
    pub at_chosen: Outcome,
    /// What the threshold chosen on the other folds leads to on it: the honest cost.
    pub from_others: Outcome,
}

/// The cheapest threshold at another ratio of the two costs.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct RatioOutcome {
    /// How many refused good clients a missed default costs.
    pub ratio: f64,
    /// Its cheapest threshold.
    pub best: Outcome,
    /// What accepting everyone would cost.
    pub accept_all: f64,
    /// What refusing everyone would cost.
    pub refuse_all: f64,
}

/// What to study.
#[derive(Debug, Clone, PartialEq)]
pub struct StudyParams {
    /// What errors cost.
    pub costs: Costs,
    /// Ratios of the two costs to try besides.
    pub ratios: Vec<f64>,
    /// Resamples of the bootstrap.
    pub n_resamples: usize,
    /// Seed of the bootstrap.
    pub seed: u64,
}

/// Chooses the threshold and looks at it from all sides.
///
/// `probabilities`, `defaulted` and `fold_of` have shape `(n_clients)`; the probabilities must be
/// out of fold. Intervals are percentiles of a bootstrap over clients: `n_resamples` times, as many
/// clients are drawn with replacement and the cheapest threshold is searched again.
///
/// # Errors
///
/// [`Error`] where the slices differ in length or a number is out of range.
pub fn study(
    probabilities: &[f64],
    defaulted: &[bool],
    fold_of: &[usize],
    params: &StudyParams,
) -> Result<ThresholdStudy, Error> {
    let costs = params.costs;
    check(probabilities, defaulted, costs)?;
    if fold_of.len() != defaulted.len() {
        return Err(Error::LengthMismatch {
            n_probabilities: fold_of.len(),
            n_outcomes: defaulted.len(),
        });
    }
    let sweep = Sweep::new(probabilities, defaulted);
    let search = sweep.search(costs);
    let (threshold_interval, cost_interval) = bootstrap(&sweep, params);
    let at = |threshold| outcome_at(probabilities, defaulted, costs, threshold);
    let ratio = |&ratio: &f64| {
        let costs = costs.with_ratio(ratio);
        costs.check()?;
        let search = sweep.search(costs);
        Ok(RatioOutcome {
            ratio,
            best: search.best,
            accept_all: search.accept_all.expected_cost,
            refuse_all: search.refuse_all.expected_cost,
        })
    };
    Ok(ThresholdStudy {
        at_half: at(0.5),
        at_theoretical: at(costs.theoretical_threshold()),
        threshold_interval,
        cost_interval,
        n_resamples: params.n_resamples,
        folds: by_fold(probabilities, defaulted, fold_of, costs, search.best.threshold)?,
        ratios: params.ratios.iter().map(ratio).collect::<Result<_, Error>>()?,
        search,
    })
}

fn bootstrap(sweep: &Sweep, params: &StudyParams) -> (Interval, Interval) {
    let n = sweep.n_clients();
    let resample = |number: usize| {
        let mut rng = Pcg64::seed_from_u64(params.seed.wrapping_add(number as u64));
        let mut times = vec![0_u8; n];
        for _ in 0..n {
            let drawn = &mut times[rng.random_range(0..n)];
            // 255 draws of one client among many do not happen; among few they do no harm.
            *drawn = drawn.saturating_add(1);
        }
        sweep.cheapest_of_resample(&times, params.costs)
    };
    let found: Vec<(f64, f64)> =
        (0..params.n_resamples.max(1)).into_par_iter().map(resample).collect();
    let interval = |of: fn(&(f64, f64)) -> f64| {
        let mut values: Vec<f64> = found.iter().map(of).collect();
        values.sort_unstable_by(f64::total_cmp);
        let at = |share: f64| values[((values.len() - 1) as f64 * share).round() as usize];
        Interval { low: at(0.025), high: at(0.975) }
    };
    (interval(|found| found.0), interval(|found| found.1))
}

fn by_fold(
    probabilities: &[f64],
    defaulted: &[bool],
    fold_of: &[usize],
    costs: Costs,
    chosen: f64,
) -> Result<Vec<FoldThreshold>, Error> {
    let n_folds = fold_of.iter().max().map_or(0, |last| last + 1);
    let part = |keep: &dyn Fn(usize) -> bool| -> (Vec<f64>, Vec<bool>) {
        (0..defaulted.len())
            .filter(|&client| keep(fold_of[client]))
            .map(|client| (probabilities[client], defaulted[client]))
            .unzip()
    };
    (0..n_folds)
        .map(|fold| {
            let (own_p, own_y) = part(&|of| of == fold);
            let (others_p, others_y) = part(&|of| of != fold);
            let others = choose_threshold(&others_p, &others_y, costs)?.best.threshold;
            Ok(FoldThreshold {
                fold,
                own: choose_threshold(&own_p, &own_y, costs)?.best,
                at_chosen: outcome_at(&own_p, &own_y, costs, chosen),
                from_others: outcome_at(&own_p, &own_y, costs, others),
            })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const COSTS: Costs = Costs { missed_default: 10.0, refused_good: 1.0 };

    fn params() -> StudyParams {
        StudyParams { costs: COSTS, ratios: vec![5.0, 10.0, 20.0], n_resamples: 200, seed: 3 }
    }

    /// Clients whose probabilities are true: each defaults as often as its probability says.
    fn calibrated(n: usize) -> (Vec<f64>, Vec<bool>, Vec<usize>) {
        let mut rng = Pcg64::seed_from_u64(5);
        let p: Vec<f64> = (0..n).map(|_| rng.random_range(0.0_f64..1.0).powi(4)).collect();
        let y = p.iter().map(|&p| rng.random_bool(p)).collect();
        (p, y, (0..n).map(|client| client % 5).collect())
    }

    #[test]
    fn true_probabilities_lead_to_the_theoretical_threshold() {
        let (p, y, folds) = calibrated(40_000);
        let study = study(&p, &y, &folds, &params()).unwrap();
        let theoretical = COSTS.theoretical_threshold();
        let Interval { low, high } = study.threshold_interval;
        assert!(low <= theoretical && theoretical <= high, "{low} {high}");
        assert!(low <= study.search.best.threshold && study.search.best.threshold <= high);
        let cost = study.search.best.expected_cost;
        assert!(study.cost_interval.low < cost && cost < study.cost_interval.high);
        assert!(study.at_half.expected_cost > study.at_theoretical.expected_cost);
        let ratios: Vec<f64> = study.ratios.iter().map(|of| of.best.threshold).collect();
        assert!(ratios[0] > ratios[1] && ratios[1] > ratios[2], "{ratios:?}");
        assert_eq!(study.ratios[1].best, study.search.best);
    }

    #[test]
    fn a_fold_is_never_cheaper_than_at_its_own_threshold() {
        let (p, y, folds) = calibrated(3_000);
        let study = study(&p, &y, &folds, &params()).unwrap();
        assert_eq!(study.folds.len(), 5);
        for fold in &study.folds {
            assert!(fold.own.expected_cost <= fold.at_chosen.expected_cost);
            assert!(fold.own.expected_cost <= fold.from_others.expected_cost);
        }
        let missed: usize = study.folds.iter().map(|fold| fold.at_chosen.n_missed_defaults).sum();
        assert_eq!(missed, study.search.best.n_missed_defaults, "the folds are all the clients");
    }

    #[test]
    fn what_cannot_be_studied_is_refused() {
        let (p, y, folds) = calibrated(50);
        assert!(matches!(study(&p, &y, &folds[1..], &params()), Err(Error::LengthMismatch { .. })));
        let mut bad = p.clone();
        bad[3] = f64::NAN;
        assert!(matches!(study(&bad, &y, &folds, &params()), Err(Error::NotAProbability(_))));
        let free = StudyParams { ratios: vec![0.0], ..params() };
        assert!(matches!(study(&p, &y, &folds, &free), Err(Error::Costs { .. })));
    }
}
