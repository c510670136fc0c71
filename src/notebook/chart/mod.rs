//! Charts of one theme: SVG that says in its title what it shows.
//!
//! [`Chart::draw`] lends a sheet of paper to a cell that draws with plotters itself; [`Bars`],
//! [`Lines`], [`Dots`], [`Grid`] and [`Boxes`] are the charts that notebooks draw again and again.

mod bars;
mod boxes;
mod dots;
mod grid;
mod lines;
mod theme;

pub use bars::Bars;
pub use boxes::{Boxed, Boxes, Tie};
pub use dots::{Dot, Dots};
pub use grid::Grid;
pub use lines::{Band, Line, Lines, Mark};
pub use theme::{COLORS, FAINT, GRID, INK, MUTED, label, small};

use plotters::coord::Shift;
use plotters::drawing::{DrawingArea, IntoDrawingArea};
use plotters::prelude::SVGBackend;
use plotters::style::WHITE;

use super::Error;
use super::show::{Shown, escaped};
use crate::features::dictionary::Language;
use crate::views::Format;

/// Width of a chart, in pixels.
pub const WIDTH: u32 = 760;
/// Height that its title takes, in pixels, for one line.
const TITLE_LINE: i32 = 22;
/// Letters of a title that fit a line.
const TITLE_LETTERS: usize = 100;

/// Where a chart is drawn.
pub type Paper<'a> = DrawingArea<SVGBackend<'a>, Shift>;

/// What may go wrong while drawing.
pub type Fault = Box<dyn std::error::Error>;

/// How numbers are written along an axis or beside a bar, in French.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unit {
    /// Whole numbers.
    Count,
    /// That many decimals.
    Decimals(usize),
    /// The same with its sign.
    Signed(usize),
    /// Shares as percent, with that many decimals.
    Percent(usize),
}

impl Unit {
    /// A value as it is written.
    pub fn say(self, value: f64) -> String {
        let format = Format::new(Language::French);
        match self {
            Self::Count => format.integer(value.round() as i64),
            Self::Decimals(n) => format.decimal(value, n),
            Self::Signed(n) => format.signed(value, n),
            Self::Percent(n) => format.percent(value, n),
        }
    }
}

/// A chart, drawn.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Chart {
    title: String,
    alt: String,
    svg: String,
}

impl Chart {
    /// Lends paper of the theme, `height` pixels below the title, to `draw`.
    ///
    /// `title` says what the chart shows; `alt` says it to those who do not see it, with the main
    /// figures.
    ///
    /// # Errors
    ///
    /// [`Error::Chart`] with what `draw` says.
    pub fn draw(
        title: &str,
        alt: &str,
        height: u32,
        draw: impl FnOnce(&Paper<'_>) -> Result<(), Fault>,
    ) -> Result<Self, Error> {
        let lines = wrapped(title, TITLE_LETTERS);
        let top = TITLE_LINE * lines.len() as i32 + 10;
        let mut svg = String::new();
        let drawn = (|| {
            let paper =
                SVGBackend::with_string(&mut svg, (WIDTH, height + top as u32)).into_drawing_area();
            paper.fill(&WHITE)?;
            for (place, line) in lines.iter().enumerate() {
                let at = (8, 8 + TITLE_LINE * place as i32);
                paper.draw_text(line, &theme::title(), at)?;
            }
            let (_, below) = paper.split_vertically(top);
            draw(&below)?;
            paper.present()?;
            Ok::<(), Fault>(())
        })();
        drawn.map_err(|why| Error::Chart { title: title.to_owned(), why: why.to_string() })?;
        Ok(Self { title: title.to_owned(), alt: alt.to_owned(), svg: named(&svg, title, alt) })
    }

    /// The drawing, as a document of its own.
    pub fn svg(&self) -> &str {
        &self.svg
    }
}

impl Shown for Chart {
    fn content(&self) -> Vec<(&'static str, String)> {
        let plain = format!("{}\n{}", self.title, self.alt);
        vec![("image/svg+xml", self.svg.clone()), ("text/plain", plain)]
    }
}

/// The drawing with its name and description, for those who hear it; widths follow the page.
fn named(svg: &str, title: &str, alt: &str) -> String {
    let Some((head, body)) = svg.split_once('>') else { return svg.to_owned() };
    let (title, alt) = (escaped(title), escaped(alt));
    let head = format!("{head} role=\"img\" aria-label=\"{title}\">");
    format!("{head}\n<title>{title}</title>\n<desc>{alt}</desc>{body}")
}

/// Words on lines of at most so many letters.
fn wrapped(text: &str, n_letters: usize) -> Vec<String> {
    let mut lines = vec![String::new()];
    for word in text.split(' ') {
        let long = lines.last().map_or(0, |line| line.chars().count());
        match lines.last_mut() {
            Some(line) if long == 0 || long + 1 + word.chars().count() <= n_letters => {
                if long > 0 {
                    line.push(' ');
                }
                line.push_str(word);
            }
            _ => lines.push(word.to_owned()),
        }
    }
    lines
}

/// The smallest range that holds all values, a little wider; 0 to 1 where there are none.
fn around(values: impl Iterator<Item = f64>) -> std::ops::Range<f64> {
    let (low, high) = values
        .filter(|value| value.is_finite())
        .fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), v| (low.min(v), high.max(v)));
    if low > high {
        return 0.0..1.0;
    }
    let room = if high > low { 0.04 * (high - low) } else { 0.5 * low.abs().max(1.0) };
    low - room..high + room
}

/// Round values within a range, four to nine of them.
fn ticks(range: &std::ops::Range<f64>) -> Vec<f64> {
    let rough = (range.end - range.start) / 5.0;
    if rough.is_nan() || rough <= 0.0 {
        return Vec::new();
    }
    let power = 10_f64.powf(rough.log10().floor());
    let step = [1.0, 2.0, 5.0, 10.0].into_iter().map(|one| one * power);
    let step = step.filter(|step| *step <= rough * 1.01).fold(power, f64::max);
    let (first, last) = ((range.start / step).ceil() as i64, (range.end / step).floor() as i64);
    (first..=last).map(|number| number as f64 * step).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn titles_are_wrapped_and_escaped() {
        assert_eq!(wrapped("un deux trois", 7), ["un deux", "trois"]);
        let chart = Chart::draw("5 < 6 & « oui »", "rien", 40, |_| Ok(())).unwrap();
        assert!(chart.svg().contains("<title>5 &lt; 6 &amp; « oui »</title>"), "{}", chart.svg());
        assert!(chart.svg().ends_with("</svg>\n") || chart.svg().ends_with("</svg>"));
    }

    #[test]
    fn what_cannot_be_drawn_is_said() {
        let said = Chart::draw("titre", "", 40, |_| Err("rien à tracer".into())).unwrap_err();
        assert_eq!(said.to_string(), "the chart \"titre\" cannot be drawn: rien à tracer");
    }

    #[test]
    fn ticks_are_round_and_few() {
        assert_eq!(ticks(&(0.3..5.6)), [1.0, 2.0, 3.0, 4.0, 5.0]);
        for range in [0.0..0.013, -3.0..250.0, 0.99..1.0] {
            let ticks = ticks(&range);
            assert!((4..=11).contains(&ticks.len()), "{range:?}: {ticks:?}");
            assert!(ticks.iter().all(|tick| range.contains(tick) || *tick == range.end));
        }
        assert!(ticks(&(1.0..1.0)).is_empty());
    }

    #[test]
    fn ranges_hold_what_they_are_made_of() {
        assert_eq!(around([f64::NAN].into_iter()), 0.0..1.0);
        let range = around([1.0, 3.0].into_iter());
        assert!(range.start < 1.0 && range.end > 3.0);
    }
}
