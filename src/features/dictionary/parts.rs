//! A measure and a part of the rows in, their entries and source columns out.

use std::borrow::Cow;

use super::entries::ColumnEntry;
use super::error::Error;
use super::language::Bilingual;
use super::theme::ThemeKey;
use super::unit::Direction;
use super::{Dictionary, Source, english, files, french};
use crate::features::definition::{Measure, Rows, Subset};
use crate::tables::{Column, Table};

/// What a measure is, before a statistic is taken of it.
pub(super) struct Measured<'a> {
    pub(super) entry: Cow<'a, ColumnEntry>,
    pub(super) with: Option<Bilingual>,
    pub(super) expected: Direction,
    pub(super) protected: bool,
    pub(super) sources: Vec<Source>,
    pub(super) name: String,
}

/// Finds what is measured on a row; `None` where it is the row itself.
pub(super) fn measured(
    dictionary: &Dictionary,
    table: Table,
    measure: Measure,
) -> Result<Option<Measured<'_>>, Error> {
    Ok(Some(match measure {
        Measure::Row => return Ok(None),
        Measure::Column(name) => {
            let (column, entry) = column_of(dictionary, table, name)?;
            let mut found = plain(name, entry, Vec::new());
            found.sources.push(Source { table, column: column.name });
            found
        }
        Measure::Derived(name) => from_row(dictionary, table, name)?,
        Measure::FirstStatusMonth => from_row(dictionary, table, "FIRST_STATUS_MONTH")?,
        Measure::LastStatusMonth => from_row(dictionary, table, "LAST_STATUS_MONTH")?,
        Measure::StatusMonths => from_row(dictionary, table, "STATUS_MONTHS")?,
        Measure::StatusShare(level) => status_share(dictionary, table, level)?,
        Measure::Level { column: name, level } => {
            let (column, entry) = column_of(dictionary, table, name)?;
            let mut found = plain(name, entry, vec![Source { table, column: column.name }]);
            (found.with, found.expected) = of_level(dictionary, table, name, entry, level)?;
            found
        }
    }))
}

/// A column or measure as its entry says it.
fn plain<'a>(name: &str, entry: &'a ColumnEntry, sources: Vec<Source>) -> Measured<'a> {
    Measured {
        with: entry.with.clone(),
        expected: entry.expected,
        protected: entry.protected,
        entry: Cow::Borrowed(entry),
        sources,
        name: name.to_owned(),
    }
}

/// A quantity computed from one row.
fn from_row<'a>(
    dictionary: &'a Dictionary,
    table: Table,
    name: &str,
) -> Result<Measured<'a>, Error> {
    let found = dictionary.measure(table, name);
    let entry = found.ok_or_else(|| missing("measures.toml", name, table.name()))?;
    let resolve = |written: &String| files::source("measures.toml", table, written);
    let sources = entry.sources.iter().map(resolve).collect::<Result<_, _>>()?;
    Ok(plain(name, entry, sources))
}

/// The share of a credit's months with one status: the pattern with the status filled in.
fn status_share<'a>(
    dictionary: &'a Dictionary,
    table: Table,
    level: Option<&str>,
) -> Result<Measured<'a>, Error> {
    let months = Table::BureauBalance;
    let (_, status) = column_of(dictionary, months, "STATUS")?;
    let (with, expected) = of_level(dictionary, months, "STATUS", status, level)?;
    let with = with.unwrap_or_default();
    let mut found = from_row(dictionary, table, "STATUS_SHARE")?;
    let entry = found.entry.to_mut();
    entry.label = entry.label.replace("{level}", &with);
    entry.many = entry.many.as_ref().map(|many| many.replace("{level}", &with));
    found.expected = expected;
    Ok(found)
}

/// What is said of the rows that hold `level` (`None`: where it is missing), and its direction.
fn of_level(
    dictionary: &Dictionary,
    table: Table,
    name: &str,
    entry: &ColumnEntry,
    level: Option<&str>,
) -> Result<(Option<Bilingual>, Direction), Error> {
    let Some(level) = level else {
        let without = || Bilingual::new(french::without(entry), english::without(entry));
        return Ok((Some(entry.missing.clone().unwrap_or_else(without)), Direction::Unknown));
    };
    let found = dictionary.level_entry(table, name, level);
    let place = || format!("{}.{name}", table.name());
    let text = found.ok_or_else(|| missing("levels.toml", level, &place()))?;
    let with = match (&text.with, &entry.level) {
        (Some(with), _) => with.clone(),
        (None, _) if level == "XNA" => {
            Bilingual::new(french::not_stated(entry), english::not_stated(entry))
        }
        (None, Some(pattern)) => pattern.replace("{level}", &text.label),
        (None, None) => {
            return Err(Error::NoPattern {
                statistic: "share".to_owned(),
                name: name.to_owned(),
                table: table.name(),
                field: "fr_level and en_level, or fr_with and en_with of each level",
            });
        }
    };
    Ok((Some(with), text.expected))
}

/// The column and its entry.
pub(super) fn column_of<'a>(
    dictionary: &'a Dictionary,
    table: Table,
    name: &str,
) -> Result<(&'static Column, &'a ColumnEntry), Error> {
    let not_found = || missing("columns/*.toml", name, table.name());
    let column = table.column(name).ok_or_else(not_found)?;
    Ok((column, dictionary.column(table, name).ok_or_else(not_found)?))
}

/// Refuses a part of the rows that the table does not have.
pub(super) fn check_subset(rows: Rows) -> Result<(), Error> {
    let fits = match (rows.table, rows.subset) {
        (Table::ApplicationTrain | Table::ApplicationTest, _) => false,
        (table, Subset::ActiveCredits | Subset::ClosedCredits) => {
            matches!(table, Table::Bureau | Table::BureauBalance)
        }
        (table, Subset::Approved | Subset::Refused) => table == Table::PreviousApplication,
        (table, Subset::LastApplications(_)) => {
            !matches!(table, Table::Bureau | Table::BureauBalance)
        }
        (_, Subset::All | Subset::LastDays(_) | Subset::LastMonths(_)) => true,
    };
    let subset = || format!("{:?}", rows.subset);
    if fits { Ok(()) } else { Err(Error::NoSubset { table: rows.table.name(), subset: subset() }) }
}

/// The column that tells whether a row is in the part.
pub(super) fn subset_source(rows: Rows) -> Result<Option<Source>, Error> {
    let (table, column) = match rows.subset {
        Subset::All => return Ok(None),
        Subset::ActiveCredits | Subset::ClosedCredits => (Table::Bureau, "CREDIT_ACTIVE"),
        Subset::Approved | Subset::Refused => (Table::PreviousApplication, "NAME_CONTRACT_STATUS"),
        Subset::LastApplications(_) => (Table::PreviousApplication, "DAYS_DECISION"),
        Subset::LastDays(_) | Subset::LastMonths(_) => match rows.table {
            Table::Bureau => (Table::Bureau, "DAYS_CREDIT"),
            Table::PreviousApplication => (Table::PreviousApplication, "DAYS_DECISION"),
            Table::InstallmentsPayments => (Table::InstallmentsPayments, "DAYS_INSTALMENT"),
            monthly => (monthly, "MONTHS_BALANCE"),
        },
    };
    files::source("tables", table, column).map(Some)
}

/// The theme of the rows of a table, where nothing but they are counted.
pub(super) const fn theme_of_rows(table: Table) -> ThemeKey {
    match table {
        Table::ApplicationTrain | Table::ApplicationTest => ThemeKey::Request,
        Table::Bureau | Table::BureauBalance => ThemeKey::OtherLenders,
        Table::PreviousApplication => ThemeKey::EarlierApplications,
        Table::PosCashBalance => ThemeKey::EarlierLoans,
        Table::CreditCardBalance => ThemeKey::Cards,
        Table::InstallmentsPayments => ThemeKey::Instalments,
    }
}

/// The error of an entry that is not there.
pub(super) fn missing(file: &'static str, name: &str, place: &str) -> Error {
    Error::Missing { file, name: name.to_owned(), place: place.to_owned() }
}
