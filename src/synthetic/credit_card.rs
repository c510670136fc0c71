//! A card in, its monthly snapshots out: rows of `credit_card_balance.csv`, and the card's rows of
//! `installments_payments.csv`.
//!
//! The months are lived through from the oldest: drawings raise the balance, interest too, payments
//! lower it. Risk shows in how much of the limit is used and in missed payments.

use super::client::Client;
use super::installments;
use super::payments::Habits;
use super::previous::Application;
use super::random::{Quantiles, Stream, logistic};
use super::text::{Mills, Rows, on_grid};

/// Months of history of a card.
const N_MONTHS: Quantiles = Quantiles {
    shares: &[0.0, 0.03, 0.10, 0.25, 0.40, 0.50, 0.60, 0.70, 0.80, 0.90, 1.0],
    values: &[1.0, 3.0, 6.0, 8.5, 12.0, 17.0, 30.0, 54.0, 77.0, 93.0, 96.9],
};

const LIMITS: &[(f64, f64)] = &[
    (45_000.0, 0.20),
    (67_500.0, 0.03),
    (90_000.0, 0.09),
    (112_500.0, 0.03),
    (135_000.0, 0.13),
    (157_500.0, 0.04),
    (180_000.0, 0.20),
    (202_500.0, 0.03),
    (225_000.0, 0.07),
    (270_000.0, 0.07),
    (315_000.0, 0.05),
    (405_000.0, 0.03),
    (450_000.0, 0.075),
    (675_000.0, 0.01),
    (900_000.0, 0.015),
];

/// Loadings of use and utilisation on the latent risk.
const USE_ON_RISK: f64 = 0.18;
const UTILISATION_ON_RISK: f64 = 0.65;

/// One month of a card.
#[derive(Debug, Clone, Copy, Default)]
struct Month {
    balance: Mills,
    interest: Mills,
    limit: Mills,
    from_machines: Mills,
    at_shops: Mills,
    n_machines: i32,
    n_shops: i32,
    minimum: Mills,
    paid: Mills,
    n_instalments: i32,
    days_late: i32,
}

/// Days that a month of history stands for.
const DAYS_A_MONTH: i32 = 30;

/// Draws the age of a card in days, from the length of its history.
pub(super) fn history_days(random: &mut Stream) -> i32 {
    N_MONTHS.at(random.uniform()) as i32 * DAYS_A_MONTH + random.between(0, DAYS_A_MONTH - 1)
}

/// Writes the card's life.
pub(super) fn write(
    random: &mut Stream,
    client: &Client,
    card: &Application,
    habits: &Habits,
    balances: &mut Rows,
    payments: &mut Rows,
) {
    let n_months = (-card.decision / DAYS_A_MONTH).clamp(1, 96);
    let risk = client.risk.score;
    let is_used = random.chance(logistic(1.55 + USE_ON_RISK * risk));
    let target = logistic(1.5 + UTILISATION_ON_RISK * risk + 1.1 * random.normal());
    let limit = random.choose(LIMITS) as Mills * 1000;
    let shows_drawings = is_used || random.chance(0.12);
    // Some cards stay blocked, with a limit of zero, for their first months.
    let blocked = if random.chance(0.55) {
        (f64::from(n_months) * random.uniform() * 0.75) as i32
    } else {
        0
    };
    let draws_often = random.range(0.15, 0.65);
    let starts = if is_used { blocked + random.between(0, 1 + n_months / 8) } else { n_months };
    let ends = if random.chance(0.60) { random.between(starts, n_months) } else { n_months };
    let mut month = Month::default();
    let mut n_payments = 0;
    for place in 0..n_months {
        let is_live = place >= starts && place < ends;
        month = live(random, &month, limit, target, habits, is_live.then_some(draws_often));
        month.limit = if place < blocked { 0 } else { limit };
        let is_over = place >= ends && month.balance == 0 && place > ends;
        let row = Snapshot {
            months_ago: n_months - place,
            shows_drawings,
            is_young: place < 2,
            is_over: is_over && random.chance(0.8),
            shown_payment: if month.paid > 0 || random.chance(0.18) {
                month.paid
            } else {
                on_grid((6.6 + 1.4 * random.normal()).exp().min(9_000.0), 45)
            },
        };
        write_month(client.id, card.id, &month, &row, balances);
        if month.paid > 0 || month.minimum > 0 {
            let day = -row.months_ago * 30 + 5 + (card.id % 20) as i32;
            if day < 0 && day > -2_922 {
                n_payments += installments::write_card_month(
                    random,
                    client.id,
                    card.id,
                    n_payments + 1,
                    day,
                    month.minimum.max(month.paid / 4),
                    month.paid,
                    habits,
                    payments,
                );
            }
        }
    }
}

/// The next month of a card; `draws` is the chance of drawings while the card is in use.
fn live(
    random: &mut Stream,
    before: &Month,
    limit: Mills,
    target: f64,
    habits: &Habits,
    draws: Option<f64>,
) -> Month {
    let mut month = Month { n_instalments: before.n_instalments, ..Month::default() };
    month.minimum = if before.balance > 0 {
        (limit / 20).min(before.balance).max(before.balance / 25) / 45 * 45
    } else {
        0
    };
    if before.balance > 0 {
        let sticks = match before.days_late {
            0..=20 => 0.6 * habits.late_chance(),
            21..=60 => 0.45,
            _ => 0.965,
        };
        if random.chance(sticks) {
            month.days_late = before.days_late + random.between(5, 31);
        } else {
            let share = if draws.is_some() {
                1.0 + random.exponential(0.22)
            } else {
                1.5 + random.exponential(2.0)
            };
            month.paid = ((month.minimum as f64 * share) as Mills / 4_500 * 4_500)
                .max(month.minimum)
                .min(before.balance + 45_000);
            month.n_instalments += 1;
        }
    }
    month.interest = before.balance.max(0) * 19 / 1000 / 45 * 45;
    let mut balance = before.balance + month.interest - month.paid;
    let room = (limit as f64 * target) as Mills - balance;
    if draws.is_some_and(|chance| random.chance(chance)) && room > limit / 50 {
        if random.chance(0.6) {
            month.n_machines = 1 + random.poisson(0.7);
            month.from_machines = ((room as f64 * random.range(0.35, 1.0)) as Mills / 4_500_000
                * 4_500_000)
                .max(4_500_000);
        }
        if random.chance(0.5) {
            month.n_shops = 1 + random.poisson(3.5);
            month.at_shops = (room as f64 * random.range(0.05, 0.6)) as Mills / 45 * 45;
        }
    }
    balance += month.from_machines + month.at_shops;
    month.balance = if balance < 45_000 { 0 } else { balance };
    month
}

/// What a row shows beside the month itself.
struct Snapshot {
    months_ago: i32,
    shows_drawings: bool,
    is_young: bool,
    is_over: bool,
    /// What counts as paid: small sums are booked even on cards that owe nothing.
    shown_payment: Mills,
}

fn write_month(client_id: u32, card_id: u32, month: &Month, row: &Snapshot, rows: &mut Rows) {
    let drawings = |amount: Mills| row.shows_drawings.then_some(amount);
    let counts = |n: i32| row.shows_drawings.then_some(n);
    let principal = month.balance - month.interest.min(month.balance);
    rows.key(card_id);
    rows.key(client_id);
    rows.number(-row.months_ago);
    rows.money(month.balance);
    rows.money(month.limit);
    rows.maybe_money(drawings(month.from_machines));
    rows.money(month.from_machines + month.at_shops);
    rows.maybe_money(drawings(0));
    rows.maybe_money(drawings(month.at_shops));
    rows.maybe_money((!row.is_young).then_some(month.minimum));
    rows.maybe_money(drawings(row.shown_payment));
    rows.money(if month.balance > 0 || month.minimum > 0 { month.paid } else { 0 });
    rows.money(principal);
    rows.money(month.balance);
    rows.money(month.balance);
    rows.maybe(counts(month.n_machines));
    rows.number(month.n_machines + month.n_shops);
    rows.maybe(counts(0));
    rows.maybe(counts(month.n_shops));
    rows.maybe((!row.is_young).then_some(month.n_instalments));
    rows.level(if row.is_over {
        "Completed"
    } else if row.is_young && month.limit == 0 && card_id.is_multiple_of(20) {
        "Signed"
    } else {
        "Active"
    });
    rows.number(month.days_late);
    rows.number(if card_id.is_multiple_of(2) { month.days_late.min(30) } else { 0 });
    rows.end();
}
