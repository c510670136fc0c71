//! From a run and its scored clients to the views: the only place where numbers become text.

mod comparison;
mod explanation;
mod note;
mod outlook;
mod overview;
mod page;
mod reasons;
mod sheet;
mod similar;
pub mod site;
mod site_model;
mod slides;
mod value;

pub use explanation::{account, alike, explanation};
pub use note::note;
pub use outlook::outlook;
pub use overview::overview;
pub use page::page;
pub use sheet::{N_REASONS, sheet};
pub use slides::{slides, story_of, story_places};

use std::collections::BTreeMap;

use super::{
    Chart, ChartInput, DataSummary, DecisionSummary, Format, Lender, Performance, Recommendation,
    RunDate, RunIdentity, Variable,
};
use crate::artifact::ScoringArtifact;
use crate::decision::Decision;
use crate::features::definition::Feature;
use crate::features::dictionary::{
    Bilingual, Dictionary, Entry, Error, Language, ThemeKey, capitalized,
};
use crate::features::{Profile, catalog};
use crate::held::Held;
use crate::metrics::Metrics;
use crate::tables::Table;

/// A run with what is needed to speak of it.
#[derive(Debug)]
pub struct Speaker<'a> {
    /// The run.
    pub artifact: Held<'a, ScoringArtifact>,
    /// Language of the reader.
    pub language: Language,
    /// Day of the run, as `2026-11-22`; empty where it is not known.
    pub date: String,
    /// Whether the run, or the clients spoken of, are made up.
    pub is_synthetic: bool,
    dictionary: &'static Dictionary,
    /// What each feature of the catalogue means, by its name.
    entries: BTreeMap<String, Entry>,
}

impl<'a> Speaker<'a> {
    /// Makes a run ready to be spoken of.
    ///
    /// # Errors
    ///
    /// [`Error`] where the dictionary does not fit the tables.
    pub fn new(
        artifact: impl Into<Held<'a, ScoringArtifact>>,
        language: Language,
        date: String,
    ) -> Result<Self, Error> {
        let artifact = artifact.into();
        let dictionary = Dictionary::embedded()?;
        let is_synthetic = artifact.manifest.is_synthetic;
        let entry = |feature: &Feature| Ok((feature.name.clone(), dictionary.describe(feature)?));
        let entries = catalog(Profile::Octroi).iter().map(entry).collect::<Result<_, Error>>()?;
        Ok(Self { artifact, language, date, is_synthetic, dictionary, entries })
    }

    fn format(&self) -> Format {
        Format::new(self.language)
    }

    fn currency(&self) -> &str {
        &self.artifact.manifest.settings.lender.currency
    }

    /// What a feature means, where the catalogue knows it.
    fn describe(&self, name: &str) -> Option<&Entry> {
        self.entries.get(name)
    }

    /// What a feature is called; its name where the catalogue does not know it.
    pub fn label_of(&self, name: &str) -> String {
        self.describe(name).map_or_else(|| name.to_owned(), |entry| self.label(entry))
    }

    /// What is known of the meaning of a feature, where the catalogue knows it.
    pub fn entry_of(&self, name: &str) -> Option<&Entry> {
        self.describe(name)
    }

    /// A value of a feature with its unit; none where it is missing or nobody knows the feature.
    pub fn written(&self, name: &str, number: f32) -> Option<String> {
        value::value(number, self.describe(name)?.unit, self.format(), self.currency())
    }

    /// What a column of the tables is called; its name where the dictionary does not know it.
    pub fn column(&self, table: Table, name: &str) -> String {
        let known = self.dictionary.column(table, name);
        known.map_or_else(|| name.to_owned(), |column| self.capitalized(&column.label))
    }

    /// What a theme is called.
    pub fn theme(&self, theme: ThemeKey) -> String {
        let known = self.dictionary.theme(theme);
        known.map_or_else(String::new, |theme| self.capitalized(&theme.name))
    }

    fn label(&self, entry: &Entry) -> String {
        self.capitalized(&entry.label)
    }

    fn capitalized(&self, text: &Bilingual) -> String {
        capitalized(text.get(self.language))
    }

    fn identity(&self) -> RunIdentity {
        let manifest = &self.artifact.manifest;
        let lender = &manifest.settings.lender;
        RunIdentity {
            run_id: manifest.run_id.clone(),
            model_id: manifest.model_id.clone(),
            data_fingerprint: manifest.data_fingerprint.chars().take(12).collect(),
            code_version: manifest.code_version.clone(),
            date: (!self.date.is_empty()).then(|| RunDate::new(&self.date, self.format())),
            is_synthetic: self.is_synthetic,
            language: self.language,
            lender: Lender {
                name: lender.name.clone(),
                contact: lender.contact.clone(),
                currency: lender.currency.clone(),
            },
        }
    }

    fn data(&self) -> DataSummary {
        let (format, manifest) = (self.format(), &self.artifact.manifest);
        let n_defaults = (manifest.default_rate * manifest.n_labelled as f64).round() as usize;
        DataSummary {
            n_clients: format.count(manifest.n_labelled),
            n_defaults: format.count(n_defaults),
            default_rate: format.percent(manifest.default_rate, 1),
            n_features: format.count(manifest.n_features),
            period: None,
        }
    }

    /// Measures of the calibrated out-of-fold probabilities of the retained model.
    fn pooled(&self) -> &Metrics {
        &self.artifact.evaluation.out_of_fold.metrics
    }

    fn performance(&self) -> Performance {
        let (format, measured) = (self.format(), self.pooled());
        Performance {
            roc_auc: format.decimal(measured.roc_auc, 3),
            gini: format.decimal(measured.gini, 3),
            ks: format.decimal(measured.ks, 3),
            pr_auc: format.decimal(measured.average_precision, 3),
            brier: format.decimal(measured.brier, 4),
            log_loss: format.decimal(measured.log_loss, 4),
        }
    }

    fn decision(&self) -> DecisionSummary {
        let (format, search) = (self.format(), &self.artifact.threshold_study.search);
        let measured = self.pooled();
        let n_clients = measured.n_clients as f64;
        let n_defaults = (measured.default_rate * n_clients).round();
        let n_caught = n_defaults - search.best.n_missed_defaults as f64;
        let cheaper = search.accept_all.expected_cost.min(search.refuse_all.expected_cost);
        let saving = 1.0 - search.best.expected_cost / cheaper;
        let costs = self.artifact.manifest.settings.costs;
        let plain = |cost: f64| format.decimal(cost, if cost.fract() == 0.0 { 0 } else { 1 });
        DecisionSummary {
            threshold: format.percent(search.best.threshold, 1),
            refused_share: format.percent(search.best.n_refused as f64 / n_clients, 1),
            caught_defaults: format.percent(n_caught / n_defaults, 1),
            expected_cost: format.decimal(search.best.expected_cost, 3),
            cost_accept_all: format.decimal(search.accept_all.expected_cost, 3),
            cost_refuse_all: format.decimal(search.refuse_all.expected_cost, 3),
            saving: (saving > 0.0).then(|| format.percent(saving, 0)),
            missed_default: plain(costs.missed_default),
            refused_good: plain(costs.refused_good),
        }
    }

    fn cost_curve(&self) -> Chart {
        let search = &self.artifact.threshold_study.search;
        let costs: Vec<(f64, f64)> =
            search.curve.iter().map(|point| (point.threshold, point.expected_cost)).collect();
        let input = ChartInput {
            costs: &costs,
            chosen: (search.best.threshold, search.best.expected_cost),
            accept_all: search.accept_all.expected_cost,
            refuse_all: search.refuse_all.expected_cost,
        };
        Chart::new(input, self.format())
    }

    /// The `n` features that count most, by their mean effect on the log-odds.
    fn variables(&self, n: usize) -> Result<Vec<Variable>, Error> {
        let features = &self.artifact.overview.features;
        let largest = features.first().map_or(1.0, |first| first.share);
        let mut variables = Vec::with_capacity(n);
        for known in features.iter().take(n).filter(|known| known.share > 0.0) {
            let Some(entry) = self.describe(&known.feature) else {
                continue;
            };
            let theme = self.dictionary.theme(entry.theme);
            variables.push(Variable {
                label: self.label(entry),
                source: theme
                    .map_or(String::new(), |theme| theme.name.get(self.language).to_owned()),
                name: String::new(),
                share: self.format().percent(known.share, 1),
                bar: known.share / largest,
            });
        }
        Ok(variables)
    }
}

/// A probability and the threshold that it is held against, with a second decimal where it tells
/// them apart.
fn against_threshold(format: Format, probability: f64, threshold: f64) -> [String; 2] {
    let n = n_decimals_against(probability, threshold);
    [format.percent(probability, n), format.percent(threshold, n)]
}

/// A distance to the threshold in points, as a reader finds it between the two shown figures.
///
/// The threshold is a probability that some client has: that client reaches it without a distance.
fn distance(format: Format, probability: f64, threshold: f64) -> String {
    let n = n_decimals_against(probability, threshold);
    let between = shown(probability, n) - shown(threshold, n);
    let least = format.points(0.0001, 2);
    match (between.abs() < 1e-9, format.language()) {
        (true, Language::French) => format!("moins de {least}"),
        (true, Language::English) => format!("less than {least}"),
        (false, _) => format.points(between / 100.0, n),
    }
}

fn n_decimals_against(probability: f64, threshold: f64) -> usize {
    let tells_apart = |n| shown(probability, n) != shown(threshold, n);
    if !tells_apart(1) && tells_apart(2) { 2 } else { 1 }
}

/// A share in percent, rounded as [`Format::percent`] rounds it.
fn shown(share: f64, n_decimals: usize) -> f64 {
    format!("{:.n_decimals$}", share * 100.0).parse().unwrap_or(f64::NAN)
}

const fn recommendation(decision: Decision) -> Recommendation {
    match decision {
        Decision::Accept => Recommendation::Accept,
        Decision::Refuse => Recommendation::Refuse,
    }
}
