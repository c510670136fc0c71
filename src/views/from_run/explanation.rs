//! Everything said of one client, in words.

use super::outlook::outlook;
use super::reasons::{reasons, themes};
use super::sheet::score;
use super::similar::{neighbors, peers, standings};
use super::{Speaker, against_threshold, recommendation};
use crate::explanation::Similar;
use crate::features::dictionary::{Error, Language};
use crate::scoring::{Account, ScoredClient};
use crate::views::{AccountView, ExplanationView, Group, Recommendation, StandingRow};

/// Builds the view of all that is said of one client.
///
/// # Errors
///
/// [`Error`] where the dictionary cannot say a feature.
pub fn explanation(speaker: &Speaker<'_>, scored: &ScoredClient) -> Result<ExplanationView, Error> {
    let similar = &scored.similar;
    let AccountView { score, verdict, reasons, themes } = account(speaker, scored.account())?;
    let (peers, neighbors, standings) = alike(speaker, similar);
    Ok(ExplanationView {
        identity: speaker.identity(),
        client: scored.score.client.to_string(),
        score,
        verdict,
        reasons,
        themes,
        peers,
        neighbors,
        standings,
        outlook: outlook(speaker, &scored.score, scored.threshold, &scored.outlook),
    })
}

/// Builds the view of a score and why it is what it is.
///
/// # Errors
///
/// [`Error`] where the dictionary cannot say a feature.
pub fn account(speaker: &Speaker<'_>, account: Account<'_>) -> Result<AccountView, Error> {
    Ok(AccountView {
        score: score(speaker, account),
        verdict: verdict(speaker, account),
        reasons: reasons(speaker, account, usize::MAX)?,
        themes: themes(speaker, account.explanation),
    })
}

/// Builds the views of clients who are alike: peers, neighbors, and where the client stands.
pub fn alike(speaker: &Speaker<'_>, similar: &Similar) -> (Group, Group, Vec<StandingRow>) {
    (
        peers(speaker, similar.peers.as_ref()),
        neighbors(speaker, similar.neighbors.as_ref()),
        standings(speaker, similar.standings.iter()),
    )
}

/// The score in one sentence.
fn verdict(speaker: &Speaker<'_>, account: Account<'_>) -> String {
    let format = speaker.format();
    let (probability, threshold) = (account.score.probability.value(), account.threshold.value());
    let [probability, threshold] = against_threshold(format, probability, threshold);
    let average = format.percent(speaker.artifact.manifest.default_rate, 1);
    let is_refused = recommendation(account.score.decision) == Recommendation::Refuse;
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
