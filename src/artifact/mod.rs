//! A run, frozen: everything that a score depends on, with its identity and its checksums.
//!
//! A run is a folder `data/runs/<run-id>/`. Its files are written into an unfinished folder that
//! is renamed at the end, the manifest last; on load every file is held against its checksum.
//! What differs each time, the seconds that it took, stands in `timings.json` and nowhere else.

mod comparison;
mod evaluation;
mod manifest;
pub mod registry;

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use serde::Serialize;
use serde::de::DeserializeOwned;

pub use comparison::{ComparedTrial, Comparison};
pub use evaluation::{Evaluation, Measured};
pub use manifest::{FORMAT, Manifest};

use crate::decision::ThresholdStudy;
use crate::explanation::overview::Overview;
use crate::explanation::{Population, ReferenceFeature};
use crate::files;
use crate::models::{Calibrator, Model};
use crate::probability::Threshold;
use crate::tables::TableSummary;
use crate::training::TrialTime;

/// Name of the manifest in the folder of a run.
pub const MANIFEST: &str = "manifest.json";
const TABLES: &str = "tables.json";
const MODEL: &str = "model.json";
const CALIBRATOR: &str = "calibrator.json";
const THRESHOLD: &str = "threshold.json";
const COMPARISON: &str = "comparison.json";
const EVALUATION: &str = "evaluation.json";
const REFERENCE: &str = "reference.json";
const OVERVIEW: &str = "overview.json";
const POPULATION: &str = "population.bin";
const OUT_OF_FOLD: &str = "out_of_fold.csv";
const HOLD_OUT: &str = "hold_out.csv";
const TIMINGS: &str = "timings.json";

/// The files of a run whose bytes depend on data and settings alone.
pub const FILES: [&str; 12] = [
    MANIFEST,
    TABLES,
    MODEL,
    CALIBRATOR,
    THRESHOLD,
    COMPARISON,
    EVALUATION,
    REFERENCE,
    OVERVIEW,
    POPULATION,
    OUT_OF_FOLD,
    HOLD_OUT,
];

/// A run, loaded.
#[derive(Debug)]
pub struct ScoringArtifact {
    /// Its identity.
    pub manifest: Manifest,
    /// What the tables held that its features were computed from.
    pub tables: Vec<TableSummary>,
    /// The model.
    pub model: Model,
    /// What makes probabilities of its log-odds.
    pub calibrator: Calibrator,
    /// The threshold, how it was found and how much it can be relied on.
    pub threshold_study: ThresholdStudy,
    /// The threshold as a type.
    pub threshold: Threshold,
    /// Everything that was tried.
    pub comparison: Comparison,
    /// How good the retained model is.
    pub evaluation: Evaluation,
    /// The population that clients are compared with, in the order of the model's features.
    pub reference: Vec<ReferenceFeature>,
    /// What the model does as a whole, and how far its explanations can be trusted.
    pub overview: Overview,
    /// The clients that others are compared with.
    pub population: Population,
}

/// A run that cannot be written or loaded.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The file system's own error.
    #[error(transparent)]
    File(#[from] files::Error),
    /// Nothing at that place.
    #[error("there is no run at \"{}\"", path.display())]
    NoRun {
        /// The folder.
        path: PathBuf,
    },
    /// No run, or several, go by that name.
    #[error(
        "expected the name of one run or its start, found \"{asked}\", which {n_found} runs go by"
    )]
    NotOne {
        /// As asked for.
        asked: String,
        /// Runs whose name starts like that.
        n_found: usize,
    },
    /// A file whose content is not what the manifest says.
    #[error("run \"{}\" is damaged: \"{file}\" {reason}", path.display())]
    Damaged {
        /// The folder.
        path: PathBuf,
        /// The file.
        file: &'static str,
        /// What is wrong with it.
        reason: String,
    },
    /// Made by another version of the program.
    #[error("run \"{}\" has format {found}, this program reads format {FORMAT}", path.display())]
    OtherFormat {
        /// The folder.
        path: PathBuf,
        /// Its format.
        found: u64,
    },
}

impl Error {
    /// The way out, where there is one to name.
    pub fn hint(&self) -> Option<String> {
        Some(match self {
            Self::File(error) => return error.hint(),
            Self::NoRun { .. } => "make one with \"octroi train\" or \"octroi demo\"".to_owned(),
            Self::NotOne { .. } => "\"octroi runs list\" names them".to_owned(),
            Self::Damaged { .. } => {
                "make it again with \"octroi train --force\", or restore the folder".to_owned()
            }
            Self::OtherFormat { found, .. } if *found < u64::from(FORMAT) => {
                "train again; the older run can be removed".to_owned()
            }
            Self::OtherFormat { .. } => "use the version of octroi that made it".to_owned(),
        })
    }
}

/// A labelled client and what the model says of them.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Prediction {
    /// `SK_ID_CURR`.
    pub client: u32,
    /// What happened.
    pub defaulted: bool,
    /// Fold in which the client was predicted; none in the hold-out.
    pub fold: Option<usize>,
    /// Log-odds, before calibration.
    pub log_odds: f64,
    /// Calibrated probability.
    pub probability: f64,
}

/// What goes into a run folder beside the manifest.
#[derive(Debug)]
pub struct Contents<'a> {
    /// What the tables held.
    pub tables: &'a [TableSummary],
    /// The model.
    pub model: &'a Model,
    /// Its calibrator.
    pub calibrator: &'a Calibrator,
    /// The threshold.
    pub threshold_study: &'a ThresholdStudy,
    /// Everything that was tried.
    pub comparison: &'a Comparison,
    /// How good the retained model is.
    pub evaluation: &'a Evaluation,
    /// The reference population.
    pub reference: &'a [ReferenceFeature],
    /// What the model does as a whole.
    pub overview: &'a Overview,
    /// The clients that others are compared with.
    pub population: &'a Population,
    /// Clients that models were chosen on, predicted out of fold.
    pub out_of_fold: &'a [Prediction],
    /// Clients set aside.
    pub hold_out: &'a [Prediction],
    /// Seconds that each trial took.
    pub timings: &'a [TrialTime],
}

/// Start of the fingerprint of a model and its calibrator, by which they are named.
pub fn model_id(model: &Model, calibrator: &Calibrator) -> String {
    let text = serde_json::to_vec(&(model, calibrator)).unwrap_or_default();
    files::fingerprint_of([text.as_slice()])[..12].to_owned()
}

/// Writes a run folder whole or not at all; `manifest.checksums` is filled in here.
///
/// # Errors
///
/// [`Error::File`]; an older folder of the same name then stays as it was.
pub fn write(
    runs: &Path,
    mut manifest: Manifest,
    contents: &Contents<'_>,
) -> Result<PathBuf, Error> {
    let path = runs.join(&manifest.run_id);
    let failed = |path: &Path| {
        let path = path.to_owned();
        move |source| files::Error::Write { path, source }
    };
    fs::create_dir_all(runs).map_err(failed(runs))?;
    let unfinished =
        tempfile::Builder::new().prefix(".unfinished-").tempdir_in(runs).map_err(failed(runs))?;
    let mut put = |name: &str, bytes: Vec<u8>| {
        manifest.checksums.insert(name.to_owned(), files::fingerprint_of([bytes.as_slice()]));
        files::write_bytes(&unfinished.path().join(name), &bytes)
    };
    put(TABLES, json(&contents.tables))?;
    put(MODEL, json(contents.model))?;
    put(CALIBRATOR, json(contents.calibrator))?;
    put(THRESHOLD, json(contents.threshold_study))?;
    put(COMPARISON, json(contents.comparison))?;
    put(EVALUATION, json(contents.evaluation))?;
    put(REFERENCE, json(&contents.reference))?;
    put(OVERVIEW, json(contents.overview))?;
    put(POPULATION, contents.population.to_bytes())?;
    put(OUT_OF_FOLD, predictions_csv(contents.out_of_fold))?;
    put(HOLD_OUT, predictions_csv(contents.hold_out))?;
    files::write_bytes(&unfinished.path().join(TIMINGS), &json(&contents.timings))?;
    files::write_bytes(&unfinished.path().join(MANIFEST), &json(&manifest))?;
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        fs::set_permissions(unfinished.path(), fs::Permissions::from_mode(0o755))
            .map_err(failed(unfinished.path()))?;
    }
    // A folder cannot be renamed over another: the old one steps aside first.
    let aside = runs.join(format!(".unfinished-old-{}", manifest.run_id));
    let _ = fs::remove_dir_all(&aside);
    if path.exists() {
        fs::rename(&path, &aside).map_err(failed(&path))?;
    }
    fs::rename(unfinished.path(), &path).map_err(failed(&path))?;
    // The folder has moved: there is nothing left to clean up at the old name.
    let _ = unfinished.keep();
    let _ = fs::remove_dir_all(&aside);
    Ok(path)
}

fn json(value: &impl Serialize) -> Vec<u8> {
    // Our types hold no map with keys that JSON cannot write, so this does not fail.
    let mut bytes = serde_json::to_vec_pretty(value).unwrap_or_default();
    bytes.push(b'\n');
    bytes
}

fn predictions_csv(rows: &[Prediction]) -> Vec<u8> {
    let has_folds = rows.iter().any(|row| row.fold.is_some());
    let mut text = String::from(if has_folds {
        "SK_ID_CURR,defaulted,fold,log_odds,probability\n"
    } else {
        "SK_ID_CURR,defaulted,log_odds,probability\n"
    });
    for &Prediction { client, defaulted, fold, log_odds, probability } in rows {
        let fold = fold.map_or(String::new(), |fold| format!("{fold},"));
        let defaulted = u8::from(defaulted);
        text.push_str(&format!("{client},{defaulted},{fold}{log_odds},{probability}\n"));
    }
    text.into_bytes()
}

/// Reads the manifest of a run and nothing else.
///
/// # Errors
///
/// [`Error`]: no run there, a damaged manifest, another format.
pub fn read_manifest(path: &Path) -> Result<Manifest, Error> {
    let file = path.join(MANIFEST);
    if !file.is_file() {
        return Err(Error::NoRun { path: path.to_owned() });
    }
    let bytes = fs::read(&file).map_err(|source| files::Error::Read { path: file, source })?;
    let damaged = |error: serde_json::Error| Error::Damaged {
        path: path.to_owned(),
        file: MANIFEST,
        reason: format!("is not what was written: {error}"),
    };
    // The format is looked at before the rest, which another version may have changed.
    let loose: serde_json::Value = serde_json::from_slice(&bytes).map_err(damaged)?;
    let found = loose.get("format").and_then(serde_json::Value::as_u64).unwrap_or(0);
    if found != u64::from(FORMAT) {
        return Err(Error::OtherFormat { path: path.to_owned(), found });
    }
    serde_json::from_value(loose).map_err(damaged)
}

/// Loads a run, checking every file.
///
/// # Errors
///
/// [`Error`]: no run there, a damaged or truncated file, another format.
pub fn load(path: &Path) -> Result<ScoringArtifact, Error> {
    let manifest = read_manifest(path)?;
    let damaged = |file, reason: String| Error::Damaged { path: path.to_owned(), file, reason };
    let parts = Parts { path, manifest: &manifest };
    let tables: Vec<TableSummary> = parts.json(TABLES)?;
    let model: Model = parts.json(MODEL)?;
    let calibrator: Calibrator = parts.json(CALIBRATOR)?;
    let threshold_study: ThresholdStudy = parts.json(THRESHOLD)?;
    let comparison: Comparison = parts.json(COMPARISON)?;
    let evaluation: Evaluation = parts.json(EVALUATION)?;
    let reference: Vec<ReferenceFeature> = parts.json(REFERENCE)?;
    let overview: Overview = parts.json(OVERVIEW)?;
    let population = Population::from_bytes(&parts.bytes(POPULATION)?)
        .map_err(|error| damaged(POPULATION, error.to_string()))?;
    parts.bytes(OUT_OF_FOLD)?;
    parts.bytes(HOLD_OUT)?;
    model.check().map_err(|error| damaged(MODEL, error.to_string()))?;
    calibrator.check().map_err(|error| damaged(CALIBRATOR, error.to_string()))?;
    let threshold = Threshold::new(threshold_study.search.best.threshold)
        .map_err(|error| damaged(THRESHOLD, error.to_string()))?;
    if comparison.champion >= comparison.trials.len() {
        return Err(damaged(COMPARISON, "does not hold the retained model".to_owned()));
    }
    let names = model.feature_names();
    let is_unique = names.iter().collect::<BTreeSet<_>>().len() == names.len();
    if !is_unique {
        return Err(damaged(MODEL, "names a feature twice".to_owned()));
    }
    if !reference.iter().map(|known| &known.name).eq(names) {
        return Err(damaged(REFERENCE, "does not describe the model's features".to_owned()));
    }
    Ok(ScoringArtifact {
        manifest,
        tables,
        model,
        calibrator,
        threshold_study,
        threshold,
        comparison,
        evaluation,
        reference,
        overview,
        population,
    })
}

/// The files of a run, each held against its checksum.
struct Parts<'a> {
    path: &'a Path,
    manifest: &'a Manifest,
}

impl Parts<'_> {
    fn damaged(&self, file: &'static str, reason: String) -> Error {
        Error::Damaged { path: self.path.to_owned(), file, reason }
    }

    fn bytes(&self, file: &'static str) -> Result<Vec<u8>, Error> {
        let bytes = fs::read(self.path.join(file))
            .map_err(|error| self.damaged(file, format!("cannot be read: {error}")))?;
        let found = files::fingerprint_of([bytes.as_slice()]);
        if self.manifest.checksums.get(file) != Some(&found) {
            let reason = "does not have the checksum of the manifest".to_owned();
            return Err(self.damaged(file, reason));
        }
        Ok(bytes)
    }

    fn json<T: DeserializeOwned>(&self, file: &'static str) -> Result<T, Error> {
        serde_json::from_slice(&self.bytes(file)?)
            .map_err(|error| self.damaged(file, error.to_string()))
    }
}

/// Reads the predictions of the clients that models were chosen on.
///
/// # Errors
///
/// [`Error`] as [`load`].
pub fn read_out_of_fold(path: &Path) -> Result<Vec<Prediction>, Error> {
    let manifest = read_manifest(path)?;
    let parts = Parts { path, manifest: &manifest };
    let bytes = parts.bytes(OUT_OF_FOLD)?;
    let text = String::from_utf8_lossy(&bytes);
    let row = |line: &str| -> Option<Prediction> {
        let mut fields = line.split(',');
        let mut next = || fields.next();
        Some(Prediction {
            client: next()?.parse().ok()?,
            defaulted: next()? == "1",
            fold: Some(next()?.parse().ok()?),
            log_odds: next()?.parse().ok()?,
            probability: next()?.parse().ok()?,
        })
    };
    text.lines().skip(1).map(row).collect::<Option<_>>().ok_or_else(|| {
        parts.damaged(OUT_OF_FOLD, "does not hold one prediction per line".to_owned())
    })
}

/// Reads the seconds that each trial took; empty where they were not kept.
pub fn read_timings(path: &Path) -> Vec<TrialTime> {
    let bytes = fs::read(path.join(TIMINGS)).unwrap_or_default();
    serde_json::from_slice(&bytes).unwrap_or_default()
}
