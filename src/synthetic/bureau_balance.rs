//! A bureau credit in, its monthly statuses out: rows of `bureau_balance.csv`.
//!
//! Months run backwards from today to the month the credit began. After the credit closed the
//! status is `C`; before, it is `0`, unknown (`X`) or the days past due in classes 1 to 5.

use super::bureau::Credit;
use super::random::{Stream, logistic};
use super::text::Rows;

/// Oldest month that the bureau keeps.
const OLDEST: i32 = 96;

/// Writes the months of a credit.
pub(super) fn write(random: &mut Stream, credit: &Credit, lateness: f64, rows: &mut Rows) {
    let first = (credit.age_days / 30).min(OLDEST);
    let last = if random.chance(0.82) { 0 } else { random.between(0, first) };
    let closed = credit.closed.map_or(-1, |day| -day / 30);
    let unknown_share =
        if random.chance(0.36) { random.range(0.75, 1.0) } else { random.range(0.0, 0.22) };
    let is_troubled = random.chance(logistic(-2.15 + 0.95 * lateness));
    let late_share = if is_troubled { 0.30 } else { 0.004 };
    let mut digits = itoa::Buffer::new();
    let key = digits.format(credit.id).as_bytes();
    let mut class = 0_u8;
    let mut unknown_left = 0;
    for month in last..=first {
        let status = if month < closed {
            b'C'
        } else if unknown_left > 0 {
            unknown_left -= 1;
            b'X'
        } else {
            let draw = random.uniform();
            if draw < unknown_share {
                unknown_left = if unknown_share > 0.5 { 9 } else { 0 };
                b'X'
            } else if class > 0 && draw > 1.0 - 0.3 {
                b'0' + class
            } else {
                class = if draw > 1.0 - late_share { worst(random) } else { 0 };
                b'0' + class
            }
        };
        rows.balance(key, month as u8, status);
    }
}

/// The class of days past due of a late month.
fn worst(random: &mut Stream) -> u8 {
    random.choose(&[(1, 80.0), (2, 6.5), (3, 3.5), (4, 1.0), (5, 9.0)])
}
