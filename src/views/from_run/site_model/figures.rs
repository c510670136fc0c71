//! ROC, reliability, distribution and gains: where they lie and what they say.

use super::super::Speaker;
use super::super::comparison::range;
use super::super::slides::curve_end;
use crate::decision::{GRID_STEPS, Rate, Refused, ThresholdCounts};
use crate::features::dictionary::Language;
use crate::metrics::{CurvePoint, Decile, ReliabilityBin};
use crate::views::chart::{nice_axis, share, ticks};
use crate::views::site_model::{
    Distribution, DistributionRow, Gain, GainRow, Gains, ReliabilityRow, RocRow, Step,
};
use crate::views::{Format, Tick};

/// Shares of refused good clients at which both ROC curves are told.
const ROC_ROWS: [f64; 10] = [0.05, 0.1, 0.15, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8];
/// Places of the grid between two points of the cost curve.
const POINTS_STEP: usize = 2;
/// Places of the grid in a step of the distribution: two points of probability.
const PLACES_PER_STEP: usize = 20;

/// The cost curve at the thresholds of the grid that are shown: those that a run keeps are few where
/// few clients are.
pub(super) fn cost_points(speaker: &Speaker<'_>, counts: &ThresholdCounts) -> Vec<[f64; 2]> {
    let costs = speaker.artifact.manifest.settings.costs;
    let accept_all = speaker.artifact.threshold_study.search.accept_all.expected_cost;
    // The chart’s own scale of costs, read off a mark that it has placed.
    let scale = speaker.cost_curve().accept_all / accept_all;
    let end = curve_end(speaker).0;
    let shown = counts.grid.iter().take_while(|at| at.threshold <= end + 1e-9);
    let place = |at: &Refused| {
        let n_good = at.n_refused + at.n_missed_defaults - counts.n_defaults;
        let cost = costs.per_client(at.n_missed_defaults, n_good, counts.n_clients);
        [share(at.threshold / end), share(cost * scale)]
    };
    shown.step_by(POINTS_STEP).map(place).collect()
}

/// Points of both ROC curves.
pub(super) fn roc_rows(speaker: &Speaker<'_>) -> Vec<RocRow> {
    let (format, evaluation) = (speaker.format(), &speaker.artifact.evaluation);
    let row = |&x: &f64| RocRow {
        refused_good: format.percent(x, 0),
        out_of_fold: format.percent(height(&evaluation.out_of_fold.roc, x), 1),
        hold_out: format.percent(height(&evaluation.hold_out.roc, x), 1),
    };
    ROC_ROWS.iter().map(row).collect()
}

/// The height of a curve at `x`, on the straight line between the two points around it.
fn height(curve: &[CurvePoint], x: f64) -> f64 {
    let after = curve.partition_point(|point| point.x < x);
    match (after.checked_sub(1).and_then(|before| curve.get(before)), curve.get(after)) {
        (Some(a), Some(b)) if b.x > a.x => a.y + (b.y - a.y) * (x - a.x) / (b.x - a.x),
        (_, Some(point)) | (Some(point), None) => point.y,
        (None, None) => f64::NAN,
    }
}

/// What was foretold and what happened.
pub(super) fn reliability(speaker: &Speaker<'_>, bins: &[ReliabilityBin]) -> Vec<ReliabilityRow> {
    let format = speaker.format();
    let row = |bin: &ReliabilityBin| ReliabilityRow {
        n_clients: format.count(bin.n_clients),
        probability: format.percent(bin.mean_probability, 1),
        default_rate: format.percent(bin.default_rate, 1),
        interval: percents(speaker, bin.low, bin.high),
    };
    bins.iter().map(row).collect()
}

fn percents(speaker: &Speaker<'_>, low: f64, high: f64) -> String {
    let percent = |value| speaker.format().percent(value, 1);
    range(speaker.language, &percent(low), &percent(high))
}

/// How probabilities are spread, by outcome; the last step holds all that lies above.
pub(super) fn distribution(speaker: &Speaker<'_>, counts: &ThresholdCounts) -> Distribution {
    let format = speaker.format();
    let (end, step) = curve_end(speaker);
    let last = (end * GRID_STEPS as f64).round() as usize;
    let n_of = [counts.n_clients - counts.n_defaults, counts.n_defaults];
    let starts: Vec<usize> = (0..last).step_by(PLACES_PER_STEP).collect();
    let held: Vec<[usize; 2]> = starts
        .iter()
        .map(|&from| {
            let to = from + PLACES_PER_STEP;
            // Beyond the grid nobody is left: what is above all thresholds is refused at none.
            let (repaid, defaulted) = counts.between(from, if to < last { to } else { usize::MAX });
            [repaid, defaulted]
        })
        .collect();
    let part = |n: usize, which: usize| n as f64 / n_of[which].max(1) as f64;
    let highest = held.iter().flat_map(|n| [part(n[0], 0), part(n[1], 1)]).fold(0.0, f64::max);
    let (top, y_step) = nice_axis(highest);
    let probability = |place: usize| place as f64 / GRID_STEPS as f64;
    let steps = |which: usize| -> Vec<Step> {
        let of = starts.iter().zip(&held).map(|(&from, n)| Step {
            from: share(probability(from) / end),
            to: share(probability(from + PLACES_PER_STEP) / end),
            height: share(part(n[which], which) / top),
        });
        of.collect()
    };
    let row = |(&from, n): (&usize, &[usize; 2])| {
        let low = format.percent(probability(from), 0);
        let to = from + PLACES_PER_STEP;
        let range = match speaker.language {
            _ if to < last => range(speaker.language, &low, &format.percent(probability(to), 0)),
            Language::French => format!("{low} et plus"),
            Language::English => format!("{low} and more"),
        };
        DistributionRow {
            range,
            n_repaid: format.count(n[0]),
            repaid_share: format.percent(part(n[0], 0), 1),
            n_defaulted: format.count(n[1]),
            defaulted_share: format.percent(part(n[1], 1), 1),
        }
    };
    Distribution {
        repaid: steps(0),
        defaulted: steps(1),
        threshold: share(speaker.artifact.threshold_study.search.best.threshold / end),
        x_ticks: ticks(end, step, |value| format.percent(value, 0)),
        y_ticks: ticks(top, y_step, |value| format.percent(value, 0)),
        rows: starts.iter().zip(&held).map(row).collect(),
        n_repaid: format.count(n_of[0]),
        n_defaulted: format.count(n_of[1]),
    }
}

/// Default rates by tenth.
pub(super) fn gains(speaker: &Speaker<'_>) -> Gains {
    let (format, evaluation) = (speaker.format(), &speaker.artifact.evaluation);
    let (ours, held) = (&evaluation.out_of_fold.deciles, &evaluation.hold_out.deciles);
    let rate = |one: &Decile| Rate::new(one.n_defaults, one.n_clients);
    let ends = ours.iter().chain(held).filter_map(rate).map(|rate| rate.interval.high);
    let (top, step) = nice_axis(ends.fold(0.0, f64::max));
    let middle = |one: &Decile| (one.decile as f64 - 0.5) / ours.len().max(1) as f64;
    let gain = |one: &Decile| {
        rate(one).map(|rate| Gain {
            at: middle(one),
            rate: share(rate.share / top),
            low: share(rate.interval.low / top),
            high: share(rate.interval.high / top),
        })
    };
    let average = evaluation.out_of_fold.metrics.default_rate;
    Gains {
        out_of_fold: ours.iter().filter_map(gain).collect(),
        hold_out: held.iter().filter_map(gain).collect(),
        average: share(average / top),
        average_text: format.percent(average, 1),
        found_in_two: ours
            .get(1)
            .map_or_else(String::new, |second| format.percent(second.cumulative_defaults, 1)),
        x_ticks: ours
            .iter()
            .map(|one| Tick { at: middle(one), label: format.count(one.decile) })
            .collect(),
        y_ticks: ticks(top, step, |value| format.percent(value, 0)),
        rows: ours.iter().zip(held).map(|(one, held)| gain_row(speaker, one, held)).collect(),
    }
}

fn gain_row(speaker: &Speaker<'_>, one: &Decile, held: &Decile) -> GainRow {
    let format: Format = speaker.format();
    let interval = |one: &Decile| {
        Rate::new(one.n_defaults, one.n_clients).map_or_else(String::new, |rate| {
            percents(speaker, rate.interval.low, rate.interval.high)
        })
    };
    GainRow {
        number: format.count(one.decile),
        n_clients: format.count(one.n_clients),
        range: percents(speaker, one.lowest_probability, one.highest_probability),
        probability: format.percent(one.mean_probability, 1),
        default_rate: format.percent(one.default_rate, 1),
        interval: interval(one),
        lift: format.decimal(one.lift, 2),
        cumulative_defaults: format.percent(one.cumulative_defaults, 1),
        hold_out_rate: format.percent(held.default_rate, 1),
        hold_out_interval: interval(held),
    }
}

#[cfg(test)]
mod tests {
    use super::height;
    use crate::metrics::CurvePoint;

    #[test]
    fn a_curve_is_read_between_its_points() {
        let curve = [(0.0, 0.0), (0.0, 0.2), (0.5, 0.8), (1.0, 1.0)];
        let curve: Vec<CurvePoint> = curve.map(|(x, y)| CurvePoint { x, y }).to_vec();
        assert!((height(&curve, 0.25) - 0.5).abs() < 1e-12);
        assert!((height(&curve, 0.5) - 0.8).abs() < 1e-12);
        assert_eq!(height(&curve, 0.0), 0.0);
        assert!(height(&[], 0.5).is_nan());
    }
}
