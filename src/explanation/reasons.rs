//! What speaks for and against a client, most telling first: data to be put into words.

use serde::Serialize;

use super::points::Points;
use super::reference::ReferenceFeature;
use super::subjects::{AGE, Subject, Subjects};
use crate::features::definition::{Definition, Statistic};
use crate::features::dictionary::{ThemeKey, Unit};
use crate::tables::Table;

/// Most reasons told on either side.
pub const MAX_REASONS: usize = 5;

/// Least effect worth a reason, as a share of 1: half of what is shown, a tenth of a point.
pub const LEAST_POINTS: f64 = 0.0005;

/// Weight of a feature whose value means nothing to people, when one is chosen to tell a subject.
pub const OBSCURE: f64 = 0.2;

/// Features that say the inverse of another one, which people rather understand.
pub const INVERSES: [(&str, &str); 2] =
    [("PAYMENT_RATE", "CREDIT_TERM"), ("INCOME_CREDIT_PERC", "CREDIT_INCOME_RATIO")];

/// What speaks for and against a client.
///
/// `start + Σ points of every reason + other = probability`, where `start` is that of [`Points`].
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Reasons {
    /// What raises the probability of default, strongest first; at most [`MAX_REASONS`].
    pub unfavorable: Vec<Reason>,
    /// What lowers it, strongest first; at most [`MAX_REASONS`].
    pub favorable: Vec<Reason>,
    /// Points of all that is not told, as a share of 1.
    pub other: f64,
    /// How many subjects are not told though they have an effect.
    pub n_others: usize,
}

/// One reason: a subject, and the feature that tells it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Reason {
    /// What it is about: [`Subject::key`].
    pub subject: String,
    /// Its theme.
    pub theme: ThemeKey,
    /// Whether it is a whole theme, for which one feature can only be an example.
    pub is_whole_theme: bool,
    /// Name of the feature that tells it: of the subject's, the one that counts most.
    pub feature: String,
    /// Place of that feature among the model's.
    #[serde(skip)]
    pub place: usize,
    /// What the subject adds to the log-odds.
    pub shap_value: f64,
    /// The same in points of probability, as a share of 1.
    pub points: f64,
    /// What the client's file says.
    pub told: Told,
    /// Where the client stands among all clients.
    pub standing: Place,
}

/// What a client's file says of a feature.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Told {
    /// A value.
    Value(f32),
    /// A level of a category column of the application.
    Level {
        /// The column.
        column: &'static str,
        /// The level.
        level: &'static str,
    },
    /// Nothing: the information is not given.
    NotGiven,
    /// Nothing: the client has no present job.
    NoJob,
    /// Nothing: the client has no car.
    NoCar,
    /// Nothing that people could use: figures of the building, as a whole.
    Building,
    /// Nothing: the client has no such history.
    NoHistory,
}

/// How a client's value compares.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Place {
    /// Among numbers.
    Number {
        /// Share of all clients with a smaller value, 0 to 1.
        below: f64,
        /// Share of all clients with a larger value, 0 to 1.
        above: f64,
        /// Median of the clients who repaid.
        typical: Option<f32>,
    },
    /// Nothing to compare.
    Unsaid,
    /// Share of all clients in the same case (the same yes or no, the same level, missing as well),
    /// 0 to 1.
    SameCase(f64),
}

/// What one client has in a model's row.
pub(super) struct Case<'a> {
    pub(super) names: &'a [String],
    pub(super) row: &'a [f32],
    pub(super) shap_values: &'a [f64],
    pub(super) subjects: &'a Subjects,
    pub(super) reference: &'a [ReferenceFeature],
}

/// Chooses what to tell.
pub(super) fn reasons(case: &Case<'_>, points: &Points) -> Reasons {
    let sums = case.subjects.sums(case.shap_values);
    let told = |at: usize| points.of(sums[at]);
    let mut order: Vec<usize> =
        (0..sums.len()).filter(|&at| told(at).abs() >= LEAST_POINTS).collect();
    // Equal effects keep the order of the features.
    order.sort_by(|&a, &b| sums[b].abs().total_cmp(&sums[a].abs()));
    let side = |raises: bool| -> Vec<Reason> {
        let of_side = order.iter().filter(|&&at| (sums[at] > 0.0) == raises);
        of_side.take(MAX_REASONS).map(|&at| reason(case, at, sums[at], points)).collect()
    };
    let (unfavorable, favorable) = (side(true), side(false));
    let shown = || unfavorable.iter().chain(&favorable);
    let sum: f64 = shown().map(|reason| reason.points).sum();
    let whole: f64 = sums.iter().map(|&sum| points.of(sum)).sum();
    let n_others = sums.iter().filter(|sum| **sum != 0.0).count() - shown().count();
    Reasons { other: whole + points.calibration - sum, n_others, unfavorable, favorable }
}

fn reason(case: &Case<'_>, at: usize, sum: f64, points: &Points) -> Reason {
    let subject = &case.subjects.subjects[at];
    let place = telling(case, subject, sum);
    let (told, standing) = match case.subjects.definitions[place] {
        _ if subject.theme == ThemeKey::Building => (Told::Building, Place::Unsaid),
        Definition::Level { column, .. } => told_level(case, subject, column),
        _ => told_value(case, place),
    };
    Reason {
        subject: subject.key.clone(),
        theme: subject.theme,
        is_whole_theme: subject.is_whole_theme(),
        feature: case.names[place].clone(),
        place,
        shap_value: sum,
        points: points.of(sum),
        told,
        standing,
    }
}

/// The feature that tells a subject: the one that pushes most the way the subject goes, known and
/// meaningful ones first.
fn telling(case: &Case<'_>, subject: &Subject, sum: f64) -> usize {
    let weight = |place: usize| {
        let push = case.shap_values[place] * sum.signum();
        if push > 0.0 && is_obscure(case, place) { push * OBSCURE } else { push }
    };
    let mut places = subject.features.iter().copied();
    let first = places.next().unwrap_or(0);
    let best =
        places.fold(first, |best, place| if weight(place) > weight(best) { place } else { best });
    plainer(case, subject, best)
}

/// The feature that says the same as another one in terms that people use, where there is one.
fn plainer(case: &Case<'_>, subject: &Subject, place: usize) -> usize {
    let inverse = INVERSES.iter().find(|(name, _)| *name == case.names[place]);
    let is_plain = |other: &&usize| inverse.is_some_and(|(_, name)| case.names[**other] == *name);
    subject.features.iter().find(is_plain).copied().unwrap_or(place)
}

/// What makes the values of a feature say little to people, whoever the client is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Nature {
    /// Without a unit, a paper known by its number, or a sum of shares.
    pub is_obscure: bool,
    /// The mark of a level, which says little of a client who does not hold it.
    pub is_level: bool,
    /// A length of time as a share of the client's life.
    pub is_of_life: bool,
}

impl Nature {
    /// That of the feature at a place among the model's.
    pub fn of(subjects: &Subjects, place: usize) -> Self {
        let entry = &subjects.entries[place];
        let is_paper = entry.theme == ThemeKey::Documents && entry.unit == Unit::Flag;
        let is_sum_of_shares = match subjects.definitions[place] {
            Definition::Statistic { statistic: Statistic::Sum, .. } => entry.unit == Unit::Ratio,
            _ => false,
        };
        Self {
            is_obscure: entry.unit == Unit::Index || is_paper || is_sum_of_shares,
            is_level: matches!(subjects.definitions[place], Definition::Level { .. }),
            is_of_life: entry.sources.len() > 1 && entry.sources.iter().any(|s| s.column == AGE),
        }
    }
}

/// Whether a value says little to people: unknown, a level that the client does not hold, or of
/// such a [`Nature`].
fn is_obscure(case: &Case<'_>, place: usize) -> bool {
    let (value, nature) = (case.row[place], Nature::of(case.subjects, place));
    let is_other_level = nature.is_level && value != 1.0;
    value.is_nan() || nature.is_obscure || is_other_level || nature.is_of_life
}

/// The level of a category column that the client holds, or that none is given.
fn told_level(case: &Case<'_>, subject: &Subject, column: &'static str) -> (Told, Place) {
    let share = |place: usize| case.reference[place].mean.unwrap_or(0.0);
    let mut any = 0.0;
    for &place in &subject.features {
        let Definition::Level { column: own, level } = case.subjects.definitions[place] else {
            continue;
        };
        if own == column && case.row[place] == 1.0 {
            return (Told::Level { column, level }, Place::SameCase(share(place)));
        }
        any += if own == column { share(place) } else { 0.0 };
    }
    (Told::NotGiven, Place::SameCase((1.0 - any).clamp(0.0, 1.0)))
}

fn told_value(case: &Case<'_>, place: usize) -> (Told, Place) {
    let (value, reference) = (case.row[place], &case.reference[place]);
    let entry = &case.subjects.entries[place];
    if value.is_nan() {
        let of = |name: &str| entry.sources.iter().any(|source| source.column == name);
        let own = |name: &str| {
            case.names.iter().position(|known| known == name).map(|place| case.row[place])
        };
        let has_no = |name: &str| own(name) == Some(0.0);
        let has_no_job = own("DAYS_EMPLOYED_MISSING") == Some(1.0);
        let told = if of("OWN_CAR_AGE") && has_no("FLAG_OWN_CAR") {
            Told::NoCar
        } else if of("DAYS_EMPLOYED") && has_no_job {
            Told::NoJob
        } else if has_history(case, place) {
            Told::NotGiven
        } else {
            Told::NoHistory
        };
        return (told, Place::SameCase(reference.missing_share));
    }
    if entry.unit == Unit::Flag {
        let known = 1.0 - reference.missing_share;
        let yes = reference.mean.unwrap_or(0.0) * known;
        let share = if value == 0.0 { known - yes } else { yes };
        return (Told::Value(value), Place::SameCase(share));
    }
    let (below, above) = reference.around(value);
    (Told::Value(value), Place::Number { below, above, typical: reference.median_repaid })
}

/// Whether the file holds anything of the table that the feature is computed from; the form is
/// always there.
fn has_history(case: &Case<'_>, place: usize) -> bool {
    let table = |place: usize| case.subjects.entries[place].sources.first().map(|s| s.table);
    let own = table(place);
    own.is_none_or(|own| own == Table::ApplicationTrain)
        || (0..case.row.len()).any(|other| table(other) == own && !case.row[other].is_nan())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::models::Calibrator;
    use crate::probability::LogOdds;

    const NAMES: [&str; 12] = [
        "EXT_SOURCES_MEAN",
        "EXT_SOURCE_1",
        "OCCUPATION_TYPE_Drivers",
        "OCCUPATION_TYPE_Laborers",
        "DAYS_EMPLOYED",
        "DAYS_EMPLOYED_PERC",
        "DAYS_EMPLOYED_MISSING",
        "FLAG_OWN_CAR",
        "OWN_CAR_AGE",
        "INSTAL_DPD_MEAN",
        "INSTAL_COUNT",
        "FLAG_EMAIL",
    ];
    const MISSING: f32 = f32::NAN;

    /// The reasons of a row, every feature being distributed alike from 0 to 1.
    fn told(row: [f32; 12], shap_values: [f64; 12]) -> Reasons {
        let names: Vec<String> = NAMES.iter().map(|name| (*name).to_owned()).collect();
        let subjects = Subjects::new(&names).unwrap();
        let reference: Vec<ReferenceFeature> = names
            .iter()
            .map(|name| ReferenceFeature {
                name: name.clone(),
                missing_share: 0.25,
                percentiles: (0..=100_u8).map(|percent| f32::from(percent) / 100.0).collect(),
                mean: Some(0.2),
                median_repaid: Some(0.4),
            })
            .collect();
        let log_odds = LogOdds::new(-2.0 + shap_values.iter().sum::<f64>());
        let points = Points::new(&Calibrator::None, LogOdds::new(-2.0), log_odds);
        let case = Case {
            names: &names,
            row: &row,
            shap_values: &shap_values,
            subjects: &subjects,
            reference: &reference,
        };
        reasons(&case, &points)
    }

    fn row_of(changes: &[(usize, f32)]) -> [f32; 12] {
        let mut row = [0.5, 0.5, 0.0, 1.0, 0.5, 0.5, 0.0, 1.0, 0.5, 0.5, 0.5, 1.0];
        for &(place, value) in changes {
            row[place] = value;
        }
        row
    }

    fn only(place: usize, value: f64) -> [f64; 12] {
        let mut values = [0.0; 12];
        values[place] = value;
        values
    }

    #[test]
    fn features_of_a_subject_are_one_reason_told_by_the_plainest() {
        // The share of a life pushes more, the length of time is what people understand.
        let mut values = only(4, 0.2);
        values[5] = 0.5;
        let reasons = told(row_of(&[]), values);
        let [reason] = &reasons.unfavorable[..] else { panic!("{reasons:?}") };
        assert_eq!(reason.feature, "DAYS_EMPLOYED");
        assert!((reason.shap_value - 0.7).abs() < 1e-12);
        assert!(reasons.favorable.is_empty() && reasons.other.abs() < 1e-12);
        assert_eq!(reasons.n_others, 0);
    }

    #[test]
    fn a_category_is_told_by_the_level_held() {
        let reasons = told(row_of(&[]), only(2, -0.3));
        let level = Told::Level { column: "OCCUPATION_TYPE", level: "Laborers" };
        assert_eq!(reasons.favorable[0].told, level);
        let reasons = told(row_of(&[(3, 0.0)]), only(2, -0.3));
        assert_eq!(reasons.favorable[0].told, Told::NotGiven);
        // Two known levels of 20 % each leave 60 % to the others.
        assert_eq!(reasons.favorable[0].standing, Place::SameCase(0.6));
    }

    #[test]
    fn what_is_missing_is_told_by_why_it_is() {
        for (row, place, expected) in [
            (row_of(&[(8, MISSING), (7, 0.0)]), 8, Told::NoCar),
            (row_of(&[(8, MISSING)]), 8, Told::NotGiven),
            (row_of(&[(4, MISSING), (5, MISSING), (6, 1.0)]), 4, Told::NoJob),
            (row_of(&[(9, MISSING)]), 9, Told::NotGiven),
            (row_of(&[(9, MISSING), (10, MISSING)]), 9, Told::NoHistory),
        ] {
            let reasons = told(row, only(place, 0.4));
            assert_eq!(reasons.unfavorable[0].told, expected);
            assert_eq!(reasons.unfavorable[0].standing, Place::SameCase(0.25));
        }
    }

    #[test]
    fn numbers_and_answers_are_placed_among_the_others() {
        let reasons = told(row_of(&[(0, 0.9)]), only(0, -0.4));
        let Place::Number { below, above, typical } = reasons.favorable[0].standing else {
            panic!("{reasons:?}")
        };
        assert!((below - 0.9).abs() < 0.02 && (above - 0.1).abs() < 0.02);
        assert_eq!(typical, Some(0.4));
        assert!(reasons.favorable[0].is_whole_theme);
        // A fifth of the three quarters who answered said yes.
        let reasons = told(row_of(&[]), only(11, 0.4));
        let Place::SameCase(share) = reasons.unfavorable[0].standing else { panic!("{reasons:?}") };
        assert!((share - 0.15).abs() < 1e-12);
    }

    #[test]
    fn what_is_too_small_to_show_is_counted_with_the_others() {
        let mut values = only(0, 0.5);
        values[11] = 0.001;
        let reasons = told(row_of(&[]), values);
        assert_eq!((reasons.unfavorable.len(), reasons.n_others), (1, 1));
        assert!(reasons.other > 0.0);
    }
}
