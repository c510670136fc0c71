//! What the model's features are and how they are distributed.

use std::collections::BTreeMap;

use super::key;
use crate::artifact::ScoringArtifact;
use crate::explanation::reasons::{INVERSES, LEAST_POINTS, Nature, OBSCURE};
use crate::explanation::{MAX_REASONS, Subjects};
use crate::features::application::{other_features, ratio_features, sum_features};
use crate::features::definition::Definition;
use crate::features::dictionary::{Dictionary, Direction, Error, ThemeKey, Unit};
use crate::features::{Reviser, revision};
use crate::tables::{Column, Kind, Table};
use crate::views::site::{
    ColumnInfo, FeaturesData, Origin, ReasonRules, RevisionData, SubjectData,
};

/// Percentiles kept of each feature.
const N_PERCENTILES: usize = 101;

/// Describes the features of a run's model; `reviser` knows those of the table, `names`.
///
/// # Errors
///
/// [`Error`] where the dictionary does not know a column.
pub fn features(
    artifact: &ScoringArtifact,
    subjects: &Subjects,
    reviser: &Reviser,
    names: &[String],
) -> Result<FeaturesData, Error> {
    let dictionary = Dictionary::embedded()?;
    let of_model = artifact.model.feature_names();
    let entries = &subjects.entries;
    let unit = |unit: &Unit| Unit::ALL.iter().position(|known| known == unit).unwrap_or(0) as u8;
    let theme = |theme: ThemeKey| place_of(theme) as u8;
    let subject = |subject: &crate::explanation::Subject| SubjectData {
        key: subject.key.clone(),
        theme: place_of(subject.theme),
        is_whole_theme: subject.is_whole_theme(),
        column: subject.column.map(str::to_owned),
        features: subject.features.clone(),
    };
    let marks = |place: usize| {
        let nature = Nature::of(subjects, place);
        let bits =
            [nature.is_obscure, nature.is_level, nature.is_of_life, entries[place].protected];
        bits.iter().rev().fold(0, |marks, &bit| marks << 1 | u8::from(bit))
    };
    let level = |definition: &Definition| match definition {
        Definition::Level { column, level } => Some([(*column).to_owned(), (*level).to_owned()]),
        _ => None,
    };
    let reference = &artifact.reference;
    let percentiles = reference.iter().flat_map(|known| {
        (0..N_PERCENTILES).map(|at| known.percentiles.get(at).copied().unwrap_or(f32::NAN))
    });
    Ok(FeaturesData {
        names: of_model.to_vec(),
        units: Unit::ALL.iter().map(key).collect(),
        unit: entries.iter().map(|entry| unit(&entry.unit)).collect(),
        themes: ThemeKey::ALL.iter().map(key).collect(),
        theme: entries.iter().map(|entry| theme(entry.theme)).collect(),
        subject: subjects.of_feature.iter().map(|&at| at as u32).collect(),
        expected: entries.iter().map(|entry| expected(entry.expected)).collect(),
        marks: (0..of_model.len()).map(marks).collect(),
        level: subjects.definitions.iter().map(level).collect(),
        sources: entries
            .iter()
            .map(|entry| entry.sources.iter().map(ToString::to_string).collect())
            .collect(),
        subjects: subjects.subjects.iter().map(subject).collect(),
        columns: reviser.columns().iter().filter_map(|(c, _)| info(dictionary, c)).collect(),
        revision: revision(reviser, names),
        reasons: ReasonRules {
            most: MAX_REASONS,
            least_points: LEAST_POINTS,
            obscure_weight: OBSCURE,
            inverses: INVERSES.iter().map(|(a, b)| ((*a).to_owned(), (*b).to_owned())).collect(),
        },
        percentiles: percentiles.collect(),
        missing_share: reference.iter().map(|known| known.missing_share).collect(),
        mean: reference.iter().map(|known| known.mean.unwrap_or(f64::NAN)).collect(),
        median_repaid: reference.iter().map(|r| r.median_repaid.unwrap_or(f32::NAN)).collect(),
    })
}

fn place_of(theme: ThemeKey) -> usize {
    ThemeKey::ALL.iter().position(|&known| known == theme).unwrap_or(0)
}

const fn expected(direction: Direction) -> i8 {
    match direction {
        Direction::IncreasesRisk => 1,
        Direction::DecreasesRisk => -1,
        Direction::Unknown => 0,
    }
}

/// A column of the application; none for its key.
fn info(dictionary: &Dictionary, column: &Column) -> Option<ColumnInfo> {
    let kind = match column.kind {
        Kind::Key => return None,
        Kind::Category(_) => "category",
        Kind::Integer | Kind::Decimal => "number",
    };
    let entry = dictionary.column(Table::ApplicationTrain, column.name)?;
    Some(ColumnInfo {
        name: column.name.to_owned(),
        kind,
        unit: key(&entry.unit),
        theme: key(&entry.theme),
        levels: column.levels().iter().map(|level| (*level).to_owned()).collect(),
        actionable: entry.actionable,
        protected: entry.protected,
    })
}

/// How features follow a change of the application.
fn revision(reviser: &Reviser, names: &[String]) -> RevisionData {
    let name = |place: usize| names.get(place).cloned().unwrap_or_default();
    let mut origins = BTreeMap::new();
    for (column, origin) in reviser.columns() {
        let level = |code: u8| column.levels().get(usize::from(code)).copied().unwrap_or_default();
        let origin = match origin {
            revision::Origin::Number(place) => {
                Origin::Number { feature: name(*place), is_whole: column.kind == Kind::Integer }
            }
            revision::Origin::Binary { place, one, zero } => Origin::Binary {
                feature: name(*place),
                one: level(*one).to_owned(),
                zero: level(*zero).to_owned(),
            },
            revision::Origin::Levels(places) => {
                Origin::Levels { features: places.iter().map(|&place| name(place)).collect() }
            }
            revision::Origin::Nowhere => continue,
        };
        origins.insert(column.name.to_owned(), origin);
    }
    let ratios = ratio_features().map(|ratio| {
        (ratio.name.to_owned(), ratio.over.to_owned(), ratio.under.to_owned(), ratio.factor)
    });
    let sums = sum_features()
        .map(|(name, parts)| (name.to_owned(), parts.into_iter().map(str::to_owned).collect()));
    RevisionData {
        origins,
        ratios: ratios.collect(),
        sums: sums.collect(),
        grows: reviser.proportional().iter().map(|&(one, with)| (name(one), name(with))).collect(),
        others: other_features().map(str::to_owned).collect(),
    }
}
