//! Changes to try, from small to large, alone and in pairs.

use super::trials::plain_amount;
use super::{Move, Way};
use crate::features::{Change, NewValue};
use crate::probability::is_reached;

/// Where two changes are combined, every so many steps of each is tried.
const PAIR_STRIDE: usize = 2;

/// A set of changes to try: what it is, and how large.
#[derive(Debug, Clone)]
pub(super) struct Trial {
    pub(super) moves: Vec<Move>,
    pub(super) changes: Vec<Change>,
    pub(super) size: f64,
}

/// What can be tried of one kind, the smallest first.
#[derive(Debug)]
pub(super) struct Lever {
    pub(super) trials: Vec<Trial>,
    /// Of each trial, the one that goes a step further and must be accepted as well: itself where
    /// there are no steps, none where it is the last.
    ///
    /// Advice must not rest on a single step of the model, which a little more of the same would
    /// undo.
    further: Vec<Option<usize>>,
}

impl Lever {
    /// Trials of which each is the one before it, and more.
    pub(super) fn ladder(trials: Vec<Trial>) -> Self {
        let n = trials.len();
        Self { further: (1..=n).map(|next| (next < n).then_some(next)).collect(), trials }
    }

    /// Trials of which each stands for itself.
    pub(super) fn choice(trials: Vec<Trial>) -> Self {
        Self { further: (0..trials.len()).map(Some).collect(), trials }
    }

    /// The smallest trial that is accepted, with its size; takes a score for each trial.
    pub(super) fn smallest(
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

/// Two changes together, smallest sum first; a column that both touch takes the product of both
/// shares. Every so many steps of each lever are tried, the last one always.
pub(super) fn pairs(first: &Lever, second: &Lever) -> Lever {
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
pub(super) fn pace(moves: &[Move]) -> Option<(f64, f64)> {
    moves.iter().find_map(|one| match *one {
        Move::RepayFaster { from, to } | Move::RepaySlower { from, to } => Some((from, to)),
        _ => None,
    })
}
