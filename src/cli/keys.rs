//! `octroi keys`: who may ask the service.

use std::error::Error as _;
use std::path::Path;
use std::process::ExitCode;

use clap::{Args, Subcommand, ValueEnum};

use super::context::{Context, date_and_time};
use super::reporter::{self, Failure, print, say};
use super::table::{Align, Table};
use octroi::api::Clock;
use octroi::api::keys::{Error, KeyFile, Scope};

/// Make, list and revoke the keys of the service.
#[derive(Debug, Args)]
#[command(after_help = "A key is shown once, when it is made; data/keys.json keeps its hash. A \
    running service knows of changes within a second.\n\nExamples:\n  \
    octroi keys add branch-12 --scope read --scope score\n  \
    octroi keys add erasures --scope admin > admin.key\n  octroi keys list\n  \
    octroi keys revoke branch-12")]
pub struct KeysArgs {
    #[command(subcommand)]
    command: KeysCommand,
}

#[derive(Debug, Subcommand)]
enum KeysCommand {
    /// Make a key and print it: the only time that it is shown.
    Add {
        /// A name for it: letters, digits, ".", "-", "_".
        name: String,
        /// What it is for; may be given several times. None implies another.
        #[arg(long, required = true, value_enum)]
        scope: Vec<ScopeArg>,
        /// Requests per second, twice as many at once. Default: what the service gives to all.
        #[arg(long, value_name = "N")]
        rate: Option<u32>,
    },
    /// List the keys: id, name, scopes, when made, when revoked.
    List,
    /// Revoke a key. It cannot be brought back; another can take its name.
    Revoke {
        /// The key, by name or id.
        key: String,
    },
}

/// What a key is for.
#[derive(Debug, Clone, Copy, ValueEnum)]
enum ScopeArg {
    /// Clients of the portfolio, the model, the dashboard.
    Read,
    /// Scores of applications and of changed inputs; an adviser's decisions.
    Score,
    /// The log of predictions and erasures from it; figures of the service.
    Admin,
}

impl From<ScopeArg> for Scope {
    fn from(arg: ScopeArg) -> Self {
        match arg {
            ScopeArg::Read => Self::Read,
            ScopeArg::Score => Self::Score,
            ScopeArg::Admin => Self::Admin,
        }
    }
}

/// Runs the command.
pub fn run(context: &Context, args: &KeysArgs) -> reporter::Result {
    let path = context.workdir.keys();
    let now_ms = Clock::system().now_ms();
    match &args.command {
        KeysCommand::Add { name, scope, rate } => {
            let scopes = scope.iter().map(|scope| Scope::from(*scope)).collect();
            let add = |file: &mut KeyFile| file.add(name, scopes, *rate, now_ms);
            let (secret, record) = KeyFile::change(&path, add).map_err(|e| failure(&e))?;
            print(&format!("{}\n", secret.text()));
            if !context.is_quiet {
                say(&format!(
                    "key {} \"{}\" is made; it is shown this once, keep it where nobody reads it\n",
                    record.id, record.name
                ));
            }
            Ok(ExitCode::SUCCESS)
        }
        KeysCommand::List => list(&path),
        KeysCommand::Revoke { key } => {
            let revoke = |file: &mut KeyFile| file.revoke(key, now_ms);
            let record = KeyFile::change(&path, revoke).map_err(|e| failure(&e))?;
            if !context.is_quiet {
                say(&format!("key {} \"{}\" is revoked\n", record.id, record.name));
            }
            Ok(ExitCode::SUCCESS)
        }
    }
}

fn list(path: &Path) -> reporter::Result {
    let file = KeyFile::read(path).map_err(|error| failure(&error))?;
    let mut table = Table::new(&[
        ("id", Align::Left),
        ("name", Align::Left),
        ("scopes", Align::Left),
        ("rate", Align::Right),
        ("made (UTC)", Align::Left),
        ("revoked (UTC)", Align::Left),
    ]);
    let moment = |ms: i64| date_and_time(u64::try_from(ms / 1_000).unwrap_or_default());
    for key in file.keys {
        let scopes: Vec<&str> = key.scopes.iter().map(|scope| scope.name()).collect();
        table.row(vec![
            key.id,
            key.name,
            scopes.join(", "),
            key.rate.map_or(String::new(), |rate| format!("{rate}/s")),
            moment(key.created_ms),
            key.revoked_ms.map_or(String::new(), moment),
        ]);
    }
    if table.is_empty() {
        say("there is no key yet; make one with \"octroi keys add\"\n");
    } else {
        print(&table.text());
    }
    Ok(ExitCode::SUCCESS)
}

fn failure(error: &Error) -> Failure {
    let mut message = error.to_string();
    let mut cause = error.source();
    while let Some(next) = cause {
        message = format!("{message}: {next}");
        cause = next.source();
    }
    Failure::Command { message, hint: error.hint(), code: 1 }
}
