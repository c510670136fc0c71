//! The raw rows of one new applicant in, a portfolio of one client out.
//!
//! Fields are read by the functions that read a file, so that an applicant's values are bit for
//! bit those that the same rows in a file would have, and rows keep the order they are given in.
//! What differs is how strict it is: a portfolio is read as it is, because its rows are history;
//! an applicant can still be asked to correct a row, so that whatever cannot be true is refused,
//! and all of it is said at once.
//!
//! | what | in a file | of an applicant |
//! |---|---|---|
//! | unknown column | left out, with a note | refused, with the nearest name |
//! | empty field of a column that must have one | read as missing, with a note | refused |
//! | empty field of another column, column left out | missing | missing, and said so |
//! | unknown level of a category | read as unknown, with a note | refused, with the known ones |
//! | value past what is possible | read, with a note | refused |
//! | value past what is plausible | read, with a note | read, and said so ([`Oddity`]) |
//! | monthly status of an unknown credit | left out | refused |
//! | repeated key | refused | refused |
//!
//! **Possible and plausible.** A column's [`range`](super::Column::range) is where the values of the known
//! portfolios lie, with room around. Of the 34,655 real clients at hand none leaves it, nor holds
//! an unknown level, nor lacks a value where one must be; so that to refuse either costs none of
//! them. Still an end of a range that is only a habit of those portfolios (a debt of a billion, a
//! statement of nine years ago) says nothing against an applicant whom the batch would score: past
//! it, a value is read and reported. An end that turns the meaning round is a limit
//! ([`bounds`]): no income below zero, no birth to come, no share above one.
//!
//! Credits that monthly snapshots and instalments belong to (`SK_ID_PREV`) need not be among the
//! earlier applications: in the files they often are not, and no feature joins the two.

pub mod bounds;
mod cells;
mod nearest;
mod portfolio;
mod rows;
mod schema;
pub mod violation;

use std::borrow::Cow;

use super::{Portfolio, Table};
use violation::Findings;
pub use violation::{Oddity, Rule, Violation, Violations};

/// One field as it was given.
#[derive(Clone, PartialEq)]
pub enum Cell<'a> {
    /// Nothing: null.
    Missing,
    /// A number, as written.
    Number(&'a str),
    /// A text, without its quotes.
    Text(Cow<'a, str>),
    /// Something that no column holds, by its name: `a list`.
    Other(&'static str),
}

/// One row as it was given.
#[derive(Debug, Clone, PartialEq)]
pub enum Row<'a> {
    /// Fields by the names of their columns, in any order.
    Fields {
        /// The fields; those past [`MOST_FIELDS`] may be left out.
        fields: Vec<(Cow<'a, str>, Cell<'a>)>,
        /// How many there were.
        n_fields: usize,
    },
    /// Something else, by its name: `a number`.
    Other(&'static str),
}

/// The rows of one table as they were given.
#[derive(Debug, Clone, PartialEq)]
pub enum Rows<'a> {
    /// One row, as the application has.
    One(Row<'a>),
    /// A list of rows, as every other table has.
    List {
        /// The rows; those past [`row_limit`] may be left out.
        rows: Vec<Row<'a>>,
        /// How many there were.
        n_rows: usize,
    },
    /// Nothing: null.
    Missing,
    /// Something else, by its name: `a number`.
    Other(&'static str),
}

/// Everything that was given of an applicant: rows by the name of their table, in any order.
#[derive(Clone, PartialEq, Default)]
pub struct ApplicantRows<'a> {
    /// Tables by [`name_of`].
    pub tables: Vec<(Cow<'a, str>, Rows<'a>)>,
}

/// An applicant whose rows can be scored.
#[derive(Debug, Clone)]
pub struct Applicant {
    /// The applicant alone, with every column.
    pub portfolio: Portfolio,
    /// Columns that hold no value, or not in every row; in the order of the tables' columns.
    pub missing: Vec<MissingInput>,
    /// Tables without a row, in the order of [`Table::ALL`].
    pub empty_tables: Vec<Table>,
    /// Values that are possible and not plausible, at most [`violation::MOST`].
    pub oddities: Vec<Oddity>,
    /// How many more of them there are.
    pub n_more_oddities: usize,
}

/// A column without a value, in some rows or in all.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MissingInput {
    /// The table; of the application, [`APPLICATION`].
    pub table: Table,
    /// The column.
    pub column: &'static str,
    /// Rows without a value, 1 or more.
    pub n_missing: usize,
    /// All rows of the table.
    pub n_rows: usize,
}

/// Stands for the application among tables: with or without an outcome, its columns are the same.
pub const APPLICATION: Table = Table::ApplicationTrain;

/// The tables that an applicant may have rows in, the application first.
pub const TABLES: [Table; 7] = [
    APPLICATION,
    Table::Bureau,
    Table::BureauBalance,
    Table::PreviousApplication,
    Table::PosCashBalance,
    Table::CreditCardBalance,
    Table::InstallmentsPayments,
];

/// Most fields of a row that are looked at; no table has as many columns.
pub const MOST_FIELDS: usize = 256;

/// What a table of an applicant is called: Kaggle's name, or `application`.
pub const fn name_of(table: Table) -> &'static str {
    match table {
        Table::ApplicationTrain | Table::ApplicationTest => "application",
        other => other.name(),
    }
}

/// The table of that name.
pub fn table_of(name: &str) -> Option<Table> {
    TABLES.into_iter().find(|&table| name_of(table) == name)
}

/// Most rows that an applicant may have in a table.
///
/// About ten times the longest history known, real or made up: 57 credits with 2,211 statuses, 64
/// earlier applications, 490 and 292 monthly snapshots, 577 instalments.
pub const fn row_limit(table: Table) -> usize {
    match table {
        Table::ApplicationTrain | Table::ApplicationTest => 1,
        Table::Bureau | Table::PreviousApplication => 1_000,
        Table::BureauBalance => 25_000,
        Table::PosCashBalance => 5_000,
        Table::CreditCardBalance => 3_000,
        Table::InstallmentsPayments => 6_000,
    }
}

/// Reads the rows of an applicant.
///
/// # Errors
///
/// [`Violations`]: everything that is wrong with them, in the order of the tables given.
pub fn read(given: &ApplicantRows<'_>) -> Result<Applicant, Violations> {
    let mut findings = Findings::default();
    let read = portfolio::read(given, &mut findings);
    let Findings { violations, oddities } = findings;
    match read {
        Some((portfolio, missing)) if violations.is_empty() => {
            let is_empty =
                |table: &Table| portfolio.child(*table).is_some_and(|child| child.rows.n_rows == 0);
            let empty_tables = TABLES.into_iter().filter(is_empty).collect();
            let (oddities, n_more_oddities) = oddities.into_parts();
            Ok(Applicant { portfolio, missing, empty_tables, oddities, n_more_oddities })
        }
        _ => Err(Violations::from(violations)),
    }
}

impl std::fmt::Debug for Cell<'_> {
    /// What kind of field it is; what it holds is the applicant's own and nothing for a log.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.kind())
    }
}

impl Cell<'_> {
    /// What kind of field it is, in words.
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::Missing => "null",
            Self::Number(_) => "a number",
            Self::Text(_) => "a text",
            Self::Other(kind) => kind,
        }
    }
}

impl std::fmt::Debug for ApplicantRows<'_> {
    /// Which tables there are and how many rows each has; names that are no tables' are left out.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let n_rows = |rows: &Rows<'_>| match rows {
            Rows::One(_) => 1,
            Rows::List { n_rows, .. } => *n_rows,
            Rows::Missing | Rows::Other(_) => 0,
        };
        let known = self.tables.iter().filter_map(|(name, rows)| Some((table_of(name)?, rows)));
        f.debug_map().entries(known.map(|(table, rows)| (name_of(table), n_rows(rows)))).finish()
    }
}
