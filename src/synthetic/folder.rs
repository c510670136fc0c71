//! The folder of a synthetic portfolio: written beside its place, then renamed into it.
//!
//! A process killed at any time leaves the old folder or the new one, never a mixture; at worst a
//! temporary sibling stays behind. A folder without the synthetic mark is never replaced.

use std::fs::{self, File};
use std::io::Write;
use std::path::{Path, PathBuf};

use crate::tables::Table;

use super::text::header;
use super::{Error, MARK_FILE, Mark, application};

/// The files of a portfolio that is being written.
#[derive(Debug)]
pub(super) struct Folder {
    place: PathBuf,
    parent: PathBuf,
    temporary: tempfile::TempDir,
    files: Vec<(PathBuf, File)>,
    pub(super) bytes: [u64; 8],
}

impl Folder {
    /// Opens the eight files in a temporary sibling of `place` and writes their headers.
    pub(super) fn create(place: &Path) -> Result<Self, Error> {
        check_replaceable(place)?;
        let parent = match place.parent() {
            Some(parent) if parent.as_os_str().is_empty() => PathBuf::from("."),
            Some(parent) => parent.to_path_buf(),
            None => {
                return Err(Error::NotSynthetic { path: place.to_path_buf() });
            }
        };
        let io = |path: &Path| {
            let path = path.to_path_buf();
            move |source| Error::Io { path, source }
        };
        fs::create_dir_all(&parent).map_err(io(&parent))?;
        let temporary = tempfile::Builder::new()
            .prefix(".synthetic-")
            .tempdir_in(&parent)
            .map_err(io(&parent))?;
        let mut folder = Self {
            place: place.to_path_buf(),
            parent,
            temporary,
            files: Vec::new(),
            bytes: [0; 8],
        };
        for (index, table) in Table::ALL.into_iter().enumerate() {
            let path = folder.temporary.path().join(format!("{}.csv", table.name()));
            let file = File::create(&path).map_err(io(&path))?;
            folder.files.push((path, file));
            let outcome = (table == Table::ApplicationTrain).then_some(application::OUTCOME);
            folder.append(index, header(table.columns(), outcome).as_bytes())?;
        }
        Ok(folder)
    }

    /// Appends text to the file of one table.
    pub(super) fn append(&mut self, table: usize, text: &[u8]) -> Result<(), Error> {
        let (path, file) = &mut self.files[table];
        file.write_all(text).map_err(|source| Error::Io { path: path.clone(), source })?;
        self.bytes[table] += text.len() as u64;
        Ok(())
    }

    /// Writes the mark, waits for the disk, and puts the folder in its place.
    pub(super) fn finish(self, mark: &Mark) -> Result<(), Error> {
        let fail = |path: &Path| {
            let path = path.to_path_buf();
            move |source| Error::Io { path, source }
        };
        for (path, file) in &self.files {
            file.sync_all().map_err(fail(path))?;
        }
        let path = self.temporary.path().join(MARK_FILE);
        let mut file = File::create(&path).map_err(fail(&path))?;
        let text = serde_json::to_string_pretty(mark)
            .map_err(|error| fail(&path)(std::io::Error::other(error)))?;
        file.write_all(text.as_bytes()).map_err(fail(&path))?;
        file.write_all(b"\n").map_err(fail(&path))?;
        file.sync_all().map_err(fail(&path))?;
        sync_folder(self.temporary.path())?;
        // Somebody may have put other data there in the meantime.
        check_replaceable(&self.place)?;
        let written = self.temporary.keep();
        if self.place.exists() {
            replace(&written, &self.place)?;
        } else {
            fs::rename(&written, &self.place).map_err(fail(&self.place))?;
        }
        sync_folder(&self.parent)
    }
}

/// Moves the old folder aside, the new one in, and then drops the old one.
fn replace(written: &Path, place: &Path) -> Result<(), Error> {
    let fail = |source| Error::Io { path: place.to_path_buf(), source };
    let mut aside = place.as_os_str().to_owned();
    aside.push(".replaced");
    let aside = PathBuf::from(aside);
    if aside.exists() {
        check_replaceable(&aside)?;
        fs::remove_dir_all(&aside).map_err(fail)?;
    }
    fs::rename(place, &aside).map_err(fail)?;
    if let Err(source) = fs::rename(written, place) {
        // Put the old state back before saying what went wrong.
        let _ = fs::rename(&aside, place);
        return Err(fail(source));
    }
    fs::remove_dir_all(&aside).map_err(fail)
}

/// A folder may be replaced if it does not exist, is empty, or carries the mark.
fn check_replaceable(place: &Path) -> Result<(), Error> {
    if !place.exists() {
        return Ok(());
    }
    let is_empty = fs::read_dir(place).is_ok_and(|mut entries| entries.next().is_none());
    if is_empty || super::is_synthetic(place) {
        return Ok(());
    }
    Err(Error::NotSynthetic { path: place.to_path_buf() })
}

fn sync_folder(folder: &Path) -> Result<(), Error> {
    let path = || folder.to_path_buf();
    let handle = File::open(folder).map_err(|source| Error::Io { path: path(), source })?;
    handle.sync_all().map_err(|source| Error::Io { path: path(), source })
}
