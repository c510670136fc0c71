//! `octroi compare`: everything that a run tried, side by side.

use std::process::ExitCode;

use clap::Args;

use super::context::Context;
use super::reporter::{self, print};
use super::table::{Align, Table};
use octroi::artifact::{self, ComparedTrial, registry};
use octroi::training::Role;

/// Show everything that a run tried: cost, ranking, calibration, times.
///
/// Costs are per client, at the best threshold of each, out of fold, in refused good clients.
#[derive(Debug, Args)]
#[command(after_help = "Examples:\n  octroi compare\n  octroi compare --run 0123456789ab --json")]
pub struct CompareArgs {
    /// The run, by its name or the start of it. Default: the promoted run.
    #[arg(long, value_name = "ID")]
    run: Option<String>,
    /// Print the whole record as JSON.
    #[arg(long)]
    json: bool,
}

/// Runs the command.
pub fn run(context: &Context, args: &CompareArgs) -> reporter::Result {
    let path = registry::find(&context.workdir.runs(), args.run.as_deref())?;
    let run = artifact::load(&path)?;
    if args.json {
        let text = serde_json::to_string_pretty(&run.comparison).unwrap_or_default();
        print(&format!("{text}\n"));
        return Ok(ExitCode::SUCCESS);
    }
    let timings = artifact::read_timings(&path);
    let seconds = |name: &str| timings.iter().find(|time| time.name == name);
    let mut competitors = Table::new(&[
        ("", Align::Left),
        ("trial", Align::Left),
        ("cost", Align::Right),
        ("threshold", Align::Right),
        ("AUC", Align::Right),
        ("95 %", Align::Left),
        ("Brier", Align::Right),
        ("calibration error", Align::Right),
        ("fit, s", Align::Right),
        ("predict, s", Align::Right),
    ]);
    let mut studies = Table::new(&[
        ("", Align::Left),
        ("retained model, changed", Align::Left),
        ("cost", Align::Right),
        ("difference, 95 %", Align::Left),
        ("AUC", Align::Right),
        ("difference, 95 %", Align::Left),
        ("Brier", Align::Right),
        ("calibration error", Align::Right),
    ]);
    for (place, one) in run.comparison.trials.iter().enumerate() {
        let mark = if place == run.comparison.champion { "→" } else { "" };
        let (trial, measured) = (&one.trial, &one.trial.pooled);
        let interval = &measured.roc_auc_interval;
        let brier = format!("{:.5}", measured.brier);
        let calibration = format!("{:.2} %", 100.0 * measured.calibration_error);
        let (cost, auc) = (format!("{:.4}", trial.score), format!("{:.4}", measured.roc_auc));
        if trial.role == Role::Competitor {
            let time = |of: fn(&octroi::training::TrialTime) -> f64| {
                seconds(&trial.name).map_or(String::new(), |time| format!("{:.1}", of(time)))
            };
            competitors.row(vec![
                mark.to_owned(),
                trial.name.clone(),
                cost,
                format!("{:.2} %", 100.0 * one.best.threshold.min(1.0)),
                auc,
                format!("{:.4} to {:.4}", interval.low, interval.high),
                brier,
                calibration,
                time(|time| time.fit_s),
                time(|time| time.predict_s),
            ]);
        } else {
            let (auc_change, cost_change) = differences(one);
            studies.row(vec![
                mark.to_owned(),
                role(&trial.role),
                cost,
                cost_change,
                auc,
                auc_change,
                brier,
                calibration,
            ]);
        }
    }
    let manifest = &run.manifest;
    let synthetic = if manifest.is_synthetic { ", made-up clients" } else { "" };
    let mut text = format!(
        "Run {}: {} labelled clients{synthetic}, {} features, {} folds, hold-out {:.0} %\n\n",
        manifest.run_id,
        manifest.n_labelled,
        manifest.n_features,
        manifest.settings.protocol.n_folds,
        100.0 * manifest.settings.protocol.hold_out_share,
    );
    text.push_str(&competitors.text());
    if !studies.is_empty() {
        text.push('\n');
        text.push_str(&studies.text());
    }
    text.push_str("\ncalibration of the retained model, out of fold:\n");
    for way in run.comparison.champion().iter().flat_map(|one| &one.trial.calibration) {
        let mark = if way.method == run.calibrator.method() { "→" } else { " " };
        text.push_str(&format!(
            "  {mark} {:<9} Brier {:.6}  log loss {:.6}  calibration error {:.3} %\n",
            way.method.name(),
            way.brier,
            way.log_loss,
            100.0 * way.calibration_error
        ));
    }
    let held = &run.evaluation.hold_out;
    text.push_str(&format!(
        "\nhold-out, predicted once: AUC {:.4} ({:.4} to {:.4}), cost {:.4}, Brier {:.5}, calibration error {:.2} %\n",
        held.metrics.roc_auc,
        held.metrics.roc_auc_interval.low,
        held.metrics.roc_auc_interval.high,
        held.at_threshold.expected_cost,
        held.metrics.brier,
        100.0 * held.metrics.calibration_error,
    ));
    print(&text);
    Ok(ExitCode::SUCCESS)
}

/// Difference of AUC and of cost to the retained model, with intervals.
fn differences(one: &ComparedTrial) -> (String, String) {
    let said = |difference: f64, low: f64, high: f64| {
        let mark = if low > 0.0 || high < 0.0 { "*" } else { " " };
        format!("{difference:+.4} ({low:+.4} to {high:+.4}){mark}")
    };
    let auc = one.auc_difference.as_ref().map(|d| said(d.difference, d.low, d.high));
    let cost = one.cost_difference.as_ref().map(|d| said(d.difference, d.low, d.high));
    (auc.unwrap_or_default(), cost.unwrap_or_default())
}

fn role(role: &Role) -> String {
    match role {
        Role::Competitor => String::new(),
        Role::Imbalance { imbalance } => format!("imbalance: {}", imbalance.name()),
        Role::WithProtected { columns } => format!("with {}", columns.join(" and ")),
        Role::Without { column } => format!("without {column}"),
        Role::Monotone { monotone: true } => "monotone directions".to_owned(),
        Role::Monotone { monotone: false } => "no monotone directions".to_owned(),
        Role::KernelFeatures => "the kernel's features alone".to_owned(),
    }
}
