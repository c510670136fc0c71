//! The words of the page in its language, with its figures filled in.

use std::collections::BTreeMap;

use serde::Serialize;

use super::Error;
use super::assets::{self, Files};
use crate::views::{Language, PageView};

/// Words by their name.
#[derive(Debug, Serialize)]
#[serde(transparent)]
pub(super) struct Words(BTreeMap<String, String>);

/// The words that the script writes.
const OF_SCRIPT: [&str; 3] = ["shown", "nothing", "sort_by"];

impl Words {
    pub(super) fn for_script(&self) -> BTreeMap<&str, &str> {
        OF_SCRIPT
            .into_iter()
            .filter_map(|name| self.0.get(name).map(|text| (name, text.as_str())))
            .collect()
    }
}

/// Reads the words of the page’s language and fills them from the view.
pub(super) fn load(files: &Files, view: &PageView) -> Result<Words, Error> {
    let language = view.identity.language;
    let path = format!("texts/{}.json", language.code());
    let mut words: BTreeMap<String, String> = serde_json::from_str(assets::text(files, &path)?)
        .map_err(|source| Error::Words { path, source })?;
    let values = values(view);
    for text in words.values_mut() {
        *text = fill(&typeset(text, language), &values);
    }
    Ok(Words(words))
}

/// What stands between braces in the words.
fn values(view: &PageView) -> [(&'static str, String); 13] {
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
        ("n_listed", view.clients.len().to_string()),
        ("n_clients_scored", view.n_clients_scored.clone()),
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
