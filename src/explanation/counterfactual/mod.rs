//! What would change a refusal: the smallest changes of what a client can act on.
//!
//! Nothing is extrapolated: every change is followed through the feature functions and scored
//! again by the caller, and only what was accepted then is told. What nobody can act on, and what
//! is protected, is never touched: age, gender, family, the past.

mod lever;
mod questions;
mod trials;

use serde::Serialize;

use crate::features::dictionary::{Dictionary, Error};
use crate::features::{Change, NewValue};
use lever::{Lever, pace, pairs};
use questions::open_questions;
use trials::{borrow_less, pay_down, provide, repay};

/// Difference of two credits, as a share, below which they are the same advice.
const SAME_CREDIT: f64 = 0.01;

/// Ways told at most, the smallest change first.
const MAX_WAYS: usize = 3;

/// What would change the decision on a client.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Outlook {
    /// Ways to an acceptance, the smallest first; empty for an accepted client, and where no
    /// simple change is enough.
    pub ways: Vec<Way>,
    /// Information that the form lacks and that could tip the decision, whatever it turns out to
    /// be; only for a refused client.
    pub open: Vec<OpenQuestion>,
    /// Sets of changes that were scored.
    pub n_tried: usize,
}

/// A way to an acceptance, verified.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Way {
    /// What would change, together.
    pub moves: Vec<Move>,
    /// Calibrated probability of default after it, below the threshold.
    pub probability: f64,
    /// The columns of the application and what they would hold.
    #[serde(skip)]
    pub changes: Vec<Change>,
}

/// One thing that a client can do.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[serde(rename_all = "snake_case", tag = "kind")]
pub enum Move {
    /// Borrow less for a cheaper purchase, over the same time.
    BorrowLess {
        /// Credit asked for.
        from: f64,
        /// Credit that would do.
        to: f64,
        /// Monthly payment that goes with it.
        payment: f64,
    },
    /// Ask for a card with a lower limit.
    LowerLimit {
        /// Limit asked for.
        from: f64,
        /// Limit that would do.
        to: f64,
    },
    /// Pay a part of the price at once, and borrow the rest over the same time.
    PayDown {
        /// Paid at once, more than so far.
        paid: f64,
        /// Credit asked for.
        from: f64,
        /// Credit that would do.
        to: f64,
        /// Monthly payment that goes with it.
        payment: f64,
    },
    /// Repay the same credit over a longer time.
    RepaySlower {
        /// Monthly payment asked for.
        from: f64,
        /// Monthly payment that would do.
        to: f64,
    },
    /// Repay the same credit over a shorter time.
    RepayFaster {
        /// Monthly payment asked for.
        from: f64,
        /// Monthly payment that would do.
        to: f64,
    },
    /// Provide a paper that the file lacks.
    Provide {
        /// Yes/no column of the application.
        column: &'static str,
    },
}

/// Information that the form lacks.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct OpenQuestion {
    /// Category column of the application.
    pub column: &'static str,
    /// Lowest calibrated probability that an answer gives.
    pub lowest: f64,
    /// Highest calibrated probability that an answer gives.
    pub highest: f64,
}

/// What the search needs to know of a client.
pub struct Question<'a> {
    /// Value of a feature of the client, NaN where missing or unknown.
    pub value: &'a dyn Fn(&str) -> f32,
    /// Share of all clients for whom a yes/no feature is yes.
    pub share: &'a dyn Fn(&str) -> Option<f64>,
    /// Months of payment that are usual, from and to (credit divided by monthly payment); where they
    /// are not known, no other pace is proposed.
    pub terms: Option<(f64, f64)>,
    /// Refused from here on.
    pub threshold: f64,
    /// Calibrated probabilities after sets of changes.
    pub score: &'a dyn Fn(&[Vec<Change>]) -> Vec<f64>,
}

/// Looks for what would turn a refusal into an acceptance.
///
/// Single changes first, from the smallest; where none is enough, a paper or a contact with an
/// amount, and amounts with payments.
///
/// # Errors
///
/// [`Error`] where the dictionary cannot be read.
pub fn outlook(question: &Question<'_>) -> Result<Outlook, Error> {
    let dictionary = Dictionary::embedded()?;
    let levers = [
        Lever::ladder(borrow_less(question)),
        Lever::ladder(pay_down(question)),
        Lever::ladder(repay(question, false)),
        Lever::ladder(repay(question, true)),
        Lever::choice(provide(question, dictionary)),
    ];
    let mut n_tried = 0;
    let mut first_of_each = |levers: &[Lever]| {
        let sets: Vec<Vec<Change>> =
            levers.iter().flat_map(|lever| &lever.trials).map(|t| t.changes.clone()).collect();
        n_tried += sets.len();
        let mut scores = (question.score)(&sets).into_iter();
        let mut ways: Vec<(f64, Way)> = levers
            .iter()
            .filter_map(|lever| lever.smallest(&mut scores, question.threshold))
            .collect();
        ways.sort_by(|a, b| a.0.total_cmp(&b.0));
        // Slower and faster at once would be no advice, nor the same credit twice.
        let mut credits: Vec<f64> = Vec::new();
        ways.retain(|(_, way)| {
            let credit = credit_after(&way.changes);
            let is_new = credit.is_none_or(|credit| {
                credits.iter().all(|known| (known - credit).abs() > SAME_CREDIT * known)
            });
            credits.extend(credit);
            is_new
        });
        let mut has_pace = false;
        ways.retain(|(_, way)| {
            pace(&way.moves).is_none() || !std::mem::replace(&mut has_pace, true)
        });
        ways.into_iter().map(|(_, way)| way).take(MAX_WAYS).collect::<Vec<Way>>()
    };
    let mut ways = first_of_each(&levers);
    if ways.is_empty() {
        let [less, down, slower, faster, papers] = &levers;
        let pairs = [
            pairs(less, papers),
            pairs(down, papers),
            pairs(less, slower),
            pairs(less, faster),
            pairs(down, slower),
            pairs(down, faster),
        ];
        ways = first_of_each(&pairs);
        // Combinations of the same two things say little more: the smallest is enough.
        ways.truncate(1);
    }
    let (open, n_answers) = open_questions(question, dictionary);
    Ok(Outlook { ways, open, n_tried: n_tried + n_answers })
}

/// The credit asked for after changes, where they change it.
fn credit_after(changes: &[Change]) -> Option<f64> {
    changes.iter().find(|change| change.column == "AMT_CREDIT").and_then(|change| match change.to {
        NewValue::Number(credit) => Some(credit),
        NewValue::Level(_) => None,
    })
}
