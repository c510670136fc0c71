//! Curves over one pair of axes.

use std::ops::Range;

use plotters::chart::ChartBuilder;
use plotters::element::{PathElement, Rectangle};
use plotters::prelude::{LineSeries, Text};
use plotters::style::text_anchor::HPos;
use plotters::style::{Color, IntoFont};

use super::theme::{COLORS, FAINT, GRID, INK, MUTED, small};
use super::{Chart, Unit, around};
use crate::notebook::Error;

/// Height of the drawing, in pixels.
const HEIGHT: u32 = 330;

/// A curve.
#[derive(Debug, Clone, PartialEq)]
pub struct Line<'a> {
    /// What it is; named in the legend.
    pub name: &'a str,
    /// Its points, from the left.
    pub points: Vec<(f64, f64)>,
}

/// A value of the abscissa, marked from top to bottom.
#[derive(Debug, Clone, PartialEq)]
pub struct Mark<'a> {
    /// Where.
    pub at: f64,
    /// What it is.
    pub name: &'a str,
}

/// A range of the abscissa, shaded.
pub type Band = Range<f64>;

/// Curves with their axes, marks and legend.
#[derive(Debug, Clone)]
pub struct Lines<'a> {
    /// What the chart shows.
    pub title: &'a str,
    /// The same with the main figures, for those who do not see it.
    pub alt: &'a str,
    /// What the abscissa is, and how its values are written.
    pub x: (&'a str, Unit),
    /// The same of the ordinate.
    pub y: (&'a str, Unit),
    /// The curves.
    pub lines: &'a [Line<'a>],
    /// Values of the abscissa that are marked.
    pub marks: &'a [Mark<'a>],
    /// A range of the abscissa that is shaded.
    pub band: Option<Band>,
    /// Ends of the ordinate; by what is drawn where there are none.
    pub y_range: Option<Range<f64>>,
}

impl Lines<'_> {
    /// Draws them.
    ///
    /// # Errors
    ///
    /// [`Error::Chart`].
    pub fn chart(&self) -> Result<Chart, Error> {
        let points = || self.lines.iter().flat_map(|line| line.points.iter().copied());
        let xs = around(points().map(|(x, _)| x).chain(self.marks.iter().map(|mark| mark.at)));
        let ys = self.y_range.clone().unwrap_or_else(|| around(points().map(|(_, y)| y)));
        let has_legend = self.lines.len() > 1;
        let head = if has_legend { 24 } else { 0 } + 16 * self.marks.len() as i32;
        Chart::draw(self.title, self.alt, HEIGHT + head as u32, |paper| {
            let (legend, below) = paper.split_vertically(head);
            let mut at = 74;
            for (line, color) in self.lines.iter().zip(COLORS.iter().cycle()) {
                if !has_legend {
                    break;
                }
                let stroke = color.stroke_width(3);
                legend.draw(&PathElement::new(vec![(at, 10), (at + 22, 10)], stroke))?;
                let name = line.name.to_owned();
                legend.draw(&Text::new(name, (at + 28, 10), small(HPos::Left)))?;
                at += 44 + 7 * line.name.chars().count() as i32;
            }
            let font = ("system-ui, sans-serif", 12).into_font();
            let mut chart = ChartBuilder::on(&below)
                .margin_right(24)
                .x_label_area_size(46)
                .y_label_area_size(72)
                .build_cartesian_2d(xs.clone(), ys.clone())?;
            if let Some(band) = &self.band {
                let corners = [(band.start, ys.start), (band.end, ys.end)];
                chart.draw_series([Rectangle::new(corners, FAINT.filled())])?;
            }
            chart
                .configure_mesh()
                .light_line_style(plotters::style::TRANSPARENT)
                .bold_line_style(GRID.stroke_width(1))
                .axis_style(GRID.stroke_width(1))
                .x_desc(self.x.0)
                .y_desc(self.y.0)
                .x_labels(8)
                .y_labels(6)
                .x_label_formatter(&|x| self.x.1.say(*x))
                .y_label_formatter(&|y| self.y.1.say(*y))
                .label_style(font.clone().color(&MUTED))
                .axis_desc_style(font.color(&INK))
                .draw()?;
            for (line, color) in self.lines.iter().zip(COLORS.iter().cycle()) {
                let shown = line.points.iter().copied().filter(|(_, y)| y.is_finite());
                let shown = shown.map(|(x, y)| (x, y.clamp(ys.start, ys.end)));
                chart.draw_series(LineSeries::new(shown, color.stroke_width(2)))?;
            }
            for (place, mark) in self.marks.iter().enumerate() {
                let line = vec![(mark.at, ys.start), (mark.at, ys.end)];
                chart.draw_series([PathElement::new(line, MUTED.stroke_width(1))])?;
                let (x, _) = chart.backend_coord(&(mark.at, ys.end));
                let (width, _) = paper.dim_in_pixel();
                let side = if x > width as i32 * 2 / 3 { HPos::Right } else { HPos::Left };
                let top = head - 16 * (self.marks.len() - place) as i32 + 8;
                legend.draw(&Text::new(mark.name.to_owned(), (x, top), small(side)))?;
            }
            Ok(())
        })
    }
}
