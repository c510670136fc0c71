//! Colors and letters, those of the dashboard.

use plotters::style::text_anchor::{HPos, Pos, VPos};
use plotters::style::{FontStyle, IntoTextStyle, RGBColor, TextStyle};

/// What is read.
pub const INK: RGBColor = RGBColor(0x16, 0x20, 0x2e);
/// What is read second.
pub const MUTED: RGBColor = RGBColor(0x4a, 0x56, 0x68);
/// Lines that help the eye.
pub const GRID: RGBColor = RGBColor(0xd5, 0xde, 0xe8);
/// Areas behind others.
pub const FAINT: RGBColor = RGBColor(0xee, 0xf2, 0xf6);
/// Colors of series, told apart by those who see few colors, too.
pub const COLORS: [RGBColor; 5] = [
    RGBColor(0x17, 0x45, 0x6e),
    RGBColor(0xb4, 0x53, 0x09),
    RGBColor(0x0b, 0x5a, 0x52),
    RGBColor(0x6b, 0x3f, 0xa0),
    RGBColor(0x6b, 0x72, 0x80),
];

const FONT: &str = "system-ui, sans-serif";

/// Letters of a title.
pub(super) fn title() -> TextStyle<'static> {
    let bold = (FONT, 16, FontStyle::Bold, &INK).into_text_style(&(0, 0));
    bold.pos(Pos::new(HPos::Left, VPos::Top))
}

/// Letters of labels, written from `side` of their place, centered in height.
pub fn label(side: HPos) -> TextStyle<'static> {
    (FONT, 13, &INK).into_text_style(&(0, 0)).pos(Pos::new(side, VPos::Center))
}

/// Letters of axes and remarks.
pub fn small(side: HPos) -> TextStyle<'static> {
    (FONT, 12, &MUTED).into_text_style(&(0, 0)).pos(Pos::new(side, VPos::Center))
}
