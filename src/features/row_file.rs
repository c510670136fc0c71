//! The rows of a feature table side by side on the disk, so that one client's is read without the
//! others.
//!
//! A Parquet file holds column after column: a row of it costs the reading of a whole row group. A
//! service answers for one client at a time, should start at once and should not hold everybody in
//! memory. So it keeps a copy beside the table, made when the table is new to it:
//!
//! ```text
//! header  magic (8), format u32, features u32, clients u64, fingerprint of the table (64, hexadecimal)
//! row     features × f32, NaN where missing, then the start of their BLAKE3 (8); little-endian
//! ```
//!
//! The copy belongs to the table by its fingerprint, and each row is held against its own sum when it
//! is read: what is damaged is an error, never another score.

use std::fs::File;
use std::io::Write;
use std::os::unix::fs::FileExt;
use std::path::{Path, PathBuf};

use super::store::{Error, FeatureTable, TableReader};
use crate::files;

const MAGIC: &[u8; 8] = b"octroi-r";
const FORMAT: u32 = 1;
/// Bytes before the first row.
const HEADER_BYTES: usize = 8 + 4 + 4 + 8 + 64;
/// Bytes of the sum behind each row.
const SUM_BYTES: usize = 8;

/// The rows of a feature table, read one at a time.
#[derive(Debug)]
pub struct RowFile {
    path: PathBuf,
    file: File,
    n_features: usize,
    n_clients: usize,
    /// Fingerprint of the table that the rows are of.
    pub table_fingerprint: String,
}

impl RowFile {
    /// Opens the rows of the table at `table`, and makes them first where `path` holds none, or
    /// those of another table.
    ///
    /// `progress` is told the rows written since it was last called.
    ///
    /// # Errors
    ///
    /// [`Error`] for a table that cannot be read, or rows that cannot be written.
    pub fn open_or_make(path: &Path, table: &Path, progress: &dyn Fn(u64)) -> Result<Self, Error> {
        let fingerprint = files::fingerprint(table)?;
        match Self::open(path) {
            Ok(rows) if rows.table_fingerprint == fingerprint => Ok(rows),
            // Whatever is there is of no use: it is made anew.
            _ => {
                make(path, &TableReader::open(table)?, &fingerprint, progress)?;
                Self::open(path)
            }
        }
    }

    /// Opens rows that were made before.
    ///
    /// # Errors
    ///
    /// [`Error`] for a file that is missing, of another format, or cut short.
    pub fn open(path: &Path) -> Result<Self, Error> {
        let failed = |source| files::Error::Read { path: path.to_owned(), source };
        let damaged =
            |reason: &str| Error::Damaged { path: path.to_owned(), reason: reason.to_owned() };
        let file = File::open(path).map_err(failed)?;
        let mut header = [0; HEADER_BYTES];
        file.read_exact_at(&mut header, 0).map_err(failed)?;
        let number = |at: usize, n: usize| {
            let bytes = header[at..at + n].iter().rev();
            bytes.fold(0_u64, |value, &byte| value << 8 | u64::from(byte))
        };
        if &header[..8] != MAGIC || number(8, 4) != u64::from(FORMAT) {
            return Err(damaged("it does not start as rows do"));
        }
        let n_features = usize::try_from(number(12, 4)).unwrap_or(usize::MAX);
        let n_clients = usize::try_from(number(16, 8)).unwrap_or(usize::MAX);
        let table_fingerprint = String::from_utf8_lossy(&header[24..]).into_owned();
        let rows = Self { path: path.to_owned(), file, n_features, n_clients, table_fingerprint };
        let expected = (rows.row_bytes() as u128) * (n_clients as u128) + HEADER_BYTES as u128;
        let found = rows.file.metadata().map_err(failed)?.len();
        if u128::from(found) != expected {
            return Err(damaged("it is shorter or longer than it says"));
        }
        Ok(rows)
    }

    /// Features of a row.
    pub const fn n_features(&self) -> usize {
        self.n_features
    }

    /// Rows of the file.
    pub const fn n_clients(&self) -> usize {
        self.n_clients
    }

    const fn row_bytes(&self) -> usize {
        self.n_features.saturating_mul(4).saturating_add(SUM_BYTES)
    }

    /// The features of the client at `place` in the table.
    ///
    /// # Errors
    ///
    /// [`Error`] where the row cannot be read, is not there, or is not the one that was written.
    pub fn row(&self, place: usize) -> Result<Vec<f32>, Error> {
        let mut rows = self.rows(place, 1)?;
        Ok(rows.pop().unwrap_or_default())
    }

    /// The features of up to `n` clients from `place` on.
    ///
    /// # Errors
    ///
    /// As [`RowFile::row`].
    pub fn rows(&self, place: usize, n: usize) -> Result<Vec<Vec<f32>>, Error> {
        let damaged = |reason: String| Error::Damaged { path: self.path.clone(), reason };
        if place >= self.n_clients {
            return Err(damaged(format!("row {place} of {} is not there", self.n_clients)));
        }
        let n = n.min(self.n_clients - place);
        let mut bytes = vec![0; n * self.row_bytes()];
        let start = HEADER_BYTES as u64 + place as u64 * self.row_bytes() as u64;
        let read = self.file.read_exact_at(&mut bytes, start);
        read.map_err(|source| files::Error::Read { path: self.path.clone(), source })?;
        let row = |(at, bytes): (usize, &[u8])| {
            let (values, sum) = bytes.split_at(4 * self.n_features);
            if sum_of(values) != sum {
                return Err(damaged(format!("row {} is not what was written", place + at)));
            }
            let (values, _) = values.as_chunks::<4>();
            Ok(values.iter().map(|bytes| f32::from_le_bytes(*bytes)).collect())
        };
        bytes.chunks_exact(self.row_bytes()).enumerate().map(row).collect()
    }
}

fn sum_of(values: &[u8]) -> [u8; SUM_BYTES] {
    let mut sum = [0; SUM_BYTES];
    sum.copy_from_slice(&files::hash(values).as_bytes()[..SUM_BYTES]);
    sum
}

/// Writes the rows of a table, a row group at a time, whole or not at all.
fn make(
    path: &Path,
    reader: &TableReader,
    fingerprint: &str,
    progress: &dyn Fn(u64),
) -> Result<(), Error> {
    let failed = |source| files::Error::Write { path: path.to_owned(), source };
    files::write_atomically::<Error>(path, |writer| {
        let mut header = Vec::with_capacity(HEADER_BYTES);
        header.extend_from_slice(MAGIC);
        header.extend_from_slice(&FORMAT.to_le_bytes());
        header.extend_from_slice(&(reader.names().len() as u32).to_le_bytes());
        header.extend_from_slice(&(reader.n_clients() as u64).to_le_bytes());
        // A fingerprint has as many characters as there is room.
        header.extend_from_slice(fingerprint.as_bytes());
        header.resize(HEADER_BYTES, b' ');
        writer.write_all(&header).map_err(failed)?;
        let mut row = Vec::with_capacity(4 * reader.names().len());
        for group in 0..reader.n_groups() {
            let table: FeatureTable = reader.group(group)?;
            for place in 0..table.clients.len() {
                row.clear();
                row.extend(table.row(place).iter().flat_map(|value| value.to_le_bytes()));
                writer.write_all(&row).map_err(failed)?;
                writer.write_all(&sum_of(&row)).map_err(failed)?;
            }
            progress(table.clients.len() as u64);
        }
        Ok(())
    })
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::FileExt;

    use super::*;
    use crate::features::{Profile, store};
    use crate::synthetic::{Request, synthesize};
    use crate::tables::{Source, portfolio};

    #[test]
    fn rows_are_those_of_the_table_and_damage_is_told() {
        let folder = tempfile::tempdir().unwrap();
        let data = folder.path().join("data");
        synthesize(&Request { n_clients: 100, seed: 3 }, &data, &|_| ()).unwrap();
        let loaded = portfolio::load(&Source::open(&data).unwrap(), &|_, _| true, &|_| ()).unwrap();
        let table = folder.path().join("features.parquet");
        let origin = store::Origin::default();
        let (portfolio, outcomes) = (&loaded.portfolio, &loaded.outcomes);
        store::write(&table, portfolio, outcomes, Profile::Octroi, &origin, &|_| ()).unwrap();
        let path = folder.path().join("features.rows");
        let rows = RowFile::open_or_make(&path, &table, &|_| ()).unwrap();
        let whole = store::read(&table).unwrap();
        let bits = |row: &[f32]| row.iter().map(|value| value.to_bits()).collect::<Vec<_>>();
        for place in 0..whole.clients.len() {
            assert_eq!(bits(&rows.row(place).unwrap()), bits(whole.row(place)));
        }
        assert!(rows.row(whole.clients.len()).is_err());
        assert_eq!(rows.rows(30, 100).unwrap().len(), whole.clients.len() - 30);

        // Made once: the second opening finds them.
        let written = std::fs::metadata(&path).unwrap().modified().unwrap();
        RowFile::open_or_make(&path, &table, &|_| panic!("nothing is written")).unwrap();
        assert_eq!(std::fs::metadata(&path).unwrap().modified().unwrap(), written);

        let file = File::options().write(true).open(&path).unwrap();
        let at = (HEADER_BYTES + rows.row_bytes() * 7 + 40) as u64;
        file.write_all_at(&[0x7f], at).unwrap();
        assert!(rows.row(6).is_ok() && rows.row(8).is_ok());
        assert!(rows.row(7).unwrap_err().to_string().contains("row 7"));
        file.set_len(at).unwrap();
        assert!(RowFile::open(&path).is_err());
        assert!(RowFile::open_or_make(&path, &table, &|_| ()).unwrap().row(7).is_ok());
    }
}
