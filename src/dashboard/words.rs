//! The words of a page in its language, with its figures filled in.

use std::collections::BTreeMap;

use super::Error;
use super::assets::{self, Files};
use crate::views::{Language, PageView, SiteModelView};

/// Words by their name: for the template, and for the script of the page.
pub(super) type Words = BTreeMap<String, String>;

/// Words that every page has, beside its own.
const COMMON: &str = "common";

/// Reads the words of a page in the language of a view, and fills in the view's figures.
pub(super) fn load(files: &Files, page: &str, view: &PageView) -> Result<Words, Error> {
    let language = view.identity.language;
    let mut words = Words::new();
    for part in [COMMON, page] {
        let path = format!("texts/{}/{part}.json", language.code());
        let own: Words = serde_json::from_str(assets::text(files, &path)?)
            .map_err(|source| Error::Words { path, source })?;
        words.extend(own);
    }
    let values = values(view);
    for text in words.values_mut() {
        *text = fill(&typeset(text, language), &values);
    }
    Ok(words)
}

/// What stands between braces in the words.
fn values(view: &PageView) -> Vec<(&'static str, String)> {
    let (data, decision) = (&view.data, &view.decision);
    let of_run = [
        ("n_clients", &data.n_clients),
        ("n_defaults", &data.n_defaults),
        ("default_rate", &data.default_rate),
        ("n_features", &data.n_features),
        ("threshold", &decision.threshold),
        ("refused_share", &decision.refused_share),
        ("expected_cost", &decision.expected_cost),
        ("cost_accept_all", &decision.cost_accept_all),
        ("cost_refuse_all", &decision.cost_refuse_all),
        ("missed_default", &decision.missed_default),
        ("refused_good", &decision.refused_good),
        ("n_site", &view.n_clients),
    ];
    let all = of_run.into_iter().chain(of_model(&view.model));
    all.map(|(name, value)| (name, value.clone())).collect()
}

/// What the words of the model page need besides.
fn of_model(model: &SiteModelView) -> [(&'static str, &String); 30] {
    let note = &model.note;
    let (protocol, trust) = (&note.protocol, &note.trust);
    let (ours, held) = (&note.out_of_fold, &note.hold_out);
    [
        ("n_used", &model.n_used),
        ("n_explained", &model.n_explained),
        ("start", &model.start),
        ("n_segmented", &model.n_segmented),
        ("few_clients", &model.few_clients),
        ("few_defaults", &model.few_defaults),
        ("fewest_told", &model.fewest_told),
        ("min_of_each_outcome", &model.min_of_each_outcome),
        ("found_in_two", &model.gains.found_in_two),
        ("gains_average", &model.gains.average_text),
        ("n_repaid", &model.distribution.n_repaid),
        ("n_defaulted", &model.distribution.n_defaulted),
        ("n_development", &protocol.n_development),
        ("n_hold_out", &protocol.n_hold_out),
        ("hold_out_share", &protocol.hold_out_share),
        ("n_folds", &protocol.n_folds),
        ("n_resamples", &protocol.n_resamples),
        ("confidence", &protocol.confidence),
        ("threshold_interval", &trust.threshold_interval),
        ("cost_interval", &trust.cost_interval),
        ("theoretical", &trust.theoretical),
        ("cost_at_theoretical", &trust.cost_at_theoretical),
        ("cost_at_half", &trust.cost_at_half),
        ("fold_aucs", &note.training.fold_aucs),
        ("auc_out_of_fold", &ours.roc_auc),
        ("auc_interval_out_of_fold", &ours.roc_auc_interval),
        ("auc_hold_out", &held.roc_auc),
        ("auc_interval_hold_out", &held.roc_auc_interval),
        ("calibration_out_of_fold", &ours.calibration_error),
        ("calibration_hold_out", &held.calibration_error),
    ]
}

/// Replaces each `{name}` in one pass; a name that is not known stays, for the script.
fn fill(text: &str, values: &[(&str, String)]) -> String {
    let mut filled = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(start) = rest.find('{') {
        filled.push_str(&rest[..start]);
        rest = &rest[start..];
        let value = rest.find('}').and_then(|end| {
            let (_, value) = values.iter().find(|(name, _)| *name == &rest[1..end])?;
            Some((end, value))
        });
        match value {
            Some((end, value)) => {
                filled.push_str(value);
                rest = &rest[end + 1..];
            }
            None => {
                filled.push('{');
                rest = &rest[1..];
            }
        }
    }
    filled.push_str(rest);
    filled
}

/// Puts the spaces and apostrophes of good printing into plainly typed text.
fn typeset(text: &str, language: Language) -> String {
    const TIES: [(&str, &str); 7] = [
        ("« ", "«\u{a0}"),
        (" »", "\u{a0}»"),
        (" :", "\u{a0}:"),
        (" %", "\u{a0}%"),
        (" ;", "\u{202f};"),
        (" ?", "\u{202f}?"),
        (" !", "\u{202f}!"),
    ];
    let text = text.replace('\'', "’");
    match language {
        Language::English => text,
        Language::French => TIES.iter().fold(text, |text, (plain, tied)| text.replace(plain, tied)),
    }
}
