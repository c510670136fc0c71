//! The sheet of one client.

use super::reasons::reasons;
use super::similar::among;
use super::value::value;
use super::{Speaker, against_threshold, distance, recommendation};
use crate::features::dictionary::{Error, ThemeKey};
use crate::scoring::ScoredClient;
use crate::tables::Table;
use crate::views::{Fact, Gauge, GaugeInput, Missing, Score, SheetView};

/// What a sheet tells of the file, in its order.
///
/// As many as leave room for the reasons and for the adviser's part on one page.
const FACTS: [&str; 9] = [
    "AMT_CREDIT",
    "AMT_ANNUITY",
    "AMT_INCOME_TOTAL",
    "DAYS_EMPLOYED",
    "DAYS_BIRTH",
    "EXT_SOURCES_MEAN",
    "BURO_ACTIVE_COUNT",
    "PREV_REFUSED_SHARE",
    "INSTAL_LATE_MEAN",
];

/// Missing information named on a sheet; the rest is counted.
const N_MISSING: usize = 4;

/// Builds the sheet's view; `row` holds the model's features of the client.
///
/// # Errors
///
/// [`Error`] where the dictionary cannot say a feature.
pub fn sheet(
    speaker: &Speaker<'_>,
    scored: &ScoredClient,
    row: &[f32],
) -> Result<SheetView, Error> {
    let mut facts = Vec::new();
    for name in FACTS {
        facts.extend(fact(speaker, name, row)?);
    }
    Ok(SheetView {
        identity: speaker.identity(),
        client: scored.score.client.to_string(),
        score: score(speaker, scored),
        facts,
        reasons: Some(reasons(speaker, &scored.explanation, scored.score.probability.value())?),
        missing: missing(speaker, row)?,
    })
}

/// Probability, threshold and what they suggest.
pub(super) fn score(speaker: &Speaker<'_>, scored: &ScoredClient) -> Score {
    let format = speaker.format();
    let probability = scored.score.probability.value();
    let threshold = scored.threshold.value();
    let average = speaker.artifact.manifest.default_rate;
    let [written, threshold_written] = against_threshold(format, probability, threshold);
    let gauge = GaugeInput { probability, threshold, average: Some(average) };
    Score {
        recommendation: recommendation(scored.score.decision),
        probability: written,
        threshold: threshold_written,
        distance: distance(format, scored.margin()),
        average: format.percent(average, 1),
        gauge: Gauge::new(gauge, format),
    }
}

fn fact(speaker: &Speaker<'_>, name: &str, row: &[f32]) -> Result<Option<Fact>, Error> {
    let artifact = speaker.artifact;
    let names = artifact.model.feature_names();
    let Some(feature) = names.iter().position(|known| known == name) else {
        return Ok(None);
    };
    let Some(entry) = speaker.describe(name)? else {
        return Ok(None);
    };
    let written = |number: f32| value(number, entry.unit, speaker.format(), speaker.currency());
    let reference = &artifact.reference[feature];
    let known = !row[feature].is_nan();
    let standing = known.then(|| among(speaker, entry.unit, Some(reference.around(row[feature]))));
    Ok(Some(Fact {
        label: speaker.label(&entry),
        value: written(row[feature]),
        typical: artifact.reference[feature].median_repaid.and_then(written),
        percentile: standing.unwrap_or_default(),
    }))
}

/// What the file does not hold although most files do, by weight in the model.
///
/// Only what stands in the form is named, which the client can complete; what is computed from it
/// or from histories is counted.
fn missing(speaker: &Speaker<'_>, row: &[f32]) -> Result<Missing, Error> {
    let artifact = speaker.artifact;
    let names = artifact.model.feature_names();
    let rank = |feature: usize| {
        let by_importance = &artifact.overview.features;
        let rank = by_importance.iter().position(|known| known.feature == names[feature]);
        rank.unwrap_or(by_importance.len())
    };
    let mut gaps: Vec<usize> = (0..row.len())
        .filter(|&feature| row[feature].is_nan() && artifact.reference[feature].missing_share < 0.5)
        .collect();
    gaps.sort_by_cached_key(|&feature| rank(feature));
    let mut labels = Vec::new();
    for &feature in
        gaps.iter().filter(|&&gap| Table::ApplicationTrain.column(&names[gap]).is_some())
    {
        // Statistics of the building come from elsewhere: nobody could complete them.
        let entry = speaker.describe(&names[feature])?;
        if let Some(entry) = entry.filter(|entry| entry.theme != ThemeKey::Building)
            && labels.len() < N_MISSING
        {
            labels.push(speaker.label(&entry));
        }
    }
    let n_others = gaps.len() - labels.len();
    Ok(Missing { labels, n_others: (n_others > 0).then(|| speaker.format().count(n_others)) })
}
