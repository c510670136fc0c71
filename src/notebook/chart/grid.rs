//! A table of colored cells.

use plotters::element::Rectangle;
use plotters::prelude::Text;
use plotters::style::text_anchor::HPos;
use plotters::style::{Color, RGBColor, WHITE};

use super::theme::{COLORS, FAINT, label, small};
use super::{Chart, Unit, WIDTH};
use crate::notebook::Error;

/// Height of a row, in pixels.
const STEP: i32 = 26;

/// Cells colored by value: white at 0, one color up, another one down.
#[derive(Debug, Clone)]
pub struct Grid<'a> {
    /// What the chart shows.
    pub title: &'a str,
    /// The same with the main figures, for those who do not see it.
    pub alt: &'a str,
    /// How values are written.
    pub unit: Unit,
    /// Labels of the rows.
    pub rows: &'a [String],
    /// Labels of the columns.
    pub columns: &'a [String],
    /// `(n_rows, n_columns)`, row by row; NaN is left empty.
    pub values: &'a [f64],
    /// The value that has the full color.
    pub full: f64,
    /// Width of the row labels, in pixels.
    pub label_width: i32,
}

impl Grid<'_> {
    /// Draws it.
    ///
    /// # Errors
    ///
    /// [`Error::Chart`], also where there are not as many values as cells.
    pub fn chart(&self) -> Result<Chart, Error> {
        let (n_rows, n_columns) = (self.rows.len(), self.columns.len());
        if self.values.len() != n_rows * n_columns {
            let found = self.values.len();
            let why = format!("expected {n_rows} × {n_columns} values, found {found}");
            return Err(Error::Chart { title: self.title.to_owned(), why });
        }
        let height = (n_rows as i32 + 1) * STEP + 8;
        Chart::draw(self.title, self.alt, height as u32, |paper| {
            let left = self.label_width + 10;
            let width = (WIDTH as i32 - left - 10) / (n_columns.max(1) as i32);
            for (place, name) in self.columns.iter().enumerate() {
                let at = (left + width * place as i32 + width / 2, STEP / 2);
                paper.draw(&Text::new(name.clone(), at, small(HPos::Center)))?;
            }
            for (row, name) in self.rows.iter().enumerate() {
                let top = STEP * (row as i32 + 1);
                let at = (self.label_width, top + STEP / 2);
                paper.draw(&Text::new(name.clone(), at, label(HPos::Right)))?;
                for column in 0..n_columns {
                    let value = self.values[row * n_columns + column];
                    let x = left + width * column as i32;
                    let cell = [(x, top), (x + width - 2, top + STEP - 2)];
                    let color = if value.is_nan() { FAINT } else { self.color(value) };
                    paper.draw(&Rectangle::new(cell, color.filled()))?;
                    if !value.is_nan() {
                        let is_dark = (value / self.full).abs() > 0.55;
                        let style = label(HPos::Center);
                        let style = if is_dark { style.color(&WHITE) } else { style };
                        let at = (x + width / 2, top + STEP / 2);
                        paper.draw(&Text::new(self.unit.say(value), at, style))?;
                    }
                }
            }
            Ok(())
        })
    }

    fn color(&self, value: f64) -> RGBColor {
        let share = (value / self.full).abs().min(1.0);
        let RGBColor(r, g, b) = COLORS[usize::from(value < 0.0)];
        let mixed = |full: u8| (255.0 - (255.0 - f64::from(full)) * share).round() as u8;
        RGBColor(mixed(r), mixed(g), mixed(b))
    }
}
