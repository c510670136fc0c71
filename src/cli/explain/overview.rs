//! A model as a whole, as it is read on a terminal.

use super::words::{WIDTH, bar, heading, identity, words};
use crate::cli::table::{Align, Table, wrapped};
use octroi::features::dictionary::Language;
use octroi::views::{ImportanceRow, OverviewView};

/// Features shown.
pub(super) const N_FEATURES: usize = 25;
/// Themes and subjects shown.
const N_ROWS: usize = 15;

/// A model as a whole, as it is read on a terminal.
pub(super) fn text(view: &OverviewView, language: Language) -> String {
    let words = words(language);
    let mut text = format!("{}\n", wrapped(&view.scope, WIDTH, ""));
    let rows = |rows: &[ImportanceRow]| {
        let mut table = Table::new(&[("", Align::Left), ("", Align::Right), ("", Align::Left)]);
        for row in rows.iter().take(N_ROWS) {
            table.row(vec![row.label.clone(), row.share.clone(), bar(row.bar)]);
        }
        table.body()
    };
    text.push_str(&format!("{}{}", heading(words.themes), rows(&view.themes)));
    text.push_str(&format!("{}{}\n", heading(words.subjects), rows(&view.subjects)));
    let [name, share, expected, observed] = words.direction;
    let mut table = Table::new(&[
        (name, Align::Left),
        (share, Align::Right),
        (expected, Align::Left),
        (observed, Align::Left),
    ]);
    for row in &view.features {
        let mark = if row.is_contrary { "  !" } else { "" };
        let importance = &row.importance;
        let observed = format!("{}{mark}", row.observed);
        let cells = [&importance.label, &importance.share, &row.expected, &observed];
        table.row(cells.map(String::clone).to_vec());
    }
    text.push_str(&table.text());
    text.push_str(&format!("\n{}\n", wrapped(&view.directions, WIDTH, "")));
    for one in &view.contrary {
        text.push_str(&format!("  ! {} ({})\n", one.label, one.value));
    }
    for sentence in &view.quality {
        text.push_str(&format!("{}\n", wrapped(sentence, WIDTH, "")));
    }
    text + &identity(&view.identity, words)
}
