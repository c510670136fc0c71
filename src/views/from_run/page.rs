//! What every page of the dashboard says of its run.

use super::Speaker;
use crate::features::dictionary::Error;
use crate::views::PageView;

/// Variables that a page lists.
const N_VARIABLES: usize = 20;

/// Builds the view of the pages of a site that holds `n_clients`.
///
/// `has_documents` tells whether the note and the slides stand in the folder above the site.
///
/// # Errors
///
/// [`Error`] where the dictionary cannot say a feature.
pub fn page(
    speaker: &Speaker<'_>,
    n_clients: usize,
    has_documents: bool,
) -> Result<PageView, Error> {
    Ok(PageView {
        identity: speaker.identity(),
        data: speaker.data(),
        performance: speaker.performance(),
        decision: speaker.decision(),
        cost_curve: speaker.cost_curve(),
        variables: speaker.variables(N_VARIABLES)?,
        n_clients: speaker.format().count(n_clients),
        has_documents,
    })
}
