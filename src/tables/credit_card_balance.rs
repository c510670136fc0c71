//! `credit_card_balance.csv`: monthly snapshots of earlier credit cards with the same lender.

use super::column::{Column, amount, category, count, duration, key, months, whole_amount};

/// The columns, in the order of the file.
pub const COLUMNS: &[Column] = &[
    key("SK_ID_PREV"),
    key("SK_ID_CURR"),
    months("MONTHS_BALANCE"),
    amount("AMT_BALANCE").range(-1e8, 1e9),
    whole_amount("AMT_CREDIT_LIMIT_ACTUAL"),
    amount("AMT_DRAWINGS_ATM_CURRENT").range(-1e5, 1e9).nullable(),
    amount("AMT_DRAWINGS_CURRENT").range(-1e5, 1e9),
    amount("AMT_DRAWINGS_OTHER_CURRENT").range(-1e5, 1e9).nullable(),
    amount("AMT_DRAWINGS_POS_CURRENT").range(-1e5, 1e9).nullable(),
    amount("AMT_INST_MIN_REGULARITY").range(-1e5, 1e9).nullable(),
    amount("AMT_PAYMENT_CURRENT").range(-1e5, 1e9).nullable(),
    amount("AMT_PAYMENT_TOTAL_CURRENT").range(-1e5, 1e9),
    amount("AMT_RECEIVABLE_PRINCIPAL").range(-1e8, 1e9),
    amount("AMT_RECIVABLE").range(-1e8, 1e9),
    amount("AMT_TOTAL_RECEIVABLE").range(-1e8, 1e9),
    count("CNT_DRAWINGS_ATM_CURRENT").nullable().float(),
    count("CNT_DRAWINGS_CURRENT"),
    count("CNT_DRAWINGS_OTHER_CURRENT").nullable().float(),
    count("CNT_DRAWINGS_POS_CURRENT").nullable().float(),
    count("CNT_INSTALMENT_MATURE_CUM").nullable().float(),
    category("NAME_CONTRACT_STATUS", STATUS),
    duration("SK_DPD"),
    duration("SK_DPD_DEF"),
];

const STATUS: &[&str] =
    &["Active", "Approved", "Completed", "Demand", "Refused", "Sent proposal", "Signed"];
