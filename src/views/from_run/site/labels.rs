//! What features, columns and levels are called.

use std::collections::BTreeMap;

use crate::explanation::Subjects;
use crate::features::dictionary::{
    Bilingual, Dictionary, Entry, Error, Language, Source, ThemeKey,
};
use crate::tables::Table;
use crate::views::site::LabelsData;

/// Names things in a language; `others` are columns of the site that are not of the application,
/// each with its meaning.
///
/// # Errors
///
/// [`Error`] where the dictionary cannot be read.
pub fn labels(
    subjects: &Subjects,
    others: &[(String, Entry)],
    language: Language,
) -> Result<LabelsData, Error> {
    let dictionary = Dictionary::embedded()?;
    let application = Table::ApplicationTrain;
    let said = |text: &Bilingual| text.get(language).to_owned();
    let (mut columns, mut levels) = (BTreeMap::new(), BTreeMap::new());
    for (name, entry) in others {
        columns.insert(name.clone(), said(&entry.label));
    }
    for column in application.columns() {
        if let Some(entry) = dictionary.column(application, column.name) {
            columns.insert(column.name.to_owned(), said(&entry.label));
        }
        let mut of_column = BTreeMap::new();
        for &level in column.levels() {
            if let Some(text) = dictionary.level(application, column.name, level) {
                of_column.insert(level.to_owned(), said(text));
            }
        }
        if !of_column.is_empty() {
            levels.insert(column.name.to_owned(), of_column);
        }
    }
    let source = |source: &Source| {
        let entry = dictionary.column(source.table, source.column)?;
        Some((source.to_string(), said(&entry.label)))
    };
    let theme =
        |&key: &ThemeKey| dictionary.theme(key).map_or_else(String::new, |theme| said(&theme.name));
    let entries = &subjects.entries;
    Ok(LabelsData {
        language,
        features: entries.iter().map(|entry| said(&entry.label)).collect(),
        notes: entries.iter().map(|entry| Some(said(&entry.definition))).collect(),
        themes: ThemeKey::ALL.iter().map(theme).collect(),
        subjects: subjects.subjects.iter().map(|one| one.label.as_ref().map(said)).collect(),
        columns,
        levels,
        sources: entries.iter().flat_map(|entry| &entry.sources).filter_map(source).collect(),
    })
}
