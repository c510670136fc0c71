//! Information that the form lacks.

use super::{OpenQuestion, Question};
use crate::features::dictionary::{Dictionary, ThemeKey};
use crate::features::{Change, NewValue};
use crate::probability::is_reached;
use crate::tables::{Kind, Table};

/// Information on job and housing that the form lacks, where an answer could tip the decision.
pub(super) fn open_questions(
    question: &Question<'_>,
    dictionary: &Dictionary,
) -> (Vec<OpenQuestion>, usize) {
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
