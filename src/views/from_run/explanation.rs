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
        reasons: reasons(speaker, &scored.explanation, scored.score.probability.value())?,
        themes: themes(speaker, &scored.explanation),
        peers: peers(speaker, similar.peers.as_ref()),
        neighbors: neighbors(speaker, similar.neighbors.as_ref())?,
        standings: standings(speaker, &similar.standings)?,
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
        (Language::French, true) => format!(
            "Le score suggère de refuser\u{a0}: la probabilité de défaut est de {probability}, et le \
             seuil de refus de {threshold} ({average} de tous les clients ont connu un défaut)."
        ),
        (Language::French, false) => format!(
            "Le score suggère d’accorder\u{a0}: la probabilité de défaut est de {probability}, sous le \
             seuil de refus de {threshold} ({average} de tous les clients ont connu un défaut)."
        ),
        (Language::English, true) => format!(
            "The score suggests refusing: the probability of default is {probability}, and \
             applications are refused from {threshold} on ({average} of all clients defaulted)."
        ),
        (Language::English, false) => format!(
            "The score suggests accepting: the probability of default is {probability}, below the \
             {threshold} from which applications are refused ({average} of all clients defaulted)."
        ),
    }
}
