//! Places the figures of a view in the frame of an SVG: layout and nothing else.

mod figures;

use std::fmt::Write as _;

use serde::Serialize;

pub(super) use figures::Figures;

use crate::views::Tick;

/// A figure in the coordinates of its `viewBox`.
#[derive(Debug, Serialize)]
pub(super) struct Figure {
    width: f64,
    height: f64,
    left: f64,
    right: f64,
    top: f64,
    bottom: f64,
    x_ticks: Vec<Tick>,
    y_ticks: Vec<Tick>,
    /// What is drawn, from the back to the front.
    marks: Vec<Mark>,
}

/// One thing that is drawn; its class says how it looks.
#[derive(Debug, Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
enum Mark {
    Path {
        class: &'static str,
        d: String,
    },
    Line {
        class: &'static str,
        x1: f64,
        y1: f64,
        x2: f64,
        y2: f64,
    },
    Circle {
        class: &'static str,
        x: f64,
        y: f64,
        r: f64,
    },
    Rect {
        class: &'static str,
        x: f64,
        y: f64,
        width: f64,
        height: f64,
    },
    /// A diamond, told apart from a circle without color.
    Diamond {
        class: &'static str,
        d: String,
    },
}

/// The size of a figure and where its data lie in it.
#[derive(Debug, Clone, Copy)]
struct Frame {
    width: f64,
    height: f64,
    left: f64,
    right: f64,
    top: f64,
    bottom: f64,
}

impl Frame {
    /// A frame with room for the labels of both axes, which are larger on a narrow screen, and for
    /// half of the last label.
    const fn new(width: f64, height: f64) -> Self {
        Self { width, height, left: 64.0, right: width - 30.0, top: 12.0, bottom: height - 34.0 }
    }

    fn x(self, share: f64) -> f64 {
        tenth(self.left + share * (self.right - self.left))
    }

    fn y(self, share: f64) -> f64 {
        tenth(self.bottom - share * (self.bottom - self.top))
    }

    fn figure(self, x_ticks: &[Tick], y_ticks: &[Tick], marks: Vec<Mark>) -> Figure {
        let place = |ticks: &[Tick], at: &dyn Fn(f64) -> f64| {
            ticks.iter().map(|tick| Tick { at: at(tick.at), label: tick.label.clone() }).collect()
        };
        Figure {
            width: self.width,
            height: self.height,
            left: self.left,
            right: self.right,
            top: self.top,
            bottom: self.bottom,
            x_ticks: place(x_ticks, &|share| self.x(share)),
            y_ticks: place(y_ticks, &|share| self.y(share)),
            marks,
        }
    }

    fn path(self, class: &'static str, points: impl IntoIterator<Item = [f64; 2]>) -> Mark {
        let mut d = String::new();
        for (idx, [x, y]) in points.into_iter().enumerate() {
            let letter = if idx == 0 { 'M' } else { 'L' };
            // Writing to a text does not fail.
            let _ = write!(d, "{letter}{} {}", self.x(x), self.y(y));
        }
        Mark::Path { class, d }
    }

    fn line(self, class: &'static str, [x1, y1]: [f64; 2], [x2, y2]: [f64; 2]) -> Mark {
        Mark::Line { class, x1: self.x(x1), y1: self.y(y1), x2: self.x(x2), y2: self.y(y2) }
    }

    fn circle(self, class: &'static str, [x, y]: [f64; 2], r: f64) -> Mark {
        Mark::Circle { class, x: self.x(x), y: self.y(y), r }
    }

    /// `aside` moves it to the right, in units of the frame.
    fn diamond(self, class: &'static str, [x, y]: [f64; 2], r: f64, aside: f64) -> Mark {
        let (x, y) = (tenth(self.x(x) + aside), self.y(y));
        let d = format!("M{} {y}L{x} {}L{} {y}L{x} {}Z", x - r, y - r, x + r, y + r);
        Mark::Diamond { class, d }
    }

    fn rect(self, class: &'static str, [x0, x1]: [f64; 2], [y0, y1]: [f64; 2]) -> Mark {
        let (x, y) = (self.x(x0), self.y(y1));
        let (width, height) = (tenth(self.x(x1) - x), tenth(self.y(y0) - y));
        Mark::Rect { class, x, y, width, height }
    }
}

/// A tenth of a unit is finer than a screen; more digits only make the page larger.
fn tenth(value: f64) -> f64 {
    (value * 10.0).round() / 10.0
}
