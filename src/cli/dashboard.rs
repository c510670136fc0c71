//! `octroi dashboard`: the site of a run, for everyone or for some.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;

use super::context::Context;
use super::report::{Options, publication, read_numbers, tell_unknown};
use super::reporter::{self, print};
use octroi::artifact;
use octroi::features::store::TableReader;
use octroi::pipeline::{self, SiteClients, SiteJob, Stage, write_site};
use octroi::views::from_run::Speaker;

/// Make the dashboard of a run: a site that opens from a disk, without a network.
///
/// Without a choice it shows everyone. A site of fewer clients is smaller: for a meeting, a stick.
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  octroi dashboard\n  octroi dashboard --sample 1000 --out demo\n  \
    octroi dashboard --clients 100002,100038 --out meeting\n  octroi dashboard --from ids.txt --out branch"
)]
pub struct DashboardArgs {
    /// The clients to show, by number.
    #[arg(long, value_name = "ID,…", value_delimiter = ',', conflicts_with_all = ["from", "sample"])]
    clients: Vec<u32>,
    /// A file with a client's number per line; empty lines and lines with # are left out.
    #[arg(long, value_name = "FILE", conflicts_with = "sample")]
    from: Option<PathBuf>,
    /// So many clients, evenly spread over the portfolio.
    #[arg(long, value_name = "N")]
    sample: Option<usize>,
    /// Folder of the site. Default: reports/dashboard in the work folder.
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    #[command(flatten)]
    options: Options,
}

/// Runs the command.
pub fn run(context: &Context, args: &DashboardArgs) -> reporter::Result {
    let publication = publication(context, &args.options)?;
    let clients = match (&args.from, args.sample) {
        (Some(file), _) => SiteClients::These(read_numbers(file)?),
        (None, Some(n)) => SiteClients::Sample(n),
        (None, None) if !args.clients.is_empty() => {
            SiteClients::These(args.clients.iter().copied().collect())
        }
        (None, None) => SiteClients::All,
    };
    let own = context.workdir.dashboard();
    let out = args.out.clone().unwrap_or_else(|| own.clone());
    context.check_output(&out.join("index.html"))?;
    let _lock = pipeline::lock(&context.workdir)?;
    context.workdir.sweep();
    let bars = context.bars();
    // The whole site in its usual place is a stage of the build, with its record.
    if matches!(clients, SiteClients::All) && args.out.is_none() {
        let stages = [Stage::Dashboard];
        let outputs = pipeline::publish(&publication, &stages, &bars, &mut Vec::new())?;
        if !context.is_quiet {
            outputs.iter().for_each(|output| print(&format!("{}\n", output.display())));
        }
        return Ok(ExitCode::SUCCESS);
    }
    let run = context.workdir.runs().join(&publication.run_id);
    let artifact = artifact::load(&run)?;
    let reader = TableReader::open(&context.workdir.features())?;
    let mut speaker = Speaker::new(&artifact, context.language, publication.date())?;
    speaker.is_synthetic |= reader.is_synthetic();
    let job = SiteJob {
        artifact: &artifact,
        out_of_fold: &artifact::read_out_of_fold(&run)?,
        reader: &reader,
        speaker: &speaker,
        templates: args.options.templates.as_deref(),
        data: &publication.data()?,
        expects_documents: out == own,
    };
    let total = match &clients {
        SiteClients::All => reader.n_clients(),
        SiteClients::These(these) => these.len(),
        SiteClients::Sample(n) => (*n).min(reader.n_clients()),
    };
    bars.begin("dashboard", Some(total as u64));
    let made = write_site(&job, &clients, &out, &|n| bars.add(n));
    let made = made.inspect_err(|_| bars.clear())?;
    bars.end("dashboard", false, &made.to_string());
    if !context.is_quiet {
        print(&format!("{}\n", out.join("index.html").display()));
    }
    Ok(tell_unknown(&made.unknown, "the others are there"))
}
