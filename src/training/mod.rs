//! A feature table in; folds, out-of-fold probabilities and a fitted model out.
//!
//! Costs and thresholds are not known here: the caller hands in how to score a set of
//! out-of-fold probabilities, lower being better.

pub mod folds;

use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use crate::features::definition::{Definition, Feature};
use crate::metrics::{self, Metrics};
use crate::models::{self, BoostedTreesParams, TreeEnsemble};
use crate::settings::Settings;

/// Rows that models learn from: features and outcomes of labelled clients.
#[derive(Debug, Clone)]
pub struct TrainingSet {
    /// `SK_ID_CURR` of each row.
    pub clients: Vec<u32>,
    /// Names of the features that the model may read.
    pub feature_names: Vec<String>,
    /// Row-major values of shape `(n_clients, n_features)`.
    pub values: Vec<f32>,
    /// Outcome of each row.
    pub defaulted: Vec<bool>,
}

impl TrainingSet {
    fn select(&self, rows: &[usize]) -> (Vec<f32>, Vec<bool>) {
        let n_features = self.feature_names.len();
        let mut values = Vec::with_capacity(rows.len() * n_features);
        for &row in rows {
            values.extend_from_slice(&self.values[row * n_features..(row + 1) * n_features]);
        }
        (values, rows.iter().map(|&row| self.defaulted[row]).collect())
    }

    /// The values of one row.
    pub fn row(&self, row: usize) -> &[f32] {
        let n_features = self.feature_names.len();
        &self.values[row * n_features..(row + 1) * n_features]
    }
}

/// One combination of parameters, tried.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Trial {
    /// What was asked for.
    pub params: BoostedTreesParams,
    /// Measures of the pooled out-of-fold probabilities.
    pub pooled: Metrics,
    /// AUC of each fold.
    pub fold_auc: Vec<f64>,
    /// What the caller's score says of the pooled probabilities; lower is better.
    pub score: f64,
}

/// A fitted model and what led to it.
#[derive(Debug, Clone)]
pub struct Trained {
    /// The model, fitted on every row but the hold-out.
    pub model: TreeEnsemble,
    /// Every combination tried, in the order of the grid.
    pub trials: Vec<Trial>,
    /// Which of them was kept.
    pub best_trial: usize,
    /// Rows that were set aside.
    pub hold_out: Vec<usize>,
    /// The other rows, in order.
    pub development: Vec<usize>,
    /// Out-of-fold probability of each row of `development`.
    pub out_of_fold: Vec<f64>,
    /// Probability that the model gives each row of `hold_out`.
    pub hold_out_probabilities: Vec<f64>,
}

/// Why nothing could be trained.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// Too few clients of one outcome.
    #[error(
        "expected at least {needed} clients who defaulted and as many who repaid, found {n_defaults} and {n_repaid}"
    )]
    TooFew {
        /// How many of each are needed.
        needed: usize,
        /// Clients who defaulted.
        n_defaults: usize,
        /// Clients who repaid.
        n_repaid: usize,
    },
    /// The model is too good to be true.
    #[error(
        "the out-of-fold AUC is {roc_auc:.4}, above {limit}: a feature probably knows the outcome (highest alone: {suspects})"
    )]
    Leakage {
        /// AUC found.
        roc_auc: f64,
        /// AUC allowed.
        limit: f64,
        /// The features that alone rank best, with their AUC.
        suspects: String,
    },
    /// The boosting library refused.
    #[error(transparent)]
    Fit(#[from] models::boosted_trees::Error),
    /// Nothing to measure.
    #[error(transparent)]
    Metrics(#[from] metrics::Error),
}

impl Error {
    /// The way out, where there is one to name.
    pub fn hint(&self) -> Option<String> {
        Some(match self {
            Self::TooFew { .. } => {
                "train on more clients, or lower n_folds in assumptions.toml".to_owned()
            }
            Self::Leakage { .. } => {
                "look at these features; if they are sound, raise leakage_auc in \
                assumptions.toml"
                    .to_owned()
            }
            Self::Fit(_) => "check [boosted_trees] in assumptions.toml".to_owned(),
            Self::Metrics(_) => return None,
        })
    }
}

/// Whether a model may read a feature: none made of a protected column alone.
pub fn is_allowed(feature: &Feature, protected: &[String]) -> bool {
    match feature.definition {
        Definition::Column(column) | Definition::Level { column, .. } => {
            !protected.iter().any(|name| name == column)
        }
        _ => true,
    }
}

/// Every combination of the grid, in order.
pub fn combinations(settings: &Settings) -> Vec<BoostedTreesParams> {
    let grid = &settings.boosted_trees;
    let mut params = vec![BoostedTreesParams {
        n_trees: 1,
        learning_rate: 1.0,
        max_leaves: 2,
        max_depth: 1,
        min_child_weight: 0.0,
        row_share: 1.0,
        column_share: 1.0,
        l1: 0.0,
        l2: 0.0,
        max_bins: grid.max_bins,
        seed: settings.protocol.seed,
    }];
    fn vary<T: Copy>(
        params: Vec<BoostedTreesParams>,
        values: &[T],
        set: impl Fn(&mut BoostedTreesParams, T),
    ) -> Vec<BoostedTreesParams> {
        let mut varied = Vec::with_capacity(params.len() * values.len());
        for base in params {
            for &value in values {
                let mut next = base;
                set(&mut next, value);
                varied.push(next);
            }
        }
        varied
    }
    params = vary(params, &grid.n_trees, |p, v| p.n_trees = v);
    params = vary(params, &grid.learning_rate, |p, v| p.learning_rate = v);
    params = vary(params, &grid.max_leaves, |p, v| p.max_leaves = v);
    params = vary(params, &grid.max_depth, |p, v| p.max_depth = v);
    params = vary(params, &grid.min_child_weight, |p, v| p.min_child_weight = v);
    params = vary(params, &grid.row_share, |p, v| p.row_share = v);
    params = vary(params, &grid.column_share, |p, v| p.column_share = v);
    params = vary(params, &grid.l1, |p, v| p.l1 = v);
    vary(params, &grid.l2, |p, v| p.l2 = v)
}

/// Tries every combination on stratified folds, keeps the best and fits it.
///
/// A stratified hold-out is set aside first and only predicted at the end. `score` judges pooled
/// out-of-fold probabilities against outcomes, lower being better. `progress` is told of every
/// fit that is done, out of `combinations × folds + 1`.
///
/// # Errors
///
/// [`Error`]: too few clients, a suspected leak, the library's own.
pub fn train(
    set: &TrainingSet,
    settings: &Settings,
    score: &dyn Fn(&[f64], &[bool]) -> f64,
    progress: &(dyn Fn() + Sync),
) -> Result<Trained, Error> {
    let protocol = &settings.protocol;
    let n_defaults = set.defaulted.iter().filter(|y| **y).count();
    let n_repaid = set.defaulted.len() - n_defaults;
    let needed = 2 * protocol.n_folds;
    if n_defaults < needed || n_repaid < needed {
        return Err(Error::TooFew { needed, n_defaults, n_repaid });
    }
    let (development, hold_out) =
        folds::split(&set.defaulted, protocol.hold_out_share, protocol.seed);
    let defaulted: Vec<bool> = development.iter().map(|&row| set.defaulted[row]).collect();
    let fold_of = folds::stratified(&defaulted, protocol.n_folds, protocol.seed);

    let mut trials: Vec<Trial> = Vec::new();
    let mut best: Option<(usize, Vec<f64>)> = None;
    for params in combinations(settings) {
        let out_of_fold =
            out_of_fold(set, &development, &fold_of, protocol.n_folds, &params, progress)?;
        let pooled = metrics::measure(&out_of_fold, &defaulted)?;
        let fold_auc = (0..protocol.n_folds)
            .map(|fold| {
                let of_fold = || fold_of.iter().enumerate().filter(|(_, f)| **f == fold);
                let p: Vec<f64> = of_fold().map(|(row, _)| out_of_fold[row]).collect();
                let y: Vec<bool> = of_fold().map(|(row, _)| defaulted[row]).collect();
                metrics::roc_auc(&p, &y)
            })
            .collect::<Result<_, _>>()?;
        let score = score(&out_of_fold, &defaulted);
        if best.as_ref().is_none_or(|(place, _)| score < trials[*place].score) {
            best = Some((trials.len(), out_of_fold));
        }
        trials.push(Trial { params, pooled, fold_auc, score });
    }
    // The grid has at least one combination: the settings were checked.
    let (best_trial, out_of_fold) = best.unwrap_or_default();
    if trials[best_trial].pooled.roc_auc > protocol.leakage_auc {
        return Err(Error::Leakage {
            roc_auc: trials[best_trial].pooled.roc_auc,
            limit: protocol.leakage_auc,
            suspects: suspects(set, &development),
        });
    }
    let (values, labels) = set.select(&development);
    let model = models::fit(&trials[best_trial].params, values, &set.feature_names, &labels)?;
    progress();
    let hold_out_probabilities = predict(set, &hold_out, &model);
    Ok(Trained {
        model,
        trials,
        best_trial,
        hold_out,
        development,
        out_of_fold,
        hold_out_probabilities,
    })
}

/// The probability of each row, from a model that did not see it.
fn out_of_fold(
    set: &TrainingSet,
    development: &[usize],
    fold_of: &[usize],
    n_folds: usize,
    params: &BoostedTreesParams,
    progress: &(dyn Fn() + Sync),
) -> Result<Vec<f64>, Error> {
    let of_fold = |fold: usize| -> Result<Vec<(usize, f64)>, Error> {
        let rows = |inside: bool| -> Vec<usize> {
            let places = (0..development.len()).filter(|&place| (fold_of[place] == fold) == inside);
            places.collect()
        };
        let learn: Vec<usize> = rows(false).iter().map(|&place| development[place]).collect();
        let (values, labels) = set.select(&learn);
        let model = models::fit(params, values, &set.feature_names, &labels)?;
        let held: Vec<usize> = rows(true);
        let held_rows: Vec<usize> = held.iter().map(|&place| development[place]).collect();
        let predicted = predict(set, &held_rows, &model);
        progress();
        Ok(held.into_iter().zip(predicted).collect())
    };
    // Small trees leave cores idle: folds are fitted side by side.
    let folds: Vec<Result<_, Error>> = (0..n_folds).into_par_iter().map(of_fold).collect();
    let mut probabilities = vec![0.0; development.len()];
    for fold in folds {
        for (place, probability) in fold? {
            probabilities[place] = probability;
        }
    }
    Ok(probabilities)
}

fn predict(set: &TrainingSet, rows: &[usize], model: &TreeEnsemble) -> Vec<f64> {
    rows.par_iter().map(|&row| model.log_odds(set.row(row)).probability().value()).collect()
}

/// The three features that alone rank best, whichever way they point.
fn suspects(set: &TrainingSet, development: &[usize]) -> String {
    let defaulted: Vec<bool> = development.iter().map(|&row| set.defaulted[row]).collect();
    let mut ranked: Vec<(f64, &String)> = set
        .feature_names
        .par_iter()
        .enumerate()
        .map(|(feature, name)| {
            // Missing values go to the bottom: a pattern of gaps can leak as well.
            let values: Vec<f64> = development
                .iter()
                .map(|&row| f64::from(set.row(row)[feature]))
                .map(|value| if value.is_nan() { f64::NEG_INFINITY } else { value })
                .collect();
            let auc = metrics::roc_auc(&values, &defaulted).unwrap_or(0.5);
            (auc.max(1.0 - auc), name)
        })
        .collect();
    ranked.sort_by(|a, b| b.0.total_cmp(&a.0));
    let names: Vec<String> =
        ranked.iter().take(3).map(|(auc, name)| format!("{name} {auc:.3}")).collect();
    names.join(", ")
}
