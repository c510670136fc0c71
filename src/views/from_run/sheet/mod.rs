//! The sheet of one client.

mod file;

use self::file::{FileSource, contents, source, why_none};
use super::outlook::outlook;
use super::reasons::{place, reasons, themes};
use super::similar::{neighbors, peers, standings};
use super::value::value;
use super::{Speaker, against_threshold, distance, recommendation};
use crate::features::dictionary::{Error, capitalized};
use crate::metrics::{Decile, wilson};
use crate::scoring::{Account, ScoredClient};
use crate::tables::Table;
use crate::views::{
    Attributes, Details, Fact, FactGroup, Gauge, GaugeInput, Others, Rank, Score, SheetView,
};

/// Reasons told on each side of a sheet, as far as they leave room for the rest of its page.
pub const N_REASONS: usize = 4;

/// On what a sheet compares the client with others, in its order.
const COMPARED: [&str; 5] =
    ["AMT_INCOME_TOTAL", "AMT_CREDIT", "ANNUITY_INCOME_PERC", "DAYS_EMPLOYED", "EXT_SOURCES_MEAN"];

/// What the second page tells of the file, in its order.
const FACTS: [&str; 18] = [
    "AMT_CREDIT",
    "AMT_ANNUITY",
    "AMT_GOODS_PRICE",
    "AMT_INCOME_TOTAL",
    "DAYS_EMPLOYED",
    "DAYS_BIRTH",
    "CNT_CHILDREN",
    "OWN_CAR_AGE",
    "DAYS_REGISTRATION",
    "DAYS_LAST_PHONE_CHANGE",
    "EXT_SOURCE_1",
    "EXT_SOURCE_2",
    "EXT_SOURCE_3",
    "BURO_ACTIVE_COUNT",
    "PREV_COUNT",
    "PREV_REFUSED_SHARE",
    "INSTAL_COUNT",
    "INSTAL_LATE_MEAN",
];

/// Builds the sheet's view; `row` holds the model's features of the client.
///
/// With `has_details`, the sheet gets a second page; `n_reasons` are told on each side.
///
/// # Errors
///
/// [`Error`] where the dictionary cannot say a feature.
pub fn sheet(
    speaker: &Speaker<'_>,
    scored: &ScoredClient,
    row: &[f32],
    has_details: bool,
    n_reasons: usize,
) -> Result<SheetView, Error> {
    let similar = &scored.similar;
    let compared = COMPARED
        .iter()
        .filter_map(|name| similar.standings.iter().find(|standing| standing.name == *name));
    Ok(SheetView {
        identity: speaker.identity(),
        client: scored.score.client.to_string(),
        score: score(speaker, scored.account()),
        rank: rank(speaker, scored.score.probability.value()),
        reasons: reasons(speaker, scored.account(), n_reasons)?,
        others: Others {
            rows: standings(speaker, compared),
            peers: peers(speaker, similar.peers.as_ref()),
            neighbors: neighbors(speaker, similar.neighbors.as_ref()),
        },
        outlook: outlook(speaker, &scored.score, scored.threshold, &scored.outlook),
        file: contents(speaker, row),
        attributes: attributes(speaker),
        details: has_details.then(|| Details {
            groups: groups(speaker, row),
            themes: themes(speaker, &scored.explanation),
        }),
    })
}

/// Probability, threshold and what they suggest.
pub(super) fn score(speaker: &Speaker<'_>, account: Account<'_>) -> Score {
    let format = speaker.format();
    let probability = account.score.probability.value();
    let threshold = account.threshold.value();
    let average = speaker.artifact.manifest.default_rate;
    let [written, threshold_written] = against_threshold(format, probability, threshold);
    let gauge = GaugeInput { probability, threshold, average: Some(average) };
    Score {
        recommendation: recommendation(account.score.decision),
        probability: written,
        threshold: threshold_written,
        distance: distance(format, probability, threshold),
        average: format.percent(average, 1),
        gauge: Gauge::new(gauge, format),
    }
}

/// The tenth of the out-of-fold probabilities that a probability falls in.
fn rank(speaker: &Speaker<'_>, probability: f64) -> Option<Rank> {
    // From the riskiest; a probability between two tenths belongs to the one below.
    let deciles = &speaker.artifact.evaluation.out_of_fold.deciles;
    let is_reached = |decile: &Decile| decile.lowest_probability <= probability;
    let place = deciles.iter().position(is_reached).unwrap_or(deciles.len().checked_sub(1)?);
    let tenth = &deciles[place];
    let format = speaker.format();
    let percent = |share| format.percent(share, 1);
    let (low, high) = wilson(tenth.n_defaults as f64, tenth.n_clients as f64);
    Some(Rank {
        place: format.count(deciles.len() - place),
        n_places: format.count(deciles.len()),
        from: percent(tenth.lowest_probability),
        to: percent(tenth.highest_probability),
        n_clients: format.count(tenth.n_clients),
        default_rate: percent(tenth.default_rate),
        low: percent(low),
        high: percent(high),
    })
}

/// How protected characteristics are handled.
fn attributes(speaker: &Speaker<'_>) -> Attributes {
    let settings = &speaker.artifact.manifest.settings.attributes;
    let names = |columns: &[String]| {
        let name = |column: &String| {
            let entry = speaker.dictionary.column(Table::ApplicationTrain, column)?;
            Some(entry.label.get(speaker.language).to_owned())
        };
        columns.iter().filter_map(name).collect()
    };
    Attributes { unread: names(&settings.protected), read: names(&settings.priced) }
}

/// The main information of the file, by where it comes from.
fn groups(speaker: &Speaker<'_>, row: &[f32]) -> Vec<FactGroup> {
    let facts: Vec<(FileSource, Fact)> =
        FACTS.iter().filter_map(|name| fact(speaker, name, row)).collect();
    let group = |source: &FileSource| {
        let of_source = facts.iter().filter(|(of, _)| of == source);
        let facts: Vec<Fact> = of_source.map(|(_, fact)| fact.clone()).collect();
        let name = capitalized(source.name(speaker.language));
        (!facts.is_empty()).then_some(FactGroup { source: name, facts })
    };
    FileSource::ALL.iter().filter_map(group).collect()
}

/// A piece of information of the file; `None` where the model does not read it.
fn fact(speaker: &Speaker<'_>, name: &str, row: &[f32]) -> Option<(FileSource, Fact)> {
    let artifact = &speaker.artifact;
    let feature = artifact.model.feature_names().iter().position(|known| known == name)?;
    let entry = speaker.describe(name)?;
    let written = |number: f32| value(number, entry.unit, speaker.format(), speaker.currency());
    let reference = &artifact.reference[feature];
    let is_known = !row[feature].is_nan();
    let (below, above) = reference.around(row[feature]);
    let fact = Fact {
        label: speaker.label(entry),
        value: written(row[feature]).or_else(|| why_none(speaker, name, row).map(str::to_owned)),
        typical: reference.median_repaid.and_then(written),
        among_all: if is_known {
            place(speaker.format(), entry.unit, below, above)
        } else {
            String::new()
        },
    };
    Some((source(entry)?, fact))
}
