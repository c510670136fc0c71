//! The columns of each table, made ready to be found by name.

use std::sync::OnceLock;

use super::bounds::Bounds;
use super::{TABLES, Table};
use crate::tables::levels::LevelCodes;

/// The columns of one table.
#[derive(Debug)]
pub(super) struct TableSchema {
    pub table: Table,
    /// By column: its levels.
    pub codes: Vec<LevelCodes>,
    /// By column: what its numbers can be.
    pub bounds: Vec<Bounds>,
    /// Names with their places among the columns, ascending.
    by_name: Vec<(&'static str, usize)>,
}

impl TableSchema {
    /// The schema of a table, made once.
    pub(super) fn of(table: Table) -> &'static Self {
        static SCHEMAS: OnceLock<[TableSchema; 7]> = OnceLock::new();
        let schemas = SCHEMAS.get_or_init(|| TABLES.map(Self::new));
        let [application, ..] = schemas;
        schemas.iter().find(|schema| schema.table == table).unwrap_or(application)
    }

    fn new(table: Table) -> Self {
        let columns = table.columns();
        let names = columns.iter().enumerate().map(|(place, column)| (column.name, place));
        let mut by_name: Vec<_> = names.collect();
        by_name.sort_unstable();
        Self {
            table,
            codes: columns.iter().map(|column| LevelCodes::new(column.levels())).collect(),
            bounds: columns.iter().map(Bounds::new).collect(),
            by_name,
        }
    }

    /// The place of a column among those of the table; `guess` is looked at first.
    pub(super) fn place(&self, name: &str, guess: usize) -> Option<usize> {
        if self.table.columns().get(guess).is_some_and(|column| column.name == name) {
            return Some(guess);
        }
        let found = self.by_name.binary_search_by_key(&name, |(known, _)| known).ok()?;
        self.by_name.get(found).map(|(_, place)| *place)
    }
}
