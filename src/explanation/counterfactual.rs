//! What would change a refusal: the smallest changes of what a client can act on.
//!
//! Nothing is extrapolated: every change is followed through the feature functions and scored
//! again by the caller, and only what was accepted then is told. What nobody can act on, and what
//! is protected, is never touched: age, gender, family, the past.

use serde::Serialize;

use crate::features::dictionary::{Dictionary, Error, ThemeKey};
use crate::features::{Change, NewValue};
use crate::probability::is_reached;
use crate::tables::{Kind, Table};

/// Steps of the amount asked for and of the down payment, as shares of the credit.
const AMOUNT_STEPS: [f64; 12] = [0.02, 0.05, 0.08, 0.1, 0.15, 0.2, 0.25, 0.3, 0.35, 0.4, 0.45, 0.5];

/// Most that anybody is advised to pay at once, as a share of the credit and of the declared income.
const MOST_PAID_OF_CREDIT: f64 = 0.3;
const MOST_PAID_OF_INCOME: f64 = 0.5;

/// Steps of the monthly payment, as shares of it.
const PAYMENT_STEPS: [f64; 10] = [0.03, 0.06, 0.1, 0.15, 0.2, 0.25, 0.3, 0.35, 0.4, 0.5];

/// Where two changes are combined, every so many steps of each is tried.
const PAIR_STRIDE: usize = 2;

/// Difference of two credits, as a share, below which they are the same advice.
const SAME_CREDIT: f64 = 0.01;

/// Ways told at most, the smallest change first.
const MAX_WAYS: usize = 3;

/// How far a paper counts as a change, beside shares of amounts: a client would rather bring a paper
/// than borrow less.
const SIZE_OF_PROVIDING: f64 = 0.01;

/// Share of clients who have provided a paper from which on it makes sense to ask for it.
const USUAL: f64 = 0.1;

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

/// A set of changes to try: what it is, and how large.
#[derive(Debug, Clone)]
struct Trial {
    moves: Vec<Move>,
    changes: Vec<Change>,
    size: f64,
}

/// What can be tried of one kind, the smallest first.
#[derive(Debug)]
struct Lever {
    trials: Vec<Trial>,
    /// Of each trial, the one that goes a step further and must be accepted as well: itself where
    /// there are no steps, none where it is the last.
    ///
    /// Advice must not rest on a single step of the model, which a little more of the same would
    /// undo.
    further: Vec<Option<usize>>,
}

impl Lever {
    /// Trials of which each is the one before it, and more.
    fn ladder(trials: Vec<Trial>) -> Self {
        let n = trials.len();
        Self { further: (1..=n).map(|next| (next < n).then_some(next)).collect(), trials }
    }

    /// Trials of which each stands for itself.
    fn choice(trials: Vec<Trial>) -> Self {
        Self { further: (0..trials.len()).map(Some).collect(), trials }
    }

    /// The smallest trial that is accepted, with its size; takes a score for each trial.
    fn smallest(
        &self,
        scores: &mut impl Iterator<Item = f64>,
        threshold: f64,
    ) -> Option<(f64, Way)> {
        let scores: Vec<f64> = scores.by_ref().take(self.trials.len()).collect();
        let is_accepted = |at: usize| scores.get(at).is_some_and(|p| !is_reached(*p, threshold));
        let first = (0..scores.len())
            .find(|&at| is_accepted(at) && self.further[at].is_some_and(is_accepted))?;
        let Trial { moves, changes, size } = self.trials[first].clone();
        Some((size, Way { moves, probability: scores[first], changes }))
    }
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

/// An amount that people would name: three significant digits.
fn plain_amount(amount: f64) -> f64 {
    let unit = 10_f64.powi(amount.abs().max(1.0).log10().floor() as i32 - 2);
    (amount / unit).round() * unit
}

fn set(column: &'static str, number: f64) -> Change {
    Change { column, to: NewValue::Number(number) }
}

/// Credit, monthly payment and price of the goods, where the first two are known.
fn amounts(question: &Question<'_>) -> Option<(f64, f64, f64)> {
    let of = |name| f64::from((question.value)(name));
    let (credit, payment) = (of("AMT_CREDIT"), of("AMT_ANNUITY"));
    (credit > 0.0 && payment > 0.0).then(|| (credit, payment, of("AMT_GOODS_PRICE")))
}

/// A card has neither a price nor a time to repay.
fn is_card(question: &Question<'_>) -> bool {
    (question.value)("NAME_CONTRACT_TYPE_Revolving loans") == 1.0
}

fn borrow_less(question: &Question<'_>) -> Vec<Trial> {
    let Some((credit, payment, price)) = amounts(question) else {
        return Vec::new();
    };
    let trial = |&step: &f64| {
        let to = plain_amount(credit * (1.0 - step));
        let share = to / credit;
        let new_payment = plain_amount(payment * share);
        let mut changes = vec![set("AMT_CREDIT", to), set("AMT_ANNUITY", new_payment)];
        if price > 0.0 {
            changes.push(set("AMT_GOODS_PRICE", plain_amount(price * share)));
        }
        let moves = vec![if is_card(question) {
            Move::LowerLimit { from: credit, to }
        } else {
            Move::BorrowLess { from: credit, to, payment: new_payment }
        }];
        Trial { moves, changes, size: 1.0 - share }
    };
    AMOUNT_STEPS.iter().map(trial).filter(|trial| trial.size > 0.0).collect()
}

fn pay_down(question: &Question<'_>) -> Vec<Trial> {
    let Some((credit, payment, price)) = amounts(question) else {
        return Vec::new();
    };
    if is_card(question) || price.is_nan() || price <= 0.0 {
        return Vec::new();
    }
    let income = f64::from((question.value)("AMT_INCOME_TOTAL"));
    let most = (MOST_PAID_OF_CREDIT * credit).min(MOST_PAID_OF_INCOME * income);
    let trial = |&step: &f64| {
        let to = plain_amount(credit * (1.0 - step));
        let share = to / credit;
        let new_payment = plain_amount(payment * share);
        let changes = vec![set("AMT_CREDIT", to), set("AMT_ANNUITY", new_payment)];
        let moves =
            vec![Move::PayDown { paid: credit - to, from: credit, to, payment: new_payment }];
        Trial { moves, changes, size: 1.0 - share }
    };
    let is_in_reach = |trial: &Trial| trial.size > 0.0 && trial.size * credit <= most;
    AMOUNT_STEPS.iter().map(trial).filter(is_in_reach).collect()
}

fn repay(question: &Question<'_>, faster: bool) -> Vec<Trial> {
    let Some((credit, payment, _)) = amounts(question) else {
        return Vec::new();
    };
    let Some((shortest, longest)) = question.terms.filter(|_| !is_card(question)) else {
        return Vec::new();
    };
    let trial = |&step: &f64| {
        let to = plain_amount(payment * if faster { 1.0 + step } else { 1.0 - step });
        let one = if faster {
            Move::RepayFaster { from: payment, to }
        } else {
            Move::RepaySlower { from: payment, to }
        };
        let size = (to / payment - 1.0).abs();
        Trial { moves: vec![one], changes: vec![set("AMT_ANNUITY", to)], size }
    };
    let is_usual = |trial: &Trial| match trial.moves[..] {
        [Move::RepayFaster { from, to } | Move::RepaySlower { from, to }] => {
            let term = credit / to;
            to != from && term >= shortest && term <= longest
        }
        _ => false,
    };
    PAYMENT_STEPS.iter().map(trial).filter(is_usual).collect()
}

/// Every paper that the file lacks although others have brought it, one by one.
///
/// Papers stand in for one another: who has brought one lacks none. A telephone number is no
/// advice: it has nothing to do with repaying, and the model counts it now for, now against.
fn provide(question: &Question<'_>, dictionary: &Dictionary) -> Vec<Trial> {
    let table = Table::ApplicationTrain;
    if (question.value)("DOCUMENT_COUNT") > 0.0 {
        return Vec::new();
    }
    let lacks = |name: &'static str| {
        let entry = dictionary.column(table, name)?;
        let is_usual = (question.share)(name).is_some_and(|share| share >= USUAL);
        let is_paper = entry.theme == ThemeKey::Documents;
        let can = is_paper && is_usual && entry.actionable && !entry.protected;
        (can && (question.value)(name) == 0.0).then_some(name)
    };
    let trial = |column: &'static str| Trial {
        moves: vec![Move::Provide { column }],
        changes: vec![set(column, 1.0)],
        size: SIZE_OF_PROVIDING,
    };
    table.columns().iter().filter_map(|column| lacks(column.name)).map(trial).collect()
}

/// Two changes together, smallest sum first; a column that both touch takes the product of both
/// shares. Every so many steps of each lever are tried, the last one always.
fn pairs(first: &Lever, second: &Lever) -> Lever {
    // A step further is one in each lever that has steps.
    let strided = |lever: &Lever| -> (Vec<usize>, bool) {
        let n = lever.trials.len();
        let is_ladder = n > 0 && lever.further[0] != Some(0);
        let stride = if is_ladder { PAIR_STRIDE } else { 1 };
        let picked = (0..n).filter(|at| (n - 1 - at).is_multiple_of(stride)).collect();
        (picked, is_ladder)
    };
    let ((rows, row_steps), (columns, column_steps)) = (strided(first), strided(second));
    let mut cells = Vec::with_capacity(rows.len() * columns.len());
    for (i, &a) in rows.iter().enumerate() {
        for (j, &b) in columns.iter().enumerate() {
            let next = (i + usize::from(row_steps), j + usize::from(column_steps));
            let further = (next.0 < rows.len() && next.1 < columns.len())
                .then_some(next.0 * columns.len() + next.1);
            cells.push((together(&first.trials[a], &second.trials[b]), further));
        }
    }
    let mut order: Vec<usize> = (0..cells.len()).collect();
    order.sort_by(|&a, &b| cells[a].0.size.total_cmp(&cells[b].0.size));
    let mut place = vec![0; cells.len()];
    for (at, &cell) in order.iter().enumerate() {
        place[cell] = at;
    }
    Lever {
        trials: order.iter().map(|&cell| cells[cell].0.clone()).collect(),
        further: order.iter().map(|&cell| cells[cell].1.map(|further| place[further])).collect(),
    }
}

fn together(a: &Trial, b: &Trial) -> Trial {
    let mut changes = a.changes.clone();
    let mut moves = a.moves.clone();
    let mut others = b.moves.clone();
    for &change in &b.changes {
        let Some(known) = changes.iter_mut().find(|known| known.column == change.column) else {
            changes.push(change);
            continue;
        };
        // A lower credit has its own payment: the change of pace applies to that one.
        if let (NewValue::Number(payment), Some((from, to))) = (known.to, pace(&b.moves)) {
            let paced = plain_amount(payment * to / from);
            known.to = NewValue::Number(paced);
            for one in &mut others {
                if let Move::RepayFaster { from, to } | Move::RepaySlower { from, to } = one {
                    (*from, *to) = (payment, paced);
                }
            }
        }
    }
    moves.extend(others);
    Trial { moves, changes, size: a.size + b.size }
}

/// Monthly payment before and after a change of pace.
fn pace(moves: &[Move]) -> Option<(f64, f64)> {
    moves.iter().find_map(|one| match *one {
        Move::RepayFaster { from, to } | Move::RepaySlower { from, to } => Some((from, to)),
        _ => None,
    })
}

/// Information on job and housing that the form lacks, where an answer could tip the decision.
fn open_questions(question: &Question<'_>, dictionary: &Dictionary) -> (Vec<OpenQuestion>, usize) {
    let table = Table::ApplicationTrain;
    let has_job = !(question.value)("DAYS_EMPLOYED").is_nan();
    let mut open = Vec::new();
    let mut n_tried = 0;
    for column in table.columns() {
        let (Kind::Category(levels), Some(entry)) =
            (column.kind, dictionary.column(table, column.name))
        else {
            continue;
        };
        // Who has no job has no occupation to tell.
        let is_asked = match entry.theme {
            ThemeKey::Employment => has_job,
            theme => theme == ThemeKey::Housing,
        };
        if !is_asked || entry.protected || levels.is_empty() {
            continue;
        }
        let is_held = |level: &&str| (question.value)(&format!("{}_{level}", column.name)) != 0.0;
        if levels.iter().any(is_held) {
            continue;
        }
        let answer = |&level: &&'static str| {
            vec![Change { column: column.name, to: NewValue::Level(level) }]
        };
        let sets: Vec<Vec<Change>> = levels.iter().map(answer).collect();
        n_tried += sets.len();
        let scores = (question.score)(&sets);
        let lowest = scores.iter().copied().fold(f64::INFINITY, f64::min);
        let highest = scores.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        if !is_reached(lowest, question.threshold) {
            open.push(OpenQuestion { column: column.name, lowest, highest });
        }
    }
    (open, n_tried)
}
