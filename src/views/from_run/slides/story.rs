//! The story of one client: who it is told of, and how.

use super::super::Speaker;
use super::super::explanation::explanation;
use super::axis::Axis;
use crate::decision::Decision;
use crate::explanation::GroupOutcome;
use crate::features::dictionary::Error;
use crate::scoring::{Score, ScoredClient};
use crate::views::slides::{RateRow, StepKind, StepRow, StoryView};
use crate::views::{Format, Reason, Reasons};

/// Refused clients examined in search of a story.
const N_EXAMINED: usize = 200;
/// Ways and open questions that a slide holds.
const N_WAYS: usize = 3;
/// See [`N_WAYS`].
const N_OPEN: usize = 1;

/// Finds the client whose story is told: refused, with something that would change it, and
/// ordinary.
///
/// Of up to 200 refused clients, evenly spread by probability, it is the median one of those for
/// whom a change would do. Where nobody is in that case, it is the median refused client; where
/// nobody is refused, the median client. `examine` gets a place in `scores`. None where there is
/// nobody at all.
///
/// # Errors
///
/// Those of `examine`.
pub fn story_of<E>(
    scores: &[Score],
    examine: impl Fn(usize) -> Result<ScoredClient, E>,
) -> Result<Option<ScoredClient>, E> {
    choose(scores, examine, |client| !client.outlook.ways.is_empty())
}

/// Places in `scores` of the clients that [`story_of`] may examine.
pub fn story_places(scores: &[Score]) -> Vec<usize> {
    let Candidates { refused, otherwise } = candidates(scores);
    refused.into_iter().chain(otherwise).collect()
}

/// Who may have a story.
struct Candidates {
    /// Refused clients, evenly spread by probability.
    refused: Vec<usize>,
    /// Whose story it is where nobody of them has one; none where there is nobody.
    otherwise: Option<usize>,
}

fn candidates(scores: &[Score]) -> Candidates {
    let by_probability = |keep: &dyn Fn(&Score) -> bool| {
        let mut places: Vec<usize> = (0..scores.len()).filter(|&at| keep(&scores[at])).collect();
        let probability = |at: usize| scores[at].probability.value();
        places.sort_by(|&a, &b| probability(a).total_cmp(&probability(b)).then(a.cmp(&b)));
        places
    };
    let median = |places: &[usize]| places.get(places.len() / 2).copied();
    let refused = by_probability(&|score| score.decision == Decision::Refuse);
    let n = refused.len().min(N_EXAMINED);
    Candidates {
        otherwise: median(&refused).or_else(|| median(&by_probability(&|_| true))),
        refused: (0..n).map(|idx| refused[idx * refused.len() / n]).collect(),
    }
}

/// As [`story_of`], for whatever `examine` finds and `has_a_way` asks of it.
fn choose<T, E>(
    scores: &[Score],
    examine: impl Fn(usize) -> Result<T, E>,
    has_a_way: impl Fn(&T) -> bool,
) -> Result<Option<T>, E> {
    let Candidates { refused, otherwise } = candidates(scores);
    let mut with_a_way = Vec::new();
    for place in refused {
        let client = examine(place)?;
        if has_a_way(&client) {
            with_a_way.push(client);
        }
    }
    if !with_a_way.is_empty() {
        let middle = with_a_way.len() / 2;
        return Ok(Some(with_a_way.swap_remove(middle)));
    }
    otherwise.map(examine).transpose()
}

/// Builds the story’s view.
///
/// # Errors
///
/// [`Error`] where the dictionary cannot say a feature.
pub(super) fn story(speaker: &Speaker<'_>, scored: &ScoredClient) -> Result<StoryView, Error> {
    let format = speaker.format();
    let view = explanation(speaker, scored)?;
    let (steps, axis) = steps(scored, &view.reasons, format);
    let (rates, rate_axis) = rates(speaker, scored);
    let mut ways = view.outlook.ways;
    ways.truncate(N_WAYS);
    let mut open = view.outlook.open;
    open.truncate(N_OPEN);
    Ok(StoryView {
        client: view.client,
        score: view.score,
        steps,
        threshold_at: axis.place(scored.threshold.value()),
        ticks: axis.percents(format),
        summary: view.outlook.summary,
        ways,
        open,
        caveat: view.outlook.caveat,
        peers: view.peers,
        neighbors: view.neighbors,
        probability_at: rate_axis.place(scored.score.probability.value()),
        rate_ticks: rate_axis.percents(format),
        rates,
    })
}

/// From the mean score to the client’s: what raises first, then what lowers, then the rest, with
/// the figures of the sheet.
fn steps(scored: &ScoredClient, view: &Reasons, format: Format) -> (Vec<StepRow>, Axis) {
    let told = &scored.explanation.reasons;
    let raising = view.unfavorable.iter().zip(&told.unfavorable);
    let lowering = view.favorable.iter().zip(&told.favorable);
    let shown: Vec<(&Reason, f64)> =
        raising.chain(lowering).map(|(said, reason)| (said, reason.points)).collect();
    let (start, probability) = (scored.explanation.points.start, scored.score.probability.value());
    let mut at = start;
    let mut heights = vec![start, probability, scored.threshold.value()];
    for (_, points) in &shown {
        at += points;
        heights.push(at);
    }
    let axis = Axis::of_shares(heights.iter().copied().fold(0.0, f64::max));
    let row = |kind, label: &str, value: &str, points: String, from: f64, to: f64| StepRow {
        kind,
        label: label.to_owned(),
        value: value.to_owned(),
        points,
        from: axis.place(from),
        to: axis.place(to),
    };
    let mut rows = vec![row(StepKind::Start, "", "", view.start.clone(), 0.0, start)];
    let mut at = start;
    for (said, points) in &shown {
        let after = at + points;
        rows.push(row(StepKind::Reason, &said.label, &said.value, said.points.clone(), at, after));
        at = after;
    }
    rows.push(row(StepKind::Other, "", "", view.other.clone(), at, probability));
    let total = format.percent(probability, 1);
    rows.push(row(StepKind::Total, "", "", total, 0.0, probability));
    (rows, axis)
}

/// Default rates of everyone, of the peers and of the nearest clients.
fn rates(speaker: &Speaker<'_>, scored: &ScoredClient) -> (Vec<RateRow>, Axis) {
    let (format, manifest) = (speaker.format(), &speaker.artifact.manifest);
    let outcome =
        |group: &GroupOutcome| (group.n_clients, group.default_rate, group.low, group.high);
    let rate = manifest.default_rate;
    let everyone = Some(("all", (manifest.n_labelled, rate, rate, rate)));
    let peers = scored.similar.peers.as_ref().map(|group| ("peers", outcome(&group.outcome)));
    let nearest =
        scored.similar.neighbors.as_ref().map(|group| ("neighbors", outcome(&group.outcome)));
    let groups: Vec<_> = [everyone, peers, nearest].into_iter().flatten().collect();
    let probability = scored.score.probability.value();
    let highest = groups.iter().map(|(_, (_, _, _, high))| *high).fold(probability, f64::max);
    let axis = Axis::of_shares(highest);
    let rows = groups
        .into_iter()
        .map(|(key, (n_clients, rate, low, high))| RateRow {
            key: key.to_owned(),
            n_clients: format.count(n_clients),
            rate: format.percent(rate, 1),
            at: axis.place(rate),
            low: axis.place(low),
            high: axis.place(high),
        })
        .collect();
    (rows, axis)
}

#[cfg(test)]
mod tests {
    use std::convert::Infallible;

    use super::{Decision, Score, choose};
    use crate::probability::{LogOdds, Probability};

    fn scores(probabilities: &[f64], threshold: f64) -> Vec<Score> {
        let score = |(client, &p): (u32, &f64)| Score {
            client,
            log_odds: LogOdds::new(0.0),
            probability: Probability::new(p).unwrap(),
            decision: if p >= threshold { Decision::Refuse } else { Decision::Accept },
        };
        (0..).zip(probabilities).map(score).collect()
    }

    fn chosen(scores: &[Score], has_a_way: impl Fn(&usize) -> bool) -> Option<usize> {
        choose(scores, Ok::<usize, Infallible>, has_a_way).unwrap()
    }

    #[test]
    fn the_story_is_of_the_median_refusal_that_a_change_would_turn() {
        let scores = scores(&[0.9, 0.05, 0.3, 0.2, 0.15, 0.6, 0.01], 0.1);
        assert_eq!(chosen(&scores, |&place| [3, 4, 5].contains(&place)), Some(3));
        // Nobody has a way out: the median refusal.
        assert_eq!(chosen(&scores, |_| false), Some(2));
    }

    #[test]
    fn there_is_a_story_wherever_there_is_a_client() {
        assert_eq!(chosen(&scores(&[0.03, 0.01, 0.02], 0.1), |_| true), Some(2));
        assert_eq!(chosen(&[], |_| true), None);
        let many: Vec<f64> = (0..1000).map(|i| 0.2 + f64::from(i) / 2000.0).collect();
        assert_eq!(chosen(&scores(&many, 0.1), |_| true), Some(500));
    }
}
