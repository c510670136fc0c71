//! Reads the embedded files and holds them against the tables.

use std::collections::BTreeMap;

use serde::de::DeserializeOwned;

use super::entries::{ColumnEntry, DerivedText};
use super::error::Error;
use super::language::{Bilingual, capitalized};
use super::theme::{Theme, ThemeFile, ThemeKey};
use super::{Columns, Dictionary, Entry, Levels, Source};
use crate::tables::Table;

const LEVELS: &str = "levels.toml";
const MEASURES: &str = "measures.toml";
const DERIVED: &str = "derived.toml";
const THEMES: &str = "themes.toml";

/// A table, its key in the files, the file of its columns and the text of that file.
struct TableFile {
    table: Table,
    key: &'static str,
    file: &'static str,
    text: &'static str,
}

macro_rules! table_file {
    ($table:ident, $key:literal) => {
        TableFile {
            table: Table::$table,
            key: $key,
            file: concat!("columns/", $key, ".toml"),
            text: include_str!(concat!("columns/", $key, ".toml")),
        }
    };
}

const TABLE_FILES: [TableFile; 7] = [
    table_file!(ApplicationTrain, "application"),
    table_file!(Bureau, "bureau"),
    table_file!(BureauBalance, "bureau_balance"),
    table_file!(PreviousApplication, "previous_application"),
    table_file!(PosCashBalance, "pos_cash_balance"),
    table_file!(CreditCardBalance, "credit_card_balance"),
    table_file!(InstallmentsPayments, "installments_payments"),
];

/// Reads and checks every file.
pub(super) fn read() -> Result<Dictionary, Error> {
    let mut columns = BTreeMap::new();
    for source in &TABLE_FILES {
        let entries: Columns = parse(source.file, source.text)?;
        check_columns(source, &entries)?;
        columns.insert(source.table, entries);
    }
    let levels = by_table(LEVELS, parse(LEVELS, include_str!("levels.toml"))?)?;
    for source in &TABLE_FILES {
        check_levels(source.table, levels.get(&source.table))?;
    }
    let measures = by_table(MEASURES, parse(MEASURES, include_str!("measures.toml"))?)?;
    for (table, entries) in &measures {
        check_measures(*table, entries)?;
    }
    let mut derived = BTreeMap::new();
    let texts: BTreeMap<String, DerivedText> = parse(DERIVED, include_str!("derived.toml"))?;
    for (name, text) in texts {
        derived.insert(name, derived_entry(text)?);
    }
    let themes = parse::<ThemeFile>(THEMES, include_str!("themes.toml"))?.into_themes();
    check_themes(&themes)?;
    Ok(Dictionary { columns, measures, levels, derived, themes })
}

fn parse<T: DeserializeOwned>(file: &'static str, text: &str) -> Result<T, Error> {
    toml::from_str(text).map_err(|error| Error::Syntax { file, message: error.to_string() })
}

/// The same map with tables for keys.
fn by_table<T>(file: &'static str, map: BTreeMap<String, T>) -> Result<BTreeMap<Table, T>, Error> {
    map.into_iter().map(|(key, value)| Ok((table_of_key(file, &key)?, value))).collect()
}

fn table_of_key(file: &'static str, key: &str) -> Result<Table, Error> {
    let found = TABLE_FILES.iter().find(|source| source.key == key);
    found.map(|source| source.table).ok_or_else(|| unknown(file, key, "the list of tables"))
}

/// The column that a file names as `table.COLUMN`, or as `COLUMN` where it is one of `table`.
pub(super) fn source(file: &'static str, table: Table, written: &str) -> Result<Source, Error> {
    let (table, name) = match written.split_once('.') {
        Some((key, name)) => (table_of_key(file, key)?, name),
        None => (table, written),
    };
    let column = table.column(name).ok_or_else(|| unknown(file, name, table.name()))?;
    Ok(Source { table, column: column.name })
}

fn derived_entry(text: DerivedText) -> Result<Entry, Error> {
    let resolve = |written: &String| source(DERIVED, Table::ApplicationTrain, written);
    Ok(Entry {
        label: Bilingual::new(text.fr, text.en),
        definition: Bilingual::new(
            format!("{}.", capitalized(&text.formula_fr)),
            format!("{}.", capitalized(&text.formula_en)),
        ),
        unit: text.unit,
        theme: text.theme,
        actionable: text.actionable,
        protected: text.protected,
        expected: text.expected,
        sources: text.sources.iter().map(resolve).collect::<Result<_, _>>()?,
    })
}

/// Every column has an entry, and every entry a column.
fn check_columns(source: &TableFile, entries: &Columns) -> Result<(), Error> {
    let TableFile { table, file, .. } = *source;
    for column in table.columns() {
        if !entries.contains_key(column.name) {
            return Err(missing(file, column.name, table.name()));
        }
    }
    for name in entries.keys() {
        if table.column(name).is_none() {
            return Err(unknown(file, name, table.name()));
        }
    }
    Ok(())
}

/// Every level of every category column has a text, and every text a level.
fn check_levels(table: Table, levels: Option<&Levels>) -> Result<(), Error> {
    let empty = Levels::new();
    let levels = levels.unwrap_or(&empty);
    for column in table.columns() {
        let place = || format!("{}.{}", table.name(), column.name);
        for level in column.levels() {
            let texts = levels.get(column.name);
            if !texts.is_some_and(|texts| texts.contains_key(*level)) {
                return Err(missing(LEVELS, level, &place()));
            }
        }
    }
    for (name, texts) in levels {
        let column = table.column(name).ok_or_else(|| unknown(LEVELS, name, table.name()))?;
        let place = || format!("{}.{name}", table.name());
        for level in texts.keys() {
            if !column.levels().contains(&level.as_str()) {
                return Err(unknown(LEVELS, level, &place()));
            }
        }
    }
    Ok(())
}

/// Every measure says which columns it is computed from, and those exist.
fn check_measures(table: Table, entries: &BTreeMap<String, ColumnEntry>) -> Result<(), Error> {
    for (name, entry) in entries {
        if entry.sources.is_empty() {
            return Err(missing(MEASURES, "sources", name));
        }
        for written in &entry.sources {
            source(MEASURES, table, written)?;
        }
    }
    Ok(())
}

fn check_themes(themes: &[Theme]) -> Result<(), Error> {
    for key in ThemeKey::ALL {
        match themes.iter().filter(|theme| theme.key == key).count() {
            1 => {}
            0 => return Err(missing(THEMES, &format!("{key:?}"), "the list of themes")),
            _ => {
                return Err(unknown(THEMES, &format!("{key:?}, again"), "the list of themes"));
            }
        }
    }
    Ok(())
}

fn unknown(file: &'static str, name: &str, place: &str) -> Error {
    Error::Unknown { file, name: name.to_owned(), place: place.to_owned() }
}

fn missing(file: &'static str, name: &str, place: &str) -> Error {
    Error::Missing { file, name: name.to_owned(), place: place.to_owned() }
}
