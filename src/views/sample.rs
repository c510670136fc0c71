//! Made-up views for tests: an ordinary one, and one that holds everything that breaks documents.

use crate::views::{
    DataSummary, DecisionSummary, Format, Language, Lender, PageView, Performance, Recommendation,
    RunDate, RunIdentity, Variable,
};

/// Text that reads as markup, code or nothing at all, for whoever forgets to escape it.
pub(crate) const HOSTILE: &str = "#import \"x.typ\" $ \\ *a* _b_ `c` @d <e> [f] {g} \
    </script><script>alert(1)</script> <!-- {{ h }} {% i %} & \" ' 😀\u{7}\u{e000}\u{202e}汉 = //";

pub(crate) use super::sample_sheet::{hostile_sheet, sheet};
use super::sample_site_model::site_model;

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

pub(crate) fn data(format: Format) -> DataSummary {
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

pub(crate) fn decision(format: Format) -> DecisionSummary {
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
pub(crate) fn costs() -> Vec<(f64, f64)> {
    (0..=500)
        .map(|step| f64::from(step) / 500.0)
        .map(|x: f64| (x, 0.919 * (-x * 22.0).exp() + 0.807 * (1.0 - (-x * 7.0).exp())))
        .collect()
}

/// The cheapest threshold of that curve, with its cost.
pub(crate) fn best() -> (f64, f64) {
    costs().into_iter().min_by(|a, b| a.1.total_cmp(&b.1)).unwrap_or((0.0, 0.0))
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

/// A page of that many clients.
pub(crate) fn page(language: Language, n_clients: u32) -> PageView {
    let format = Format::new(language);
    PageView {
        identity: identity(language),
        data: data(format),
        performance: performance(format),
        decision: decision(format),
        variables: variables(format),
        n_clients: format.count(n_clients as usize),
        model: site_model(language),
        has_documents: true,
        has_notebooks: true,
    }
}

pub(super) fn recommendation(probability: f64, threshold: f64) -> Recommendation {
    if probability >= threshold { Recommendation::Refuse } else { Recommendation::Accept }
}
