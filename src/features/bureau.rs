//! Features of the credits that other lenders reported, and of their monthly statuses.

use super::Profile;
use super::block::{Block, Child, Computed, marks};
use super::definition::{Feature, Measure, Statistic, Subset};
use super::naming::Naming;
use super::statistics::{of_run, ratio};
use crate::tables::rows::{MISSING_INTEGER, MISSING_LEVEL};
use crate::tables::{Column, Table};

use Measure::{Column as Raw, Derived};
use Statistic::{Max, Mean, Min, Sum, Variance};

/// The kernel's numeric aggregates, in its order.
const NUMERIC: [(Measure, &[Statistic]); 14] = [
    (Raw("DAYS_CREDIT"), &[Min, Max, Mean, Variance]),
    (Raw("DAYS_CREDIT_ENDDATE"), &[Min, Max, Mean]),
    (Raw("DAYS_CREDIT_UPDATE"), &[Mean]),
    (Raw("CREDIT_DAY_OVERDUE"), &[Max, Mean]),
    (Raw("AMT_CREDIT_MAX_OVERDUE"), &[Mean]),
    (Raw("AMT_CREDIT_SUM"), &[Max, Mean, Sum]),
    (Raw("AMT_CREDIT_SUM_DEBT"), &[Max, Mean, Sum]),
    (Raw("AMT_CREDIT_SUM_OVERDUE"), &[Mean]),
    (Raw("AMT_CREDIT_SUM_LIMIT"), &[Mean, Sum]),
    (Raw("AMT_ANNUITY"), &[Max, Mean]),
    (Raw("CNT_CREDIT_PROLONG"), &[Sum]),
    (Measure::FirstStatusMonth, &[Min]),
    (Measure::LastStatusMonth, &[Max]),
    (Measure::StatusMonths, &[Mean, Sum]),
];

/// Features with formulas of their own.
const DERIVED: [&str; 10] = [
    "BURO_DEBT_CREDIT_RATIO",
    "BURO_DEBT_INCOME_RATIO",
    "BURO_ACTIVE_COUNT",
    "BURO_ACTIVE_SHARE",
    "BURO_OVERDUE_TOTAL",
    "BURO_DAYS_SINCE_LAST",
    "BURO_CREDIT_TYPES",
    "BURO_WORST_STATUS",
    "BURO_RECENT_LATE_SHARE",
    "BURO_ACTIVE_ANNUITY_INCOME_RATIO",
];

/// The features, in the kernel's order, then ours.
pub fn catalog(profile: Profile) -> Vec<Feature> {
    let mut naming = Naming::new(Table::Bureau);
    for (measure, statistics) in NUMERIC {
        naming.add("BURO", Subset::All, measure, statistics);
    }
    for name in ["CREDIT_ACTIVE", "CREDIT_CURRENCY", "CREDIT_TYPE"] {
        if let Some(column) = Table::Bureau.column(name) {
            naming.add_levels("BURO", Subset::All, column, &[Mean]);
        }
    }
    for level in status_levels().iter().map(|level| Some(*level)).chain([None]) {
        naming.add("BURO", Subset::All, Measure::StatusShare(level), &[Mean]);
    }
    for (prefix, subset) in [("ACTIVE", Subset::ActiveCredits), ("CLOSED", Subset::ClosedCredits)] {
        for (measure, statistics) in NUMERIC {
            naming.add(prefix, subset, measure, statistics);
        }
    }
    if profile == Profile::Octroi {
        naming.add("BURO", Subset::All, Derived("DEBT_CREDIT_RATIO"), &[Mean, Max]);
        naming.add("BURO", Subset::All, Derived("OVERDUE"), &[Mean]);
        naming.add("BURO", Subset::All, Derived("CREDIT_DURATION"), &[Mean]);
        naming.add("BURO", Subset::All, Derived("ENDED_EARLY_DAYS"), &[Mean]);
        naming.add("ACTIVE", Subset::ActiveCredits, Derived("DEBT_CREDIT_RATIO"), &[Mean, Max]);
        for (prefix, n_days) in [("BURO_365D", 365), ("BURO_730D", 730)] {
            let subset = Subset::LastDays(n_days);
            naming.add(prefix, subset, Measure::Row, &[Statistic::Count]);
            naming.add(prefix, subset, Raw("AMT_CREDIT_SUM"), &[Mean, Sum]);
            naming.add(prefix, subset, Raw("AMT_CREDIT_SUM_DEBT"), &[Sum]);
        }
        naming.add_derived(&DERIVED);
    }
    naming.features
}

fn status_levels() -> &'static [&'static str] {
    Table::BureauBalance.column("STATUS").map_or(&[], Column::levels)
}

/// A quantity of one credit.
pub fn measure(child: &Child<'_>, name: &str) -> Vec<f64> {
    let pairs = |a: &str, b: &str, f: fn(f64, f64) -> f64| {
        let (a, b) = (child.numbers(a), child.numbers(b));
        a.iter().zip(&b).map(|(a, b)| f(*a, *b)).collect()
    };
    match name {
        "DEBT_CREDIT_RATIO" => pairs("AMT_CREDIT_SUM_DEBT", "AMT_CREDIT_SUM", ratio),
        "OVERDUE" => marks(child.numbers("CREDIT_DAY_OVERDUE").iter().map(|&days| days > 0.0)),
        "CREDIT_DURATION" => pairs("DAYS_CREDIT_ENDDATE", "DAYS_CREDIT", |end, start| end - start),
        "ENDED_EARLY_DAYS" => {
            pairs("DAYS_CREDIT_ENDDATE", "DAYS_ENDDATE_FACT", |planned, ended| planned - ended)
        }
        _ => vec![f64::NAN; child.len()],
    }
}

/// The monthly statuses of each credit of a block, summed up per credit.
pub struct Statuses {
    first_month: Vec<f64>,
    last_month: Vec<f64>,
    n_months: Vec<f64>,
    /// By credit, how often each level stands; the missing one last.
    counts: Vec<u32>,
    /// By credit, the most serious level of arrears, 0 to 5.
    worst: Vec<f64>,
    /// By credit, months in arrears and months followed over the last twelve.
    recent: Vec<(u32, u32)>,
}

/// Months that count as recent.
const RECENT_MONTHS: i32 = 12;

impl Statuses {
    /// Sums up the statuses of the block's credits.
    pub fn new(block: &Block<'_>) -> Self {
        let n_slots = status_levels().len() + 1;
        let (bureau, balance) = (&block.portfolio.bureau, &block.portfolio.bureau_balance);
        let credits =
            bureau.starts[block.clients.start] as usize..bureau.starts[block.clients.end] as usize;
        let months = balance.rows.integers("MONTHS_BALANCE");
        let codes = balance.rows.levels("STATUS");
        let mut statuses = Self {
            first_month: Vec::with_capacity(credits.len()),
            last_month: Vec::with_capacity(credits.len()),
            n_months: Vec::with_capacity(credits.len()),
            counts: vec![0; n_slots * credits.len()],
            worst: Vec::with_capacity(credits.len()),
            recent: Vec::with_capacity(credits.len()),
        };
        for (place, credit) in credits.enumerate() {
            let rows = balance.range(credit);
            let slots = &mut statuses.counts[place * n_slots..][..n_slots];
            let (mut first, mut last) = (f64::NAN, f64::NAN);
            let mut recent = (0, 0);
            for row in rows.clone() {
                let month = months[row];
                if month != MISSING_INTEGER {
                    first = f64::from(month).min(first);
                    last = f64::from(month).max(last);
                }
                let code = codes[row];
                let slot = if code == MISSING_LEVEL { n_slots - 1 } else { usize::from(code) };
                if let Some(count) = slots.get_mut(slot) {
                    *count += 1;
                }
                if month > -RECENT_MONTHS && month != MISSING_INTEGER {
                    recent.1 += 1;
                    // Levels 1 to 5 are arrears; 0, C (closed) and X (unknown) are none.
                    recent.0 += u32::from((1..=5).contains(&code));
                }
            }
            let n_months = rows.len() as f64;
            statuses.first_month.push(first);
            statuses.last_month.push(last);
            // A credit without statuses has no size either: the kernel joins, it does not count.
            statuses.n_months.push(if rows.is_empty() { f64::NAN } else { n_months });
            let worst = (0..=5).rev().find(|&level: &usize| slots[level] > 0);
            statuses.worst.push(worst.map_or(f64::NAN, |level| level as f64));
            statuses.recent.push(recent);
        }
        statuses
    }

    /// A measure of each credit.
    pub fn measure(&self, measure: Measure) -> Vec<f64> {
        match measure {
            Measure::FirstStatusMonth => self.first_month.clone(),
            Measure::LastStatusMonth => self.last_month.clone(),
            Measure::StatusMonths => self.n_months.clone(),
            Measure::StatusShare(level) => {
                let levels = status_levels();
                let n_slots = levels.len() + 1;
                let slot = levels.iter().position(|known| level == Some(*known));
                let slot = slot.unwrap_or(n_slots - 1);
                let of_credit = self.counts.chunks_exact(n_slots).zip(&self.n_months);
                of_credit.map(|(slots, n)| f64::from(slots[slot]) / n).collect()
            }
            _ => vec![f64::NAN; self.n_months.len()],
        }
    }
}

/// The features with formulas of their own.
pub fn derived(block: &Block<'_>) -> Computed {
    let Some(child) = block.child(Table::Bureau) else {
        return Vec::new();
    };
    let statuses = Statuses::new(block);
    let income = block.application("AMT_INCOME_TOTAL");
    let [credit, debt, overdue, annuity, opened] = [
        "AMT_CREDIT_SUM",
        "AMT_CREDIT_SUM_DEBT",
        "AMT_CREDIT_SUM_OVERDUE",
        "AMT_ANNUITY",
        "DAYS_CREDIT",
    ]
    .map(|name| child.numbers(name));
    let is_active = child.is_level("CREDIT_ACTIVE", "Active");
    let types = child.levels("CREDIT_TYPE");
    let total = |values: &[f64]| child.per_client(|run| of_run(Sum, &values[run]));
    let over =
        |a: &[f64], b: &[f64]| a.iter().zip(b).map(|(a, b)| ratio(*a, *b)).collect::<Vec<_>>();

    let total_debt = total(&debt);
    let n_active = child.per_client(|run| {
        if run.is_empty() {
            return f64::NAN;
        }
        is_active[run].iter().filter(|active| **active).count() as f64
    });
    let n_credits = child.per_client(|run| run.len() as f64);
    let active_annuity: Vec<f64> = annuity
        .iter()
        .zip(&is_active)
        .map(|(a, &active)| if active { *a } else { f64::NAN })
        .collect();
    let recent_late = child.per_client(|run| {
        let recent = &statuses.recent[run];
        let late: u32 = recent.iter().map(|(late, _)| late).sum();
        let all: u32 = recent.iter().map(|(_, all)| all).sum();
        ratio(f64::from(late), f64::from(all))
    });
    let n_types = child.per_client(|run| {
        if run.is_empty() {
            return f64::NAN;
        }
        let mut seen = [false; 256];
        run.for_each(|row| seen[usize::from(types[row])] = true);
        seen.iter().filter(|seen| **seen).count() as f64
    });
    let columns = [
        over(&total_debt, &total(&credit)),
        over(&total_debt, &income),
        n_active.clone(),
        over(&n_active, &n_credits),
        total(&overdue),
        child.per_client(|run| -of_run(Max, &opened[run])),
        n_types,
        child.per_client(|run| of_run(Max, &statuses.worst[run])),
        recent_late,
        over(&total(&active_annuity), &income),
    ];
    DERIVED.into_iter().zip(columns).collect()
}
