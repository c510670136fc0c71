//! From a run and its clients to the data of the dashboard.

mod columns;
mod features;
mod histograms;
mod identity;
mod labels;
mod model;
mod similar;

pub use columns::{ColumnBuilder, column_builders};
pub use features::features;
pub use histograms::{Bins, Histograms};
pub use identity::{picks, site};
pub use labels::labels;
pub use model::model;
pub use similar::{similar, similar_values};

use serde::Serialize;

/// The key by which a unit, a theme or a rule is known in files.
fn key(value: &impl Serialize) -> String {
    match serde_json::to_value(value) {
        Ok(serde_json::Value::String(key)) => key,
        _ => String::new(),
    }
}
