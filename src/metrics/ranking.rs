//! Scores and outcomes in, the quality of their order out.
//!
//! Only the order of the scores matters here, so any number is taken, infinite ones included.

use super::{Error, check_lengths};

/// Probability that a client who defaulted is ranked above one who repaid; ties count one half.
///
/// ```text
/// AUC = (pairs in order + pairs tied / 2) / (n_defaults × n_repaid)
/// ```
///
/// From 0 to 1; 0.5 is chance. Only the order counts: log-odds or a feature will do.
///
/// # Errors
///
/// [`Error`] where the slices differ in length, hold one class only (or nothing), or where a
/// score is NaN.
pub fn roc_auc(probabilities: &[f64], defaulted: &[bool]) -> Result<f64, Error> {
    Ok(Ranking::new(probabilities, defaulted)?.roc_auc())
}

/// Largest distance between the distributions of the two classes (Kolmogorov-Smirnov).
///
/// From 0 to 1; only the order counts.
///
/// # Errors
///
/// As [`roc_auc`].
pub fn ks(probabilities: &[f64], defaulted: &[bool]) -> Result<f64, Error> {
    Ok(Ranking::new(probabilities, defaulted)?.ks())
}

/// `Σ (recall_k − recall_{k−1}) precision_k` over the distinct probabilities, from the highest.
///
/// Above 0 and up to 1; chance is the default rate. Only the order counts.
///
/// # Errors
///
/// As [`roc_auc`].
pub fn average_precision(probabilities: &[f64], defaulted: &[bool]) -> Result<f64, Error> {
    Ok(Ranking::new(probabilities, defaulted)?.average_precision())
}

/// Clients of both classes, sorted from the highest score, those of equal score in one run.
pub(super) struct Ranking {
    /// Places of the clients in the slices given.
    pub(super) order: Vec<usize>,
    pub(super) runs: Vec<Run>,
    n_defaults: f64,
    n_repaid: f64,
}

/// Clients of one score, counted in numbers that the measures divide.
pub(super) struct Run {
    pub(super) n_defaults: f64,
    pub(super) n_repaid: f64,
}

impl Ranking {
    pub(super) fn new(scores: &[f64], defaulted: &[bool]) -> Result<Self, Error> {
        check_lengths(scores, defaulted)?;
        let n_clients = defaulted.len();
        let n_defaults = defaulted.iter().filter(|y| **y).count();
        if n_defaults == 0 || n_defaults == n_clients {
            return Err(Error::OneClass { n_defaults, n_clients });
        }
        if let Some(place) = scores.iter().position(|score| score.is_nan()) {
            return Err(Error::NotAProbability { place, value: f64::NAN });
        }
        let mut order: Vec<usize> = (0..n_clients).collect();
        order.sort_unstable_by(|&a, &b| scores[b].total_cmp(&scores[a]));
        let runs = order
            .chunk_by(|&a, &b| scores[a] == scores[b])
            .map(|run| {
                let n = run.iter().filter(|&&client| defaulted[client]).count();
                Run { n_defaults: n as f64, n_repaid: (run.len() - n) as f64 }
            })
            .collect();
        let n_repaid = (n_clients - n_defaults) as f64;
        Ok(Self { order, runs, n_defaults: n_defaults as f64, n_repaid })
    }

    pub(super) fn n_defaults(&self) -> f64 {
        self.n_defaults
    }

    pub(super) fn n_repaid(&self) -> f64 {
        self.n_repaid
    }

    pub(super) fn roc_auc(&self) -> f64 {
        let mut above = 0.0;
        let mut pairs = 0.0;
        for run in &self.runs {
            pairs += run.n_repaid * (above + run.n_defaults / 2.0);
            above += run.n_defaults;
        }
        pairs / (self.n_defaults * self.n_repaid)
    }

    pub(super) fn ks(&self) -> f64 {
        let (mut defaults, mut repaid, mut largest) = (0.0, 0.0, 0.0_f64);
        for run in &self.runs {
            defaults += run.n_defaults;
            repaid += run.n_repaid;
            largest = largest.max((defaults / self.n_defaults - repaid / self.n_repaid).abs());
        }
        largest
    }

    pub(super) fn average_precision(&self) -> f64 {
        let (mut defaults, mut all, mut total) = (0.0, 0.0, 0.0);
        for run in &self.runs {
            defaults += run.n_defaults;
            all += run.n_defaults + run.n_repaid;
            total += run.n_defaults / self.n_defaults * (defaults / all);
        }
        total
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::predictions;
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn auc_is_the_share_of_pairs_in_order((p, y) in predictions()) {
            let (mut won, mut pairs) = (0.0, 0.0);
            for i in (0..p.len()).filter(|&i| y[i]) {
                for j in (0..p.len()).filter(|&j| !y[j]) {
                    pairs += 1.0;
                    won += if p[i] > p[j] { 1.0 } else if p[i] == p[j] { 0.5 } else { 0.0 };
                }
            }
            prop_assert!((roc_auc(&p, &y).unwrap() - won / pairs).abs() < 1e-12);
        }

        #[test]
        fn ks_is_the_largest_gap_of_the_distributions((p, y) in predictions()) {
            let share_at_least = |cut: f64, class: bool| {
                let of_class: Vec<f64> =
                    p.iter().zip(&y).filter(|(_, y)| **y == class).map(|(p, _)| *p).collect();
                of_class.iter().filter(|p| **p >= cut).count() as f64 / of_class.len() as f64
            };
            let gap = |cut: &f64| (share_at_least(*cut, true) - share_at_least(*cut, false)).abs();
            let largest = p.iter().map(gap).fold(0.0, f64::max);
            prop_assert!((ks(&p, &y).unwrap() - largest).abs() < 1e-12);
        }

        #[test]
        fn only_the_order_counts((p, y) in predictions()) {
            // Infinite at both ends, as log-odds are.
            let log_odds: Vec<f64> = p.iter().map(|p| (p / (1.0 - p)).ln()).collect();
            prop_assert_eq!(roc_auc(&p, &y), roc_auc(&log_odds, &y));
            prop_assert_eq!(ks(&p, &y), ks(&log_odds, &y));
            prop_assert_eq!(average_precision(&p, &y), average_precision(&log_odds, &y));
        }
    }

    #[test]
    fn both_signs_of_zero_are_one_score() {
        assert_eq!(roc_auc(&[-0.0, 0.0], &[true, false]), Ok(0.5));
    }

    #[test]
    fn a_score_that_is_no_number_is_refused_by_its_place() {
        let refused = roc_auc(&[0.1, 0.2, f64::NAN], &[true, false, true]).unwrap_err();
        assert!(matches!(refused, Error::NotAProbability { place: 2, .. }));
    }
}
