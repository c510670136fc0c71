//! `octroi synthesize`: a portfolio of made-up clients.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Args;

use super::context::Context;
use super::reporter::{self, Failure};
use octroi::pipeline::Stage;
use octroi::synthetic::{self, Request};

/// Draw a portfolio of made-up clients: the eight files, as Kaggle writes them.
///
/// The same number of clients and seed give the same bytes. The folder holds a SYNTHETIC.json,
/// and everything made of it says that it is synthetic.
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  octroi synthesize --clients 10000 --seed 7 --out data/demo\n  \
    octroi synthesize --clients 356255 --out data/full"
)]
pub struct SynthesizeArgs {
    /// Clients to draw, train and test together.
    #[arg(long, default_value_t = 10_000, value_name = "N")]
    clients: u32,
    /// Seed of the draw.
    #[arg(long, default_value_t = 7, value_name = "N")]
    seed: u64,
    /// Folder to write. Default: data/demo in the work folder.
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
}

/// Which portfolio is wanted.
#[derive(Debug, Clone, Copy)]
pub struct Wanted {
    /// Clients.
    pub n_clients: u32,
    /// Seed.
    pub seed: u64,
}

/// Runs the command.
pub fn run(context: &Context, args: &SynthesizeArgs) -> reporter::Result {
    let folder = args.out.clone().unwrap_or_else(|| context.workdir.demo());
    let wanted = Wanted { n_clients: args.clients, seed: args.seed };
    draw(context, wanted, &folder)?;
    Ok(ExitCode::SUCCESS)
}

/// Draws the portfolio unless the folder already holds it.
pub fn draw_if_stale(
    context: &Context,
    wanted: Wanted,
    folder: &Path,
    force: bool,
) -> Result<(), Failure> {
    let request = Request { n_clients: wanted.n_clients, seed: wanted.seed };
    if !force && synthetic::holds(folder, &request) {
        let bars = context.bars();
        bars.begin(Stage::Synthesize.name(), None);
        bars.end(Stage::Synthesize.name(), true, "");
        return Ok(());
    }
    draw(context, wanted, folder)
}

fn draw(context: &Context, wanted: Wanted, folder: &Path) -> Result<(), Failure> {
    let request = Request { n_clients: wanted.n_clients, seed: wanted.seed };
    let bars = context.bars();
    let name = Stage::Synthesize.name();
    bars.begin(name, Some(u64::from(wanted.n_clients)));
    let done = std::sync::atomic::AtomicU64::new(0);
    let summary = synthetic::synthesize(&request, folder, &|n| {
        let before = done.swap(n, std::sync::atomic::Ordering::Relaxed);
        bars.add(n.saturating_sub(before));
    })?;
    let n_rows: u64 = summary.rows.iter().map(|(_, rows)| rows).sum();
    let megabytes = summary.bytes as f64 / 1e6;
    let folder = folder.display();
    bars.end(name, false, &format!("{n_rows} rows, {megabytes:.0} MB in {folder}"));
    Ok(())
}
