//! The figures of the model page.

use serde::Serialize;

use super::{Figure, Frame, Mark};
use crate::views::note::{Reliability, ReliabilityPoint, Roc};
use crate::views::site_model::{Distribution, Gain, Gains, Step};
use crate::views::slides::CurveView;
use crate::views::{SiteModelView, Tick};

/// Figures as wide as the text.
const WIDE: Frame = Frame::new(640.0, 320.0);
/// Figures whose axes have the same unit.
const SQUARE: Frame = Frame::new(460.0, 430.0);
/// Half of the serif of an interval, and how far the second of two stands aside.
const SERIF: f64 = 4.0;
/// See [`SERIF`].
const ASIDE: f64 = 9.0;

/// Every figure that is drawn when the page is made.
#[derive(Debug, Serialize)]
pub(in crate::dashboard) struct Figures {
    cost: Figure,
    roc: Figure,
    reliability: Figure,
    distribution: Figure,
    gains: Figure,
}

impl Figures {
    /// Places the figures of a view.
    pub(in crate::dashboard) fn new(view: &SiteModelView) -> Self {
        Self {
            cost: cost(&view.curve),
            roc: roc(&view.note.roc),
            reliability: reliability(&view.note.reliability),
            distribution: distribution(&view.distribution),
            gains: gains(&view.gains),
        }
    }
}

fn cost(curve: &CurveView) -> Figure {
    let frame = WIDE;
    let mut marks = vec![
        frame.rect("stretch", curve.stretch, [0.0, 1.0]),
        frame.line("accept", [0.0, curve.accept_all], [1.0, curve.accept_all]),
        frame.line("refuse", [0.0, curve.refuse_all], [1.0, curve.refuse_all]),
        frame.path("rule", curve.points.iter().copied()),
    ];
    for (class, at) in [("theoretical", curve.theoretical), ("half", curve.half)] {
        marks.push(frame.line(class, [at[0], 0.0], at));
        marks.push(frame.diamond(class, at, 5.0, 0.0));
    }
    marks.push(frame.line("chosen", [curve.chosen[0], 0.0], curve.chosen));
    marks.push(frame.circle("chosen", curve.chosen, 5.0));
    frame.figure(&curve.x_ticks, &curve.y_ticks, marks)
}

fn roc(roc: &Roc) -> Figure {
    let frame = SQUARE;
    let marks = vec![
        frame.line("diagonal", [0.0, 0.0], [1.0, 1.0]),
        frame.path("first", roc.out_of_fold.iter().copied()),
        frame.path("second", roc.hold_out.iter().copied()),
    ];
    frame.figure(&roc.ticks, &roc.ticks, marks)
}

fn reliability(view: &Reliability) -> Figure {
    let frame = SQUARE;
    let mut marks = vec![frame.line("diagonal", [0.0, 0.0], [1.0, 1.0])];
    let whisker = |class, point: &ReliabilityPoint| {
        frame.line(class, [point.x, point.low], [point.x, point.high])
    };
    marks.extend(view.hold_out.iter().map(|point| whisker("second thin", point)));
    marks.extend(view.out_of_fold.iter().map(|point| whisker("first thin", point)));
    let at = |point: &ReliabilityPoint| [point.x, point.y];
    marks.extend(view.hold_out.iter().map(|point| frame.diamond("spot", at(point), 5.0, 0.0)));
    marks.extend(view.out_of_fold.iter().map(|point| frame.circle("first", at(point), 4.5)));
    frame.figure(&view.ticks, &view.ticks, marks)
}

fn distribution(view: &Distribution) -> Figure {
    let frame = WIDE;
    let outline = |steps: &[Step]| -> Vec<[f64; 2]> {
        let corners = steps.iter().flat_map(|s| [[s.from, s.height], [s.to, s.height]]);
        let (start, end) =
            (steps.first().map_or(0.0, |s| s.from), steps.last().map_or(0.0, |s| s.to));
        [[start, 0.0]].into_iter().chain(corners).chain([[end, 0.0]]).collect()
    };
    let marks = vec![
        frame.path("area first", outline(&view.repaid)),
        frame.path("first", outline(&view.repaid)),
        frame.path("second", outline(&view.defaulted)),
        frame.line("chosen", [view.threshold, 0.0], [view.threshold, 1.0]),
    ];
    frame.figure(&view.x_ticks, &view.y_ticks, marks)
}

fn gains(view: &Gains) -> Figure {
    let frame = WIDE;
    let n = view.out_of_fold.len().max(1) as f64;
    let bar = |gain: &Gain| {
        let (half, rate) = (0.36 / n, gain.rate);
        frame.rect("bar-first", [gain.at - half, gain.at + half], [0.0, rate])
    };
    let mut marks: Vec<Mark> = view.out_of_fold.iter().map(bar).collect();
    marks.push(frame.line("diagonal", [0.0, view.average], [1.0, view.average]));
    marks.extend(view.out_of_fold.iter().map(|gain| interval(frame, "whisker", gain, -ASIDE)));
    marks.extend(view.hold_out.iter().map(|gain| interval(frame, "second thin", gain, ASIDE)));
    let diamond = |gain: &Gain| frame.diamond("spot", [gain.at, gain.rate], 5.0, ASIDE);
    marks.extend(view.hold_out.iter().map(diamond));
    let ticks: Vec<Tick> = view.x_ticks.clone();
    frame.figure(&ticks, &view.y_ticks, marks)
}

/// An interval with its serifs, moved aside.
fn interval(frame: Frame, class: &'static str, gain: &Gain, aside: f64) -> Mark {
    let (x, low, high) = (frame.x(gain.at) + aside, frame.y(gain.low), frame.y(gain.high));
    let [from, to] = [x - SERIF, x + SERIF].map(super::tenth);
    let x = super::tenth(x);
    let d = format!("M{from} {low}H{to}M{x} {low}V{high}M{from} {high}H{to}");
    Mark::Path { class, d }
}
