//! Models, treatments and changes, and the trust in the threshold, in words.

use super::Speaker;
use crate::features::dictionary::Language;
use crate::models::Family;
use crate::models::calibration::Method;
use crate::resampling::Imbalance;
use crate::tables::Table;
use crate::training::Role;
use crate::views::{Format, RatioRow, ThresholdTrust};

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

/// A way to calibrate, by its name.
pub(super) const fn calibration_name(language: Language, method: Method) -> &'static str {
    let (french, english) = match method {
        Method::None => ("Sans calibrage", "No calibration"),
        Method::Platt => ("Courbe logistique (Platt)", "Logistic curve (Platt)"),
        Method::Isotonic => ("Courbe croissante par paliers", "Isotonic steps"),
    };
    match language {
        Language::French => french,
        Language::English => english,
    }
}

/// A way to treat the rarity of defaults, in words, in lower case.
pub(super) const fn treatment(language: Language, imbalance: Imbalance) -> &'static str {
    let (french, english) = match imbalance {
        Imbalance::None => ("aucun traitement", "no treatment"),
        Imbalance::ClassWeights => ("poids égal des deux issues", "equal weight of both outcomes"),
        Imbalance::Undersampling => {
            ("autant de bons clients que de défauts, par tirage", "repaid clients drawn down")
        }
        Imbalance::Smote => ("défauts fictifs ajoutés (SMOTE)", "made-up defaults added (SMOTE)"),
    };
    match language {
        Language::French => french,
        Language::English => english,
    }
}

/// A change of the retained model, in words; none for those that are told elsewhere.
pub(super) fn change(speaker: &Speaker<'_>, role: &Role) -> Option<String> {
    let is_french = speaker.language == Language::French;
    let pick = |french: &str, english: &str| (if is_french { french } else { english }).to_owned();
    Some(match role {
        Role::Competitor | Role::Imbalance { .. } => return None,
        Role::WithProtected { columns: names } => {
            let names = columns(speaker, names);
            if is_french { format!("avec\u{a0}: {names}") } else { format!("with: {names}") }
        }
        Role::Without { column: name } => {
            let name = column(speaker, name);
            if is_french { format!("sans\u{a0}: {name}") } else { format!("without: {name}") }
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

/// Columns of the application, in words, in lower case.
pub(super) fn columns(speaker: &Speaker<'_>, names: &[String]) -> String {
    let said: Vec<String> = names.iter().map(|name| column(speaker, name)).collect();
    said.join(if speaker.language == Language::French { " et " } else { " and " })
}

/// A column of the application, in words.
fn column(speaker: &Speaker<'_>, name: &str) -> String {
    let entry = speaker.dictionary.column(Table::ApplicationTrain, name);
    entry.map_or(name, |entry| entry.label.get(speaker.language)).to_owned()
}

/// An interval, in words.
pub(super) fn range(language: Language, low: &str, high: &str) -> String {
    match language {
        Language::French => format!("{low} à {high}"),
        Language::English => format!("{low} to {high}"),
    }
}

/// A number with its sign, whichever it is.
pub(super) fn signed(format: Format, value: f64, digits: usize) -> String {
    let text = format.decimal(value, digits);
    if value > 0.0 && text.chars().any(|c| c.is_ascii_digit() && c != '0') {
        format!("+{text}")
    } else {
        text
    }
}
