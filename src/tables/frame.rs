//! Rows as a polars data frame, for notebooks and exploration.
//!
//! Nothing is computed on the way: sentinels stay, categories are their words.

use polars::prelude::{
    Column, DataFrame, Float64Chunked, Int32Chunked, IntoColumn, NewChunkedArray,
    PolarsResult, StringChunked, UInt32Chunked,
};

use super::rows::{MISSING_INTEGER, MISSING_LEVEL, UNKNOWN_LEVEL};
use super::{TableRows, Values};

/// Stands for a level that the schema does not know, whose word is not kept.
pub const UNKNOWN_LEVEL_NAME: &str = "(unknown)";

/// The columns that were read, with nulls where values are missing.
///
/// Category levels become words and take far more room than their codes: choose the columns
/// when reading a large table.
///
/// # Errors
///
/// Polars' own, for columns of different lengths.
pub fn frame(rows: &TableRows) -> PolarsResult<DataFrame> {
    let columns = rows.table.columns().iter().zip(&rows.columns);
    let columns = columns.filter_map(|(column, values)| {
        let name = column.name.into();
        Some(match values.as_ref()? {
            Values::Key(keys) => UInt32Chunked::from_slice(name, keys).into_column(),
            Values::Integer(values) => {
                let values = values.iter().map(|&value| (value != MISSING_INTEGER).then_some(value));
                Int32Chunked::from_iter_options(name, values).into_column()
            }
            Values::Decimal(values) => {
                let values = values.iter().map(|&value| (!value.is_nan()).then_some(value));
                Float64Chunked::from_iter_options(name, values).into_column()
            }
            Values::Category(codes) => {
                let levels = column.levels();
                let words = codes.iter().map(|&code| match code {
                    MISSING_LEVEL => None,
                    UNKNOWN_LEVEL => Some(UNKNOWN_LEVEL_NAME),
                    code => levels.get(usize::from(code)).copied(),
                });
                StringChunked::from_iter_options(name, words).into_column()
            }
        })
    });
    DataFrame::new(rows.n_rows, columns.collect::<Vec<Column>>())
}
