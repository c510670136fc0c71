//! `octroi features`: the feature table, and what each feature means.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args, ValueEnum};

use super::context::Context;
use super::reporter::{self, Failure, print};
use octroi::features::dictionary::{Dictionary, capitalized};
use octroi::features::store::{self, Origin};
use octroi::features::{Profile, catalog};
use octroi::pipeline::{self, Stage};
use octroi::synthetic;
use octroi::tables::{Source, Table, portfolio};

/// Compute the feature table (one row per client), list the features, or explain one.
#[derive(Debug, Args)]
#[command(after_help = "Examples:\n  octroi features --data data/raw --out features.parquet\n  \
    octroi features --data data/raw --profile kernel --out kernel.parquet\n  \
    octroi features --list\n  octroi features --explain INSTAL_DPD_MEAN --lang en")]
pub struct FeaturesArgs {
    /// Folder of the Kaggle files or the Kaggle archive. Default: data/raw in the work folder.
    #[arg(long, value_name = "DIR")]
    data: Option<PathBuf>,
    /// How to compute: ours, or the original kernel's behaviour for comparison.
    #[arg(long, value_enum, default_value_t = ProfileArg::Octroi)]
    profile: ProfileArg,
    /// File to write. Default: data/features-<profile>.parquet in the work folder.
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
    /// List every feature with its label instead.
    #[arg(long, conflicts_with_all = ["data", "out"])]
    list: bool,
    /// Say what a feature means instead: label, definition, source columns, unit.
    #[arg(long, value_name = "FEATURE", conflicts_with_all = ["data", "out", "list"])]
    explain: Option<String>,
}

/// How to compute.
#[derive(Debug, Clone, Copy, ValueEnum)]
enum ProfileArg {
    /// Ours.
    Octroi,
    /// The original kernel's 795 columns.
    Kernel,
}

impl From<ProfileArg> for Profile {
    fn from(arg: ProfileArg) -> Self {
        match arg {
            ProfileArg::Octroi => Self::Octroi,
            ProfileArg::Kernel => Self::Kernel,
        }
    }
}

/// Runs the command.
pub fn run(context: &Context, args: &FeaturesArgs) -> reporter::Result {
    let profile = Profile::from(args.profile);
    if args.list {
        return list(context, profile);
    }
    if let Some(name) = &args.explain {
        return explain(context, name);
    }
    let data = args.data.clone().unwrap_or_else(|| context.workdir.raw());
    let default = context.workdir.data().join(format!("features-{}.parquet", profile.name()));
    let out = args.out.clone().unwrap_or(default);
    let source = Source::open(&data)?;
    let bars = context.bars();
    let total: u64 = Table::ALL.iter().map(|&table| source.stored_bytes(table)).sum();
    bars.begin(Stage::Features.name(), Some(2 * total));
    let loaded = portfolio::load(&source, &pipeline::features_wanted, &|n| bars.add(n))?;
    let n_clients = loaded.portfolio.clients.len().max(1) as u64;
    let origin = Origin { is_synthetic: synthetic::is_synthetic(&data), tables: loaded.summary() };
    let written =
        store::write(&out, &loaded.portfolio, &loaded.outcomes, profile, &origin, &|n| {
            bars.add(total * n as u64 / n_clients);
        })?;
    let fingerprint = octroi::files::fingerprint(&out)?;
    let summary = format!(
        "{} clients × {} features, {:.0} MB in {}, fingerprint {}",
        written.n_clients,
        written.n_features,
        written.n_bytes as f64 / 1e6,
        out.display(),
        &fingerprint[..12],
    );
    bars.end(Stage::Features.name(), false, &summary);
    Ok(ExitCode::SUCCESS)
}

fn list(context: &Context, profile: Profile) -> reporter::Result {
    let dictionary = Dictionary::embedded()?;
    let mut text = String::new();
    for feature in catalog(profile) {
        let entry = dictionary.describe(&feature)?;
        text.push_str(&format!("{}\t{}\n", feature.name, entry.label.get(context.language)));
    }
    print(&text);
    Ok(ExitCode::SUCCESS)
}

fn explain(context: &Context, name: &str) -> reporter::Result {
    let features = catalog(Profile::Octroi);
    let Some(feature) = features.iter().find(|feature| feature.name == name) else {
        let upper = name.to_uppercase();
        let near: Vec<&str> = features
            .iter()
            .map(|feature| feature.name.as_str())
            .filter(|known| known.to_uppercase().contains(&upper))
            .take(8)
            .collect();
        let hint = if near.is_empty() {
            "\"octroi features --list\" lists every feature".to_owned()
        } else {
            format!("did you mean {}?", near.join(", "))
        };
        let message = format!("there is no feature \"{name}\"");
        return Err(Failure::Command { message, hint: Some(hint), code: 1 });
    };
    let dictionary = Dictionary::embedded()?;
    let entry = dictionary.describe(feature)?;
    let language = context.language;
    let theme = dictionary.theme(entry.theme).map_or("", |theme| theme.name.get(language));
    let sources: Vec<String> = entry.sources.iter().map(ToString::to_string).collect();
    let yes = |is: bool| if is { "yes" } else { "no" };
    print(&format!(
        "{name}\n  label       {}\n  definition  {}\n  sources     {}\n  unit        {}\n  theme       {theme}\n  \
         expected    {}\n  actionable  {}\n  protected   {}\n",
        capitalized(entry.label.get(language)),
        entry.definition.get(language),
        sources.join(", "),
        snake(entry.unit),
        snake(entry.expected),
        yes(entry.actionable),
        yes(entry.protected),
    ));
    Ok(ExitCode::SUCCESS)
}

/// The name under which a value is written in files.
fn snake(value: impl serde::Serialize) -> String {
    let text = serde_json::to_value(value).ok();
    text.as_ref().and_then(serde_json::Value::as_str).unwrap_or_default().replace('_', " ")
}
