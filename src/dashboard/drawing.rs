//! Places a chart in the frame of an SVG.

use std::fmt::Write as _;

use serde::Serialize;

use crate::views::{Chart, Tick};

/// A cost curve in the coordinates of its `viewBox`.
#[derive(Debug, Serialize)]
pub(super) struct Drawing {
    width: f64,
    height: f64,
    left: f64,
    right: f64,
    bottom: f64,
    path: String,
    chosen: [f64; 2],
    accept_all: f64,
    refuse_all: f64,
    x_ticks: Vec<Tick>,
    y_ticks: Vec<Tick>,
}

const WIDTH: f64 = 640.0;
const HEIGHT: f64 = 320.0;
/// Room for the labels of costs, which are larger on a narrow screen.
const LEFT: f64 = 52.0;
/// Room for half of the last threshold.
const RIGHT: f64 = WIDTH - 30.0;
const TOP: f64 = 12.0;
/// Room for the labels of thresholds.
const BOTTOM: f64 = HEIGHT - 34.0;

impl Drawing {
    pub(super) fn new(chart: &Chart) -> Self {
        let mut path = String::new();
        for (idx, [x, y]) in chart.points.iter().enumerate() {
            let letter = if idx == 0 { 'M' } else { 'L' };
            // Writing to a text does not fail.
            let _ = write!(path, "{letter}{} {}", across(*x), up(*y));
        }
        let place = |ticks: &[Tick], at: fn(f64) -> f64| {
            ticks.iter().map(|tick| Tick { at: at(tick.at), label: tick.label.clone() }).collect()
        };
        Self {
            width: WIDTH,
            height: HEIGHT,
            left: LEFT,
            right: RIGHT,
            bottom: BOTTOM,
            path,
            chosen: [across(chart.chosen[0]), up(chart.chosen[1])],
            accept_all: up(chart.accept_all),
            refuse_all: up(chart.refuse_all),
            x_ticks: place(&chart.x_ticks, across),
            y_ticks: place(&chart.y_ticks, up),
        }
    }
}

fn across(share: f64) -> f64 {
    tenth(LEFT + share * (RIGHT - LEFT))
}

fn up(share: f64) -> f64 {
    tenth(BOTTOM - share * (BOTTOM - TOP))
}

/// A tenth of a unit is finer than a screen; more digits only make the page larger.
fn tenth(value: f64) -> f64 {
    (value * 10.0).round() / 10.0
}
