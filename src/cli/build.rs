//! `octroi build`: tables → features → model → documents.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Args;

use super::context::Context;
use super::reporter::{self, print};
use octroi::pipeline;

/// Bring everything up to date: tables, features, model, note, sheets, dashboard.
///
/// A stage whose inputs and outputs have not changed is skipped. An interrupted build goes on
/// where it stopped when it is started again.
#[derive(Debug, Args)]
#[command(after_help = "Examples:\n  octroi build --data data/raw\n  \
    octroi build --data home-credit-default-risk.zip --lang en\n  octroi build --data data/raw --force")]
pub struct BuildArgs {
    /// Folder of the Kaggle files (.csv, .csv.gz, .csv.zip) or the Kaggle archive.
    /// Default: data/raw in the work folder.
    #[arg(long, value_name = "DIR")]
    data: Option<PathBuf>,
    #[command(flatten)]
    options: BuildOptions,
}

/// What `build` and `demo` share.
#[derive(Debug, Args)]
pub struct BuildOptions {
    /// Run every stage, also those that are up to date.
    #[arg(long)]
    pub force: bool,
    /// Settings to use instead of methodology/assumptions.toml.
    #[arg(long, value_name = "FILE")]
    pub settings: Option<PathBuf>,
    /// Folder whose templates replace the built-in ones, file by file.
    #[arg(long, value_name = "DIR")]
    pub templates: Option<PathBuf>,
}

/// Runs the command.
pub fn run(context: &Context, args: &BuildArgs) -> reporter::Result {
    let data = args.data.clone().unwrap_or_else(|| context.workdir.raw());
    build(context, &data, &args.options)
}

/// Builds everything out of `data` and says what to open.
pub fn build(context: &Context, data: &Path, options: &BuildOptions) -> reporter::Result {
    let settings = context.settings(options.settings.as_deref())?;
    let job = context.job(data.to_owned(), settings, options.templates.clone(), options.force);
    let built = pipeline::build(&job, &context.bars())?;
    if !context.is_quiet {
        let mut text = String::from("\nOpen:\n");
        for output in &built.outputs {
            text.push_str(&format!("  {}\n", output.display()));
        }
        // Sheets are named after their clients.
        let client = |output: &PathBuf| output.file_stem()?.to_str()?.parse::<u32>().ok();
        if let Some(client) = built.outputs.iter().find_map(client) {
            let flags = context.flags();
            text.push_str(&format!("\nAsk why: octroi explain {client}{flags}\n"));
        }
        print(&text);
    }
    Ok(ExitCode::SUCCESS)
}
