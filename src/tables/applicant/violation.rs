//! What is wrong, or only odd, about the rows of an applicant: where, by which rule, and the way
//! out.
//!
//! What was found is for whoever sent it. For a log, `Debug` and `Display` tell place and rule
//! alone.

use std::fmt;

use serde::Serialize;

use super::{Cell, name_of};
use crate::tables::{Table, parse};

/// Most violations that are told one by one; the rest is counted.
pub const MOST: usize = 50;

/// A rule for the rows of an applicant; its code does not change.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Rule {
    /// The body is no JSON.
    NotJson,
    /// A row, or the whole, is no object.
    NotAnObject,
    /// The rows of a table are no list.
    NotAList,
    /// There is no table of that name.
    UnknownTable,
    /// A table is given twice.
    RepeatedTable,
    /// The application is not given.
    MissingTable,
    /// A table has more rows than anybody's history.
    TooManyRows,
    /// A row has more fields than any table.
    TooManyFields,
    /// The table has no column of that name.
    UnknownColumn,
    /// The outcome is given, which is no input.
    OutcomeGiven,
    /// A column is given twice.
    RepeatedColumn,
    /// A column that must be given is not.
    MissingColumn,
    /// A column that must have a value is null.
    MissingValue,
    /// A text where a number is expected, or the like.
    WrongType,
    /// A number that is not whole.
    NotWhole,
    /// A category that the column does not have.
    UnknownLevel,
    /// A value that cannot be.
    Impossible,
    /// A row of another client.
    OtherClient,
    /// A monthly status of a credit that is not given.
    UnknownCredit,
    /// A key that an earlier row has.
    RepeatedKey,
}

impl Rule {
    /// Every rule.
    pub const ALL: [Self; 20] = [
        Self::NotJson,
        Self::NotAnObject,
        Self::NotAList,
        Self::UnknownTable,
        Self::RepeatedTable,
        Self::MissingTable,
        Self::TooManyRows,
        Self::TooManyFields,
        Self::UnknownColumn,
        Self::OutcomeGiven,
        Self::RepeatedColumn,
        Self::MissingColumn,
        Self::MissingValue,
        Self::WrongType,
        Self::NotWhole,
        Self::UnknownLevel,
        Self::Impossible,
        Self::OtherClient,
        Self::UnknownCredit,
        Self::RepeatedKey,
    ];

    /// Its code, as in `out_of_range`.
    pub const fn code(self) -> &'static str {
        match self {
            Self::NotJson => "not_json",
            Self::NotAnObject => "not_an_object",
            Self::NotAList => "not_a_list",
            Self::UnknownTable => "unknown_table",
            Self::RepeatedTable => "repeated_table",
            Self::MissingTable => "missing_table",
            Self::TooManyRows => "too_many_rows",
            Self::TooManyFields => "too_many_fields",
            Self::UnknownColumn => "unknown_column",
            Self::OutcomeGiven => "outcome_given",
            Self::RepeatedColumn => "repeated_column",
            Self::MissingColumn => "missing_column",
            Self::MissingValue => "missing_value",
            Self::WrongType => "wrong_type",
            Self::NotWhole => "not_whole",
            Self::UnknownLevel => "unknown_level",
            Self::Impossible => "impossible",
            Self::OtherClient => "other_client",
            Self::UnknownCredit => "unknown_credit",
            Self::RepeatedKey => "repeated_key",
        }
    }
}

/// One thing that is wrong.
#[derive(Clone, PartialEq, Serialize)]
pub struct Violation {
    /// Where, as a JSON Pointer (RFC 6901): `/bureau/3/AMT_CREDIT_SUM`.
    pub pointer: String,
    /// Which rule is broken.
    pub rule: Rule,
    /// What was expected.
    pub expected: String,
    /// What was found, shortened.
    pub found: String,
    /// The way out.
    pub way_out: String,
}

impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // A name that is no column's or table's is the caller's own text.
        let is_own = matches!(self.rule, Rule::UnknownColumn | Rule::UnknownTable);
        let parent = self.pointer.rfind('/').and_then(|end| self.pointer.get(..end));
        let place = parent.filter(|_| is_own).unwrap_or(&self.pointer);
        write!(f, "{} at \"{place}\"", self.rule.code())
    }
}

impl fmt::Debug for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// A value that is possible and not plausible.
#[derive(Clone, PartialEq, Serialize)]
pub struct Oddity {
    /// Where, as a JSON Pointer.
    pub pointer: String,
    /// Smallest and largest plausible value.
    pub plausible: (f64, f64),
    /// What was found.
    pub found: String,
}

impl fmt::Debug for Oddity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "implausible at \"{}\"", self.pointer)
    }
}

/// Everything that is wrong with the rows of an applicant; at least one thing.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Violations {
    /// The first of them, at most [`MOST`].
    pub violations: Vec<Violation>,
    /// How many more there are.
    pub n_more: usize,
}

impl Violations {
    /// A single one.
    pub fn one(violation: Violation) -> Self {
        Self { violations: vec![violation], n_more: 0 }
    }

    /// How many there are in all.
    pub const fn n_violations(&self) -> usize {
        self.violations.len() + self.n_more
    }
}

impl From<Tally<Violation>> for Violations {
    fn from(tally: Tally<Violation>) -> Self {
        let (violations, n_more) = tally.into_parts();
        Self { violations, n_more }
    }
}

impl fmt::Display for Violations {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the rows of the applicant break {} rules", self.n_violations())?;
        self.violations.first().map_or(Ok(()), |first| write!(f, ", first {first}"))
    }
}

impl std::error::Error for Violations {}

/// The first few of many things, and how many there were.
#[derive(Debug)]
pub(super) struct Tally<T> {
    first: Vec<T>,
    n: usize,
}

impl<T> Default for Tally<T> {
    fn default() -> Self {
        Self { first: Vec::new(), n: 0 }
    }
}

impl<T> Tally<T> {
    /// Counts one more, which is made only where it is kept.
    pub(super) fn add(&mut self, one: impl FnOnce() -> T) {
        self.n += 1;
        if self.first.len() < MOST {
            self.first.push(one());
        }
    }

    pub(super) const fn is_empty(&self) -> bool {
        self.n == 0
    }

    /// Those kept, and how many more there were.
    pub(super) fn into_parts(self) -> (Vec<T>, usize) {
        let n_more = self.n - self.first.len();
        (self.first, n_more)
    }
}

/// What was found while reading.
#[derive(Debug, Default)]
pub(super) struct Findings {
    pub violations: Tally<Violation>,
    pub oddities: Tally<Oddity>,
}

/// A place among the rows.
#[derive(Debug, Clone, Copy)]
pub(super) struct Place<'a> {
    pub table: Table,
    /// Which row, where the table has a list of them.
    pub row: Option<usize>,
    pub column: Option<&'a str>,
}

impl<'a> Place<'a> {
    pub(super) const fn table(table: Table) -> Self {
        Self { table, row: None, column: None }
    }

    pub(super) const fn column(self, column: &'a str) -> Self {
        Self { column: Some(column), ..self }
    }

    /// The place as a JSON Pointer.
    pub(super) fn pointer(&self) -> String {
        let mut pointer = format!("/{}", name_of(self.table));
        if let Some(row) = self.row {
            pointer.push_str(&format!("/{row}"));
        }
        if let Some(column) = self.column {
            pointer.push_str(&pointer_to(column));
        }
        pointer
    }
}

/// A name as the last part of a JSON Pointer, shortened.
pub(super) fn pointer_to(name: &str) -> String {
    format!("/{}", parse::short(name.as_bytes()).replace('~', "~0").replace('/', "~1"))
}

/// A field as it may be shown to whoever sent it.
pub(super) fn shown(cell: &Cell<'_>) -> String {
    match cell {
        Cell::Number(text) => parse::short(text.as_bytes()),
        Cell::Text(text) if text.is_empty() => "an empty text".to_owned(),
        Cell::Text(text) => format!("\"{}\"", parse::short(text.as_bytes())),
        Cell::Missing | Cell::Other(_) => cell.kind().to_owned(),
    }
}
