//! The methodology note of a run.

mod data;
mod results;
mod training;

use super::overview::{quality, scope_and_directions, subjects, themes};
use super::reasons::reasons;
use super::sheet::N_REASONS;
use super::{Speaker, comparison};
use crate::features::dictionary::Error;
use crate::scoring::ScoredClient;
use crate::training::TrialTime;
use crate::views::note::{CostCurve, Example, Reliability, ReliabilityInput, Roc};
use crate::views::{ChartInput, LabelledValue, NoteView};

/// Builds the note's view.
///
/// `timings` holds the seconds that each trial took, where they were kept; `example` a client
/// whose score is taken apart, without a name.
///
/// # Errors
///
/// [`Error`] where the dictionary cannot say a feature.
pub fn note(
    speaker: &Speaker<'_>,
    timings: &[TrialTime],
    example: Option<&ScoredClient>,
) -> Result<NoteView, Error> {
    let (format, artifact) = (speaker.format(), &speaker.artifact);
    let evaluation = &artifact.evaluation;
    let trials = results::Trials { speaker, timings };
    let (protected_changes, other_changes) = trials.changes();
    let bins = ReliabilityInput {
        out_of_fold: &evaluation.out_of_fold.reliability,
        hold_out: &evaluation.hold_out.reliability,
    };
    let intervals =
        [&evaluation.out_of_fold, &evaluation.hold_out].map(|one| &one.metrics.roc_auc_interval);
    let [ours, held] = intervals;
    Ok(NoteView {
        identity: speaker.identity(),
        data: speaker.data(),
        quality: data::quality(speaker),
        protocol: training::protocol(speaker),
        training: training::training(speaker),
        search: trials.search(),
        models: trials.models(),
        treatments: trials.treatments(),
        calibrations: results::calibrations(speaker),
        protected_changes,
        other_changes,
        out_of_fold: results::measures(speaker, &evaluation.out_of_fold),
        hold_out: results::measures(speaker, &evaluation.hold_out),
        is_confirmed: ours.low <= held.high && held.low <= ours.high,
        reliability: Reliability::new(bins, format),
        roc: Roc::new(&evaluation.out_of_fold.roc, &evaluation.hold_out.roc, format),
        folds: results::folds(speaker),
        deciles: results::deciles(speaker),
        decision: speaker.decision(),
        trust: comparison::trust(speaker),
        cost_curve: cost_curve(speaker),
        themes: themes(speaker, &artifact.overview),
        subjects: subjects(speaker, &artifact.overview)?,
        scope: scope_and_directions(speaker),
        explanation_quality: quality(speaker, &artifact.overview),
        example: example.map(|client| one_client(speaker, client)).transpose()?,
        versions: versions(speaker),
    })
}

/// The cost curve where the threshold matters.
fn cost_curve(speaker: &Speaker<'_>) -> CostCurve {
    let study = &speaker.artifact.threshold_study;
    let costs: Vec<(f64, f64)> =
        study.search.curve.iter().map(|point| (point.threshold, point.expected_cost)).collect();
    let input = ChartInput {
        costs: &costs,
        chosen: (study.search.best.threshold, study.search.best.expected_cost),
        accept_all: study.search.accept_all.expected_cost,
        refuse_all: study.search.refuse_all.expected_cost,
    };
    let interval = (study.threshold_interval.low, study.threshold_interval.high);
    CostCurve::new(input, interval, study.at_theoretical.threshold, speaker.format())
}

fn one_client(speaker: &Speaker<'_>, client: &ScoredClient) -> Result<Example, Error> {
    let probability = client.score.probability.value();
    Ok(Example {
        probability: speaker.format().percent(probability, 1),
        reasons: reasons(speaker, client.account(), N_REASONS)?,
    })
}

/// Libraries that made the run, as it says itself, and the typesetter of this document.
fn versions(speaker: &Speaker<'_>) -> Vec<LabelledValue> {
    let line = |(label, value): (&str, &str)| LabelledValue {
        label: label.to_owned(),
        value: value.to_owned(),
    };
    let of_run = &speaker.artifact.manifest.versions;
    let made = of_run.iter().map(|(name, version)| (name.as_str(), version.as_str()));
    made.chain([("typst", env!("OCTROI_VERSION_TYPST"))]).map(line).collect()
}
