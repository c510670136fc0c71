//! Rows as a polars data frame, for notebooks and exploration.
//!
//! Nothing is computed on the way: sentinels stay, categories are their words.

use polars::prelude::{
    Column, DataFrame, Float64Chunked, Int32Chunked, IntoColumn, NewChunkedArray, PolarsResult,
    StringChunked, UInt32Chunked,
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
                let values =
                    values.iter().map(|&value| (value != MISSING_INTEGER).then_some(value));
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

#[cfg(test)]
mod tests {
    use polars::prelude::DataType;

    use super::*;
    use crate::tables::Table;

    #[test]
    fn missing_values_become_nulls_and_codes_words() {
        let mut rows = TableRows::empty(Table::BureauBalance);
        rows.n_rows = 3;
        rows.columns = vec![
            None,
            Some(Values::Integer(vec![-1, MISSING_INTEGER, -3])),
            Some(Values::Category(vec![6, MISSING_LEVEL, UNKNOWN_LEVEL])),
        ];
        let frame = frame(&rows).unwrap();
        assert_eq!(frame.shape(), (3, 2));
        let months = frame.column("MONTHS_BALANCE").unwrap();
        assert_eq!((months.dtype(), months.null_count()), (&DataType::Int32, 1));
        let words: Vec<Option<&str>> =
            frame.column("STATUS").unwrap().str().unwrap().iter().collect();
        assert_eq!(words, [Some("C"), None, Some(UNKNOWN_LEVEL_NAME)]);
    }
}
