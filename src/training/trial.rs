//! What is recorded of everything that was tried.

use serde::{Deserialize, Serialize};

use super::cross_validation::OutOfFold;
use super::{Candidate, Error, Judge, Role};
use crate::metrics::{self, MeanDifference, Metrics};
use crate::models::calibration::{Calibrator, Method};
use crate::probability::LogOdds;

/// One candidate, tried on every fold.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Trial {
    /// Name of the trial in this run: `boosted_trees-2`, `boosted_trees-2+smote`, `study-9`.
    pub name: String,
    /// Why it was tried.
    pub role: Role,
    /// What was tried.
    pub candidate: Candidate,
    /// Features that the model could read.
    pub n_features: usize,
    /// What the caller's judge says of the pooled probabilities; lower is better.
    pub score: f64,
    /// Measures of the pooled out-of-fold probabilities, as the model gives them.
    pub pooled: Metrics,
    /// Measures fold by fold.
    pub folds: Vec<FoldMetrics>,
    /// The same probabilities calibrated, each fold by the others.
    pub calibration: Vec<CalibrationTrial>,
}

/// Measures of one fold.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct FoldMetrics {
    /// Area under the ROC curve.
    pub roc_auc: f64,
    /// Mean squared error of the probabilities.
    pub brier: f64,
    /// Mean log loss of the probabilities.
    pub log_loss: f64,
    /// What the judge says of the fold alone; lower is better.
    pub score: f64,
    /// Trees of the fold's model.
    pub n_trees: usize,
}

/// Out-of-fold probabilities, calibrated in one way.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct CalibrationTrial {
    /// The way.
    pub method: Method,
    /// Mean squared error, by which the way is chosen.
    pub brier: f64,
    /// Mean log loss.
    pub log_loss: f64,
    /// Mean distance of probability and default rate over ten groups.
    pub calibration_error: f64,
}

/// Seconds that a trial took.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct TrialTime {
    /// Name of the trial.
    pub name: String,
    /// Fitting, all folds together.
    pub fit_s: f64,
    /// Predicting, all folds together.
    pub predict_s: f64,
}

/// A trial and the log-odds behind it.
#[derive(Debug, Clone)]
pub struct Tried {
    /// The record.
    pub trial: Trial,
    /// What it took.
    pub time: TrialTime,
    /// Log-odds of each row of the development sample, out of fold.
    pub log_odds: Vec<f64>,
}

impl Tried {
    /// Out-of-fold probabilities, as the model gives them.
    pub fn probabilities(&self) -> Vec<f64> {
        probabilities(&self.log_odds)
    }

    /// The least Brier score that a way to calibrate leads to.
    pub(super) fn best_brier(&self) -> f64 {
        let ways = self.trial.calibration.iter().map(|way| way.brier);
        ways.fold(self.trial.pooled.brier, f64::min)
    }

    /// Trees of a model on all rows: the mean over the folds.
    pub fn mean_n_trees(&self) -> usize {
        let folds = &self.trial.folds;
        let total: usize = folds.iter().map(|fold| fold.n_trees).sum();
        (total as f64 / folds.len().max(1) as f64).round() as usize
    }
}

/// The probability of each log-odds.
pub(super) fn probabilities(log_odds: &[f64]) -> Vec<f64> {
    log_odds.iter().map(|&x| LogOdds::new(x).probability().value()).collect()
}

/// Measures a candidate that was tried.
#[expect(clippy::too_many_arguments, reason = "what a record is made of")]
pub(super) fn record(
    name: String,
    role: Role,
    candidate: Candidate,
    n_features: usize,
    all: OutOfFold,
    defaulted: &[bool],
    fold_of: &[usize],
    methods: &[Method],
    judge: &dyn Judge,
) -> Result<Tried, Error> {
    let p = probabilities(&all.log_odds);
    let fold = |(fold, &n_trees): (usize, &usize)| -> Result<FoldMetrics, Error> {
        let (p, y): (Vec<f64>, Vec<bool>) = (0..defaulted.len())
            .filter(|&row| fold_of[row] == fold)
            .map(|row| (p[row], defaulted[row]))
            .unzip();
        Ok(FoldMetrics {
            roc_auc: metrics::roc_auc(&p, &y)?,
            brier: metrics::brier(&p, &y),
            log_loss: metrics::log_loss(&p, &y),
            score: judge.score(&p, &y),
            n_trees,
        })
    };
    let folds = all.n_trees.iter().enumerate().map(fold).collect::<Result<_, _>>()?;
    let calibration = methods
        .iter()
        .filter_map(|&method| {
            // A method that does not suit these rows is left out of the comparison.
            let p = cross_calibrated(method, &all.log_odds, defaulted, fold_of).ok()?;
            Some(CalibrationTrial {
                method,
                brier: metrics::brier(&p, defaulted),
                log_loss: metrics::log_loss(&p, defaulted),
                calibration_error: metrics::calibration_error(&p, defaulted).ok()?,
            })
        })
        .collect();
    let time = TrialTime { name: name.clone(), fit_s: all.fit_s, predict_s: all.predict_s };
    let trial = Trial {
        name,
        role,
        candidate,
        n_features,
        score: judge.score(&p, defaulted),
        pooled: metrics::measure(&p, defaulted)?,
        folds,
        calibration,
    };
    Ok(Tried { trial, time, log_odds: all.log_odds })
}

/// Calibrated probabilities of each row, by a calibrator fitted on the other folds.
pub(super) fn cross_calibrated(
    method: Method,
    log_odds: &[f64],
    defaulted: &[bool],
    fold_of: &[usize],
) -> Result<Vec<f64>, Error> {
    let n_folds = fold_of.iter().max().map_or(0, |last| last + 1);
    let mut calibrated = vec![0.0; log_odds.len()];
    for fold in 0..n_folds {
        let others = || (0..log_odds.len()).filter(|&row| fold_of[row] != fold);
        let x: Vec<f64> = others().map(|row| log_odds[row]).collect();
        let y: Vec<bool> = others().map(|row| defaulted[row]).collect();
        let calibrator = Calibrator::fit(method, &x, &y)?;
        for row in (0..log_odds.len()).filter(|&row| fold_of[row] == fold) {
            calibrated[row] = calibrator.probability(LogOdds::new(log_odds[row])).value();
        }
    }
    Ok(calibrated)
}

/// Whether the Brier score of the first probabilities is lower than that of the second by more than
/// chance explains: the 95 % interval of the mean difference, client by client, lies below 0.
pub(super) fn has_lower_brier(first: &[f64], second: &[f64], defaulted: &[bool]) -> bool {
    let square = |p: f64, defaulted: bool| (p - f64::from(u8::from(defaulted))).powi(2);
    let pairs = first.iter().zip(second).zip(defaulted);
    let differences: Vec<f64> =
        pairs.map(|((&a, &b), &defaulted)| square(a, defaulted) - square(b, defaulted)).collect();
    MeanDifference::of(&differences).is_below_zero()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_brier_score_is_lower_only_by_more_than_chance() {
        let y: Vec<bool> = (0..1000).map(|i| i % 10 == 0).collect();
        let rate = vec![0.1; 1000];
        let wrong = vec![0.4; 1000];
        assert!(has_lower_brier(&rate, &wrong, &y));
        assert!(!has_lower_brier(&wrong, &rate, &y));
        assert!(!has_lower_brier(&rate, &rate, &y));
        // A hair's breadth better on one client in a thousand.
        let mut hair = rate.clone();
        hair[0] = 0.1001;
        assert!(!has_lower_brier(&hair, &rate, &y));
    }

    #[test]
    fn a_fold_is_calibrated_by_the_others() {
        let log_odds: Vec<f64> = (0..300).map(|i| f64::from(i % 60) / 10.0 - 3.0).collect();
        let y: Vec<bool> = (0..300).map(|i| i % 60 > 40 && i % 7 != 0).collect();
        let fold_of: Vec<usize> = (0..300).map(|i| i % 3).collect();
        for method in Method::ALL {
            let before = cross_calibrated(method, &log_odds, &y, &fold_of).unwrap();
            let turned: Vec<bool> =
                y.iter().zip(&fold_of).map(|(&y, &fold)| y != (fold == 1)).collect();
            let after = cross_calibrated(method, &log_odds, &turned, &fold_of).unwrap();
            for row in (0..300).filter(|&row| fold_of[row] == 1) {
                assert_eq!(
                    before[row], after[row],
                    "{method:?}: its own outcomes are not looked at"
                );
            }
        }
    }
}
