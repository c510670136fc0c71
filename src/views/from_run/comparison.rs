//! The comparison of models and the trust in the threshold, in words.

use super::Speaker;
use crate::artifact::ComparedTrial;
use crate::features::dictionary::{Error, Language};
use crate::models::Family;
use crate::models::calibration::Method;
use crate::resampling::Imbalance;
use crate::tables::Table;
use crate::training::Role;
use crate::views::{ComparedModel, Format, RatioRow, StudiedChange, ThresholdTrust};

/// The cheapest trial of each family, from the simplest.
pub(super) fn models(speaker: &Speaker<'_>) -> Vec<ComparedModel> {
    let comparison = &speaker.artifact.comparison;
    let best_of = |family: &Family| {
        let of_family = comparison.trials.iter().enumerate().filter(|(place, one)| {
            let is_competitor = one.trial.role == Role::Competitor || *place == comparison.champion;
            is_competitor && one.trial.candidate.params.family() == *family
        });
        // The retained model stands for its family, whatever treatment it was given.
        of_family.min_by(|a, b| {
            let key = |at: usize, one: &ComparedTrial| (at != comparison.champion, one.trial.score);
            let (a, b) = (key(a.0, a.1), key(b.0, b.1));
            a.0.cmp(&b.0).then(a.1.total_cmp(&b.1))
        })
    };
    let format = speaker.format();
    Family::ALL
        .iter()
        .filter_map(best_of)
        .map(|(place, one)| {
            let measured = &one.trial.pooled;
            let interval = &measured.roc_auc_interval;
            ComparedModel {
                label: family(speaker.language, one.trial.candidate.params.family()).to_owned(),
                roc_auc: format.decimal(measured.roc_auc, 3),
                roc_auc_interval: range(
                    speaker.language,
                    &format.decimal(interval.low, 3),
                    &format.decimal(interval.high, 3),
                ),
                expected_cost: format.decimal(one.trial.score, 3),
                brier: format.decimal(measured.brier, 4),
                calibration_error: format.percent(measured.calibration_error, 1),
                is_retained: place == comparison.champion,
            }
        })
        .collect()
}

/// What changes of the retained model bring.
///
/// # Errors
///
/// None today; the type leaves room for a dictionary that cannot say a column.
pub(super) fn changes(speaker: &Speaker<'_>) -> Result<Vec<StudiedChange>, Error> {
    let format = speaker.format();
    let mut changes = Vec::new();
    for one in &speaker.artifact.comparison.trials {
        let Some(label) = change(speaker, &one.trial.role) else { continue };
        let (Some(auc), Some(cost)) = (&one.auc_difference, &one.cost_difference) else { continue };
        let with_interval = |value: f64, low: f64, high: f64| {
            let signed = |value: f64| signed(format, value, 4);
            format!("{} ({})", signed(value), range(speaker.language, &signed(low), &signed(high)))
        };
        let is_clear = |low: f64, high: f64| low > 0.0 || high < 0.0;
        changes.push(StudiedChange {
            label,
            auc_change: with_interval(auc.difference, auc.low, auc.high),
            cost_change: with_interval(cost.difference, cost.low, cost.high),
            brier: format.decimal(one.trial.pooled.brier, 4),
            is_clear: is_clear(auc.low, auc.high) || is_clear(cost.low, cost.high),
        });
    }
    Ok(changes)
}

/// How much the threshold can be relied on.
pub(super) fn trust(speaker: &Speaker<'_>) -> ThresholdTrust {
    let (format, study) = (speaker.format(), &speaker.artifact.threshold_study);
    let percent = |value: f64| format.percent(value, 1);
    let cost = |value: f64| format.decimal(value, 3);
    let range = |low: String, high: String| range(speaker.language, &low, &high);
    let own = || study.folds.iter().map(|fold| fold.own.threshold);
    let n_clients = speaker.pooled().n_clients as f64;
    // Folds differ by a client at most: their mean is the mean over clients.
    let honest: f64 = study.folds.iter().map(|fold| fold.from_others.expected_cost).sum::<f64>()
        / study.folds.len().max(1) as f64;
    ThresholdTrust {
        threshold_interval: range(
            percent(study.threshold_interval.low),
            percent(study.threshold_interval.high),
        ),
        cost_interval: range(cost(study.cost_interval.low), cost(study.cost_interval.high)),
        fold_thresholds: range(
            percent(own().fold(f64::INFINITY, f64::min)),
            percent(own().fold(0.0, f64::max)),
        ),
        cost_from_others: cost(honest),
        theoretical: percent(study.at_theoretical.threshold),
        cost_at_theoretical: cost(study.at_theoretical.expected_cost),
        cost_at_half: cost(study.at_half.expected_cost),
        cost_on_hold_out: cost(speaker.artifact.manifest.hold_out_expected_cost),
        ratios: study
            .ratios
            .iter()
            .map(|of| RatioRow {
                ratio: format.decimal(of.ratio, if of.ratio.fract() == 0.0 { 0 } else { 1 }),
                threshold: percent(of.best.threshold),
                expected_cost: cost(of.best.expected_cost),
                refused_share: percent(of.best.n_refused as f64 / n_clients),
            })
            .collect(),
    }
}

/// A kind of model, in words, in lower case.
pub(super) const fn family(language: Language, family: Family) -> &'static str {
    let (french, english) = match family {
        Family::Dummy => ("taux de défaut moyen pour tous", "mean default rate for everyone"),
        Family::LogisticRegression => ("régression logistique", "logistic regression"),
        Family::DecisionTree => ("arbre de décision", "decision tree"),
        Family::RandomForest => ("forêt aléatoire", "random forest"),
        Family::BoostedTrees => {
            ("arbres de décision renforcés par gradient", "gradient-boosted decision trees")
        }
    };
    match language {
        Language::French => french,
        Language::English => english,
    }
}

/// A way to calibrate, in words; none where no other way was tried.
pub(super) const fn calibration(
    language: Language,
    method: Method,
    n_tried: usize,
) -> Option<&'static str> {
    let (french, english) = match method {
        Method::None if n_tried < 2 => return None,
        Method::None => (
            "aucun, car recalibrer n’apporte rien que le hasard n’explique",
            "none, since it brings nothing that chance does not explain",
        ),
        Method::Platt => ("courbe logistique (Platt)", "logistic curve (Platt)"),
        Method::Isotonic => ("courbe croissante par paliers (isotonique)", "isotonic curve"),
    };
    Some(match language {
        Language::French => french,
        Language::English => english,
    })
}

fn change(speaker: &Speaker<'_>, role: &Role) -> Option<String> {
    let is_french = speaker.language == Language::French;
    let pick = |french: &str, english: &str| (if is_french { french } else { english }).to_owned();
    let columns = |names: &[String]| {
        let said: Vec<String> = names.iter().map(|name| column(speaker, name)).collect();
        said.join(if is_french { " et " } else { " and " })
    };
    Some(match role {
        Role::Competitor => return None,
        Role::Imbalance { imbalance } => match imbalance {
            Imbalance::None => return None,
            Imbalance::ClassWeights => {
                pick("même poids total aux défauts et aux autres", "defaults weighted up")
            }
            Imbalance::Undersampling => {
                pick("autant de bons clients que de défauts (tirage)", "repaid clients drawn down")
            }
            Imbalance::Smote => {
                pick("défauts fictifs ajoutés (SMOTE)", "synthetic defaults (SMOTE)")
            }
        },
        Role::WithProtected { columns: names } => {
            let names = columns(names);
            if is_french { format!("avec : {names}") } else { format!("with: {names}") }
        }
        Role::Without { column: name } => {
            let name = column(speaker, name);
            if is_french { format!("sans : {name}") } else { format!("without: {name}") }
        }
        Role::Monotone { monotone: true } => {
            pick("sens de variation imposés", "with expected directions imposed")
        }
        Role::Monotone { monotone: false } => {
            pick("sens de variation libres", "without imposed directions")
        }
        Role::KernelFeatures => pick(
            "variables du programme public de départ seules",
            "original kernel’s features alone",
        ),
    })
}

/// A column of the application, in words.
fn column(speaker: &Speaker<'_>, name: &str) -> String {
    let entry = speaker.dictionary.column(Table::ApplicationTrain, name);
    entry.map_or(name, |entry| entry.label.get(speaker.language)).to_owned()
}

fn range(language: Language, low: &str, high: &str) -> String {
    match language {
        Language::French => format!("{low} à {high}"),
        Language::English => format!("{low} to {high}"),
    }
}

/// A number with its sign, whichever it is.
fn signed(format: Format, value: f64, digits: usize) -> String {
    let text = format.decimal(value, digits);
    if value > 0.0 && text.chars().any(|c| c.is_ascii_digit() && c != '0') {
        format!("+{text}")
    } else {
        text
    }
}
