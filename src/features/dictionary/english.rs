//! The grammar of composed English.
//!
//! Every composed label is a noun phrase without article. Rows are named by a plural noun
//! ("earlier applications"), then, after what is said of them, by a place ("with us") and a period
//! (", last 12 months").

use super::compose::{Phrase, Said, Telling};
use super::entries::{ColumnEntry, Monthly};
use super::language::capitalized;
use super::unit::Manner;
use crate::features::definition::{Rows, Statistic, Subset};
use crate::tables::Table;

/// What a statistic is called.
pub(super) fn label(phrase: &Phrase<'_>) -> String {
    let rows = RowsInWords::new(phrase.rows, Telling::Label);
    match &phrase.said {
        Said::NamedRows(text) => format!("{}{}", text.english, rows.period),
        Said::Rows => format!("number of {}", rows.those("")),
        Said::Quantity { entry, many } => {
            rows.fill(&with_statistic(&many.english, phrase.statistic, entry))
        }
        Said::Values { entry, distinct } => match distinct {
            Some(pattern) => rows.fill(&pattern.english),
            None => rows.fill(&format!(
                "number of different values of the {}, {{rows}}",
                entry.label.english
            )),
        },
        Said::Truth { with, .. } => {
            let those = rows.those(&with.english);
            match phrase.statistic {
                Statistic::Mean => format!("share of {those}"),
                Statistic::Min => format!("presence of nothing but {those}"),
                Statistic::Max => format!("presence of {those}"),
                Statistic::Variance => format!("varying presence of {those}"),
                Statistic::Sum | Statistic::Distinct | Statistic::Count => {
                    format!("number of {those}")
                }
            }
        }
    }
}

/// How a statistic is computed, in one sentence.
pub(super) fn definition(phrase: &Phrase<'_>) -> String {
    let rows = RowsInWords::new(phrase.rows, Telling::Sentence);
    let all = rows.those("");
    match &phrase.said {
        Said::NamedRows(text) => format!("{}{}.", capitalized(&text.english), rows.period),
        Said::Rows => format!("Number of {all}, for this client."),
        Said::Quantity { entry, .. } => {
            let taken =
                match (phrase.statistic, entry.unit.manner()) {
                    (Statistic::Min, Manner::Age)
                    | (Statistic::Max, Manner::Size | Manner::Length) => "Largest value",
                    (Statistic::Max, Manner::Age)
                    | (Statistic::Min, Manner::Size | Manner::Length) => "Smallest value",
                    (Statistic::Min, Manner::Date | Manner::Hour) => "Earliest value",
                    (Statistic::Max, Manner::Date | Manner::Hour) => "Latest value",
                    (Statistic::Mean, _) => "Average",
                    (Statistic::Variance, _) => "Measure of the variability (variance)",
                    (Statistic::Sum, _) => "Sum",
                    (Statistic::Distinct | Statistic::Count, _) => "Number of values",
                };
            let (what, note) = (&entry.label.english, in_brackets(entry));
            format!("{taken} of the {what}{note}, over {}.", rows.fill("all {rows}"))
        }
        Said::Values { entry, .. } => format!(
            "Number of different values of the {}{}, over {}.",
            entry.label.english,
            in_brackets(entry),
            rows.fill("all {rows}")
        ),
        Said::Truth { entry, with } => {
            let (those, note) = (rows.those(&with.english), in_brackets(entry));
            match phrase.statistic {
                Statistic::Mean => format!(
                    "Number of {}{note}, divided by the total number of {all}.",
                    rows.placed(&with.english)
                ),
                Statistic::Min => format!("Yes if there are only {those}{note}, no otherwise."),
                Statistic::Max => format!("Yes if there are any {those}{note}, no otherwise."),
                Statistic::Variance => format!(
                    "Measure of the variability (variance), row by row, of the presence of \
                     {those}{note}."
                ),
                Statistic::Sum | Statistic::Distinct | Statistic::Count => {
                    format!("Number of {those}{note}.")
                }
            }
        }
    }
}

/// Said of the rows where a category is missing.
pub(super) fn without(entry: &ColumnEntry) -> String {
    format!("with no data on the {}", entry.label.english)
}

/// Said of the rows where a category is written as not available.
pub(super) fn not_stated(entry: &ColumnEntry) -> String {
    format!("whose {} is not stated", entry.label.english)
}

/// The pattern with its statistic said: "{stat} amount {of}" becomes "average amount {of}".
fn with_statistic(pattern: &str, statistic: Statistic, entry: &ColumnEntry) -> String {
    let is_flow = entry.monthly == Some(Monthly::Flow);
    let said = match statistic {
        Statistic::Variance if is_flow => "variability of the monthly".to_owned(),
        Statistic::Variance => "variability of the".to_owned(),
        Statistic::Sum => adjective(statistic, entry).to_owned(),
        _ if is_flow => format!("{} monthly", adjective(statistic, entry)),
        _ => adjective(statistic, entry).to_owned(),
    };
    pattern.replace("{stat}", &said)
}

/// The adjective of a statistic.
fn adjective(statistic: Statistic, entry: &ColumnEntry) -> &'static str {
    match (statistic, entry.unit.manner()) {
        (Statistic::Mean | Statistic::Variance, _) => "average",
        (Statistic::Min, Manner::Size) => "lowest",
        (Statistic::Max, Manner::Size) => "highest",
        (Statistic::Min, Manner::Age) | (Statistic::Max, Manner::Length) => "longest",
        (Statistic::Max, Manner::Age) | (Statistic::Min, Manner::Length) => "shortest",
        (Statistic::Min, Manner::Date | Manner::Hour) => "earliest",
        (Statistic::Max, Manner::Date | Manner::Hour) => "latest",
        (Statistic::Sum | Statistic::Distinct | Statistic::Count, _) if entry.adds_up() => "total",
        (Statistic::Sum | Statistic::Distinct | Statistic::Count, _) => "cumulative",
    }
}

fn in_brackets(entry: &ColumnEntry) -> String {
    entry.note.as_ref().map_or_else(String::new, |note| format!(" ({})", note.english))
}

/// The rows of a client, in words.
struct RowsInWords {
    /// Plural noun, and what is always said of it.
    noun: String,
    /// Where they come from, after all that is said of them.
    place: &'static str,
    /// When, at the very end.
    period: String,
    /// Of the last applications: "latest 3 applications", or "latest application" alone.
    last: Option<String>,
}

impl RowsInWords {
    fn new(rows: Rows, telling: Telling) -> Self {
        let (noun, place) = match rows.table {
            Table::Bureau => ("credits", " with other lenders"),
            Table::BureauBalance => ("credit months", " with other lenders"),
            Table::PosCashBalance => ("loan months", " with us"),
            Table::CreditCardBalance => ("card months", " with us"),
            Table::InstallmentsPayments => ("instalments", " with us"),
            Table::PreviousApplication | Table::ApplicationTrain | Table::ApplicationTest => {
                ("applications", "")
            }
        };
        let earlier = if place.is_empty() { "earlier " } else { "" };
        let quality = match rows.subset {
            Subset::ActiveCredits => "active ",
            Subset::ClosedCredits => "closed ",
            Subset::Approved => "approved ",
            Subset::Refused => "refused ",
            _ => "",
        };
        let over_the = match telling {
            Telling::Label => "",
            Telling::Sentence => "over the ",
        };
        let mut last = None;
        let period = match rows.subset {
            Subset::LastDays(1) => format!(", {over_the}last day"),
            Subset::LastMonths(1) => format!(", {over_the}last month"),
            Subset::LastDays(days) => format!(", {over_the}last {}", span(days)),
            Subset::LastMonths(months) => format!(", {over_the}last {months} months"),
            Subset::LastApplications(n) if rows.table == Table::PreviousApplication => {
                if n == 1 {
                    last = Some("latest application".to_owned());
                    ", latest one only".to_owned()
                } else {
                    last = Some(format!("latest {n} applications"));
                    format!(", latest {n} only")
                }
            }
            Subset::LastApplications(1) => ", for the latest application".to_owned(),
            Subset::LastApplications(n) => format!(", for the latest {n} applications"),
            _ => String::new(),
        };
        Self { noun: format!("{earlier}{quality}{noun}"), place, period, last }
    }

    /// The plural noun, what is said of the rows, and where they come from.
    fn placed(&self, with: &str) -> String {
        let space = if with.is_empty() { "" } else { " " };
        format!("{}{space}{with}{}", self.noun, self.place)
    }

    /// The plural noun, what is said of the rows, where and when.
    fn those(&self, with: &str) -> String {
        format!("{}{}", self.placed(with), self.period)
    }

    /// The pattern with the rows filled in, and the period at the end.
    fn fill(&self, pattern: &str) -> String {
        let bare = self.last.clone().unwrap_or_else(|| self.placed(""));
        let the = if self.last.is_some() { "the " } else { "" };
        let filled = pattern
            .replace("all {rows}", if self.last.is_some() { "the {rows}" } else { "all {rows}" })
            .replace("{of}", &format!("of {the}{bare}"))
            .replace("{on}", &format!("on {the}{bare}"))
            .replace("{rows}", &bare);
        if self.last.is_some() { filled } else { format!("{filled}{}", self.period) }
    }
}

/// "12 months" for 365 days, "30 days" for 30.
fn span(days: u16) -> String {
    match days {
        days if days % 365 == 0 => format!("{} months", days / 365 * 12),
        days if days % 30 == 0 && (90..360).contains(&days) => format!("{} months", days / 30),
        days => format!("{days} days"),
    }
}
