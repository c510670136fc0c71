//! Two computations of the same columns, held against each other.

use polars::prelude::{Column, DataFrame, DataType};

use super::table::no_column;
use super::{Error, Work};
use crate::features::{Profile, assemble};
use crate::pipeline;
use crate::tables::portfolio;

/// Features of the first `n_clients` clients in a profile, as a frame beside `SK_ID_CURR`; as
/// 64-bit numbers, null where missing.
///
/// # Errors
///
/// [`Error::Stage`] where the tables cannot be read.
pub fn computed(work: &Work, profile: Profile, n_clients: usize) -> Result<DataFrame, Error> {
    let loaded = portfolio::load(&work.source()?, &pipeline::features_wanted, &|_| {})?;
    let n_clients = n_clients.min(loaded.portfolio.clients.len());
    let matrix = assemble(&loaded.portfolio, 0..n_clients, profile);
    let mut columns = vec![Column::new("SK_ID_CURR".into(), &matrix.clients)];
    columns.extend(matrix.names.iter().zip(&matrix.columns).map(|(name, values)| {
        let values: Vec<Option<f64>> =
            values.iter().map(|value| (!value.is_nan()).then_some(*value)).collect();
        Column::new(name.as_str().into(), values)
    }));
    Ok(DataFrame::new(matrix.clients.len(), columns)?)
}

/// How far two frames with the same `SK_ID_CURR`, ascending, agree on some columns: `column`,
/// `clients` (compared), `both_missing`, `one_missing`, `largest` (relative difference
/// `|a − b| / max(|a|, |b|)`).
///
/// # Errors
///
/// [`Error::NoColumn`]; [`Error::Values`] where the clients differ.
pub fn parity(a: &DataFrame, b: &DataFrame, columns: &[&str]) -> Result<DataFrame, Error> {
    let numbers = |frame: &DataFrame, name: &str| {
        let column = frame.column(name).map_err(|_| no_column(frame, name))?;
        let values = column.cast(&DataType::Float64)?;
        let known = |value: Option<f64>| value.filter(|value| !value.is_nan());
        Ok::<_, Error>(values.f64()?.iter().map(known).collect::<Vec<_>>())
    };
    if numbers(a, "SK_ID_CURR")? != numbers(b, "SK_ID_CURR")? {
        return Err(Error::Values {
            column: "SK_ID_CURR".to_owned(),
            expected: "the same clients in the same order",
            found: format!("{} and {} rows that differ", a.height(), b.height()),
        });
    }
    let mut rows = Vec::new();
    for name in columns {
        let (a, b) = (numbers(a, name)?, numbers(b, name)?);
        let pairs = || a.iter().zip(&b);
        let both = pairs().filter(|(a, b)| a.is_none() && b.is_none()).count();
        let one = pairs().filter(|(a, b)| a.is_some() != b.is_some()).count();
        let distance = |(a, b): (f64, f64)| {
            if a == b { 0.0 } else { (a - b).abs() / a.abs().max(b.abs()) }
        };
        let largest = pairs().filter_map(|(a, b)| a.zip(*b)).map(distance).fold(0.0, f64::max);
        rows.push((a.len() as u64, both as u64, one as u64, largest));
    }
    let counts = |of: fn(&(u64, u64, u64, f64)) -> u64| rows.iter().map(of).collect::<Vec<u64>>();
    Ok(DataFrame::new(
        columns.len(),
        vec![
            Column::new("column".into(), columns),
            Column::new("clients".into(), counts(|row| row.0)),
            Column::new("both_missing".into(), counts(|row| row.1)),
            Column::new("one_missing".into(), counts(|row| row.2)),
            Column::new("largest".into(), rows.iter().map(|row| row.3).collect::<Vec<f64>>()),
        ],
    )?)
}
