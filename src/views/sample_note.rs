//! A made-up note for tests.

use super::sample_sheet::reasons;
use crate::metrics::{CurvePoint, ReliabilityBin};
use crate::views::note::{
    CalibrationRow, ComparedModel, CostCurve, DataQuality, DecileRow, Example, FoldRow, Measures,
    NoteView, Protocol, Reliability, ReliabilityInput, Roc, SearchRow, StudiedChange, TableRow,
    TrainingSummary, Treatment,
};
use crate::views::sample::{best, costs, data, decision, identity};
use crate::views::{
    ChartInput, Format, ImportanceRow, LabelledValue, Language, RatioRow, ThresholdTrust,
};

/// Picks the words of a language.
struct Words(Language);

impl Words {
    fn pick(&self, french: &str, english: &str) -> String {
        match self.0 {
            Language::French => french.to_owned(),
            Language::English => english.to_owned(),
        }
    }

    fn range(&self, low: &str, high: &str) -> String {
        self.pick(&format!("{low} à {high}"), &format!("{low} to {high}"))
    }
}

/// An ordinary note.
pub(crate) fn note(language: Language) -> NoteView {
    let format = Format::new(language);
    let words = Words(language);
    NoteView {
        identity: identity(language),
        data: data(format),
        quality: quality(&words, format),
        protocol: protocol(&words, format),
        training: training(&words, format),
        search: search(&words, format),
        models: models(&words, format),
        treatments: treatments(&words, format),
        calibrations: calibrations(&words, format),
        protected_changes: changes(
            &words,
            format,
            &[
                ("Avec : sexe", "With: gender", true),
                ("Avec : situation de famille", "With: family status", false),
                ("Avec : sexe et situation de famille", "With: gender and family status", true),
                ("Sans : âge", "Without: age", false),
            ],
        ),
        other_changes: changes(
            &words,
            format,
            &[
                ("Sens de variation libres", "Without imposed directions", false),
                (
                    "Variables du programme public de départ seules",
                    "Original kernel’s features alone",
                    true,
                ),
            ],
        ),
        out_of_fold: measures(&words, format, 246_009),
        hold_out: measures(&words, format, 61_502),
        is_confirmed: true,
        reliability: reliability(format),
        roc: roc(format),
        folds: folds(format),
        deciles: deciles(format),
        decision: decision(format),
        trust: trust(&words, format),
        cost_curve: cost_curve(format),
        themes: importances(&words, format, 8),
        subjects: importances(&words, format, 14),
        scope: vec![
            words.pick(
                "Effets moyens, tous sens confondus, des 166 variables que le modèle utilise, sur \
                 10 000 clients dont l’issue est connue ; un client au score moyen a une probabilité de \
                 défaut de 5,9 %.",
                "Mean effects, up or down, of the 166 features that the model uses, over 10,000 \
                 clients with a known outcome; a client with the mean score has a probability of \
                 default of 5.9%.",
            ),
            words.pick(
                "Parmi les variables dont le sens est attendu, 112 vont dans ce sens, 8 n’ont pas \
                 de sens net et aucune ne va à l’inverse.",
                "Of the features with an expected direction, 112 go that way, 8 have no clear \
                 direction, and none goes the other way.",
            ),
        ],
        explanation_quality: vec![
            words.pick(
                "Concision : 5 sujets au plus suffisent à expliquer le score de 65 % des clients.",
                "Concision: 5 subjects at most are enough to explain the score of 65% of clients.",
            ),
            words.pick(
                "Stabilité : d’un client à ses voisins, les effets varient de 0,41 fois leur taille \
                 en médiane (au-delà de 0,6, ils sont dits instables ; ce n’est pas \
                 le cas ici).",
                "Stability: from a client to their neighbors, effects vary by 0.41 times their \
                 size in the median (above 0.6 they are called unstable, which they are not \
                 here).",
            ),
        ],
        example: Some(example(format)),
        versions: ["hessboost 0.4.6", "linfa 0.8.1", "polars 0.52.0", "typst 0.15.1"]
            .iter()
            .filter_map(|text| text.split_once(' '))
            .map(|(label, value)| LabelledValue { label: label.into(), value: value.into() })
            .collect(),
    }
}

fn quality(words: &Words, format: Format) -> DataQuality {
    let table = |(french, english, n_rows, share): (&str, &str, usize, f64)| TableRow {
        label: words.pick(french, english),
        n_rows: format.count(n_rows),
        missing_share: format.percent(share, 1),
        n_orphans: format.count(n_rows / 40_000),
        fingerprint: "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08".to_owned(),
    };
    let tables = [
        ("Demandes dont l’issue est connue", "Applications with a known outcome", 307_511, 0.244),
        ("Crédits déclarés par d’autres prêteurs", "Credits of other lenders", 1_716_428, 0.135),
        ("Suivi mensuel de ces crédits", "Monthly status of those credits", 27_299_925, 0.0),
        ("Demandes antérieures", "Earlier applications", 1_670_214, 0.18),
        ("Suivi mensuel des prêts antérieurs", "Monthly status of loans", 10_001_358, 0.001),
        ("Suivi mensuel des cartes antérieures", "Monthly status of cards", 3_840_312, 0.054),
        ("Échéances des crédits antérieurs", "Instalments of credits", 13_605_401, 0.0),
    ];
    DataQuality {
        tables: tables.into_iter().map(table).collect(),
        n_rows: format.count(58_441_149),
        n_orphans: Some(format.count(1_460)),
        unknown_levels: Some(
            words.pick("3 modalités inconnues (12 lignes)", "3 unknown categories (12 rows)"),
        ),
        n_extra_columns: None,
        n_mostly_missing: format.count(241),
        n_features: format.count(612),
        without_employment: Some(format.percent(0.18, 1)),
        n_unlabelled: format.count(48_744),
    }
}

fn protocol(words: &Words, format: Format) -> Protocol {
    Protocol {
        n_folds: format.count(5),
        seed: "42".to_owned(),
        hold_out_share: format.percent(0.2, 0),
        validation_share: format.percent(0.1, 0),
        n_development: format.count(246_009),
        n_hold_out: format.count(61_502),
        n_resamples: format.count(500),
        leakage_auc: format.decimal(0.85, 2),
        folds: 5,
        hold_out_part: 0.25,
        confidence: format.percent(0.95, 0),
        protected: words.pick("sexe et situation de famille", "gender and family status"),
        priced: words.pick("âge", "age"),
    }
}

fn training(words: &Words, format: Format) -> TrainingSummary {
    let setting = |french: &str, english: &str, value: String| LabelledValue {
        label: words.pick(french, english),
        value,
    };
    TrainingSummary {
        model: words.pick("arbres de décision renforcés par gradient", "boosted decision trees"),
        calibration: Some(words.pick("courbe logistique (Platt)", "logistic curve (Platt)")),
        is_monotone: true,
        stops_early: true,
        settings: vec![
            setting("nombre d’arbres", "number of trees", format.count(1_200)),
            setting("taux d’apprentissage", "learning rate", format.decimal(0.05, 2)),
            setting("feuilles par arbre", "leaves per tree", format.count(16)),
            setting("profondeur", "depth", format.count(6)),
            setting("poids minimal d’une feuille", "least weight of a leaf", format.count(30)),
        ],
        fold_aucs: words.range(&format.decimal(0.781, 3), &format.decimal(0.791, 3)),
        fold_costs: words.range(&format.decimal(0.479, 3), &format.decimal(0.495, 3)),
    }
}

const FAMILIES: [(&str, &str, f64, f64); 5] = [
    ("Taux de défaut moyen pour tous", "Mean default rate for everyone", 0.5, 0.807),
    ("Régression logistique", "Logistic regression", 0.763, 0.521),
    ("Arbre de décision", "Decision tree", 0.717, 0.566),
    ("Forêt aléatoire", "Random forest", 0.755, 0.53),
    ("Arbres de décision renforcés par gradient", "Gradient-boosted decision trees", 0.786, 0.488),
];

fn search(words: &Words, format: Format) -> Vec<SearchRow> {
    let row = |(place, (french, english, _, _)): (usize, &(&str, &str, f64, f64))| SearchRow {
        label: words.pick(french, english),
        n_tried: format.count(1 + place % 3),
        varied: if place == 1 {
            words.pick("pénalité : 0,01 ou 0,1", "penalty: 0.01 or 0.1")
        } else {
            String::new()
        },
        fit_time: format!("{}\u{a0}s", format.count(place * place * 40)),
    };
    FAMILIES.iter().enumerate().map(row).collect()
}

fn models(words: &Words, format: Format) -> Vec<ComparedModel> {
    let model = |&(french, english, auc, cost): &(&str, &str, f64, f64)| ComparedModel {
        label: words.pick(french, english),
        roc_auc: format.decimal(auc, 3),
        roc_auc_interval: words
            .range(&format.decimal(auc - 0.004, 3), &format.decimal(auc + 0.004, 3)),
        expected_cost: format.decimal(cost, 3),
        cost_change: if auc > 0.78 {
            "–".to_owned()
        } else {
            change(words, format, cost - 0.488)
        },
        brier: format.decimal(0.0671, 4),
        calibration_error: format.percent(0.004, 1),
        fit_time: format!("{}\u{a0}s", format.count(123)),
        is_retained: auc > 0.78,
    };
    FAMILIES.iter().map(model).collect()
}

fn change(words: &Words, format: Format, value: f64) -> String {
    let [low, value, high] = [value - 0.004, value, value + 0.004].map(|v| format.signed(v, 3));
    format!("{value} ({})", words.range(&low, &high))
}

fn treatments(words: &Words, format: Format) -> Vec<Treatment> {
    [
        ("Aucun traitement", "No treatment", 0.0664),
        ("Poids égal des deux issues", "Equal weight of both outcomes", 0.1872),
        ("Autant de bons clients que de défauts, par tirage", "Repaid clients drawn down", 0.2075),
        ("Défauts fictifs ajoutés (SMOTE)", "Made-up defaults added (SMOTE)", 0.0788),
    ]
    .map(|(french, english, brier)| Treatment {
        label: words.pick(french, english),
        roc_auc: format.decimal(0.786 - brier / 10.0, 3),
        expected_cost: format.decimal(0.488 + brier / 10.0, 3),
        cost_change: if brier < 0.07 {
            "–".to_owned()
        } else {
            change(words, format, brier / 10.0)
        },
        brier: format.decimal(brier, 4),
        calibrated_brier: format.decimal(0.067, 4),
        is_retained: brier < 0.07,
    })
    .to_vec()
}

fn calibrations(words: &Words, format: Format) -> Vec<CalibrationRow> {
    [
        ("Sans calibrage", "No calibration", false),
        ("Courbe logistique (Platt)", "Logistic curve (Platt)", true),
        ("Courbe croissante par paliers", "Isotonic steps", false),
    ]
    .map(|(french, english, is_retained)| CalibrationRow {
        label: words.pick(french, english),
        brier: format.decimal(0.06641, 5),
        log_loss: format.decimal(0.23812, 5),
        calibration_error: format.percent(0.0021, 2),
        is_retained,
    })
    .to_vec()
}

fn changes(words: &Words, format: Format, rows: &[(&str, &str, bool)]) -> Vec<StudiedChange> {
    let row = |&(french, english, is_clear): &(&str, &str, bool)| StudiedChange {
        label: words.pick(french, english),
        auc_change: change(words, format, if is_clear { 0.006 } else { -0.001 }),
        cost_change: change(words, format, if is_clear { -0.006 } else { 0.002 }),
        brier: format.decimal(0.0675, 4),
        is_clear,
    };
    rows.iter().map(row).collect()
}

fn measures(words: &Words, format: Format, n_clients: usize) -> Measures {
    Measures {
        n_clients: format.count(n_clients),
        default_rate: format.percent(0.0807, 1),
        roc_auc: format.decimal(0.7861, 3),
        roc_auc_interval: words.range(&format.decimal(0.782, 3), &format.decimal(0.79, 3)),
        gini: format.decimal(0.5722, 3),
        ks: format.decimal(0.4321, 3),
        pr_auc: format.decimal(0.2811, 3),
        brier: format.decimal(0.0664, 4),
        log_loss: format.decimal(0.2381, 4),
        calibration_error: format.percent(0.003, 1),
        expected_cost: format.decimal(best().1, 3),
        refused_share: format.percent(0.274, 1),
        caught_defaults: format.percent(0.641, 1),
        precision: format.percent(0.189, 1),
        repaid: [171_234, 54_915].map(|n| format.count(n)),
        defaulted: [7_128, 12_732].map(|n| format.count(n)),
    }
}

fn reliability(format: Format) -> Reliability {
    let bins = |shift: f64, width: f64| -> Vec<ReliabilityBin> {
        let probabilities = [0.01, 0.02, 0.028, 0.038, 0.049, 0.063, 0.08, 0.105, 0.144, 0.26];
        let bin = |p: f64| ReliabilityBin {
            n_clients: 24_600,
            mean_probability: p,
            default_rate: p * shift,
            low: p * shift * (1.0 - width),
            high: p * shift * (1.0 + width),
        };
        probabilities.map(bin).to_vec()
    };
    let (out_of_fold, hold_out) = (bins(0.97, 0.05), bins(1.04, 0.12));
    Reliability::new(ReliabilityInput { out_of_fold: &out_of_fold, hold_out: &hold_out }, format)
}

fn roc(format: Format) -> Roc {
    let curve = |power: f64| -> Vec<CurvePoint> {
        let point =
            |i: i32| CurvePoint { x: f64::from(i) / 50.0, y: (f64::from(i) / 50.0).powf(power) };
        (0..=50).map(point).collect()
    };
    Roc::new(&curve(0.28), &curve(0.3), format)
}

fn folds(format: Format) -> Vec<FoldRow> {
    let row = |number: usize| FoldRow {
        number: format.count(number),
        roc_auc: format.decimal(0.78 + number as f64 / 500.0, 3),
        own_threshold: format.percent(0.08 + number as f64 / 250.0, 1),
        cost_at_chosen: format.decimal(0.488, 3),
        cost_from_others: format.decimal(0.491, 3),
    };
    (1..=5).map(row).collect()
}

fn deciles(format: Format) -> Vec<DecileRow> {
    let (rates, mut sum) = ([0.26, 0.144, 0.105, 0.08, 0.063, 0.049, 0.038, 0.03, 0.02, 0.01], 0.0);
    let total: f64 = rates.iter().sum();
    let row = |(place, rate): (usize, f64)| {
        sum += rate;
        DecileRow {
            number: format.count(place + 1),
            probability: format.percent(rate * 1.02, 1),
            default_rate: format.percent(rate, 1),
            lift: format.decimal(rate / 0.0807, 2),
            cumulative_defaults: format.percent(sum / total, 1),
        }
    };
    rates.into_iter().enumerate().map(row).collect()
}

fn trust(words: &Words, format: Format) -> ThresholdTrust {
    let ratio = |ratio: &str, threshold| RatioRow {
        ratio: ratio.to_owned(),
        threshold: format.percent(threshold, 1),
        expected_cost: format.decimal(0.488, 3),
        refused_share: format.percent(0.274, 1),
    };
    let percents = |low, high| words.range(&format.percent(low, 1), &format.percent(high, 1));
    ThresholdTrust {
        threshold_interval: percents(0.083, 0.099),
        cost_interval: words.range(&format.decimal(0.48, 3), &format.decimal(0.496, 3)),
        fold_thresholds: percents(0.081, 0.102),
        cost_from_others: format.decimal(0.489, 3),
        theoretical: format.percent(1.0 / 11.0, 1),
        cost_at_theoretical: format.decimal(0.489, 3),
        cost_at_half: format.decimal(0.793, 3),
        cost_on_hold_out: format.decimal(0.490, 3),
        ratios: vec![ratio("5", 0.164), ratio("10", 0.09), ratio("20", 0.047)],
    }
}

fn cost_curve(format: Format) -> CostCurve {
    let costs = costs();
    let input = ChartInput { costs: &costs, chosen: best(), accept_all: 0.807, refuse_all: 0.919 };
    CostCurve::new(input, (best().0 - 0.008, best().0 + 0.011), 1.0 / 11.0, format)
}

fn importances(words: &Words, format: Format, n: usize) -> Vec<ImportanceRow> {
    let names = [
        ("Scores externes", "External scores"),
        ("Durée et coût du crédit", "Length and cost of the credit"),
        ("Retards de paiement sur les crédits antérieurs", "Late payments on earlier credits"),
        ("Emploi et ancienneté", "Job and time in it"),
        ("Dette auprès d’autres prêteurs", "Debt with other lenders"),
        ("Âge", "Age"),
    ];
    let row = |place: usize| {
        let (french, english) = names[place % names.len()];
        let share = 0.3 / (place + 1) as f64;
        ImportanceRow {
            label: words.pick(french, english),
            share: format.percent(share, 1),
            bar: share / 0.3,
        }
    };
    (0..n).map(row).collect()
}

fn example(format: Format) -> Example {
    Example { probability: format.percent(0.142, 1), reasons: reasons(format, 0.059, 0.142) }
}
