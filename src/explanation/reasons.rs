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
const LEAST_POINTS: f64 = 0.0005;

/// Weight of a feature whose value means nothing to people, when one is chosen to tell a subject.
const OBSCURE: f64 = 0.2;

/// Features that say the inverse of another one, which people rather understand.
const INVERSES: [&str; 2] = ["PAYMENT_RATE", "INCOME_CREDIT_PERC"];

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
    places.fold(first, |best, place| if weight(place) > weight(best) { place } else { best })
}

/// Whether a value says little to people: unknown, without a unit, a level that the client does not
/// hold, a length of time as a share of the client's life, a paper known by its number, a sum of
/// shares, the inverse of what is usually told.
fn is_obscure(case: &Case<'_>, place: usize) -> bool {
    let entry = &case.subjects.entries[place];
    let is_other_level = match case.subjects.definitions[place] {
        Definition::Level { .. } => case.row[place] != 1.0,
        _ => false,
    };
    let is_of_life = entry.sources.len() > 1 && entry.sources.iter().any(|s| s.column == AGE);
    let is_paper = entry.theme == ThemeKey::Documents && entry.unit == Unit::Flag;
    let is_sum_of_shares = match case.subjects.definitions[place] {
        Definition::Statistic { statistic: Statistic::Sum, .. } => entry.unit == Unit::Ratio,
        _ => false,
    };
    case.row[place].is_nan()
        || entry.unit == Unit::Index
        || is_other_level
        || is_of_life
        || is_paper
        || is_sum_of_shares
        || INVERSES.contains(&case.names[place].as_str())
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
