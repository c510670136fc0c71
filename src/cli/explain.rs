//! `octroi explain`: why clients have the scores that they have.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args, ValueEnum};

use super::context::Context;
use super::reporter::{self, Failure, print, say};
use super::table::{Align, Table, wrapped};
use octroi::artifact::{self, ScoringArtifact, registry};
use octroi::features::dictionary::Language;
use octroi::features::{FeatureTable, store};
use octroi::pipeline::{Detail, write_explanations};
use octroi::scoring::{Examiner, ScoredClient, Scorer};
use octroi::views::from_run::{self, Speaker};
use octroi::views::{ExplanationView, Group, Reason, Recommendation};

/// Characters of a line.
const WIDTH: usize = 100;
/// Characters of the longest bar.
const BAR: usize = 12;
/// Themes shown.
const N_THEMES: usize = 8;

/// Explain the score of a client: reasons, similar clients, what would change the decision.
///
/// With --all, writes what each theme, subject or feature adds to the score of every client, a
/// Parquet row per client. Values are in log-odds: base value and values add up to the log-odds.
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  octroi explain 100002\n  octroi explain 100002 --lang en --json\n  \
    octroi explain --all --out explanations.parquet\n  octroi explain --all --by feature --out shap.parquet"
)]
pub struct ExplainArgs {
    /// The client's number, as in the application files.
    #[arg(value_name = "CLIENT", required_unless_present = "all", conflicts_with = "all")]
    client: Option<u32>,
    /// The run, by its name or the start of it. Default: the promoted run.
    #[arg(long, value_name = "ID")]
    run: Option<String>,
    /// Print everything as JSON: the numbers as they are, and the words.
    #[arg(long, conflicts_with = "all")]
    json: bool,
    /// Explain every client of the feature table.
    #[arg(long, requires = "out")]
    all: bool,
    /// What --all tells apart.
    #[arg(long, value_enum, default_value_t = ByArg::Subject, requires = "all")]
    by: ByArg,
    /// The file that --all writes.
    #[arg(long, value_name = "FILE", requires = "all")]
    out: Option<PathBuf>,
}

/// What effects are added up by.
#[derive(Debug, Clone, Copy, ValueEnum)]
enum ByArg {
    /// One column per theme.
    Theme,
    /// One column per subject: what features speak of.
    Subject,
    /// One column per feature that the model reads.
    Feature,
}

/// Runs the command.
pub fn run(context: &Context, args: &ExplainArgs) -> reporter::Result {
    let path = registry::find(&context.workdir.runs(), args.run.as_deref())?;
    let artifact = artifact::load(&path)?;
    let file = context.workdir.features();
    let table = store::read(&file)?;
    if !context.is_quiet && octroi::files::fingerprint(&file)? != artifact.manifest.data_fingerprint
    {
        say(
            "note: the run was trained on another feature table; clients are explained as they stand now\n",
        );
    }
    match (args.client, &args.out) {
        (Some(client), _) => one(context, args, &artifact, &table, client),
        (None, Some(out)) => all(context, args, &artifact, &table, out),
        // The command line asks for one or the other.
        (None, None) => Ok(ExitCode::SUCCESS),
    }
}

fn one(
    context: &Context,
    args: &ExplainArgs,
    artifact: &ScoringArtifact,
    table: &FeatureTable,
    client: u32,
) -> reporter::Result {
    let examiner = Examiner::new(Scorer::new(artifact, table)?)?;
    let scored = examiner.examine(client)?;
    let speaker = Speaker::new(artifact, context.language, String::new())?;
    let view = from_run::explanation(&speaker, &scored)?;
    let text = if args.json { json(&scored, &view)? } else { text(&view, context.language) };
    print(&text);
    Ok(ExitCode::SUCCESS)
}

fn json(scored: &ScoredClient, view: &ExplanationView) -> Result<String, Failure> {
    let whole = serde_json::json!({ "scored": scored, "words": view });
    let text = serde_json::to_string_pretty(&whole).map_err(|error| Failure::Command {
        message: format!("the explanation cannot be written as JSON: {error}"),
        hint: None,
        code: 1,
    })?;
    Ok(format!("{text}\n"))
}

/// Words of the terminal that are no part of a view.
struct Words {
    start: &'static str,
    unfavorable: &'static str,
    favorable: &'static str,
    none: &'static str,
    other: &'static str,
    probability: &'static str,
    themes: &'static str,
    similar: &'static str,
    peers: &'static str,
    everyone: &'static str,
    neighbors: [&'static str; 2],
    standing: [&'static str; 5],
    outlook: &'static str,
    made_up: &'static str,
    run: &'static str,
}

const FRENCH: Words = Words {
    start: "Départ : un client au score moyen",
    unfavorable: "En défaveur",
    favorable: "En faveur",
    none: "rien de notable",
    other: "Autres facteurs",
    probability: "Probabilité de défaut de ce client",
    themes: "Par thème",
    similar: "Clients similaires",
    peers: "Même profil\u{a0}: ",
    everyone: "tous les clients",
    neighbors: ["Les plus proches sur ", " caractéristiques du dossier."],
    standing: ["Situation", "client", "médiane", "parmi tous", "même profil"],
    outlook: "Ce qui changerait la décision",
    made_up: "Clients fictifs : ce portefeuille est inventé.",
    run: "Exécution",
};

const ENGLISH: Words = Words {
    start: "Start: a client with the mean score",
    unfavorable: "Against",
    favorable: "In favor",
    none: "nothing of note",
    other: "Other factors",
    probability: "Probability of default of this client",
    themes: "By theme",
    similar: "Similar clients",
    peers: "Same profile: ",
    everyone: "all clients",
    neighbors: ["The nearest by ", " characteristics of the file."],
    standing: ["Situation", "client", "median", "among all", "same profile"],
    outlook: "What would change the decision",
    made_up: "Made-up clients: this portfolio is invented.",
    run: "Run",
};

/// The explanation as it is read on a terminal.
fn text(view: &ExplanationView, language: Language) -> String {
    let words = match language {
        Language::French => &FRENCH,
        Language::English => &ENGLISH,
    };
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
    let identity = &view.identity;
    if identity.is_synthetic {
        text.push_str(&format!("\n\x1b[33m{}\x1b[0m\n", words.made_up));
    }
    text.push_str(&format!(
        "\x1b[2m{} {}, {}\x1b[0m\n",
        words.run, identity.run_id, identity.model_id
    ));
    text
}

fn heading(title: &str) -> String {
    format!("\n\x1b[1m{title}\x1b[0m\n")
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

/// A bar of at most [`BAR`] characters.
fn bar(length: f64) -> String {
    let n = (length.abs() * BAR as f64).round() as usize;
    let mark = if length < 0.0 { "\u{2591}" } else { "\u{2588}" };
    mark.repeat(n)
}

fn group(description: &str, group: &Group) -> String {
    let lines = |text: &str| format!("  {}\n", wrapped(text, WIDTH - 2, "  "));
    lines(description) + &lines(&group.sentence)
}

fn outlook(view: &ExplanationView) -> String {
    let outlook = &view.outlook;
    let mut text = format!("  {}\n", wrapped(&outlook.summary, WIDTH - 2, "  "));
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

fn all(
    context: &Context,
    args: &ExplainArgs,
    artifact: &ScoringArtifact,
    table: &FeatureTable,
    out: &std::path::Path,
) -> reporter::Result {
    let detail = match args.by {
        ByArg::Theme => Detail::Theme,
        ByArg::Subject => Detail::Subject,
        ByArg::Feature => Detail::Feature,
    };
    let bars = context.bars();
    bars.begin("explain", Some(table.clients.len() as u64));
    let scorer = Scorer::new(artifact, table)?;
    let written = write_explanations(&scorer, detail, out, &|n| bars.add(n))?;
    let summary = format!(
        "{} clients × {} values in {}",
        written.n_clients,
        written.n_columns,
        out.display()
    );
    bars.end("explain", false, &summary);
    Ok(ExitCode::SUCCESS)
}
