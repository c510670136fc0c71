//! Features of the monthly snapshots of earlier point-of-sale and cash loans.

use super::Profile;
use super::block::{Block, Child, Computed, marks};
use super::definition::{Feature, Measure, Statistic, Subset};
use super::naming::Naming;
use super::statistics::{of_run, ratio};
use crate::tables::Table;

use Measure::{Column as Raw, Derived};
use Statistic::{Count, Max, Mean};

/// Features with formulas of their own.
const DERIVED: [&str; 5] = [
    "POS_REMAINING_INSTALMENTS",
    "POS_ACTIVE_LOANS",
    "POS_COMPLETED_LOANS",
    "POS_LATE_LOANS_SHARE",
    "POS_MONTHS_SINCE_LAST",
];

/// The features, in the kernel's order, then ours.
pub fn catalog(profile: Profile) -> Vec<Feature> {
    let table = Table::PosCashBalance;
    let mut naming = Naming::new(table);
    naming.add("POS", Subset::All, Raw("MONTHS_BALANCE"), &[Max, Mean, Count]);
    naming.add("POS", Subset::All, Raw("SK_DPD"), &[Max, Mean]);
    naming.add("POS", Subset::All, Raw("SK_DPD_DEF"), &[Max, Mean]);
    if let Some(column) = table.column("NAME_CONTRACT_STATUS") {
        naming.add_levels("POS", Subset::All, column, &[Mean]);
    }
    naming.add("POS", Subset::All, Measure::Row, &[Count]);
    if profile == Profile::Octroi {
        naming.add("POS", Subset::All, Derived("LATE"), &[Mean]);
        naming.add("POS", Subset::All, Derived("REMAINING_SHARE"), &[Mean]);
        let subset = Subset::LastMonths(12);
        naming.add("POS_12M", subset, Derived("LATE"), &[Mean]);
        naming.add("POS_12M", subset, Raw("SK_DPD"), &[Max]);
        naming.add("POS_12M", subset, Raw("SK_DPD_DEF"), &[Max]);
        naming.add_derived(&DERIVED);
    }
    naming.features
}

/// A quantity of one snapshot.
pub fn measure(child: &Child<'_>, name: &str) -> Vec<f64> {
    match name {
        "LATE" => marks(child.numbers("SK_DPD").iter().map(|&days| days > 0.0)),
        "LATE_DEF" => marks(child.numbers("SK_DPD_DEF").iter().map(|&days| days > 0.0)),
        "REMAINING_SHARE" => {
            let left = child.numbers("CNT_INSTALMENT_FUTURE");
            let planned = child.numbers("CNT_INSTALMENT");
            left.iter().zip(&planned).map(|(left, planned)| ratio(*left, *planned)).collect()
        }
        _ => vec![f64::NAN; child.len()],
    }
}

/// One loan of a client: its rows summed up.
struct Loan {
    latest_month: f64,
    latest_row: usize,
    was_late: bool,
    was_completed: bool,
}

/// The features with formulas of their own.
pub fn derived(block: &Block<'_>) -> Computed {
    let Some(child) = block.child(Table::PosCashBalance) else {
        return Vec::new();
    };
    let loan_keys = child.rows.keys("SK_ID_PREV").get(child.range.clone()).unwrap_or(&[]);
    let [month, late, left] =
        ["MONTHS_BALANCE", "SK_DPD", "CNT_INSTALMENT_FUTURE"].map(|name| child.numbers(name));
    let is_active = child.is_level("NAME_CONTRACT_STATUS", "Active");
    let is_completed = child.is_level("NAME_CONTRACT_STATUS", "Completed");
    let mut columns: [Vec<f64>; 5] = std::array::from_fn(|_| Vec::with_capacity(block.len()));
    let mut rows: Vec<usize> = Vec::new();
    for run in child.starts.windows(2) {
        if run[0] == run[1] {
            columns.iter_mut().for_each(|column| column.push(f64::NAN));
            continue;
        }
        rows.clear();
        rows.extend(run[0]..run[1]);
        rows.sort_by_key(|&row| (loan_keys[row], row));
        let loans: Vec<Loan> = rows
            .chunk_by(|&a, &b| loan_keys[a] == loan_keys[b])
            .map(|rows| summed_up(rows, &month, &late, &is_completed))
            .collect();
        let running = || loans.iter().filter(|loan| is_active[loan.latest_row]);
        let n_loans = loans.len() as f64;
        let remaining = running().map(|loan| left[loan.latest_row]).filter(|left| !left.is_nan());
        let n_late = loans.iter().filter(|loan| loan.was_late).count() as f64;
        let values = [
            // No running loan leaves nothing to pay.
            remaining.sum::<f64>() + 0.0,
            running().count() as f64,
            loans.iter().filter(|loan| loan.was_completed).count() as f64,
            n_late / n_loans,
            -of_run(Max, &month[run[0]..run[1]]),
        ];
        columns.iter_mut().zip(values).for_each(|(column, value)| column.push(value));
    }
    DERIVED.into_iter().zip(columns).collect()
}

fn summed_up(rows: &[usize], month: &[f64], late: &[f64], is_completed: &[bool]) -> Loan {
    let mut loan = Loan {
        latest_month: f64::NEG_INFINITY,
        latest_row: rows[0],
        was_late: false,
        was_completed: false,
    };
    for &row in rows {
        if month[row] > loan.latest_month {
            (loan.latest_month, loan.latest_row) = (month[row], row);
        }
        loan.was_late |= late[row] > 0.0;
        loan.was_completed |= is_completed[row];
    }
    loan
}
