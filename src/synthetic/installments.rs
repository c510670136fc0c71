//! A loan and its schedule in, rows of `installments_payments.csv` out.

use super::payments::{Habits, Instalment};
use super::previous::Application;
use super::random::Stream;
use super::text::{Mills, Rows};

/// One row.
struct Payment {
    version: i32,
    number: i32,
    due: i32,
    paid: Option<i32>,
    amount_due: Mills,
    amount_paid: Mills,
}

/// Writes the instalments of a loan: mostly one row each, two where it was paid in two parts.
pub(super) fn write(
    random: &mut Stream,
    client_id: u32,
    loan: &Application,
    instalments: &[Instalment],
    habits: &Habits,
    rows: &mut Rows,
) {
    let rescheduled_from =
        if random.chance(0.14) { random.between(2, loan.n_paid.max(2)) } else { i32::MAX };
    for (place, instalment) in instalments.iter().enumerate() {
        let number = place as i32 + 1;
        let closes_early = loan.is_early() && number == loan.n_paid;
        let left = f64::from(loan.n_instalments - loan.n_paid);
        let amount_due = if closes_early {
            loan.annuity + (loan.annuity as f64 * left * 0.82) as Mills / 45 * 45
        } else if number == loan.n_instalments {
            loan.annuity * 97 / 100 / 45 * 45
        } else {
            loan.annuity
        };
        let version = 1 + i32::from(closes_early) + i32::from(number >= rescheduled_from);
        let mut payment = Payment {
            version,
            number,
            due: instalment.due,
            paid: instalment.paid,
            amount_due,
            amount_paid: amount_due,
        };
        if random.chance(0.0006 * (0.8 * habits.lateness).exp()) {
            payment.paid = None;
        }
        let in_parts = random.chance(0.055 * (0.45 * habits.lateness).exp());
        if in_parts && payment.paid.is_some() {
            let first = (amount_due as f64 * random.range(0.03, 0.95)) as Mills / 45 * 45;
            payment.amount_paid = first.max(45);
            write_row(client_id, loan.id, &payment, rows);
            payment.amount_paid = (amount_due - payment.amount_paid).max(45);
            let later = payment.paid.map(|day| (day + random.between(0, 9)).min(-1));
            payment.paid = later;
            if random.chance(0.12 * (0.5 * habits.lateness).exp()) {
                continue;
            }
        }
        write_row(client_id, loan.id, &payment, rows);
    }
}

/// Writes the payments of one card month: the minimum due, often in several payments.
///
/// Returns how many instalment numbers they took.
#[expect(clippy::too_many_arguments, reason = "each is one fact of one month")]
pub(super) fn write_card_month(
    random: &mut Stream,
    client_id: u32,
    card_id: u32,
    number: i32,
    day: i32,
    due: Mills,
    paid: Mills,
    habits: &Habits,
    rows: &mut Rows,
) -> i32 {
    let n_parts = 1 + random.poisson(1.6).min(6);
    for part in 0..n_parts {
        let late = random.chance(habits.late_chance());
        let delay = if late { 1 + random.exponential(6.0) as i32 } else { -random.between(0, 12) };
        let share = if n_parts == 1 { 1.0 } else { random.range(0.1, 1.6) / f64::from(n_parts) };
        let amount = ((paid as f64 * share) as Mills / 45 * 45).max(45);
        let payment = Payment {
            version: 0,
            number: number + part / 2,
            due: day,
            paid: Some((day + delay).min(-1)),
            amount_due: if part == 0 { due.max(45) } else { amount },
            amount_paid: amount,
        };
        write_row(client_id, card_id, &payment, rows);
    }
    (n_parts + 1) / 2
}

fn write_row(client_id: u32, loan_id: u32, payment: &Payment, rows: &mut Rows) {
    rows.key(loan_id);
    rows.key(client_id);
    rows.number(payment.version);
    rows.number(payment.number);
    rows.number(payment.due);
    rows.maybe(payment.paid);
    rows.money(payment.amount_due);
    rows.maybe_money(payment.paid.map(|_| payment.amount_paid));
    rows.end();
}
