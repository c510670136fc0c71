//! The columns to filter and draw: which they are, and their values as codes.

use crate::explanation::Subjects;
use crate::explanation::similar::MAIN_FEATURES;
use crate::features::definition::Definition;
use crate::features::dictionary::Entry;
use crate::features::revision::Origin;
use crate::features::{FeatureTable, Reviser};
use crate::tables::rows::MISSING_LEVEL;
use crate::tables::{Kind, Table};
use crate::views::from_run::Speaker;
use crate::views::site::{ColumnData, ColumnValues, SiteColumn};

/// Categories that come first in the lists, the others following in the order of the table.
const FIRST_CATEGORIES: [&str; 8] = [
    "NAME_CONTRACT_TYPE",
    "CODE_GENDER",
    "NAME_INCOME_TYPE",
    "OCCUPATION_TYPE",
    "NAME_EDUCATION_TYPE",
    "NAME_FAMILY_STATUS",
    "NAME_HOUSING_TYPE",
    "FLAG_OWN_CAR",
];

/// Numbers that come first in the lists.
const FIRST_NUMBERS: [&str; 12] = [
    "DAYS_BIRTH",
    "AMT_INCOME_TOTAL",
    "AMT_CREDIT",
    "AMT_ANNUITY",
    "AMT_GOODS_PRICE",
    "DAYS_EMPLOYED",
    "CNT_CHILDREN",
    "CNT_FAM_MEMBERS",
    "REGION_RATING_CLIENT",
    "EXT_SOURCE_1",
    "EXT_SOURCE_2",
    "EXT_SOURCE_3",
];

/// Most important features of the model that are columns besides.
const N_IMPORTANT: usize = 40;

/// A column of the site being gathered, client after client.
#[derive(Debug)]
pub struct ColumnBuilder {
    /// Name, as in the tables.
    pub name: String,
    /// What it means; none of a category column of the application.
    pub entry: Option<Entry>,
    unit: String,
    theme: String,
    protected: bool,
    values: Values,
}

#[derive(Debug)]
enum Values {
    Category { origin: Origin, code: Vec<u8> },
    Number { place: usize, values: Vec<f32> },
}

/// The columns of a site, in the order of its lists; `names` are the features of the table, which
/// `reviser` knows, and `subjects` those of the model.
///
/// All categories of the application are there, protected ones included, which the model may not
/// read; of numbers the usual ones, the main ones, and those that count most in the model.
pub fn column_builders(
    speaker: &Speaker<'_>,
    subjects: &Subjects,
    reviser: &Reviser,
    names: &[String],
) -> Vec<ColumnBuilder> {
    let dictionary = speaker.dictionary;
    let mut builders = Vec::new();
    let rank = |name: &str| {
        FIRST_CATEGORIES.iter().position(|first| *first == name).unwrap_or(FIRST_CATEGORIES.len())
    };
    let is_category = |kind: Kind| matches!(kind, Kind::Category(_));
    let mut categories: Vec<_> =
        reviser.columns().iter().filter(|(column, _)| is_category(column.kind)).collect();
    categories.sort_by_key(|(column, _)| rank(column.name));
    for (column, origin) in categories {
        if let Some(entry) = dictionary.column(Table::ApplicationTrain, column.name) {
            builders.push(ColumnBuilder {
                name: column.name.to_owned(),
                entry: None,
                unit: super::key(&entry.unit),
                theme: super::key(&entry.theme),
                protected: entry.protected,
                values: Values::Category { origin: origin.clone(), code: Vec::new() },
            });
        }
    }
    let artifact = &speaker.artifact;
    let is_level = |name: &str| {
        let place = artifact.model.feature_names().iter().position(|known| known == name);
        place.is_some_and(|at| matches!(subjects.definitions[at], Definition::Level { .. }))
    };
    let important = artifact.overview.features.iter().take(N_IMPORTANT);
    let important = important.map(|one| one.feature.as_str()).filter(|name| !is_level(name));
    for name in FIRST_NUMBERS.into_iter().chain(MAIN_FEATURES).chain(important) {
        if builders.iter().any(|known| known.name == name) {
            continue;
        }
        let place = names.iter().position(|known| known == name);
        let (Some(place), Some(entry)) = (place, speaker.describe(name)) else {
            continue;
        };
        builders.push(ColumnBuilder {
            name: name.to_owned(),
            unit: super::key(&entry.unit),
            theme: super::key(&entry.theme),
            protected: entry.protected,
            entry: Some(entry.clone()),
            values: Values::Number { place, values: Vec::new() },
        });
    }
    builders
}

impl ColumnBuilder {
    /// Adds clients, given by their places in a part of the table.
    pub fn add(&mut self, table: &FeatureTable, places: &[usize]) {
        match &mut self.values {
            Values::Category { origin, code } => {
                code.extend(places.iter().map(|&place| origin.code(table.row(place))));
            }
            Values::Number { place, values } => {
                values.extend(places.iter().map(|&client| table.row(client)[*place]));
            }
        }
    }

    /// What the pages' lists say of it, its file being of that size.
    pub fn listed(&self, n_bytes: usize) -> SiteColumn {
        let kind = match self.values {
            Values::Category { .. } => "category",
            Values::Number { .. } => "number",
        };
        SiteColumn {
            name: self.name.clone(),
            kind,
            unit: self.unit.clone(),
            theme: self.theme.clone(),
            protected: self.protected,
            n_bytes,
        }
    }

    /// The column as codes.
    pub fn data(&self) -> ColumnData {
        let values = match &self.values {
            Values::Category { code, .. } => {
                // The reader of tables marks a missing level by the same number.
                const { assert!(MISSING_LEVEL == u8::MAX) };
                ColumnValues::Category(code.clone())
            }
            Values::Number { values, .. } => coded(values),
        };
        ColumnData { name: self.name.clone(), values }
    }
}

/// Numbers as places in a dictionary of those that there are.
fn coded(values: &[f32]) -> ColumnValues {
    // Adding zero makes one zero of the two.
    let known = values.iter().map(|value| value + 0.0).filter(|value| !value.is_nan());
    let mut dictionary: Vec<f32> = known.collect();
    dictionary.sort_unstable_by(f32::total_cmp);
    dictionary.dedup();
    let most = usize::from(u16::MAX);
    let is_exact = dictionary.len() <= most;
    if !is_exact {
        let last = dictionary.len() - 1;
        dictionary = (0..most).map(|at| dictionary[at * last / (most - 1)]).collect();
    }
    let place = |value: f32| -> Option<usize> {
        let above = dictionary.partition_point(|known| *known < value);
        let below = above.checked_sub(1);
        let distance = |at: usize| dictionary.get(at).map(|known| (known - value).abs());
        match (below, below.and_then(distance), distance(above)) {
            (Some(below), Some(to_below), Some(to_above)) if to_below < to_above => Some(below),
            (below, _, None) => below,
            _ => Some(above),
        }
    };
    if dictionary.len() <= usize::from(u8::MAX) {
        let code = |&value: &f32| if value.is_nan() { None } else { place(value) };
        let code = values.iter().map(|value| code(value).map_or(u8::MAX, |at| at as u8)).collect();
        return ColumnValues::Few { dictionary, code };
    }
    let code = |&value: &f32| if value.is_nan() { None } else { place(value) };
    let code = values.iter().map(|value| code(value).map_or(u16::MAX, |at| at as u16)).collect();
    ColumnValues::Many { dictionary, code, is_exact }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn decoded(values: &ColumnValues) -> Vec<f32> {
        let of = |dictionary: &[f32], at: usize| dictionary.get(at).copied().unwrap_or(f32::NAN);
        match values {
            ColumnValues::Few { dictionary, code } => {
                code.iter().map(|&at| of(dictionary, usize::from(at))).collect()
            }
            ColumnValues::Many { dictionary, code, .. } => {
                code.iter().map(|&at| of(dictionary, usize::from(at))).collect()
            }
            ColumnValues::Category(_) => panic!("no number"),
        }
    }

    #[test]
    fn numbers_come_back_from_their_codes() {
        for n in [0_u16, 1, 254, 255, 256, 257, 40_000] {
            let mut values: Vec<f32> = (0..n).map(|at| f32::from(at) * -0.37).collect();
            values.extend([f32::NAN, -0.0, 0.0]);
            let coded = coded(&values);
            let n_distinct = usize::from(n.max(1));
            assert_eq!(matches!(coded, ColumnValues::Few { .. }), n_distinct <= 255, "{n}");
            for (back, value) in decoded(&coded).iter().zip(&values) {
                assert!(back == value || back.is_nan() && value.is_nan(), "{back} {value}");
            }
        }
    }

    #[test]
    fn beyond_what_codes_tell_apart_the_nearest_number_stands_for_others() {
        let values: Vec<f32> = (0..200_000_u32).map(|at| at as f32).collect();
        let coded = coded(&values);
        assert!(matches!(coded, ColumnValues::Many { is_exact: false, .. }));
        for (back, value) in decoded(&coded).iter().zip(&values) {
            assert!((back - value).abs() <= 4.0, "{back} {value}");
        }
    }
}
