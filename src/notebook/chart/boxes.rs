//! Tables and what ties them, as boxes and arrows.

use plotters::element::{PathElement, Rectangle};
use plotters::prelude::Text;
use plotters::style::Color;
use plotters::style::text_anchor::HPos;

use super::Chart;
use super::theme::{COLORS, FAINT, MUTED, label, small};
use crate::notebook::Error;

/// Size of a box, in pixels.
const BOX: (i32, i32) = (214, 56);

/// A box with its name and a remark.
#[derive(Debug, Clone, PartialEq)]
pub struct Boxed<'a> {
    /// Its name.
    pub name: &'a str,
    /// What stands below.
    pub remark: String,
    /// Upper left corner, in pixels.
    pub at: (i32, i32),
}

/// An arrow from one box to another, by their places.
pub type Tie = (usize, usize);

/// Boxes and arrows.
#[derive(Debug, Clone)]
pub struct Boxes<'a> {
    /// What the diagram shows.
    pub title: &'a str,
    /// The same in words, for those who do not see it.
    pub alt: &'a str,
    /// Height, in pixels.
    pub height: u32,
    /// The boxes.
    pub boxes: &'a [Boxed<'a>],
    /// The arrows, from the one that is read to the many that belong to it.
    pub ties: &'a [Tie],
}

impl Boxes<'_> {
    /// Draws them.
    ///
    /// # Errors
    ///
    /// [`Error::Chart`], also for an arrow to a box that is not there.
    pub fn chart(&self) -> Result<Chart, Error> {
        Chart::draw(self.title, self.alt, self.height, |paper| {
            for (from, to) in self.ties {
                let (Some(from), Some(to)) = (self.boxes.get(*from), self.boxes.get(*to)) else {
                    return Err("an arrow leads to a box that is not there".into());
                };
                let start = (from.at.0 + BOX.0, from.at.1 + BOX.1 / 2);
                let end = (to.at.0, to.at.1 + BOX.1 / 2);
                let bend = i32::midpoint(start.0, end.0);
                let path = vec![start, (bend, start.1), (bend, end.1), end];
                paper.draw(&PathElement::new(path, MUTED.stroke_width(1)))?;
                let head = vec![(end.0 - 8, end.1 - 4), end, (end.0 - 8, end.1 + 4)];
                paper.draw(&PathElement::new(head, MUTED.stroke_width(1)))?;
            }
            for one in self.boxes {
                let (x, y) = one.at;
                let corners = [(x, y), (x + BOX.0, y + BOX.1)];
                paper.draw(&Rectangle::new(corners, FAINT.filled()))?;
                paper.draw(&Rectangle::new(corners, COLORS[0].stroke_width(1)))?;
                let middle = x + BOX.0 / 2;
                let name = one.name.to_owned();
                paper.draw(&Text::new(name, (middle, y + 20), label(HPos::Center)))?;
                let remark = one.remark.clone();
                paper.draw(&Text::new(remark, (middle, y + 40), small(HPos::Center)))?;
            }
            Ok(())
        })
    }
}
