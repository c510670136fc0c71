//! The words of a page in its language, with its figures filled in.

use std::collections::BTreeMap;

use super::Error;
use super::assets::{self, Files};
use crate::views::{Language, PageView};

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
fn values(view: &PageView) -> [(&'static str, String); 12] {
    let (data, decision) = (&view.data, &view.decision);
    [
        ("n_clients", data.n_clients.clone()),
        ("n_defaults", data.n_defaults.clone()),
        ("default_rate", data.default_rate.clone()),
        ("n_features", data.n_features.clone()),
        ("threshold", decision.threshold.clone()),
        ("refused_share", decision.refused_share.clone()),
        ("expected_cost", decision.expected_cost.clone()),
        ("cost_accept_all", decision.cost_accept_all.clone()),
        ("cost_refuse_all", decision.cost_refuse_all.clone()),
        ("missed_default", decision.missed_default.clone()),
        ("refused_good", decision.refused_good.clone()),
        ("n_site", view.n_clients.clone()),
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
