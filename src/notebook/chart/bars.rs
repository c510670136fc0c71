//! Labelled bars, one below the other.

use plotters::element::{PathElement, Rectangle};
use plotters::prelude::Text;
use plotters::style::Color;
use plotters::style::text_anchor::HPos;

use super::theme::{COLORS, MUTED, label, small};
use super::{Chart, Unit, WIDTH};
use crate::notebook::Error;

/// Height of a bar with its gap, in pixels.
const STEP: i32 = 24;

/// Bars from 0, their labels at the left, their values at the end.
#[derive(Debug, Clone)]
pub struct Bars<'a> {
    /// What the chart shows.
    pub title: &'a str,
    /// The same with the main figures, for those who do not see it.
    pub alt: &'a str,
    /// How values are written.
    pub unit: Unit,
    /// Label and value of each bar, from the top.
    pub bars: &'a [(String, f64)],
    /// A value to compare with, drawn across, and what it is.
    pub reference: Option<(f64, &'a str)>,
    /// Width of the labels, in pixels.
    pub label_width: i32,
}

impl Bars<'_> {
    /// Draws them.
    ///
    /// # Errors
    ///
    /// [`Error::Chart`].
    pub fn chart(&self) -> Result<Chart, Error> {
        let n = self.bars.len() as i32;
        let foot = if self.reference.is_some() { 28 } else { 8 };
        Chart::draw(self.title, self.alt, (n * STEP + foot) as u32, |paper| {
            let values = self.bars.iter().map(|(_, value)| *value);
            let reference = self.reference.iter().map(|(value, _)| *value);
            let low = values.clone().chain(reference.clone()).fold(0.0, f64::min);
            let high = values.chain(reference).fold(f64::EPSILON, f64::max);
            let (left, right) = (self.label_width + 8, WIDTH as i32 - 80);
            let left = if low < 0.0 { left + 60 } else { left };
            let x = |value: f64| {
                left + ((value - low) / (high - low) * f64::from(right - left)).round() as i32
            };
            for (place, (name, value)) in self.bars.iter().enumerate() {
                let middle = STEP * place as i32 + STEP / 2;
                paper.draw(&Text::new(
                    name.clone(),
                    (self.label_width, middle),
                    label(HPos::Right),
                ))?;
                let color = COLORS[usize::from(*value < 0.0)];
                let ends = [(x(value.min(0.0)), middle - 8), (x(value.max(0.0)), middle + 8)];
                paper.draw(&Rectangle::new(ends, color.filled()))?;
                let said = self.unit.say(*value);
                let (at, side) = if *value < 0.0 {
                    (x(*value) - 5, HPos::Right)
                } else {
                    (x(*value) + 5, HPos::Left)
                };
                paper.draw(&Text::new(said, (at, middle), small(side)))?;
            }
            if let Some((value, name)) = self.reference {
                let (at, bottom) = (x(value), n * STEP + 2);
                paper
                    .draw(&PathElement::new(vec![(at, 0), (at, bottom)], MUTED.stroke_width(1)))?;
                let said = format!("{name} : {}", self.unit.say(value));
                let side = if at > right - 120 { HPos::Right } else { HPos::Left };
                paper.draw(&Text::new(said, (at, bottom + 12), small(side)))?;
            }
            Ok(())
        })
    }
}
