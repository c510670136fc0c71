//! `bureau.csv`: credits that other lenders reported to the credit bureau, one row per credit.

use super::column::{Column, amount, category, count, days, duration, key};

/// The columns, in the order of the file.
pub const COLUMNS: &[Column] = &[
    key("SK_ID_CURR"),
    key("SK_ID_BUREAU"),
    category("CREDIT_ACTIVE", STATUS),
    category("CREDIT_CURRENCY", CURRENCY),
    days("DAYS_CREDIT"),
    duration("CREDIT_DAY_OVERDUE"),
    days("DAYS_CREDIT_ENDDATE").range(-42_100.0, 40_000.0).nullable().float(),
    days("DAYS_ENDDATE_FACT").range(-42_100.0, 0.0).nullable().float(),
    amount("AMT_CREDIT_MAX_OVERDUE").nullable(),
    count("CNT_CREDIT_PROLONG"),
    amount("AMT_CREDIT_SUM").nullable(),
    amount("AMT_CREDIT_SUM_DEBT").range(-1e8, 1e9).nullable(),
    amount("AMT_CREDIT_SUM_LIMIT").range(-1e8, 1e9).nullable(),
    amount("AMT_CREDIT_SUM_OVERDUE"),
    category("CREDIT_TYPE", TYPE),
    days("DAYS_CREDIT_UPDATE").range(-42_100.0, 400.0),
    amount("AMT_ANNUITY").nullable(),
];

const STATUS: &[&str] = &["Active", "Bad debt", "Closed", "Sold"];

const CURRENCY: &[&str] = &["currency 1", "currency 2", "currency 3", "currency 4"];

const TYPE: &[&str] = &[
    "Another type of loan",
    "Car loan",
    "Cash loan (non-earmarked)",
    "Consumer credit",
    "Credit card",
    "Interbank credit",
    "Loan for business development",
    "Loan for purchase of shares (margin lending)",
    "Loan for the purchase of equipment",
    "Loan for working capital replenishment",
    "Microloan",
    "Mobile operator loan",
    "Mortgage",
    "Real estate loan",
    "Unknown type of loan",
];
