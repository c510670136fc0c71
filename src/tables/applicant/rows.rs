//! The rows of one table of an applicant in, its columns out.

use std::borrow::Cow;

use super::cells::{expected, push, push_missing};
use super::nearest::nearest;
use super::schema::TableSchema;
use super::violation::{Findings, Place, Rule, Violation, shown};
use super::{Cell, MOST_FIELDS, MissingInput, Row, TABLES, Table, name_of};
use crate::tables::application::TARGET;
use crate::tables::parse;
use crate::tables::rows::{TableRows, Values};

/// Reads rows one after the other.
pub(super) struct RowReader {
    schema: &'static TableSchema,
    columns: Vec<Values>,
    n_rows: usize,
    /// By column: the last row that gave it, counted from 1.
    given_in: Vec<usize>,
    /// By column: rows without a value.
    n_missing: Vec<usize>,
}

impl RowReader {
    pub(super) fn new(table: Table) -> Self {
        let schema = TableSchema::of(table);
        let columns: Vec<Values> =
            table.columns().iter().map(|column| Values::new(column.kind)).collect();
        let n_columns = columns.len();
        Self {
            schema,
            columns,
            n_rows: 0,
            given_in: vec![0; n_columns],
            n_missing: vec![0; n_columns],
        }
    }

    /// Reads a row, which stands at `place`; one that is refused is there all the same, so that
    /// those behind it keep their places.
    pub(super) fn read(&mut self, row: &Row<'_>, place: Place<'_>, findings: &mut Findings) {
        self.n_rows += 1;
        match row {
            Row::Other(kind) => {
                self.columns.iter_mut().for_each(push_missing);
                findings.violations.add(|| Violation {
                    pointer: place.pointer(),
                    rule: Rule::NotAnObject,
                    expected: "an object of columns and their values".to_owned(),
                    found: (*kind).to_owned(),
                    way_out: format!("write one row of {} as an object", name_of(place.table)),
                });
            }
            Row::Fields { n_fields, .. } if *n_fields > MOST_FIELDS => {
                self.columns.iter_mut().for_each(push_missing);
                findings.violations.add(|| Violation {
                    pointer: place.pointer(),
                    rule: Rule::TooManyFields,
                    expected: format!("{} columns", place.table.columns().len()),
                    found: format!("{n_fields} fields"),
                    way_out: "send the columns of the table alone".to_owned(),
                });
            }
            Row::Fields { fields, .. } => self.read_fields(fields, place, findings),
        }
    }

    fn read_fields(
        &mut self,
        fields: &[(Cow<'_, str>, Cell<'_>)],
        place: Place<'_>,
        findings: &mut Findings,
    ) {
        let mut guess = 0;
        for (name, cell) in fields {
            let Some(column_idx) = self.schema.place(name, guess) else {
                findings.violations.add(|| unknown_column(place, name));
                continue;
            };
            // Mostly columns come in the order of the file.
            guess = column_idx + 1;
            let place = place.column(name);
            if self.given_in[column_idx] == self.n_rows {
                findings.violations.add(|| Violation {
                    pointer: place.pointer(),
                    rule: Rule::RepeatedColumn,
                    expected: "each column once".to_owned(),
                    found: format!("{name} again, as {}", shown(cell)),
                    way_out: "leave one of the two out".to_owned(),
                });
                continue;
            }
            self.given_in[column_idx] = self.n_rows;
            if *cell == Cell::Missing {
                self.read_nothing(column_idx, place, Rule::MissingValue, findings);
            } else {
                let values = &mut self.columns[column_idx];
                push(self.schema, column_idx, cell, values, place, findings);
            }
        }
        for (column_idx, column) in self.schema.table.columns().iter().enumerate() {
            if self.given_in[column_idx] != self.n_rows {
                let place = place.column(column.name);
                self.read_nothing(column_idx, place, Rule::MissingColumn, findings);
            }
        }
    }

    /// A column that is null or not given.
    fn read_nothing(
        &mut self,
        column_idx: usize,
        place: Place<'_>,
        rule: Rule,
        findings: &mut Findings,
    ) {
        push_missing(&mut self.columns[column_idx]);
        let Some(column) = self.schema.table.columns().get(column_idx) else { return };
        if column.nullable {
            self.n_missing[column_idx] += 1;
            return;
        }
        findings.violations.add(|| Violation {
            pointer: place.pointer(),
            rule,
            expected: expected(self.schema, column_idx, column),
            found: if rule == Rule::MissingValue { "null" } else { "nothing" }.to_owned(),
            way_out: format!("give {}: no row of {} is without", column.name, name_of(place.table)),
        });
    }

    /// The rows, and the columns without a value.
    pub(super) fn finish(self) -> (TableRows, Vec<MissingInput>) {
        let Self { schema, columns, n_rows, n_missing, .. } = self;
        let table = schema.table;
        let gaps = table.columns().iter().zip(n_missing).filter(|(_, n_missing)| *n_missing > 0);
        let missing = gaps
            .map(|(column, n_missing)| MissingInput {
                table,
                column: column.name,
                n_missing,
                n_rows,
            })
            .collect();
        (TableRows { table, n_rows, columns: columns.into_iter().map(Some).collect() }, missing)
    }
}

fn unknown_column(place: Place<'_>, name: &str) -> Violation {
    let table = name_of(place.table);
    let pointer = place.column(name).pointer();
    let names = place.table.columns().iter().map(|column| column.name);
    let found = format!("\"{}\"", parse::short(name.as_bytes()));
    let expected = format!("a column of {table}");
    if name == TARGET.name {
        return Violation {
            pointer,
            rule: Rule::OutcomeGiven,
            expected,
            found: "the outcome".to_owned(),
            way_out: "leave TARGET out: the outcome is what is predicted, and no input".to_owned(),
        };
    }
    let elsewhere = || TABLES.into_iter().find(|other| other.column_index(name).is_some());
    let way_out = if let Some(near) = nearest(name, names) {
        format!("did you mean {near}?")
    } else if let Some(other) = elsewhere() {
        format!("{name} is a column of {}", name_of(other))
    } else {
        "leave it out, or correct its name; names are Kaggle's, spelling included".to_owned()
    };
    Violation { pointer, rule: Rule::UnknownColumn, expected, found, way_out }
}
