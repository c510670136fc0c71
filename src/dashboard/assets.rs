//! The templates of the binary, and the folder that may replace them.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::path::Path;

use super::Error;

/// Texts by their path below `templates/dashboard`, with `/` between folders.
pub(super) type Files = BTreeMap<String, Cow<'static, str>>;

macro_rules! embedded {
    ($($path:literal),* $(,)?) => {
        &[$(($path, include_str!(concat!("../../templates/dashboard/", $path)))),*]
    };
}

/// Every file that a site is made from.
const EMBEDDED: &[(&str, &str)] = embedded![
    "base.html",
    "index.html",
    "client.html",
    "population.html",
    "model.html",
    "applicant.html",
    "components/figure.html",
    "components/finder.html",
    "components/measures.html",
    "components/plot.html",
    "components/rights.html",
    "assets/account.js",
    "assets/additive_chart.js",
    "assets/applicant.css",
    "assets/applicant_account.js",
    "assets/applicant_page.js",
    "assets/base.css",
    "assets/calibrator.js",
    "assets/client.css",
    "assets/client_page.js",
    "assets/client_print.css",
    "assets/client_table.js",
    "assets/compare.css",
    "assets/compare.js",
    "assets/compare_charts.js",
    "assets/compare_group.js",
    "assets/compare_sides.js",
    "assets/cost_panel.js",
    "assets/dependence.js",
    "assets/distribution.js",
    "assets/draw.css",
    "assets/draw.js",
    "assets/elements.js",
    "assets/export_csv.js",
    "assets/facets.css",
    "assets/facets.js",
    "assets/feature_facts.js",
    "assets/feature_list.js",
    "assets/features.js",
    "assets/file_facts.js",
    "assets/filter_query.js",
    "assets/filters.js",
    "assets/finder.js",
    "assets/format.js",
    "assets/gauge.js",
    "assets/home_page.js",
    "assets/model.css",
    "assets/model.js",
    "assets/model_page.js",
    "assets/outcome.js",
    "assets/outlook.js",
    "assets/outlook_section.js",
    "assets/outlook_trials.js",
    "assets/outlook_words.js",
    "assets/pair_text.js",
    "assets/plots.js",
    "assets/population.css",
    "assets/population.js",
    "assets/population_charts.js",
    "assets/population_page.js",
    "assets/print.css",
    "assets/problems.js",
    "assets/reasons.js",
    "assets/reasons_list.js",
    "assets/revision.js",
    "assets/sentences.js",
    "assets/service.js",
    "assets/service_check.js",
    "assets/service_mark.js",
    "assets/service_words.js",
    "assets/shapley.js",
    "assets/shards.js",
    "assets/similar.js",
    "assets/similar_words.js",
    "assets/simulation.js",
    "assets/site.js",
    "assets/standings.js",
    "assets/statistics.js",
    "assets/tabs.js",
    "assets/threshold.js",
    "assets/trees.js",
    "assets/values.js",
    "assets/verdict.js",
    "assets/what_if.js",
    "assets/words.js",
    "assets/vendor/LICENSES.txt",
    "assets/vendor/d3.min.js",
    "assets/vendor/plot.umd.min.js",
    "texts/fr/common.json",
    "texts/fr/index.json",
    "texts/fr/client.json",
    "texts/fr/population.json",
    "texts/fr/model.json",
    "texts/fr/applicant.json",
    "texts/en/common.json",
    "texts/en/index.json",
    "texts/en/client.json",
    "texts/en/population.json",
    "texts/en/model.json",
    "texts/en/applicant.json",
];

/// The embedded files, replaced and completed by those of `folder/dashboard`.
pub(super) fn load(folder: Option<&Path>) -> Result<Files, Error> {
    let mut files: Files =
        EMBEDDED.iter().map(|&(path, text)| (path.to_owned(), Cow::Borrowed(text))).collect();
    if let Some(folder) = folder {
        // A folder that is not there is a mistake; one that only holds a report is not.
        read_dir(folder)?;
        let dashboard = folder.join("dashboard");
        if dashboard.is_dir() {
            add(&dashboard, "", &mut files)?;
        }
    }
    Ok(files)
}

/// The text of a file that every page needs.
pub(super) fn text<'a>(files: &'a Files, path: &str) -> Result<&'a str, Error> {
    let text = files.get(path).ok_or_else(|| Error::Missing { path: path.to_owned() })?;
    Ok(text.as_ref())
}

/// Adds the text files below `folder`, each under `prefix` and its own path.
fn add(folder: &Path, prefix: &str, files: &mut Files) -> Result<(), Error> {
    for entry in read_dir(folder)? {
        let path = entry.path();
        let file_name = entry.file_name().to_string_lossy().into_owned();
        let failed = |source| Error::Templates { path: path.clone(), source };
        if entry.file_type().map_err(failed)?.is_dir() {
            add(&path, &format!("{prefix}{file_name}/"), files)?;
        } else if is_template(&file_name) {
            let text = std::fs::read_to_string(&path).map_err(failed)?;
            files.insert(format!("{prefix}{file_name}"), Cow::Owned(text));
        }
    }
    Ok(())
}

/// Editors leave other files beside those they edit.
fn is_template(file_name: &str) -> bool {
    let is_known =
        [".html", ".css", ".js", ".json", ".txt"].iter().any(|end| file_name.ends_with(end));
    is_known && !file_name.starts_with('.')
}

fn read_dir(folder: &Path) -> Result<Vec<std::fs::DirEntry>, Error> {
    let failed = |source| Error::Templates { path: folder.to_owned(), source };
    std::fs::read_dir(folder).map_err(failed)?.collect::<Result<_, _>>().map_err(failed)
}
