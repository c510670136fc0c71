//! A run, frozen: everything that a score depends on, with its identity and its checksums.
//!
//! A run is a folder `data/runs/<run-id>/`. Its files are written into an unfinished folder that
//! is renamed at the end, the manifest last; on load every file is held against its checksum.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use crate::decision::ThresholdSearch;
use crate::files;
use crate::metrics::Metrics;
use crate::models::{TreeEnsemble, tree_ensemble};
use crate::probability::{NotAProbability, Threshold};
use crate::settings::Settings;
use crate::training::Trial;

/// Version of the folder's layout; a newer one is refused.
pub const FORMAT: u32 = 1;

const MANIFEST: &str = "manifest.json";
const MODEL: &str = "model.json";
const THRESHOLD: &str = "threshold.json";
const REFERENCE: &str = "reference.json";
const OUT_OF_FOLD: &str = "out_of_fold.csv";

/// What a run is and how it went.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Manifest {
    /// [`FORMAT`].
    pub format: u32,
    /// Name of the run: the start of the fingerprint of what went in.
    pub run_id: String,
    /// Start of the fingerprint of the model.
    pub model_id: String,
    /// Version of the program that made it.
    pub code_version: String,
    /// Whether the data is made up.
    pub is_synthetic: bool,
    /// BLAKE3 of the feature table.
    pub data_fingerprint: String,
    /// The settings in force.
    pub settings: Settings,
    /// Clients with a known outcome.
    pub n_labelled: usize,
    /// Clients without.
    pub n_unlabelled: usize,
    /// Share of the labelled who defaulted.
    pub default_rate: f64,
    /// Features that the model may read.
    pub n_features: usize,
    /// Every combination tried.
    pub trials: Vec<Trial>,
    /// Which of them was kept.
    pub best_trial: usize,
    /// Measures on the clients set aside, once, at the end.
    pub hold_out: Metrics,
    /// Cost on the clients set aside at the chosen threshold.
    pub hold_out_expected_cost: f64,
    /// Checksums of the other files.
    pub checksums: BTreeMap<String, String>,
}

/// How one feature is distributed among the clients that the model learnt from.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ReferenceFeature {
    /// Name of the feature.
    pub name: String,
    /// Share of clients whose value is missing.
    pub missing_share: f64,
    /// Percentiles 0 to 100 of the known values; empty where none is known.
    pub percentiles: Vec<f32>,
    /// Median of the clients who repaid, where known.
    pub median_repaid: Option<f32>,
}

/// A run, loaded.
#[derive(Debug, Clone)]
pub struct ScoringArtifact {
    /// Its identity.
    pub manifest: Manifest,
    /// The model.
    pub model: TreeEnsemble,
    /// The threshold and its search.
    pub search: ThresholdSearch,
    /// The threshold as a type.
    pub threshold: Threshold,
    /// The population that clients are compared with, in the order of the model's features.
    pub reference: Vec<ReferenceFeature>,
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
    /// Made by a later version of the program.
    #[error("run \"{}\" has format {found}, this program reads format {FORMAT}", path.display())]
    NewerFormat {
        /// The folder.
        path: PathBuf,
        /// Its format.
        found: u64,
    },
}

impl Error {
    /// The way out, where there is one to name.
    pub fn hint(&self) -> Option<String> {
        match self {
            Self::File(error) => error.hint(),
            Self::NoRun { .. } => {
                Some("make one with \"octroi build\" or \"octroi demo\"".to_owned())
            }
            Self::Damaged { .. } => Some(
                "make it again with \"octroi build --force\", or restore the folder".to_owned(),
            ),
            Self::NewerFormat { .. } => Some("use the version of octroi that made it".to_owned()),
        }
    }
}

/// What goes into a run folder beside the manifest.
#[derive(Debug)]
pub struct Contents<'a> {
    /// The model.
    pub model: &'a TreeEnsemble,
    /// The threshold search.
    pub search: &'a ThresholdSearch,
    /// The reference population.
    pub reference: &'a [ReferenceFeature],
    /// Client, outcome and out-of-fold probability, in order.
    pub out_of_fold: &'a [(u32, bool, f64)],
}

/// Start of the fingerprint of a model, by which it is named.
pub fn model_id(model: &TreeEnsemble) -> String {
    let text = serde_json::to_vec(model).unwrap_or_default();
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
    put(MODEL, json(contents.model))?;
    put(THRESHOLD, json(contents.search))?;
    put(REFERENCE, json(&contents.reference))?;
    put(OUT_OF_FOLD, out_of_fold_csv(contents.out_of_fold))?;
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

fn out_of_fold_csv(rows: &[(u32, bool, f64)]) -> Vec<u8> {
    let mut text = String::from("SK_ID_CURR,defaulted,probability\n");
    for (client, defaulted, probability) in rows {
        text.push_str(&format!("{client},{},{probability}\n", u8::from(*defaulted)));
    }
    text.into_bytes()
}

/// Loads a run, checking every file.
///
/// # Errors
///
/// [`Error`]: no run there, a damaged or truncated file, a newer format.
pub fn load(path: &Path) -> Result<ScoringArtifact, Error> {
    if !path.join(MANIFEST).is_file() {
        return Err(Error::NoRun { path: path.to_owned() });
    }
    let read = |file: &'static str| {
        let file_path = path.join(file);
        fs::read(&file_path).map_err(|source| files::Error::Read { path: file_path, source })
    };
    let damaged = |file, reason: String| Error::Damaged { path: path.to_owned(), file, reason };
    let bytes = read(MANIFEST)?;
    // The format is looked at before the rest, which a newer version may have changed.
    let loose: serde_json::Value = serde_json::from_slice(&bytes)
        .map_err(|error| damaged(MANIFEST, format!("is not what was written: {error}")))?;
    let found = loose.get("format").and_then(serde_json::Value::as_u64).unwrap_or(0);
    if found > u64::from(FORMAT) {
        return Err(Error::NewerFormat { path: path.to_owned(), found });
    }
    let manifest: Manifest = serde_json::from_value(loose)
        .map_err(|error| damaged(MANIFEST, format!("is not what was written: {error}")))?;

    fn part<T: DeserializeOwned>(
        path: &Path,
        manifest: &Manifest,
        file: &'static str,
    ) -> Result<T, Error> {
        let damaged = |reason: String| Error::Damaged { path: path.to_owned(), file, reason };
        let bytes = fs::read(path.join(file)).map_err(|error| damaged(error.to_string()))?;
        let found = files::fingerprint_of([bytes.as_slice()]);
        if manifest.checksums.get(file) != Some(&found) {
            return Err(damaged("does not have the checksum of the manifest".to_owned()));
        }
        serde_json::from_slice(&bytes).map_err(|error| damaged(error.to_string()))
    }
    let model: TreeEnsemble = part(path, &manifest, MODEL)?;
    let search: ThresholdSearch = part(path, &manifest, THRESHOLD)?;
    let reference: Vec<ReferenceFeature> = part(path, &manifest, REFERENCE)?;
    model.check().map_err(|error: tree_ensemble::Error| damaged(MODEL, error.to_string()))?;
    let threshold = Threshold::new(search.best.threshold)
        .map_err(|error: NotAProbability| damaged(THRESHOLD, error.to_string()))?;
    if reference.len() != model.feature_names.len() {
        let reason = "does not describe the model's features".to_owned();
        return Err(damaged(REFERENCE, reason));
    }
    Ok(ScoringArtifact { manifest, model, search, threshold, reference })
}

impl ScoringArtifact {
    /// Share of clients whose value lies below, in percent (0 to 100); none where it is missing.
    pub fn percentile(&self, feature: usize, value: f32) -> Option<f64> {
        let percentiles = &self.reference.get(feature)?.percentiles;
        if value.is_nan() || percentiles.is_empty() {
            return None;
        }
        let below = percentiles.partition_point(|known| *known < value);
        let not_above = percentiles.partition_point(|known| *known <= value);
        // Ties stand in the middle of their run.
        let middle = (below + not_above) as f64 / 2.0;
        Some((middle / percentiles.len() as f64 * 100.0).clamp(0.0, 100.0))
    }
}

/// Sums up how features are distributed among the rows that a model learnt from.
///
/// `values` is row-major of shape `(n_rows, n_features)`, `defaulted` has shape `(n_rows)`.
pub fn reference_population(
    names: &[String],
    values: &[f32],
    defaulted: &[bool],
) -> Vec<ReferenceFeature> {
    use rayon::prelude::*;
    let n_features = names.len();
    names
        .par_iter()
        .enumerate()
        .map(|(feature, name)| {
            let column = || {
                (0..defaulted.len()).map(|row| (values[row * n_features + feature], defaulted[row]))
            };
            let sorted = |keep: &dyn Fn(bool) -> bool| {
                let known = column().filter(|(value, y)| !value.is_nan() && keep(*y));
                let mut known: Vec<f32> = known.map(|(value, _)| value).collect();
                known.sort_unstable_by(f32::total_cmp);
                known
            };
            let all = sorted(&|_| true);
            let repaid = sorted(&|defaulted| !defaulted);
            let at = |share: f64| all[((all.len() - 1) as f64 * share).round() as usize];
            let percentiles = if all.is_empty() {
                Vec::new()
            } else {
                (0..=100).map(|percent| at(f64::from(percent) / 100.0)).collect()
            };
            ReferenceFeature {
                name: name.clone(),
                missing_share: 1.0 - all.len() as f64 / defaulted.len().max(1) as f64,
                percentiles,
                median_repaid: repaid.get(repaid.len().saturating_sub(1) / 2).copied(),
            }
        })
        .collect()
}
