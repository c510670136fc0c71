//! Clients who are alike, in words.

use super::Speaker;
use super::reasons::place;
use super::value::value;
use crate::explanation::{GroupOutcome, NeighborGroup, PeerGroup, Rule, Standing};
use crate::features::dictionary::{Language, Unit};
use crate::tables::Table;
use crate::views::{Group, StandingRow};

/// The group of clients of the same description.
pub(super) fn peers(speaker: &Speaker<'_>, peers: Option<&PeerGroup>) -> Group {
    let rules = peers.map_or(&[][..], |peers| &peers.rules);
    let rules = rules.iter().map(|rule| self::rule(speaker, rule)).collect();
    group(speaker, rules, peers.map(|peers| &peers.outcome))
}

/// The group of the nearest clients, with the features that the distance is made of.
pub(super) fn neighbors(speaker: &Speaker<'_>, neighbors: Option<&NeighborGroup>) -> Group {
    let mut rules = Vec::new();
    for name in neighbors.map_or(&[][..], |neighbors| &neighbors.features) {
        let entry = speaker.describe(name);
        rules.extend(entry.map(|entry| entry.label.get(speaker.language).to_owned()));
    }
    group(speaker, rules, neighbors.map(|neighbors| &neighbors.outcome))
}

fn group(speaker: &Speaker<'_>, rules: Vec<String>, outcome: Option<&GroupOutcome>) -> Group {
    let format = speaker.format();
    let french = speaker.language == Language::French;
    let Some(outcome) = outcome else {
        let sentence =
            if french { "Aucun autre client n’est connu." } else { "No other client is known." };
        return Group { rules, n_clients: format.count(0), sentence: sentence.to_owned() };
    };
    let n_clients = format.count(outcome.n_clients);
    let [rate, low, high] =
        [outcome.default_rate, outcome.low, outcome.high].map(|share| format.percent(share, 1));
    let sentence = if french {
        format!(
            "{rate} de ces {n_clients} clients ont connu un défaut de paiement (de {low} à {high} en \
             tenant compte du hasard)."
        )
    } else {
        format!(
            "{rate} of these {n_clients} clients defaulted ({low} to {high} allowing for chance)."
        )
    };
    Group { rules, n_clients, sentence }
}

/// What clients of a group have in common, as a noun phrase.
fn rule(speaker: &Speaker<'_>, rule: &Rule) -> String {
    let french = speaker.language == Language::French;
    let table = Table::ApplicationTrain;
    let level = |column: &str, level: &str| {
        let name = speaker.dictionary.column(table, column);
        let name = name.map_or_else(String::new, |c| c.label.get(speaker.language).to_owned());
        let level = speaker.dictionary.level(table, column, level);
        let level = level.map_or_else(String::new, |l| l.get(speaker.language).to_owned());
        if french { format!("{name}\u{a0}: {level}") } else { format!("{name}: {level}") }
    };
    let amount = |amount: f64| speaker.format().amount(amount, speaker.currency());
    let band = |name: [&str; 2], from: Option<f64>, to: Option<f64>| {
        let name = name[usize::from(!french)];
        match (from, to, french) {
            (Some(from), Some(to), true) => format!("{name} de {} à {}", amount(from), amount(to)),
            (Some(from), Some(to), false) => {
                format!("{name} from {} to {}", amount(from), amount(to))
            }
            (Some(from), None, true) => format!("{name} de {} ou plus", amount(from)),
            (Some(from), None, false) => format!("{name} of {} or more", amount(from)),
            (None, Some(to), true) => format!("{name} de moins de {}", amount(to)),
            (None, Some(to), false) => format!("{name} under {}", amount(to)),
            (None, None, _) => name.to_owned(),
        }
    };
    match rule {
        Rule::ContractType { level: held } => level("NAME_CONTRACT_TYPE", held),
        Rule::IncomeType { level: held } => level("NAME_INCOME_TYPE", held),
        Rule::Income { from, to } => band(["revenu", "income"], *from, *to),
        Rule::Amount { from, to } => band(["crédit demandé", "credit requested"], *from, *to),
        Rule::Age { from_years, to_years } => match (from_years, to_years, french) {
            (Some(from), Some(to), true) => format!("âge de {from} à {to}\u{a0}ans"),
            (Some(from), Some(to), false) => format!("aged {from} to {to}"),
            (Some(from), None, true) => format!("âge de {from}\u{a0}ans ou plus"),
            (Some(from), None, false) => format!("aged {from} or more"),
            (None, Some(to), true) => format!("âge de {to}\u{a0}ans au plus"),
            (None, Some(to), false) => format!("aged {to} at most"),
            (None, None, true) => "âge".to_owned(),
            (None, None, false) => "age".to_owned(),
        },
    }
}

/// Where the client stands, feature by feature; what the file lacks is left out.
pub(super) fn standings<'a>(
    speaker: &Speaker<'_>,
    standings: impl Iterator<Item = &'a Standing>,
) -> Vec<StandingRow> {
    let mut rows = Vec::new();
    for standing in standings {
        let (Some(own), Some(entry)) = (standing.value, speaker.describe(&standing.name)) else {
            continue;
        };
        let format = speaker.format();
        let written = |number: Option<f32>| {
            let text = number.and_then(|n| value(n, entry.unit, format, speaker.currency()));
            text.unwrap_or_else(|| "\u{2013}".to_owned())
        };
        rows.push(StandingRow {
            label: speaker.label(entry),
            value: written(Some(own)),
            median: written(standing.median),
            peer_median: written(standing.peer_median),
            among_all: among(speaker, entry.unit, standing.around),
            among_peers: among(speaker, entry.unit, standing.peer_around),
        });
    }
    rows
}

/// A place in a few words, under a heading that says among whom.
pub(super) fn among(speaker: &Speaker<'_>, unit: Unit, around: Option<(f64, f64)>) -> String {
    around.map_or_else(
        || "\u{2013}".to_owned(),
        |(below, above)| place(speaker.format(), unit, below, above),
    )
}
