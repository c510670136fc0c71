//! What was measured, in words.

use super::super::comparison::{calibration_name, change, family, range, treatment};
use super::super::{Speaker, comparison::signed};
use super::training::{number, parameters};
use crate::artifact::{ComparedTrial, Measured};
use crate::features::dictionary::{Language, capitalized};
use crate::models::Family;
use crate::resampling::Imbalance;
use crate::training::{Role, TrialTime};
use crate::views::note::{
    CalibrationRow, ComparedModel, DecileRow, FoldRow, Measures, SearchRow, StudiedChange,
    Treatment,
};

/// Stands where a figure does not apply or was not kept.
const DASH: &str = "–";

/// Everything that was tried, with the seconds that it took.
pub(super) struct Trials<'a, 'b> {
    pub(super) speaker: &'a Speaker<'b>,
    pub(super) timings: &'a [TrialTime],
}

impl Trials<'_, '_> {
    fn all(&self) -> impl Iterator<Item = (usize, &ComparedTrial)> {
        self.speaker.artifact.comparison.trials.iter().enumerate()
    }

    fn is_champion(&self, place: usize) -> bool {
        place == self.speaker.artifact.comparison.champion
    }

    /// What was tried of each family, from the simplest.
    pub(super) fn search(&self) -> Vec<SearchRow> {
        let rows = Family::ALL.iter().filter_map(|one| {
            let of_family = |trial: &&ComparedTrial| {
                trial.trial.role == Role::Competitor
                    && trial.trial.candidate.params.family() == *one
            };
            let tried: Vec<&ComparedTrial> =
                self.all().map(|(_, trial)| trial).filter(of_family).collect();
            (!tried.is_empty()).then(|| SearchRow {
                label: capitalized(family(self.speaker.language, *one)),
                n_tried: self.speaker.format().count(tried.len()),
                varied: self.varied(&tried),
                fit_time: self.fit_time(&tried),
            })
        });
        rows.collect()
    }

    /// The parameters that differ between trials, with their values.
    fn varied(&self, tried: &[&ComparedTrial]) -> String {
        let (format, language) = (self.speaker.format(), self.speaker.language);
        let all: Vec<_> = tried.iter().map(|one| parameters(&one.trial.candidate.params)).collect();
        let n_parameters = all.iter().map(Vec::len).min().unwrap_or(0);
        let mut said = Vec::new();
        for place in 0..n_parameters {
            let mut values: Vec<f64> = all.iter().map(|one| one[place].value).collect();
            values.sort_by(f64::total_cmp);
            values.dedup();
            if values.len() > 1 {
                let values: Vec<String> = values.iter().map(|&v| number(format, v)).collect();
                let colon = if language == Language::French { "\u{a0}:" } else { ":" };
                let name = all[0][place].name(language);
                let (last, first) = values.split_last().map_or(("", &[][..]), |(l, f)| (l, f));
                let or = if language == Language::French { "ou" } else { "or" };
                said.push(format!("{name}{colon} {} {or} {last}", first.join(", ")));
            }
        }
        said.join(if language == Language::French { "\u{202f}; " } else { "; " })
    }

    /// Seconds of fitting, all folds together; a dash where some were not kept.
    fn fit_time(&self, tried: &[&ComparedTrial]) -> String {
        let of = |one: &&ComparedTrial| {
            let time = self.timings.iter().find(|time| time.name == one.trial.name);
            time.map(|time| time.fit_s)
        };
        let total: Option<f64> = tried.iter().map(of).sum();
        let format = self.speaker.format();
        total.map_or_else(
            || DASH.to_owned(),
            |seconds| {
                let least =
                    if self.speaker.language == Language::French { "<\u{a0}1" } else { "<1" };
                let written =
                    if seconds < 1.0 { least.to_owned() } else { format.decimal(seconds, 0) };
                format!("{written}\u{a0}s")
            },
        )
    }

    /// The cheapest trial of each family, from the simplest; the retained model stands for its
    /// family, whatever treatment it was given.
    pub(super) fn models(&self) -> Vec<ComparedModel> {
        let best_of = |one: &Family| {
            let of_family = self.all().filter(|(place, trial)| {
                (trial.trial.role == Role::Competitor || self.is_champion(*place))
                    && trial.trial.candidate.params.family() == *one
            });
            of_family.min_by(|a, b| {
                let key =
                    |at: usize, trial: &ComparedTrial| (!self.is_champion(at), trial.trial.score);
                let (a, b) = (key(a.0, a.1), key(b.0, b.1));
                a.0.cmp(&b.0).then(a.1.total_cmp(&b.1))
            })
        };
        let format = self.speaker.format();
        let model = |(place, one): (usize, &ComparedTrial)| {
            let measured = &one.trial.pooled;
            let interval = &measured.roc_auc_interval;
            let low = format.decimal(interval.low, 3);
            let high = format.decimal(interval.high, 3);
            let name = family(self.speaker.language, one.trial.candidate.params.family());
            ComparedModel {
                label: capitalized(name),
                roc_auc: format.decimal(measured.roc_auc, 3),
                roc_auc_interval: range(self.speaker.language, &low, &high),
                expected_cost: format.decimal(one.trial.score, 3),
                cost_change: self.cost_change(one),
                brier: format.decimal(measured.brier, 4),
                calibration_error: format.percent(measured.calibration_error, 1),
                fit_time: self.fit_time(&[one]),
                is_retained: self.is_champion(place),
            }
        };
        Family::ALL.iter().filter_map(best_of).map(model).collect()
    }

    fn cost_change(&self, one: &ComparedTrial) -> String {
        let said = one.cost_difference.as_ref();
        said.map_or_else(
            || DASH.to_owned(),
            |cost| self.change(cost.difference, cost.low, cost.high, 3),
        )
    }

    /// A difference with its interval.
    fn change(&self, value: f64, low: f64, high: f64, n_decimals: usize) -> String {
        let signed = |value: f64| signed(self.speaker.format(), value, n_decimals);
        format!("{} ({})", signed(value), range(self.speaker.language, &signed(low), &signed(high)))
    }

    /// Ways to treat the rarity of defaults, from none; empty where only one was tried.
    pub(super) fn treatments(&self) -> Vec<Treatment> {
        let comparison = &self.speaker.artifact.comparison;
        let Some(champion) = comparison.champion() else { return Vec::new() };
        let retained = champion.trial.candidate.params.family();
        // The plain model that the treatments were held against.
        let plain = self
            .all()
            .filter(|(place, one)| {
                let is_plain = one.trial.candidate.imbalance == Imbalance::None;
                is_plain
                    && one.trial.role == Role::Competitor
                    && one.trial.candidate.params.family() == retained
                    && (champion.trial.role != Role::Competitor || self.is_champion(*place))
            })
            .min_by(|a, b| a.1.trial.score.total_cmp(&b.1.trial.score));
        let treated =
            self.all().filter(|(_, one)| matches!(one.trial.role, Role::Imbalance { .. }));
        let rows: Vec<Treatment> = plain
            .into_iter()
            .chain(treated)
            .map(|(place, one)| self.treatment(place, one))
            .collect();
        if rows.len() > 1 { rows } else { Vec::new() }
    }

    fn treatment(&self, place: usize, one: &ComparedTrial) -> Treatment {
        let format = self.speaker.format();
        let measured = &one.trial.pooled;
        let ways = one.trial.calibration.iter().map(|way| way.brier);
        let name = treatment(self.speaker.language, one.trial.candidate.imbalance);
        Treatment {
            label: capitalized(name),
            roc_auc: format.decimal(measured.roc_auc, 3),
            expected_cost: format.decimal(one.trial.score, 3),
            cost_change: self.cost_change(one),
            brier: format.decimal(measured.brier, 4),
            calibrated_brier: format.decimal(ways.fold(measured.brier, f64::min), 4),
            is_retained: self.is_champion(place),
        }
    }

    /// What changes of the retained model bring: those of protected and priced attributes, then
    /// the others but for treatments.
    pub(super) fn changes(&self) -> (Vec<StudiedChange>, Vec<StudiedChange>) {
        let (mut of_attributes, mut others) = (Vec::new(), Vec::new());
        for (_, one) in self.all() {
            let role = &one.trial.role;
            let Some(label) = change(self.speaker, role) else { continue };
            let (Some(auc), Some(cost)) = (&one.auc_difference, &one.cost_difference) else {
                continue;
            };
            let is_clear = |low: f64, high: f64| low > 0.0 || high < 0.0;
            let row = StudiedChange {
                label: capitalized(&label),
                auc_change: self.change(auc.difference, auc.low, auc.high, 4),
                cost_change: self.change(cost.difference, cost.low, cost.high, 4),
                brier: self.speaker.format().decimal(one.trial.pooled.brier, 4),
                is_clear: is_clear(auc.low, auc.high) || is_clear(cost.low, cost.high),
            };
            match role {
                Role::WithProtected { .. } | Role::Without { .. } => of_attributes.push(row),
                _ => others.push(row),
            }
        }
        (of_attributes, others)
    }
}

/// Ways to calibrate the retained model; empty where only one was tried.
pub(super) fn calibrations(speaker: &Speaker<'_>) -> Vec<CalibrationRow> {
    let format = speaker.format();
    let ways = speaker.artifact.comparison.champion().map(|one| &one.trial.calibration[..]);
    let ways = ways.filter(|ways| ways.len() > 1).unwrap_or_default();
    let row = |way: &crate::training::CalibrationTrial| CalibrationRow {
        label: calibration_name(speaker.language, way.method).to_owned(),
        brier: format.decimal(way.brier, 5),
        log_loss: format.decimal(way.log_loss, 5),
        calibration_error: format.percent(way.calibration_error, 2),
        is_retained: way.method == speaker.artifact.calibrator.method(),
    };
    ways.iter().map(row).collect()
}

/// Everything that is measured of calibrated probabilities and decisions.
pub(super) fn measures(speaker: &Speaker<'_>, measured: &Measured) -> Measures {
    let (format, metrics) = (speaker.format(), &measured.metrics);
    let interval = &metrics.roc_auc_interval;
    let (low, high) = (format.decimal(interval.low, 3), format.decimal(interval.high, 3));
    let n_refused = measured.at_threshold.n_refused as f64;
    Measures {
        n_clients: format.count(metrics.n_clients),
        default_rate: format.percent(metrics.default_rate, 1),
        roc_auc: format.decimal(metrics.roc_auc, 3),
        roc_auc_interval: range(speaker.language, &low, &high),
        gini: format.decimal(metrics.gini, 3),
        ks: format.decimal(metrics.ks, 3),
        pr_auc: format.decimal(metrics.average_precision, 3),
        brier: format.decimal(metrics.brier, 4),
        log_loss: format.decimal(metrics.log_loss, 4),
        calibration_error: format.percent(metrics.calibration_error, 1),
        expected_cost: format.decimal(measured.at_threshold.expected_cost, 3),
        refused_share: format.percent(n_refused / metrics.n_clients.max(1) as f64, 1),
        caught_defaults: format.percent(measured.classification.recall, 1),
        precision: format.percent(measured.classification.precision, 1),
        repaid: [
            format.count(measured.classification.n_true_negatives),
            format.count(measured.classification.n_false_positives),
        ],
        defaulted: [
            format.count(measured.classification.n_false_negatives),
            format.count(measured.classification.n_true_positives),
        ],
    }
}

/// The retained model fold by fold.
pub(super) fn folds(speaker: &Speaker<'_>) -> Vec<FoldRow> {
    let (format, artifact) = (speaker.format(), &speaker.artifact);
    let champion = artifact.comparison.champion();
    let measured = champion.map_or(&[][..], |champion| &champion.trial.folds);
    let rows = measured.iter().zip(&artifact.threshold_study.folds).map(|(fold, study)| FoldRow {
        number: format.count(study.fold + 1),
        roc_auc: format.decimal(fold.roc_auc, 3),
        own_threshold: format.percent(study.own.threshold, 1),
        cost_at_chosen: format.decimal(study.at_chosen.expected_cost, 3),
        cost_from_others: format.decimal(study.from_others.expected_cost, 3),
    });
    rows.collect()
}

/// Default rate by tenth of the clients set aside, from the riskiest.
pub(super) fn deciles(speaker: &Speaker<'_>) -> Vec<DecileRow> {
    let format = speaker.format();
    let deciles = &speaker.artifact.evaluation.hold_out.deciles;
    let row = |one: &crate::metrics::Decile| DecileRow {
        number: format.count(one.decile),
        probability: format.percent(one.mean_probability, 1),
        default_rate: format.percent(one.default_rate, 1),
        lift: format.decimal(one.lift, 2),
        cumulative_defaults: format.percent(one.cumulative_defaults, 1),
    };
    deciles.iter().map(row).collect()
}
