//! A loan and a client's habits in, when each instalment was due and paid out.
//!
//! The instalment table and the monthly snapshots both follow this schedule, so that a late
//! payment in the one is a day past due in the other.

use super::previous::{Application, Kind};
use super::random::Stream;

/// How a client pays, the same on all of their loans.
#[derive(Debug, Clone, Copy)]
pub(super) struct Habits {
    /// Standard normal, higher pays later.
    pub(super) lateness: f64,
    /// How many days early the client usually pays.
    pub(super) days_early: f64,
}

/// One instalment.
#[derive(Debug, Clone, Copy)]
pub(super) struct Instalment {
    pub(super) due: i32,
    /// Day of the payment, `None` where it was never made.
    pub(super) paid: Option<i32>,
}

/// Loading of the lateness on the latent risk.
const LATENESS_ON_RISK: f64 = 0.42;

/// Share of late payments of the typical client, and how fast it grows with lateness.
const LATE_SHARE: f64 = 0.050;
const LATE_GROWTH: f64 = 0.85;

impl Habits {
    /// Draws the habits of a client with that latent risk.
    pub(super) fn draw(random: &mut Stream, risk: f64) -> Self {
        let lateness = LATENESS_ON_RISK * risk + 0.907 * random.normal();
        let score = 2.25 - 0.085 * risk + 0.45 * random.normal();
        Self { lateness, days_early: score.exp() }
    }

    /// Chance that a payment is late.
    pub(super) fn late_chance(&self) -> f64 {
        (LATE_SHARE * (LATE_GROWTH * self.lateness).exp()).min(0.7)
    }
}

/// The instalments of a loan that were due before today, in order.
pub(super) fn schedule(
    random: &mut Stream,
    loan: &Application,
    habits: &Habits,
    instalments: &mut Vec<Instalment>,
) {
    instalments.clear();
    if loan.kind == Kind::Card {
        return;
    }
    for number in 0..loan.n_paid {
        let due = loan.first_due + (f64::from(number) * 30.44) as i32;
        if due >= 0 {
            return;
        }
        let paid = if random.chance(habits.late_chance()) {
            due + late_days(random, habits)
        } else if random.chance(0.16) {
            due
        } else {
            due - (random.exponential(habits.days_early) as i32).min(70)
        };
        let paid = paid.max(loan.decision);
        instalments.push(Instalment { due, paid: (paid < 0).then_some(paid) });
    }
}

fn late_days(random: &mut Stream, habits: &Habits) -> i32 {
    let long = 0.045 * (0.5 * habits.lateness).exp();
    if random.chance(long) {
        30 + random.exponential(70.0) as i32
    } else {
        1 + random.exponential(5.5) as i32
    }
}
