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
use octroi::features::store::TableReader;
use octroi::pipeline::{Detail, write_explanations};
use octroi::scoring::{Error, Examiner, ScoredClient, Scorer};
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
    #[arg(long, value_enum, default_value_t = ByArg::Subject, conflicts_with_all = ["client", "model"])]
    by: ByArg,
    /// The file that --all writes.
    #[arg(long, value_name = "FILE", conflicts_with_all = ["client", "model"])]
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
    let reader = TableReader::open(&file)?;
    if !context.is_quiet && octroi::files::fingerprint(&file)? != artifact.manifest.data_fingerprint
    {
        say(
            "note: the run was trained on another feature table; clients are explained as they stand now\n",
        );
    }
    match (args.client, &args.out) {
        (Some(client), _) => one(context, args, &artifact, &reader, client),
        (None, Some(out)) => all(context, args, &artifact, &reader, out),
        // The command line asks for one or the other.
        (None, None) => Ok(ExitCode::SUCCESS),
    }
}

fn one(
    context: &Context,
    args: &ExplainArgs,
    artifact: &ScoringArtifact,
    reader: &TableReader,
    client: u32,
) -> reporter::Result {
    // The part of the table that holds the client is enough.
    let groups = reader.clients()?;
    let group = groups.iter().position(|clients| clients.binary_search(&client).is_ok());
    let group = group.ok_or_else(|| Error::unknown_client(client, &groups.concat()))?;
    let table = reader.group(group)?;
    let examiner = Examiner::new(Scorer::new(artifact, &table)?)?;
    let scored = examiner.examine(client)?;
    let mut speaker = Speaker::new(artifact, context.language, String::new())?;
    speaker.is_synthetic |= table.is_synthetic;
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
    reader: &TableReader,
    out: &std::path::Path,
) -> reporter::Result {
    context.check_output(out)?;
    let detail = match args.by {
        ByArg::Theme => Detail::Theme,
        ByArg::Subject => Detail::Subject,
        ByArg::Feature => Detail::Feature,
    };
    let bars = context.bars();
    bars.begin("explain", Some(reader.n_clients() as u64));
    let written = write_explanations(artifact, reader, detail, out, &|n| bars.add(n))?;
    let summary = format!(
        "{} clients × {} values in {}",
        written.n_clients,
        written.n_columns,
        out.display()
    );
    bars.end("explain", false, &summary);
    Ok(ExitCode::SUCCESS)
}
