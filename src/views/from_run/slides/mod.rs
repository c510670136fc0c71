//! The slides of a run.

mod axis;
mod choices;
mod protocol;
mod story;

pub(super) use choices::{curve, curve_end, errors};
pub use story::{story_of, story_places};

use super::Speaker;
use super::comparison::trust;
use super::overview::overview;
use crate::features::dictionary::Error;
use crate::scoring::ScoredClient;
use crate::views::SlidesView;
use crate::views::slides::ModelSummary;

/// Subjects that the slides show.
const N_SUBJECTS: usize = 9;

/// Builds the slides’ view; `story` is the client whose story is told ([`story_of`] finds one).
///
/// # Errors
///
/// [`Error`] where the dictionary cannot say a feature.
pub fn slides(speaker: &Speaker<'_>, story: &ScoredClient) -> Result<SlidesView, Error> {
    Ok(SlidesView {
        identity: speaker.identity(),
        data: speaker.data(),
        sources: protocol::sources(speaker),
        kernel: protocol::kernel(speaker),
        protocol: protocol::protocol(speaker),
        models: choices::models(speaker),
        retained: choices::retained(speaker),
        changes: choices::changes(speaker),
        decision: speaker.decision(),
        errors: choices::errors(speaker),
        trust: trust(speaker),
        curve: choices::curve(speaker),
        model: model(speaker)?,
        story: story::story(speaker, story)?,
    })
}

fn model(speaker: &Speaker<'_>) -> Result<ModelSummary, Error> {
    let (format, known) = (speaker.format(), &speaker.artifact.overview);
    let view = overview(speaker, 0)?;
    let n_used = known.features.iter().filter(|feature| feature.mean_absolute > 0.0).count();
    let n_subjects = known.subjects.iter().filter(|subject| subject.mean_absolute > 0.0).count();
    let first = view.subjects.first();
    Ok(ModelSummary {
        n_used: format.count(n_used),
        n_subjects: format.count(n_subjects),
        start: format.percent(known.start, 1),
        first_subject: first.map_or_else(String::new, |first| first.label.clone()),
        first_share: first.map_or_else(String::new, |first| first.share.clone()),
        subjects: view.subjects.into_iter().take(N_SUBJECTS).collect(),
        directions: view.directions,
        quality: view.quality,
    })
}
