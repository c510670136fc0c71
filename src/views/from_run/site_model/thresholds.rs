//! What thresholds lead to, as numbers.

use super::super::Speaker;
use super::super::slides::curve_end;
use crate::decision::{GRID_STEPS, Outcome, ThresholdCounts};
use crate::views::site_model::{Mark, MarkKind, Thresholds};

/// What the page computes with; its marks are those of the run's own study.
pub(super) fn thresholds(speaker: &Speaker<'_>, counts: &ThresholdCounts) -> Thresholds {
    let study = &speaker.artifact.threshold_study;
    let costs = speaker.artifact.manifest.settings.costs;
    let mark = |kind, at: &Outcome| Mark {
        kind,
        threshold: at.threshold,
        refused: at.n_refused,
        missed: at.n_missed_defaults,
    };
    Thresholds {
        n_clients: counts.n_clients,
        n_defaults: counts.n_defaults,
        missed_default: costs.missed_default,
        refused_good: costs.refused_good,
        n_steps: GRID_STEPS,
        refused: counts.grid.iter().map(|at| at.n_refused).collect(),
        missed: counts.grid.iter().map(|at| at.n_missed_defaults).collect(),
        frontier: counts
            .frontier
            .iter()
            .map(|at| (at.threshold, at.n_refused, at.n_missed_defaults))
            .collect(),
        marks: vec![
            mark(MarkKind::Chosen, &study.search.best),
            mark(MarkKind::Theoretical, &study.at_theoretical),
            mark(MarkKind::Half, &study.at_half),
            mark(MarkKind::AcceptAll, &study.search.accept_all),
            mark(MarkKind::RefuseAll, &study.search.refuse_all),
        ],
        end: curve_end(speaker).0,
    }
}
