//! `octroi check`: what the raw files hold and whether it is sound.

use std::fmt::Write as _;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;

use super::context::Context;
use super::reporter::{self, print};
use octroi::tables::check::check;
use octroi::tables::report::{Finding, Report, TableReport, Verdict};
use octroi::tables::{Source, Table};

/// Say what the raw files hold and whether they are sound.
///
/// Every file is read, whatever is wrong with the others: rows, clients, missing values, sentinels,
/// unknown levels, values out of range, repeated keys, rows without a parent.
#[derive(Debug, Args)]
#[command(after_help = "Examples:\n  octroi check data/raw\n  \
    octroi check home-credit-default-risk.zip --json > check.json\n\n\
    Exit codes: 0 sound or usable, 3 unusable.")]
pub struct CheckArgs {
    /// Folder of the Kaggle files or the Kaggle archive. Default: data/raw in the work folder.
    #[arg(value_name = "DIR")]
    data: Option<PathBuf>,
    /// Write the whole report as JSON.
    #[arg(long)]
    json: bool,
}

/// How the process ends where the data cannot be used.
const UNUSABLE: u8 = 3;

/// Runs the command.
pub fn run(context: &Context, args: &CheckArgs) -> reporter::Result {
    let data = args.data.clone().unwrap_or_else(|| context.workdir.raw());
    let source = Source::open(&data)?;
    let bars = context.bars();
    let total: u64 = Table::ALL.iter().map(|&table| source.stored_bytes(table)).sum();
    bars.begin("check", Some(total));
    let report = check(&source, &|n| bars.add(n));
    bars.clear();
    if args.json {
        let text = serde_json::to_string_pretty(&report).unwrap_or_default();
        print(&format!("{text}\n"));
    } else {
        print(&written(&report));
    }
    let is_usable = report.verdict != Verdict::Unusable;
    Ok(if is_usable { ExitCode::SUCCESS } else { ExitCode::from(UNUSABLE) })
}

fn written(report: &Report) -> String {
    let mut text = format!(
        "{:<22}{:>12}{:>11}{:>10}{:>12}{:>10}\n",
        "table", "rows", "clients", "missing", "sentinels", "findings"
    );
    for table in &report.tables {
        text.push_str(&row(table));
    }
    text.push('\n');
    for (table, finding) in report.findings() {
        let mark = match finding.verdict() {
            Verdict::Sound => "\x1b[2mnote\x1b[0m   ",
            Verdict::Usable => "\x1b[33mwarning\x1b[0m",
            Verdict::Unusable => "\x1b[31merror\x1b[0m  ",
        };
        // Writing into a string cannot fail.
        let _ = writeln!(text, "{mark}  {}", told(table, finding));
        if let Finding::Unreadable { hint: Some(hint), .. } = finding {
            let _ = writeln!(text, "         hint: {hint}");
        }
    }
    let verdict = match report.verdict {
        Verdict::Sound => "\x1b[32msound\x1b[0m: nothing is wrong",
        Verdict::Usable => "\x1b[33musable\x1b[0m: features can be computed; look at the warnings",
        Verdict::Unusable => "\x1b[31munusable\x1b[0m: correct the errors first",
    };
    let _ = writeln!(text, "verdict: {verdict}");
    text
}

fn row(report: &TableReport) -> String {
    let name = report.table.name();
    let Some(contents) = &report.contents else {
        return format!("{name:<22}{:>12}\n", "—");
    };
    let n_sentinels: usize = contents.columns.iter().map(|column| column.n_sentinels).sum();
    let clients = contents.n_clients.map_or_else(|| "—".to_owned(), grouped);
    format!(
        "{name:<22}{:>12}{clients:>11}{:>8.1} %{:>12}{:>10}\n",
        grouped(contents.n_rows),
        100.0 * contents.share_missing,
        grouped(n_sentinels),
        report.findings.len(),
    )
}

fn told(table: Table, finding: &Finding) -> String {
    let rows = |n: u64| if n == 1 { "1 row".to_owned() } else { format!("{n} rows") };
    let told = match finding {
        Finding::Absent { is_optional: true } => "is not there; it may be left out".to_owned(),
        Finding::Absent { is_optional: false } => "is not there".to_owned(),
        // The message names the table itself.
        Finding::Unreadable { message, .. } => return message.clone(),
        Finding::RepeatedKey { column, n_rows, key, first_line, second_line } => format!(
            "{column} repeats in {}: {key} on lines {first_line} and {second_line}",
            rows(*n_rows as u64)
        ),
        Finding::ClientsInBoth { n_clients, key, first_line } => {
            format!("{n_clients} clients are in application_train too: {key} on line {first_line}")
        }
        Finding::Orphans { column, n_rows, first_line } => format!(
            "{} whose {column} has no parent, left out; first on line {first_line}",
            rows(*n_rows as u64)
        ),
        Finding::UnexpectedMissing { column, n_rows, first_line } => {
            format!("{column} is empty in {}, first on line {first_line}", rows(*n_rows as u64))
        }
        Finding::OutOfRange { column, n_rows, first_line, example, range: (low, high) } => format!(
            "{column} is outside {low} to {high} in {}: {example} on line {first_line}",
            rows(*n_rows as u64)
        ),
        Finding::UnknownLevel { column, level, n_rows, first_line } => {
            format!(
                "{column} has an unknown level {level} in {}, first on line {first_line}",
                rows(*n_rows)
            )
        }
        Finding::ExtraColumn { column } => format!("column \"{column}\" is not used"),
        Finding::NoFinalLineBreak => {
            "the last line has no line break: the file may be cut short".to_owned()
        }
    };
    format!("{}: {told}", table.name())
}

/// A number with commas between thousands.
fn grouped(n: usize) -> String {
    let digits = n.to_string();
    let mut text = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}
