//! `POS_CASH_balance.csv`: monthly snapshots of earlier point-of-sale and cash loans.

use super::column::{Column, category, count, duration, key, months};

/// The columns, in the order of the file.
pub const COLUMNS: &[Column] = &[
    key("SK_ID_PREV"),
    key("SK_ID_CURR"),
    months("MONTHS_BALANCE"),
    count("CNT_INSTALMENT").nullable().float(),
    count("CNT_INSTALMENT_FUTURE").nullable().float(),
    category("NAME_CONTRACT_STATUS", STATUS),
    duration("SK_DPD"),
    duration("SK_DPD_DEF"),
];

const STATUS: &[&str] = &[
    "Active",
    "Amortized debt",
    "Approved",
    "Canceled",
    "Completed",
    "Demand",
    "Returned to the store",
    "Signed",
    "XNA",
];
