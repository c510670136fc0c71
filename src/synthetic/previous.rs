//! A client in, their earlier applications with the same lender out: rows of
//! `previous_application.csv`, and the loans that the payment tables follow.
//!
//! Applications come oldest first. The first is nearly always an approved loan for goods at a
//! point of sale; cash loans and offers follow. Risk shows in refusals, in short and dear loans
//! and in small down payments.

use super::client::Client;
use super::identity::Identities;
use super::random::{Purpose, Quantiles, Stream};
use super::text::{Mills, Rows, on_grid};
use super::{credit_card, previous_row};

/// What was applied for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Consumer,
    Cash,
    Card,
}

/// What became of the application.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Status {
    Approved,
    Refused,
    Canceled,
    Unused,
}

/// One earlier application.
#[derive(Debug, Clone, Copy)]
pub(super) struct Application {
    pub(super) id: u32,
    pub(super) kind: Kind,
    pub(super) status: Status,
    /// Whether it ended before anything but the contract type was known.
    pub(super) is_blank: bool,
    pub(super) is_first: bool,
    pub(super) decision: i32,
    pub(super) goods: Mills,
    pub(super) credit: Mills,
    pub(super) down_payment: Mills,
    pub(super) n_instalments: i32,
    pub(super) annuity: Mills,
    pub(super) yield_group: &'static str,
    /// Day of the first instalment, in days from today (positive: still to come).
    pub(super) first_due: i32,
    /// Instalments actually scheduled: fewer than agreed where the loan was paid back early.
    pub(super) n_paid: i32,
}

impl Application {
    /// Day of the last instalment as agreed; instalments are 30 days apart in this table.
    pub(super) fn last_due_agreed(&self) -> i32 {
        self.first_due + 30 * (self.n_instalments - 1)
    }

    /// Day of the last instalment as it came.
    pub(super) fn last_due(&self) -> i32 {
        self.first_due + 30 * (self.n_paid - 1)
    }

    pub(super) fn is_early(&self) -> bool {
        self.n_paid < self.n_instalments
    }
}

/// Age of the decisions, in days.
const DECISION_DAYS: Quantiles = Quantiles {
    shares: &[0.0, 0.01, 0.05, 0.10, 0.25, 0.50, 0.75, 0.90, 0.99, 1.0],
    values: &[2.0, 16.0, 75.0, 140.0, 292.0, 595.0, 1364.0, 2270.0, 2855.0, 2922.0],
};

/// Loading of the recency of the applications on the latent risk.
const RECENCY_ON_RISK: f64 = 0.12;

/// How much the odds of a refusal grow with the latent risk, in log-odds per deviation.
const REFUSAL_ON_RISK: f64 = 0.36;

/// Draws the applications of a client, oldest first, and writes their rows.
pub(super) fn write(
    client: &Client,
    identities: &Identities,
    rows: &mut Rows,
    applications: &mut Vec<Application>,
) {
    applications.clear();
    let n = client.person.n_previous as usize;
    if n == 0 {
        return;
    }
    let random = &mut Stream::new(client.seed, client.index, Purpose::Previous);
    let risk = client.risk.score;
    let recency = RECENCY_ON_RISK * risk + 0.99 * random.normal();
    let has_card = n > 1 && random.chance((0.11 + 0.046 * n as f64).min(0.8));
    let mut decisions: Vec<i32> = (0..n)
        .map(|_| {
            let score = -0.45 * recency + 0.893 * random.normal();
            -(DECISION_DAYS.at_score(score).round() as i32).max(2)
        })
        .collect();
    // The card is as old as its history, which is mostly a few months or most of eight years.
    let card_decision = -credit_card::history_days(random);
    if has_card {
        decisions[n - 1] = card_decision;
    }
    decisions.sort_unstable();
    let card_place =
        if has_card { decisions.iter().position(|d| *d == card_decision) } else { None };
    // The first loan is old enough to have been paid on.
    let first_loan = usize::from(card_place == Some(0));
    decisions[first_loan] = decisions[first_loan].min(-80);
    for (place, decision) in decisions.into_iter().enumerate() {
        let id = identities.previous(client.index, place as u32);
        let is_card = card_place == Some(place);
        let (kind, status) = if is_card {
            (Kind::Card, Status::Approved)
        } else {
            kind_and_status(random, place == first_loan, decision, risk)
        };
        let application = draw(random, id, kind, status, decision, client, place == 0);
        previous_row::write(random, client.id, &application, rows);
        applications.push(application);
    }
}

fn kind_and_status(
    random: &mut Stream,
    is_first: bool,
    decision: i32,
    risk: f64,
) -> (Kind, Status) {
    let tilt = (REFUSAL_ON_RISK * risk).exp();
    if is_first {
        let status = if random.chance(0.008 * tilt) { Status::Refused } else { Status::Approved };
        return (Kind::Consumer, status);
    }
    // Offers that lead nowhere are a thing of the recent years.
    let age: f64 = match decision {
        ..-1_400 => 2.2,
        -1_400..-700 => 1.5,
        -700..-250 => 1.0,
        _ => 0.52,
    };
    let kind = random.choose(&[
        (Kind::Consumer, 0.37 * age.powf(0.8)),
        (Kind::Cash, 0.540),
        (Kind::Card, 0.075),
    ]);
    let shares = match kind {
        Kind::Consumer => [0.786, 0.146 * tilt, 0.004, 0.056],
        Kind::Cash => [0.390 * age, 0.215 * tilt, 0.373, 0.0],
        Kind::Card => [0.0, 0.47 * tilt, 0.5, 0.0],
    };
    let statuses = [Status::Approved, Status::Refused, Status::Canceled, Status::Unused];
    (kind, statuses[random.pick(&shares)])
}

fn draw(
    random: &mut Stream,
    id: u32,
    kind: Kind,
    status: Status,
    decision: i32,
    client: &Client,
    is_first: bool,
) -> Application {
    let risk = client.risk.score;
    let is_blank = match (kind, status) {
        (Kind::Cash, Status::Canceled) => random.chance(0.98),
        (Kind::Cash, Status::Refused) => random.chance(0.27),
        (Kind::Card, Status::Canceled) => random.chance(0.98),
        (Kind::Card, Status::Refused) => random.chance(0.55),
        _ => false,
    };
    let income = client.person.income_score;
    let (n_instalments, goods) = match kind {
        Kind::Consumer => {
            let n = random.choose(&[
                (4, 0.03),
                (6, 0.27),
                (8, 0.05),
                (10, 0.17),
                (12, 0.35),
                (18, 0.08),
                (24, 0.09),
            ]);
            let size = f64::from(n) / 11.0;
            (
                n,
                75_000.0
                    * size.powf(0.55)
                    * (0.25 * income - 0.05 * risk + 0.66 * random.normal()).exp(),
            )
        }
        Kind::Cash => {
            let long = if status == Status::Approved { 0.58 } else { 1.6 };
            let n = random.choose(&[
                (6, 0.05 / long),
                (12, 0.28 / long),
                (18, 0.12),
                (24, 0.19),
                (30, 0.04),
                (36, 0.15 * long),
                (42, 0.03 * long),
                (48, 0.08 * long),
                (60, 0.09 * long),
            ]);
            let size = f64::from(n) / 24.0;
            (
                n,
                270_000.0
                    * size.powf(0.75)
                    * (0.32 * income - 0.08 * risk + 0.78 * random.normal()).exp(),
            )
        }
        Kind::Card => (
            0,
            random.choose(&[
                (45e3, 0.12),
                (90e3, 0.14),
                (135e3, 0.17),
                (180e3, 0.27),
                (225e3, 0.12),
                (270e3, 0.09),
                (450e3, 0.07),
                (675e3, 0.02),
            ]),
        ),
    };
    let goods = match kind {
        Kind::Consumer => on_grid(goods.clamp(12_000.0, 600_000.0), 4_500),
        Kind::Cash if random.chance(0.7) => on_grid(goods.clamp(22_500.0, 2_250_000.0), 22_500_000),
        Kind::Cash => on_grid(goods.clamp(22_500.0, 2_250_000.0), 4_500_000),
        Kind::Card => goods as Mills * 1000,
    };
    let pays_down = kind == Kind::Consumer && random.chance(0.56 - 0.05 * risk.clamp(-2.0, 2.0));
    let down_payment = if pays_down {
        let share = if random.chance(0.45) { 0.1 } else { 0.03 + random.exponential(0.13) };
        (goods as f64 * share.min(0.6)) as Mills / 4_500 * 4_500
    } else {
        0
    };
    let fees = match kind {
        Kind::Consumer => random.choose(&[(1.0, 0.4), (1.08, 0.35), (1.15, 0.25)]),
        Kind::Cash => {
            random.choose(&[(1.0, 0.35), (1.066, 0.15), (1.119, 0.2), (1.198, 0.2), (1.26, 0.1)])
        }
        Kind::Card => 1.0,
    };
    let credit = ((goods - down_payment) as f64 * fees) as Mills / 4_500 * 4_500;
    let (yield_group, rate) = price(random, kind, risk);
    let n = f64::from(n_instalments.max(1));
    let annuity = match kind {
        Kind::Card => credit / 20,
        _ => on_grid(credit as f64 / 1000.0 * rate / (1.0 - (1.0 + rate).powf(-n)), 45),
    };
    let is_early = n_instalments > 3 && random.chance(if kind == Kind::Cash { 0.64 } else { 0.38 });
    let n_paid = if is_early {
        1 + ((n - 2.0) * random.uniform().powf(0.8)) as i32
    } else {
        n_instalments.max(1)
    };
    let first_due = decision + random.between(27, 42);
    Application {
        id,
        kind,
        status,
        is_blank,
        is_first,
        decision,
        goods,
        credit,
        down_payment,
        n_instalments,
        annuity,
        yield_group,
        first_due,
        n_paid,
    }
}

/// Yield group and monthly rate: dearer for the riskier.
fn price(random: &mut Stream, kind: Kind, risk: f64) -> (&'static str, f64) {
    let tilt = (0.18 * risk).exp();
    let shares: &[(usize, f64)] = match kind {
        Kind::Consumer => &[(0, 0.124), (1, 0.243), (2, 0.31), (3, 0.325)],
        Kind::Cash => &[(0, 0.0), (1, 0.34), (2, 0.37), (3, 0.29)],
        Kind::Card => return ("XNA", 0.02),
    };
    let weights = [shares[0].1 / tilt, shares[1].1 / tilt, shares[2].1, shares[3].1 * tilt];
    let groups = [("low_action", 0.004), ("low_normal", 0.014), ("middle", 0.023), ("high", 0.036)];
    let (group, rate) = groups[random.pick(&weights)];
    (group, rate * random.range(0.85, 1.15))
}
