//! Made-up slides for tests: ordinary ones, hostile ones, and ones with nothing to show.

use super::sample::{self, HOSTILE};
use super::slides::{
    ChangeRow, ChangesView, CurveView, ErrorSummary, KernelAlone, KernelSummary, ModelBar,
    ModelSummary, ProtocolSummary, RateRow, RetainedSummary, SlidesView, SourceSummary,
    SourceTable, StepKind, StepRow, StoryView,
};
use super::{
    Format, Group, ImportanceRow, LabelledValue, Language, RatioRow, ThresholdTrust, Tick,
};

/// Ordinary slides.
pub(crate) fn slides(language: Language) -> SlidesView {
    let format = Format::new(language);
    let page = sample::page(language, 0);
    SlidesView {
        identity: page.identity,
        data: page.data,
        sources: sources(format),
        kernel: kernel(format),
        protocol: protocol(format),
        models: models(format),
        retained: RetainedSummary {
            model: words(format, "arbres de décision renforcés", "boosted decision trees"),
            roc_auc: format.decimal(0.786, 3),
            hold_out_auc: format.decimal(0.783, 3),
            brier: format.decimal(0.0664, 4),
            compared_cost: format.decimal(0.488, 3),
            simplest_cost: format.decimal(0.807, 3),
            is_cheapest: true,
        },
        changes: changes(format),
        decision: page.decision,
        errors: errors(format),
        trust: trust(format),
        curve: curve(format),
        model: model(format),
        story: story(format),
    }
}

fn words(format: Format, french: &str, english: &str) -> String {
    (if format.language() == Language::French { french } else { english }).to_owned()
}

fn range(format: Format, low: String, high: String) -> String {
    words(format, &format!("{low} à {high}"), &format!("{low} to {high}"))
}

fn sources(format: Format) -> SourceSummary {
    let tables = [
        ("application", "", 261),
        ("bureau", "application", 118),
        ("bureau_balance", "bureau", 23),
        ("previous_application", "application", 286),
        ("pos_cash_balance", "previous_application", 28),
        ("credit_card_balance", "previous_application", 161),
        ("installments_payments", "previous_application", 57),
    ]
    .map(|(key, parent, n)| SourceTable {
        key: key.to_owned(),
        parent: parent.to_owned(),
        n_features: format.count(n),
    });
    SourceSummary {
        n_tables: format.count(tables.len()),
        tables: tables.to_vec(),
        without_bureau: Some(format.percent(0.14, 0)),
        without_previous: Some(format.percent(0.05, 0)),
    }
}

fn kernel(format: Format) -> KernelSummary {
    let change = |value: f64, half: f64| {
        let signed = |x| format.signed(x, 3);
        let interval = range(format, signed(value - half), signed(value + half));
        format!("{} ({interval})", signed(value))
    };
    KernelSummary {
        n_kernel: format.count(795),
        n_added: format.count(146),
        n_computed: format.count(941),
        n_withheld: format.count(7),
        alone: Some(KernelAlone {
            roc_auc: format.decimal(0.779, 3),
            expected_cost: format.decimal(0.497, 3),
            auc_change: change(-0.007, 0.004),
            cost_change: change(0.009, 0.007),
            is_clear: true,
        }),
    }
}

fn protocol(format: Format) -> ProtocolSummary {
    ProtocolSummary {
        n_development: format.count(246_008),
        n_hold_out: format.count(61_503),
        hold_out_share: format.percent(0.2, 0),
        hold_out: 0.2,
        n_folds: format.count(5),
        folds: 5,
        validation_share: format.percent(0.1, 0),
        validation: 0.1,
        n_trials: format.count(16),
        n_fits: format.count(80),
        seed: "7".to_owned(),
        leakage_auc: format.decimal(0.85, 2),
        n_resamples: format.count(500),
        confidence: format.percent(0.95, 0),
    }
}

fn models(format: Format) -> Vec<ModelBar> {
    [
        ("taux de défaut moyen pour tous", "mean default rate for everyone", 0.5, 0.807, true),
        ("régression logistique", "logistic regression", 0.763, 0.521, true),
        ("forêt aléatoire", "random forest", 0.752, 0.534, false),
        ("arbres de décision renforcés", "boosted decision trees", 0.786, 0.488, true),
    ]
    .map(|(french, english, auc, cost, is_explainable)| ModelBar {
        label: words(format, french, english),
        roc_auc: format.decimal(auc, 3),
        roc_auc_interval: range(
            format,
            format.decimal(auc - 0.004, 3),
            format.decimal(auc + 0.004, 3),
        ),
        expected_cost: format.decimal(cost, 3),
        bar: cost / 0.807,
        is_retained: auc > 0.78,
        is_explainable,
    })
    .to_vec()
}

fn changes(format: Format) -> ChangesView {
    let at = |value: f64| (value + 0.02) / 0.1;
    let rows = [
        ("défauts de plus grand poids", "defaults with greater weight", 0.0004, 0.187),
        ("défauts fictifs ajoutés (SMOTE)", "made-up defaults added (SMOTE)", 0.048, 0.0788),
        ("avec : sexe", "with: gender", 0.005, 0.0676),
        ("sans : âge", "without: age", 0.0101, 0.0677),
        ("sens de variation libres", "directions left free", -0.006, 0.0664),
    ]
    .map(|(french, english, change, brier)| ChangeRow {
        label: words(format, french, english),
        cost_change: format.signed(change, 3),
        interval: range(format, format.signed(change - 0.009, 3), format.signed(change + 0.009, 3)),
        brier: format.decimal(brier, 4),
        at: at(change),
        low: at(change - 0.009),
        high: at(change + 0.009),
        is_clear: change > 0.009,
    });
    ChangesView {
        n_changes: format.count(rows.len()),
        rows: rows.to_vec(),
        zero: at(0.0),
        ticks: [-0.02, 0.0, 0.02, 0.04, 0.06, 0.08]
            .map(|value| Tick { at: at(value), label: format.signed(value, 2) })
            .to_vec(),
        n_cheaper: format.count(0),
        n_costlier: format.count(2),
        is_beaten: false,
    }
}

fn trust(format: Format) -> ThresholdTrust {
    let share = |value| format.percent(value, 1);
    let cost = |value| format.decimal(value, 3);
    let ratio = |ratio, threshold, refused| RatioRow {
        ratio: format.integer(ratio),
        threshold: share(threshold),
        expected_cost: cost(0.488),
        refused_share: share(refused),
    };
    ThresholdTrust {
        threshold_interval: range(format, share(0.083), share(0.099)),
        cost_interval: range(format, cost(0.480), cost(0.496)),
        fold_thresholds: range(format, share(0.081), share(0.102)),
        cost_from_others: cost(0.489),
        theoretical: share(1.0 / 11.0),
        cost_at_theoretical: cost(0.489),
        cost_at_half: cost(0.793),
        cost_on_hold_out: cost(0.490),
        ratios: vec![ratio(5, 0.164, 0.12), ratio(10, 0.09, 0.27), ratio(20, 0.047, 0.58)],
    }
}

pub(super) fn errors(format: Format) -> ErrorSummary {
    ErrorSummary {
        ratio: format.integer(10),
        marks: 10,
        n_counted: format.count(246_008),
        n_missed_defaults: format.count(7_120),
        n_refused_good: format.count(49_480),
        n_caught_defaults: format.count(12_740),
        n_accepted_good: format.count(176_668),
    }
}

pub(super) fn curve(format: Format) -> CurveView {
    let cost = |x: f64| 0.919 * (-x * 22.0).exp() + 0.807 * (1.0 - (-x * 7.0).exp());
    let tick = |end: f64, step: f64| {
        move |idx: i32| {
            let value = f64::from(idx) * step;
            (value / end, value)
        }
    };
    let (x, y) = (tick(0.6, 0.1), tick(1.0, 0.2));
    CurveView {
        points: (0..=120).map(|i| f64::from(i) / 120.0).map(|at| [at, cost(at * 0.6)]).collect(),
        chosen: [0.1 / 0.6, cost(0.1)],
        theoretical: [1.0 / 6.6, cost(1.0 / 11.0)],
        half: [0.5 / 0.6, cost(0.5)],
        stretch: [0.083 / 0.6, 0.12 / 0.6],
        accept_all: 0.807,
        refuse_all: 0.919,
        x_ticks: (0..=6)
            .map(x)
            .map(|(at, value)| Tick { at, label: format.percent(value, 0) })
            .collect(),
        y_ticks: (0..=5)
            .map(y)
            .map(|(at, value)| Tick { at, label: format.decimal(value, 1) })
            .collect(),
        half_text: format.percent(0.5, 0),
    }
}

fn model(format: Format) -> ModelSummary {
    let subject = |french: &str, english: &str, share: f64| ImportanceRow {
        label: words(format, french, english),
        share: format.percent(share, 1),
        bar: share / 0.334,
    };
    let subjects = vec![
        subject("Scores externes", "External scores", 0.334),
        subject("Crédit demandé rapporté au prix du bien", "Credit against price", 0.075),
        subject("Niveau d’études", "Level of education", 0.055),
    ];
    ModelSummary {
        n_used: format.count(412),
        n_subjects: format.count(96),
        start: format.percent(0.057, 1),
        first_subject: subjects[0].label.clone(),
        first_share: subjects[0].share.clone(),
        subjects,
        directions: words(format, "Aucune variable ne va à l’inverse.", "No feature goes against."),
        quality: vec![words(format, "Cinq sujets suffisent souvent.", "Few subjects are enough.")],
    }
}

fn story(format: Format) -> StoryView {
    let share = |value| format.percent(value, 1);
    let mut score = sample::sheet(format.language(), 60).score;
    score.probability = share(0.132);
    let step = |kind, french: &str, english: &str, points: f64, from: f64| StepRow {
        kind,
        label: words(format, french, english),
        value: if kind == StepKind::Reason { format.decimal(0.31, 2) } else { String::new() },
        points: match kind {
            StepKind::Start | StepKind::Total => share(points),
            StepKind::Reason | StepKind::Other => format.signed_points(points, 1),
        },
        from: from / 0.2,
        to: (from + points) / 0.2,
    };
    let group = |rules: &[&str]| Group {
        rules: rules.iter().map(|&rule| rule.to_owned()).collect(),
        n_clients: format.count(384),
        sentence: words(format, "46 ont connu un défaut.", "46 defaulted."),
    };
    let rate = |key: &str, n, rate: f64, half: f64| RateRow {
        key: key.to_owned(),
        n_clients: format.count(n),
        rate: share(rate),
        at: rate / 0.2,
        low: (rate - half) / 0.2,
        high: (rate + half) / 0.2,
    };
    let ticks: Vec<Tick> = [0.0, 0.05, 0.1, 0.15, 0.2]
        .map(|value| Tick { at: value / 0.2, label: format.percent(value, 0) })
        .to_vec();
    StoryView {
        client: "100061".to_owned(),
        score,
        steps: vec![
            step(StepKind::Start, "", "", 0.057, 0.0),
            step(StepKind::Reason, "Moyenne des scores externes", "External scores", 0.062, 0.057),
            step(StepKind::Reason, "Part des demandes refusées", "Refused share", 0.021, 0.119),
            step(StepKind::Reason, "Niveau d’études", "Level of education", -0.011, 0.14),
            step(StepKind::Other, "", "", 0.003, 0.129),
            step(StepKind::Total, "", "", 0.132, 0.0),
        ],
        threshold_at: 0.5,
        ticks: ticks.clone(),
        summary: words(
            format,
            "La probabilité passerait sous le seuil avec ce changement :",
            "The probability would go below the threshold with this change:",
        ),
        ways: vec![LabelledValue {
            label: words(format, "Emprunter 9 000 € de moins", "Borrow €9,000 less"),
            value: share(0.095),
        }],
        open: vec![words(format, "À vérifier : ancienneté.", "To check: time in the job.")],
        caveat: words(format, "Changement vérifié.", "Verified change."),
        peers: group(&["âge", "revenu"]),
        neighbors: group(&[]),
        rates: vec![
            rate("all", 307_511, 0.081, 0.0),
            rate("peers", 384, 0.12, 0.03),
            rate("neighbors", 200, 0.09, 0.04),
        ],
        probability_at: 0.66,
        rate_ticks: ticks,
    }
}

/// Slides whose every text of the data is hostile or endless.
pub(crate) fn hostile_slides(language: Language) -> SlidesView {
    let mut view = slides(language);
    let endless = ["x".repeat(10_000), "mot ".repeat(2_500), HOSTILE.to_owned()];
    let mut idx = 0;
    let mut next = || {
        idx += 1;
        endless[idx % endless.len()].clone()
    };
    view.identity.run_id = next();
    view.identity.model_id = next();
    view.identity.lender.name = next();
    view.story.client = next();
    view.story.summary = next();
    view.story.caveat = next();
    view.model.directions = next();
    view.model.first_subject = next();
    view.model.quality = vec![next(), next(), next()];
    view.models.iter_mut().for_each(|model| model.label = next());
    view.model.subjects.iter_mut().for_each(|subject| subject.label = next());
    for row in &mut view.changes.rows {
        (row.label, row.interval) = (next(), HOSTILE.chars().take(12).collect());
    }
    for step in &mut view.story.steps {
        (step.label, step.value) = (next(), next());
    }
    let way = LabelledValue { label: next(), value: "9,1 %".to_owned() };
    view.story.ways = vec![way.clone(), way.clone(), way];
    view.story.open = vec![next(), next()];
    view.story.peers.rules = vec![next(), next(), next()];
    view
}

/// Slides of a run that tried nothing, found nothing and draws nothing.
pub(crate) fn bare_slides(language: Language) -> SlidesView {
    let mut view = slides(language);
    view.identity.is_synthetic = false;
    view.sources.tables.clear();
    (view.sources.without_bureau, view.sources.without_previous) = (None, None);
    view.kernel.alone = None;
    (view.protocol.folds, view.protocol.hold_out) = (0, 0.0);
    view.models.clear();
    view.retained.is_cheapest = false;
    view.changes.rows.clear();
    view.changes.ticks.clear();
    view.decision.saving = None;
    view.errors.marks = 0;
    view.trust.ratios.clear();
    view.curve.points.clear();
    view.curve.x_ticks.clear();
    view.curve.y_ticks.clear();
    view.model.subjects.clear();
    view.model.quality.clear();
    let story = &mut view.story;
    story.steps.clear();
    story.ticks.clear();
    story.ways.clear();
    story.open.clear();
    story.caveat.clear();
    story.rates.clear();
    story.rate_ticks.clear();
    story.peers.rules.clear();
    story.score.gauge.average = None;
    story.score.gauge.ticks.clear();
    view
}
