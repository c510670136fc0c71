//! Points, ticks and positions of the charts, ready to be drawn by any document.
//!
//! Positions are shares of the drawing area: 0 is left or bottom, 1 is right or top.

use serde::Serialize;

use super::Format;

/// A tick of an axis.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Tick {
    /// Raw: position on the axis, 0 to 1.
    pub at: f64,
    /// Its label.
    pub label: String,
}

/// The cost of the decision rule against its threshold, as a line with marks.
#[derive(Debug, Clone, Serialize)]
pub struct Chart {
    /// Raw: points of the line as `[x, y]`, each 0 to 1, by rising `x`.
    pub points: Vec<[f64; 2]>,
    /// Raw: position of the chosen threshold, each 0 to 1.
    pub chosen: [f64; 2],
    /// Raw: height of the line “accept everyone”, 0 to 1.
    pub accept_all: f64,
    /// Raw: height of the line “refuse everyone”, 0 to 1.
    pub refuse_all: f64,
    /// Ticks of the thresholds.
    pub x_ticks: Vec<Tick>,
    /// Ticks of the costs.
    pub y_ticks: Vec<Tick>,
}

/// What a cost curve is made from, in its own units.
#[derive(Debug, Clone, Copy)]
pub struct ChartInput<'a> {
    /// Pairs of a threshold (0 to 1) and its expected cost per client, in any order.
    pub costs: &'a [(f64, f64)],
    /// The chosen threshold and its cost.
    pub chosen: (f64, f64),
    /// Cost of accepting everyone.
    pub accept_all: f64,
    /// Cost of refusing everyone.
    pub refuse_all: f64,
}

/// More points than a page has pixels only make files larger.
const MAX_POINTS: usize = 240;

impl Chart {
    /// Places a cost curve between 0 and 1.
    ///
    /// Costs are drawn from zero, so that heights compare. Points that are not finite or whose
    /// threshold is not between 0 and 1 are left out; long curves are thinned to 240 points.
    pub fn new(input: ChartInput<'_>, format: Format) -> Self {
        let mut costs: Vec<_> = input
            .costs
            .iter()
            .copied()
            .filter(|(x, y)| (0.0..=1.0).contains(x) && y.is_finite())
            .collect();
        costs.sort_by(|a, b| a.0.total_cmp(&b.0));
        let stride = costs.len().div_ceil(MAX_POINTS).max(1);
        let last = costs.len().saturating_sub(1);
        let kept = costs.iter().enumerate().filter(|(idx, _)| idx % stride == 0 || *idx == last);

        let marks = [input.chosen.1, input.accept_all, input.refuse_all];
        let highest = costs
            .iter()
            .map(|(_, y)| *y)
            .chain(marks.into_iter().filter(|cost| cost.is_finite()))
            .fold(0.0, f64::max);
        let (top, step) = nice_axis(highest);
        let place = |cost: f64| {
            if cost.is_finite() { (cost / top).clamp(0.0, 1.0) } else { 0.0 }
        };
        let n_decimals = match step {
            step if step >= 1.0 => 0,
            step if step >= 0.1 => 1,
            step if step >= 0.01 => 2,
            _ => 4,
        };
        Self {
            points: kept.map(|(_, &(x, y))| [x, place(y)]).collect(),
            chosen: [share(input.chosen.0), place(input.chosen.1)],
            accept_all: place(input.accept_all),
            refuse_all: place(input.refuse_all),
            x_ticks: ticks(1.0, 0.2, |value| format.percent(value, 0)),
            y_ticks: ticks(top, step, |value| format.decimal(value, n_decimals)),
        }
    }
}

/// A probability against a threshold, on one line.
#[derive(Debug, Clone, Serialize)]
pub struct Gauge {
    /// Raw: position of the client’s probability, 0 to 1.
    pub probability: f64,
    /// Raw: position of the threshold, 0 to 1.
    pub threshold: f64,
    /// Raw: position of the average of all clients, 0 to 1, or `None`.
    pub average: Option<f64>,
    /// Ticks of the probabilities.
    pub ticks: Vec<Tick>,
}

/// What a gauge is made from: probabilities between 0 and 1.
#[derive(Debug, Clone, Copy)]
pub struct GaugeInput {
    /// The client’s probability of default.
    pub probability: f64,
    /// The threshold of the rule.
    pub threshold: f64,
    /// Default rate of all clients, if it is to be shown.
    pub average: Option<f64>,
}

impl Gauge {
    /// Places a probability and a threshold on a line.
    ///
    /// The line ends at 100 % only when it must: most probabilities and thresholds are under
    /// 20 %, and a line of four times the threshold shows them apart.
    pub fn new(input: GaugeInput, format: Format) -> Self {
        let reach = (input.threshold * 4.0).max(input.probability * 1.1);
        let (end, step) = [(0.2, 0.05), (0.4, 0.1), (0.6, 0.1), (0.8, 0.2)]
            .into_iter()
            .find(|(end, _)| reach <= *end)
            .unwrap_or((1.0, 0.2));
        Self {
            probability: share(input.probability / end),
            threshold: share(input.threshold / end),
            average: input.average.filter(|rate| *rate <= end).map(|rate| share(rate / end)),
            ticks: ticks(end, step, |value| format.percent(value, 0)),
        }
    }
}

pub(super) fn share(value: f64) -> f64 {
    if value.is_finite() { value.clamp(0.0, 1.0) } else { 0.0 }
}

/// The end of an axis from zero that holds `highest`, and its step: three to six steps of
/// 1, 2 or 5 times a power of ten.
pub(super) fn nice_axis(highest: f64) -> (f64, f64) {
    if !(highest.is_finite() && highest > 0.0) {
        return (1.0, 0.2);
    }
    let rough = highest / 6.0;
    let power = 10_f64.powf(rough.log10().floor());
    let step = [1.0, 2.0, 5.0, 10.0]
        .into_iter()
        .map(|factor| factor * power)
        .find(|step| rough <= *step)
        .unwrap_or(10.0 * power);
    ((highest / step).ceil() * step, step)
}

pub(super) fn ticks(end: f64, step: f64, label: impl Fn(f64) -> String) -> Vec<Tick> {
    let n_steps = (end / step).round().clamp(1.0, 20.0);
    let mut ticks = Vec::new();
    let mut idx = 0.0;
    while idx <= n_steps {
        ticks.push(Tick { at: idx / n_steps, label: label(idx * step) });
        idx += 1.0;
    }
    ticks
}

#[cfg(test)]
mod tests {
    use super::{Chart, ChartInput, Format, Gauge, GaugeInput, nice_axis};
    use crate::views::Language;

    const FR: Format = Format::new(Language::French);

    #[test]
    fn axes_end_on_a_round_number_above_the_data() {
        for (highest, end) in [(0.92, 1.0), (0.807, 1.0), (1.01, 1.2), (9.0, 10.0), (0.0, 1.0)] {
            let (found, _) = nice_axis(highest);
            assert!((found - end).abs() < 1e-9, "{highest}: {found}");
        }
        assert_eq!(nice_axis(f64::NAN), (1.0, 0.2));
    }

    #[test]
    fn a_curve_stays_within_its_frame_and_its_size() {
        let costs: Vec<_> = (0..=1000).rev().map(|i| (f64::from(i) / 1000.0, 0.9)).collect();
        let input = ChartInput {
            costs: &costs,
            chosen: (0.09, 0.49),
            accept_all: 0.807,
            refuse_all: 0.919,
        };
        let chart = Chart::new(input, FR);
        assert!(chart.points.len() <= 241);
        assert_eq!(chart.points.first().map(|p| p[0]), Some(0.0));
        assert_eq!(chart.points.last().map(|p| p[0]), Some(1.0));
        assert!(chart.points.iter().flatten().all(|v| (0.0..=1.0).contains(v)));
        assert_eq!(chart.x_ticks.last().map(|t| t.label.as_str()), Some("100\u{a0}%"));
    }

    #[test]
    fn nothing_to_draw_is_still_a_chart() {
        let input = ChartInput {
            costs: &[(f64::NAN, 0.1), (0.5, f64::INFINITY)],
            chosen: (f64::NAN, f64::NAN),
            accept_all: f64::NAN,
            refuse_all: f64::NAN,
        };
        let chart = Chart::new(input, FR);
        assert!(chart.points.is_empty());
        assert_eq!(chart.chosen, [0.0, 0.0]);
    }

    #[test]
    fn a_gauge_keeps_small_probabilities_apart() {
        let gauge = |probability, threshold| {
            Gauge::new(GaugeInput { probability, threshold, average: Some(0.08) }, FR)
        };
        assert_eq!(
            gauge(0.05, 0.09).ticks.last().map(|t| t.label.clone()),
            Some("40\u{a0}%".into())
        );
        assert_eq!(
            gauge(0.97, 0.09).ticks.last().map(|t| t.label.clone()),
            Some("100\u{a0}%".into())
        );
        assert!((gauge(0.2, 0.1).probability - 0.5).abs() < 1e-9);
        assert!((gauge(f64::NAN, 0.1).probability).abs() < 1e-9);
    }
}
