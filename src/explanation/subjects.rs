//! Which features speak of the same thing: one-hot levels of a column, measures of the same
//! columns, and above them the themes.
//!
//! A reason told to a client is about a subject, not about one of the dozens of features that say
//! nearly the same of it; what features add to the score is summed up by subject and by theme,
//! and sums stay exact.

use std::collections::BTreeMap;

use crate::features::definition::{Definition, Feature, Measure, Rows, Subset};
use crate::features::dictionary::{Bilingual, Dictionary, Entry, Error, Source, ThemeKey};
use crate::features::{Profile, catalog};
use crate::tables::Table;

/// Themes that are one subject as a whole: their features are versions of one another.
const WHOLE_THEMES: [ThemeKey; 5] = [
    ThemeKey::ExternalScores,
    ThemeKey::Building,
    ThemeKey::Documents,
    ThemeKey::SocialCircle,
    ThemeKey::Enquiries,
];

/// Column that times are divided by, which makes no other subject of them.
pub(super) const AGE: &str = "DAYS_BIRTH";

/// What several features speak of.
#[derive(Debug, Clone, PartialEq)]
pub struct Subject {
    /// What tells it from the others: a column, or columns, or a theme.
    pub key: String,
    /// The theme it belongs to.
    pub theme: ThemeKey,
    /// Places of its features in the model's rows, ascending.
    pub features: Vec<usize>,
    /// The category column of the application whose levels they mark, where that is what they are.
    pub column: Option<&'static str>,
    /// What it is called where no single feature stands for it: a column's or a theme's name.
    pub label: Option<Bilingual>,
}

impl Subject {
    /// Whether a theme is this one subject.
    pub fn is_whole_theme(&self) -> bool {
        WHOLE_THEMES.contains(&self.theme)
    }
}

/// The features of a model, with their meaning and what they speak of.
#[derive(Debug, Clone)]
pub struct Subjects {
    /// What each feature means, in the order of the model's features.
    pub entries: Vec<Entry>,
    /// Where each feature comes from, in the same order.
    pub definitions: Vec<Definition>,
    /// The subjects, in the order in which their first features stand.
    pub subjects: Vec<Subject>,
    /// Place of each feature's subject, in the order of the model's features.
    pub of_feature: Vec<usize>,
}

impl Subjects {
    /// Groups the features of a model, given by name in its order.
    ///
    /// # Errors
    ///
    /// [`Error`] where the dictionary does not know a feature.
    pub fn new(names: &[String]) -> Result<Self, Error> {
        let dictionary = Dictionary::embedded()?;
        let catalog = catalog(Profile::Octroi);
        let known: BTreeMap<&str, &Feature> =
            catalog.iter().map(|feature| (feature.name.as_str(), feature)).collect();
        let mut grouped = Self {
            entries: Vec::with_capacity(names.len()),
            definitions: Vec::with_capacity(names.len()),
            subjects: Vec::new(),
            of_feature: Vec::with_capacity(names.len()),
        };
        let mut places: BTreeMap<String, usize> = BTreeMap::new();
        for (place, name) in names.iter().enumerate() {
            let unknown = || Error::UnknownFeature { name: name.clone() };
            let feature = *known.get(name.as_str()).ok_or_else(unknown)?;
            let entry = dictionary.describe(feature)?;
            let subject = subject_of(dictionary, feature, &entry)?;
            let at = *places.entry(subject.key.clone()).or_insert(grouped.subjects.len());
            if at == grouped.subjects.len() {
                grouped.subjects.push(subject);
            }
            grouped.subjects[at].features.push(place);
            grouped.of_feature.push(at);
            grouped.entries.push(entry);
            grouped.definitions.push(feature.definition);
        }
        Ok(grouped)
    }

    /// The theme of each subject as its place in [`ThemeKey::ALL`].
    pub fn themes(&self) -> Vec<usize> {
        let place = |subject: &Subject| {
            ThemeKey::ALL.iter().position(|&theme| theme == subject.theme).unwrap_or(0)
        };
        self.subjects.iter().map(place).collect()
    }

    /// Sums of `values`, one per feature of the model, by subject.
    pub fn sums(&self, values: &[f64]) -> Vec<f64> {
        let mut sums = vec![0.0; self.subjects.len()];
        for (&subject, value) in self.of_feature.iter().zip(values) {
            sums[subject] += value;
        }
        sums
    }
}

/// What a feature speaks of, without features yet.
fn subject_of(dictionary: &Dictionary, feature: &Feature, entry: &Entry) -> Result<Subject, Error> {
    let none = Vec::new();
    if WHOLE_THEMES.contains(&entry.theme) {
        let label = dictionary.theme(entry.theme).map(|theme| theme.name.clone());
        let key = format!("theme {:?}", entry.theme);
        return Ok(Subject { key, theme: entry.theme, features: none, column: None, label });
    }
    if let Definition::Level { column, .. } = feature.definition {
        let label = dictionary.column(Table::ApplicationTrain, column).map(|c| c.label.clone());
        let key = format!("application.{column}");
        return Ok(Subject {
            key,
            theme: entry.theme,
            features: none,
            column: Some(column),
            label,
        });
    }
    let key = match feature.definition {
        Definition::Statistic { rows, measure, .. } => key_of_measure(dictionary, rows, measure)?,
        _ => {
            let but_age: Vec<Source> =
                entry.sources.iter().copied().filter(|source| source.column != AGE).collect();
            joined(if but_age.is_empty() { &entry.sources } else { &but_age })
        }
    };
    Ok(Subject { key, theme: entry.theme, features: none, column: None, label: None })
}

/// The columns that are measured, whichever rows count and however they are summed up.
fn key_of_measure(dictionary: &Dictionary, rows: Rows, measure: Measure) -> Result<String, Error> {
    let rows = Rows { table: rows.table, subset: Subset::All };
    let definition =
        Definition::Statistic { rows, measure, statistic: crate::features::Statistic::Mean };
    let whole = Feature { name: String::new(), definition };
    Ok(joined(&dictionary.describe(&whole)?.sources))
}

fn joined(sources: &[Source]) -> String {
    let mut names: Vec<String> = sources.iter().map(ToString::to_string).collect();
    names.sort();
    names.dedup();
    names.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn every_feature() -> Vec<String> {
        catalog(Profile::Octroi).into_iter().map(|feature| feature.name).collect()
    }

    #[test]
    fn every_feature_has_one_subject_and_sums_stay_whole() {
        let names = every_feature();
        let subjects = Subjects::new(&names).unwrap();
        let mut seen = vec![0; names.len()];
        for (at, subject) in subjects.subjects.iter().enumerate() {
            for &feature in &subject.features {
                seen[feature] += 1;
                assert_eq!(subjects.of_feature[feature], at);
                assert_eq!(subjects.entries[feature].theme, subject.theme, "{}", names[feature]);
            }
        }
        assert!(seen.iter().all(|&n| n == 1));
        let values: Vec<f64> = (0..names.len()).map(|place| place as f64).collect();
        assert_eq!(subjects.sums(&values).iter().sum::<f64>(), values.iter().sum::<f64>());
    }

    #[test]
    fn what_says_the_same_stands_together() {
        let names = every_feature();
        let subjects = Subjects::new(&names).unwrap();
        let of =
            |name: &str| subjects.of_feature[names.iter().position(|known| known == name).unwrap()];
        for (a, b) in [
            ("OCCUPATION_TYPE_Drivers", "OCCUPATION_TYPE_Laborers"),
            ("PAYMENT_RATE", "CREDIT_TERM"),
            ("EXT_SOURCE_1", "EXT_SOURCES_MEAN"),
            ("BURO_AMT_CREDIT_SUM_MEAN", "ACTIVE_AMT_CREDIT_SUM_MAX"),
            ("INSTAL_DPD_MEAN", "INSTAL_DPD_MAX"),
            ("DAYS_EMPLOYED", "DAYS_EMPLOYED_PERC"),
            ("SOCIAL_DEFAULT_RATIO", "DEF_60_CNT_SOCIAL_CIRCLE"),
        ] {
            assert_eq!(of(a), of(b), "{a} and {b}");
        }
        assert_ne!(of("AMT_CREDIT"), of("AMT_ANNUITY"));
        assert_ne!(of("AMT_CREDIT"), of("CREDIT_INCOME_RATIO"));
    }

    #[test]
    fn an_unknown_feature_is_named() {
        let error = Subjects::new(&["NOBODY".to_owned()]).unwrap_err();
        assert!(error.to_string().contains("NOBODY"), "{error}");
    }
}
