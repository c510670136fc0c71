//! What the page about a made-up model shows, for tests.

use super::site_model::{
    Dependence, DependenceBin, DependenceMissing, Distribution, DistributionRow, Gain, GainRow,
    Gains, Mark, MarkKind, ReliabilityRow, RocRow, SegmentRow, SegmentTable, SiteModelView, Span,
    Step, Thresholds,
};
use super::{
    DirectionRow, Format, ImportanceRow, LabelledValue, Language, Tick, sample_note, sample_slides,
};

/// An ordinary model.
pub(super) fn site_model(language: Language) -> SiteModelView {
    let format = Format::new(language);
    let percent = |share: f64| format.percent(share, 1);
    let reliability = || {
        vec![ReliabilityRow {
            n_clients: format.count(24_601),
            probability: percent(0.061),
            default_rate: percent(0.063),
            interval: percent(0.06),
        }]
    };
    SiteModelView {
        note: sample_note::note(language),
        curve: sample_slides::curve(format),
        errors: sample_slides::errors(format),
        thresholds: thresholds(),
        roc_rows: vec![RocRow {
            refused_good: percent(0.1),
            out_of_fold: percent(0.38),
            hold_out: percent(0.37),
        }],
        reliability_out_of_fold: reliability(),
        reliability_hold_out: reliability(),
        distribution: distribution(format),
        gains: gains(format),
        features: vec![DirectionRow {
            importance: ImportanceRow {
                label: "Score externe n° 2".to_owned(),
                share: percent(0.142),
                bar: 1.0,
            },
            expected: "réduit le risque".to_owned(),
            observed: "augmente le risque".to_owned(),
            is_contrary: true,
        }],
        n_used: format.count(166),
        contrary: vec![LabelledValue { label: "Âge".to_owned(), value: percent(0.024) }],
        dependence: vec![dependence(format)],
        n_explained: format.count(10_000),
        start: percent(0.069),
        segments: vec![segments(format)],
        n_segmented: format.count(246_008),
        few_clients: format.count(500),
        fewest_told: format.count(20),
        few_defaults: format.count(30),
        min_of_each_outcome: format.count(30),
    }
}

fn thresholds() -> Thresholds {
    let mark = |kind, threshold, refused, missed| Mark { kind, threshold, refused, missed };
    Thresholds {
        n_clients: 10,
        n_defaults: 2,
        missed_default: 10.0,
        refused_good: 1.0,
        n_steps: 2,
        refused: vec![10, 1, 0],
        missed: vec![0, 1, 2],
        frontier: vec![(1.1, 0, 2), (0.4, 3, 0), (0.1, 10, 0)],
        marks: vec![
            mark(MarkKind::Chosen, 0.4, 3, 0),
            mark(MarkKind::Theoretical, 1.0 / 11.0, 10, 0),
            mark(MarkKind::Half, 0.5, 1, 1),
            mark(MarkKind::AcceptAll, 1.1, 0, 2),
            mark(MarkKind::RefuseAll, 0.1, 10, 0),
        ],
        end: 0.6,
    }
}

fn distribution(format: Format) -> Distribution {
    let step = |height| Step { from: 0.0, to: 1.0, height };
    Distribution {
        repaid: vec![step(0.8)],
        defaulted: vec![step(0.4)],
        threshold: 0.16,
        x_ticks: vec![Tick { at: 1.0, label: format.percent(0.6, 0) }],
        y_ticks: vec![Tick { at: 1.0, label: format.percent(0.3, 0) }],
        rows: vec![DistributionRow {
            range: format.percent(0.02, 0),
            n_repaid: format.count(226_141),
            repaid_share: format.percent(0.3, 1),
            n_defaulted: format.count(19_867),
            defaulted_share: format.percent(0.1, 1),
        }],
        n_repaid: format.count(226_141),
        n_defaulted: format.count(19_867),
    }
}

fn gains(format: Format) -> Gains {
    let gain = Gain { at: 0.5, rate: 0.6, low: 0.5, high: 0.7 };
    let percent = |share| format.percent(share, 1);
    Gains {
        out_of_fold: vec![gain],
        hold_out: vec![gain],
        average: 0.2,
        average_text: percent(0.081),
        found_in_two: percent(0.461),
        x_ticks: vec![Tick { at: 0.5, label: format.integer(1) }],
        y_ticks: vec![Tick { at: 1.0, label: percent(0.4) }],
        rows: vec![GainRow {
            number: format.integer(1),
            n_clients: format.count(24_600),
            range: percent(0.3),
            probability: percent(0.281),
            default_rate: percent(0.279),
            interval: percent(0.27),
            lift: format.decimal(3.45, 2),
            cumulative_defaults: percent(0.345),
            hold_out_rate: percent(0.281),
            hold_out_interval: percent(0.27),
        }],
    }
}

fn dependence(format: Format) -> Dependence {
    Dependence {
        label: "Score externe n° 2".to_owned(),
        name: "EXT_SOURCE_2".to_owned(),
        unit: String::new(),
        expected: "réduit le risque".to_owned(),
        observed: "réduit le risque".to_owned(),
        is_contrary: false,
        is_discrete: false,
        bins: vec![DependenceBin {
            values: format.decimal(0.17, 2),
            x: [0.17, 0.0, 0.24],
            n: 500,
            log_odds: [0.51, 0.45, 0.55],
            points: [0.043, 0.037, 0.048],
        }],
        missing: Some(DependenceMissing { n: 7, log_odds: -0.41, points: -0.02 }),
        ticks: vec![Tick { at: 0.2, label: format.decimal(0.2, 1) }],
    }
}

fn segments(format: Format) -> SegmentTable {
    let span = |value: f64| Span {
        value: format.percent(value, 1),
        interval: format.percent(value, 1),
        drawn: Some([0.5, 0.4, 0.6]),
    };
    let none = || Span { value: "–".to_owned(), interval: String::new(), drawn: None };
    let row = |label: &str, is_everyone: bool, is_small: bool| SegmentRow {
        label: label.to_owned(),
        is_everyone,
        is_small,
        n_clients: format.count(480),
        probability: format.percent(0.081, 1),
        default_rate: span(0.081),
        roc_auc: none(),
        refused: span(0.27),
        missed_defaults: span(0.36),
        refused_good: span(0.24),
        cost: span(0.49),
    };
    SegmentTable {
        key: "gender".to_owned(),
        title: "Sexe".to_owned(),
        reading: "Cette caractéristique protégée n’est pas donnée au modèle.".to_owned(),
        rows: vec![row("Ensemble", true, false), row("Femme", false, true)],
        has_small: true,
    }
}
