//! A loan and its schedule in, monthly snapshots out: rows of `POS_CASH_balance.csv`.
//!
//! Months run backwards from today; a snapshot says how many instalments are agreed and how many
//! are left, and the days past due at the end of the month.

use super::payments::{Habits, Instalment};
use super::previous::Application;
use super::random::Stream;
use super::text::Rows;

/// Oldest month kept.
const OLDEST: i32 = -96;

/// Writes the snapshots of a loan.
pub(super) fn write(
    random: &mut Stream,
    client_id: u32,
    loan: &Application,
    instalments: &[Instalment],
    habits: &Habits,
    rows: &mut Rows,
) {
    let first_month = loan.first_due.div_euclid(30);
    let mut row = |month: i32, agreed: i32, left: i32, status: &str, late: i32, late_much: i32| {
        if !(OLDEST..0).contains(&month) {
            return;
        }
        let is_missing = random.chance(0.0028);
        rows.key(loan.id);
        rows.key(client_id);
        rows.number(month);
        rows.maybe((!is_missing).then_some(agreed));
        rows.maybe((!is_missing).then_some(left));
        rows.level(status);
        rows.number(late);
        rows.number(late_much);
        rows.end();
    };
    let seed = loan.id % 97;
    if seed < 9 {
        row(first_month - 1, loan.n_instalments, loan.n_instalments, "Signed", 0, 0);
    }
    for (place, instalment) in instalments.iter().enumerate() {
        let place = place as i32;
        let month_end = instalment.due + (loan.id as i32 + 13 * place) % 30;
        let late = match instalment.paid {
            Some(paid) if paid > month_end.min(-1) => (paid - instalment.due).min(60),
            None => (-instalment.due).min(40),
            _ => 0,
        };
        let late_much = if (loan.id + place as u32) % 5 < 3 { late } else { 0 };
        let left = loan.n_instalments - place;
        let month = instalment.due.div_euclid(30);
        row(month, loan.n_instalments, left, "Active", late, late_much);
    }
    let is_over = instalments.len() as i32 == loan.n_paid;
    if !is_over {
        return;
    }
    let last_month = instalments.last().map_or(first_month, |last| last.due.div_euclid(30));
    let forgotten = 0.0042 * (0.8 * habits.lateness).exp();
    if (f64::from(loan.id % 10_007) / 10_007.0) < forgotten {
        // A rest that nobody paid: the loan stays open and its days past due grow.
        for month in (last_month + 1)..0 {
            let days = (month - last_month) * 30;
            let days_much =
                if loan.id.is_multiple_of(16) { days } else { i32::from(month % 9 == 0) };
            row(month, loan.n_paid, 0, "Active", days, days_much);
        }
    } else if !loan.id.is_multiple_of(50) {
        row(last_month + 1, loan.n_paid, 0, "Completed", 0, 0);
    } else {
        row(last_month + 1, loan.n_paid, 0, odd_end(loan.id), 0, 0);
    }
}

/// The rare ends of a loan.
fn odd_end(id: u32) -> &'static str {
    match id / 50 % 27 {
        0..8 => "Demand",
        8..14 => "Returned to the store",
        14..20 => "Approved",
        20 => "Amortized debt",
        21 => "Canceled",
        _ => "Completed",
    }
}
