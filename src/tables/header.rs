//! The first line of a table: which field belongs to which column.

use super::application;
use super::chunks::Chunk;
use super::{Error, Table, parse};

/// Which column each field of a record belongs to.
#[derive(Debug, Clone)]
pub(super) struct Header {
    /// By field: the column's place in [`Table::columns`], [`Header::TARGET`], or none.
    pub fields: Vec<Option<usize>>,
    /// Names that the schema does not know.
    pub extra_columns: Vec<String>,
    /// How many lines it takes.
    pub n_lines: u64,
}

impl Header {
    /// Stands for the outcome, which is not part of the schema's columns.
    pub(super) const TARGET: usize = usize::MAX;

    /// Reads the header and takes it off the first chunk.
    ///
    /// # Errors
    ///
    /// An empty file, a missing or repeated column, text that is not UTF-8.
    pub(super) fn take(table: Table, chunk: &mut Chunk) -> Result<Self, Error> {
        if chunk.text().is_empty() {
            return Err(Error::Empty { table, found: "an empty file" });
        }
        if chunk.text().starts_with(b"\xFF\xFE") || chunk.text().starts_with(b"\xFE\xFF") {
            return Err(Error::NotUtf8 { table, line: 1, found: "UTF-16".to_owned() });
        }
        let mut reader =
            csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(chunk.text());
        let mut record = csv::ByteRecord::new();
        // Reading bytes out of memory cannot fail in any other way than by ending.
        let _ = reader.read_byte_record(&mut record);
        let (end, lines) = (reader.position().byte() as usize, reader.position().line() - 1);
        let n_quotes = memchr::memchr_iter(b'"', chunk.text().get(..end).unwrap_or(&[])).count();
        if !n_quotes.is_multiple_of(2) {
            return Err(Error::StrayQuote { table, line: 1 });
        }
        let mut names = Vec::with_capacity(record.len());
        for field in &record {
            let Ok(name) = std::str::from_utf8(field) else {
                return Err(Error::NotUtf8 { table, line: 1, found: parse::shown(field) });
            };
            names.push(name.trim().to_owned());
        }
        let header = Self::from_names(table, &names)?;
        chunk.skip(end);
        Ok(Self { n_lines: lines, ..header })
    }

    /// The field that holds a column of the schema.
    pub(super) fn place_of(&self, table: Table, column: &str) -> Option<usize> {
        let column_idx = table.column_index(column)?;
        self.fields.iter().position(|&place| place == Some(column_idx))
    }

    fn from_names(table: Table, names: &[String]) -> Result<Self, Error> {
        let columns = table.columns();
        let has_target = table == Table::ApplicationTrain;
        let mut fields = Vec::with_capacity(names.len());
        let mut extra_columns = Vec::new();
        for name in names {
            let place = match table.column_index(name) {
                None if has_target && name == application::TARGET.name => Some(Self::TARGET),
                place => place,
            };
            if place.is_some() && fields.contains(&place) {
                return Err(Error::RepeatedColumn { table, column: name.clone() });
            }
            if place.is_none() {
                extra_columns.push(name.clone());
            }
            fields.push(place);
        }
        let target = has_target.then_some((Self::TARGET, application::TARGET.name));
        let needed = columns.iter().enumerate().map(|(idx, column)| (idx, column.name));
        for (idx, column) in needed.chain(target) {
            if !fields.contains(&Some(idx)) {
                let first =
                    names.first().map_or(String::new(), |name| name.chars().take(40).collect());
                let looks_like = looks_like(table, names);
                let n_found = names.len();
                return Err(Error::MissingColumn { table, column, n_found, first, looks_like });
            }
        }
        Ok(Self { fields, extra_columns, n_lines: 0 })
    }
}

/// Another table whose columns all stand in the header.
fn looks_like(table: Table, names: &[String]) -> Option<Table> {
    let has = |name: &str| names.iter().any(|found| found == name);
    let has_target = has(application::TARGET.name);
    Table::ALL.into_iter().find(|&other| {
        let is_train = other == Table::ApplicationTrain;
        let is_test = other == Table::ApplicationTest;
        other != table
            && other.columns().iter().all(|column| has(column.name))
            && !(is_train && !has_target || is_test && has_target)
    })
}
