//! Features of the client's earlier applications with the same lender.

use super::Profile;
use super::block::{Block, Child, Computed, marks, ratios};
use super::definition::{Feature, Measure, Statistic, Subset};
use super::naming::Naming;
use super::statistics::{of_run, ratio};
use crate::tables::{Kind, Table};

use Measure::{Column as Raw, Derived};
use Statistic::{Max, Mean, Min, Sum, Variance};

const SPREAD: &[Statistic] = &[Min, Max, Mean];

/// The kernel's numeric aggregates, in its order.
const NUMERIC: [(Measure, &[Statistic]); 10] = [
    (Raw("AMT_ANNUITY"), SPREAD),
    (Raw("AMT_APPLICATION"), SPREAD),
    (Raw("AMT_CREDIT"), SPREAD),
    (Derived("APP_CREDIT_PERC"), &[Min, Max, Mean, Variance]),
    (Raw("AMT_DOWN_PAYMENT"), SPREAD),
    (Raw("AMT_GOODS_PRICE"), SPREAD),
    (Raw("HOUR_APPR_PROCESS_START"), SPREAD),
    (Raw("RATE_DOWN_PAYMENT"), SPREAD),
    (Raw("DAYS_DECISION"), SPREAD),
    (Raw("CNT_PAYMENT"), &[Mean, Sum]),
];

/// Features with formulas of their own.
const DERIVED: [&str; 15] = [
    "PREV_COUNT",
    "PREV_APPROVED_COUNT",
    "PREV_REFUSED_COUNT",
    "PREV_REFUSED_SHARE",
    "PREV_DAYS_SINCE_LAST",
    "PREV_DAYS_SINCE_LAST_REFUSED",
    "PREV_DAYS_SINCE_LAST_APPROVED",
    "PREV_LAST_APPROVED",
    "PREV_LAST_REFUSED",
    "PREV_LAST_CREDIT",
    "PREV_LAST_ANNUITY",
    "PREV_LAST_TERM",
    "PREV_LAST_INTEREST",
    "CREDIT_PREV_MAX_RATIO",
    "ANNUITY_PREV_MAX_RATIO",
];

/// Features that hold an amount asked for against the past, and the column of the application that
/// they grow with.
pub(super) const GROWS_WITH: [(&str, &str); 2] =
    [("CREDIT_PREV_MAX_RATIO", "AMT_CREDIT"), ("ANNUITY_PREV_MAX_RATIO", "AMT_ANNUITY")];

/// The features, in the kernel's order, then ours.
pub fn catalog(profile: Profile) -> Vec<Feature> {
    let table = Table::PreviousApplication;
    let mut naming = Naming::new(table);
    for (measure, statistics) in NUMERIC {
        naming.add("PREV", Subset::All, measure, statistics);
    }
    for column in table.columns().iter().filter(|column| matches!(column.kind, Kind::Category(_))) {
        naming.add_levels("PREV", Subset::All, column, &[Mean]);
    }
    for (prefix, subset) in [("APPROVED", Subset::Approved), ("REFUSED", Subset::Refused)] {
        for (measure, statistics) in NUMERIC {
            naming.add(prefix, subset, measure, statistics);
        }
    }
    if profile == Profile::Octroi {
        naming.add("PREV", Subset::All, Derived("INTEREST"), &[Mean, Max]);
        naming.add("PREV", Subset::All, Derived("CREDIT_GOODS_RATIO"), &[Mean, Max]);
        naming.add("PREV", Subset::All, Derived("ANNUITY_CREDIT_RATIO"), &[Mean]);
        naming.add("PREV", Subset::All, Derived("DOWN_PAYMENT_RATIO"), &[Mean]);
        for (prefix, n) in [("PREV_LAST3", 3), ("PREV_LAST5", 5)] {
            let subset = Subset::LastApplications(n);
            naming.add(prefix, subset, Derived("REFUSED"), &[Mean]);
            naming.add(prefix, subset, Derived("INTEREST"), &[Mean]);
            naming.add(prefix, subset, Raw("AMT_CREDIT"), &[Mean]);
            naming.add(prefix, subset, Raw("CNT_PAYMENT"), &[Mean]);
            naming.add(prefix, subset, Raw("DAYS_DECISION"), &[Mean]);
        }
        for (prefix, n_days) in [("PREV_365D", 365), ("PREV_730D", 730)] {
            let subset = Subset::LastDays(n_days);
            naming.add(prefix, subset, Measure::Row, &[Statistic::Count]);
            naming.add(prefix, subset, Derived("REFUSED"), &[Mean, Sum]);
        }
        naming.add_derived(&DERIVED);
    }
    naming.features
}

/// Marks each client's `n` latest applications: latest decision first, then the larger number.
pub fn latest(child: &Child<'_>, n: usize) -> Vec<bool> {
    let order = LatestFirst::new(child);
    let mut mask = vec![false; child.len()];
    for run in child.starts.windows(2) {
        for row in order.of(run[0]..run[1]).into_iter().take(n) {
            mask[row] = true;
        }
    }
    mask
}

struct LatestFirst<'a> {
    days: Vec<f64>,
    keys: &'a [u32],
}

impl<'a> LatestFirst<'a> {
    fn new(child: &Child<'a>) -> Self {
        let keys = child.rows.keys("SK_ID_PREV").get(child.range.clone()).unwrap_or(&[]);
        Self { days: child.numbers("DAYS_DECISION"), keys }
    }

    fn of(&self, run: std::ops::Range<usize>) -> Vec<usize> {
        let mut rows: Vec<usize> = run.collect();
        rows.sort_by(|&a, &b| {
            self.days[b].total_cmp(&self.days[a]).then(self.keys[b].cmp(&self.keys[a]))
        });
        rows
    }
}

/// A quantity of one earlier application.
pub fn measure(child: &Child<'_>, name: &str, profile: Profile) -> Vec<f64> {
    let quotient =
        |over: &str, under: &str| ratios(&child.numbers(over), &child.numbers(under), profile);
    match name {
        "APP_CREDIT_PERC" => quotient("AMT_APPLICATION", "AMT_CREDIT"),
        "CREDIT_GOODS_RATIO" => quotient("AMT_CREDIT", "AMT_GOODS_PRICE"),
        "ANNUITY_CREDIT_RATIO" => quotient("AMT_ANNUITY", "AMT_CREDIT"),
        "DOWN_PAYMENT_RATIO" => quotient("AMT_DOWN_PAYMENT", "AMT_GOODS_PRICE"),
        "REFUSED" => marks(child.is_level("NAME_CONTRACT_STATUS", "Refused").into_iter()),
        "APPROVED" => marks(child.is_level("NAME_CONTRACT_STATUS", "Approved").into_iter()),
        "INTEREST" => {
            let [n, annuity, credit] =
                ["CNT_PAYMENT", "AMT_ANNUITY", "AMT_CREDIT"].map(|name| child.numbers(name));
            // A revolving credit has no number of payments (0), hence no interest to speak of.
            let interest = |row: usize| {
                if n[row] > 0.0 {
                    ratio(n[row] * annuity[row], credit[row]) - 1.0
                } else {
                    f64::NAN
                }
            };
            (0..child.len()).map(interest).collect()
        }
        _ => vec![f64::NAN; child.len()],
    }
}

/// The features with formulas of their own.
pub fn derived(block: &Block<'_>) -> Computed {
    let Some(child) = block.child(Table::PreviousApplication) else {
        return Vec::new();
    };
    let order = LatestFirst::new(&child);
    let [credit, annuity, term, days] =
        ["AMT_CREDIT", "AMT_ANNUITY", "CNT_PAYMENT", "DAYS_DECISION"]
            .map(|name| child.numbers(name));
    let interest = measure(&child, "INTEREST", block.profile);
    let is_refused = child.is_level("NAME_CONTRACT_STATUS", "Refused");
    let is_approved = child.is_level("NAME_CONTRACT_STATUS", "Approved");
    let last: Vec<Option<usize>> =
        child.starts.windows(2).map(|run| order.of(run[0]..run[1]).first().copied()).collect();
    let of_last = |values: &[f64]| -> Vec<f64> {
        last.iter().map(|row| row.map_or(f64::NAN, |row| values[row])).collect()
    };
    let mark_last = |mask: &[bool]| -> Vec<f64> {
        let mark = |row: Option<usize>| row.map_or(f64::NAN, |row| f64::from(u8::from(mask[row])));
        last.iter().map(|row| mark(*row)).collect()
    };
    let count = |mask: &[bool]| {
        child.per_client(|run| {
            let n = mask[run.clone()].iter().filter(|set| **set).count() as f64;
            if run.is_empty() { f64::NAN } else { n }
        })
    };
    let since_last = |mask: &dyn Fn(usize) -> bool| {
        child.per_client(|run| {
            let latest = run.filter(|&row| mask(row)).map(|row| days[row]);
            -latest.fold(f64::NAN, f64::max)
        })
    };
    let against_largest = |asked: &str, earlier: &[f64]| -> Vec<f64> {
        let largest = child.per_client(|run| of_run(Max, &earlier[run]));
        block.application(asked).iter().zip(&largest).map(|(a, b)| ratio(*a, *b)).collect()
    };
    let n_rows = child.per_client(|run| if run.is_empty() { f64::NAN } else { run.len() as f64 });
    let n_refused = count(&is_refused);
    let columns = [
        n_rows.clone(),
        count(&is_approved),
        n_refused.clone(),
        n_refused.iter().zip(&n_rows).map(|(a, b)| ratio(*a, *b)).collect(),
        since_last(&|_| true),
        since_last(&|row| is_refused[row]),
        since_last(&|row| is_approved[row]),
        mark_last(&is_approved),
        mark_last(&is_refused),
        of_last(&credit),
        of_last(&annuity),
        of_last(&term),
        of_last(&interest),
        against_largest("AMT_CREDIT", &credit),
        against_largest("AMT_ANNUITY", &annuity),
    ];
    DERIVED.into_iter().zip(columns).collect()
}
