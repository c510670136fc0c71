//! `octroi explain`: why clients have the scores that they have.

mod client;
mod overview;
mod words;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args, ValueEnum};

use crate::cli::context::Context;
use crate::cli::reporter::{self, Failure, print, say};
use octroi::artifact::{self, ScoringArtifact, registry};
use octroi::features::{FeatureTable, store};
use octroi::pipeline::{Detail, write_explanations};
use octroi::scoring::{Examiner, ScoredClient, Scorer};
use octroi::views::ExplanationView;
use octroi::views::from_run::{self, Speaker};

/// Explain the score of a client: reasons, similar clients, what would change the decision.
///
/// With --all, writes what each theme, subject or feature adds to the score of every client, a
/// Parquet row per client. Values are in log-odds: base value and values add up to the log-odds.
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  octroi explain 100002\n  octroi explain 100002 --lang en --json\n  \
    octroi explain --model --lang en\n  \
    octroi explain --all --out explanations.parquet\n  octroi explain --all --by feature --out shap.parquet"
)]
pub struct ExplainArgs {
    /// The client's number, as in the application files.
    #[arg(value_name = "CLIENT", required_unless_present_any = ["all", "model"], conflicts_with_all = ["all", "model"])]
    client: Option<u32>,
    /// The run, by its name or the start of it. Default: the promoted run.
    #[arg(long, value_name = "ID")]
    run: Option<String>,
    /// Print everything as JSON: the numbers as they are, and the words.
    #[arg(long, conflicts_with = "all")]
    json: bool,
    /// Explain the model as a whole: what drives it, which way, how far it can be explained.
    #[arg(long, conflicts_with = "all")]
    model: bool,
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
    if args.model {
        return model(context, args, &artifact);
    }
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
    let text =
        if args.json { json(&scored, &view)? } else { client::text(&view, context.language) };
    print(&text);
    Ok(ExitCode::SUCCESS)
}

fn model(context: &Context, args: &ExplainArgs, artifact: &ScoringArtifact) -> reporter::Result {
    let speaker = Speaker::new(artifact, context.language, String::new())?;
    let view = from_run::overview(&speaker, overview::N_FEATURES)?;
    let text = if args.json {
        json_text(&serde_json::json!({ "overview": artifact.overview, "words": view }))?
    } else {
        overview::text(&view, context.language)
    };
    print(&text);
    Ok(ExitCode::SUCCESS)
}

fn json(scored: &ScoredClient, view: &ExplanationView) -> Result<String, Failure> {
    json_text(&serde_json::json!({ "scored": scored, "words": view }))
}

fn json_text(whole: &serde_json::Value) -> Result<String, Failure> {
    let text = serde_json::to_string_pretty(whole).map_err(|error| Failure::Command {
        message: format!("the explanation cannot be written as JSON: {error}"),
        hint: None,
        code: 1,
    })?;
    Ok(format!("{text}\n"))
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
