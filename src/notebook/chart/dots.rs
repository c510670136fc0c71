//! Values with their intervals, one below the other.

use plotters::element::{Circle, PathElement};
use plotters::prelude::Text;
use plotters::style::Color;
use plotters::style::text_anchor::HPos;

use super::theme::{COLORS, GRID, MUTED, label, small};
use super::{Chart, Unit, WIDTH, around, ticks};
use crate::notebook::Error;

/// Height of a row, in pixels.
const STEP: i32 = 26;

/// A value that stands in a row, with the ends of its interval where it has one.
#[derive(Debug, Clone, PartialEq)]
pub struct Dot {
    /// What it is.
    pub label: String,
    /// Its value, and others of its row: all are drawn, the first one larger.
    pub values: Vec<f64>,
    /// Ends of the interval.
    pub interval: Option<(f64, f64)>,
    /// Whether it stands out.
    pub stands_out: bool,
}

/// Rows of values with intervals over one scale.
#[derive(Debug, Clone)]
pub struct Dots<'a> {
    /// What the chart shows.
    pub title: &'a str,
    /// The same with the main figures, for those who do not see it.
    pub alt: &'a str,
    /// How values are written.
    pub unit: Unit,
    /// The rows, from the top.
    pub dots: &'a [Dot],
    /// A value to compare with, drawn across, and what it is.
    pub reference: Option<(f64, &'a str)>,
    /// Width of the labels, in pixels.
    pub label_width: i32,
}

impl Dots<'_> {
    /// Draws them.
    ///
    /// # Errors
    ///
    /// [`Error::Chart`].
    pub fn chart(&self) -> Result<Chart, Error> {
        let n = self.dots.len() as i32;
        Chart::draw(self.title, self.alt, (n * STEP + 52) as u32, |paper| {
            let ends = self
                .dots
                .iter()
                .flat_map(|dot| dot.interval.into_iter().flat_map(|(low, high)| [low, high]));
            let values = self.dots.iter().flat_map(|dot| dot.values.iter().copied());
            let reference = self.reference.iter().map(|(value, _)| *value);
            let range = around(ends.chain(values).chain(reference));
            let (left, right) = (self.label_width + 14, WIDTH as i32 - 90);
            let x = |value: f64| {
                let share = (value - range.start) / (range.end - range.start);
                left + (share * f64::from(right - left)).round() as i32
            };
            let bottom = n * STEP + 4;
            for value in ticks(&range) {
                let at = x(value);
                paper.draw(&PathElement::new(vec![(at, 0), (at, bottom)], GRID.stroke_width(1)))?;
                let said = self.unit.say(value);
                paper.draw(&Text::new(said, (at, bottom + 12), small(HPos::Center)))?;
            }
            if let Some((value, name)) = self.reference {
                let at = x(value);
                paper
                    .draw(&PathElement::new(vec![(at, 0), (at, bottom)], MUTED.stroke_width(2)))?;
                let name = name.to_owned();
                paper.draw(&Text::new(name, (at, bottom + 32), small(HPos::Center)))?;
            }
            for (place, dot) in self.dots.iter().enumerate() {
                let middle = STEP * place as i32 + STEP / 2;
                let color = COLORS[usize::from(dot.stands_out)];
                let at = (self.label_width, middle);
                paper.draw(&Text::new(dot.label.clone(), at, label(HPos::Right)))?;
                if let Some((low, high)) = dot.interval {
                    let line = vec![(x(low), middle), (x(high), middle)];
                    paper.draw(&PathElement::new(line, color.stroke_width(2)))?;
                }
                for (rank, value) in dot.values.iter().enumerate().filter(|(_, v)| v.is_finite()) {
                    let size = if rank == 0 { 5 } else { 3 };
                    let style = if rank == 0 { color.filled() } else { color.mix(0.45).filled() };
                    paper.draw(&Circle::new((x(*value), middle), size, style))?;
                }
                if let Some(value) = dot.values.first().filter(|value| value.is_finite()) {
                    let said = self.unit.say(*value);
                    paper.draw(&Text::new(said, (right + 12, middle), small(HPos::Left)))?;
                }
            }
            Ok(())
        })
    }
}
