//! The models compared, the choices tested, and what the threshold costs.

use super::super::Speaker;
use super::super::comparison::family;
use super::axis::Axis;
use crate::artifact::ComparedTrial;
use crate::features::dictionary::Language;
use crate::metrics::{AucDifference, MeanDifference};
use crate::models::Family;
use crate::resampling::Imbalance;
use crate::tables::Table;
use crate::training::Role;
use crate::views::slides::{
    ChangeRow, ChangesView, CurveView, ErrorSummary, ModelBar, RetainedSummary,
};

/// Marks that can still be counted at a glance.
const MOST_MARKS: f64 = 20.0;
/// Ends of the thresholds shown: as far as one half, and further for a high threshold.
const CURVE_ENDS: [(f64, f64); 3] = [(0.6, 0.1), (0.8, 0.2), (1.0, 0.2)];

/// A difference to the retained model with its interval.
#[derive(Debug, Clone, Copy)]
pub(super) struct Difference {
    value: f64,
    low: f64,
    high: f64,
}

impl Difference {
    pub(super) const fn of_auc(found: &AucDifference) -> Self {
        Self { value: found.difference, low: found.low, high: found.high }
    }

    pub(super) const fn of_cost(found: &MeanDifference) -> Self {
        Self { value: found.difference, low: found.low, high: found.high }
    }

    /// More than chance explains.
    pub(super) const fn is_clear(self) -> bool {
        self.low > 0.0 || self.high < 0.0
    }
}

fn range(speaker: &Speaker<'_>, low: &str, high: &str) -> String {
    match speaker.language {
        Language::French => format!("{low} à {high}"),
        Language::English => format!("{low} to {high}"),
    }
}

/// A difference and its interval, in brackets.
pub(super) fn with_interval(speaker: &Speaker<'_>, found: Difference, digits: usize) -> String {
    let signed = |value| speaker.format().signed(value, digits);
    let interval = range(speaker, &signed(found.low), &signed(found.high));
    format!("{} ({interval})", signed(found.value))
}

/// The best of each family; the retained model stands for its own.
fn best_of_families<'a>(speaker: &'a Speaker<'_>) -> Vec<(usize, &'a ComparedTrial)> {
    let comparison = &speaker.artifact.comparison;
    let of = |family: &Family| {
        let trials = comparison.trials.iter().enumerate().filter(|(place, one)| {
            let competes = one.trial.role == Role::Competitor || *place == comparison.champion;
            competes && one.trial.candidate.params.family() == *family
        });
        trials.min_by(|a, b| {
            let rank = |place: usize| place != comparison.champion;
            rank(a.0).cmp(&rank(b.0)).then(a.1.trial.score.total_cmp(&b.1.trial.score))
        })
    };
    Family::ALL.iter().filter_map(of).collect()
}

/// The best of each family, from the simplest.
pub(super) fn models(speaker: &Speaker<'_>) -> Vec<ModelBar> {
    let format = speaker.format();
    let best = best_of_families(speaker);
    let highest = best.iter().map(|(_, one)| one.trial.score).fold(0.0, f64::max);
    best.into_iter()
        .map(|(place, one)| {
            let (measured, family_of) = (&one.trial.pooled, one.trial.candidate.params.family());
            let decimal = |value| format.decimal(value, 3);
            let interval = &measured.roc_auc_interval;
            ModelBar {
                label: family(speaker.language, family_of).to_owned(),
                roc_auc: decimal(measured.roc_auc),
                roc_auc_interval: range(speaker, &decimal(interval.low), &decimal(interval.high)),
                expected_cost: decimal(one.trial.score),
                bar: if highest > 0.0 { one.trial.score / highest } else { 0.0 },
                is_retained: place == speaker.artifact.comparison.champion,
                is_explainable: family_of.is_explainable(),
            }
        })
        .collect()
}

/// The retained model against the simplest.
pub(super) fn retained(speaker: &Speaker<'_>) -> RetainedSummary {
    let (format, artifact) = (speaker.format(), &speaker.artifact);
    let best = best_of_families(speaker);
    let champion = artifact.comparison.champion().map_or(f64::NAN, |one| one.trial.score);
    let simplest = best.first().map_or(f64::NAN, |(_, one)| one.trial.score);
    RetainedSummary {
        model: family(speaker.language, artifact.manifest.family).to_owned(),
        roc_auc: format.decimal(speaker.pooled().roc_auc, 3),
        hold_out_auc: format.decimal(artifact.evaluation.hold_out.metrics.roc_auc, 3),
        brier: format.decimal(
            artifact.comparison.champion().map_or(f64::NAN, |one| one.trial.pooled.brier),
            4,
        ),
        compared_cost: format.decimal(champion, 3),
        simplest_cost: format.decimal(simplest, 3),
        is_cheapest: best.iter().all(|(_, one)| one.trial.score >= champion),
    }
}

/// The retained model changed in one point at a time.
pub(super) fn changes(speaker: &Speaker<'_>) -> ChangesView {
    let format = speaker.format();
    let found: Vec<(String, &ComparedTrial, Difference)> = speaker
        .artifact
        .comparison
        .trials
        .iter()
        .filter_map(|one| {
            let cost = Difference::of_cost(one.cost_difference.as_ref()?);
            Some((change(speaker, &one.trial.role)?, one, cost))
        })
        .collect();
    let axis = Axis::around(found.iter().flat_map(|(_, _, cost)| [cost.low, cost.high]));
    let n = |is: &dyn Fn(&Difference) -> bool| found.iter().filter(|(_, _, d)| is(d)).count();
    let (n_cheaper, n_costlier) = (n(&|d| d.high < 0.0), n(&|d| d.low > 0.0));
    ChangesView {
        zero: axis.place(0.0),
        ticks: axis.differences(format),
        n_changes: format.count(found.len()),
        n_cheaper: format.count(n_cheaper),
        n_costlier: format.count(n_costlier),
        is_beaten: n_cheaper > 0,
        rows: found
            .iter()
            .map(|(label, one, cost)| ChangeRow {
                label: label.clone(),
                cost_change: format.signed(cost.value, 3),
                interval: range(speaker, &format.signed(cost.low, 3), &format.signed(cost.high, 3)),
                brier: format.decimal(one.trial.pooled.brier, 4),
                at: axis.place(cost.value),
                low: axis.place(cost.low),
                high: axis.place(cost.high),
                is_clear: cost.is_clear(),
            })
            .collect(),
    }
}

/// A change of the retained model, in a few words; none for what competes on its own.
fn change(speaker: &Speaker<'_>, role: &Role) -> Option<String> {
    let is_french = speaker.language == Language::French;
    let pick = |french: &str, english: &str| (if is_french { french } else { english }).to_owned();
    let column = |name: &str| {
        let entry = speaker.dictionary.column(Table::ApplicationTrain, name);
        entry.map_or_else(String::new, |entry| entry.label.get(speaker.language).to_owned())
    };
    Some(match role {
        Role::Competitor => return None,
        Role::Imbalance { imbalance } => match imbalance {
            Imbalance::None => return None,
            Imbalance::ClassWeights => {
                pick("défauts de plus grand poids", "defaults with greater weight")
            }
            Imbalance::Undersampling => {
                pick("bons clients tirés en nombre égal", "repaid clients drawn to equal numbers")
            }
            Imbalance::Smote => {
                pick("défauts fictifs ajoutés (SMOTE)", "made-up defaults added (SMOTE)")
            }
        },
        Role::WithProtected { columns } => {
            let names: Vec<String> = columns.iter().map(|name| column(name)).collect();
            let names = names.join(if is_french { " et " } else { " and " });
            if is_french { format!("avec : {names}") } else { format!("with: {names}") }
        }
        Role::Without { column: name } => {
            let name = column(name);
            if is_french { format!("sans : {name}") } else { format!("without: {name}") }
        }
        Role::Monotone { monotone: true } => {
            pick("sens de variation imposés", "expected directions imposed")
        }
        Role::Monotone { monotone: false } => {
            pick("sens de variation libres", "directions left free")
        }
        Role::KernelFeatures => {
            pick("variables du programme public seules", "public program’s variables alone")
        }
    })
}

/// The errors at the chosen threshold.
pub(in crate::views::from_run) fn errors(speaker: &Speaker<'_>) -> ErrorSummary {
    let (format, best) = (speaker.format(), &speaker.artifact.threshold_study.search.best);
    let costs = speaker.artifact.manifest.settings.costs;
    let ratio = costs.missed_default / costs.refused_good;
    let is_whole = ratio.fract() == 0.0;
    let measured = speaker.pooled();
    let n_defaults = (measured.default_rate * measured.n_clients as f64).round() as usize;
    let n_good = measured.n_clients.saturating_sub(n_defaults);
    ErrorSummary {
        ratio: format.decimal(ratio, usize::from(!is_whole)),
        marks: if is_whole && ratio <= MOST_MARKS { ratio as usize } else { 0 },
        n_counted: format.count(measured.n_clients),
        n_missed_defaults: format.count(best.n_missed_defaults),
        n_refused_good: format.count(best.n_refused_good),
        n_caught_defaults: format.count(n_defaults.saturating_sub(best.n_missed_defaults)),
        n_accepted_good: format.count(n_good.saturating_sub(best.n_refused_good)),
    }
}

/// The last threshold that is shown, and the step of the ticks.
pub(in crate::views::from_run) fn curve_end(speaker: &Speaker<'_>) -> (f64, f64) {
    let study = &speaker.artifact.threshold_study;
    let reach = study.threshold_interval.high.max(study.search.best.threshold) * 1.2;
    CURVE_ENDS.into_iter().find(|(end, _)| reach <= *end).unwrap_or((1.0, 0.2))
}

/// Cost against threshold, as far as the thresholds are of interest.
pub(in crate::views::from_run) fn curve(speaker: &Speaker<'_>) -> CurveView {
    let (format, study) = (speaker.format(), &speaker.artifact.threshold_study);
    let chart = speaker.cost_curve();
    let search = &study.search;
    let (end, step) = curve_end(speaker);
    let x = |threshold: f64| {
        if threshold.is_finite() { (threshold / end).clamp(0.0, 1.0) } else { 0.0 }
    };
    // The chart’s own scale of costs, read off a mark that it has placed.
    let scale = chart.accept_all / search.accept_all.expected_cost;
    let y = |cost: f64| {
        let at = cost * scale;
        if at.is_finite() { at.clamp(0.0, 1.0) } else { 0.0 }
    };
    let n_ticks = (end / step).round() as usize;
    let tick = |idx: usize| crate::views::Tick {
        at: idx as f64 / n_ticks as f64,
        label: format.percent(idx as f64 * step, 0),
    };
    let shown = chart.points.iter().filter(|point| point[0] <= end);
    CurveView {
        points: shown.map(|&[at, cost]| [x(at), cost]).collect(),
        chosen: [x(search.best.threshold), y(search.best.expected_cost)],
        theoretical: [x(study.at_theoretical.threshold), y(study.at_theoretical.expected_cost)],
        half: [x(study.at_half.threshold), y(study.at_half.expected_cost)],
        stretch: [x(study.threshold_interval.low), x(study.threshold_interval.high)],
        accept_all: chart.accept_all,
        refuse_all: chart.refuse_all,
        x_ticks: (0..=n_ticks).map(tick).collect(),
        y_ticks: chart.y_ticks,
        half_text: format.percent(study.at_half.threshold, 0),
    }
}
