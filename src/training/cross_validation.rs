//! A candidate in, the probability of each row out, from a model that did not see it.

use std::sync::Arc;

use rayon::prelude::*;

use super::candidate::effort;
use super::store::{FoldFit, TrialStore};
use super::{Candidate, Error, Watch, folds};
use crate::models::{Model, MonotoneDirections, Sample};
use crate::resampling::{Imbalance, SmoteParams, rebalance};

/// Values of a sample up to which folds are fitted side by side: 200 MB.
const MOST_VALUES: usize = 50_000_000;

/// How candidates are tried: the folds, and what happens inside them.
#[derive(Debug, Clone)]
pub struct Procedure {
    /// Fold of each row of the sample.
    pub fold_of: Vec<usize>,
    /// Folds.
    pub n_folds: usize,
    /// Share of the learning rows that may say when to stop.
    pub validation_share: f64,
    /// How SMOTE draws.
    pub smote: SmoteParams,
    /// Directions that monotone models keep to.
    pub directions: Arc<MonotoneDirections>,
    /// Seed of every draw.
    pub seed: u64,
}

/// What came of trying a candidate on every fold.
#[derive(Debug, Clone)]
pub struct OutOfFold {
    /// Log-odds of each row, from a model that did not see it.
    pub log_odds: Vec<f64>,
    /// Trees of each fold's model.
    pub n_trees: Vec<usize>,
    /// Seconds that fitting took, all folds together.
    pub fit_s: f64,
    /// Seconds that predicting took, all folds together.
    pub predict_s: f64,
}

impl Procedure {
    /// Tries a candidate on every fold.
    ///
    /// Whatever a fold's model learns, it learns from the other folds: imputation, scaling,
    /// resampling and the round at which boosting stops.
    ///
    /// # Errors
    ///
    /// [`Error`] of the first fold that fails.
    pub fn out_of_fold(
        &self,
        sample: &Sample,
        candidate: &Candidate,
        store: Option<&TrialStore>,
        watch: &dyn Watch,
    ) -> Result<OutOfFold, Error> {
        let of_fold = |fold: usize| -> Result<(Vec<usize>, FoldFit), Error> {
            let held = self.rows(fold, true);
            let kept = store.and_then(|store| store.get(candidate, fold, held.len()));
            let fit = match kept {
                Some(fit) => fit,
                None => {
                    let fit = self.fit_fold(sample, candidate, fold, &held, watch)?;
                    if let Some(store) = store {
                        store.put(candidate, fold, &fit)?;
                    }
                    fit
                }
            };
            watch.fitted(effort(candidate));
            Ok((held, fit))
        };
        // Small trees leave cores idle: folds are fitted side by side. Large ones keep the cores
        // busy by themselves, and several would not fit into memory.
        let fits: Vec<Result<_, Error>> = if sample.n_rows() * sample.n_features() > MOST_VALUES {
            (0..self.n_folds).map(of_fold).collect()
        } else {
            (0..self.n_folds).into_par_iter().map(of_fold).collect()
        };
        let mut all = OutOfFold {
            log_odds: vec![0.0; sample.n_rows()],
            n_trees: Vec::with_capacity(self.n_folds),
            fit_s: 0.0,
            predict_s: 0.0,
        };
        for fit in fits {
            let (held, fit) = fit?;
            for (place, log_odds) in held.into_iter().zip(fit.log_odds) {
                all.log_odds[place] = log_odds;
            }
            all.n_trees.push(fit.n_trees);
            all.fit_s += fit.fit_s;
            all.predict_s += fit.predict_s;
        }
        Ok(all)
    }

    fn rows(&self, fold: usize, inside: bool) -> Vec<usize> {
        (0..self.fold_of.len()).filter(|&place| (self.fold_of[place] == fold) == inside).collect()
    }

    fn fit_fold(
        &self,
        sample: &Sample,
        candidate: &Candidate,
        fold: usize,
        held: &[usize],
        watch: &dyn Watch,
    ) -> Result<FoldFit, Error> {
        let start = watch.now_s();
        let mut learn = sample.select(&self.rows(fold, false));
        if candidate.imbalance != Imbalance::None {
            // The plain model leaves some rows apart to know when to stop; a treated one is given
            // its number of trees, and as few rows, so that the two differ in the treatment alone.
            learn = self.parted(&learn).0;
        }
        let model = self.fit(&learn, candidate)?;
        let fitted = watch.now_s();
        let log_odds = model.log_odds_of(&sample.select(held));
        Ok(FoldFit {
            log_odds,
            n_trees: model.n_trees(),
            fit_s: fitted - start,
            predict_s: watch.now_s() - fitted,
        })
    }

    /// Fits a candidate to these rows, and to nothing else.
    ///
    /// # Errors
    ///
    /// [`Error`] where the rows cannot be resampled or the model not be fitted.
    pub fn fit(&self, learn: &Sample, candidate: &Candidate) -> Result<Model, Error> {
        let learner = candidate.params.learner(&self.directions);
        let rebalanced = |rows: &Sample| {
            rebalance(rows, candidate.imbalance, self.seed, &self.smote).map_err(Error::from)
        };
        if !candidate.params.stops_early() {
            return Ok(learner.fit(&rebalanced(learn)?, None)?);
        }
        let (inner, validation) = self.parted(learn);
        Ok(learner.fit(&rebalanced(&inner)?, Some(&validation))?)
    }

    /// The rows to learn from and those that may say when to stop, as rare in defaults as life is.
    fn parted(&self, learn: &Sample) -> (Sample, Sample) {
        let (inner, validation) =
            folds::split(learn.defaulted(), self.validation_share, self.seed ^ 0x570B);
        (learn.select(&inner), learn.select(&validation))
    }
}
