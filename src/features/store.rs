//! The feature table as a Parquet file: written in bounded memory, read column by column.

use std::fs::File;
use std::path::{Path, PathBuf};

use parquet::basic::Type as PhysicalType;
use parquet::column::reader::get_typed_column_reader;
use parquet::data_type::{FloatType, Int32Type};
use parquet::errors::ParquetError;
use parquet::file::reader::{FileReader, RowGroupReader, SerializedFileReader};

use super::columnar::{self, Cells, Layout, Stored};
use super::matrix::{FeatureMatrix, assemble};
use super::{Profile, catalog};
use crate::files;
use crate::tables::TableSummary;
use crate::tables::portfolio::{Outcomes, Portfolio};

/// Clients per row group: what is held in memory at a time.
const ROW_GROUP_CLIENTS: usize = 16_384;
/// Name of the key column.
const KEY: &str = "SK_ID_CURR";
/// Name of the outcome column, beside the features, never among them.
const TARGET: &str = "TARGET";
/// Version of this layout; a file of a newer one is refused.
const FORMAT: &str = "1";

/// A feature table that cannot be written or read.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The file system's own error.
    #[error(transparent)]
    File(#[from] files::Error),
    /// Not a Parquet file, or a damaged one.
    #[error("\"{}\" is no readable feature table: {reason}", path.display())]
    Damaged {
        /// The file.
        path: PathBuf,
        /// What the reader says.
        reason: String,
    },
    /// A Parquet file that this program did not write, or a later version of it did.
    #[error("\"{}\" is no feature table of this version: expected {expected}, found {found}", path.display())]
    OtherFormat {
        /// The file.
        path: PathBuf,
        /// What was expected.
        expected: String,
        /// What was found.
        found: String,
    },
}

impl Error {
    /// The way out, where there is one to name.
    pub fn hint(&self) -> Option<String> {
        match self {
            Self::File(error) => error.hint(),
            _ => Some("make it again with \"octroi features\"".to_owned()),
        }
    }
}

/// Where a feature table comes from; kept in its file, so that what is made of it can say so.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Origin {
    /// Whether the data is made up.
    pub is_synthetic: bool,
    /// What the tables held that it was computed from; empty where that was not kept.
    pub tables: Vec<TableSummary>,
}

/// What was written.
#[derive(Debug, Clone)]
pub struct Written {
    /// Rows.
    pub n_clients: usize,
    /// Feature columns.
    pub n_features: usize,
    /// Size of the file.
    pub n_bytes: u64,
}

/// Computes the features of every client and writes them, a row group at a time.
///
/// Columns: `SK_ID_CURR`, `TARGET` (missing where not known), then the features; missing values
/// are nulls. 32-bit numbers in the `octroi` profile, 64-bit in the `kernel` profile, which is
/// there for comparison. The same portfolio gives the same bytes on any number of threads.
///
/// # Errors
///
/// [`Error::File`]; the old file then stays as it was.
pub fn write(
    path: &Path,
    portfolio: &Portfolio,
    outcomes: &Outcomes,
    profile: Profile,
    origin: &Origin,
    progress: &dyn Fn(usize),
) -> Result<Written, Error> {
    let features = catalog(profile);
    let number = match profile {
        Profile::Octroi => Stored::Float,
        Profile::Kernel => Stored::Double,
    };
    let keys = [(KEY.to_owned(), Stored::Key), (TARGET.to_owned(), Stored::Integer)];
    let numbers = features.iter().map(|feature| (feature.name.clone(), number));
    let layout = Layout {
        name: "features",
        columns: keys.into_iter().chain(numbers).collect(),
        notes: notes(profile, origin),
    };
    let mut n_clients = 0;
    columnar::write::<files::Error>(path, &layout, |groups| {
        let mut start = 0;
        while start < portfolio.clients.len() {
            let end = (start + ROW_GROUP_CLIENTS).min(portfolio.clients.len());
            let matrix = assemble(portfolio, start..end, profile);
            let targets = targets_of(&matrix, portfolio, outcomes, start);
            if !matrix.clients.is_empty() {
                groups.add(path, &|place| cells(&matrix, &targets, place))?;
            }
            n_clients += matrix.clients.len();
            progress(end - start);
            start = end;
        }
        Ok(())
    })?;
    let n_bytes = std::fs::metadata(path).map_or(0, |metadata| metadata.len());
    Ok(Written { n_clients, n_features: features.len(), n_bytes })
}

fn notes(profile: Profile, origin: &Origin) -> Vec<(String, String)> {
    let note = |key: &str, value: &str| (key.to_owned(), value.to_owned());
    // A summary holds no map with keys that JSON cannot write, so this does not fail.
    let tables = serde_json::to_string(&origin.tables).unwrap_or_default();
    vec![
        note("octroi.format", FORMAT),
        note("octroi.profile", profile.name()),
        note("octroi.synthetic", if origin.is_synthetic { "true" } else { "false" }),
        note("octroi.tables", &tables),
    ]
}

/// The column at `place`: key, outcome, then the features.
fn cells(matrix: &FeatureMatrix, targets: &[Option<bool>], place: usize) -> Cells {
    match place {
        0 => Cells::Key(matrix.clients.iter().map(|&key| key.cast_signed()).collect()),
        1 => Cells::Integer(targets.iter().map(|target| target.map(i32::from)).collect()),
        _ => Cells::Number(matrix.columns[place - 2].clone()),
    }
}

/// Outcomes in the order of the matrix, whose profile may have left clients out.
fn targets_of(
    matrix: &FeatureMatrix,
    portfolio: &Portfolio,
    outcomes: &Outcomes,
    start: usize,
) -> Vec<Option<bool>> {
    let mut at = start;
    let mut target = |client: &u32| {
        while portfolio.clients[at] != *client {
            at += 1;
        }
        outcomes[at]
    };
    matrix.clients.iter().map(&mut target).collect()
}

/// A feature table as models read it.
#[derive(Debug, Clone)]
pub struct FeatureTable {
    /// `SK_ID_CURR` of each row, ascending.
    pub clients: Vec<u32>,
    /// Outcome of each row, where known.
    pub outcomes: Outcomes,
    /// Name of each feature.
    pub names: Vec<String>,
    /// Row-major values of shape `(n_clients, n_features)`, NaN where missing.
    pub values: Vec<f32>,
    /// Whether the data is made up.
    pub is_synthetic: bool,
    /// What the tables held that it was computed from; empty where that was not kept.
    pub tables: Vec<TableSummary>,
}

impl FeatureTable {
    /// The values of one client.
    pub fn row(&self, place: usize) -> &[f32] {
        let n_features = self.names.len();
        &self.values[place * n_features..(place + 1) * n_features]
    }

    /// Where a client stands, if the table has the client.
    pub fn place(&self, client: u32) -> Option<usize> {
        self.clients.binary_search(&client).ok()
    }
}

/// Reads a feature table of the `octroi` profile.
///
/// # Errors
///
/// [`Error`] for a file that is missing, damaged, or of another format or profile.
pub fn read(path: &Path) -> Result<FeatureTable, Error> {
    let reader = TableReader::open(path)?;
    let mut table = reader.empty(reader.n_clients());
    for group in 0..reader.n_groups() {
        reader.append(group, &mut table)?;
    }
    Ok(table)
}

/// A feature table of the `octroi` profile on the disk, read a row group at a time.
pub struct TableReader {
    path: PathBuf,
    reader: SerializedFileReader<File>,
    names: Vec<String>,
    origin: Origin,
}

impl std::fmt::Debug for TableReader {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("TableReader").field("path", &self.path).finish_non_exhaustive()
    }
}

impl TableReader {
    /// Opens a table and looks at its layout.
    ///
    /// # Errors
    ///
    /// [`Error`] for a file that is missing, damaged, or of another format or profile.
    pub fn open(path: &Path) -> Result<Self, Error> {
        let failed = |source| files::Error::Read { path: path.to_owned(), source };
        let file = File::open(path).map_err(failed)?;
        let damaged = |error: ParquetError| Error::Damaged {
            path: path.to_owned(),
            reason: error.to_string(),
        };
        let reader = SerializedFileReader::new(file).map_err(damaged)?;
        let metadata = reader.metadata().file_metadata();
        let note = |key: &str| {
            let notes = metadata.key_value_metadata().into_iter().flatten();
            let mut values =
                notes.filter(|note| note.key == key).filter_map(|note| note.value.clone());
            values.next().unwrap_or_default()
        };
        let found =
            format!("format \"{}\", profile \"{}\"", note("octroi.format"), note("octroi.profile"));
        let expected = format!("format \"{FORMAT}\", profile \"{}\"", Profile::Octroi.name());
        if found != expected {
            return Err(Error::OtherFormat { path: path.to_owned(), expected, found });
        }
        let columns = metadata.schema_descr().columns();
        for (place, column) in columns.iter().enumerate() {
            let (name, kind) = match place {
                0 => (KEY, PhysicalType::INT32),
                1 => (TARGET, PhysicalType::INT32),
                _ => (column.name(), PhysicalType::FLOAT),
            };
            let is_list = column.max_rep_level() > 0 || (place == 0 && column.max_def_level() > 0);
            if column.name() != name || column.physical_type() != kind || is_list {
                return Err(Error::OtherFormat {
                    path: path.to_owned(),
                    expected: format!("column {} to be \"{name}\", {kind}", place + 1),
                    found: format!("\"{}\", {}", column.name(), column.physical_type()),
                });
            }
        }
        if columns.len() < 3 {
            return Err(Error::OtherFormat {
                path: path.to_owned(),
                expected: "a client, an outcome and features".to_owned(),
                found: format!("{} columns", columns.len()),
            });
        }
        let names = columns.iter().skip(2).map(|column| column.name().to_owned()).collect();
        let origin = Origin {
            is_synthetic: note("octroi.synthetic") == "true",
            tables: serde_json::from_str(&note("octroi.tables")).unwrap_or_default(),
        };
        Ok(Self { path: path.to_owned(), reader, names, origin })
    }

    /// Rows of the table.
    pub fn n_clients(&self) -> usize {
        usize::try_from(self.reader.metadata().file_metadata().num_rows()).unwrap_or(0)
    }

    /// Name of each feature, in order.
    pub fn names(&self) -> &[String] {
        &self.names
    }

    /// Whether the data is made up.
    pub const fn is_synthetic(&self) -> bool {
        self.origin.is_synthetic
    }

    /// Row groups of the table.
    pub fn n_groups(&self) -> usize {
        self.reader.num_row_groups()
    }

    /// `SK_ID_CURR` of each row group, ascending; no other column is read.
    ///
    /// # Errors
    ///
    /// [`Error::Damaged`].
    pub fn clients(&self) -> Result<Vec<Vec<u32>>, Error> {
        let mut groups: Vec<Vec<u32>> = Vec::with_capacity(self.n_groups());
        for group in 0..self.n_groups() {
            let mut table = self.empty(0);
            let reader = self.reader.get_row_group(group).map_err(|error| self.damaged(&error))?;
            read_column(&*reader, 0, 0, &mut table).map_err(|error| self.damaged(&error))?;
            let last = groups.last().and_then(|group| group.last()).copied();
            self.check_ascending(last, &table.clients)?;
            groups.push(table.clients);
        }
        Ok(groups)
    }

    /// These clients, ascending, wherever they stand; others than the table's are left out.
    ///
    /// One row group is in memory at a time.
    ///
    /// # Errors
    ///
    /// [`Error::Damaged`].
    pub fn rows_of(&self, clients: &[u32]) -> Result<FeatureTable, Error> {
        let mut found = self.empty(clients.len());
        for (group, known) in self.clients()?.iter().enumerate() {
            let is_wanted = |client: &u32| clients.binary_search(client).is_ok();
            if !known.iter().any(is_wanted) {
                continue;
            }
            let table = self.group(group)?;
            for place in (0..known.len()).filter(|&place| is_wanted(&known[place])) {
                found.clients.push(table.clients[place]);
                found.outcomes.push(table.outcomes[place]);
                found.values.extend_from_slice(table.row(place));
            }
        }
        Ok(found)
    }

    /// The clients of one row group.
    ///
    /// # Errors
    ///
    /// [`Error::Damaged`].
    pub fn group(&self, group: usize) -> Result<FeatureTable, Error> {
        let mut table = self.empty(0);
        self.append(group, &mut table)?;
        Ok(table)
    }

    /// The clients of one row group with these features alone, by their places among the names.
    ///
    /// # Errors
    ///
    /// [`Error::Damaged`].
    pub fn group_with(&self, group: usize, features: &[usize]) -> Result<FeatureTable, Error> {
        let names = features.iter().filter_map(|&place| self.names.get(place)).cloned().collect();
        let mut table = FeatureTable { names, ..self.empty(0) };
        self.append_features(group, features, &mut table)?;
        Ok(table)
    }

    /// Everyone with these features alone, by their places among the names; with none, who they are and
    /// their outcomes.
    ///
    /// # Errors
    ///
    /// [`Error::Damaged`].
    pub fn everyone_with(&self, features: &[usize]) -> Result<FeatureTable, Error> {
        let names = features.iter().filter_map(|&place| self.names.get(place)).cloned().collect();
        let mut table = FeatureTable { names, values: Vec::new(), ..self.empty(0) };
        table.values.reserve_exact(self.n_clients() * features.len());
        for group in 0..self.n_groups() {
            self.append_features(group, features, &mut table)?;
        }
        Ok(table)
    }

    fn empty(&self, n_clients: usize) -> FeatureTable {
        FeatureTable {
            clients: Vec::with_capacity(n_clients),
            outcomes: Vec::with_capacity(n_clients),
            values: Vec::with_capacity(n_clients * self.names.len()),
            names: self.names.clone(),
            is_synthetic: self.origin.is_synthetic,
            tables: self.origin.tables.clone(),
        }
    }

    fn append(&self, group: usize, table: &mut FeatureTable) -> Result<(), Error> {
        let all: Vec<usize> = (0..self.names.len()).collect();
        self.append_features(group, &all, table)
    }

    /// `features` are places among the names, those of the table's in order.
    fn append_features(
        &self,
        group: usize,
        features: &[usize],
        table: &mut FeatureTable,
    ) -> Result<(), Error> {
        let damaged = |error: ParquetError| self.damaged(&error);
        let reader = self.reader.get_row_group(group).map_err(damaged)?;
        let n_rows = usize::try_from(reader.metadata().num_rows()).unwrap_or(0);
        let (first, last) = (table.clients.len(), table.clients.last().copied());
        table.values.resize((first + n_rows) * table.names.len(), f32::NAN);
        read_column(&*reader, 0, 0, table).map_err(damaged)?;
        read_column(&*reader, 1, 0, table).map_err(damaged)?;
        for (to, &feature) in features.iter().enumerate() {
            read_column(&*reader, feature + 2, to, table).map_err(damaged)?;
        }
        if table.clients.len() != first + n_rows || table.outcomes.len() != first + n_rows {
            return Err(self.damaged(&"a row without a client"));
        }
        self.check_ascending(last, &table.clients[first..])
    }

    /// Checks that every client stands once, in order: rows are found by that.
    fn check_ascending(&self, before: Option<u32>, clients: &[u32]) -> Result<(), Error> {
        let mut last = before;
        for &client in clients {
            if last.is_some_and(|last| last >= client) {
                return Err(self.damaged(&format!("client {client} is repeated or out of order")));
            }
            last = Some(client);
        }
        Ok(())
    }

    fn damaged(&self, reason: &dyn std::fmt::Display) -> Error {
        Error::Damaged { path: self.path.clone(), reason: reason.to_string() }
    }
}

/// Reads one column of a row group: clients and outcomes are added to the table, features are
/// written over the rows that were made for the group, at place `to`.
fn read_column(
    group: &dyn RowGroupReader,
    column: usize,
    to: usize,
    table: &mut FeatureTable,
) -> Result<(), ParquetError> {
    let n_rows = usize::try_from(group.metadata().num_rows()).unwrap_or(0);
    let n_features = table.names.len();
    let mut levels: Vec<i16> = Vec::new();
    let column_reader = group.get_column_reader(column)?;
    if column < 2 {
        let mut ints = Vec::new();
        let mut column_reader = get_typed_column_reader::<Int32Type>(column_reader);
        column_reader.read_records(n_rows, Some(&mut levels), None, &mut ints)?;
        let mut known = ints.iter().copied();
        if column == 0 {
            table.clients.extend(known.map(i32::cast_unsigned));
        } else {
            let outcomes = levels.iter().map(|&is_known| {
                if is_known == 1 { known.next().map(|target| target == 1) } else { None }
            });
            table.outcomes.extend(outcomes);
        }
        return Ok(());
    }
    let mut floats = Vec::new();
    let mut column_reader = get_typed_column_reader::<FloatType>(column_reader);
    column_reader.read_records(n_rows, Some(&mut levels), None, &mut floats)?;
    let mut known = floats.iter().copied();
    let first = table.values.len() - n_rows * n_features;
    for (row, &is_known) in levels.iter().enumerate() {
        if is_known == 1
            && let Some(value) = known.next()
        {
            table.values[first + row * n_features + to] = value;
        }
    }
    Ok(())
}
