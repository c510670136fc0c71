//! `octroi completions`: completion scripts for shells.

use std::process::ExitCode;

use clap::{Args, CommandFactory};
use clap_complete::Shell;

use super::Cli;
use super::reporter::{self, print};

/// Write the completion script of a shell to standard output.
#[derive(Debug, Args)]
#[command(
    after_help = "Example:\n  octroi completions bash > ~/.local/share/bash-completion/completions/octroi"
)]
pub struct CompletionsArgs {
    /// The shell.
    shell: Shell,
}

/// Runs the command.
pub fn run(args: CompletionsArgs) -> reporter::Result {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut Cli::command(), "octroi", &mut script);
    print(&String::from_utf8_lossy(&script));
    Ok(ExitCode::SUCCESS)
}
