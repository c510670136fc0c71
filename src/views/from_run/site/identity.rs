//! What every page knows of the site.

use crate::decision::Decision;
use crate::views::from_run::Speaker;
use crate::views::site::{CostsData, Picks, RowsIndex, SiteData};

/// Clients of each kind to show at random.
const N_PICKS: usize = 50;
/// Characters of a checksum that tell one from another.
const N_SHOWN: usize = 12;

/// The data of a site, without clients, rows and columns, which are found on the way.
pub fn site(speaker: &Speaker<'_>, format: u32, site: &str, model_kind: &'static str) -> SiteData {
    let (artifact, identity) = (&speaker.artifact, speaker.identity());
    let costs = artifact.manifest.settings.costs;
    SiteData {
        format,
        site: site.to_owned(),
        run_id: identity.run_id,
        model_id: identity.model_id,
        data_fingerprint: artifact.manifest.data_fingerprint.chars().take(N_SHOWN).collect(),
        code_version: identity.code_version,
        date: identity.date.map(|date| date.iso),
        is_synthetic: identity.is_synthetic,
        lender: identity.lender,
        n_clients: 0,
        n_clients_of_table: 0,
        n_features: artifact.model.feature_names().len(),
        n_labelled: artifact.manifest.n_labelled,
        default_rate: artifact.manifest.default_rate,
        threshold: artifact.threshold.value(),
        costs: CostsData { missed_default: costs.missed_default, refused_good: costs.refused_good },
        model_kind,
        rows: RowsIndex { per_shard: 0, first: Vec::new() },
        columns: Vec::new(),
        picks: Picks::default(),
        has_sheets: false,
    }
}

/// Chooses clients to show at random: evenly among those of each decision, and the nearest to
/// `threshold`.
///
/// `clients`, `probability` and `decision` have shape `(n_clients)` and one order.
pub fn picks(clients: &[u32], probability: &[f64], decision: &[Decision], threshold: f64) -> Picks {
    let of = |wanted: Decision| -> Vec<u32> {
        let known = clients.iter().zip(decision).filter(|(_, one)| **one == wanted);
        let known: Vec<u32> = known.map(|(&client, _)| client).collect();
        let n = known.len().min(N_PICKS);
        (0..n).map(|at| known[at * known.len() / n]).collect()
    };
    let distance = |place: &usize| (probability[*place] - threshold).abs();
    let mut nearest: Vec<usize> = (0..clients.len()).collect();
    nearest.sort_by(|a, b| distance(a).total_cmp(&distance(b)));
    let mut near: Vec<u32> = nearest.iter().take(N_PICKS).map(|&place| clients[place]).collect();
    near.sort_unstable();
    Picks { refused: of(Decision::Refuse), accepted: of(Decision::Accept), near }
}
