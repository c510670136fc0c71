//! A model as a whole, in words.

use super::Speaker;
use crate::explanation::Subjects;
use crate::explanation::overview::direction::{Agreement, Observed};
use crate::explanation::overview::quality::{Compacity, FEW, PairDistance, Stability, UNSTABLE};
use crate::explanation::overview::{FeatureImportance, Overview};
use crate::features::dictionary::{Direction, Error, Language, Unit};
use crate::views::LabelledValue;
use crate::views::overview::{DirectionRow, ImportanceRow, OverviewView};

/// Builds the view of a model as a whole, with its `n_features` most important features.
///
/// # Errors
///
/// [`Error`] where the dictionary cannot say a feature.
pub fn overview(speaker: &Speaker<'_>, n_features: usize) -> Result<OverviewView, Error> {
    let overview = &speaker.artifact.overview;
    let features = overview.features.iter().take(n_features);
    let contrary = overview.features.iter().filter(|f| f.agreement == Agreement::Contrary);
    Ok(OverviewView {
        identity: speaker.identity(),
        scope: scope(speaker, overview),
        themes: themes(speaker, overview),
        subjects: subjects(speaker, overview)?,
        features: features.map(|one| direction(speaker, one)).collect::<Result<_, _>>()?,
        directions: directions(speaker, overview),
        contrary: contrary
            .map(|one| {
                let row = direction(speaker, one)?.importance;
                Ok(LabelledValue { label: row.label, value: row.share })
            })
            .collect::<Result<_, Error>>()?,
        quality: quality(speaker, overview),
    })
}

/// Over whom effects are taken, and whether the model goes the expected way.
pub(super) fn scope_and_directions(speaker: &Speaker<'_>) -> Vec<String> {
    let overview = &speaker.artifact.overview;
    vec![scope(speaker, overview), directions(speaker, overview)]
}

/// How far the explanations can be trusted, a sentence each.
pub(super) fn quality(speaker: &Speaker<'_>, overview: &Overview) -> Vec<String> {
    overview.quality.as_ref().map_or_else(Vec::new, |quality| {
        let mut sentences =
            vec![compacity(speaker, &quality.compacity), stability(speaker, &quality.stability)];
        sentences.extend(consistency(speaker, &quality.consistency));
        sentences
    })
}

fn scope(speaker: &Speaker<'_>, overview: &Overview) -> String {
    let format = speaker.format();
    let n_clients = format.count(overview.n_clients);
    let n_features = format.count(overview.features.len());
    let start = format.percent(overview.start, 1);
    match speaker.language {
        Language::French => format!(
            "Effets moyens, tous sens confondus, des {n_features} variables que le modèle utilise, \
             sur {n_clients} clients dont l’issue est connue\u{202f}; un client au score moyen a une \
             probabilité de défaut de {start}."
        ),
        Language::English => format!(
            "Mean effects, up or down, of the {n_features} features that the model uses, over \
             {n_clients} clients with a known outcome; a client with the mean score has a probability \
             of default of {start}."
        ),
    }
}

fn row(speaker: &Speaker<'_>, label: String, share: f64, largest: f64) -> ImportanceRow {
    let bar = if largest > 0.0 { share / largest } else { 0.0 };
    ImportanceRow { label, share: speaker.format().percent(share, 1), bar }
}

/// Themes, the most important first.
pub(super) fn themes(speaker: &Speaker<'_>, overview: &Overview) -> Vec<ImportanceRow> {
    let largest = overview.themes.first().map_or(0.0, |first| first.share);
    let name = |key| {
        let theme = speaker.dictionary.theme(key);
        theme.map_or_else(String::new, |theme| speaker.capitalized(&theme.name))
    };
    overview.themes.iter().map(|one| row(speaker, name(one.theme), one.share, largest)).collect()
}

/// A subject is called by its own name, or by that of its most important feature.
pub(super) fn subjects(
    speaker: &Speaker<'_>,
    overview: &Overview,
) -> Result<Vec<ImportanceRow>, Error> {
    let names = speaker.artifact.model.feature_names();
    let grouped = Subjects::new(names)?;
    let largest = overview.subjects.first().map_or(0.0, |first| first.share);
    let label = |key: &str| {
        let subject = grouped.subjects.iter().find(|subject| subject.key == key)?;
        if let Some(label) = &subject.label {
            return Some(speaker.capitalized(label));
        }
        let of_subject = |feature: &FeatureImportance| {
            subject.features.iter().copied().find(|&place| names[place] == feature.feature)
        };
        let place = overview.features.iter().find_map(of_subject)?;
        Some(speaker.label(&grouped.entries[place]))
    };
    let rows = overview
        .subjects
        .iter()
        .filter_map(|one| label(&one.subject).map(|label| row(speaker, label, one.share, largest)));
    Ok(rows.collect())
}

/// How much a feature counts, and which way.
pub(super) fn direction(
    speaker: &Speaker<'_>,
    one: &FeatureImportance,
) -> Result<DirectionRow, Error> {
    let entry = speaker.describe(&one.feature);
    let entry = entry.ok_or_else(|| Error::UnknownFeature { name: one.feature.clone() })?;
    let largest = speaker.artifact.overview.features.first().map_or(0.0, |first| first.share);
    // Days and months counted backwards are shown as a length: the smaller, the longer.
    let is_turned = matches!(entry.unit, Unit::DaysBefore | Unit::MonthsBefore);
    let french = speaker.language == Language::French;
    let way = |rises: Option<bool>| {
        let word = match (rises.map(|rises| rises != is_turned), french) {
            (Some(true), true) => "augmente le risque",
            (Some(false), true) => "réduit le risque",
            (Some(true), false) => "raises the risk",
            (Some(false), false) => "lowers the risk",
            (None, _) => "\u{2013}",
        };
        word.to_owned()
    };
    let expected = way(match one.expected {
        Direction::IncreasesRisk => Some(true),
        Direction::DecreasesRisk => Some(false),
        Direction::Unknown => None,
    });
    let observed = match one.observed {
        Observed::Increases => way(Some(true)),
        Observed::Decreases => way(Some(false)),
        Observed::Mixed if french => "selon les valeurs".to_owned(),
        Observed::Mixed => "depends on the value".to_owned(),
    };
    Ok(DirectionRow {
        importance: row(speaker, speaker.label(entry), one.share, largest),
        expected,
        observed,
        is_contrary: one.agreement == Agreement::Contrary,
    })
}

fn directions(speaker: &Speaker<'_>, overview: &Overview) -> String {
    let count = |agreement| {
        let n = overview.features.iter().filter(|f| f.agreement == agreement).count();
        speaker.format().count(n)
    };
    let as_expected = count(Agreement::AsExpected);
    let mixed = count(Agreement::Mixed);
    let contrary = overview.features.iter().filter(|f| f.agreement == Agreement::Contrary).count();
    let contrary = match (speaker.language, contrary) {
        (Language::French, 0) => "aucune ne va".to_owned(),
        (Language::French, 1) => "une va".to_owned(),
        (Language::French, n) => format!("{} vont", speaker.format().count(n)),
        (Language::English, 0) => "none goes".to_owned(),
        (Language::English, 1) => "one goes".to_owned(),
        (Language::English, n) => format!("{} go", speaker.format().count(n)),
    };
    match speaker.language {
        Language::French => format!(
            "Parmi les variables dont le sens est attendu, {as_expected} vont dans ce sens, {mixed} \
             n’ont pas de sens net et {contrary} à l’inverse."
        ),
        Language::English => format!(
            "Of the features with an expected direction, {as_expected} go that way, {mixed} have no \
             clear direction, and {contrary} the other way."
        ),
    }
}

fn compacity(speaker: &Speaker<'_>, found: &Compacity) -> String {
    let format = speaker.format();
    let share = format.percent(found.share_with_few, 0);
    let median = format.decimal(found.median_needed, 0);
    match speaker.language {
        Language::French => format!(
            "Concision\u{a0}: {FEW} sujets au plus suffisent à expliquer le score de {share} \
             des clients (médiane\u{a0}: {median})."
        ),
        Language::English => format!(
            "Concision: {FEW} subjects at most are enough to explain the score of {share} of \
             clients (median: {median})."
        ),
    }
}

fn stability(speaker: &Speaker<'_>, found: &Stability) -> String {
    let format = speaker.format();
    let value = found.median_variability.unwrap_or(f64::NAN);
    let is_unstable = value > UNSTABLE;
    let (value, limit) = (format.decimal(value, 2), format.decimal(UNSTABLE, 1));
    match speaker.language {
        Language::French => {
            let here = if is_unstable { "c’est le cas ici" } else { "ce n’est pas le cas ici" };
            format!(
                "Stabilité\u{a0}: d’un client à ses voisins, les effets varient de {value} fois leur \
                 taille en médiane (au-delà de {limit}, ils sont dits instables\u{202f}; {here})."
            )
        }
        Language::English => {
            let here = if is_unstable { "as they are here" } else { "which they are not here" };
            format!(
                "Stability: from a client to their neighbors, effects vary by {value} times their \
                 size in the median (above {limit} they are called unstable, {here})."
            )
        }
    }
}

/// How far the exact method is from two others.
fn consistency(speaker: &Speaker<'_>, pairs: &[PairDistance]) -> Option<String> {
    let exact = pairs.iter().filter(|pair| pair.first == "path_dependent_shap");
    let distances: Vec<String> = exact.map(|pair| speaker.format().decimal(pair.mean, 2)).collect();
    let [interventional, path] = &distances[..] else {
        return None;
    };
    Some(match speaker.language {
        Language::French => format!(
            "Cohérence\u{a0}: la distance moyenne aux effets de deux autres méthodes est de \
             {interventional} (valeurs de Shapley interventionnelles) et de {path} (chemin de \
             décision), sur une échelle de 0 à 2."
        ),
        Language::English => format!(
            "Consistency: the mean distance to the effects of two other methods is {interventional} \
             (interventional Shapley values) and {path} (decision path), on a scale from 0 to 2."
        ),
    })
}
