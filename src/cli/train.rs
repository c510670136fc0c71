//! `octroi train`: tables → features → models compared → one frozen run.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;

use super::context::Context;
use super::reporter::{self, print};
use octroi::pipeline;

/// Compare models, choose a threshold, and freeze the retained model into a run.
///
/// Every fit is kept: an interrupted training goes on where it stopped when it is started again,
/// and a wider grid fits only what is new. Documents are left alone: "octroi build" makes them.
#[derive(Debug, Args)]
#[command(after_help = "Examples:\n  octroi train --data data/raw\n  \
    octroi train --settings my-assumptions.toml --verbose\n  octroi compare")]
pub struct TrainArgs {
    /// Folder of the Kaggle files or the Kaggle archive. Default: data/raw in the work folder.
    #[arg(long, value_name = "DIR")]
    data: Option<PathBuf>,
    /// Fit everything again, also what is up to date.
    #[arg(long)]
    force: bool,
    /// Settings to use instead of methodology/assumptions.toml.
    #[arg(long, value_name = "FILE")]
    settings: Option<PathBuf>,
}

/// Runs the command.
pub fn run(context: &Context, args: &TrainArgs) -> reporter::Result {
    let data = args.data.clone().unwrap_or_else(|| context.workdir.raw());
    let settings = context.settings(args.settings.as_deref())?;
    let job = context.job(data, settings, None, args.force);
    let built = pipeline::train(&job, &context.bars())?;
    if !context.is_quiet {
        print(&format!(
            "\nRun {run}. See \"octroi compare --run {run}\", \"octroi threshold --run {run}\".\n",
            run = built.run_id
        ));
    }
    Ok(ExitCode::SUCCESS)
}
