//! Made-up sheets for tests: ordinary ones, and one whose every text is hostile or endless.

use super::sample::{HOSTILE, best, identity, recommendation};
use crate::views::{
    AdditiveChart, AdditiveInput, Attributes, Details, Fact, FactGroup, FileContents, Format,
    Gauge, GaugeInput, Group, LabelledValue, Language, Missing, Others, OutlookView, Rank, Reason,
    Reasons, Score, SheetView, StandingRow, ThemeRow,
};

/// Effects against and for a made-up client, strongest first.
const AGAINST: [(&str, &str, f64); 4] = [
    (
        "Moyenne des scores externes",
        "0,19 (en général 0,53), moins que pour 96 % des clients",
        0.045,
    ),
    ("Ancienneté dans l’emploi actuel", "11 mois (en général 4 ans et 7 mois)", 0.012),
    ("Niveau d’études", "enseignement secondaire (cas de 71 % des clients)", 0.009),
    ("Part des demandes précédentes refusées", "33 %", 0.004),
];
const IN_FAVOR: [(&str, &str, f64); 3] = [
    ("Retards de paiement passés", "aucun, comme pour 78 % des clients", -0.011),
    ("Mensualité du crédit demandé", "9 000 € (en général 24 800 €)", -0.008),
    ("Source de revenu", "activité commerciale (cas de 23 % des clients)", -0.006),
];

pub(super) fn reasons(format: Format, start: f64, probability: f64) -> Reasons {
    let side = |told: &[(&str, &str, f64)]| -> Vec<Reason> {
        let reason = |&(label, value, effect): &(&str, &str, f64)| Reason {
            label: label.to_owned(),
            value: value.to_owned(),
            detail: format!("{label}\u{a0}: {value}"),
            sentence: format!("{label}\u{a0}: {value}."),
            points: format.signed_points(effect, 1),
            bar: effect.abs() / AGAINST[0].2,
        };
        told.iter().map(reason).collect()
    };
    let effects = |told: &[(&str, &str, f64)]| told.iter().map(|one| one.2).collect::<Vec<f64>>();
    let (up, down) = (effects(&AGAINST), effects(&IN_FAVOR));
    let other = probability - start - up.iter().chain(&down).sum::<f64>();
    Reasons {
        favorable: side(&IN_FAVOR),
        unfavorable: side(&AGAINST),
        start: format.percent(start, 1),
        other: format.signed_points(other, 1),
        n_others: Some("42".to_owned()),
        unit: "On part de la probabilité d’un client au score moyen ; chaque effet, en points, \
               s’y ajoute ou s’en retranche."
            .to_owned(),
        chart: AdditiveChart::new(AdditiveInput {
            start,
            unfavorable: &up,
            favorable: &down,
            probability,
            threshold: best().0,
        }),
    }
}

fn others(format: Format) -> Others {
    let row = |label: &str, value: f64| StandingRow {
        label: label.to_owned(),
        value: format.amount(value, "€"),
        median: format.amount(147_150.0, "€"),
        peer_median: format.amount(131_000.0, "€"),
        among_all: "plus que pour 77 %".to_owned(),
        among_peers: "moins que pour 42 %".to_owned(),
    };
    let group = |rules: &[&str]| Group {
        rules: rules.iter().map(|&rule| rule.to_owned()).collect(),
        n_clients: "126".to_owned(),
        sentence: "2,4 % de ces 126 clients ont connu un défaut de paiement.".to_owned(),
    };
    Others {
        rows: vec![row("Revenu total déclaré", 225e3), row("Montant du crédit demandé", 180e3)],
        peers: group(&["source de revenu : activité commerciale", "âge de 35 à 44 ans"]),
        neighbors: group(&["revenu total déclaré", "montant du crédit demandé"]),
    }
}

fn details(format: Format) -> Details {
    let fact = |label: &str, value: Option<f64>| Fact {
        label: label.to_owned(),
        value: value.map(|value| format.amount(value, "€")),
        typical: Some(format.amount(148_500.0, "€")),
        among_all: "plus que pour 77 %".to_owned(),
    };
    let theme = |label: &str, effect: f64| ThemeRow {
        label: label.to_owned(),
        points: format.signed_points(effect, 1),
        bar: effect / 0.045,
    };
    Details {
        groups: vec![FactGroup {
            source: "Demande de crédit".to_owned(),
            facts: vec![fact("Revenu total déclaré", Some(225e3)), fact("Prix du bien", None)],
        }],
        themes: vec![theme("Scores externes", 0.045), theme("Revenus", -0.009)],
    }
}

/// An ordinary sheet of one page, two for every third client.
pub(crate) fn sheet(language: Language, number: u32) -> SheetView {
    let format = Format::new(language);
    let probability = 0.012 + f64::from(number % 97) / 400.0;
    let threshold = best().0;
    let text = |text: &str| text.to_owned();
    SheetView {
        identity: identity(language),
        client: (100_001 + number).to_string(),
        score: Score {
            recommendation: recommendation(probability, threshold),
            probability: format.percent(probability, 1),
            threshold: format.percent(threshold, 1),
            distance: format.points(probability - threshold, 1),
            average: format.percent(0.0807, 1),
            gauge: Gauge::new(GaugeInput { probability, threshold, average: Some(0.0807) }, format),
        },
        rank: Some(Rank {
            place: text("9"),
            n_places: text("10"),
            from: format.percent(0.117, 1),
            to: format.percent(0.173, 1),
            n_clients: format.count(2_532),
            default_rate: format.percent(0.146, 1),
            low: format.percent(0.133, 1),
            high: format.percent(0.16, 1),
        }),
        reasons: reasons(format, 0.059, probability),
        others: others(format),
        outlook: OutlookView {
            summary: text("La probabilité se situe au-dessus du seuil."),
            ways: vec![LabelledValue {
                label: text("Emprunter 151 000 € au lieu de 180 000 €"),
                value: format.percent(0.093, 1),
            }],
            open: vec![text("À vérifier avec le client : ancienneté dans l’emploi.")],
            caveat: text("Chaque changement a été vérifié en recalculant le score."),
        },
        file: FileContents {
            sources: vec![text("demande de crédit"), text("scores externes")],
            empty_sources: vec![text("demandes précédentes")],
            missing: Missing {
                labels: vec![text("âge de la voiture"), text("niveau d’études")],
                n_others: Some(text("37")),
            },
            unusual: vec![text("nombre d’enfants : 9, plus que pour 99 % des clients")],
        },
        attributes: Attributes {
            unread: vec![text("sexe"), text("situation familiale")],
            read: vec![text("âge")],
        },
        details: number.is_multiple_of(3).then(|| details(format)),
    }
}

/// A sheet whose every text is hostile, endless or missing.
pub(crate) fn hostile_sheet(language: Language) -> SheetView {
    let mut sheet = sheet(language, 2);
    let huge = Format::new(language).amount(9.9e17, "€");
    let endless = || vec![HOSTILE.to_owned(), "x".repeat(10_000), "mot ".repeat(2_500)];
    sheet.client = HOSTILE.to_owned();
    sheet.identity.run_id = HOSTILE.to_owned();
    sheet.identity.lender.name = HOSTILE.to_owned();
    sheet.identity.lender.contact = String::new();
    for reason in &mut sheet.reasons.unfavorable {
        reason.detail = "x".repeat(300);
        reason.points.clone_from(&huge);
    }
    sheet.others.rows[0].label = HOSTILE.to_owned();
    sheet.others.rows[1].value = huge;
    sheet.others.peers.rules = endless();
    sheet.outlook.summary = HOSTILE.to_owned();
    sheet.outlook.ways[0].label = "x".repeat(500);
    sheet.file.sources = endless();
    sheet.file.missing.labels = endless();
    sheet.file.unusual = endless();
    sheet
}
