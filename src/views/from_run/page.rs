//! The dashboard page of a run.

use super::value::value;
use super::{Speaker, recommendation};
use crate::features::dictionary::Error;
use crate::scoring::Score;
use crate::views::{ClientRow, PageView};

/// What the list tells of each client.
const COLUMNS: [&str; 4] = ["AMT_INCOME_TOTAL", "AMT_CREDIT", "DAYS_BIRTH", "PREV_REFUSED_COUNT"];
/// Variables that the page lists.
const N_VARIABLES: usize = 20;

/// Builds the page's view.
///
/// `clients` holds the clients to list with the model's features of each; `has_sheet` says for
/// whom a sheet lies beside the page.
///
/// # Errors
///
/// [`Error`] where the dictionary cannot say a feature.
pub fn page(
    speaker: &Speaker<'_>,
    clients: &[(Score, Vec<f32>)],
    n_scored: usize,
    has_sheet: &dyn Fn(u32) -> bool,
) -> Result<PageView, Error> {
    let format = speaker.format();
    let mut columns = Vec::new();
    for name in COLUMNS {
        let place = speaker.artifact.model.feature_names().iter().position(|known| known == name);
        if let (Some(place), Some(entry)) = (place, speaker.describe(name)) {
            columns.push((place, entry));
        }
    }
    let rows = clients.iter().map(|(scored, row)| ClientRow {
        client: scored.client.to_string(),
        probability: format.percent(scored.probability.value(), 1),
        probability_value: scored.probability.value(),
        recommendation: recommendation(scored.decision),
        cells: columns
            .iter()
            .map(|(place, entry)| {
                value(row[*place], entry.unit, format, speaker.currency())
                    .unwrap_or_else(|| format.missing().to_owned())
            })
            .collect(),
        sheet_href: has_sheet(scored.client).then(|| format!("../clients/{}.pdf", scored.client)),
    });
    Ok(PageView {
        identity: speaker.identity(),
        data: speaker.data(),
        performance: speaker.performance(),
        decision: speaker.decision(),
        cost_curve: speaker.cost_curve(),
        variables: speaker.variables(N_VARIABLES)?,
        client_columns: columns.iter().map(|(_, entry)| speaker.label(entry)).collect(),
        clients: rows.collect(),
        n_clients_scored: format.count(n_scored),
        note_href: Some("../methodology.pdf".to_owned()),
    })
}
