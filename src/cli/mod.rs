//! Words in, exit code out: the only place that prints, knows the clock and the environment.

mod build;
mod check;
mod compare;
mod completions;
mod context;
mod dashboard;
mod demo;
mod explain;
mod export;
mod features;
mod keys;
mod logging;
mod progress;
mod report;
mod reporter;
mod runs;
mod serve;
mod synthesize;
mod table;
mod threshold;
mod train;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args, Parser, Subcommand, ValueEnum};

use context::Context;
use octroi::features::dictionary::Language;

/// Credit scoring that explains itself.
///
/// Turns the seven Home Credit tables into a scoring model, and the model into what people read:
/// a methodology note, client sheets, slides, a dashboard.
#[derive(Debug, Parser)]
#[command(name = "octroi", version = version(), arg_required_else_help = true, after_help = AFTER_HELP)]
pub struct Cli {
    #[command(flatten)]
    global: Global,
    #[command(subcommand)]
    command: Command,
}

const AFTER_HELP: &str = "\
Examples:
  octroi demo                              everything, on a synthetic portfolio
  octroi build --data data/raw             everything, on the Kaggle files
  octroi check data/raw                    what the files hold and whether it is sound
  octroi features --explain INSTAL_DPD_MEAN
  octroi train && octroi compare           the models, side by side
  octroi threshold                         how refusals are decided, and how surely
  octroi explain 100002                    why a client has their score
  octroi report sheets --decision refused  a sheet for each client to be refused
  octroi dashboard                         a site with every client, to open from the disk
  octroi serve --no-auth                   scores and reasons over HTTP, on this machine

Exit codes: 0 done, 1 failed, 2 wrong usage, 3 checked data unusable.";

/// Flags that every command takes.
#[derive(Debug, Args)]
struct Global {
    /// Folder that holds data/ and reports/.
    #[arg(long, global = true, default_value = ".", value_name = "DIR")]
    workdir: PathBuf,
    /// Language of what people read.
    #[arg(long, global = true, value_enum, default_value_t = LanguageArg::Fr)]
    lang: LanguageArg,
    /// Say nothing but errors and what was asked for.
    #[arg(long, short, global = true, conflicts_with = "verbose")]
    quiet: bool,
    /// Say more: every stage with its time.
    #[arg(long, short, global = true)]
    verbose: bool,
    /// When to use color.
    #[arg(long, global = true, value_enum, default_value_t = ColorArg::Auto, value_name = "WHEN")]
    color: ColorArg,
}

/// Language of what people read.
#[derive(Debug, Clone, Copy, ValueEnum)]
enum LanguageArg {
    /// French.
    Fr,
    /// English.
    En,
}

impl From<LanguageArg> for Language {
    fn from(arg: LanguageArg) -> Self {
        match arg {
            LanguageArg::Fr => Self::French,
            LanguageArg::En => Self::English,
        }
    }
}

/// When to use color.
#[derive(Debug, Clone, Copy, ValueEnum)]
enum ColorArg {
    /// Where the terminal shows it.
    Auto,
    /// Also into files and pipes.
    Always,
    /// Never.
    Never,
}

#[derive(Debug, Subcommand)]
enum Command {
    Demo(demo::DemoArgs),
    Build(build::BuildArgs),
    Check(check::CheckArgs),
    Synthesize(synthesize::SynthesizeArgs),
    Features(features::FeaturesArgs),
    Train(train::TrainArgs),
    Compare(compare::CompareArgs),
    Threshold(threshold::ThresholdArgs),
    Runs(runs::RunsArgs),
    Explain(explain::ExplainArgs),
    Report(report::ReportArgs),
    Dashboard(dashboard::DashboardArgs),
    Export(export::ExportArgs),
    Serve(serve::ServeArgs),
    Keys(keys::KeysArgs),
    Completions(completions::CompletionsArgs),
}

/// Runs the command that the words ask for.
pub fn run() -> ExitCode {
    let cli = Cli::parse();
    let color = match cli.global.color {
        ColorArg::Auto => anstream::ColorChoice::Auto,
        ColorArg::Always => anstream::ColorChoice::Always,
        ColorArg::Never => anstream::ColorChoice::Never,
    };
    color.write_global();
    let context = Context::new(&cli.global);
    let result = match cli.command {
        Command::Demo(args) => demo::run(&context, &args),
        Command::Build(args) => build::run(&context, &args),
        Command::Check(args) => check::run(&context, &args),
        Command::Synthesize(args) => synthesize::run(&context, &args),
        Command::Features(args) => features::run(&context, &args),
        Command::Train(args) => train::run(&context, &args),
        Command::Compare(args) => compare::run(&context, &args),
        Command::Threshold(args) => threshold::run(&context, &args),
        Command::Runs(args) => runs::run(&context, &args),
        Command::Explain(args) => explain::run(&context, &args),
        Command::Report(args) => report::run(&context, &args),
        Command::Dashboard(args) => dashboard::run(&context, &args),
        Command::Export(args) => export::run(&context, &args),
        Command::Serve(args) => serve::run(&context, &args),
        Command::Keys(args) => keys::run(&context, &args),
        Command::Completions(args) => completions::run(args),
    };
    match result {
        Ok(_) if reporter::has_lost() => ExitCode::FAILURE,
        Ok(code) => code,
        Err(failure) => reporter::report(&failure),
    }
}

fn version() -> &'static str {
    octroi::pipeline::CODE_VERSION
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    #[test]
    fn the_command_line_is_consistent() {
        super::Cli::command().debug_assert();
    }
}
