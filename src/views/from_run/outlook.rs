//! What would change a decision, in words.

use super::{Speaker, against_threshold, distance};
use crate::explanation::{Move, OpenQuestion, Outlook, Way};
use crate::features::dictionary::Language;
use crate::probability::{Threshold, is_reached};
use crate::scoring::Score;
use crate::tables::Table;
use crate::views::{LabelledValue, OutlookView};

/// Builds the outlook's view.
pub fn outlook(
    speaker: &Speaker<'_>,
    score: &Score,
    threshold: Threshold,
    outlook: &Outlook,
) -> OutlookView {
    let french = speaker.language == Language::French;
    let (probability, threshold) = (score.probability.value(), threshold.value());
    let margin = distance(speaker.format(), probability, threshold);
    let is_accepted = !is_reached(probability, threshold);
    let words = |in_french: String, in_english: String| if french { in_french } else { in_english };
    let summary = if is_accepted {
        words(
            format!(
                "La probabilité se situe {margin} sous le seuil\u{a0}: aucun changement n’est nécessaire."
            ),
            format!("The probability is {margin} below the threshold: nothing needs to change."),
        )
    } else if outlook.ways.is_empty() {
        words(
            format!(
                "La probabilité se situe {margin} au-dessus du seuil\u{202f}; aucun changement simple \
                 ne suffit à passer dessous."
            ),
            format!(
                "The probability is {margin} above the threshold; no simple change is enough to go \
                 below it."
            ),
        )
    } else {
        words(
            format!(
                "La probabilité se situe {margin} au-dessus du seuil\u{202f}; elle passerait dessous \
                 avec l’un de ces changements\u{a0}:"
            ),
            format!(
                "The probability is {margin} above the threshold; it would go below with one of \
                 these changes:"
            ),
        )
    };
    let has_advice = !outlook.ways.is_empty() || !outlook.open.is_empty();
    let caveat = if has_advice {
        words(
            "Chaque changement a été vérifié en recalculant le score\u{202f}; le conseiller reste \
             libre de sa décision."
                .to_owned(),
            "Each change was verified by computing the score again; the adviser remains free to \
             decide."
                .to_owned(),
        )
    } else {
        String::new()
    };
    OutlookView {
        summary,
        ways: outlook.ways.iter().map(|way| one_way(speaker, way, threshold)).collect(),
        open: outlook.open.iter().map(|open| question(speaker, open)).collect(),
        caveat,
    }
}

/// The moves of a way, joined, and the probability that they lead to.
fn one_way(speaker: &Speaker<'_>, way: &Way, threshold: f64) -> LabelledValue {
    let and = match speaker.language {
        Language::French => ", et ",
        Language::English => ", and ",
    };
    let is_pace = |one: &Move| matches!(one, Move::RepaySlower { .. } | Move::RepayFaster { .. });
    let has_pace = way.moves.iter().any(is_pace);
    let moves: Vec<String> = way.moves.iter().map(|one| one_move(speaker, one, has_pace)).collect();
    let label = crate::features::dictionary::capitalized(&moves.join(and));
    let [value, _] = against_threshold(speaker.format(), way.probability, threshold);
    LabelledValue { label, value }
}

/// A move; `has_pace` where another one says how fast the credit is repaid.
fn one_move(speaker: &Speaker<'_>, one: &Move, has_pace: bool) -> String {
    let french = speaker.language == Language::French;
    let amount = |amount: f64| speaker.format().amount(amount, speaker.currency());
    let pace = |payment: f64| match (has_pace, french) {
        (true, _) => String::new(),
        (false, true) => format!(", sur la même durée (mensualité de {})", amount(payment)),
        (false, false) => format!(", over the same time (monthly payment of {})", amount(payment)),
    };
    match *one {
        Move::BorrowLess { from, to, payment } if french => {
            format!("emprunter {} au lieu de {}{}", amount(to), amount(from), pace(payment))
        }
        Move::BorrowLess { from, to, payment } => {
            format!("borrow {} instead of {}{}", amount(to), amount(from), pace(payment))
        }
        Move::LowerLimit { from, to } if french => {
            format!("demander un plafond de {} au lieu de {}", amount(to), amount(from))
        }
        Move::LowerLimit { from, to } => {
            format!("request a limit of {} instead of {}", amount(to), amount(from))
        }
        Move::PayDown { paid, from, to, payment } if french => format!(
            "apporter {} de plus au comptant et emprunter {} au lieu de {}{}",
            amount(paid),
            amount(to),
            amount(from),
            pace(payment)
        ),
        Move::PayDown { paid, from, to, payment } => format!(
            "increase the down payment by {} and borrow {} instead of {}{}",
            amount(paid),
            amount(to),
            amount(from),
            pace(payment)
        ),
        Move::RepaySlower { from, to } if french => format!(
            "rembourser plus lentement, par mensualités de {} au lieu de {}",
            amount(to),
            amount(from)
        ),
        Move::RepaySlower { from, to } => format!(
            "repay more slowly, with monthly payments of {} instead of {}",
            amount(to),
            amount(from)
        ),
        Move::RepayFaster { from, to } if french => format!(
            "rembourser plus vite, par mensualités de {} au lieu de {}",
            amount(to),
            amount(from)
        ),
        Move::RepayFaster { from, to } => format!(
            "repay faster, with monthly payments of {} instead of {}",
            amount(to),
            amount(from)
        ),
        Move::Provide { column } => {
            let label = column_label(speaker, column);
            if french {
                format!("compléter le dossier ({label})")
            } else {
                format!("complete the file ({label})")
            }
        }
    }
}

fn question(speaker: &Speaker<'_>, open: &OpenQuestion) -> String {
    let format = speaker.format();
    let label = column_label(speaker, open.column);
    let (low, high) = (format.percent(open.lowest, 1), format.percent(open.highest, 1));
    match speaker.language {
        Language::French => format!(
            "À vérifier avec le client\u{a0}: {label}, information non renseignée\u{202f}; selon la \
             réponse, la probabilité irait de {low} à {high}."
        ),
        Language::English => format!(
            "To check with the client: {label}, information not given; depending on the answer, the \
             probability would lie between {low} and {high}."
        ),
    }
}

/// What a column of the application is called, inside a sentence.
fn column_label(speaker: &Speaker<'_>, column: &str) -> String {
    let entry = speaker.dictionary.column(Table::ApplicationTrain, column);
    entry.map_or_else(String::new, |entry| entry.label.get(speaker.language).to_owned())
}
