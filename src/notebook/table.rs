//! A data frame as a table for people: chosen columns, headings, formats.

use polars::prelude::{AnyValue, Column, DataFrame};

use super::Error;
use super::show::{Shown, escaped};
use crate::features::dictionary::Language;
use crate::views::Format;

/// Most rows that are shown; how many more there are is said below.
const MOST_ROWS: usize = 100;
/// Stands where a value is missing.
const NOTHING: &str = "–";

/// How the values of a column are written, in French.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum As {
    /// As they stand; at the left.
    Text,
    /// Whole numbers: `307 511`.
    Count,
    /// That many decimals: `0,7448`.
    Decimals(usize),
    /// The same with its sign: `+0,0012`.
    Signed(usize),
    /// A share as percent, with that many decimals: `8,1 %`.
    Percent(usize),
}

/// A table to show.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Table {
    title: String,
    headings: Vec<(String, As)>,
    rows: Vec<Vec<String>>,
    n_more: usize,
}

impl Table {
    /// Columns of a frame: name, heading, format.
    ///
    /// # Errors
    ///
    /// [`Error::NoColumn`]; [`Error::Values`] where words are to be shown as numbers.
    pub fn of(frame: &DataFrame, title: &str, columns: &[(&str, &str, As)]) -> Result<Self, Error> {
        let n_rows = frame.height().min(MOST_ROWS);
        let mut rows = vec![Vec::with_capacity(columns.len()); n_rows];
        for (name, _, format) in columns {
            let column = frame.column(name).map_err(|_| no_column(frame, name))?;
            for (place, row) in rows.iter_mut().enumerate() {
                row.push(written(column, place, *format)?);
            }
        }
        let headings = columns.iter().map(|(_, heading, format)| ((*heading).to_owned(), *format));
        Ok(Self {
            title: title.to_owned(),
            headings: headings.collect(),
            rows,
            n_more: frame.height() - n_rows,
        })
    }

    fn more(&self) -> Option<String> {
        if self.rows.is_empty() {
            return Some("aucune ligne".to_owned());
        }
        let n = Format::new(Language::French).count(self.n_more);
        let plural = if self.n_more == 1 { "" } else { "s" };
        (self.n_more > 0).then(|| format!("et {n} ligne{plural} de plus"))
    }

    fn html(&self) -> String {
        let mut html = String::from("<table class=\"octroi\">\n");
        html.push_str(&format!("<caption>{}</caption>\n<thead><tr>", escaped(&self.title)));
        for (heading, format) in &self.headings {
            let style = style(*format);
            html.push_str(&format!("<th scope=\"col\" {style}>{}</th>", escaped(heading)));
        }
        html.push_str("</tr></thead>\n<tbody>\n");
        for row in &self.rows {
            html.push_str("<tr>");
            for (place, (value, (_, format))) in row.iter().zip(&self.headings).enumerate() {
                let (value, style) = (escaped(value), style(*format));
                html.push_str(&if place == 0 && *format == As::Text {
                    format!("<th scope=\"row\" {style}>{value}</th>")
                } else {
                    format!("<td {style}>{value}</td>")
                });
            }
            html.push_str("</tr>\n");
        }
        html.push_str("</tbody>\n");
        if let Some(more) = self.more() {
            let n_columns = self.headings.len();
            html.push_str(&format!("<tfoot><tr><td colspan=\"{n_columns}\" align=\"left\" style=\"text-align:left\">{more}</td></tr></tfoot>\n"));
        }
        html.push_str("</table>");
        html
    }

    fn text(&self) -> String {
        let mut lines: Vec<Vec<&str>> =
            vec![self.headings.iter().map(|(heading, _)| heading.as_str()).collect()];
        lines.extend(self.rows.iter().map(|row| row.iter().map(String::as_str).collect()));
        let width = |place: usize| {
            lines.iter().map(|line| line[place].chars().count()).max().unwrap_or_default()
        };
        let widths: Vec<usize> = (0..self.headings.len()).map(width).collect();
        let mut text = format!("{}\n", self.title);
        for line in lines {
            let cells =
                line.iter().zip(&widths).zip(&self.headings).map(|((cell, width), (_, of))| {
                    let gap = " ".repeat(width - cell.chars().count());
                    if *of == As::Text { format!("{cell}{gap}") } else { format!("{gap}{cell}") }
                });
            text.push_str(cells.collect::<Vec<_>>().join("  ").trim_end());
            text.push('\n');
        }
        text.push_str(&self.more().unwrap_or_default());
        text.trim_end().to_owned()
    }
}

impl Shown for Table {
    fn content(&self) -> Vec<(&'static str, String)> {
        vec![("text/html", self.html()), ("text/plain", self.text())]
    }
}

/// What puts a column where it belongs: the attribute for pages that take no styles.
const fn style(format: As) -> &'static str {
    match format {
        As::Text => "align=\"left\" style=\"text-align:left\"",
        _ => "align=\"right\" style=\"text-align:right\"",
    }
}

pub(super) fn no_column(frame: &DataFrame, asked: &str) -> Error {
    let found = frame.get_column_names().into_iter().map(ToString::to_string).collect();
    Error::NoColumn { asked: asked.to_owned(), found }
}

fn written(column: &Column, place: usize, wanted: As) -> Result<String, Error> {
    let value = column.get(place)?;
    if matches!(value, AnyValue::Null) {
        return Ok(NOTHING.to_owned());
    }
    let format = Format::new(Language::French);
    let number = || match value.extract::<f64>() {
        Some(number) => Ok(number),
        None => Err(Error::Values {
            column: column.name().to_string(),
            expected: "numbers",
            found: value.to_string(),
        }),
    };
    if wanted != As::Text && !number()?.is_finite() {
        return Ok(NOTHING.to_owned());
    }
    Ok(match wanted {
        As::Text => match value {
            AnyValue::String(text) => text.to_owned(),
            AnyValue::StringOwned(text) => text.to_string(),
            AnyValue::Boolean(is) => if is { "oui" } else { "non" }.to_owned(),
            value => value.to_string(),
        },
        As::Count => format.integer(number()?.round() as i64),
        As::Decimals(n) => format.decimal(number()?, n),
        As::Signed(n) => format.signed(number()?, n),
        As::Percent(n) => format.percent(number()?, n),
    })
}

#[cfg(test)]
mod tests {
    use polars::prelude::NamedFrom;
    use polars::prelude::Series;

    use super::*;

    fn frame() -> DataFrame {
        let names = Series::new("name".into(), ["<b>bureau</b>", "previous"]);
        let rates = Series::new("rate".into(), [Some(0.081), None]);
        DataFrame::new(2, vec![names.into(), rates.into()]).unwrap()
    }

    #[test]
    fn values_are_written_in_french_and_escaped() {
        let columns = [("name", "table", As::Text), ("rate", "taux", As::Percent(1))];
        let content = Table::of(&frame(), "Défauts & taux", &columns).unwrap().content();
        let (html, text) = (&content[0].1, &content[1].1);
        for part in ["<caption>Défauts &amp; taux</caption>", "&lt;b&gt;bureau", ">8,1\u{a0}%</td>"]
        {
            assert!(html.contains(part), "{part}: {html}");
        }
        assert!(html.contains(&format!(">{NOTHING}</td>")) && !html.contains("<b>"));
        assert_eq!(
            text.lines().collect::<Vec<_>>(),
            [
                "Défauts & taux",
                "table           taux",
                "<b>bureau</b>  8,1\u{a0}%",
                "previous           –"
            ]
        );
    }

    #[test]
    fn what_is_not_there_or_no_number_is_said() {
        let of = |column| Table::of(&frame(), "", &[column]).unwrap_err().to_string();
        let said = of(("age", "âge", As::Count));
        assert_eq!(said, "expected a column \"age\", found \"name\", \"rate\"");
        assert!(of(("name", "nom", As::Count)).contains("expected numbers, found"));
    }
}
