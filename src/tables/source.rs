//! Where the files are: a folder of `.csv`, `.csv.gz` or `.csv.zip`, or the Kaggle archive.

use std::fs::{self, File};
use std::io::{BufReader, Read};
use std::path::{Path, PathBuf};

use super::{Error, Table};

/// A place that holds raw tables.
#[derive(Debug, Clone)]
pub struct Source {
    path: PathBuf,
    is_archive: bool,
}

/// How one table is stored.
enum Stored {
    Plain(PathBuf),
    Gzip(PathBuf),
    Zip { archive: PathBuf, entry: String },
}

impl Source {
    /// Takes a folder or an archive for a source; nothing is read yet.
    ///
    /// # Errors
    ///
    /// [`Error::NoSource`] where there is neither, [`Error::Archive`] where a file is no archive.
    pub fn open(path: &Path) -> Result<Self, Error> {
        if path.is_dir() {
            return Ok(Self { path: path.to_owned(), is_archive: false });
        }
        if !path.exists() {
            return Err(Error::NoSource { path: path.to_owned() });
        }
        zip_entries(path)?;
        Ok(Self { path: path.to_owned(), is_archive: true })
    }

    /// The folder or archive.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Whether the table's file is there.
    pub fn has(&self, table: Table) -> bool {
        matches!(self.find(table), Ok(Some(_)))
    }

    /// Size of the table's text in bytes, as stored, for progress; 0 where it is not there.
    pub fn stored_bytes(&self, table: Table) -> u64 {
        let on_disk = |path: &Path| fs::metadata(path).map_or(0, |metadata| metadata.len());
        match self.find(table) {
            Ok(Some(Stored::Plain(path) | Stored::Gzip(path))) => on_disk(&path),
            Ok(Some(Stored::Zip { archive, entry })) => entry_size(&archive, &entry).unwrap_or(0),
            _ => 0,
        }
    }

    /// Hands a reader of the table's text to `read`.
    ///
    /// # Errors
    ///
    /// Those of `read`, and the file's own.
    pub fn with_reader<T>(
        &self,
        table: Table,
        read: impl FnOnce(&mut (dyn Read + Send), &Path) -> Result<T, Error>,
    ) -> Result<T, Error> {
        let open = |path: &Path| {
            File::open(path).map_err(|source| Error::Io { path: path.to_owned(), source })
        };
        match self.find(table)? {
            None => Err(self.missing(table)),
            Some(Stored::Plain(path)) => read(&mut open(&path)?, &path),
            Some(Stored::Gzip(path)) => {
                let mut text = flate2::read::MultiGzDecoder::new(BufReader::new(open(&path)?));
                read(&mut text, &path)
            }
            Some(Stored::Zip { archive, entry }) => {
                let failed = |error: zip::result::ZipError| Error::Archive {
                    path: archive.clone(),
                    reason: error.to_string(),
                };
                let mut zip =
                    zip::ZipArchive::new(BufReader::new(open(&archive)?)).map_err(failed)?;
                let mut text = zip.by_name(&entry).map_err(failed)?;
                read(&mut text, &archive)
            }
        }
    }

    fn find(&self, table: Table) -> Result<Option<Stored>, Error> {
        let file_name = format!("{}.csv", table.name());
        if self.is_archive {
            let archive = self.path.clone();
            let entry =
                zip_entries(&archive)?.into_iter().find(|entry| is_named(entry, &file_name));
            return Ok(entry.map(|entry| Stored::Zip { archive, entry }));
        }
        let plain = self.path.join(&file_name);
        if plain.is_file() {
            return Ok(Some(Stored::Plain(plain)));
        }
        let gzip = self.path.join(format!("{file_name}.gz"));
        if gzip.is_file() {
            return Ok(Some(Stored::Gzip(gzip)));
        }
        let archive = self.path.join(format!("{file_name}.zip"));
        if archive.is_file() {
            let entry =
                zip_entries(&archive)?.into_iter().find(|entry| is_named(entry, &file_name));
            return Ok(entry.map(|entry| Stored::Zip { archive, entry }));
        }
        Ok(None)
    }

    fn missing(&self, table: Table) -> Error {
        let mut names: Vec<String> = if self.is_archive {
            zip_entries(&self.path).unwrap_or_default()
        } else {
            let entries = fs::read_dir(&self.path).into_iter().flatten().flatten();
            entries.map(|entry| entry.file_name().to_string_lossy().into_owned()).collect()
        };
        names.sort();
        let n_names = names.len();
        names.truncate(12);
        let found = match n_names {
            0 => "nothing".to_owned(),
            n if n > names.len() => format!("{} … ({n} files)", names.join(", ")),
            _ => names.join(", "),
        };
        Error::MissingTable { table, path: self.path.clone(), found }
    }
}

fn is_named(entry: &str, file_name: &str) -> bool {
    entry == file_name || entry.rsplit(['/', '\\']).next() == Some(file_name)
}

fn zip_archive(path: &Path) -> Result<zip::ZipArchive<BufReader<File>>, Error> {
    let file = File::open(path).map_err(|source| Error::Io { path: path.to_owned(), source })?;
    zip::ZipArchive::new(BufReader::new(file))
        .map_err(|error| Error::Archive { path: path.to_owned(), reason: error.to_string() })
}

fn zip_entries(path: &Path) -> Result<Vec<String>, Error> {
    Ok(zip_archive(path)?.file_names().map(str::to_owned).collect())
}

fn entry_size(path: &Path, entry: &str) -> Option<u64> {
    let mut archive = zip_archive(path).ok()?;
    let size = archive.by_name(entry).ok()?.size();
    Some(size)
}
