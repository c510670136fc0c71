//! From tables to a run: the stages that compute.

use std::collections::BTreeMap;
use std::path::Path;

use super::ledger::{self, CODE_VERSION, Stage};
use super::{Error, Job, Progress};
use crate::artifact::{self, Contents, Manifest};
use crate::decision::{Costs, choose_threshold, outcome_at};
use crate::features::{FeatureTable, Profile, catalog, store};
use crate::metrics;
use crate::synthetic;
use crate::tables::{Source, Table, portfolio};
use crate::training::{self, TrainingSet};

/// Version of the feature table's meaning, part of its stage's inputs.
pub const FEATURES_FORMAT: &str = "1";

/// The feature table, up to date.
#[derive(Debug)]
pub(super) struct Features {
    /// BLAKE3 of the file.
    pub fingerprint: String,
}

/// A run, up to date.
#[derive(Debug)]
pub(super) struct Run {
    /// Its name.
    pub run_id: String,
    /// Day on which it was trained.
    pub date: String,
}

/// The columns that the features read; the others are checked and dropped.
pub fn features_wanted(table: Table, column: &str) -> bool {
    match table {
        Table::PreviousApplication => !matches!(
            column,
            "NFLAG_LAST_APPL_IN_DAY"
                | "RATE_INTEREST_PRIMARY"
                | "RATE_INTEREST_PRIVILEGED"
                | "SELLERPLACE_AREA"
                | "DAYS_FIRST_DRAWING"
                | "DAYS_FIRST_DUE"
                | "DAYS_LAST_DUE_1ST_VERSION"
                | "DAYS_LAST_DUE"
                | "DAYS_TERMINATION"
                | "NFLAG_INSURED_ON_APPROVAL"
        ),
        Table::InstallmentsPayments => column != "NUM_INSTALMENT_NUMBER",
        _ => true,
    }
}

/// Computes the feature table if it is stale.
pub(super) fn features(
    job: &Job,
    progress: &dyn Progress,
    ran: &mut Vec<Stage>,
) -> Result<Features, Error> {
    let stage = Stage::Features;
    let source = Source::open(&job.data)?;
    let path = job.workdir.features();
    let total: u64 = Table::ALL.iter().map(|&table| source.stored_bytes(table)).sum();
    progress.start(stage, Some(2 * total));
    let raw = raw_fingerprint(&job.data)?;
    let inputs = ledger::inputs(stage, &[FEATURES_FORMAT, Profile::Octroi.name(), &raw]);
    let output = |record: &ledger::Record| record.outputs.values().next().cloned();
    if !job.force
        && let Some(record) = ledger::fresh(&job.workdir, stage, &inputs)
        && let Some(fingerprint) = output(&record)
    {
        progress.finish(stage, true, record.notes.get("summary").map_or("", String::as_str));
        return Ok(Features { fingerprint });
    }
    let loaded = portfolio::load(&source, &features_wanted, &|n| progress.advance(n))?;
    let n_clients = loaded.portfolio.clients.len().max(1) as u64;
    let is_synthetic = synthetic::is_synthetic(&job.data);
    let written = store::write(
        &path,
        &loaded.portfolio,
        &loaded.outcomes,
        Profile::Octroi,
        is_synthetic,
        &|n| progress.advance(total * n as u64 / n_clients),
    )?;
    let summary = format!("{} clients × {} features", written.n_clients, written.n_features);
    let notes = BTreeMap::from([("summary".to_owned(), summary.clone())]);
    let record = ledger::record(&job.workdir, stage, inputs, &[path], &job.today, notes)?;
    ran.push(stage);
    progress.finish(stage, false, &summary);
    Ok(Features { fingerprint: output(&record).unwrap_or_default() })
}

/// Fingerprint of the raw tables as they are stored.
fn raw_fingerprint(data: &Path) -> Result<String, crate::files::Error> {
    if data.is_file() {
        return crate::files::fingerprint(data);
    }
    let mut parts = Vec::new();
    for table in Table::ALL {
        for extension in ["csv", "csv.gz", "csv.zip"] {
            let path = data.join(format!("{}.{extension}", table.name()));
            if path.is_file() {
                parts.push(format!("{}.{extension}", table.name()));
                parts.push(crate::files::fingerprint(&path)?);
                break;
            }
        }
    }
    // The mark of a synthetic portfolio shows in every output.
    parts.push(synthetic::is_synthetic(data).to_string());
    Ok(crate::files::fingerprint_of(parts.iter().map(String::as_bytes)))
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
    let n_fits = training::combinations(settings).len() * settings.protocol.n_folds + 1;
    progress.start(stage, Some(n_fits as u64));
    let settings_text = serde_json::to_string(settings).unwrap_or_default();
    let inputs = ledger::inputs(stage, &[&features.fingerprint, &settings_text]);
    let run_id = inputs[..12].to_owned();
    if !job.force
        && let Some(record) = ledger::fresh(&job.workdir, stage, &inputs)
    {
        progress.finish(stage, true, record.notes.get("summary").map_or("", String::as_str));
        return Ok(Run { run_id, date: record.date });
    }
    let table = store::read(&job.workdir.features())?;
    let set = training_set(&table, &settings.attributes.protected);
    if set.defaulted.is_empty() {
        return Err(Error::NothingToLearn);
    }
    let n_unlabelled = table.clients.len() - set.clients.len();
    let is_synthetic = table.is_synthetic;
    drop(table);
    let costs = settings.costs;
    let score = |p: &[f64], y: &[bool]| {
        choose_threshold(p, y, costs).map_or(f64::INFINITY, |search| search.best.expected_cost)
    };
    let trained = training::train(&set, settings, &score, &|| progress.advance(1))?;
    let path = freeze(job, features, &set, &trained, is_synthetic, n_unlabelled, &run_id)?;
    let trial = &trained.trials[trained.best_trial];
    let summary = format!(
        "AUC {:.4}, cost {:.4} per client, run {run_id}",
        trial.pooled.roc_auc, trial.score
    );
    let files =
        ["manifest.json", "model.json", "threshold.json", "reference.json", "out_of_fold.csv"];
    let outputs: Vec<_> = files.iter().map(|file| path.join(file)).collect();
    let notes = BTreeMap::from([("summary".to_owned(), summary.clone())]);
    // Earlier runs are kept: only files of this very run belong to this record.
    ledger::forget(&job.workdir, stage);
    ledger::record(&job.workdir, stage, inputs, &outputs, &job.today, notes)?;
    ran.push(stage);
    progress.finish(stage, false, &summary);
    Ok(Run { run_id, date: job.today.clone() })
}

/// The labelled clients and the features that the model may read.
fn training_set(table: &FeatureTable, protected: &[String]) -> TrainingSet {
    let is_allowed: Vec<bool> = catalog(Profile::Octroi)
        .iter()
        .map(|feature| training::is_allowed(feature, protected))
        .collect();
    let kept: Vec<usize> = (0..table.names.len())
        .filter(|&place| is_allowed.get(place).copied().unwrap_or(false))
        .collect();
    let labelled: Vec<(usize, bool)> = table
        .outcomes
        .iter()
        .enumerate()
        .filter_map(|(place, outcome)| outcome.map(|defaulted| (place, defaulted)))
        .collect();
    let mut values = Vec::with_capacity(labelled.len() * kept.len());
    for &(place, _) in &labelled {
        let row = table.row(place);
        values.extend(kept.iter().map(|&feature| row[feature]));
    }
    TrainingSet {
        clients: labelled.iter().map(|&(place, _)| table.clients[place]).collect(),
        feature_names: kept.iter().map(|&place| table.names[place].clone()).collect(),
        values,
        defaulted: labelled.iter().map(|&(_, defaulted)| defaulted).collect(),
    }
}

/// Writes the run folder.
fn freeze(
    job: &Job,
    features: &Features,
    set: &TrainingSet,
    trained: &training::Trained,
    is_synthetic: bool,
    n_unlabelled: usize,
    run_id: &str,
) -> Result<std::path::PathBuf, Error> {
    let costs: Costs = job.settings.costs;
    let outcomes =
        |rows: &[usize]| -> Vec<bool> { rows.iter().map(|&r| set.defaulted[r]).collect() };
    let defaulted = outcomes(&trained.development);
    let search = choose_threshold(&trained.out_of_fold, &defaulted, costs)?;
    let hold_out_outcomes = outcomes(&trained.hold_out);
    let hold_out = metrics::measure(&trained.hold_out_probabilities, &hold_out_outcomes)
        .map_err(training::Error::from)?;
    let at_threshold = outcome_at(
        &trained.hold_out_probabilities,
        &hold_out_outcomes,
        costs,
        search.best.threshold,
    );
    let reference = artifact::reference_population(&set.feature_names, &set.values, &set.defaulted);
    let out_of_fold: Vec<(u32, bool, f64)> = trained
        .development
        .iter()
        .zip(&trained.out_of_fold)
        .map(|(&row, &p)| (set.clients[row], set.defaulted[row], p))
        .collect();
    let n_defaults = set.defaulted.iter().filter(|y| **y).count();
    let manifest = Manifest {
        format: artifact::FORMAT,
        run_id: run_id.to_owned(),
        model_id: artifact::model_id(&trained.model),
        code_version: CODE_VERSION.to_owned(),
        is_synthetic,
        data_fingerprint: features.fingerprint.clone(),
        settings: job.settings.clone(),
        n_labelled: set.clients.len(),
        n_unlabelled,
        default_rate: n_defaults as f64 / set.clients.len() as f64,
        n_features: set.feature_names.len(),
        trials: trained.trials.clone(),
        best_trial: trained.best_trial,
        hold_out,
        hold_out_expected_cost: at_threshold.expected_cost,
        checksums: BTreeMap::new(),
    };
    let contents = Contents {
        model: &trained.model,
        search: &search,
        reference: &reference,
        out_of_fold: &out_of_fold,
    };
    Ok(artifact::write(&job.workdir.runs(), manifest, &contents)?)
}
