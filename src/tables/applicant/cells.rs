//! One field in, one value out, by the functions that read the fields of a file.

use super::Cell;
use super::bounds::Fit;
use super::schema::TableSchema;
use super::violation::{Findings, Oddity, Place, Rule, Violation, shown};
use crate::tables::rows::{MISSING_INTEGER, MISSING_LEVEL, UNKNOWN_LEVEL, Values};
use crate::tables::{Column, Kind, parse};

/// Puts nothing behind the values of a column.
pub(super) fn push_missing(values: &mut Values) {
    match values {
        // A key is never missing in what is not refused.
        Values::Key(values) => values.push(0),
        Values::Integer(values) => values.push(MISSING_INTEGER),
        Values::Decimal(values) => values.push(f64::NAN),
        Values::Category(values) => values.push(MISSING_LEVEL),
    }
}

/// Reads a field that is not null and puts its value behind those of its column; where it is
/// wrong, nothing is put there and [`Findings`] tells of it.
pub(super) fn push(
    schema: &TableSchema,
    column_idx: usize,
    cell: &Cell<'_>,
    values: &mut Values,
    place: Place<'_>,
    findings: &mut Findings,
) {
    let Some(column) = schema.table.columns().get(column_idx) else { return };
    match read(schema, column_idx, column, cell) {
        Ok(value) => {
            if let Value::Number(_, Fit::Odd) = value {
                findings.oddities.add(|| Oddity {
                    pointer: place.pointer(),
                    plausible: column.range,
                    found: shown(cell),
                });
            }
            match (values, value) {
                (Values::Key(values), Value::Key(key)) => values.push(key),
                // What is read as a whole number is one.
                (Values::Integer(values), Value::Number(value, _)) => values.push(value as i32),
                (Values::Decimal(values), Value::Number(value, _)) => values.push(value),
                (Values::Category(values), Value::Level(code)) => values.push(code),
                (values, _) => push_missing(values),
            }
        }
        Err(rule) => {
            push_missing(values);
            findings.violations.add(|| Violation {
                pointer: place.pointer(),
                rule,
                expected: expected(schema, column_idx, column),
                found: shown(cell),
                way_out: way_out(rule, column),
            });
        }
    }
}

/// What a field says.
enum Value {
    Key(u32),
    Number(f64, Fit),
    Level(u8),
}

fn read(
    schema: &TableSchema,
    column_idx: usize,
    column: &Column,
    cell: &Cell<'_>,
) -> Result<Value, Rule> {
    let number = |value: f64| {
        let bounds = schema.bounds.get(column_idx);
        match bounds.map_or(Fit::Plausible, |bounds| bounds.fit(value)) {
            Fit::Impossible => Err(Rule::Impossible),
            fit => Ok(Value::Number(value, fit)),
        }
    };
    match (column.kind, cell) {
        (Kind::Key, Cell::Number(text)) => {
            let key = parse::key(text.as_bytes(), text.len()).map(Value::Key);
            key.map_or_else(|| whole_key(text), Ok)
        }
        (Kind::Integer, Cell::Number(text)) => match parse::integer(text.as_bytes(), text.len()) {
            Some(value) => number(value.into()),
            None => Err(match parse::decimal(text.as_bytes(), text.len()) {
                Some(value) if value.fract() != 0.0 => Rule::NotWhole,
                _ => Rule::Impossible,
            }),
        },
        (Kind::Decimal, Cell::Number(text)) => {
            number(parse::decimal(text.as_bytes(), text.len()).ok_or(Rule::Impossible)?)
        }
        (Kind::Category(_), Cell::Text(text)) => {
            let codes = schema.codes.get(column_idx);
            match codes.map(|codes| codes.code(text.as_bytes(), text.len())) {
                Some(code) if code != UNKNOWN_LEVEL => Ok(Value::Level(code)),
                _ => Err(Rule::UnknownLevel),
            }
        }
        _ => Err(Rule::WrongType),
    }
}

/// A key that is not written in digits alone: programs write `7.0` for what JSON holds to be 7.
fn whole_key(text: &str) -> Result<Value, Rule> {
    match parse::decimal(text.as_bytes(), text.len()) {
        Some(value) if !(1.0..=f64::from(u32::MAX)).contains(&value) => Err(Rule::Impossible),
        Some(value) if value.fract() != 0.0 => Err(Rule::NotWhole),
        Some(value) => Ok(Value::Key(value as u32)),
        None => Err(Rule::Impossible),
    }
}

/// What a column holds, in words.
pub(super) fn expected(schema: &TableSchema, column_idx: usize, column: &Column) -> String {
    let range = || schema.bounds.get(column_idx).map_or(String::new(), |bounds| bounds.in_words());
    let mut words = match column.kind {
        Kind::Key => "a whole number, 1 or more".to_owned(),
        Kind::Integer => format!("a whole number, {}", range()),
        Kind::Decimal => format!("a number, {}", range()),
        Kind::Category(levels) => {
            let levels: Vec<String> = levels.iter().map(|level| format!("\"{level}\"")).collect();
            format!("one of {}", levels.join(", "))
        }
    };
    if column.nullable {
        words.push_str("; or null");
    }
    words
}

fn way_out(rule: Rule, column: &Column) -> String {
    let name = column.name;
    match (rule, column.kind) {
        (Rule::WrongType, Kind::Category(_)) => {
            format!("write the category of {name} as a text in quotes")
        }
        (Rule::WrongType, _) => format!("write {name} as a number, without quotes"),
        (Rule::NotWhole, Kind::Key) => format!("write {name} as a whole number"),
        (Rule::NotWhole, _) => format!("round {name} to a whole number"),
        (Rule::UnknownLevel, _) => {
            let null = if column.nullable { ", or null where it is not known" } else { "" };
            format!("choose one of the known categories, spelled the same{null}")
        }
        _ if column.range.1 <= 0.0 => format!(
            "correct {name}: it counts back from the application, so that what lies before it is \
             negative"
        ),
        _ => format!("correct {name}"),
    }
}
