//! The runs in a folder: listed, named by their start, one of them promoted.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use super::{Error, Manifest, load, read_manifest};
use crate::files;

/// File that names the promoted run.
const PROMOTED: &str = "promoted.txt";

/// A run in the folder.
#[derive(Debug)]
pub struct Listed {
    /// Its name.
    pub run_id: String,
    /// Its folder.
    pub path: PathBuf,
    /// When its manifest was written, where the system tells.
    pub written: Option<SystemTime>,
    /// What it is, or why that cannot be read.
    pub manifest: Result<Manifest, Error>,
}

/// Every run in the folder, the latest first.
pub fn list(runs: &Path) -> Vec<Listed> {
    let mut listed: Vec<Listed> = fs::read_dir(runs)
        .into_iter()
        .flatten()
        .flatten()
        .filter(|entry| entry.path().is_dir())
        .filter_map(|entry| {
            let run_id = entry.file_name().to_string_lossy().into_owned();
            if run_id.starts_with('.') {
                return None;
            }
            let path = entry.path();
            let written = fs::metadata(path.join(super::MANIFEST)).ok()?.modified().ok();
            Some(Listed { manifest: read_manifest(&path), run_id, path, written })
        })
        .collect();
    listed.sort_by(|a, b| b.written.cmp(&a.written).then_with(|| a.run_id.cmp(&b.run_id)));
    listed
}

/// The folder of a run: the one whose name starts as asked, or the promoted one.
///
/// # Errors
///
/// [`Error::NoRun`] where nothing is promoted, [`Error::NotOne`] where none or several fit.
pub fn find(runs: &Path, asked: Option<&str>) -> Result<PathBuf, Error> {
    let asked = match (asked, promoted(runs)) {
        (Some(asked), _) => asked.to_owned(),
        (None, Some(promoted)) => promoted,
        (None, None) => return Err(Error::NoRun { path: runs.to_owned() }),
    };
    let mut fitting: Vec<PathBuf> = list(runs)
        .into_iter()
        .filter(|run| !asked.is_empty() && run.run_id.starts_with(&asked))
        .map(|run| run.path)
        .collect();
    match (fitting.pop(), fitting.len()) {
        (Some(path), 0) => Ok(path),
        (found, others) => {
            Err(Error::NotOne { asked, n_found: others + usize::from(found.is_some()) })
        }
    }
}

/// Name of the promoted run, where there is one.
pub fn promoted(runs: &Path) -> Option<String> {
    let text = fs::read_to_string(runs.join(PROMOTED)).ok()?;
    let run_id = text.trim();
    (!run_id.is_empty()).then(|| run_id.to_owned())
}

/// Makes a run the one that is used where none is named. The run is loaded first: a damaged one
/// is not promoted.
///
/// # Errors
///
/// [`Error`] of [`find`] and [`load`]; writing failed.
pub fn promote(runs: &Path, asked: &str) -> Result<Manifest, Error> {
    let path = find(runs, Some(asked))?;
    let manifest = load(&path)?.manifest;
    files::write_bytes(&runs.join(PROMOTED), format!("{}\n", manifest.run_id).as_bytes())?;
    Ok(manifest)
}
