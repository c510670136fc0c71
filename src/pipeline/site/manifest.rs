//! What files a site has, and whether they are still there.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::{Mutex, PoisonError};

use serde::{Deserialize, Serialize};

use super::{Error, SITE, sheets};

/// Where the list of a site's files lies in it.
pub(in crate::pipeline) const MANIFEST: &str = "data/files.json";

/// The page that people open.
const INDEX: &str = "index.html";

/// The files of a site.
#[derive(Serialize, Deserialize)]
pub(super) struct Manifest {
    /// What every data file repeats.
    pub(super) site: String,
    /// Size of each file, by its path.
    files: BTreeMap<String, u64>,
}

/// The sizes of the files written so far.
#[derive(Debug, Default)]
pub(super) struct Sizes(Mutex<BTreeMap<String, u64>>);

impl Sizes {
    pub(super) fn add(&self, name: &str, n_bytes: usize) {
        let mut sizes = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        sizes.insert(name.to_owned(), n_bytes as u64);
    }

    /// Files, and their size together.
    pub(super) fn totals(&self) -> (usize, u64) {
        let sizes = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        (sizes.len(), sizes.values().sum())
    }

    /// The list, as it is written.
    pub(super) fn to_bytes(&self, site: &str) -> Vec<u8> {
        let files = self.0.lock().unwrap_or_else(PoisonError::into_inner).clone();
        let manifest = Manifest { site: site.to_owned(), files };
        // A map of texts, which JSON always takes.
        let mut bytes = serde_json::to_vec_pretty(&manifest).unwrap_or_default();
        bytes.push(b'\n');
        bytes
    }
}

/// Reads the list of a site; none where it has none.
pub(super) fn read(out: &Path) -> Option<Manifest> {
    serde_json::from_slice(&std::fs::read(out.join(MANIFEST)).ok()?).ok()
}

/// Whether every file of a site is there in its full size.
///
/// Damage that leaves sizes alone is found by the pages, in the checksums of what they load. The
/// list of sheets changes with the sheets.
pub(in crate::pipeline) fn is_whole(out: &Path) -> bool {
    let is_there = |(name, n_bytes): (&String, &u64)| {
        let found = std::fs::metadata(out.join(name));
        found
            .is_ok_and(|found| found.is_file() && (found.len() == *n_bytes || name == sheets::FILE))
    };
    read(out).is_some_and(|manifest| manifest.files.iter().all(is_there))
}

/// Checks that nothing but a dashboard would be replaced.
pub(super) fn check_replaceable(out: &Path) -> Result<(), Error> {
    let Ok(entries) = std::fs::read_dir(out) else {
        return match out.exists() {
            true => Err(Error::NotADashboard { path: out.to_owned() }),
            false => Ok(()),
        };
    };
    let names: Vec<_> = entries.flatten().map(|entry| entry.file_name()).collect();
    let is_dashboard = out.join(SITE).is_file() && out.join(INDEX).is_file();
    // Dashboards of earlier versions were one page.
    let is_page = names.iter().all(|name| name == INDEX);
    if is_dashboard || is_page {
        Ok(())
    } else {
        Err(Error::NotADashboard { path: out.to_owned() })
    }
}
