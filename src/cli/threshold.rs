//! `octroi threshold`: the threshold of a run, how it was found and how far it can be relied on.

use std::process::ExitCode;

use clap::Args;

use super::context::Context;
use super::reporter::{self, Failure, print};
use super::table::{Align, Table};
use octroi::artifact::{self, Prediction, registry};
use octroi::decision::{Costs, Outcome, StudyParams, ThresholdStudy, study};

/// Show the threshold of a run: cost, intervals, folds, other thresholds, other costs.
///
/// With --missed-default or --refused-good the search is made again on the run's out-of-fold
/// probabilities, and nothing is stored: to decide by other costs, change assumptions.toml.
#[derive(Debug, Args)]
#[command(after_help = "Examples:\n  octroi threshold\n  octroi threshold --missed-default 20\n  \
    octroi threshold --run 0123456789ab --json")]
pub struct ThresholdArgs {
    /// The run, by its name or the start of it. Default: the promoted run.
    #[arg(long, value_name = "ID")]
    run: Option<String>,
    /// What an accepted client who defaults costs, instead of the run's setting.
    #[arg(long, value_name = "COST")]
    missed_default: Option<f64>,
    /// What a refused good client costs, instead of the run's setting.
    #[arg(long, value_name = "COST")]
    refused_good: Option<f64>,
    /// Print the study with its cost curve as JSON.
    #[arg(long)]
    json: bool,
}

/// Runs the command.
pub fn run(context: &Context, args: &ThresholdArgs) -> reporter::Result {
    let path = registry::find(&context.workdir.runs(), args.run.as_deref())?;
    let run = artifact::load(&path)?;
    let settings = &run.manifest.settings;
    let costs = Costs {
        missed_default: args.missed_default.unwrap_or(settings.costs.missed_default),
        refused_good: args.refused_good.unwrap_or(settings.costs.refused_good),
    };
    let is_other = costs != settings.costs;
    let study = if is_other {
        let predictions = artifact::read_out_of_fold(&path)?;
        let of = |value: fn(&Prediction) -> f64| predictions.iter().map(value).collect::<Vec<_>>();
        let params = StudyParams {
            costs,
            ratios: settings.threshold.cost_ratios.clone(),
            n_resamples: settings.threshold.n_resamples,
            seed: settings.protocol.seed,
        };
        let defaulted: Vec<bool> = predictions.iter().map(|p| p.defaulted).collect();
        let folds: Vec<usize> = predictions.iter().filter_map(|p| p.fold).collect();
        study(&of(|p| p.probability), &defaulted, &folds, &params)?
    } else {
        run.threshold_study
    };
    if args.json {
        let text = serde_json::to_string_pretty(&study).map_err(|error| Failure::Command {
            message: format!("the study cannot be written as JSON: {error}"),
            hint: None,
            code: 1,
        })?;
        print(&format!("{text}\n"));
        return Ok(ExitCode::SUCCESS);
    }
    let n_clients = run.evaluation.out_of_fold.metrics.n_clients;
    let n_defaults = run.evaluation.out_of_fold.classification.n_true_positives
        + run.evaluation.out_of_fold.classification.n_false_negatives;
    let head = format!(
        "Run {}{}: {n_clients} clients out of fold, {n_defaults} defaults; a missed default costs {}, a refused good client {}\n\n",
        run.manifest.run_id,
        if run.manifest.is_synthetic { ", made-up clients" } else { "" },
        costs.missed_default,
        costs.refused_good,
    );
    print(&format!("{head}{}", told(&study, n_clients, n_defaults)));
    Ok(ExitCode::SUCCESS)
}

fn told(study: &ThresholdStudy, n_clients: usize, n_defaults: usize) -> String {
    let mut rules = Table::new(&[
        ("", Align::Left),
        ("rule", Align::Left),
        ("threshold", Align::Right),
        ("cost per client", Align::Right),
        ("refused", Align::Right),
        ("missed defaults", Align::Right),
        ("refused good", Align::Right),
    ]);
    let search = &study.search;
    let mut rule = |mark: &str, name: &str, outcome: &Outcome| {
        rules.row(vec![
            mark.to_owned(),
            name.to_owned(),
            if outcome.threshold > 1.0 { "–".to_owned() } else { percent(outcome.threshold) },
            format!("{:.4}", outcome.expected_cost),
            percent(outcome.n_refused as f64 / n_clients.max(1) as f64),
            format!("{} of {n_defaults}", outcome.n_missed_defaults),
            outcome.n_refused_good.to_string(),
        ]);
    };
    rule("→", "cheapest", &search.best);
    rule("", "theoretical", &study.at_theoretical);
    rule("", "one half", &study.at_half);
    rule("", "accept everyone", &search.accept_all);
    rule("", "refuse everyone", &search.refuse_all);
    let mut text = rules.text();
    text.push_str(&format!(
        "\n95 % of {} resamples: threshold {} to {}, cost {:.4} to {:.4}\n\n",
        study.n_resamples,
        percent(study.threshold_interval.low),
        percent(study.threshold_interval.high),
        study.cost_interval.low,
        study.cost_interval.high,
    ));
    let mut folds = Table::new(&[
        ("fold", Align::Right),
        ("own threshold", Align::Right),
        ("cost at its own", Align::Right),
        ("at the chosen", Align::Right),
        ("at that of the others", Align::Right),
    ]);
    for fold in &study.folds {
        folds.row(vec![
            (fold.fold + 1).to_string(),
            percent(fold.own.threshold),
            format!("{:.4}", fold.own.expected_cost),
            format!("{:.4}", fold.at_chosen.expected_cost),
            format!("{:.4}", fold.from_others.expected_cost),
        ]);
    }
    text.push_str(&folds.text());
    let mut ratios = Table::new(&[
        ("missed default costs", Align::Right),
        ("threshold", Align::Right),
        ("cost per client", Align::Right),
        ("refused", Align::Right),
        ("accept everyone", Align::Right),
        ("refuse everyone", Align::Right),
    ]);
    for of in &study.ratios {
        ratios.row(vec![
            format!("{} good clients", of.ratio),
            percent(of.best.threshold.min(1.0)),
            format!("{:.4}", of.best.expected_cost),
            percent(of.best.n_refused as f64 / n_clients.max(1) as f64),
            format!("{:.4}", of.accept_all),
            format!("{:.4}", of.refuse_all),
        ]);
    }
    text.push('\n');
    text.push_str(&ratios.text());
    text
}

fn percent(share: f64) -> String {
    format!("{:.2} %", 100.0 * share)
}
