//! Out-of-fold predictions and features in, how the rule treats each segment of the clients out.
//!
//! Segments are what a reviewer looks at, whether or not the model reads what they are told by:
//! the feature table holds protected columns that the model is not given.

use serde::{Deserialize, Serialize};

use crate::artifact::Prediction;
use crate::decision::{Costs, Error, GroupMeasures, ThresholdCounts, measure_group};

/// Ages at which another band begins, in full years.
const AGES: [u8; 5] = [25, 35, 45, 55, 65];
/// Days in a year, on average.
const DAYS_PER_YEAR: f32 = 365.25;
/// Code of a client of whom nothing is told.
const UNKNOWN: u8 = u8::MAX;

/// A way to part the clients.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Segmentation {
    /// What is applied for: `NAME_CONTRACT_TYPE`.
    ContractType,
    /// Whether the client has applied here before: `PREV_COUNT`.
    EarlierApplications,
    /// Employment situation: `NAME_INCOME_TYPE`.
    IncomeType,
    /// Education: `NAME_EDUCATION_TYPE`.
    Education,
    /// Full years at the application: `DAYS_BIRTH`.
    Age,
    /// `CODE_GENDER`.
    Gender,
    /// `NAME_FAMILY_STATUS`.
    FamilyStatus,
}

impl Segmentation {
    /// Every one, in the order shown.
    pub const ALL: [Self; 7] = [
        Self::ContractType,
        Self::EarlierApplications,
        Self::IncomeType,
        Self::Education,
        Self::Age,
        Self::Gender,
        Self::FamilyStatus,
    ];

    /// The column of the application that tells the segment; none where it is another table.
    pub const fn column(self) -> Option<&'static str> {
        Some(match self {
            Self::ContractType => "NAME_CONTRACT_TYPE",
            Self::IncomeType => "NAME_INCOME_TYPE",
            Self::Education => "NAME_EDUCATION_TYPE",
            Self::Age => "DAYS_BIRTH",
            Self::Gender => "CODE_GENDER",
            Self::FamilyStatus => "NAME_FAMILY_STATUS",
            Self::EarlierApplications => return None,
        })
    }
}

/// What the clients of a segment have in common.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SegmentValue {
    /// A level of the column, as in its file.
    Level(String),
    /// Age in full years, both ends included; an end that is none is open.
    Age {
        /// Youngest.
        from: Option<u8>,
        /// Oldest.
        to: Option<u8>,
    },
    /// Whether there is an earlier application.
    Earlier(bool),
    /// Not told.
    Unknown,
}

/// The clients parted in one way.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Segments {
    /// How.
    pub by: Segmentation,
    /// Segments with at least one client, in the order of levels or ages.
    pub groups: Vec<(SegmentValue, GroupMeasures)>,
}

/// What is measured of out-of-fold predictions beside what a run keeps.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Evaluated {
    /// What every threshold leads to.
    pub counts: ThresholdCounts,
    /// Clients whose features were found, and who are therefore in the segments.
    pub n_clients: usize,
    /// How the rule treats all clients with a prediction.
    pub everyone: GroupMeasures,
    /// How the rule treats each segment; ways that the features do not tell are left out.
    pub segments: Vec<Segments>,
}

/// Takes clients one by one, so that the feature table can be read in parts.
#[derive(Debug)]
pub struct Evaluator {
    readers: Vec<(Segmentation, Reader)>,
    /// By client.
    predictions: Vec<Prediction>,
    /// Place of a prediction and a code for each reader.
    found: Vec<(usize, Vec<u8>)>,
}

impl Evaluator {
    /// Prepares to read rows of features called `names`.
    pub fn new(names: &[String], mut predictions: Vec<Prediction>) -> Self {
        predictions.sort_by_key(|prediction| prediction.client);
        let reader = |by: Segmentation| Reader::new(by, names).map(|reader| (by, reader));
        let readers = Segmentation::ALL.into_iter().filter_map(reader).collect();
        Self { readers, predictions, found: Vec::new() }
    }

    /// Places among `names` of the features that are read.
    pub fn reads(names: &[String]) -> Vec<usize> {
        let readers = Segmentation::ALL.into_iter().filter_map(|by| Reader::new(by, names));
        let mut places: Vec<usize> = readers.flat_map(|reader| reader.places()).collect();
        places.sort_unstable();
        places.dedup();
        places
    }

    /// Takes the features of a client; those without a prediction are passed over.
    pub fn add(&mut self, client: u32, row: &[f32]) {
        if let Ok(place) = self.predictions.binary_search_by_key(&client, |one| one.client) {
            let codes = self.readers.iter().map(|(_, reader)| reader.code(row)).collect();
            self.found.push((place, codes));
        }
    }

    /// Measures everything at a threshold.
    ///
    /// # Errors
    ///
    /// [`Error`] where there is no prediction, or a number is out of range.
    pub fn finish(self, costs: Costs, threshold: f64) -> Result<Evaluated, Error> {
        let split = |places: &mut dyn Iterator<Item = usize>| -> (Vec<f64>, Vec<bool>) {
            places
                .map(|at| (self.predictions[at].probability, self.predictions[at].defaulted))
                .unzip()
        };
        let (probabilities, defaulted) = split(&mut (0..self.predictions.len()));
        let counts = ThresholdCounts::new(&probabilities, &defaulted)?;
        let everyone = measure_group(&probabilities, &defaulted, costs, threshold)?;
        let mut segments = Vec::new();
        for (at, (by, reader)) in self.readers.iter().enumerate() {
            let mut groups = Vec::new();
            for code in reader.codes() {
                let of_group = self.found.iter().filter(|(_, codes)| codes[at] == code);
                let (probabilities, defaulted) = split(&mut of_group.map(|&(place, _)| place));
                if !defaulted.is_empty() {
                    let measured = measure_group(&probabilities, &defaulted, costs, threshold)?;
                    groups.push((reader.value(code), measured));
                }
            }
            segments.push(Segments { by: *by, groups });
        }
        Ok(Evaluated { counts, n_clients: self.found.len(), everyone, segments })
    }
}

/// Reads the segment of a client off their features.
#[derive(Debug)]
enum Reader {
    /// 0/1 features, each of a level.
    Levels(Vec<(String, usize)>),
    /// One 0/1 feature for two levels: that of 1, that of 0.
    Two(usize, [&'static str; 2]),
    /// Days before the application, negative.
    Age(usize),
    /// A number of earlier applications.
    Earlier(usize),
}

impl Reader {
    fn new(by: Segmentation, names: &[String]) -> Option<Self> {
        let place = |name: &str| names.iter().position(|known| known == name);
        match by {
            Segmentation::Gender => place("CODE_GENDER").map(|at| Self::Two(at, ["F", "M"])),
            Segmentation::Age => place("DAYS_BIRTH").map(Self::Age),
            Segmentation::EarlierApplications => place("PREV_COUNT").map(Self::Earlier),
            _ => {
                let prefix = format!("{}_", by.column()?);
                let level = |(at, name): (usize, &String)| {
                    name.strip_prefix(&prefix).map(|level| (level.to_owned(), at))
                };
                let levels: Vec<_> = names.iter().enumerate().filter_map(level).collect();
                (!levels.is_empty()).then_some(Self::Levels(levels))
            }
        }
    }

    fn places(&self) -> Vec<usize> {
        match self {
            Self::Levels(levels) => levels.iter().map(|&(_, at)| at).collect(),
            Self::Two(at, _) | Self::Age(at) | Self::Earlier(at) => vec![*at],
        }
    }

    fn code(&self, row: &[f32]) -> u8 {
        match self {
            Self::Levels(levels) => {
                let told = levels.iter().position(|&(_, at)| row[at] > 0.5);
                told.and_then(|level| u8::try_from(level).ok()).unwrap_or(UNKNOWN)
            }
            Self::Two(at, _) if row[*at].is_nan() => UNKNOWN,
            Self::Two(at, _) => u8::from(row[*at] < 0.5),
            Self::Age(at) if !row[*at].is_finite() => UNKNOWN,
            Self::Age(at) => {
                let years = (-row[*at] / DAYS_PER_YEAR).floor();
                AGES.iter().filter(|bound| f32::from(**bound) <= years).count() as u8
            }
            // Whoever has no earlier application has no row to count.
            Self::Earlier(at) => u8::from(row[*at] > 0.5),
        }
    }

    /// Every code, in the order shown.
    fn codes(&self) -> impl Iterator<Item = u8> {
        let n_codes = match self {
            Self::Levels(levels) => levels.len().min(usize::from(UNKNOWN)) as u8,
            Self::Two(..) | Self::Earlier(_) => 2,
            Self::Age(_) => AGES.len() as u8 + 1,
        };
        (0..n_codes).chain([UNKNOWN])
    }

    fn value(&self, code: u8) -> SegmentValue {
        let at = usize::from(code);
        match self {
            _ if code == UNKNOWN => SegmentValue::Unknown,
            Self::Levels(levels) => SegmentValue::Level(levels[at].0.clone()),
            Self::Two(_, levels) => SegmentValue::Level(levels[at].to_owned()),
            Self::Earlier(_) => SegmentValue::Earlier(code == 1),
            Self::Age(_) => SegmentValue::Age {
                from: at.checked_sub(1).map(|before| AGES[before]),
                to: AGES.get(at).map(|next| next - 1),
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const COSTS: Costs = Costs { missed_default: 10.0, refused_good: 1.0 };

    fn names(names: &[&str]) -> Vec<String> {
        names.iter().map(|name| (*name).to_owned()).collect()
    }

    /// Clients 100, 101, …; every fourth defaults; probabilities in turn.
    fn predictions(n: u32) -> Vec<Prediction> {
        let one = |place: u32| Prediction {
            client: 100 + place,
            defaulted: place.is_multiple_of(4),
            fold: Some(0),
            log_odds: 0.0,
            probability: f64::from(place * 7 % 20) / 20.0,
        };
        // In whatever order they come.
        (0..n).rev().map(one).collect()
    }

    #[test]
    fn every_client_is_in_one_segment_of_each_kind() {
        let names = names(&[
            "PREV_COUNT",
            "DAYS_BIRTH",
            "NAME_CONTRACT_TYPE_Cash loans",
            "NAME_CONTRACT_TYPE_Revolving loans",
            "CODE_GENDER",
        ]);
        assert_eq!(Evaluator::reads(&names), [0, 1, 2, 3, 4]);
        let mut evaluator = Evaluator::new(&names, predictions(40));
        let row = |place: u32| {
            let earlier = if place.is_multiple_of(3) { f32::NAN } else { (place % 3) as f32 - 1.0 };
            let days = -365.25 * (20.0 + place as f32);
            let is_cash = f32::from(u8::from(!place.is_multiple_of(5)));
            let gender = [1.0, 0.0, f32::NAN][(place % 3) as usize];
            [earlier, days, is_cash, 1.0 - is_cash, gender]
        };
        for place in 0..60 {
            evaluator.add(100 + place, &row(place));
        }
        let found = evaluator.finish(COSTS, 0.5).unwrap();
        assert_eq!(
            (found.counts.n_clients, found.counts.n_defaults, found.n_clients),
            (40, 10, 40)
        );
        let kinds: Vec<Segmentation> = found.segments.iter().map(|one| one.by).collect();
        assert_eq!(
            kinds,
            [
                Segmentation::ContractType,
                Segmentation::EarlierApplications,
                Segmentation::Age,
                Segmentation::Gender,
            ]
        );
        let expected = |keep: &dyn Fn(u32) -> bool| {
            let of_group = predictions(40);
            let kept = of_group.iter().filter(|one| keep(one.client - 100));
            kept.fold((0, 0, 0), |(n, defaults, refused), one| {
                let is_refused = usize::from(one.probability >= 0.5);
                (n + 1, defaults + usize::from(one.defaulted), refused + is_refused)
            })
        };
        for one in &found.segments {
            let n: usize = one.groups.iter().map(|(_, measured)| measured.n_clients).sum();
            assert_eq!(n, 40, "{:?}", one.by);
            for (value, measured) in &one.groups {
                let keep = |place: u32| match (one.by, value) {
                    (Segmentation::ContractType, SegmentValue::Level(level)) => {
                        (level == "Cash loans") != place.is_multiple_of(5)
                    }
                    (Segmentation::EarlierApplications, SegmentValue::Earlier(has)) => {
                        *has == (place % 3 == 2)
                    }
                    (Segmentation::Gender, SegmentValue::Level(level)) => {
                        place % 3 == u32::from(level == "M")
                    }
                    (Segmentation::Gender, SegmentValue::Unknown) => place % 3 == 2,
                    (Segmentation::Age, SegmentValue::Age { from, to }) => {
                        let age = (20 + place) as u8;
                        from.is_none_or(|from| from <= age) && to.is_none_or(|to| age <= to)
                    }
                    _ => panic!("{:?} is no segment of {:?}", value, one.by),
                };
                let counted = (measured.n_clients, measured.defaulted.n, measured.refused.n);
                assert_eq!(counted, expected(&keep), "{value:?}");
            }
        }
    }

    #[test]
    fn ages_begin_at_full_years() {
        let evaluator = Evaluator::new(&names(&["DAYS_BIRTH"]), predictions(1));
        let reader = &evaluator.readers[0].1;
        let band = |days: f32| reader.value(reader.code(&[days]));
        assert_eq!(band(-9131.0), SegmentValue::Age { from: None, to: Some(24) });
        assert_eq!(band(-9132.0), SegmentValue::Age { from: Some(25), to: Some(34) });
        assert_eq!(band(-25_000.0), SegmentValue::Age { from: Some(65), to: None });
        assert_eq!(band(f32::NAN), SegmentValue::Unknown);
    }

    #[test]
    fn clients_without_features_are_in_no_segment() {
        let mut evaluator = Evaluator::new(&names(&["DAYS_BIRTH"]), predictions(8));
        evaluator.add(101, &[-10_000.0]);
        evaluator.add(7, &[-10_000.0]);
        let found = evaluator.finish(COSTS, 0.5).unwrap();
        assert_eq!((found.counts.n_clients, found.n_clients), (8, 1));
        assert!(Evaluator::new(&[], Vec::new()).finish(COSTS, 0.5).is_err());
    }
}
