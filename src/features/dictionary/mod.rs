//! A feature in, what it means in plain French and English out.
//!
//! The texts of every raw column, level, measure and theme are written by hand in the TOML files
//! beside this one; what a statistic over many rows means is composed from its parts
//! ("montant moyen des crédits en cours chez d’autres établissements"). No text holds the name of
//! a column. All of it is checked against the tables when it is read: nothing is missing, nothing
//! is there in vain.
//!
//! To reword a column, edit `columns/<table>.toml`; a level, `levels.toml`; a quantity computed
//! from one row, `measures.toml`; a feature with a formula of its own, `derived.toml`.

mod compose;
mod english;
mod entries;
mod error;
mod files;
mod french;
mod language;
mod parts;
mod theme;
mod unit;

#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::sync::OnceLock;

use serde::Serialize;

use crate::features::definition::Feature;
use crate::tables::Table;

pub use entries::{ColumnEntry, LevelEntry};
pub use error::Error;
pub use language::{Bilingual, Language, capitalized};
pub use theme::{Theme, ThemeKey};
pub use unit::{Direction, Unit};

/// What a feature means.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Entry {
    /// What it is: a noun phrase without article, in lower case, fit to stand inside a sentence.
    pub label: Bilingual,
    /// How it is computed, in one plain sentence.
    pub definition: Bilingual,
    /// What it is counted in.
    pub unit: Unit,
    /// The theme it belongs to.
    pub theme: ThemeKey,
    /// Whether the client could change it for this application.
    pub actionable: bool,
    /// Whether it is a legally protected characteristic.
    pub protected: bool,
    /// Which way the risk should move as it grows.
    pub expected: Direction,
    /// The columns it is computed from, for those who work on the data.
    pub sources: Vec<Source>,
}

/// A raw column that a feature is computed from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Source {
    /// Its table; of the two application tables, the train table.
    pub table: Table,
    /// Its name in the file.
    pub column: &'static str,
}

impl std::fmt::Display for Source {
    /// `table.COLUMN`; train and test are one application.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let table = match self.table {
            Table::ApplicationTrain | Table::ApplicationTest => "application",
            other => other.name(),
        };
        write!(f, "{table}.{}", self.column)
    }
}

/// Columns, or measures, of one table by name.
type Columns = BTreeMap<String, ColumnEntry>;

/// Levels of the columns of one table, by column and level.
type Levels = BTreeMap<String, BTreeMap<String, LevelEntry>>;

/// The meaning of every column, level and feature.
#[derive(Debug, Clone, PartialEq)]
pub struct Dictionary {
    columns: BTreeMap<Table, Columns>,
    measures: BTreeMap<Table, Columns>,
    levels: BTreeMap<Table, Levels>,
    derived: BTreeMap<String, Entry>,
    themes: Vec<Theme>,
}

impl Dictionary {
    /// The dictionary that comes with the program, read and checked once.
    ///
    /// # Errors
    ///
    /// Returns an [`Error`] that names the file and the entry if a text is missing, is in vain or
    /// cannot be read.
    pub fn embedded() -> Result<&'static Self, Error> {
        static EMBEDDED: OnceLock<Result<Dictionary, Error>> = OnceLock::new();
        EMBEDDED.get_or_init(files::read).as_ref().map_err(Error::clone)
    }

    /// What `feature` means.
    ///
    /// # Errors
    ///
    /// Returns an [`Error`] if the feature is built on a column, a level or a measure that the
    /// dictionary does not know, or takes a statistic that it has no words for.
    pub fn describe(&self, feature: &Feature) -> Result<Entry, Error> {
        compose::describe(self, feature)
    }

    /// The entry of a raw column.
    pub fn column(&self, table: Table, name: &str) -> Option<&ColumnEntry> {
        self.columns.get(&either_application(table))?.get(name)
    }

    /// The text of a level of a category column, as a value ("vente").
    pub fn level(&self, table: Table, column: &str, level: &str) -> Option<&Bilingual> {
        self.level_entry(table, column, level).map(|entry| &entry.label)
    }

    /// The entry of a level of a category column.
    pub fn level_entry(&self, table: Table, column: &str, level: &str) -> Option<&LevelEntry> {
        self.levels.get(&either_application(table))?.get(column)?.get(level)
    }

    /// The themes, in the order in which they are shown.
    pub fn themes(&self) -> &[Theme] {
        &self.themes
    }

    /// The theme with that key.
    pub fn theme(&self, key: ThemeKey) -> Option<&Theme> {
        self.themes.iter().find(|theme| theme.key == key)
    }

    /// Whether a protected characteristic is among the columns that `entry` is computed from.
    ///
    /// True of the income per family member, which is not itself a protected characteristic.
    pub fn draws_on_protected(&self, entry: &Entry) -> bool {
        let is_protected = |source: &Source| {
            self.column(source.table, source.column).is_some_and(|column| column.protected)
        };
        entry.protected || entry.sources.iter().any(is_protected)
    }

    /// The entry of a quantity computed from one row of `table`.
    fn measure(&self, table: Table, name: &str) -> Option<&ColumnEntry> {
        self.measures.get(&either_application(table))?.get(name)
    }
}

/// The table itself, or the train table for the test table: the dictionary knows one application.
const fn either_application(table: Table) -> Table {
    match table {
        Table::ApplicationTest => Table::ApplicationTrain,
        other => other,
    }
}
