//! What each stage read and wrote last, by fingerprint.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::Workdir;
use crate::files;

/// A stage of the main job.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Stage {
    /// Drawing the synthetic portfolio.
    Synthesize,
    /// Seven tables in, one row per client out.
    Features,
    /// Comparing and fitting models, choosing the threshold.
    Train,
    /// The methodology note.
    Note,
    /// The client sheets.
    Sheets,
    /// The slides.
    Slides,
    /// The dashboard.
    Dashboard,
}

impl Stage {
    /// Name of its record, too.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Synthesize => "synthesize",
            Self::Features => "features",
            Self::Train => "train",
            Self::Note => "note",
            Self::Sheets => "sheets",
            Self::Slides => "slides",
            Self::Dashboard => "dashboard",
        }
    }
}

/// What a stage read and wrote.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Record {
    /// Fingerprint of everything that went in.
    pub inputs: String,
    /// Path, relative to the work folder, and fingerprint of each file that came out.
    pub outputs: BTreeMap<String, String>,
    /// Day on which it ran.
    pub date: String,
    /// What came of it, in a few words, and for later stages.
    pub notes: BTreeMap<String, String>,
}

/// Version of this program and of the sources that scores may depend on.
pub const CODE_VERSION: &str = concat!(env!("CARGO_PKG_VERSION"), "+", env!("OCTROI_SOURCES"));

/// Fingerprint of a stage's inputs; the program itself is one of them.
pub(super) fn inputs(stage: Stage, parts: &[&str]) -> String {
    let all = [stage.name(), CODE_VERSION].into_iter().chain(parts.iter().copied());
    files::fingerprint_of(all.map(str::as_bytes))
}

fn record_path(workdir: &Workdir, stage: Stage) -> PathBuf {
    workdir.stages().join(format!("{}.json", stage.name()))
}

/// What the stage recorded last; a record that cannot be read is none.
pub(super) fn last(workdir: &Workdir, stage: Stage) -> Option<Record> {
    let text = std::fs::read(record_path(workdir, stage)).ok()?;
    serde_json::from_slice(&text).ok()
}

/// Forgets what the stage recorded, so that its outputs are kept beside the next ones.
pub(super) fn forget(workdir: &Workdir, stage: Stage) {
    // Where it cannot be removed it is overwritten soon after.
    let _ = std::fs::remove_file(record_path(workdir, stage));
}

/// The last record, where its inputs are these and its outputs are still what they were.
pub(super) fn fresh(workdir: &Workdir, stage: Stage, inputs: &str) -> Option<Record> {
    let record = last(workdir, stage).filter(|record| record.inputs == inputs)?;
    let holds = record.outputs.iter().all(|(path, expected)| {
        files::fingerprint(&workdir.root().join(path)).is_ok_and(|found| found == *expected)
    });
    holds.then_some(record)
}

/// Records a stage, and removes what its last run wrote and this one did not.
///
/// # Errors
///
/// [`files::Error`] where an output cannot be read back or the record not written.
pub(super) fn record(
    workdir: &Workdir,
    stage: Stage,
    inputs: String,
    outputs: &[PathBuf],
    date: &str,
    notes: BTreeMap<String, String>,
) -> Result<Record, files::Error> {
    let before = last(workdir, stage);
    let fingerprinted = |path: &PathBuf| Ok((workdir.relative(path), files::fingerprint(path)?));
    let outputs = outputs.iter().map(fingerprinted).collect::<Result<BTreeMap<_, _>, _>>()?;
    let record = Record { inputs, outputs, date: date.to_owned(), notes };
    // Our types hold no map with keys that JSON cannot write, so this does not fail.
    let text = serde_json::to_vec_pretty(&record).unwrap_or_default();
    files::write_bytes(&record_path(workdir, stage), &text)?;
    for path in before.iter().flat_map(|before| before.outputs.keys()) {
        if !record.outputs.contains_key(path) {
            // A leftover that cannot be removed is no reason to fail.
            let _ = std::fs::remove_file(workdir.root().join(path));
        }
    }
    Ok(record)
}

/// Fingerprint of the files in a folder tree, by name and content; of a file, its content.
///
/// # Errors
///
/// [`files::Error`] where one cannot be read.
#[cfg(all(feature = "report", feature = "dashboard"))]
pub(super) fn fingerprint_tree(path: &Path) -> Result<String, files::Error> {
    if path.is_file() {
        return files::fingerprint(path);
    }
    let failed = |source| files::Error::Read { path: path.to_owned(), source };
    let mut entries: Vec<PathBuf> = std::fs::read_dir(path)
        .map_err(failed)?
        .map(|entry| entry.map(|entry| entry.path()))
        .collect::<Result<_, _>>()
        .map_err(failed)?;
    entries.sort();
    let mut parts = Vec::new();
    for entry in entries {
        parts.push(
            entry.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default(),
        );
        parts.push(fingerprint_tree(&entry)?);
    }
    Ok(files::fingerprint_of(parts.iter().map(String::as_bytes)))
}
