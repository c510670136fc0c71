//! The note's own charts, placed between 0 and 1.

use serde::Serialize;

use crate::metrics::{CurvePoint, ReliabilityBin};
use crate::views::chart::{nice_axis, share, ticks};
use crate::views::{Chart, ChartInput, Format, Tick};

/// The cost of the decision rule where the threshold matters, with the interval of the threshold.
#[derive(Debug, Clone, Serialize)]
pub struct CostCurve {
    /// The line with its marks.
    #[serde(flatten)]
    pub chart: Chart,
    /// Raw: where the interval of the threshold starts and ends, each 0 to 1.
    pub interval: [f64; 2],
    /// Raw: position of the theoretical threshold, 0 to 1.
    pub theoretical: f64,
}

impl CostCurve {
    /// Places a cost curve, from no threshold to about four times the chosen one: beyond, there
    /// is nothing to choose.
    pub fn new(
        input: ChartInput<'_>,
        interval: (f64, f64),
        theoretical: f64,
        format: Format,
    ) -> Self {
        let reach = (input.chosen.0 * 4.0).max(interval.1 * 1.5);
        let (end, step) = [(0.2, 0.05), (0.4, 0.1), (0.6, 0.1), (0.8, 0.2)]
            .into_iter()
            .find(|(end, _)| reach <= *end)
            .unwrap_or((1.0, 0.2));
        let costs: Vec<(f64, f64)> = input.costs.iter().map(|&(x, y)| (x / end, y)).collect();
        let (x, y) = input.chosen;
        let placed = ChartInput { costs: &costs, chosen: (x / end, y), ..input };
        let mut chart = Chart::new(placed, format);
        chart.x_ticks = ticks(end, step, |value| format.percent(value, 0));
        let interval = [share(interval.0 / end), share(interval.1 / end)];
        Self { chart, interval, theoretical: share(theoretical / end) }
    }
}

/// ROC curves. Everything is raw but for the ticks.
#[derive(Debug, Clone, Serialize)]
pub struct Roc {
    /// Out of fold: share of the repaid refused, share of the defaults refused, each 0 to 1.
    pub out_of_fold: Vec<[f64; 2]>,
    /// The same on the clients set aside.
    pub hold_out: Vec<[f64; 2]>,
    /// Ticks of both axes, which are the same.
    pub ticks: Vec<Tick>,
}

impl Roc {
    /// Takes both curves as they are: shares already.
    pub fn new(out_of_fold: &[CurvePoint], hold_out: &[CurvePoint], format: Format) -> Self {
        let points = |curve: &[CurvePoint]| {
            let shown = curve.iter().filter(|point| point.x.is_finite() && point.y.is_finite());
            shown.map(|point| [share(point.x), share(point.y)]).collect()
        };
        Self {
            out_of_fold: points(out_of_fold),
            hold_out: points(hold_out),
            ticks: ticks(1.0, 0.2, |value| format.percent(value, 0)),
        }
    }
}

/// Probability against default rate, by tenth of the clients.
#[derive(Debug, Clone, Serialize)]
pub struct Reliability {
    /// Out of fold.
    pub out_of_fold: Vec<ReliabilityPoint>,
    /// On the clients set aside.
    pub hold_out: Vec<ReliabilityPoint>,
    /// Ticks of both axes, which are the same.
    pub ticks: Vec<Tick>,
}

/// A tenth of the clients. Everything is raw, 0 to 1.
#[derive(Debug, Clone, Serialize)]
pub struct ReliabilityPoint {
    /// Mean probability.
    pub x: f64,
    /// Default rate.
    pub y: f64,
    /// Start of its 95 % interval.
    pub low: f64,
    /// End of it.
    pub high: f64,
}

/// What a reliability diagram is made from.
#[derive(Debug, Clone, Copy)]
pub struct ReliabilityInput<'a> {
    /// Out of fold.
    pub out_of_fold: &'a [ReliabilityBin],
    /// On the clients set aside.
    pub hold_out: &'a [ReliabilityBin],
}

impl Reliability {
    /// Places both on axes that end above the largest value.
    pub fn new(input: ReliabilityInput<'_>, format: Format) -> Self {
        let all = input.out_of_fold.iter().chain(input.hold_out);
        let highest = all.fold(0.0_f64, |most, bin| most.max(bin.high).max(bin.mean_probability));
        let (end, step) = nice_axis(highest);
        let place = |bin: &ReliabilityBin| ReliabilityPoint {
            x: share(bin.mean_probability / end),
            y: share(bin.default_rate / end),
            low: share(bin.low / end),
            high: share(bin.high / end),
        };
        Self {
            out_of_fold: input.out_of_fold.iter().map(place).collect(),
            hold_out: input.hold_out.iter().map(place).collect(),
            ticks: ticks(end, step, |value| format.percent(value, 0)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::views::Language;

    const FR: Format = Format::new(Language::French);

    #[test]
    fn a_curve_shows_the_part_where_the_threshold_matters() {
        let costs: Vec<_> = (0..=100).map(|i| (f64::from(i) / 100.0, 0.7)).collect();
        let input =
            ChartInput { costs: &costs, chosen: (0.09, 0.5), accept_all: 0.8, refuse_all: 0.9 };
        let curve = CostCurve::new(input, (0.08, 0.1), 1.0 / 11.0, FR);
        assert!((curve.chart.chosen[0] - 0.225).abs() < 1e-9);
        assert!((curve.interval[0] - 0.2).abs() < 1e-9 && (curve.interval[1] - 0.25).abs() < 1e-9);
        assert_eq!(curve.chart.points.len(), 41, "nothing beyond the end of the axis");
        assert_eq!(curve.chart.x_ticks.last().map(|t| t.label.as_str()), Some("40\u{a0}%"));
    }

    #[test]
    fn both_axes_of_a_reliability_diagram_hold_every_interval() {
        let bin = ReliabilityBin {
            n_clients: 10,
            mean_probability: 0.26,
            default_rate: 0.24,
            low: 0.2,
            high: 0.28,
        };
        let input = ReliabilityInput { out_of_fold: &[bin], hold_out: &[] };
        let drawn = Reliability::new(input, FR);
        assert!(drawn.out_of_fold[0].high <= 1.0 && drawn.out_of_fold[0].high > 0.8);
        assert!(drawn.hold_out.is_empty());
        let nothing = ReliabilityInput { out_of_fold: &[], hold_out: &[] };
        assert!(!Reliability::new(nothing, FR).ticks.is_empty());
    }
}
