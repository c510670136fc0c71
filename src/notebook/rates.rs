//! Default rates by groups of clients.

use std::collections::BTreeMap;

use polars::prelude::{Column, DataFrame, DataType};

use super::chart::{Dot, Line};
use super::columns::dots;
use super::table::no_column;
use super::{Error, chart::Unit};
use crate::metrics::wilson;

/// Groups of a column with fewer clients than this are put together as the rest.
const FEWEST: usize = 30;
/// Stands for a missing value.
const MISSING: &str = "non renseigné";

/// How clients are put into groups.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Groups<'a> {
    /// So many groups of about as many clients, by value; and one of those without.
    Equal(usize),
    /// From each of these values to the next one; and one of those without.
    From(&'a [f64]),
    /// By word, the most clients first; rare ones together.
    Words,
}

/// Default rate by group of a column: `group` (a label), `middle` (mean value; null for words),
/// `clients`, `defaults`, `rate`, `low` and `high` (95 % interval by Wilson).
///
/// Clients whose `TARGET` is not known take no part; `unit` writes the ends of the groups.
///
/// # Errors
///
/// [`Error::NoColumn`] for a frame without the column or `TARGET`.
pub fn rates(
    frame: &DataFrame,
    column: &str,
    groups: Groups<'_>,
    unit: Unit,
) -> Result<DataFrame, Error> {
    let target = frame.column("TARGET").map_err(|_| no_column(frame, "TARGET"))?;
    let values = frame.column(column).map_err(|_| no_column(frame, column))?;
    let target = target.cast(&DataType::Int32)?;
    let outcomes: Vec<Option<bool>> =
        target.i32()?.iter().map(|known| known.map(|target| target == 1)).collect();
    let found = match groups {
        Groups::Words => by_word(values, &outcomes)?,
        Groups::Equal(n) => {
            let values = known_numbers(values)?;
            let starts = equal_starts(&values, &outcomes, n);
            by_range(&values, &outcomes, &starts, unit)
        }
        Groups::From(starts) => by_range(&known_numbers(values)?, &outcomes, starts, unit),
    };
    let intervals: Vec<(f64, f64)> =
        found.iter().map(|g| wilson(g.n_defaults as f64, g.n_clients as f64)).collect();
    let rate = |group: &Group| group.n_defaults as f64 / group.n_clients.max(1) as f64;
    let counts =
        |of: fn(&Group) -> usize| found.iter().map(|group| of(group) as u64).collect::<Vec<u64>>();
    let columns = vec![
        Column::new("group".into(), found.iter().map(|g| g.label.as_str()).collect::<Vec<_>>()),
        Column::new("middle".into(), found.iter().map(Group::middle).collect::<Vec<_>>()),
        Column::new("clients".into(), counts(|group| group.n_clients)),
        Column::new("defaults".into(), counts(|group| group.n_defaults)),
        Column::new("rate".into(), found.iter().map(rate).collect::<Vec<f64>>()),
        Column::new("low".into(), intervals.iter().map(|ends| ends.0).collect::<Vec<f64>>()),
        Column::new("high".into(), intervals.iter().map(|ends| ends.1).collect::<Vec<f64>>()),
    ];
    Ok(DataFrame::new(found.len(), columns)?)
}

/// The groups of [`rates`] as rows of a chart; those without a value stand out.
///
/// # Errors
///
/// [`Error::NoColumn`] for another frame.
pub fn rate_dots(rates: &DataFrame) -> Result<Vec<Dot>, Error> {
    dots(rates, "group", "rate", Some(("low", "high")), &[MISSING])
}

/// The groups of [`rates`] that have a middle, from the first to the last, as a curve over 1, 2, 3 …
///
/// # Errors
///
/// Those of polars, for another frame.
pub fn rate_line<'a>(rates: &DataFrame, name: &'a str) -> Result<Line<'a>, Error> {
    let (middle, rate) = (rates.column("middle")?.f64()?, rates.column("rate")?.f64()?);
    let known = (0..rates.height()).filter(|&place| middle.get(place).is_some());
    let points =
        known.enumerate().filter_map(|(at, place)| Some(((at + 1) as f64, rate.get(place)?)));
    Ok(Line { name, points: points.collect() })
}

/// Clients of a group.
#[derive(Debug, Default)]
struct Group {
    label: String,
    /// Sum of their values, where they have one.
    sum: Option<f64>,
    n_clients: usize,
    n_defaults: usize,
}

impl Group {
    fn add(&mut self, value: Option<f64>, defaulted: bool) {
        self.n_clients += 1;
        self.n_defaults += usize::from(defaulted);
        if let Some(value) = value {
            self.sum = Some(self.sum.unwrap_or(0.0) + value);
        }
    }

    fn middle(&self) -> Option<f64> {
        self.sum.map(|sum| sum / self.n_clients.max(1) as f64)
    }
}

fn known_numbers(values: &Column) -> Result<Vec<Option<f64>>, Error> {
    let values = values.cast(&DataType::Float64)?;
    Ok(values.f64()?.iter().map(|value| value.filter(|value| value.is_finite())).collect())
}

/// Where groups of about as many labelled clients start; equal values stay together.
fn equal_starts(values: &[Option<f64>], outcomes: &[Option<bool>], n_groups: usize) -> Vec<f64> {
    let labelled = values.iter().zip(outcomes).filter(|(_, outcome)| outcome.is_some());
    let mut sorted: Vec<f64> = labelled.filter_map(|(value, _)| *value).collect();
    sorted.sort_unstable_by(f64::total_cmp);
    let start = |group: usize| sorted.get(group * sorted.len() / n_groups.max(1)).copied();
    let mut starts: Vec<f64> = (0..n_groups).filter_map(start).collect();
    starts.dedup();
    starts
}

fn by_range(
    values: &[Option<f64>],
    outcomes: &[Option<bool>],
    starts: &[f64],
    unit: Unit,
) -> Vec<Group> {
    let label = |place: usize| match (starts[place], starts.get(place + 1)) {
        (start, None) => format!("{} et plus", unit.say(start)),
        (start, Some(end)) => format!("{} à {}", unit.say(start), unit.say(*end)),
    };
    let named = |label: String| Group { label, ..Group::default() };
    let mut groups: Vec<Group> = (0..starts.len()).map(|place| named(label(place))).collect();
    let (mut below, mut missing) = (Group::default(), named(MISSING.to_owned()));
    for (value, outcome) in values.iter().zip(outcomes) {
        let Some(defaulted) = *outcome else { continue };
        match value {
            None => missing.add(None, defaulted),
            Some(value) => {
                let place = starts.partition_point(|start| start <= value);
                let group = if place == 0 { &mut below } else { &mut groups[place - 1] };
                group.add(Some(*value), defaulted);
            }
        }
    }
    if let Some(first) = starts.first() {
        below.label = format!("moins de {}", unit.say(*first));
    }
    groups.insert(0, below);
    groups.push(missing);
    groups.retain(|group| group.n_clients > 0);
    groups
}

fn by_word(values: &Column, outcomes: &[Option<bool>]) -> Result<Vec<Group>, Error> {
    let words = values.cast(&DataType::String)?;
    let mut found: BTreeMap<&str, Group> = BTreeMap::new();
    for (word, outcome) in words.str()?.iter().zip(outcomes) {
        if let Some(defaulted) = *outcome {
            found.entry(word.unwrap_or(MISSING)).or_default().add(None, defaulted);
        }
    }
    let (mut groups, rare): (Vec<_>, Vec<_>) = found
        .into_iter()
        .map(|(word, group)| Group { label: word.to_owned(), ..group })
        .partition(|group| group.n_clients >= FEWEST);
    groups.sort_by_key(|group| std::cmp::Reverse(group.n_clients));
    if !rare.is_empty() {
        let mut rest = Group { label: "autres".to_owned(), ..Group::default() };
        for group in rare {
            rest.n_clients += group.n_clients;
            rest.n_defaults += group.n_defaults;
        }
        groups.push(rest);
    }
    Ok(groups)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn frame() -> DataFrame {
        let n = 400_i32;
        let age = Column::new(
            "AGE".into(),
            (0..n).map(|i| (i > 0).then_some(f64::from(i % 50))).collect::<Vec<_>>(),
        );
        let job = Column::new(
            "JOB".into(),
            (0..n)
                .map(|i| {
                    if i < 300 {
                        "a"
                    } else if i < 390 {
                        "b"
                    } else {
                        "c"
                    }
                })
                .collect::<Vec<_>>(),
        );
        let target = (0..n).map(|i| (i % 4 != 3).then_some(i32::from(i % 10 == 0)));
        let target = Column::new("TARGET".into(), target.collect::<Vec<_>>());
        DataFrame::new(n as usize, vec![age, job, target]).unwrap()
    }

    fn total(rates: &DataFrame, name: &str) -> u64 {
        rates.column(name).unwrap().u64().unwrap().iter().flatten().sum()
    }

    #[test]
    fn everyone_of_known_outcome_is_in_one_group() {
        for groups in [Groups::Equal(10), Groups::From(&[10.0, 20.0]), Groups::Words] {
            let column = if groups == Groups::Words { "JOB" } else { "AGE" };
            let rates = rates(&frame(), column, groups, Unit::Count).unwrap();
            assert_eq!(
                (total(&rates, "clients"), total(&rates, "defaults")),
                (300, 40),
                "{groups:?}"
            );
        }
    }

    #[test]
    fn groups_are_named() {
        let labels = |groups, column| {
            let rates = rates(&frame(), column, groups, Unit::Count).unwrap();
            let labels = rates.column("group").unwrap().str().unwrap().clone();
            labels.iter().flatten().map(str::to_owned).collect::<Vec<_>>()
        };
        assert_eq!(
            labels(Groups::From(&[10.0, 20.0]), "AGE"),
            ["moins de 10", "10 à 20", "20 et plus", MISSING]
        );
        assert_eq!(labels(Groups::Words, "JOB"), ["a", "b", "autres"]);
    }

    #[test]
    fn a_frame_without_outcomes_says_so() {
        let frame = frame().drop("TARGET").unwrap();
        let said = rates(&frame, "AGE", Groups::Words, Unit::Count).unwrap_err().to_string();
        assert!(said.starts_with("expected a column \"TARGET\", found \"AGE\""), "{said}");
    }
}
