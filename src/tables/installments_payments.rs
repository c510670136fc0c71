//! `installments_payments.csv`: instalments of earlier credits, one row per payment made (or missed).

use super::column::{Column, amount, count, days, key};

/// The columns, in the order of the file.
pub const COLUMNS: &[Column] = &[
    key("SK_ID_PREV"),
    key("SK_ID_CURR"),
    count("NUM_INSTALMENT_VERSION").float(),
    count("NUM_INSTALMENT_NUMBER"),
    days("DAYS_INSTALMENT").float(),
    days("DAYS_ENTRY_PAYMENT").nullable().float(),
    amount("AMT_INSTALMENT"),
    amount("AMT_PAYMENT").nullable(),
];
