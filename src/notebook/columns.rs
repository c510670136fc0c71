//! Columns of a frame as what charts are made of.

use polars::prelude::{AnyValue, DataFrame, DataType};

use super::Error;
use super::chart::Dot;
use super::table::no_column;

/// The values of a column as 64-bit numbers; null is NaN.
///
/// # Errors
///
/// [`Error::NoColumn`]; [`Error::Frame`] for words.
pub fn numbers(frame: &DataFrame, column: &str) -> Result<Vec<f64>, Error> {
    let values = frame.column(column).map_err(|_| no_column(frame, column))?;
    let values = values.strict_cast(&DataType::Float64)?;
    Ok(values.f64()?.iter().map(|value| value.unwrap_or(f64::NAN)).collect())
}

/// The values of a column as words.
///
/// # Errors
///
/// [`Error::NoColumn`].
pub fn words(frame: &DataFrame, column: &str) -> Result<Vec<String>, Error> {
    let values = frame.column(column).map_err(|_| no_column(frame, column))?;
    let word = |place: usize| {
        Ok(match values.get(place)? {
            AnyValue::Null => String::new(),
            AnyValue::String(text) => text.to_owned(),
            AnyValue::StringOwned(text) => text.to_string(),
            value => value.to_string(),
        })
    };
    (0..values.len()).map(word).collect()
}

/// Points of a curve: two columns side by side.
///
/// # Errors
///
/// As [`numbers`].
pub fn points(frame: &DataFrame, x: &str, y: &str) -> Result<Vec<(f64, f64)>, Error> {
    Ok(numbers(frame, x)?.into_iter().zip(numbers(frame, y)?).collect())
}

/// Bars: a column of words and one of numbers.
///
/// # Errors
///
/// As [`numbers`].
pub fn bars(frame: &DataFrame, label: &str, value: &str) -> Result<Vec<(String, f64)>, Error> {
    Ok(words(frame, label)?.into_iter().zip(numbers(frame, value)?).collect())
}

/// Rows of a chart: a column of words, one of numbers and, where named, the ends of the intervals.
///
/// Rows without a value are left out. Those named in `out` stand out.
///
/// # Errors
///
/// As [`numbers`].
pub fn dots(
    frame: &DataFrame,
    label: &str,
    value: &str,
    interval: Option<(&str, &str)>,
    out: &[&str],
) -> Result<Vec<Dot>, Error> {
    let (labels, values) = (words(frame, label)?, numbers(frame, value)?);
    let ends = match interval {
        Some((low, high)) => points(frame, low, high)?.into_iter().map(Some).collect(),
        None => vec![None; values.len()],
    };
    let rows = labels.into_iter().zip(values).zip(ends);
    Ok(rows
        .filter(|((_, value), _)| value.is_finite())
        .map(|((label, value), interval)| Dot {
            stands_out: out.contains(&label.as_str()),
            label,
            values: vec![value],
            interval,
        })
        .collect())
}
