//! Features as a polars frame, for exploration and notebooks.

use polars::prelude::{Column, DataFrame, PolarsResult};

use super::FeatureTable;

/// The feature table as a frame: `SK_ID_CURR`, `TARGET` (null where not known), then the features,
/// null where missing.
///
/// # Errors
///
/// Those of polars; a feature table gives it no reason.
pub fn frame(table: &FeatureTable) -> PolarsResult<DataFrame> {
    let n_features = table.names.len();
    let target: Vec<Option<i32>> =
        table.outcomes.iter().map(|outcome| outcome.map(i32::from)).collect();
    let mut columns = vec![
        Column::new("SK_ID_CURR".into(), &table.clients),
        Column::new("TARGET".into(), target),
    ];
    for (feature, name) in table.names.iter().enumerate() {
        let values: Vec<Option<f32>> = (0..table.clients.len())
            .map(|row| table.values[row * n_features + feature])
            .map(|value| (!value.is_nan()).then_some(value))
            .collect();
        columns.push(Column::new(name.as_str().into(), values));
    }
    DataFrame::new(table.clients.len(), columns)
}
