//! Fits that are done, kept so that an interrupted training goes on where it stopped.

use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::Candidate;
use crate::files;

/// What came of fitting a candidate on all folds but one.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FoldFit {
    /// Log-odds of the clients of the fold, in order.
    pub log_odds: Vec<f64>,
    /// Trees of the model.
    pub n_trees: usize,
    /// Seconds that fitting took.
    pub fit_s: f64,
    /// Seconds that predicting the fold took.
    pub predict_s: f64,
}

/// A folder with one file per fit.
#[derive(Debug, Clone)]
pub struct TrialStore {
    folder: PathBuf,
    /// Fingerprint of everything that all fits of a training have in common.
    common: String,
}

impl TrialStore {
    /// Opens the fits kept in `folder` for the training whose data, protocol and program have the
    /// fingerprint `common`; those of other trainings are removed.
    pub fn open(folder: &Path, common: &str) -> Self {
        let common = common[..common.len().min(16)].to_owned();
        for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
            if !entry.file_name().to_string_lossy().starts_with(&common) {
                // What cannot be removed does no harm.
                let _ = std::fs::remove_file(entry.path());
            }
        }
        Self { folder: folder.to_owned(), common }
    }

    fn path(&self, candidate: &Candidate, fold: usize) -> PathBuf {
        let text = serde_json::to_string(candidate).unwrap_or_default();
        let key = files::fingerprint_of([text.as_bytes()]);
        self.folder.join(format!("{}-{}-{fold}.json", self.common, &key[..16]))
    }

    /// The fit, where it was kept whole and has `n_rows` answers.
    pub(super) fn get(&self, candidate: &Candidate, fold: usize, n_rows: usize) -> Option<FoldFit> {
        let bytes = std::fs::read(self.path(candidate, fold)).ok()?;
        let fit: FoldFit = serde_json::from_slice(&bytes).ok()?;
        (fit.log_odds.len() == n_rows).then_some(fit)
    }

    /// Keeps a fit.
    ///
    /// # Errors
    ///
    /// [`files::Error::Write`].
    pub(super) fn put(
        &self,
        candidate: &Candidate,
        fold: usize,
        fit: &FoldFit,
    ) -> Result<(), files::Error> {
        // Numbers and nothing else: writing them as JSON does not fail.
        let bytes = serde_json::to_vec(fit).unwrap_or_default();
        files::write_bytes(&self.path(candidate, fold), &bytes)
    }
}
