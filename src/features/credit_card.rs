//! Features of the monthly snapshots of earlier cards.

use super::Profile;
use super::block::{Block, Child, Computed, marks};
use super::definition::{Feature, Measure, Statistic, Subset};
use super::naming::Naming;
use super::statistics::{of_run, ratio};
use crate::tables::{Kind, Table};

use Measure::{Column as Raw, Derived};
use Statistic::{Count, Max, Mean, Min, Sum, Variance};

/// The kernel's five statistics of everything.
const FIVE: &[Statistic] = &[Min, Max, Mean, Sum, Variance];

/// Features with formulas of their own.
const DERIVED: [&str; 6] = [
    "CC_UTILISATION_LAST",
    "CC_UTILISATION_TREND",
    "CC_LIMIT_LAST",
    "CC_BALANCE_LAST",
    "CC_MONTHS_ACTIVE",
    "CC_LATE_TREND",
];

/// Months that count as recent where a trend is taken.
const RECENT_MONTHS: f64 = 12.0;

/// The features, in the kernel's order, then ours.
pub fn catalog(profile: Profile) -> Vec<Feature> {
    let table = Table::CreditCardBalance;
    let mut naming = Naming::new(table);
    for column in table.columns() {
        if matches!(column.kind, Kind::Integer | Kind::Decimal) {
            naming.add("CC", Subset::All, Raw(column.name), FIVE);
        }
    }
    if let Some(column) = table.column("NAME_CONTRACT_STATUS") {
        naming.add_levels("CC", Subset::All, column, FIVE);
    }
    naming.add("CC", Subset::All, Measure::Row, &[Count]);
    if profile == Profile::Octroi {
        naming.add("CC", Subset::All, Derived("UTILISATION"), &[Mean, Max]);
        naming.add("CC", Subset::All, Derived("DRAWING_ATM_SHARE"), &[Mean]);
        naming.add("CC", Subset::All, Derived("PAYMENT_MIN_RATIO"), &[Mean]);
        naming.add("CC", Subset::All, Derived("OVER_LIMIT"), &[Mean]);
        naming.add("CC", Subset::All, Derived("LATE"), &[Mean]);
        for (prefix, n_months) in [("CC_3M", 3), ("CC_12M", 12)] {
            let subset = Subset::LastMonths(n_months);
            naming.add(prefix, subset, Derived("UTILISATION"), &[Mean, Max]);
            naming.add(prefix, subset, Derived("LATE"), &[Mean]);
            naming.add(prefix, subset, Raw("AMT_DRAWINGS_CURRENT"), &[Mean]);
        }
        naming.add_derived(&DERIVED);
    }
    naming.features
}

/// A quantity of one snapshot.
pub fn measure(child: &Child<'_>, name: &str) -> Vec<f64> {
    let quotient = |over: &str, under: &str| {
        let (over, under) = (child.numbers(over), child.numbers(under));
        over.iter().zip(&under).map(|(over, under)| ratio(*over, *under)).collect()
    };
    match name {
        "UTILISATION" => quotient("AMT_BALANCE", "AMT_CREDIT_LIMIT_ACTUAL"),
        "DRAWING_ATM_SHARE" => quotient("AMT_DRAWINGS_ATM_CURRENT", "AMT_DRAWINGS_CURRENT"),
        "PAYMENT_MIN_RATIO" => quotient("AMT_PAYMENT_CURRENT", "AMT_INST_MIN_REGULARITY"),
        "LATE" => marks(child.numbers("SK_DPD").iter().map(|&days| days > 0.0)),
        "LATE_DEF" => marks(child.numbers("SK_DPD_DEF").iter().map(|&days| days > 0.0)),
        "OVER_LIMIT" => {
            let balance = child.numbers("AMT_BALANCE");
            let limit = child.numbers("AMT_CREDIT_LIMIT_ACTUAL");
            marks(balance.iter().zip(&limit).map(|(balance, limit)| balance > limit))
        }
        _ => vec![f64::NAN; child.len()],
    }
}

/// The features with formulas of their own.
pub fn derived(block: &Block<'_>) -> Computed {
    let Some(child) = block.child(Table::CreditCardBalance) else {
        return Vec::new();
    };
    let card_keys = child.rows.keys("SK_ID_PREV").get(child.range.clone()).unwrap_or(&[]);
    let month = child.numbers("MONTHS_BALANCE");
    let [utilisation, late] = ["UTILISATION", "LATE"].map(|name| measure(&child, name));
    let [limit, balance, drawn] =
        ["AMT_CREDIT_LIMIT_ACTUAL", "AMT_BALANCE", "AMT_DRAWINGS_CURRENT"]
            .map(|name| child.numbers(name));
    let last: Vec<Option<usize>> = child
        .starts
        .windows(2)
        .map(|run| {
            (run[0]..run[1]).max_by(|&a, &b| {
                month[a].total_cmp(&month[b]).then(card_keys[a].cmp(&card_keys[b]))
            })
        })
        .collect();
    let of_last = |values: &[f64]| -> Vec<f64> {
        last.iter().map(|row| row.map_or(f64::NAN, |row| values[row])).collect()
    };
    let trend = |values: &[f64]| {
        let mut recent = Vec::new();
        child.per_client(|run| {
            recent.clear();
            let is_recent = |row: &usize| month[*row] >= -RECENT_MONTHS;
            recent.extend(run.clone().filter(is_recent).map(|row| values[row]));
            of_run(Mean, &recent) - of_run(Mean, &values[run])
        })
    };
    let n_active = child.per_client(|run| {
        let n = drawn[run.clone()].iter().filter(|amount| **amount > 0.0).count() as f64;
        if run.is_empty() { f64::NAN } else { n }
    });
    let columns = [
        of_last(&utilisation),
        trend(&utilisation),
        of_last(&limit),
        of_last(&balance),
        n_active,
        trend(&late),
    ];
    DERIVED.into_iter().zip(columns).collect()
}
