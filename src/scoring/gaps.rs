//! What a client's file lacks although most files hold it: the one notion behind sheets and
//! answers.

use crate::artifact::ScoringArtifact;
use crate::features::dictionary::Entry;

/// Why a feature has no value although nothing is missing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Absence {
    /// The client has no job.
    NoJob,
    /// The client has no car.
    NoCar,
}

/// Why the feature that `entry` describes has no value although nothing is missing; `row` holds
/// the model's features, called `names`.
pub fn absence(names: &[String], entry: &Entry, row: &[f32]) -> Option<Absence> {
    let own = |name: &str| names.iter().position(|known| known == name).map(|place| row[place]);
    let of = |column: &str| entry.sources.iter().any(|source| source.column == column);
    if of("DAYS_EMPLOYED") && own("DAYS_EMPLOYED_MISSING") == Some(1.0) {
        Some(Absence::NoJob)
    } else if of("OWN_CAR_AGE") && own("FLAG_OWN_CAR") == Some(0.0) {
        Some(Absence::NoCar)
    } else {
        None
    }
}

/// Places of the model's features without a value that most clients have one of, by weight in the
/// model; `row` holds the model's features, `describe` tells what one means.
///
/// Who has no job or no car lacks no information about it.
pub fn gaps<'e>(
    artifact: &ScoringArtifact,
    describe: &dyn Fn(usize) -> Option<&'e Entry>,
    row: &[f32],
) -> Vec<usize> {
    let names = artifact.model.feature_names();
    let by_importance = &artifact.overview.features;
    let rank = |feature: usize| {
        let rank = by_importance.iter().position(|known| known.feature == names[feature]);
        rank.unwrap_or(by_importance.len())
    };
    let is_explained =
        |feature: usize| describe(feature).is_some_and(|e| absence(names, e, row).is_some());
    let mut gaps: Vec<usize> = (0..row.len())
        .filter(|&feature| row[feature].is_nan() && artifact.reference[feature].missing_share < 0.5)
        .filter(|&feature| !is_explained(feature))
        .collect();
    gaps.sort_by_cached_key(|&feature| rank(feature));
    gaps
}
