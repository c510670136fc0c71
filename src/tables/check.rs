//! Raw tables in, a report on their condition out.
//!
//! Every table is looked at, whatever is wrong with the others, and one at a time: of those
//! before only the keys are kept.

use rayon::prelude::*;

use super::keys::{KeyIndex, NO_PLACE, first_repeat, n_distinct};
use super::report::{ColumnContents, Contents, Finding, Report, TableReport, Verdict};
use super::rows::{MISSING_INTEGER, MISSING_LEVEL, Values};
use super::{Column, Reading, Source, Table, read_table};

/// Levels that mean "none", as 365243 does among days.
const SENTINEL_LEVELS: [&str; 2] = ["XNA", "XAP"];

/// Checks every table of `source`.
///
/// `progress` is told the bytes of text read since it was last called.
pub fn check(source: &Source, progress: &(dyn Fn(u64) + Sync)) -> Report {
    let mut known = KnownKeys::default();
    let tables: Vec<TableReport> = Table::ALL
        .into_iter()
        .map(|table| check_table(source, table, &mut known, progress))
        .collect();
    let findings = tables.iter().flat_map(|table| &table.findings);
    let verdict = findings.map(Finding::verdict).max().unwrap_or(Verdict::Sound);
    Report { verdict, tables }
}

/// Keys of the tables already read, for those that refer to them.
#[derive(Default)]
struct KnownKeys {
    /// Clients of both application files; unknown where one cannot be read.
    clients: Option<Vec<u32>>,
    /// Keys of the bureau credits and the clients they belong to.
    credits: Option<(Vec<u32>, Vec<u32>)>,
}

fn check_table(
    source: &Source,
    table: Table,
    known: &mut KnownKeys,
    progress: &(dyn Fn(u64) + Sync),
) -> TableReport {
    let reading = match read_table(source, table, &|_| true, progress) {
        Ok(reading) => reading,
        Err(super::Error::MissingTable { .. }) => {
            if table == Table::ApplicationTrain {
                known.clients = None;
            }
            let findings = vec![Finding::Absent { is_optional: table.is_optional() }];
            return TableReport { table, contents: None, findings };
        }
        Err(error) => {
            if table == Table::ApplicationTest {
                // Some clients are not known, so nothing can be said of rows without one.
                known.clients = None;
            }
            let finding = Finding::Unreadable { message: error.to_string(), hint: error.hint() };
            return TableReport { table, contents: None, findings: vec![finding] };
        }
    };
    let mut findings = Vec::new();
    let notes = &reading.notes;
    let extra = notes.extra_columns.iter().cloned();
    findings.extend(extra.map(|column| Finding::ExtraColumn { column }));
    let n_clients = check_keys(&reading, known, &mut findings);
    let columns: Vec<(ColumnContents, Vec<Finding>)> = table
        .columns()
        .par_iter()
        .zip(&reading.rows.columns)
        .map(|(column, values)| check_column(column, values.as_ref(), &reading))
        .collect();
    let n_missing: usize = columns.iter().map(|(column, _)| column.n_missing).sum();
    let n_fields = reading.rows.n_rows * columns.len();
    let n_defaulted = reading.defaulted.iter().filter(|&&defaulted| defaulted).count();
    let (columns, of_columns): (Vec<_>, Vec<_>) = columns.into_iter().unzip();
    findings.extend(of_columns.into_iter().flatten());
    if notes.lacks_final_line_break {
        findings.push(Finding::NoFinalLineBreak);
    }
    let contents = Contents {
        n_rows: reading.rows.n_rows,
        n_clients,
        n_defaulted: (table == Table::ApplicationTrain).then_some(n_defaulted),
        share_missing: share(n_missing, n_fields),
        fingerprint: reading.fingerprint,
        columns,
    };
    TableReport { table, contents: Some(contents), findings }
}

/// Looks for repeated keys and rows without a parent; counts the clients.
fn check_keys(
    reading: &Reading,
    known: &mut KnownKeys,
    findings: &mut Vec<Finding>,
) -> Option<usize> {
    let (rows, lines) = (&reading.rows, &reading.lines);
    let clients = rows.keys("SK_ID_CURR");
    if let Some(column) = rows.table.unique_key() {
        let keys = rows.keys(column);
        if let Some((first, second)) = first_repeat(keys) {
            findings.push(Finding::RepeatedKey {
                column,
                n_rows: keys.len() - n_distinct(keys),
                key: keys[second],
                first_line: lines.line(first),
                second_line: lines.line(second),
            });
        }
    }
    let orphans = |column: &'static str, parents: &[u32]| {
        let places = KeyIndex::new(parents).places(rows.keys(column));
        let first = places.iter().position(|&place| place == NO_PLACE)?;
        let n_rows = places.iter().filter(|&&place| place == NO_PLACE).count();
        Some(Finding::Orphans { column, n_rows, first_line: lines.line(first) })
    };
    match rows.table {
        Table::ApplicationTrain => known.clients = Some(clients.to_vec()),
        Table::ApplicationTest => {
            if let Some(train) = &mut known.clients {
                let places = KeyIndex::new(train).places(clients);
                if let Some(first) = places.iter().position(|&place| place != NO_PLACE) {
                    findings.push(Finding::ClientsInBoth {
                        n_clients: places.iter().filter(|&&place| place != NO_PLACE).count(),
                        key: clients[first],
                        first_line: lines.line(first),
                    });
                }
                train.extend_from_slice(clients);
            }
        }
        Table::BureauBalance => {
            let (credits, clients) = known.credits.take()?;
            findings.extend(orphans("SK_ID_BUREAU", &credits));
            let places = KeyIndex::new(&credits).places(rows.keys("SK_ID_BUREAU"));
            let of_rows = places.iter().filter_map(|&place| clients.get(place as usize).copied());
            return Some(n_distinct(&of_rows.collect::<Vec<u32>>()));
        }
        _ => {
            findings.extend(known.clients.as_ref().and_then(|known| orphans("SK_ID_CURR", known)));
        }
    }
    if rows.table == Table::Bureau {
        known.credits = Some((rows.keys("SK_ID_BUREAU").to_vec(), clients.to_vec()));
    }
    Some(n_distinct(clients))
}

/// Rows of one kind: how many, and the first.
#[derive(Debug, Clone, Copy, Default)]
struct Tally {
    n_rows: usize,
    first_row: usize,
}

impl Tally {
    fn add(&mut self, row: usize) {
        if self.n_rows == 0 {
            self.first_row = row;
        }
        self.n_rows += 1;
    }
}

fn check_column(
    column: &'static Column,
    values: Option<&Values>,
    reading: &Reading,
) -> (ColumnContents, Vec<Finding>) {
    let (mut missing, mut outside, mut n_sentinels) = (Tally::default(), Tally::default(), 0);
    let (low, high) = column.range;
    let mut number = |row: usize, value: f64| {
        if column.sentinel.is_some_and(|sentinel| f64::from(sentinel) == value) {
            n_sentinels += 1;
        } else if !(low..=high).contains(&value) {
            outside.add(row);
        }
    };
    match values {
        None | Some(Values::Key(_)) => {}
        Some(Values::Integer(values)) => {
            for (row, &value) in values.iter().enumerate() {
                if value == MISSING_INTEGER {
                    missing.add(row);
                } else {
                    number(row, value.into());
                }
            }
        }
        Some(Values::Decimal(values)) => {
            for (row, &value) in values.iter().enumerate() {
                if value.is_nan() { missing.add(row) } else { number(row, value) }
            }
        }
        Some(Values::Category(codes)) => {
            for (row, &code) in codes.iter().enumerate() {
                if code == MISSING_LEVEL {
                    missing.add(row);
                } else if let Some(level) = column.levels().get(usize::from(code)) {
                    n_sentinels += usize::from(SENTINEL_LEVELS.contains(level));
                }
            }
        }
    }
    let lines = &reading.lines;
    let name = column.name;
    let mut findings = Vec::new();
    if missing.n_rows > 0 && !column.nullable {
        let (n_rows, first_line) = (missing.n_rows, lines.line(missing.first_row));
        findings.push(Finding::UnexpectedMissing { column: name, n_rows, first_line });
    }
    if outside.n_rows > 0 {
        let example = match values {
            Some(Values::Integer(values)) => values[outside.first_row].into(),
            Some(Values::Decimal(values)) => values[outside.first_row],
            _ => f64::NAN,
        };
        let (n_rows, first_line) = (outside.n_rows, lines.line(outside.first_row));
        let range = column.range;
        findings.push(Finding::OutOfRange { column: name, n_rows, first_line, example, range });
    }
    let unknown = reading.notes.unknown_levels.iter().filter(|((column, _), _)| *column == name);
    findings.extend(unknown.map(|((_, level), seen)| {
        let (level, n_rows, first_line) = (level.clone(), seen.n_rows, seen.first_line);
        Finding::UnknownLevel { column: name, level, n_rows, first_line }
    }));
    let n_missing = missing.n_rows;
    let share_missing = share(n_missing, reading.rows.n_rows);
    (ColumnContents { column: name, n_missing, share_missing, n_sentinels }, findings)
}

/// `n / of`, 0 of nothing.
fn share(n: usize, of: usize) -> f64 {
    if of == 0 { 0.0 } else { n as f64 / of as f64 }
}
