//! A run of clients whose features are computed together.

use std::ops::Range;

use super::definition::{Definition, Feature, Measure, Rows, Statistic, Subset};
use super::statistics;
use super::{Profile, bureau, credit_card, instalments, pos_cash, previous};
use crate::tables::portfolio::{GroupedRows, Portfolio};
use crate::tables::rows::{MISSING_INTEGER, MISSING_LEVEL};
use crate::tables::{Column, DAYS_SENTINEL, Kind, Table, TableRows};

/// A run of clients of a portfolio.
#[derive(Clone)]
pub struct Block<'a> {
    /// The portfolio.
    pub portfolio: &'a Portfolio,
    /// Which of its clients.
    pub clients: Range<usize>,
    /// How to compute.
    pub profile: Profile,
}

/// Named columns of a block, one value per client.
pub type Computed = Vec<(&'static str, Vec<f64>)>;

impl<'a> Block<'a> {
    /// How many clients.
    pub fn len(&self) -> usize {
        self.clients.len()
    }

    /// The rows of the block's clients in a child table.
    pub fn child(&self, table: Table) -> Option<Child<'a>> {
        let grouped = self.portfolio.child(table)?;
        Some(Child::new(grouped, self.clients.clone()))
    }

    /// Whether there is no client.
    pub fn is_empty(&self) -> bool {
        self.clients.is_empty()
    }

    /// A numeric column of the application, NaN where missing.
    pub fn application(&self, column: &str) -> Vec<f64> {
        numbers(&self.portfolio.application, column, self.clients.clone())
    }

    /// The level codes of a category column of the application.
    pub fn application_levels(&self, column: &str) -> &'a [u8] {
        let levels = self.portfolio.application.levels(column);
        levels.get(self.clients.clone()).unwrap_or(&[])
    }
}

/// The rows of a block's clients in one child table.
pub struct Child<'a> {
    /// All rows of the table.
    pub rows: &'a TableRows,
    /// Those of the block.
    pub range: Range<usize>,
    /// Where each client's rows start within the block, and where the last one's end.
    pub starts: Vec<usize>,
}

impl<'a> Child<'a> {
    /// The rows that parents `parents` own.
    pub fn new(grouped: &'a GroupedRows, parents: Range<usize>) -> Self {
        let bounds = &grouped.starts[parents.start..=parents.end];
        let first = bounds.first().map_or(0, |&start| start as usize);
        let starts: Vec<usize> = bounds.iter().map(|&start| start as usize - first).collect();
        let end = first + starts.last().copied().unwrap_or(0);
        Self { rows: &grouped.rows, range: first..end, starts }
    }

    /// How many rows the block's clients have.
    pub fn len(&self) -> usize {
        self.range.len()
    }

    /// Whether they have none.
    pub fn is_empty(&self) -> bool {
        self.range.is_empty()
    }

    /// A numeric column, NaN where missing or where it holds its sentinel.
    pub fn numbers(&self, column: &str) -> Vec<f64> {
        numbers(self.rows, column, self.range.clone())
    }

    /// The codes of a category column.
    pub fn levels(&self, column: &str) -> &'a [u8] {
        self.rows.levels(column).get(self.range.clone()).unwrap_or(&[])
    }

    /// The code of a level of a category column.
    pub fn code(&self, column: &str, level: &str) -> u8 {
        code_of(self.rows.table, column, level)
    }

    /// Marks the rows where a category column holds `level`.
    pub fn is_level(&self, column: &str, level: &str) -> Vec<bool> {
        let code = self.code(column, level);
        self.levels(column).iter().map(|&found| found == code).collect()
    }

    /// Applies `f` to each client's row range, within the block.
    pub fn per_client(&self, mut f: impl FnMut(Range<usize>) -> f64) -> Vec<f64> {
        self.starts.windows(2).map(|run| f(run[0]..run[1])).collect()
    }
}

/// The code of a level in the schema; a level that is not there matches nothing.
pub fn code_of(table: Table, column: &str, level: &str) -> u8 {
    let levels = table.column(column).map_or(&[][..], Column::levels);
    let place = levels.iter().position(|&known| known == level);
    debug_assert!(place.is_some(), "{column} has no level {level}");
    // MISSING_LEVEL − 1 is the unknown level; 253 is neither that nor any code.
    place.and_then(|place| u8::try_from(place).ok()).unwrap_or(MISSING_LEVEL - 2)
}

/// A numeric column as `f64`, NaN where missing or where it holds its sentinel.
fn numbers(rows: &TableRows, name: &str, range: Range<usize>) -> Vec<f64> {
    let Some(column) = rows.table.column(name) else {
        return vec![f64::NAN; range.len()];
    };
    match column.kind {
        Kind::Decimal => rows.decimals(name).get(range).unwrap_or(&[]).to_vec(),
        Kind::Integer => {
            let has_sentinel = column.sentinel.is_some();
            let to_number = |&value: &i32| {
                if value == MISSING_INTEGER || has_sentinel && value == DAYS_SENTINEL {
                    f64::NAN
                } else {
                    f64::from(value)
                }
            };
            rows.integers(name).get(range).unwrap_or(&[]).iter().map(to_number).collect()
        }
        Kind::Key => {
            rows.keys(name).get(range).unwrap_or(&[]).iter().map(|&k| f64::from(k)).collect()
        }
        Kind::Category(_) => vec![f64::NAN; range.len()],
    }
}

/// Computes the [`Definition::Statistic`] features among `features` that go over `rows.table`.
///
/// Returns one column per feature, in their order. Features of one measure must stand next to
/// each other for it to be computed once.
pub fn statistics_of(block: &Block<'_>, table: Table, features: &[&Feature]) -> Vec<Vec<f64>> {
    let Some(child) = block.child(table) else {
        return features.iter().map(|_| vec![f64::NAN; block.len()]).collect();
    };
    let mut columns = Vec::with_capacity(features.len());
    let mut mask: Option<(Subset, Option<Vec<bool>>)> = None;
    let mut values: Option<(Measure, Vec<f64>)> = None;
    let mut counts: Option<((Subset, &'static str), LevelCounts)> = None;
    let statuses = (table == Table::Bureau).then(|| bureau::Statuses::new(block));
    for feature in features {
        let Definition::Statistic { rows: Rows { subset, .. }, measure, statistic } =
            feature.definition
        else {
            continue;
        };
        if mask.as_ref().is_none_or(|(known, _)| *known != subset) {
            mask = Some((subset, subset_mask(&child, subset)));
        }
        let rows_mask = mask.as_ref().and_then(|(_, mask)| mask.as_deref());
        if let Measure::Level { column, level } = measure {
            if counts.as_ref().is_none_or(|(known, _)| *known != (subset, column)) {
                counts = Some(((subset, column), LevelCounts::new(&child, column, rows_mask)));
            }
            let code = level.map_or(MISSING_LEVEL, |level| child.code(column, level));
            let of_level = counts.as_ref().map(|(_, counts)| counts.statistic(statistic, code));
            columns.push(of_level.unwrap_or_default());
            continue;
        }
        if values.as_ref().is_none_or(|(known, _)| *known != measure) {
            values = Some((measure, measured(&child, statuses.as_ref(), measure, block.profile)));
        }
        let of_rows = values.as_ref().map_or(&[][..], |(_, values)| values);
        let mut column = statistics::of_runs(statistic, of_rows, &child.starts, rows_mask);
        if is_window(subset) && matches!(statistic, Statistic::Count | Statistic::Sum) {
            // Nothing in the window is a zero for a client who has a history at all.
            let has_rows = child.starts.windows(2).map(|run| run[1] > run[0]);
            for (value, _) in column.iter_mut().zip(has_rows).filter(|(v, has)| *has && v.is_nan())
            {
                *value = 0.0;
            }
        }
        columns.push(column);
    }
    columns
}

fn is_window(subset: Subset) -> bool {
    matches!(subset, Subset::LastDays(_) | Subset::LastMonths(_) | Subset::LastApplications(_))
}

/// How often each client's rows hold each level.
struct LevelCounts {
    n_slots: usize,
    counts: Vec<u32>,
    n_rows: Vec<u32>,
}

impl LevelCounts {
    fn new(child: &Child<'_>, column: &str, mask: Option<&[bool]>) -> Self {
        let n_levels = child.rows.table.column(column).map_or(0, |column| column.levels().len());
        // The last slot takes the missing; levels that the schema does not know count in none.
        let n_slots = n_levels + 1;
        let codes = child.levels(column);
        let mut counts = vec![0; n_slots * (child.starts.len() - 1)];
        let mut n_rows = Vec::with_capacity(child.starts.len() - 1);
        for (client, run) in child.starts.windows(2).enumerate() {
            let slots = &mut counts[client * n_slots..][..n_slots];
            let mut n = 0;
            for row in run[0]..run[1] {
                if mask.is_none_or(|mask| mask[row]) {
                    n += 1;
                    let code = codes[row];
                    let slot = if code == MISSING_LEVEL { n_levels } else { usize::from(code) };
                    if let Some(count) = slots.get_mut(slot) {
                        *count += 1;
                    }
                }
            }
            n_rows.push(n);
        }
        Self { n_slots, counts, n_rows }
    }

    fn statistic(&self, statistic: Statistic, code: u8) -> Vec<f64> {
        let slot = if code == MISSING_LEVEL { self.n_slots - 1 } else { usize::from(code) };
        let of_client = self.counts.chunks_exact(self.n_slots).zip(&self.n_rows);
        of_client
            .map(|(slots, &n)| {
                statistics::of_marks(statistic, slots.get(slot).copied().unwrap_or(0), n)
            })
            .collect()
    }
}

/// Which rows belong to `subset`; `None` where all do.
fn subset_mask(child: &Child<'_>, subset: Subset) -> Option<Vec<bool>> {
    let date = match child.rows.table {
        Table::Bureau => "DAYS_CREDIT",
        Table::PreviousApplication => "DAYS_DECISION",
        Table::InstallmentsPayments => "DAYS_INSTALMENT",
        _ => "MONTHS_BALANCE",
    };
    let since =
        |n: u16| child.numbers(date).iter().map(|&at| at >= -f64::from(n)).collect::<Vec<bool>>();
    Some(match subset {
        Subset::All => return None,
        Subset::ActiveCredits => child.is_level("CREDIT_ACTIVE", "Active"),
        Subset::ClosedCredits => child.is_level("CREDIT_ACTIVE", "Closed"),
        Subset::Approved => child.is_level("NAME_CONTRACT_STATUS", "Approved"),
        Subset::Refused => child.is_level("NAME_CONTRACT_STATUS", "Refused"),
        Subset::LastDays(n) | Subset::LastMonths(n) => since(n),
        Subset::LastApplications(n) => previous::latest(child, usize::from(n)),
    })
}

/// The values of a measure, one per row of the child table.
fn measured(
    child: &Child<'_>,
    statuses: Option<&bureau::Statuses>,
    measure: Measure,
    profile: Profile,
) -> Vec<f64> {
    match (measure, statuses) {
        (Measure::Row, _) => vec![1.0; child.len()],
        (Measure::Column(column), _) => child.numbers(column),
        (Measure::Derived(name), _) => match child.rows.table {
            Table::Bureau => bureau::measure(child, name),
            Table::PreviousApplication => previous::measure(child, name, profile),
            Table::PosCashBalance => pos_cash::measure(child, name),
            Table::CreditCardBalance => credit_card::measure(child, name),
            _ => instalments::measure(child, name, profile),
        },
        (_, Some(statuses)) => statuses.measure(measure),
        _ => vec![f64::NAN; child.len()],
    }
}

/// `a / b` row by row; in our profile what has no finite value is missing.
pub fn ratios(a: &[f64], b: &[f64], profile: Profile) -> Vec<f64> {
    let pairs = a.iter().zip(b);
    match profile {
        Profile::Kernel => pairs.map(|(a, b)| a / b).collect(),
        Profile::Octroi => pairs.map(|(a, b)| statistics::ratio(*a, *b)).collect(),
    }
}

/// 1 where `mark` holds, else 0.
pub fn marks(mask: impl Iterator<Item = bool>) -> Vec<f64> {
    mask.map(|mark| f64::from(u8::from(mark))).collect()
}
