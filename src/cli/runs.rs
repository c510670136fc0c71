//! `octroi runs`: the runs of the work folder.

use std::process::ExitCode;
use std::time::UNIX_EPOCH;

use clap::{Args, Subcommand};

use super::context::{Context, date_and_time};
use super::reporter::{self, Failure, print, say};
use super::table::{Align, Table};
use octroi::artifact::{self, Prediction, ScoringArtifact, registry};
use octroi::decision::compare_costs;
use octroi::metrics;

/// List, show, compare and promote the runs of the work folder.
#[derive(Debug, Args)]
#[command(after_help = "Examples:\n  octroi runs list\n  octroi runs show\n  \
    octroi runs compare 0123 4567\n  octroi runs promote 4567")]
pub struct RunsArgs {
    #[command(subcommand)]
    command: RunsCommand,
}

#[derive(Debug, Subcommand)]
enum RunsCommand {
    /// List the runs, the latest first.
    List,
    /// Show a run: what it was made from, what came out, whether it is whole.
    Show {
        /// The run, by its name or the start of it. Default: the promoted run.
        run: Option<String>,
        /// Print the manifest as JSON.
        #[arg(long)]
        json: bool,
    },
    /// Compare two runs, client by client where they share clients.
    Compare {
        /// The first run.
        first: String,
        /// The second run.
        second: String,
    },
    /// Make a run the one that is used where none is named. A damaged one is refused.
    Promote {
        /// The run, by its name or the start of it.
        run: String,
    },
}

/// Runs the command.
pub fn run(context: &Context, args: &RunsArgs) -> reporter::Result {
    match &args.command {
        RunsCommand::List => list(context),
        RunsCommand::Show { run, json } => show(context, run.as_deref(), *json),
        RunsCommand::Compare { first, second } => compare(context, first, second),
        RunsCommand::Promote { run } => {
            let manifest = registry::promote(&context.workdir.runs(), run)?;
            if !context.is_quiet {
                say(&format!("run {} is promoted\n", manifest.run_id));
            }
            Ok(ExitCode::SUCCESS)
        }
    }
}

fn list(context: &Context) -> reporter::Result {
    let runs = context.workdir.runs();
    let promoted = registry::promoted(&runs);
    let listed = registry::list(&runs);
    if listed.is_empty() {
        let message = format!("there is no run in \"{}\"", runs.display());
        let hint = Some("make one with \"octroi train\" or \"octroi demo\"".to_owned());
        return Err(Failure::Command { message, hint, code: 1 });
    }
    let mut table = Table::new(&[
        ("", Align::Left),
        ("run", Align::Left),
        ("written (UTC)", Align::Left),
        ("clients", Align::Right),
        ("retained", Align::Left),
        ("AUC", Align::Right),
        ("cost", Align::Right),
        ("hold-out cost", Align::Right),
        ("threshold", Align::Right),
        ("data", Align::Left),
    ]);
    for run in listed {
        let mark = if promoted.as_ref() == Some(&run.run_id) { "→" } else { "" };
        let since = run.written.and_then(|at| at.duration_since(UNIX_EPOCH).ok());
        let written = since.map_or(String::new(), |since| date_and_time(since.as_secs()));
        table.row(match run.manifest {
            Ok(manifest) => vec![
                mark.to_owned(),
                run.run_id,
                written,
                manifest.n_labelled.to_string(),
                manifest.champion,
                format!("{:.4}", manifest.roc_auc),
                format!("{:.4}", manifest.expected_cost),
                format!("{:.4}", manifest.hold_out_expected_cost),
                format!("{:.2} %", 100.0 * manifest.threshold),
                if manifest.is_synthetic { "made up" } else { "real" }.to_owned(),
            ],
            Err(error) => vec![mark.to_owned(), run.run_id, written, error.to_string()],
        });
    }
    print(&table.text());
    Ok(ExitCode::SUCCESS)
}

fn show(context: &Context, asked: Option<&str>, is_json: bool) -> reporter::Result {
    let path = registry::find(&context.workdir.runs(), asked)?;
    let run = artifact::load(&path)?;
    if is_json {
        let text = serde_json::to_string_pretty(&run.manifest).unwrap_or_default();
        print(&format!("{text}\n"));
        return Ok(ExitCode::SUCCESS);
    }
    let m = &run.manifest;
    let versions: Vec<String> =
        m.versions.iter().map(|(name, version)| format!("{name} {version}")).collect();
    let params = run.comparison.champion().map_or(String::new(), |one| {
        serde_json::to_string(&one.trial.candidate.params).unwrap_or_default()
    });
    let held = &run.evaluation.hold_out;
    let at = &run.evaluation.out_of_fold.classification;
    print(&format!(
        "run            {}{}\nfolder         {}\nmodel          {} ({}, {} features, {} trees)\n\
         parameters     {params}\ncalibration    {}\nthreshold      {:.4} ({:.4} to {:.4})\n\
         out of fold    AUC {:.4}, cost {:.4}, accuracy {:.4}, precision {:.4}, recall {:.4}, F1 {:.4}\n\
         hold-out       AUC {:.4}, cost {:.4}\nclients        {} labelled ({:.2} % defaulted), {} unlabelled\n\
         data           {}\nprogram        {} ({})\nfiles          whole, checksums hold\n",
        m.run_id,
        if m.is_synthetic { " (made-up clients)" } else { "" },
        path.display(),
        m.model_id,
        m.champion,
        m.n_features,
        run.model.n_trees(),
        run.calibrator.method().name(),
        m.threshold,
        run.threshold_study.threshold_interval.low,
        run.threshold_study.threshold_interval.high,
        m.roc_auc,
        m.expected_cost,
        at.accuracy,
        at.precision,
        at.recall,
        at.f1,
        held.metrics.roc_auc,
        held.at_threshold.expected_cost,
        m.n_labelled,
        100.0 * m.default_rate,
        m.n_unlabelled,
        m.data_fingerprint,
        m.code_version,
        versions.join(", "),
    ));
    Ok(ExitCode::SUCCESS)
}

fn compare(context: &Context, first: &str, second: &str) -> reporter::Result {
    let runs = context.workdir.runs();
    let load = |asked: &str| -> Result<(ScoringArtifact, Vec<Prediction>), Failure> {
        let path = registry::find(&runs, Some(asked))?;
        Ok((artifact::load(&path)?, artifact::read_out_of_fold(&path)?))
    };
    let ((a, a_rows), (b, b_rows)) = (load(first)?, load(second)?);
    let mut table = Table::new(&[
        ("", Align::Left),
        (&a.manifest.run_id, Align::Right),
        (&b.manifest.run_id, Align::Right),
    ]);
    let mut line = |name: &str, of: &dyn Fn(&ScoringArtifact) -> String| {
        table.row(vec![name.to_owned(), of(&a), of(&b)]);
    };
    line("retained", &|run| run.manifest.champion.clone());
    line("labelled clients", &|run| run.manifest.n_labelled.to_string());
    line("features", &|run| run.manifest.n_features.to_string());
    line("data", &|run| run.manifest.data_fingerprint[..12].to_owned());
    line("calibration", &|run| run.calibrator.method().name().to_owned());
    line("threshold", &|run| format!("{:.2} %", 100.0 * run.manifest.threshold));
    line("cost, out of fold", &|run| format!("{:.4}", run.manifest.expected_cost));
    line("cost, hold-out", &|run| format!("{:.4}", run.manifest.hold_out_expected_cost));
    line("AUC, out of fold", &|run| format!("{:.4}", run.manifest.roc_auc));
    line("AUC, hold-out", &|run| format!("{:.4}", run.evaluation.hold_out.metrics.roc_auc));
    line("Brier, out of fold", &|run| format!("{:.6}", run.evaluation.out_of_fold.metrics.brier));
    let mut text = table.text();
    text.push_str(&paired(&a, &a_rows, &b, &b_rows)?);
    print(&text);
    Ok(ExitCode::SUCCESS)
}

/// The second run less the first, on the clients that both predicted out of fold.
fn paired(
    a: &ScoringArtifact,
    a_rows: &[Prediction],
    b: &ScoringArtifact,
    b_rows: &[Prediction],
) -> Result<String, Failure> {
    let by_client: std::collections::BTreeMap<u32, &Prediction> =
        b_rows.iter().map(|row| (row.client, row)).collect();
    let pairs: Vec<(&Prediction, &Prediction)> = a_rows
        .iter()
        .filter_map(|row| by_client.get(&row.client).map(|other| (row, *other)))
        .filter(|(one, other)| one.defaulted == other.defaulted)
        .collect();
    let n_defaults = pairs.iter().filter(|(one, _)| one.defaulted).count();
    if n_defaults == 0 || n_defaults == pairs.len() {
        return Ok("\nThe two runs share no clients to compare on.\n".to_owned());
    }
    let (p, q): (Vec<f64>, Vec<f64>) =
        pairs.iter().map(|(one, other)| (one.probability, other.probability)).unzip();
    let defaulted: Vec<bool> = pairs.iter().map(|(one, _)| one.defaulted).collect();
    let auc = metrics::compare(&q, &p, &defaulted).map_err(octroi::training::Error::from)?;
    let costs = a.manifest.settings.costs;
    let cost =
        compare_costs((&p, a.manifest.threshold), (&q, b.manifest.threshold), &defaulted, costs)?;
    Ok(format!(
        "\nsecond less first, on {} shared clients: AUC {:+.4} ({:+.4} to {:+.4}), cost {:+.4} ({:+.4} to {:+.4})\n",
        pairs.len(),
        auc.difference,
        auc.low,
        auc.high,
        cost.difference,
        cost.low,
        cost.high
    ))
}
