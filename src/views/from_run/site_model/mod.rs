//! The page about the model.

mod dependence;
mod figures;
mod segments;
mod thresholds;

use super::Speaker;
use super::note::note;
use super::overview::overview;
use super::slides::{curve, errors};
use crate::decision::{FEW_CLIENTS, FEW_DEFAULTS, FEWEST_TOLD, MIN_OF_EACH_OUTCOME};
use crate::features::dictionary::Error;
use crate::scoring::Evaluated;
use crate::views::SiteModelView;
use crate::views::slides::CurveView;

/// Features whose importance and direction are shown.
const N_FEATURES: usize = 40;

/// Builds the view of the page about the model.
///
/// `evaluated` is what was measured of the run's out-of-fold predictions.
///
/// # Errors
///
/// [`Error`] where the dictionary cannot say a feature.
pub(super) fn site_model(
    speaker: &Speaker<'_>,
    evaluated: &Evaluated,
) -> Result<SiteModelView, Error> {
    let (format, artifact) = (speaker.format(), &speaker.artifact);
    let known = &artifact.overview;
    let view = overview(speaker, N_FEATURES)?;
    let measured = &artifact.evaluation;
    Ok(SiteModelView {
        note: note(speaker, &[], None)?,
        curve: CurveView {
            points: figures::cost_points(speaker, &evaluated.counts),
            ..curve(speaker)
        },
        errors: errors(speaker),
        thresholds: thresholds::thresholds(speaker, &evaluated.counts),
        roc_rows: figures::roc_rows(speaker),
        reliability_out_of_fold: figures::reliability(speaker, &measured.out_of_fold.reliability),
        reliability_hold_out: figures::reliability(speaker, &measured.hold_out.reliability),
        distribution: figures::distribution(speaker, &evaluated.counts),
        gains: figures::gains(speaker),
        n_used: format.count(known.features.iter().filter(|one| one.mean_absolute > 0.0).count()),
        features: view.features,
        contrary: view.contrary,
        dependence: dependence::dependence(speaker)?,
        n_explained: format.count(known.n_clients),
        start: format.percent(known.start, 1),
        segments: segments::segments(speaker, evaluated),
        n_segmented: format.count(evaluated.n_clients),
        few_clients: format.count(FEW_CLIENTS),
        fewest_told: format.count(FEWEST_TOLD),
        few_defaults: format.count(FEW_DEFAULTS),
        min_of_each_outcome: format.count(MIN_OF_EACH_OUTCOME),
    })
}
