//! What the reading of the tables found, small enough to be kept with whatever is made of them.

use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use super::portfolio::LoadedPortfolio;
use super::rows::{MISSING_INTEGER, MISSING_LEVEL, TableRows, Values};
use super::{ReadingNotes, Table};

/// What one table held, and what was odd about it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TableSummary {
    /// The table.
    pub table: Table,
    /// Rows read, those left out among them.
    pub n_rows: u64,
    /// Rows whose parent does not exist; they are left out.
    pub n_orphans: u64,
    /// Missing values among all values of the columns that were kept, 0 to 1. Codes that mean
    /// "none" count as missing, for they are read as such.
    pub missing_share: f64,
    /// Category levels that the schema does not know.
    pub unknown_levels: Vec<UnknownLevel>,
    /// Columns that the schema does not know; they are left out.
    pub extra_columns: Vec<String>,
    /// Whether the last line lacks its line break, as in a file cut short.
    pub lacks_final_line_break: bool,
    /// BLAKE3 of the text, unpacked, in hexadecimal.
    pub fingerprint: String,
}

/// A category level that the schema does not know.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct UnknownLevel {
    /// Its column.
    pub column: String,
    /// The level.
    pub level: String,
    /// In how many rows.
    pub n_rows: u64,
}

impl LoadedPortfolio {
    /// What each table held, in the order of [`Table::ALL`].
    pub fn summary(&self) -> Vec<TableSummary> {
        self.fingerprints
            .iter()
            .map(|(table, fingerprint)| self.summary_of(*table, fingerprint))
            .collect()
    }

    fn summary_of(&self, table: Table, fingerprint: &str) -> TableSummary {
        let of_table = |(known, n): &(Table, u64)| (*known == table).then_some(*n);
        let n_orphans = self.n_orphans.iter().find_map(of_table).unwrap_or(0);
        let notes = self.notes.iter().find(|(known, _)| *known == table);
        let notes = notes.map_or_else(ReadingNotes::default, |(_, notes)| notes.clone());
        // Both application files are held as one table; an outcome tells them apart.
        let is_of_table = |row: usize| match table {
            Table::ApplicationTrain => self.outcomes[row].is_some(),
            Table::ApplicationTest => self.outcomes[row].is_none(),
            _ => true,
        };
        let rows = match self.portfolio.child(table) {
            Some(child) => &child.rows,
            None => &self.portfolio.application,
        };
        let n_kept = (0..rows.n_rows).filter(|&row| is_of_table(row)).count();
        let unknown = notes.unknown_levels.iter().map(|((column, level), seen)| UnknownLevel {
            column: (*column).to_owned(),
            level: level.clone(),
            n_rows: seen.n_rows,
        });
        TableSummary {
            table,
            n_rows: n_kept as u64 + n_orphans,
            n_orphans,
            missing_share: missing_share(rows, n_kept, &is_of_table),
            unknown_levels: unknown.collect(),
            extra_columns: notes.extra_columns,
            lacks_final_line_break: notes.lacks_final_line_break,
            fingerprint: fingerprint.to_owned(),
        }
    }
}

fn missing_share(rows: &TableRows, n_kept: usize, is_kept: &(dyn Fn(usize) -> bool + Sync)) -> f64 {
    let columns: Vec<&Values> =
        rows.columns.iter().flatten().filter(|values| !matches!(values, Values::Key(_))).collect();
    let n_missing: usize = columns.par_iter().map(|values| n_missing(values, is_kept)).sum();
    n_missing as f64 / (n_kept * columns.len()).max(1) as f64
}

fn n_missing(values: &Values, is_kept: &(dyn Fn(usize) -> bool + Sync)) -> usize {
    fn count<T: Copy>(
        values: &[T],
        is_missing: impl Fn(T) -> bool,
        is_kept: &(dyn Fn(usize) -> bool + Sync),
    ) -> usize {
        let missing = values.iter().enumerate().filter(|(_, value)| is_missing(**value));
        missing.filter(|(row, _)| is_kept(*row)).count()
    }
    match values {
        Values::Key(_) => 0,
        Values::Integer(values) => count(values, |value| value == MISSING_INTEGER, is_kept),
        Values::Decimal(values) => count(values, f64::is_nan, is_kept),
        Values::Category(values) => count(values, |level| level == MISSING_LEVEL, is_kept),
    }
}
