//! Everything said of one client, in words.

use super::outlook::outlook;
use super::reasons::{reasons, themes};
use super::sheet::score;
use super::similar::{neighbors, peers, standings};
use super::{Speaker, against_threshold, recommendation};
use crate::features::dictionary::{Error, Language};
use crate::scoring::ScoredClient;
use crate::views::{ExplanationView, Recommendation};

/// Builds the view of all that is said of one client.
///
/// # Errors
///
/// [`Error`] where the dictionary cannot say a feature.
pub fn explanation(speaker: &Speaker<'_>, scored: &ScoredClient) -> Result<ExplanationView, Error> {
    let similar = &scored.similar;
    Ok(ExplanationView {
        identity: speaker.identity(),
        client: scored.score.client.to_string(),
        score: score(speaker, scored),
        verdict: verdict(speaker, scored),
        reasons: reasons(speaker, scored, usize::MAX)?,
        themes: themes(speaker, &scored.explanation),
        peers: peers(speaker, similar.peers.as_ref()),
        neighbors: neighbors(speaker, similar.neighbors.as_ref()),
        standings: standings(speaker, similar.standings.iter()),
        outlook: outlook(speaker, scored),
    })
}

/// The score in one sentence.
fn verdict(speaker: &Speaker<'_>, scored: &ScoredClient) -> String {
    let format = speaker.format();
    let (probability, threshold) = (scored.score.probability.value(), scored.threshold.value());
    let [probability, threshold] = against_threshold(format, probability, threshold);
    let average = format.percent(speaker.artifact.manifest.default_rate, 1);
    let is_refused = recommendation(scored.score.decision) == Recommendation::Refuse;
    match (speaker.language, is_refused) {
        (Language::French, is_refused) => format!(
            "Le calcul recommande {}\u{202f}; la décision revient au conseiller. La probabilité de \
             défaut est de {probability}\u{202f}; un refus est recommandé à partir de {threshold} \
             ({average} de tous les clients ont connu un défaut).",
            if is_refused { "de refuser" } else { "d’accorder" }
        ),
        (Language::English, is_refused) => format!(
            "The calculation recommends {}; the decision is the adviser’s. The probability of \
             default is {probability}; refusal is recommended from {threshold} on ({average} of all \
             clients defaulted).",
            if is_refused { "refusing" } else { "accepting" }
        ),
    }
}
