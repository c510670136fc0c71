//! A client in, the credits that other lenders reported out: rows of `bureau.csv` and of
//! `bureau_balance.csv`.
//!
//! Risk shows in how recent and how many the open credits are, in their debt, in overdue amounts
//! and in the kind of credit; a lateness of the client, correlated with the risk, runs through all
//! of their credits.

use super::bureau_balance;
use super::client::Client;
use super::identity::Identities;
use super::random::{Purpose, Quantiles, Stream, logistic};
use super::text::{Mills, Rows, on_grid};

/// One reported credit.
#[derive(Debug, Clone, Copy)]
pub(super) struct Credit {
    pub(super) id: u32,
    kind: &'static str,
    /// Day of the application for the credit, counted back from today.
    pub(super) age_days: i32,
    /// Planned end, in days from today.
    end: Option<i32>,
    /// Actual end, for credits that are over, in days from today.
    pub(super) closed: Option<i32>,
    sum: Mills,
    term_months: f64,
}

/// What all credits of a client share.
struct Habits {
    risk: f64,
    income_score: f64,
    recency: f64,
    lateness: f64,
    reports_annuity: bool,
    has_balance: bool,
}

/// Age of the credits, in days.
const AGE_DAYS: Quantiles = Quantiles {
    shares: &[0.0, 0.01, 0.05, 0.10, 0.25, 0.50, 0.75, 0.90, 0.97, 0.99, 1.0],
    values: &[0.0, 39.0, 128.0, 218.0, 479.0, 994.0, 1675.0, 2390.0, 2740.0, 2864.0, 2922.0],
};

const TERM_MONTHS: &[(f64, f64)] = &[
    (3.0, 0.05),
    (6.0, 0.15),
    (9.0, 0.05),
    (12.0, 0.25),
    (18.0, 0.10),
    (24.0, 0.15),
    (36.0, 0.14),
    (48.0, 0.06),
    (60.0, 0.12),
];

/// Shares of known clients with monthly balances: nearly all of test, a third of train.
const HAS_BALANCE: (f64, f64) = (0.349, 0.998);

/// Loadings on the latent risk, which set how much the bureau tells.
const RECENCY_ON_RISK: f64 = 0.30;
const LATENESS_ON_RISK: f64 = 0.42;

/// Writes the credits of a client and their monthly balances.
pub(super) fn write(
    client: &Client,
    identities: &Identities,
    credits: &mut Rows,
    balances: &mut Rows,
) {
    let random = &mut Stream::new(client.seed, client.index, Purpose::Bureau);
    let risk = client.risk.score;
    let (train, test) = HAS_BALANCE;
    let habits = Habits {
        risk,
        income_score: client.person.income_score,
        recency: RECENCY_ON_RISK * risk + 0.954 * random.normal(),
        lateness: LATENESS_ON_RISK * risk + 0.907 * random.normal(),
        reports_annuity: random.chance(0.37),
        has_balance: random.chance(if client.is_train { train } else { test }),
    };
    for place in 0..client.person.n_bureau {
        let id = identities.bureau(client.index, place);
        let credit = draw(random, id, &habits);
        write_credit(random, client.id, &credit, &habits, credits);
        if habits.has_balance {
            bureau_balance::write(random, &credit, habits.lateness, balances);
        }
    }
    credits.end_client();
    balances.end_client();
}

fn draw(random: &mut Stream, id: u32, habits: &Habits) -> Credit {
    let risk = habits.risk;
    let kind = random.choose(&[
        ("Consumer credit", 0.7264),
        ("Credit card", 0.2348 * (0.20 * risk).exp()),
        ("Car loan", 0.0157 * (-0.15 * risk).exp()),
        ("Mortgage", 0.0116 * (-0.25 * risk).exp()),
        ("Microloan", 0.0076 * (0.6 * risk).exp()),
        ("Loan for business development", 0.0010),
        ("Another type of loan", 0.0005),
        ("Loan for working capital replenishment", 0.0004),
        ("Unknown type of loan", 0.0004),
        ("Cash loan (non-earmarked)", 0.0001),
    ]);
    let score = -0.5 * habits.recency + 0.866 * random.normal();
    let age_days = AGE_DAYS.at_score(score).round() as i32;
    let term_months = match kind {
        "Credit card" => random.range(12.0, 62.0),
        "Mortgage" => random.range(96.0, 240.0),
        "Car loan" => random.range(30.0, 62.0),
        "Microloan" => random.range(0.4, 6.0),
        _ => random.choose(TERM_MONTHS),
    };
    let term_days = (term_months * 30.44) as i32;
    let end = match kind {
        "Credit card" if random.chance(0.2) => None,
        "Credit card" if random.chance(0.095) => {
            Some(31_100 - random.between(0, 900) - age_days / 4)
        }
        _ if random.chance(0.018) => None,
        _ => Some(term_days - age_days),
    };
    let tilt = (0.10 * risk).clamp(-0.3, 0.3);
    let share_active = match (kind, end) {
        ("Credit card", Some(days)) if days > 0 => 0.80 + 0.3 * tilt,
        ("Credit card", None) => 0.62 + 0.5 * tilt,
        ("Credit card", _) => 0.40 + 0.5 * tilt,
        (_, Some(days)) if days > 0 => 0.74 + 0.5 * tilt,
        (_, None) => 0.4,
        _ => 0.040 + 0.1 * tilt.max(-0.2),
    };
    let is_over = age_days > 0 && !random.chance(share_active);
    let closed = is_over.then(|| closing_day(random, age_days, end));
    Credit {
        id,
        kind,
        age_days,
        end,
        closed,
        sum: sum(random, kind, term_months, age_days, habits),
        term_months,
    }
}

/// Paid as planned or earlier, never in the future.
fn closing_day(random: &mut Stream, age_days: i32, end: Option<i32>) -> i32 {
    let planned = end.unwrap_or(-1).min(-1);
    let span = f64::from(planned + age_days).max(1.0);
    let day = if random.chance(0.62) {
        -age_days + (span * random.uniform()) as i32
    } else {
        planned + random.between(-3, 4)
    };
    day.max(-age_days).min(-1)
}

fn sum(random: &mut Stream, kind: &str, term_months: f64, age_days: i32, habits: &Habits) -> Mills {
    let (median, spread) = match kind {
        "Credit card" if random.chance(0.165) => return 0,
        "Credit card" => (125_000.0, 1.05),
        "Mortgage" => (3_000_000.0, 0.75),
        "Car loan" => (850_000.0, 0.6),
        "Microloan" => (11_000.0, 0.8),
        "Consumer credit" => (118_000.0 * (term_months / 15.0).powf(0.75), 1.06),
        _ => (300_000.0, 1.2),
    };
    // Credits grew over the years.
    let growth = f64::from(1_150 - age_days) / 3_000.0;
    let score = growth + 0.22 * habits.income_score - 0.10 * habits.risk + spread * random.normal();
    let units = (median * score.exp()).clamp(1_500.0, 2e7);
    if random.chance(0.35) && units > 20_000.0 {
        on_grid(units, 22_500_000)
    } else {
        on_grid(units, 4_500)
    }
}

fn write_credit(
    random: &mut Stream,
    client_id: u32,
    credit: &Credit,
    habits: &Habits,
    rows: &mut Rows,
) {
    let is_active = credit.closed.is_none();
    let is_card = credit.kind == "Credit card";
    let overdue_chance = if is_active { 0.0066 * (0.8 * habits.lateness).exp() } else { 0.0 };
    let is_overdue = random.chance(overdue_chance);
    let debt = debt(random, credit, habits);
    rows.key(client_id);
    rows.key(credit.id);
    rows.level(match credit.closed {
        None if random.chance(0.011) => "Sold",
        None => "Active",
        Some(_) => "Closed",
    });
    rows.level(random.choose(&[("currency 1", 99.92), ("currency 2", 0.07), ("currency 3", 0.01)]));
    rows.number(-credit.age_days);
    rows.number(if is_overdue { 1 + random.exponential(260.0).min(2_600.0) as i32 } else { 0 });
    rows.maybe(credit.end);
    rows.maybe(credit.closed);
    let is_reported = random.chance(0.334);
    rows.maybe_money(is_reported.then(|| {
        if random.chance(logistic(-1.62 + 0.75 * habits.lateness)) {
            on_grid((8.55 + 1.45 * random.normal()).exp(), 45)
        } else {
            0
        }
    }));
    rows.number(if random.chance(0.0044) { 1 + random.poisson(0.2) } else { 0 });
    rows.money(credit.sum);
    rows.maybe_money(debt);
    rows.maybe_money(limit(random, credit, debt));
    rows.money(if is_overdue { on_grid((7.6 + 1.9 * random.normal()).exp(), 45) } else { 0 });
    rows.level(credit.kind);
    rows.number(match credit.closed {
        None => -(2 + random.exponential(32.0) as i32).min(credit.age_days),
        Some(day) => {
            (day + random.exponential(25.0) as i32).min(-2 - random.exponential(40.0) as i32)
        }
    });
    rows.maybe_money(habits.reports_annuity.then(|| {
        let chance = if is_active { 0.62 } else { 0.31 };
        if is_card || !random.chance(chance * 1.4) {
            0
        } else {
            on_grid(credit.sum as f64 / 1000.0 * 1.7 / credit.term_months.max(1.0), 4_500)
        }
    }));
    rows.end();
}

/// What is still owed, `None` where it was not reported.
fn debt(random: &mut Stream, credit: &Credit, habits: &Habits) -> Option<Mills> {
    if random.chance(0.1446) {
        return None;
    }
    if credit.closed.is_some() || random.chance(0.16) {
        return Some(0);
    }
    let share = if credit.kind == "Credit card" {
        logistic(0.4 + 0.65 * habits.risk + 1.3 * random.normal())
    } else {
        let elapsed = f64::from(credit.age_days) / (credit.term_months * 30.44);
        let left = (1.0 - elapsed).clamp(0.03, 1.0);
        (left.powf(0.7 * (-0.40 * habits.risk).exp()) * random.range(0.85, 1.08)).min(1.1)
    };
    Some(((credit.sum as f64 * share) as Mills / 45 * 45).max(0))
}

/// What is left of the limit of a card; nothing or nothing known for other credits.
fn limit(random: &mut Stream, credit: &Credit, debt: Option<Mills>) -> Option<Mills> {
    let is_card = credit.kind == "Credit card";
    if random.chance(if is_card { 0.26 } else { 0.40 }) {
        return None;
    }
    let left = credit.sum - debt.unwrap_or(0);
    let is_shown = is_card && credit.closed.is_none() && random.chance(0.42);
    Some(if is_shown { left.max(0) / 45 * 45 } else { 0 })
}
