//! What a check of the raw tables found: plain data, to be shown or written as JSON.

use serde::Serialize;

use super::Table;

/// Whether the tables can be worked with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// Nothing is wrong.
    Sound,
    /// Something is odd; features can be computed all the same.
    Usable,
    /// Something is wrong; features cannot be computed.
    Unusable,
}

/// What was found in all tables.
#[derive(Debug, Clone, Serialize)]
pub struct Report {
    /// The worst that the findings of any table come to.
    pub verdict: Verdict,
    /// Table by table, in the order of [`Table::ALL`].
    pub tables: Vec<TableReport>,
}

impl Report {
    /// All findings with their tables.
    pub fn findings(&self) -> impl Iterator<Item = (Table, &Finding)> {
        self.tables.iter().flat_map(|table| table.findings.iter().map(|found| (table.table, found)))
    }
}

/// What was found in one table.
#[derive(Debug, Clone, Serialize)]
pub struct TableReport {
    /// The table.
    pub table: Table,
    /// What it holds; nothing where it is not there or cannot be read.
    pub contents: Option<Contents>,
    /// What is odd or wrong, in the order of the columns.
    pub findings: Vec<Finding>,
}

/// What a table holds.
#[derive(Debug, Clone, Serialize)]
pub struct Contents {
    /// How many rows.
    pub n_rows: usize,
    /// How many different clients they belong to; nothing where that cannot be known, as for
    /// `bureau_balance` without `bureau`.
    pub n_clients: Option<usize>,
    /// How many clients defaulted, where outcomes are known.
    pub n_defaulted: Option<usize>,
    /// Empty fields among all fields, between 0 and 1.
    pub share_missing: f64,
    /// BLAKE3 of the text, unpacked, in hexadecimal.
    pub fingerprint: String,
    /// Column by column, in the order of [`Table::columns`].
    pub columns: Vec<ColumnContents>,
}

/// What a column holds.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ColumnContents {
    /// Its name.
    pub column: &'static str,
    /// How many fields are empty.
    pub n_missing: usize,
    /// The same as a share of the rows, between 0 and 1.
    pub share_missing: f64,
    /// How many fields hold a value that means "none": 365243 days, `XNA`, `XAP`.
    pub n_sentinels: usize,
}

/// Something odd or wrong about a table. Lines count from 1, the header.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Finding {
    /// The table is not there, which only `application_test` may be.
    Absent {
        /// Whether the work can go on without it.
        is_optional: bool,
    },
    /// The table cannot be read.
    Unreadable {
        /// What is wrong, where.
        message: String,
        /// The way out, where there is one to name.
        hint: Option<String>,
    },
    /// A key that must be unique is not.
    RepeatedKey {
        /// Its column.
        column: &'static str,
        /// How many rows repeat the key of an earlier one.
        n_rows: usize,
        /// The first key that is repeated.
        key: u32,
        /// Where it first stands.
        first_line: u64,
        /// Where it stands again.
        second_line: u64,
    },
    /// Clients that are in `application_train` too.
    ClientsInBoth {
        /// How many.
        n_clients: usize,
        /// The first of them.
        key: u32,
        /// Its line in `application_test`.
        first_line: u64,
    },
    /// Rows whose parent does not exist; they are left out.
    Orphans {
        /// The column that names the parent.
        column: &'static str,
        /// How many rows.
        n_rows: usize,
        /// The first of them.
        first_line: u64,
    },
    /// Empty fields in a column that should have none.
    UnexpectedMissing {
        /// The column.
        column: &'static str,
        /// How many rows.
        n_rows: usize,
        /// The first of them.
        first_line: u64,
    },
    /// Values outside what is plausible.
    OutOfRange {
        /// The column.
        column: &'static str,
        /// How many rows.
        n_rows: usize,
        /// The first of them.
        first_line: u64,
        /// Its value.
        example: f64,
        /// The smallest and largest plausible value.
        range: (f64, f64),
    },
    /// A category level that the schema does not know.
    UnknownLevel {
        /// The column.
        column: &'static str,
        /// The level, shortened.
        level: String,
        /// How many rows.
        n_rows: u64,
        /// The first of them.
        first_line: u64,
    },
    /// A column that the schema does not know; it is left out.
    ExtraColumn {
        /// Its name.
        column: String,
    },
    /// The last line has no line break, as in a file cut short.
    NoFinalLineBreak,
}

impl Finding {
    /// What the finding alone makes of the tables.
    ///
    /// An extra column or a missing `application_test` is worth a word and changes nothing.
    pub fn verdict(&self) -> Verdict {
        match self {
            Self::Absent { is_optional: true } | Self::ExtraColumn { .. } => Verdict::Sound,
            Self::Absent { is_optional: false }
            | Self::Unreadable { .. }
            | Self::RepeatedKey { .. }
            | Self::ClientsInBoth { .. } => Verdict::Unusable,
            Self::Orphans { .. }
            | Self::UnexpectedMissing { .. }
            | Self::OutOfRange { .. }
            | Self::UnknownLevel { .. }
            | Self::NoFinalLineBreak => Verdict::Usable,
        }
    }
}
