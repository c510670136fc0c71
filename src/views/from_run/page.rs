//! What every page of the dashboard says of its run.

use super::{Speaker, site_model};
use crate::features::dictionary::Error;
use crate::scoring::Evaluated;
use crate::views::PageView;

/// Variables that a page lists.
const N_VARIABLES: usize = 20;

/// Builds the view of the pages of a site that holds `n_clients`.
///
/// `evaluated` is what was measured of the run’s out-of-fold predictions; `has_documents` tells
/// whether the note and the slides stand in the folder above the site, `has_notebooks` whether the
/// notebooks do.
///
/// # Errors
///
/// [`Error`] where the dictionary cannot say a feature.
pub fn page(
    speaker: &Speaker<'_>,
    n_clients: usize,
    evaluated: &Evaluated,
    has_documents: bool,
    has_notebooks: bool,
) -> Result<PageView, Error> {
    Ok(PageView {
        identity: speaker.identity(),
        data: speaker.data(),
        performance: speaker.performance(),
        decision: speaker.decision(),
        variables: speaker.variables(N_VARIABLES)?,
        n_clients: speaker.format().count(n_clients),
        model: site_model::site_model(speaker, evaluated)?,
        has_documents,
        has_notebooks,
    })
}
