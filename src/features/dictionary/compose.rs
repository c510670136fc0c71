//! A definition in, an entry out: finds the parts, and leaves their grammar to each language.

use super::entries::ColumnEntry;
use super::error::Error;
use super::language::{Bilingual, capitalized};
use super::parts::{
    Measured, check_subset, column_of, measured, missing, subset_source, theme_of_rows,
};
use super::theme::ThemeKey;
use super::unit::{Direction, Unit};
use super::{Dictionary, Entry, Source, english, files, french};
use crate::features::definition::{Definition, Feature, Measure, Rows, Statistic};
use crate::tables::Table;

/// The parts of a statistic, found in the dictionary.
pub(super) struct Phrase<'a> {
    pub(super) rows: Rows,
    pub(super) statistic: Statistic,
    pub(super) said: Said<'a>,
}

/// What the statistic is taken of.
pub(super) enum Said<'a> {
    /// The rows themselves.
    Rows,
    /// The rows, counted under a column's own words.
    NamedRows(&'a Bilingual),
    /// A quantity, with the pattern of its statistics.
    Quantity { entry: &'a ColumnEntry, many: &'a Bilingual },
    /// The distinct values of a column, with their own pattern where there is one.
    Values { entry: &'a ColumnEntry, distinct: Option<&'a Bilingual> },
    /// Something that is true of a row or not.
    Truth { entry: &'a ColumnEntry, with: Bilingual },
}

/// Where the words will stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Telling {
    /// In a label, as short as can be.
    Label,
    /// In a full sentence.
    Sentence,
}

/// What `feature` means.
pub(super) fn describe(dictionary: &Dictionary, feature: &Feature) -> Result<Entry, Error> {
    match feature.definition {
        Definition::Column(name) => describe_column(dictionary, name),
        Definition::Level { column, level } => describe_level(dictionary, column, level),
        Definition::Derived => {
            let entry = dictionary.derived.get(&feature.name);
            entry.cloned().ok_or_else(|| missing("derived.toml", &feature.name, "the features"))
        }
        Definition::Statistic { rows, measure, statistic } => {
            describe_statistic(dictionary, rows, measure, statistic)
        }
    }
}

fn describe_column(dictionary: &Dictionary, name: &str) -> Result<Entry, Error> {
    let table = Table::ApplicationTrain;
    let (column, entry) = column_of(dictionary, table, name)?;
    let definition = match &entry.note {
        Some(note) => Bilingual::new(
            format!("{}.", capitalized(&note.french)),
            format!("{}.", capitalized(&note.english)),
        ),
        None if entry.unit == Unit::Flag => Bilingual::new(
            format!("Oui ou non à « {} », comme indiqué dans la demande.", entry.label.french),
            format!("Yes or no to “{}”, as stated in the application.", entry.label.english),
        ),
        None => Bilingual::new(
            format!("{}, comme indiqué dans la demande.", capitalized(&entry.label.french)),
            format!("{}, as stated in the application.", capitalized(&entry.label.english)),
        ),
    };
    Ok(Entry {
        label: entry.label.clone(),
        definition,
        unit: entry.unit,
        theme: entry.theme,
        actionable: entry.actionable,
        protected: entry.protected,
        expected: entry.expected,
        sources: vec![Source { table, column: column.name }],
    })
}

fn describe_level(dictionary: &Dictionary, name: &str, level: &str) -> Result<Entry, Error> {
    let table = Table::ApplicationTrain;
    let (column, entry) = column_of(dictionary, table, name)?;
    let text = dictionary
        .level_entry(table, name, level)
        .ok_or_else(|| missing("levels.toml", level, &format!("application.{name}")))?;
    let is_plain_yes = entry.unit == Unit::Flag && text.label.english == "yes";
    let label = if is_plain_yes {
        entry.label.clone()
    } else {
        Bilingual::new(
            format!("{} : {}", entry.label.french, text.label.french),
            format!("{}: {}", entry.label.english, text.label.english),
        )
    };
    let definition = Bilingual::new(
        format!(
            "Oui si la demande indique « {} » pour « {} », non sinon.",
            text.label.french, entry.label.french
        ),
        format!(
            "Yes if the application states “{}” for “{}”, no otherwise.",
            text.label.english, entry.label.english
        ),
    );
    Ok(Entry {
        label,
        definition,
        unit: Unit::Flag,
        theme: entry.theme,
        actionable: entry.actionable,
        protected: entry.protected || text.protected,
        expected: if is_plain_yes { entry.expected } else { text.expected },
        sources: vec![Source { table, column: column.name }],
    })
}

fn describe_statistic(
    dictionary: &Dictionary,
    rows: Rows,
    measure: Measure,
    statistic: Statistic,
) -> Result<Entry, Error> {
    check_subset(rows)?;
    let measured = measured(dictionary, rows.table, measure)?;
    let mut sources = Vec::new();
    let own = measured.as_ref().map_or(&[][..], |measured| &measured.sources);
    for source in own.iter().copied().chain(subset_source(rows)?) {
        if !sources.contains(&source) {
            sources.push(source);
        }
    }
    let Some(measured) = measured else {
        if sources.is_empty() {
            let (key, _) = rows.table.parent_key().unwrap_or(("SK_ID_CURR", rows.table));
            sources.push(files::source("tables", rows.table, key)?);
        }
        let phrase = Phrase { rows, statistic: Statistic::Count, said: Said::Rows };
        return Ok(composed(
            &phrase,
            theme_of_rows(rows.table),
            false,
            Direction::Unknown,
            sources,
        ));
    };
    let said = said(rows, statistic, &measured)?;
    let expected = match statistic {
        Statistic::Min | Statistic::Max | Statistic::Mean | Statistic::Sum => measured.expected,
        Statistic::Variance | Statistic::Distinct | Statistic::Count => Direction::Unknown,
    };
    let phrase = Phrase { rows, statistic, said };
    Ok(composed(&phrase, measured.entry.theme, measured.protected, expected, sources))
}

fn composed(
    phrase: &Phrase<'_>,
    theme: ThemeKey,
    protected: bool,
    expected: Direction,
    sources: Vec<Source>,
) -> Entry {
    Entry {
        label: Bilingual::new(french::label(phrase), english::label(phrase)),
        definition: Bilingual::new(french::definition(phrase), english::definition(phrase)),
        unit: unit(phrase),
        theme,
        actionable: false,
        protected,
        expected,
        sources,
    }
}

/// The unit of the statistic.
fn unit(phrase: &Phrase<'_>) -> Unit {
    match (&phrase.said, phrase.statistic) {
        (Said::Rows | Said::NamedRows(_) | Said::Values { .. }, _)
        | (_, Statistic::Count | Statistic::Distinct) => Unit::Count,
        (_, Statistic::Variance) => Unit::Index,
        (Said::Truth { .. }, Statistic::Mean) => Unit::Share,
        (Said::Truth { .. }, Statistic::Sum) => Unit::Count,
        (Said::Truth { .. }, Statistic::Min | Statistic::Max) => Unit::Flag,
        (Said::Quantity { entry, .. }, Statistic::Sum) => entry.unit.of_sum(),
        (Said::Quantity { entry, .. }, _) => entry.unit,
    }
}

/// Chooses what the words are about.
fn said<'a>(
    rows: Rows,
    statistic: Statistic,
    measured: &'a Measured<'_>,
) -> Result<Said<'a>, Error> {
    let entry = measured.entry.as_ref();
    Ok(match (statistic, &measured.with, &entry.many) {
        (Statistic::Count, ..) => entry.count.as_ref().map_or(Said::Rows, Said::NamedRows),
        (Statistic::Distinct, ..) => Said::Values { entry, distinct: entry.distinct.as_ref() },
        (_, Some(with), _) => Said::Truth { entry, with: with.clone() },
        (_, None, Some(many)) => Said::Quantity { entry, many },
        (_, None, None) => {
            return Err(Error::NoPattern {
                statistic: format!("{statistic:?}").to_lowercase(),
                name: measured.name.clone(),
                table: rows.table.name(),
                field: "fr_many and en_many (fr_with and en_with for a yes/no quantity)",
            });
        }
    })
}
