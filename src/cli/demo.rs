//! `octroi demo`: everything on an embedded synthetic portfolio.

use clap::Args;

use super::build::{BuildOptions, build};
use super::context::Context;
use super::reporter;
use super::synthesize::{self, Wanted};
use octroi::synthetic;

/// Do everything on a synthetic portfolio: data, features, model, note, sheets, dashboard.
///
/// The portfolio is drawn into data/demo and every document says that its clients are made up.
#[derive(Debug, Args)]
#[command(after_help = "Examples:\n  octroi demo\n  octroi demo --clients 50000 --lang en\n  \
    octroi demo --workdir /tmp/essai")]
pub struct DemoArgs {
    /// Clients to draw, train and test together.
    #[arg(long, default_value_t = synthetic::DEMO.n_clients, value_name = "N")]
    clients: u32,
    /// Seed of the draw.
    #[arg(long, default_value_t = synthetic::DEMO.seed, value_name = "N")]
    seed: u64,
    #[command(flatten)]
    options: BuildOptions,
}

/// Runs the command.
pub fn run(context: &Context, args: &DemoArgs) -> reporter::Result {
    let folder = context.workdir.demo();
    // Settings are checked before minutes of work.
    context.settings(args.options.settings.as_deref())?;
    let wanted = Wanted { n_clients: args.clients, seed: args.seed };
    synthesize::draw_if_stale(context, wanted, &folder, args.options.force)?;
    build(context, &folder, &args.options)
}
