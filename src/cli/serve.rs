//! `octroi serve`: the scoring service.

use std::net::SocketAddr;
use std::num::NonZeroU32;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;

use super::context::Context;
use super::logging;
use super::reporter::{self, Failure, print};
use octroi::api::{self, App, Clock, Config, Limits};

/// Answer other programs over HTTP: scores, reasons, sheets, the dashboard.
///
/// Serves the promoted run; when another is promoted, that one, without a restart.
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  octroi serve --no-auth\n  octroi keys add branch-12 --scope read --scope score\n  octroi serve --listen 0.0.0.0:8080\n  \
    curl http://127.0.0.1:8080/v1/clients/100002/explanation\n\nEndpoints are described at /docs."
)]
pub struct ServeArgs {
    /// Where to listen.
    #[arg(long, value_name = "ADDRESS:PORT", default_value = "127.0.0.1:8080")]
    listen: SocketAddr,
    /// The run to serve, by its name or the start of it. Default: the promoted one.
    #[arg(long, value_name = "RUN")]
    run: Option<String>,
    /// Answer without keys; only on this machine.
    #[arg(long)]
    no_auth: bool,
    /// Requests a second that a key may send, unless it has a rate of its own; twice as many at once.
    #[arg(long, value_name = "N", default_value = "5000")]
    rate: NonZeroU32,
    /// Delete predictions from the log after so many days. Default: they are kept.
    #[arg(long, value_name = "DAYS", value_parser = clap::value_parser!(u32).range(1..=36_500))]
    keep_days: Option<u32>,
    /// Folder of the site that / shows. Default: reports/dashboard in the work folder.
    #[arg(long, value_name = "DIR")]
    site: Option<PathBuf>,
}

/// Runs the command.
pub fn run(context: &Context, args: &ServeArgs) -> reporter::Result {
    logging::start();
    let config = Config {
        listen: args.listen,
        run: args.run.clone(),
        is_open: args.no_auth,
        limits: Limits { requests_per_second: args.rate, ..Limits::default() },
        site: args.site.clone(),
        keep_days: args.keep_days,
    };
    let opened = App::open(&context.workdir, config, Clock::system());
    let app = opened.map_err(|error| failure(&error))?;
    let started = |address: SocketAddr| {
        if !context.is_quiet {
            print(&format!("http://{address}\n"));
        }
    };
    api::serve(app, started).map_err(|error| failure(&error))?;
    Ok(ExitCode::SUCCESS)
}

fn failure(error: &api::Error) -> Failure {
    let code = match error {
        api::Error::OpenToOthers { .. } => 2,
        _ => 1,
    };
    let mut message = error.to_string();
    let mut source = std::error::Error::source(error);
    while let Some(inner) = source {
        message.push_str(&format!(": {inner}"));
        source = inner.source();
    }
    Failure::Command { message, hint: error.hint(), code }
}
