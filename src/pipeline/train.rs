//! From features to a run.

use std::collections::BTreeMap;
use std::path::PathBuf;

use super::features::Features;
use super::stages::{self, CODE_VERSION, Stage};
use super::{Error, Job, Progress};
use crate::artifact::{
    self, ComparedTrial, Comparison, Contents, Evaluation, FORMAT, Manifest, Measured, Prediction,
};
use crate::decision::{Costs, StudyParams, ThresholdStudy, choose_threshold, compare_costs, study};
use crate::explanation::overview::overview;
use crate::explanation::{self, Subjects, similar};
use crate::features::{FeatureTable, store};
use crate::metrics;
use crate::probability::LogOdds;
use crate::scoring;
use crate::training::{
    self, Judge, Population, Trained, Trial, TrialStore, TrialTime, Watch, expected_effort,
};

/// A run, up to date.
#[derive(Debug)]
pub(super) struct Run {
    /// Its name.
    pub run_id: String,
}

/// Trains and freezes a run if there is none for this table and these settings.
pub(super) fn train(
    job: &Job,
    features: &Features,
    progress: &dyn Progress,
    ran: &mut Vec<Stage>,
) -> Result<Run, Error> {
    let stage = Stage::Train;
    let settings = &job.settings;
    progress.start(stage, Some(expected_effort(settings)));
    let settings_text = serde_json::to_string(settings).unwrap_or_default();
    let inputs = stages::inputs(stage, &[&features.fingerprint, &settings_text]);
    let run_id = inputs[..12].to_owned();
    if !job.force
        && let Some(record) = stages::fresh(&job.workdir, stage, &inputs)
    {
        progress.finish(stage, true, record.notes.get("summary").map_or("", String::as_str));
        return Ok(Run { run_id });
    }
    let table = store::read(&job.workdir.features())?;
    let population = Population::new(&table, &settings.attributes.protected)?;
    if population.defaulted().is_empty() {
        return Err(Error::NothingToLearn);
    }
    let kept = open_trials(job, features);
    let trained = training::train(
        &population,
        settings,
        &CostJudge(settings.costs),
        Some(&kept),
        &Watched(progress),
    )?;
    let (path, manifest) = freeze(job, features, &table, &population, &trained, &run_id)?;
    let summary = format!(
        "{} retained of {} trials: AUC {:.4}, cost {:.4} per client, run {run_id}",
        manifest.champion,
        trained.tried.len(),
        manifest.roc_auc,
        manifest.expected_cost,
    );
    let outputs: Vec<_> = artifact::FILES.iter().map(|file| path.join(file)).collect();
    let notes = BTreeMap::from([("summary".to_owned(), summary.clone())]);
    // Earlier runs are kept: only files of this very run belong to this record.
    stages::forget(&job.workdir, stage);
    stages::record(&job.workdir, stage, inputs, &outputs, &job.today, notes)?;
    ran.push(stage);
    progress.finish(stage, false, &summary);
    Ok(Run { run_id })
}

/// The fits kept from an earlier training on the same data by the same protocol and program.
fn open_trials(job: &Job, features: &Features) -> TrialStore {
    let folder = job.workdir.trials();
    if job.force {
        // What cannot be removed is overwritten.
        let _ = std::fs::remove_dir_all(&folder);
    }
    let protocol = &job.settings.protocol;
    let common = (
        protocol.seed,
        protocol.n_folds,
        protocol.hold_out_share,
        protocol.validation_share,
        &job.settings.attributes.protected,
        job.settings.studies.smote_neighbors,
    );
    let common = serde_json::to_string(&common).unwrap_or_default();
    TrialStore::open(&folder, &stages::inputs(Stage::Train, &[&features.fingerprint, &common]))
}

/// Judges by expected cost at the best threshold.
struct CostJudge(Costs);

impl Judge for CostJudge {
    fn score(&self, probabilities: &[f64], defaulted: &[bool]) -> f64 {
        choose_threshold(probabilities, defaulted, self.0)
            .map_or(f64::INFINITY, |search| search.best.expected_cost)
    }

    fn is_better(&self, first: &[f64], second: &[f64], defaulted: &[bool]) -> bool {
        let best = |p: &[f64]| choose_threshold(p, defaulted, self.0).map(|s| s.best.threshold);
        let compared = best(first).and_then(|a| {
            let b = best(second)?;
            compare_costs((first, a), (second, b), defaulted, self.0)
        });
        compared.is_ok_and(|compared| compared.is_below_zero())
    }
}

/// Passes on to the job's progress what happens in a training.
struct Watched<'a>(&'a dyn Progress);

impl Watch for Watched<'_> {
    fn now_s(&self) -> f64 {
        self.0.now_s()
    }

    fn fitted(&self, effort: u64) {
        self.0.advance(effort);
    }

    fn tried(&self, trial: &Trial, time: &TrialTime) {
        self.0.say(&format!(
            "{:>22}  AUC {:.4}  cost {:.4}  Brier {:.4}  {:.1} s",
            trial.name, trial.pooled.roc_auc, trial.score, trial.pooled.brier, time.fit_s,
        ));
    }
}

/// Measures what was trained and writes the run folder.
fn freeze(
    job: &Job,
    features: &Features,
    table: &FeatureTable,
    population: &Population<'_>,
    trained: &Trained,
    run_id: &str,
) -> Result<(PathBuf, Manifest), Error> {
    let (settings, all) = (&job.settings, population.defaulted());
    let outcomes = |rows: &[usize]| -> Vec<bool> { rows.iter().map(|&row| all[row]).collect() };
    let (defaulted, set_aside) = (outcomes(&trained.development), outcomes(&trained.hold_out));
    let threshold_study = threshold(settings, trained, &defaulted)?;
    let threshold = threshold_study.search.best.threshold;
    let hold_out_p: Vec<f64> = trained
        .hold_out_log_odds
        .iter()
        .map(|&x| trained.calibrator.probability(LogOdds::new(x)).value())
        .collect();
    let measured = |p: &[f64], y: &[bool]| Measured::new(p, y, settings.costs, threshold);
    let evaluation = Evaluation {
        out_of_fold: measured(&trained.out_of_fold, &defaulted).map_err(training::Error::from)?,
        hold_out: measured(&hold_out_p, &set_aside).map_err(training::Error::from)?,
    };
    let comparison = compare(trained, &defaulted, settings.costs)?;
    let champion = &trained.tried[trained.champion];
    let clients = population.clients();
    let prediction = |row: usize, fold, log_odds, probability| Prediction {
        client: clients[row],
        defaulted: all[row],
        fold,
        log_odds,
        probability,
    };
    let out_of_fold: Vec<Prediction> = (0..trained.development.len())
        .map(|at| {
            let fold = Some(trained.fold_of[at]);
            let row = trained.development[at];
            prediction(row, fold, champion.log_odds[at], trained.out_of_fold[at])
        })
        .collect();
    let hold_out: Vec<Prediction> = (0..trained.hold_out.len())
        .map(|at| {
            prediction(trained.hold_out[at], None, trained.hold_out_log_odds[at], hold_out_p[at])
        })
        .collect();
    let manifest = Manifest {
        format: FORMAT,
        run_id: run_id.to_owned(),
        model_id: artifact::model_id(&trained.model, &trained.calibrator),
        code_version: CODE_VERSION.to_owned(),
        versions: versions(),
        is_synthetic: table.is_synthetic,
        data_fingerprint: features.fingerprint.clone(),
        settings: settings.clone(),
        n_labelled: all.len(),
        n_unlabelled: population.n_unlabelled(),
        default_rate: all.iter().filter(|y| **y).count() as f64 / all.len() as f64,
        n_features: trained.sample.n_features(),
        family: champion.trial.candidate.params.family(),
        champion: champion.trial.name.clone(),
        roc_auc: evaluation.out_of_fold.metrics.roc_auc,
        expected_cost: evaluation.out_of_fold.at_threshold.expected_cost,
        hold_out_expected_cost: evaluation.hold_out.at_threshold.expected_cost,
        threshold,
        checksums: BTreeMap::new(),
    };
    let timings: Vec<TrialTime> = trained.tried.iter().map(|one| one.time.clone()).collect();
    let reference = explanation::reference_population(&trained.sample);
    let subjects = Subjects::new(trained.model.feature_names())?;
    let overview = overview(&trained.model, &trained.calibrator, &trained.sample, &subjects)
        .map_err(scoring::Error::from)?;
    let honest = out_of_fold.iter().chain(&hold_out);
    let compared = compared_with(table, honest)?;
    let contents = Contents {
        tables: &table.tables,
        model: &trained.model,
        calibrator: &trained.calibrator,
        threshold_study: &threshold_study,
        comparison: &comparison,
        evaluation: &evaluation,
        reference: &reference,
        overview: &overview,
        population: &compared,
        out_of_fold: &out_of_fold,
        hold_out: &hold_out,
        timings: &timings,
    };
    let path = artifact::write(&job.workdir.runs(), manifest.clone(), &contents)?;
    Ok((path, manifest))
}

/// The clients that others are compared with: all whose outcome is known, with the probability
/// that a model which had not seen them gave.
fn compared_with<'a>(
    table: &FeatureTable,
    honest: impl Iterator<Item = &'a Prediction>,
) -> Result<explanation::Population, Error> {
    let mut known: Vec<&Prediction> = honest.collect();
    known.sort_by_key(|prediction| prediction.client);
    let names = similar::kept_features(&table.names);
    let places: Vec<usize> =
        known.iter().filter_map(|prediction| table.place(prediction.client)).collect();
    let column = |name: &String| -> Vec<f32> {
        let feature = table.names.iter().position(|known| known == name);
        let value = |&place: &usize| feature.map_or(f32::NAN, |feature| table.row(place)[feature]);
        places.iter().map(value).collect()
    };
    let columns = names.iter().map(column).collect();
    let population = explanation::Population::new(
        names,
        known.iter().map(|prediction| prediction.client).collect(),
        columns,
        known.iter().map(|prediction| prediction.defaulted).collect(),
        known.iter().map(|prediction| prediction.probability as f32).collect(),
    );
    Ok(population?)
}

/// Chooses the threshold on calibrated out-of-fold probabilities.
fn threshold(
    settings: &crate::settings::Settings,
    trained: &Trained,
    defaulted: &[bool],
) -> Result<ThresholdStudy, Error> {
    let params = StudyParams {
        costs: settings.costs,
        ratios: settings.threshold.cost_ratios.clone(),
        n_resamples: settings.threshold.n_resamples,
        seed: settings.protocol.seed,
    };
    Ok(study(&trained.out_of_fold, defaulted, &trained.fold_of, &params)?)
}

/// Holds every trial against the retained one.
fn compare(trained: &Trained, defaulted: &[bool], costs: Costs) -> Result<Comparison, Error> {
    let champion = trained.tried[trained.champion].probabilities();
    let chosen = choose_threshold(&champion, defaulted, costs)?.best;
    let mut trials = Vec::with_capacity(trained.tried.len());
    for (place, one) in trained.tried.iter().enumerate() {
        let p = one.probabilities();
        let best = choose_threshold(&p, defaulted, costs)?.best;
        let is_other = place != trained.champion;
        let auc = || metrics::compare(&p, &champion, defaulted).map_err(training::Error::from);
        let cost =
            || compare_costs((&champion, chosen.threshold), (&p, best.threshold), defaulted, costs);
        trials.push(ComparedTrial {
            trial: one.trial.clone(),
            best,
            auc_difference: is_other.then(auc).transpose()?,
            cost_difference: is_other.then(cost).transpose()?,
        });
    }
    Ok(Comparison { trials, champion: trained.champion })
}

/// Versions of what computes a run.
fn versions() -> BTreeMap<String, String> {
    [
        ("hessboost", env!("OCTROI_VERSION_HESSBOOST")),
        ("linfa", env!("OCTROI_VERSION_LINFA")),
        ("polars", env!("OCTROI_VERSION_POLARS")),
    ]
    .map(|(name, version)| (name.to_owned(), version.to_owned()))
    .into()
}
