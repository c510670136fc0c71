//! The rows of a table, column by column.

use super::{Kind, Table};

/// Stands for a missing whole number.
pub const MISSING_INTEGER: i32 = i32::MIN;
/// Stands for a missing category.
pub const MISSING_LEVEL: u8 = u8::MAX;
/// Stands for a category level that the schema does not know.
pub const UNKNOWN_LEVEL: u8 = u8::MAX - 1;

/// The values of one column, in the order of the rows.
#[derive(Debug, Clone, PartialEq)]
pub enum Values {
    /// Identifiers.
    Key(Vec<u32>),
    /// Whole numbers, [`MISSING_INTEGER`] where missing.
    Integer(Vec<i32>),
    /// Numbers, NaN where missing.
    Decimal(Vec<f64>),
    /// Codes into the column's levels, [`MISSING_LEVEL`] or [`UNKNOWN_LEVEL`] apart.
    Category(Vec<u8>),
}

impl Values {
    /// No values yet, of the type that `kind` is stored as.
    pub fn new(kind: Kind) -> Self {
        match kind {
            Kind::Key => Self::Key(Vec::new()),
            Kind::Integer => Self::Integer(Vec::new()),
            Kind::Decimal => Self::Decimal(Vec::new()),
            Kind::Category(_) => Self::Category(Vec::new()),
        }
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        match self {
            Self::Key(values) => values.len(),
            Self::Integer(values) => values.len(),
            Self::Decimal(values) => values.len(),
            Self::Category(values) => values.len(),
        }
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    pub(super) fn keys_mut(&mut self) -> Option<&mut Vec<u32>> {
        if let Self::Key(values) = self { Some(values) } else { None }
    }

    pub(super) fn integers_mut(&mut self) -> Option<&mut Vec<i32>> {
        if let Self::Integer(values) = self { Some(values) } else { None }
    }

    pub(super) fn decimals_mut(&mut self) -> Option<&mut Vec<f64>> {
        if let Self::Decimal(values) = self { Some(values) } else { None }
    }

    pub(super) fn levels_mut(&mut self) -> Option<&mut Vec<u8>> {
        if let Self::Category(values) = self { Some(values) } else { None }
    }

    pub(super) fn as_keys(&self) -> Option<&[u32]> {
        if let Self::Key(values) = self { Some(values) } else { None }
    }

    pub(super) fn as_integers(&self) -> Option<&[i32]> {
        if let Self::Integer(values) = self { Some(values) } else { None }
    }

    pub(super) fn as_decimals(&self) -> Option<&[f64]> {
        if let Self::Decimal(values) = self { Some(values) } else { None }
    }

    pub(super) fn as_levels(&self) -> Option<&[u8]> {
        if let Self::Category(values) = self { Some(values) } else { None }
    }

    /// Puts `other`'s values behind these; columns of another kind are left as they are.
    pub fn append(&mut self, other: &Self) {
        match (self, other) {
            (Self::Key(values), Self::Key(more)) => values.extend_from_slice(more),
            (Self::Integer(values), Self::Integer(more)) => values.extend_from_slice(more),
            (Self::Decimal(values), Self::Decimal(more)) => values.extend_from_slice(more),
            (Self::Category(values), Self::Category(more)) => values.extend_from_slice(more),
            _ => debug_assert!(false, "columns of one table keep their kind"),
        }
    }

    /// The values at `positions`, in that order.
    ///
    /// Positions past the end are a bug of the caller and would panic.
    pub fn gather(&self, positions: &[u32]) -> Self {
        fn take<T: Copy>(values: &[T], positions: &[u32]) -> Vec<T> {
            positions.iter().map(|&position| values[position as usize]).collect()
        }
        match self {
            Self::Key(values) => Self::Key(take(values, positions)),
            Self::Integer(values) => Self::Integer(take(values, positions)),
            Self::Decimal(values) => Self::Decimal(take(values, positions)),
            Self::Category(values) => Self::Category(take(values, positions)),
        }
    }
}

/// The rows of one table.
#[derive(Debug, Clone, PartialEq)]
pub struct TableRows {
    /// Which table.
    pub table: Table,
    /// How many rows.
    pub n_rows: usize,
    /// One entry per column of [`Table::columns`]; `None` where it was not asked for.
    pub columns: Vec<Option<Values>>,
}

impl TableRows {
    /// A table without rows, holding every column.
    pub fn empty(table: Table) -> Self {
        let columns = table.columns().iter().map(|column| Some(Values::new(column.kind))).collect();
        Self { table, n_rows: 0, columns }
    }

    fn values(&self, name: &str) -> Option<&Values> {
        self.columns.get(self.table.column_index(name)?)?.as_ref()
    }

    /// The identifiers of a key column; none where the column was not read or is of another kind.
    pub fn keys(&self, name: &str) -> &[u32] {
        self.values(name).and_then(Values::as_keys).unwrap_or(&[])
    }

    /// The whole numbers of a column; none where it was not read or is of another kind.
    pub fn integers(&self, name: &str) -> &[i32] {
        self.values(name).and_then(Values::as_integers).unwrap_or(&[])
    }

    /// The numbers of a column; none where it was not read or is of another kind.
    pub fn decimals(&self, name: &str) -> &[f64] {
        self.values(name).and_then(Values::as_decimals).unwrap_or(&[])
    }

    /// The level codes of a column; none where it was not read or is of another kind.
    pub fn levels(&self, name: &str) -> &[u8] {
        self.values(name).and_then(Values::as_levels).unwrap_or(&[])
    }

    /// The same rows in another order, or some of them.
    #[must_use]
    pub fn gather(mut self, positions: &[u32]) -> Self {
        for column in self.columns.iter_mut().flatten() {
            // One column at a time, so that only one is held twice.
            *column = column.gather(positions);
        }
        self.n_rows = positions.len();
        self
    }

    /// Puts the rows of `other`, of the same columns, behind these.
    pub fn append(&mut self, other: &Self) {
        for (column, more) in self.columns.iter_mut().zip(&other.columns) {
            if let (Some(column), Some(more)) = (column, more) {
                column.append(more);
            }
        }
        self.n_rows += other.n_rows;
    }
}
