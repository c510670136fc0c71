//! `octroi serve`: the scoring service.

use std::net::SocketAddr;
use std::process::ExitCode;

use clap::Args;

use super::context::Context;
use super::reporter::{self, Failure, print};
use octroi::api::{self, App, Clock, Config, Live};

/// Answer other programs over HTTP: scores, reasons, sheets, the dashboard.
///
/// Serves the promoted run; when another is promoted, that one, without a restart.
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  octroi serve --no-auth\n  octroi serve --listen 0.0.0.0:8080\n  \
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
}

/// Runs the command.
pub fn run(context: &Context, args: &ServeArgs) -> reporter::Result {
    if args.no_auth && !args.listen.ip().is_loopback() {
        return Err(failure(&api::Error::OpenToOthers { address: args.listen }, 2));
    }
    let live = Live::open(context.workdir.clone(), args.run.clone())?;
    let config = Config {
        listen: args.listen,
        run: args.run.clone(),
        is_open: args.no_auth,
        ..Config::open()
    };
    let app = App::new(live, config, Clock::system());
    let started = |address: SocketAddr| {
        if !context.is_quiet {
            print(&format!("http://{address}\n"));
        }
    };
    api::serve(app, started).map_err(|error| failure(&error, 1))?;
    Ok(ExitCode::SUCCESS)
}

fn failure(error: &api::Error, code: u8) -> Failure {
    let source = std::error::Error::source(error).map(|source| format!(": {source}"));
    let message = format!("{error}{}", source.unwrap_or_default());
    Failure::Command { message, hint: error.hint(), code }
}
