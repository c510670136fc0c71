//! Features of how earlier instalments were paid: how late, how early, how fully.

use super::Profile;
use super::block::{Block, Child, Computed, marks, ratios};
use super::definition::{Feature, Measure, Statistic, Subset};
use super::naming::Naming;
use super::statistics::{of_run, ratio};
use crate::tables::Table;

use Measure::{Column as Raw, Derived};
use Statistic::{Count, Distinct, Max, Mean, Min, Sum, Variance};

/// Features with formulas of their own.
const DERIVED: [&str; 7] = [
    "INSTAL_LOANS",
    "INSTAL_DAYS_SINCE_LAST_LATE",
    "INSTAL_LAST_LOAN_LATE_SHARE",
    "INSTAL_LATE_TREND",
    "INSTAL_PAID_SHARE",
    "INSTAL_UNPAID_COUNT",
    "ANNUITY_INSTAL_MAX_RATIO",
];

/// The feature that holds an amount asked for against the past, and the column of the application
/// that it grows with.
pub(super) const GROWS_WITH: [(&str, &str); 1] = [("ANNUITY_INSTAL_MAX_RATIO", "AMT_ANNUITY")];

/// Days that count as recent where a trend is taken.
const RECENT_DAYS: f64 = 365.0;

/// The features, in the kernel's order, then ours.
pub fn catalog(profile: Profile) -> Vec<Feature> {
    let mut naming = Naming::new(Table::InstallmentsPayments);
    let all = Subset::All;
    naming.add("INSTAL", all, Raw("NUM_INSTALMENT_VERSION"), &[Distinct]);
    naming.add("INSTAL", all, Derived("DPD"), &[Max, Mean, Sum]);
    naming.add("INSTAL", all, Derived("DBD"), &[Max, Mean, Sum]);
    naming.add("INSTAL", all, Derived("PAYMENT_PERC"), &[Max, Mean, Sum, Variance]);
    naming.add("INSTAL", all, Derived("PAYMENT_DIFF"), &[Max, Mean, Sum, Variance]);
    naming.add("INSTAL", all, Raw("AMT_INSTALMENT"), &[Max, Mean, Sum]);
    naming.add("INSTAL", all, Raw("AMT_PAYMENT"), &[Min, Max, Mean, Sum]);
    naming.add("INSTAL", all, Raw("DAYS_ENTRY_PAYMENT"), &[Max, Mean, Sum]);
    naming.add("INSTAL", all, Measure::Row, &[Count]);
    if profile == Profile::Octroi {
        naming.add("INSTAL", all, Derived("LATE"), &[Mean]);
        naming.add("INSTAL", all, Derived("LATE_30"), &[Mean]);
        naming.add("INSTAL", all, Derived("SHORT"), &[Mean]);
        for (prefix, n_days) in [("INSTAL_180D", 180), ("INSTAL_365D", 365), ("INSTAL_730D", 730)] {
            let subset = Subset::LastDays(n_days);
            naming.add(prefix, subset, Derived("DPD"), &[Max, Mean]);
            naming.add(prefix, subset, Derived("DBD"), &[Mean]);
            naming.add(prefix, subset, Derived("LATE"), &[Mean]);
            naming.add(prefix, subset, Derived("SHORT"), &[Mean]);
            naming.add(prefix, subset, Derived("PAYMENT_PERC"), &[Mean]);
            naming.add(prefix, subset, Measure::Row, &[Count]);
        }
        naming.add_derived(&DERIVED);
    }
    naming.features
}

/// A quantity of one instalment.
pub fn measure(child: &Child<'_>, name: &str, profile: Profile) -> Vec<f64> {
    let due = || child.numbers("DAYS_INSTALMENT");
    let paid = || child.numbers("DAYS_ENTRY_PAYMENT");
    let amount_due = || child.numbers("AMT_INSTALMENT");
    let amount_paid = || child.numbers("AMT_PAYMENT");
    let late = || days_late(&due(), &paid(), profile);
    match name {
        "DPD" => late(),
        "DBD" => {
            let early = |(due, paid): (&f64, &f64)| match (due - paid, profile) {
                // What was never paid was not paid early; the kernel's comparison says the same.
                (days, _) if days > 0.0 => days,
                _ => 0.0,
            };
            due().iter().zip(&paid()).map(early).collect()
        }
        "PAYMENT_PERC" => ratios(&amount_paid(), &amount_due(), profile),
        "PAYMENT_DIFF" => {
            amount_due().iter().zip(&amount_paid()).map(|(due, paid)| due - paid).collect()
        }
        "LATE" => marks(late().iter().map(|&days| days > 0.0)),
        "LATE_30" => marks(late().iter().map(|&days| days > 30.0)),
        "SHORT" => {
            // Nothing paid at all is less than what was due.
            let short = |(due, paid): (&f64, &f64)| *paid < *due || paid.is_nan();
            marks(amount_due().iter().zip(&amount_paid()).map(short))
        }
        _ => vec![f64::NAN; child.len()],
    }
}

/// Days between the due date and the payment, 0 where paid on time.
///
/// An instalment that was never paid is late by the days from its due date to the application;
/// the kernel counted it as 0 days late.
fn days_late(due: &[f64], paid: &[f64], profile: Profile) -> Vec<f64> {
    let late = |(&due, &paid): (&f64, &f64)| {
        let until = if paid.is_nan() && profile == Profile::Octroi { 0.0 } else { paid };
        let days = until - due;
        if days > 0.0 { days } else { 0.0 }
    };
    due.iter().zip(paid).map(late).collect()
}

/// The features with formulas of their own.
pub fn derived(block: &Block<'_>) -> Computed {
    let Some(child) = block.child(Table::InstallmentsPayments) else {
        return Vec::new();
    };
    let loan_keys = child.rows.keys("SK_ID_PREV").get(child.range.clone()).unwrap_or(&[]);
    let due = child.numbers("DAYS_INSTALMENT");
    let paid = child.numbers("DAYS_ENTRY_PAYMENT");
    let amount_due = child.numbers("AMT_INSTALMENT");
    let amount_paid = child.numbers("AMT_PAYMENT");
    let late = days_late(&due, &paid, block.profile);

    let mut keys = Vec::new();
    let n_loans = child.per_client(|run| {
        keys.clear();
        keys.extend_from_slice(&loan_keys[run.clone()]);
        keys.sort_unstable();
        keys.dedup();
        if run.is_empty() { f64::NAN } else { keys.len() as f64 }
    });
    let since_last_late = child.per_client(|run| {
        let late_dues = run.filter(|&row| late[row] > 0.0).map(|row| due[row]);
        -late_dues.fold(f64::NAN, f64::max)
    });
    let last_loan_late_share = child.per_client(|run| {
        let latest = run
            .clone()
            .max_by(|&a, &b| due[a].total_cmp(&due[b]).then(loan_keys[a].cmp(&loan_keys[b])));
        let Some(latest) = latest else {
            return f64::NAN;
        };
        let of_loan = || run.clone().filter(|&row| loan_keys[row] == loan_keys[latest]);
        let n_late = of_loan().filter(|&row| late[row] > 0.0).count() as f64;
        ratio(n_late, of_loan().count() as f64)
    });
    let mut recent = Vec::new();
    let trend = child.per_client(|run| {
        recent.clear();
        recent.extend(run.clone().filter(|&row| due[row] >= -RECENT_DAYS).map(|row| late[row]));
        of_run(Mean, &recent) - of_run(Mean, &late[run])
    });
    let paid_share = child.per_client(|run| {
        ratio(of_run(Sum, &amount_paid[run.clone()]), of_run(Sum, &amount_due[run]))
    });
    let n_unpaid = child.per_client(|run| {
        let n = paid[run.clone()].iter().filter(|day| day.is_nan()).count() as f64;
        if run.is_empty() { f64::NAN } else { n }
    });
    let largest = child.per_client(|run| of_run(Max, &amount_paid[run]));
    let annuity = block.application("AMT_ANNUITY");
    let against_largest = annuity.iter().zip(&largest).map(|(a, b)| ratio(*a, *b)).collect();
    let columns = [
        n_loans,
        since_last_late,
        last_loan_late_share,
        trend,
        paid_share,
        n_unpaid,
        against_largest,
    ];
    DERIVED.into_iter().zip(columns).collect()
}
