//! The sheets that stand beside a site, which its pages link to.

use std::path::{Path, PathBuf};

use super::{Error, manifest};
use crate::dashboard::pack;
use crate::files;
use crate::views::site::SheetsData;

/// The file that lists them.
pub(super) const FILE: &str = "data/sheets.js";

/// Where the sheets beside a site lie.
pub(super) fn folder_beside(out: &Path) -> PathBuf {
    parent_of(out).join("clients")
}

/// Where what stands beside a site lies.
pub(super) fn parent_of(out: &Path) -> PathBuf {
    let out = std::fs::canonicalize(out).unwrap_or_else(|_| out.to_owned());
    match out.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent.to_owned(),
        _ => PathBuf::from("."),
    }
}

/// The file that lists the sheets in a folder: its path in the site, and its bytes.
pub(super) fn listed(folder: &Path, site: &str) -> Result<(&'static str, Vec<u8>), Error> {
    let client = |path: PathBuf| {
        let is_pdf = path.extension().is_some_and(|extension| extension == "pdf");
        let name = path.file_stem().filter(|_| is_pdf)?.to_str()?.to_owned();
        // Only a number written as we write it leads back to the file.
        name.parse::<u32>().ok().filter(|client| client.to_string() == name)
    };
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    let mut clients: Vec<u32> = entries.filter_map(|entry| client(entry.path())).collect();
    clients.sort_unstable();
    Ok((FILE, pack::shard("sheets", site, &pack::sheets(&SheetsData { clients }))?))
}

/// Tells the dashboard at `out` which sheets stand beside it now; nothing where there is none.
///
/// # Errors
///
/// [`files::Error`] where the list cannot be written.
pub fn list_sheets(out: &Path) -> Result<(), Error> {
    if let Some(manifest) = manifest::read(out) {
        let (name, bytes) = listed(&folder_beside(out), &manifest.site)?;
        files::write_bytes(&out.join(name), &bytes)?;
    }
    Ok(())
}
