//! What a client can act on: amounts, pace, papers.

use super::lever::Trial;
use super::{Move, Question};
use crate::features::dictionary::{Dictionary, ThemeKey};
use crate::features::{Change, NewValue};
use crate::tables::Table;

/// Steps of the amount asked for and of the down payment, as shares of the credit.
const AMOUNT_STEPS: [f64; 12] = [0.02, 0.05, 0.08, 0.1, 0.15, 0.2, 0.25, 0.3, 0.35, 0.4, 0.45, 0.5];

/// Most that anybody is advised to pay at once, as a share of the credit and of the declared income.
const MOST_PAID_OF_CREDIT: f64 = 0.3;
const MOST_PAID_OF_INCOME: f64 = 0.5;

/// Steps of the monthly payment, as shares of it.
const PAYMENT_STEPS: [f64; 10] = [0.03, 0.06, 0.1, 0.15, 0.2, 0.25, 0.3, 0.35, 0.4, 0.5];

/// How far a paper counts as a change, beside shares of amounts: a client would rather bring a paper
/// than borrow less.
const SIZE_OF_PROVIDING: f64 = 0.01;

/// Share of clients who have provided a paper from which on it makes sense to ask for it.
const USUAL: f64 = 0.1;

/// An amount that people would name: three significant digits.
pub(super) fn plain_amount(amount: f64) -> f64 {
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

pub(super) fn borrow_less(question: &Question<'_>) -> Vec<Trial> {
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

pub(super) fn pay_down(question: &Question<'_>) -> Vec<Trial> {
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

pub(super) fn repay(question: &Question<'_>, faster: bool) -> Vec<Trial> {
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
pub(super) fn provide(question: &Question<'_>, dictionary: &Dictionary) -> Vec<Trial> {
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
