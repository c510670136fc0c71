//! What a model does as a whole: computed once, when a run is frozen.

use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use super::attributed::{Attributed, Contributions, evenly_spaced};
use super::direction::{Agreement, Observed, check, observed};
use super::effect::{Effect, N_BINS, N_POINTS, effects};
use super::global::{mean_absolute, mean_absolute_of_groups};
use super::other_methods::{interventionals, path_attributions};
use super::quality::{
    Closeness, Compacity, Neighborhoods, PairDistance, Stability, compacity, consistency, stability,
};
use crate::explanation::subjects::Subjects;
use crate::explanation::{self, Explainer};
use crate::features::dictionary::{Direction, ThemeKey};
use crate::models::{Calibrator, Model, Sample};
use crate::probability::LogOdds;

/// Clients that means are taken over, evenly spread over the reference population.
pub const MAX_CLIENTS: usize = 10_000;

/// Features whose beeswarm and dependence are kept.
pub const N_EFFECTS: usize = 20;

/// Clients whose explanations by several methods are compared.
const N_COMPARED: usize = 200;

/// Clients that the interventional method averages over.
const N_BACKGROUND: usize = 100;

/// What drives a model, whether it goes the expected way, and how far its explanations can be
/// trusted.
///
/// Over clients that the model learnt from, at most [`MAX_CLIENTS`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Overview {
    /// Clients looked at.
    pub n_clients: usize,
    /// Mean log-odds over the rows that the model learnt from.
    pub base_value: f64,
    /// Calibrated probability at the base value: where points of probability start.
    pub start: f64,
    /// Every feature that the model reads, the most important first.
    pub features: Vec<FeatureImportance>,
    /// Every subject, the most important first.
    pub subjects: Vec<SubjectImportance>,
    /// Every theme, the most important first.
    pub themes: Vec<ThemeImportance>,
    /// Beeswarm and dependence of the first [`N_EFFECTS`] features.
    pub effects: Vec<FeatureEffects>,
    /// How far the explanations can be trusted; none where too few clients are known.
    pub quality: Option<Quality>,
}

/// How much a feature counts, and which way.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FeatureImportance {
    /// Its name.
    pub feature: String,
    /// Mean absolute SHAP value, in log-odds.
    pub mean_absolute: f64,
    /// The same as a share of the sum over features, 0 to 1.
    pub share: f64,
    /// Spearman's correlation of value and SHAP value, −1 to 1; none where it cannot be told.
    pub rank_correlation: Option<f64>,
    /// Which way the dictionary expects the risk to move.
    pub expected: Direction,
    /// Which way it moves.
    pub observed: Observed,
    /// Whether the two go together.
    pub agreement: Agreement,
}

/// How much a subject counts.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SubjectImportance {
    /// [`explanation::Subject::key`].
    pub subject: String,
    /// Its theme.
    pub theme: ThemeKey,
    /// Mean absolute sum of its features' SHAP values, in log-odds.
    pub mean_absolute: f64,
    /// The same as a share of the sum over subjects, 0 to 1.
    pub share: f64,
}

/// How much a theme counts.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ThemeImportance {
    /// The theme.
    pub theme: ThemeKey,
    /// Mean absolute sum of its features' SHAP values, in log-odds.
    pub mean_absolute: f64,
    /// The same as a share of the sum over themes, 0 to 1.
    pub share: f64,
}

/// What a feature does to whom.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FeatureEffects {
    /// Its name.
    pub feature: String,
    /// Beeswarm, dependence and the effect of missing values.
    pub effect: Effect,
}

/// How far the explanations of a model can be trusted; measures of subjects, since reasons are.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Quality {
    /// Whether similar clients get similar explanations.
    pub stability: Stability,
    /// How few subjects explain a client.
    pub compacity: Compacity,
    /// How far other methods are away; empty for a linear model, whose parts are its terms.
    pub consistency: Vec<PairDistance>,
}

/// Sums up what a model does over `sample`, whose features are the model's.
///
/// # Errors
///
/// [`explanation::Error`] where an explanation does not add up.
pub fn overview(
    model: &Model,
    calibrator: &Calibrator,
    sample: &Sample,
    subjects: &Subjects,
) -> Result<Overview, explanation::Error> {
    let explainer = Explainer::new(model)?;
    let columns: Vec<usize> = explainer.columns().iter().map(|&column| column as usize).collect();
    let places = evenly_spaced(sample.n_rows(), MAX_CLIENTS);
    let mut shap_values = vec![0.0; places.len() * columns.len()];
    explainer.explain_rows(places.len(), |row| sample.row(places[row]), &mut shap_values)?;
    let mut overview = Overview {
        n_clients: places.len(),
        base_value: explainer.base_value().value(),
        start: calibrator.probability(explainer.base_value()).value(),
        features: Vec::new(),
        subjects: Vec::new(),
        themes: Vec::new(),
        effects: Vec::new(),
        quality: None,
    };
    if columns.is_empty() || places.is_empty() {
        return Ok(overview);
    }
    let values: Vec<f32> = places
        .par_iter()
        .flat_map_iter(|&place| {
            let row = sample.row(place);
            columns.iter().map(|&column| row[column])
        })
        .collect();
    let attributed = Attributed::new(columns.len(), &shap_values, &values)?;
    let contributions = attributed.contributions();
    let names = sample.feature_names();

    let importance = mean_absolute(contributions);
    let order = strongest_first(&importance);
    let effects = effects(&attributed, &order, N_POINTS, N_BINS)?;
    let total = sum_or_one(&importance);
    for (&column, effect) in order.iter().zip(effects) {
        let expected = subjects.entries[columns[column]].expected;
        let observed = observed(&effect);
        let feature = names[columns[column]].clone();
        overview.features.push(FeatureImportance {
            feature: feature.clone(),
            mean_absolute: importance[column],
            share: importance[column] / total,
            rank_correlation: effect.rank_correlation,
            expected,
            observed,
            agreement: check(expected, observed),
        });
        if overview.effects.len() < N_EFFECTS {
            overview.effects.push(FeatureEffects { feature, effect });
        }
    }

    let of_subject: Vec<usize> = columns.iter().map(|&c| subjects.of_feature[c]).collect();
    let n_subjects = subjects.subjects.len();
    let by_subject = mean_absolute_of_groups(contributions, &of_subject, n_subjects)?;
    let total = sum_or_one(&by_subject);
    for place in strongest_first(&by_subject).into_iter().filter(|&at| by_subject[at] > 0.0) {
        let subject = &subjects.subjects[place];
        overview.subjects.push(SubjectImportance {
            subject: subject.key.clone(),
            theme: subject.theme,
            mean_absolute: by_subject[place],
            share: by_subject[place] / total,
        });
    }
    let theme_of = subjects.themes();
    let of_theme: Vec<usize> = of_subject.iter().map(|&subject| theme_of[subject]).collect();
    let by_theme = mean_absolute_of_groups(contributions, &of_theme, ThemeKey::ALL.len())?;
    let total = sum_or_one(&by_theme);
    for place in strongest_first(&by_theme).into_iter().filter(|&at| by_theme[at] > 0.0) {
        let theme = ThemeKey::ALL[place];
        let mean_absolute = by_theme[place];
        overview.themes.push(ThemeImportance {
            theme,
            mean_absolute,
            share: mean_absolute / total,
        });
    }

    let probabilities: Vec<f64> = shap_values
        .chunks_exact(columns.len())
        .map(|row| overview.base_value + row.iter().sum::<f64>())
        .map(|log_odds| calibrator.probability(LogOdds::new(log_odds)).value())
        .collect();
    let grouping = Grouping { columns: &columns, of_subject: &of_subject, n_subjects };
    let others = Compared { model, sample, places: &places };
    overview.quality = Some(quality(contributions, &values, &probabilities, &grouping, &others)?);
    Ok(overview)
}

/// Which columns of the matrix are which features, and which subject they belong to.
struct Grouping<'a> {
    columns: &'a [usize],
    of_subject: &'a [usize],
    n_subjects: usize,
}

/// What other methods explain.
struct Compared<'a> {
    model: &'a Model,
    sample: &'a Sample,
    places: &'a [usize],
}

fn quality(
    contributions: &Contributions<'_>,
    values: &[f32],
    probabilities: &[f64],
    grouping: &Grouping<'_>,
    compared: &Compared<'_>,
) -> Result<Quality, explanation::Error> {
    let grouped = contributions.grouped(grouping.of_subject, grouping.n_subjects)?;
    let by_subject = Contributions::new(grouping.n_subjects, &grouped)?;
    let neighborhoods = Neighborhoods::find(contributions.n_columns(), values, probabilities)?;
    Ok(Quality {
        stability: stability(&by_subject, &neighborhoods)?,
        compacity: compacity(&by_subject, Closeness::Absolute)?,
        consistency: of_methods(&by_subject, grouping, compared)?,
    })
}

/// Exact path-dependent SHAP values beside two other ways to share out a score.
fn of_methods(
    exact: &Contributions<'_>,
    grouping: &Grouping<'_>,
    compared: &Compared<'_>,
) -> Result<Vec<PairDistance>, explanation::Error> {
    let Model::Trees(trees) = compared.model else {
        return Ok(Vec::new());
    };
    let row = |at: usize| compared.sample.row(compared.places[at]);
    let chosen = evenly_spaced(compared.places.len(), N_COMPARED);
    let rows: Vec<&[f32]> = chosen.iter().map(|&at| row(at)).collect();
    let background = evenly_spaced(compared.places.len(), N_BACKGROUND);
    let background: Vec<&[f32]> = background.iter().map(|&at| row(at)).collect();
    // Those methods speak of every feature; subjects add up the columns that the model reads.
    let n_features = trees.feature_names.len();
    let summed = |all: Vec<f64>| {
        let mut sums = vec![0.0; rows.len() * grouping.n_subjects];
        for (row, sums) in
            all.chunks_exact(n_features).zip(sums.chunks_exact_mut(grouping.n_subjects))
        {
            for (&column, &subject) in grouping.columns.iter().zip(grouping.of_subject) {
                sums[subject] += row[column];
            }
        }
        sums
    };
    let exact: Vec<f64> = chosen.iter().flat_map(|&at| exact.row(at)).copied().collect();
    let interventional = summed(interventionals(trees, &rows, &background)?);
    let path = summed(path_attributions(trees, &rows));
    let n = grouping.n_subjects;
    Ok(consistency(&[
        ("path_dependent_shap", Contributions::new(n, &exact)?),
        ("interventional_shap", Contributions::new(n, &interventional)?),
        ("path_attribution", Contributions::new(n, &path)?),
    ])?)
}

fn strongest_first(values: &[f64]) -> Vec<usize> {
    let mut order: Vec<usize> = (0..values.len()).collect();
    order.sort_by(|&a, &b| values[b].total_cmp(&values[a]));
    order
}

/// The sum, or 1 where there is nothing to divide.
fn sum_or_one(values: &[f64]) -> f64 {
    let sum: f64 = values.iter().sum();
    if sum > 0.0 { sum } else { 1.0 }
}
