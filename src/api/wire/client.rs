//! Clients of the portfolio: found, and their files.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::Lang;
use super::explanation::name_of;
use super::score::{Decision, Run};
use crate::features::dictionary::ThemeKey;
use crate::views::from_run::Speaker;

/// Most clients on a page.
pub const MOST_PER_PAGE: usize = 500;

/// Which clients to list. Everything that is given must hold.
#[derive(Debug, Clone, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct ClientsQuery {
    /// Numbers that start with these digits.
    #[param(pattern = "^[0-9]{1,10}$")]
    pub number: Option<String>,
    /// `accept` or `refuse`: what the rule recommends.
    pub decision: Option<DecisionQuery>,
    /// Least probability of default.
    #[param(minimum = 0, maximum = 1)]
    pub from_probability: Option<f64>,
    /// Greatest probability of default.
    #[param(minimum = 0, maximum = 1)]
    pub to_probability: Option<f64>,
    /// `repaid`, `defaulted` or `unknown`.
    pub outcome: Option<OutcomeQuery>,
    /// Conditions on features, separated by commas: `AMT_CREDIT>=100000,EXT_SOURCE_1=missing`.
    ///
    /// A feature, one of `=`, `>=`, `<=`, and a number in digits or `missing`; at most 20.
    #[param(
        pattern = r"^( *[A-Z][-A-Za-z0-9_ :/(),+.]* *(= *missing|(=|>=|<=) *[-+]?[0-9]{1,15}(\.[0-9]{1,15})?) *(, *[A-Z][-A-Za-z0-9_ :/(),+.]* *(= *missing|(=|>=|<=) *[-+]?[0-9]{1,15}(\.[0-9]{1,15})?) *){0,19})?$",
        example = "AMT_CREDIT>=100000,EXT_SOURCE_1=missing"
    )]
    pub r#where: Option<String>,
    /// `client` (default), `probability` or `-probability` (riskiest first).
    #[serde(default)]
    #[param(required = false)]
    pub sort: Sort,
    /// Clients on a page, at most 500.
    #[serde(default = "default_limit")]
    #[param(required = false, minimum = 1, maximum = 500, default = 50)]
    pub limit: usize,
    /// How many to leave out before the first.
    #[serde(default)]
    #[param(required = false, minimum = 0, maximum = 4_294_967_295_i64, default = 0)]
    pub offset: u32,
}

const fn default_limit() -> usize {
    50
}

/// A recommendation that is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum DecisionQuery {
    /// Below the threshold.
    Accept,
    /// At the threshold or above.
    Refuse,
}

/// An outcome that is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum OutcomeQuery {
    /// The credit was repaid.
    Repaid,
    /// There were payment difficulties.
    Defaulted,
    /// Not known yet.
    Unknown,
}

/// An order.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, ToSchema)]
pub enum Sort {
    /// By number.
    #[default]
    #[serde(rename = "client")]
    Client,
    /// The safest first.
    #[serde(rename = "probability")]
    Probability,
    /// The riskiest first.
    #[serde(rename = "-probability")]
    Riskiest,
}

/// A page of clients.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ClientsAnswer {
    /// How many fit what was asked for.
    pub n_found: usize,
    /// How many there are in all.
    pub n_clients: usize,
    /// Those of this page.
    pub clients: Vec<ListedClient>,
    /// What their scores were computed with.
    pub run: Run,
}

/// A client in a list.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ListedClient {
    /// Number of the client (`SK_ID_CURR`).
    pub client: u32,
    /// Calibrated probability of default, 0 to 1.
    pub probability: f64,
    /// What the rule recommends.
    pub decision: Decision,
    /// Whether there were payment difficulties; none where it is not known.
    pub defaulted: Option<bool>,
}

/// A client's file: what the model reads, and how it compares with everyone.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct FileAnswer {
    /// Number of the client (`SK_ID_CURR`).
    pub client: u32,
    /// Language of the words.
    pub lang: Lang,
    /// Whether there were payment difficulties; none where it is not known.
    pub defaulted: Option<bool>,
    /// Whether the client is made up.
    pub is_synthetic: bool,
    /// What the model reads, by theme.
    pub themes: Vec<FileTheme>,
    /// What the values are compared with.
    pub run: Run,
}

/// What a file holds on a theme.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct FileTheme {
    /// The theme, as programs name it.
    pub theme: String,
    /// The theme in words.
    pub label: String,
    /// The features, in the order of the catalogue.
    pub entries: Vec<FileEntry>,
}

/// A feature of a file.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct FileEntry {
    /// The feature.
    pub feature: String,
    /// What it is, in words.
    pub label: String,
    /// The client's value; none where it is missing.
    pub value: Option<f32>,
    /// The client's value with its unit.
    pub text: Option<String>,
    /// Share of all clients with a smaller value, to the nearest percent; none where it is missing.
    pub below: Option<f64>,
    /// Share of all clients with a larger value, to the nearest percent; none where it is missing.
    pub above: Option<f64>,
    /// Median of the clients who repaid.
    pub typical: Option<f32>,
}

/// What the model reads of a client, by theme; `features` are in the order of the model's.
pub fn file(speaker: &Speaker<'_>, features: &[f32]) -> Vec<FileTheme> {
    let names = speaker.artifact.model.feature_names();
    let entry = |place: usize| {
        let (name, value) = (&names[place], features[place]);
        let reference = &speaker.artifact.reference[place];
        let around = (!value.is_nan()).then(|| reference.around(value));
        FileEntry {
            feature: name.clone(),
            label: speaker.label_of(name),
            value: (!value.is_nan()).then_some(value),
            text: speaker.written(name, value),
            below: around.map(|(below, _)| below),
            above: around.map(|(_, above)| above),
            typical: reference.median_repaid,
        }
    };
    let mut by_theme: BTreeMap<ThemeKey, Vec<FileEntry>> = BTreeMap::new();
    for (place, name) in names.iter().enumerate() {
        if let Some(known) = speaker.entry_of(name) {
            by_theme.entry(known.theme).or_default().push(entry(place));
        }
    }
    let mut entries_of = |theme| by_theme.remove(&theme).unwrap_or_default();
    let themes = ThemeKey::ALL.into_iter().map(|theme| FileTheme {
        theme: name_of(&theme),
        label: speaker.theme(theme),
        entries: entries_of(theme),
    });
    themes.filter(|theme| !theme.entries.is_empty()).collect()
}
