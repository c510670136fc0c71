//! Labelled clients in; folds, out-of-fold probabilities, the retained model and all that was
//! tried out.
//!
//! ```text
//! hold-out set aside ─▶ competitors on folds ─▶ retained ─▶ treatments of imbalance ─▶ studies
//!                                                                      │
//!             hold-out predicted once ◀─ model on all other rows ◀─ calibration
//! ```
//!
//! Costs and thresholds are not known here: the caller hands in a [`Judge`].

mod candidate;
mod cross_validation;
pub mod folds;
mod leakage;
mod population;
mod store;
mod trial;

use std::sync::Arc;

pub use candidate::{Candidate, Role, expected_effort};
pub use cross_validation::{OutOfFold, Procedure};
pub use population::{FeatureSet, Population};
pub use store::{FoldFit, TrialStore};
pub use trial::{CalibrationTrial, FoldMetrics, Trial, TrialTime, Tried};

use crate::models::calibration::{Calibrator, Method};
use crate::models::{Model, MonotoneDirections, Sample};
use crate::resampling::SmoteParams;
use crate::settings::Settings;
use crate::{files, metrics, models, resampling};

/// Says how good out-of-fold probabilities are for the business.
pub trait Judge: Sync {
    /// Lower is better.
    fn score(&self, probabilities: &[f64], defaulted: &[bool]) -> f64;
    /// Whether the second set is better than the first by more than chance explains.
    fn is_better(&self, first: &[f64], second: &[f64], defaulted: &[bool]) -> bool;
}

/// Sees a training go on, and lends it a clock.
pub trait Watch: Sync {
    /// Seconds since some moment.
    fn now_s(&self) -> f64;
    /// So much of [`expected_effort`] is done.
    fn fitted(&self, effort: u64);
    /// A trial is over.
    fn tried(&self, trial: &Trial, time: &TrialTime);
}

/// What came of a training.
#[derive(Debug)]
pub struct Trained {
    /// The retained model, fitted on every row of `development`.
    pub model: Model,
    /// Its calibrator, fitted on the out-of-fold log-odds.
    pub calibrator: Calibrator,
    /// Everything tried, in order.
    pub tried: Vec<Tried>,
    /// Which of them was retained.
    pub champion: usize,
    /// Rows that were set aside.
    pub hold_out: Vec<usize>,
    /// The other rows, in order.
    pub development: Vec<usize>,
    /// Fold of each row of `development`.
    pub fold_of: Vec<usize>,
    /// Calibrated out-of-fold probability of each row of `development`.
    pub out_of_fold: Vec<f64>,
    /// Log-odds that the model gives each row of `hold_out`.
    pub hold_out_log_odds: Vec<f64>,
    /// The rows that models were made from, with the features of the retained model.
    pub sample: Sample,
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
    /// A feature that is too good to be true.
    #[error(
        "the feature {feature} alone ranks clients with an AUC of {roc_auc:.4}, above {limit}: it probably knows the outcome"
    )]
    LeakingFeature {
        /// The feature.
        feature: String,
        /// Its AUC, whichever way it points.
        roc_auc: f64,
        /// AUC allowed.
        limit: f64,
    },
    /// No model to try.
    #[error("expected one or more models to try, found none")]
    NothingToTry,
    /// A model could not be fitted.
    #[error(transparent)]
    Model(#[from] models::Error),
    /// Rows could not be resampled.
    #[error(transparent)]
    Resampling(#[from] resampling::Error),
    /// Probabilities could not be calibrated.
    #[error(transparent)]
    Calibration(#[from] models::calibration::Error),
    /// Nothing to measure.
    #[error(transparent)]
    Metrics(#[from] metrics::Error),
    /// A fit could not be kept.
    #[error(transparent)]
    File(#[from] files::Error),
}

impl Error {
    /// The way out, where there is one to name.
    pub fn hint(&self) -> Option<String> {
        Some(match self {
            Self::TooFew { .. } => {
                "train on more clients, or lower n_folds in assumptions.toml".to_owned()
            }
            Self::Leakage { .. } | Self::LeakingFeature { .. } => {
                "look at where it comes from; if it is sound, raise leakage_auc in \
                assumptions.toml"
                    .to_owned()
            }
            Self::NothingToTry => {
                "name families and values under [search] in assumptions.toml".to_owned()
            }
            Self::Model(_) => "check the table of that family in assumptions.toml".to_owned(),
            Self::File(error) => return error.hint(),
            _ => return None,
        })
    }
}

/// Tries, retains, calibrates and fits, as the settings say.
///
/// A stratified hold-out is set aside first and only predicted at the end. Everything else is
/// chosen on stratified folds of the other rows, by `judge`, out of fold. `store`, where given,
/// keeps every fit, so that an interrupted training goes on where it stopped.
///
/// # Errors
///
/// [`Error`]: too few clients, a suspected leak, a model that cannot be fitted.
pub fn train(
    population: &Population<'_>,
    settings: &Settings,
    judge: &dyn Judge,
    store: Option<&TrialStore>,
    watch: &dyn Watch,
) -> Result<Trained, Error> {
    let sample = population.sample(&FeatureSet::Allowed);
    let split = Split::new(sample.defaulted(), settings)?;
    let procedure = split.procedure(settings, population.directions());
    let mut rounds =
        Rounds { population, settings, split: &split, procedure: &procedure, judge, store, watch };

    let mut tried: Vec<Tried> = Vec::new();
    let development = sample.select(&split.development);
    // A leak is better known before hours of fitting.
    leakage::check(&development, settings.protocol.leakage_auc)?;
    for candidate in candidate::competitors(settings) {
        let name = competitor_name(&tried, &candidate);
        tried.push(rounds.try_on(name, Role::Competitor, candidate, &development)?);
    }
    if tried.is_empty() {
        return Err(Error::NothingToTry);
    }
    stop_at_a_leak(&tried, settings, &development)?;
    let mut champion = retained(&tried, judge, &split.defaulted);

    let retained = tried[champion].trial.candidate.clone();
    let n_trees = tried[champion].mean_n_trees();
    for (role, candidate) in candidate::imbalance_studies(settings, &retained, n_trees) {
        let name = format!("{}+{}", tried[champion].trial.name, candidate.imbalance.name());
        tried.push(rounds.try_on(name, role, candidate, &development)?);
    }
    // The plain model gives way only to a treatment that is cheaper by more than chance.
    let first = tried[champion].probabilities();
    let is_better = |one: &Tried| {
        matches!(one.trial.role, Role::Imbalance { .. })
            && judge.is_better(&first, &one.probabilities(), &split.defaulted)
    };
    let better = (0..tried.len()).filter(|&place| is_better(&tried[place]));
    if let Some(best) =
        better.min_by(|&a, &b| tried[a].trial.score.total_cmp(&tried[b].trial.score))
    {
        champion = best;
    }

    let retained = tried[champion].trial.candidate.clone();
    for (role, candidate) in candidate::studies(settings, &retained) {
        let name = format!("study-{}", tried.len());
        let set = candidate.features.clone();
        tried.push(if set == FeatureSet::Allowed {
            rounds.try_on(name, role, candidate, &development)?
        } else {
            let rows = rounds.population.sample(&set).select(&split.development);
            rounds.try_on(name, role, candidate, &rows)?
        });
    }

    let (calibrator, out_of_fold) = calibrate(&tried[champion], &split, settings)?;
    let mut candidate = retained;
    candidate.params = candidate.params.with_n_trees(tried[champion].mean_n_trees());
    let model = procedure.fit(&development, &candidate)?.with_covers_of(&development);
    watch.fitted(candidate::effort(&candidate));
    let hold_out_log_odds = model.log_odds_of(&sample.select(&split.hold_out));
    let Split { development, hold_out, fold_of, .. } = split;
    Ok(Trained {
        model,
        calibrator,
        tried,
        champion,
        hold_out,
        development,
        fold_of,
        out_of_fold,
        hold_out_log_odds,
        sample,
    })
}

/// Who is set aside, and the folds of the others.
struct Split {
    development: Vec<usize>,
    hold_out: Vec<usize>,
    /// Outcome of each row of `development`.
    defaulted: Vec<bool>,
    /// Fold of each row of `development`.
    fold_of: Vec<usize>,
}

impl Split {
    fn new(defaulted: &[bool], settings: &Settings) -> Result<Self, Error> {
        let protocol = &settings.protocol;
        let n_defaults = defaulted.iter().filter(|y| **y).count();
        let n_repaid = defaulted.len() - n_defaults;
        let needed = 3 * protocol.n_folds;
        if n_defaults < needed || n_repaid < needed {
            return Err(Error::TooFew { needed, n_defaults, n_repaid });
        }
        let (development, hold_out) =
            folds::split(defaulted, protocol.hold_out_share, protocol.seed);
        let defaulted: Vec<bool> = development.iter().map(|&row| defaulted[row]).collect();
        let fold_of = folds::stratified(&defaulted, protocol.n_folds, protocol.seed);
        Ok(Self { development, hold_out, defaulted, fold_of })
    }

    fn procedure(&self, settings: &Settings, directions: MonotoneDirections) -> Procedure {
        let protocol = &settings.protocol;
        Procedure {
            fold_of: self.fold_of.clone(),
            n_folds: protocol.n_folds,
            validation_share: protocol.validation_share,
            smote: SmoteParams { n_neighbors: settings.studies.smote_neighbors },
            directions: Arc::new(directions),
            seed: protocol.seed,
        }
    }
}

/// What every trial of a training has in common.
struct Rounds<'a, 'p> {
    population: &'a Population<'p>,
    settings: &'a Settings,
    split: &'a Split,
    procedure: &'a Procedure,
    judge: &'a dyn Judge,
    store: Option<&'a TrialStore>,
    watch: &'a dyn Watch,
}

impl Rounds<'_, '_> {
    fn try_on(
        &mut self,
        name: String,
        role: Role,
        candidate: Candidate,
        development: &Sample,
    ) -> Result<Tried, Error> {
        let all = self.procedure.out_of_fold(development, &candidate, self.store, self.watch)?;
        let tried = trial::record(
            name,
            role,
            candidate,
            development.n_features(),
            all,
            &self.split.defaulted,
            &self.split.fold_of,
            &self.settings.protocol.calibration,
            self.judge,
        )?;
        self.watch.tried(&tried.trial, &tried.time);
        Ok(tried)
    }
}

/// `boosted_trees-2` for the second of its family.
fn competitor_name(tried: &[Tried], candidate: &Candidate) -> String {
    let family = candidate.params.family();
    let before = tried.iter().filter(|one| one.trial.candidate.params.family() == family).count();
    format!("{}-{}", family.name(), before + 1)
}

/// The competitor to retain, among those that can be explained exactly: the one with the least
/// score or, where chance explains what others score more, the one of them with the best calibrated
/// probabilities (least Brier score).
///
/// The score of a set of clients moves with few of them; alone it would retain now one model, now
/// another.
fn retained(tried: &[Tried], judge: &dyn Judge, defaulted: &[bool]) -> usize {
    let explainable: Vec<usize> = (0..tried.len())
        .filter(|&place| tried[place].trial.candidate.params.family().is_explainable())
        .collect();
    let by = |key: fn(&Tried) -> f64| {
        move |a: &usize, b: &usize| key(&tried[*a]).total_cmp(&key(&tried[*b]))
    };
    // Checked settings hold at least one family that can be explained.
    let cheapest = explainable.iter().copied().min_by(by(|one| one.trial.score)).unwrap_or(0);
    let least = tried[cheapest].probabilities();
    let is_as_good =
        |place: &usize| !judge.is_better(&tried[*place].probabilities(), &least, defaulted);
    let as_good = explainable.into_iter().filter(is_as_good);
    as_good.min_by(by(Tried::best_brier)).unwrap_or(cheapest)
}

fn stop_at_a_leak(tried: &[Tried], settings: &Settings, sample: &Sample) -> Result<(), Error> {
    let limit = settings.protocol.leakage_auc;
    let roc_auc = tried.iter().map(|one| one.trial.pooled.roc_auc).fold(0.0, f64::max);
    if roc_auc > limit {
        let suspects = leakage::suspects(sample);
        return Err(Error::Leakage { roc_auc, limit, suspects });
    }
    Ok(())
}

/// The calibrator of the way with the least Brier score out of fold, and the calibrated
/// out-of-fold probabilities, each fold calibrated by the others.
///
/// A more flexible way replaces a simpler one only where its Brier score is lower by more than
/// chance explains: it costs the ranking something, and follows chance where defaults are few.
fn calibrate(
    tried: &Tried,
    split: &Split,
    settings: &Settings,
) -> Result<(Calibrator, Vec<f64>), Error> {
    let mut ways = settings.protocol.calibration.clone();
    ways.sort_by_key(|way| Method::ALL.iter().position(|known| known == way));
    let mut kept: Option<(Method, Vec<f64>)> = None;
    let mut failure = None;
    for way in ways {
        match trial::cross_calibrated(way, &tried.log_odds, &split.defaulted, &split.fold_of) {
            Ok(p) => {
                let is_kept = kept.as_ref().is_none_or(|(_, simpler)| {
                    trial::has_lower_brier(&p, simpler, &split.defaulted)
                });
                if is_kept {
                    kept = Some((way, p));
                }
            }
            Err(error) => failure = Some(error),
        }
    }
    match (kept, failure) {
        (Some((way, out_of_fold)), _) => {
            Ok((Calibrator::fit(way, &tried.log_odds, &split.defaulted)?, out_of_fold))
        }
        (None, Some(failure)) => Err(failure),
        // The settings hold at least one way.
        (None, None) => Ok((Calibrator::None, tried.probabilities())),
    }
}
