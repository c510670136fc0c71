//! Made-up views for tests: an ordinary one, and one that holds everything that breaks documents.

use crate::views::{
    Chart, ChartInput, ClientRow, ComparedModel, DataSummary, DecisionSummary, Format,
    LabelledValue, Language, Lender, NoteView, PageView, Performance, RatioRow, Recommendation,
    RunDate, RunIdentity, StudiedChange, ThresholdTrust, TrainingSummary, Variable,
};

/// Text that reads as markup, code or nothing at all, for whoever forgets to escape it.
pub(crate) const HOSTILE: &str = "#import \"x.typ\" $ \\ *a* _b_ `c` @d <e> [f] {g} \
    </script><script>alert(1)</script> <!-- {{ h }} {% i %} & \" ' 😀\u{7}\u{e000}\u{202e}汉 = //";

pub(crate) use super::sample_sheet::{hostile_sheet, sheet};

/// The identity of a made-up run.
pub(crate) fn identity(language: Language) -> RunIdentity {
    RunIdentity {
        run_id: "2026-11-22-a1b2c3".to_owned(),
        model_id: "arbres-2026.11-7f3e".to_owned(),
        data_fingerprint: "blake3:9f86d081884c7d65".to_owned(),
        code_version: "octroi 0.1.0".to_owned(),
        date: Some(RunDate::new("2026-11-22", Format::new(language))),
        is_synthetic: true,
        language,
        lender: Lender {
            name: "Prêt à dépenser".to_owned(),
            contact: "reclamations@pret-a-depenser.example, 01 00 00 00 00".to_owned(),
            currency: "€".to_owned(),
        },
    }
}

fn data(format: Format) -> DataSummary {
    DataSummary {
        n_clients: format.count(307_511),
        n_defaults: format.count(24_825),
        default_rate: format.percent(0.0807, 1),
        n_features: format.count(612),
        period: None,
    }
}

fn performance(format: Format) -> Performance {
    Performance {
        roc_auc: format.decimal(0.7861, 3),
        gini: format.decimal(0.5722, 3),
        ks: format.decimal(0.4321, 3),
        pr_auc: format.decimal(0.2811, 3),
        brier: format.decimal(0.0664, 3),
        log_loss: format.decimal(0.2381, 3),
    }
}

fn decision(format: Format) -> DecisionSummary {
    DecisionSummary {
        threshold: format.percent(best().0, 1),
        refused_share: format.percent(0.274, 1),
        caught_defaults: format.percent(0.641, 1),
        expected_cost: format.decimal(best().1, 3),
        cost_accept_all: format.decimal(0.807, 3),
        cost_refuse_all: format.decimal(0.919, 3),
        saving: Some(format.percent(1.0 - best().1 / 0.807, 0)),
        missed_default: format.integer(10),
        refused_good: format.integer(1),
    }
}

/// A curve with the shape of a real one: from “refuse all” down, then up to “accept all”.
fn costs() -> Vec<(f64, f64)> {
    (0..=500)
        .map(|step| f64::from(step) / 500.0)
        .map(|x: f64| (x, 0.919 * (-x * 22.0).exp() + 0.807 * (1.0 - (-x * 7.0).exp())))
        .collect()
}

/// The cheapest threshold of that curve, with its cost.
pub(super) fn best() -> (f64, f64) {
    costs().into_iter().min_by(|a, b| a.1.total_cmp(&b.1)).unwrap_or((0.0, 0.0))
}

fn cost_curve(format: Format) -> Chart {
    let costs = costs();
    let input = ChartInput { costs: &costs, chosen: best(), accept_all: 0.807, refuse_all: 0.919 };
    Chart::new(input, format)
}

fn variables(format: Format) -> Vec<Variable> {
    let shares: [(&str, &str, f64); 12] = [
        ("Score externe n° 2", "Bureau de crédit", 0.142),
        ("Score externe n° 3", "Bureau de crédit", 0.131),
        ("Part du prix du bien dans le montant du crédit", "Formulaire", 0.064),
        ("Durée du crédit (montant rapporté à l’annuité)", "Formulaire", 0.058),
        ("Score externe n° 1", "Bureau de crédit", 0.047),
        ("Ancienneté dans l’emploi", "Formulaire", 0.031),
        (
            "Retard moyen de paiement des échéances, en jours, sur les crédits précédents",
            "Échéances",
            0.028,
        ),
        ("Âge", "Formulaire", 0.024),
        ("Part des demandes précédentes refusées", "Demandes précédentes", 0.021),
        ("Dette en cours dans les autres établissements", "Bureau de crédit", 0.019),
        ("Utilisation de la carte de crédit", "Carte de crédit", 0.012),
        ("Annuité du prêt", "Formulaire", 0.010),
    ];
    shares
        .into_iter()
        .map(|(label, source, share)| Variable {
            label: label.to_owned(),
            source: source.to_owned(),
            name: "EXT_SOURCE_2".to_owned(),
            share: format.percent(share, 1),
            bar: share / 0.142,
        })
        .collect()
}

fn pair(label: &str, value: &str) -> LabelledValue {
    LabelledValue { label: label.to_owned(), value: value.to_owned() }
}

fn models(format: Format) -> Vec<ComparedModel> {
    [
        ("taux de défaut moyen, le même pour tous", 0.5, 0.807),
        ("régression logistique", 0.763, 0.521),
        ("arbres de décision renforcés par gradient", 0.786, 0.488),
    ]
    .map(|(label, auc, cost)| ComparedModel {
        label: label.to_owned(),
        roc_auc: format.decimal(auc, 3),
        roc_auc_interval: format!(
            "{} à {}",
            format.decimal(auc - 0.004, 3),
            format.decimal(auc + 0.004, 3)
        ),
        expected_cost: format.decimal(cost, 3),
        brier: format.decimal(0.0671, 4),
        calibration_error: format.percent(0.004, 1),
        is_retained: auc > 0.78,
    })
    .to_vec()
}

fn changes() -> Vec<StudiedChange> {
    let change = |label: &str, is_clear| StudiedChange {
        label: label.to_owned(),
        auc_change: "−0,0021 (−0,0034 à −0,0008)".to_owned(),
        cost_change: "+0,0017 (−0,0022 à +0,0056)".to_owned(),
        brier: "0,0675".to_owned(),
        is_clear,
    };
    vec![change("défauts fictifs ajoutés (SMOTE)", true), change("sans : âge", false)]
}

fn trust(format: Format) -> ThresholdTrust {
    let ratio = |ratio: &str, threshold| RatioRow {
        ratio: ratio.to_owned(),
        threshold: format.percent(threshold, 1),
        expected_cost: format.decimal(0.488, 3),
        refused_share: format.percent(0.274, 1),
    };
    ThresholdTrust {
        threshold_interval: "8,3 % à 9,9 %".to_owned(),
        cost_interval: "0,480 à 0,496".to_owned(),
        fold_thresholds: "8,1 % à 10,2 %".to_owned(),
        cost_from_others: format.decimal(0.489, 3),
        theoretical: format.percent(1.0 / 11.0, 1),
        cost_at_theoretical: format.decimal(0.489, 3),
        cost_at_half: format.decimal(0.793, 3),
        cost_on_hold_out: format.decimal(0.490, 3),
        ratios: vec![ratio("5", 0.164), ratio("10", 0.09), ratio("20", 0.047)],
    }
}

/// An ordinary note.
pub(crate) fn note(language: Language) -> NoteView {
    let format = Format::new(language);
    let (model, calibration) = match language {
        Language::French => ("arbres de décision renforcés", "régression logistique hors pli"),
        Language::English => ("boosted decision trees", "logistic regression, out of fold"),
    };
    NoteView {
        identity: identity(language),
        data: data(format),
        training: TrainingSummary {
            model: model.to_owned(),
            n_folds: format.integer(5),
            seed: "42".to_owned(),
            calibration: Some(calibration.to_owned()),
            settings: vec![pair("Arbres", "1 200"), pair("Feuilles", "31")],
        },
        performance: performance(format),
        models: models(format),
        changes: changes(),
        decision: decision(format),
        trust: trust(format),
        cost_curve: cost_curve(format),
        variables: variables(format),
        explanations: vec![
            "Effets moyens de 166 variables sur 10 000 clients.".to_owned(),
            "Concision : 5 sujets suffisent à expliquer le score de 65 % des clients.".to_owned(),
        ],
        versions: vec![
            pair("rustc", "1.95.0"),
            pair("hessboost", "0.4.6"),
            pair("typst", "0.15.1"),
        ],
    }
}

/// A page of that many clients.
pub(crate) fn page(language: Language, n_clients: u32) -> PageView {
    let format = Format::new(language);
    PageView {
        identity: identity(language),
        data: data(format),
        performance: performance(format),
        decision: decision(format),
        cost_curve: cost_curve(format),
        variables: variables(format),
        client_columns: ["Âge", "Revenu annuel", "Montant du crédit"].map(str::to_owned).to_vec(),
        clients: (0..n_clients).map(|number| client_row(number, format)).collect(),
        n_clients_scored: format.count(307_511),
        note_href: Some("../methodology.pdf".to_owned()),
    }
}

fn client_row(number: u32, format: Format) -> ClientRow {
    let probability = 0.012 + f64::from(number * 37 % 97) / 400.0;
    ClientRow {
        client: (100_001 + number).to_string(),
        probability: format.percent(probability, 1),
        probability_value: probability,
        recommendation: recommendation(probability, best().0),
        cells: vec![
            format.duration(8_000.0 + f64::from(number % 50) * 300.0),
            format.amount(18_000.0 + f64::from(number % 71) * 900.0, "€"),
            format.amount(f64::from(number % 31) * 27_000.0 + 45_000.0, "€"),
        ],
        sheet_href: (number < 300).then(|| format!("../clients/{}.pdf", 100_001 + number)),
    }
}

pub(super) fn recommendation(probability: f64, threshold: f64) -> Recommendation {
    if probability >= threshold { Recommendation::Refuse } else { Recommendation::Accept }
}
