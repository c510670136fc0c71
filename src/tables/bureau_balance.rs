//! `bureau_balance.csv`: the monthly status of the bureau credits, one row per credit and month.

use super::column::{Column, category, key, months};

/// The columns, in the order of the file.
pub const COLUMNS: &[Column] =
    &[key("SK_ID_BUREAU"), months("MONTHS_BALANCE"), category("STATUS", STATUS)];

const STATUS: &[&str] = &["0", "1", "2", "3", "4", "5", "C", "X"];
