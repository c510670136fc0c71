//! The explanation of one client as it is read on a terminal.

use super::words::{WIDTH, Words, bar, heading, identity, indented, words};
use crate::cli::table::{Align, Table, wrapped};
use octroi::features::dictionary::Language;
use octroi::views::{ExplanationView, Group, Reason, Recommendation};

/// Themes shown.
const N_THEMES: usize = 8;

/// The explanation as it is read on a terminal.
pub(super) fn text(view: &ExplanationView, language: Language) -> String {
    let words = words(language);
    let mut text = String::new();
    let color = match view.score.recommendation {
        Recommendation::Accept => "32",
        Recommendation::Refuse => "31",
    };
    text.push_str(&format!("\x1b[1mClient {}\x1b[0m\n", view.client));
    text.push_str(&format!("\x1b[{color}m{}\x1b[0m\n", wrapped(&view.verdict, WIDTH, "")));
    text.push_str(&account(view, words));
    text.push_str(&heading(words.themes));
    let mut themes = Table::new(&[("", Align::Left), ("", Align::Right), ("", Align::Left)]);
    for theme in view.themes.iter().take(N_THEMES) {
        themes.row(vec![theme.label.clone(), theme.points.clone(), bar(theme.bar)]);
    }
    text.push_str(&themes.body());
    text.push_str(&heading(words.similar));
    let rules = view.peers.rules.join(" · ");
    let rules = if rules.is_empty() { words.everyone } else { &rules };
    text.push_str(&group(&format!("{}{rules}.", words.peers), &view.peers));
    let [nearest, by] = words.neighbors;
    let n_features = view.neighbors.rules.len();
    text.push_str(&group(&format!("{nearest}{n_features}{by}"), &view.neighbors));
    text.push('\n');
    let [name, value, median, all, profile] = words.standing;
    let mut standings = Table::new(&[
        (name, Align::Left),
        (value, Align::Right),
        (median, Align::Right),
        (all, Align::Left),
        (profile, Align::Left),
    ]);
    for row in &view.standings {
        let texts = [&row.label, &row.value, &row.median, &row.among_all, &row.among_peers];
        standings.row(texts.map(String::clone).to_vec());
    }
    text.push_str(&standings.text());
    text.push_str(&heading(words.outlook));
    text.push_str(&outlook(view));
    text + &identity(&view.identity, words)
}

/// The sum from the start to the client's probability, reason by reason.
fn account(view: &ExplanationView, words: &Words) -> String {
    let reasons = &view.reasons;
    let line = |points: &str, label: &str| format!("{points:>14}  {label}\n");
    let mut text = format!("\n{}", line(&reasons.start, words.start));
    for (title, side) in
        [(words.unfavorable, &reasons.unfavorable), (words.favorable, &reasons.favorable)]
    {
        text.push_str(&format!("{:>14}  \x1b[1m{title}\x1b[0m\n", ""));
        if side.is_empty() {
            text.push_str(&line("", words.none));
        }
        for reason in side {
            text.push_str(&one_reason(reason));
        }
    }
    let others = reasons.n_others.as_ref().map_or(String::new(), |n| format!(" ({n})"));
    text.push_str(&line(&reasons.other, &format!("{}{others}", words.other)));
    text.push_str(&format!("\x1b[1m{}\x1b[0m", line(&view.score.probability, words.probability)));
    text.push_str(&format!("\x1b[2m{}\x1b[0m\n", wrapped(&reasons.unit, WIDTH, "")));
    text
}

fn one_reason(reason: &Reason) -> String {
    let indent = " ".repeat(16);
    let sentence = wrapped(&reason.detail, WIDTH - 16, &indent);
    format!("{:>14}  {sentence}\n", reason.points)
}

fn group(description: &str, group: &Group) -> String {
    indented(description) + &indented(&group.sentence)
}

fn outlook(view: &ExplanationView) -> String {
    let outlook = &view.outlook;
    let mut text = indented(&outlook.summary);
    for way in &outlook.ways {
        let line = format!("{} → {}", way.label, way.value);
        text.push_str(&format!("  – {}\n", wrapped(&line, WIDTH - 4, "    ")));
    }
    for open in &outlook.open {
        text.push_str(&format!("  ? {}\n", wrapped(open, WIDTH - 4, "    ")));
    }
    if !outlook.caveat.is_empty() {
        text.push_str(&format!("  \x1b[2m{}\x1b[0m\n", wrapped(&outlook.caveat, WIDTH - 2, "  ")));
    }
    text
}
