//! What each departure from the original kernel changes, measured.

use std::sync::Arc;

use polars::prelude::{Column, DataFrame};

use super::watch::Quiet;
use super::{Error, Work};
use crate::decision::{choose_threshold, compare_costs};
use crate::features::{FeatureMatrix, Profile, assemble};
use crate::metrics;
use crate::models::Sample;
use crate::pipeline;
use crate::probability::LogOdds;
use crate::resampling::SmoteParams;
use crate::tables::portfolio;
use crate::training::{FeatureSet, Population, Procedure, folds};

/// A departure: columns of the kernel that are replaced by ours.
#[derive(Debug, Clone, Copy)]
struct Departure {
    /// What it is, in a few words.
    name: &'static str,
    /// Whether a column of the kernel belongs to it.
    covers: fn(&str) -> bool,
}

/// The departures that change columns of the kernel, in the order of the decision record.
const DEPARTURES: [Departure; 3] = [
    Departure { name: "division par zéro : manquant, non infini", covers: is_ratio },
    Departure {
        name: "échéance jamais payée : en retard, non à l’heure", covers: is_lateness
    },
    Departure { name: "codes par sens, niveaux du schéma", covers: is_anything },
];

fn is_ratio(name: &str) -> bool {
    name.contains("PAYMENT_PERC") || name.contains("APP_CREDIT_PERC")
}

fn is_lateness(name: &str) -> bool {
    name.starts_with("INSTAL_DPD") || name.starts_with("INSTAL_DBD")
}

const fn is_anything(_: &str) -> bool {
    true
}

/// Fits the retained model step by step from the kernel's features to ours, on the same folds.
///
/// Each row takes the departures above it along: `step`, `columns` (that differ from the step
/// before), `changed` (share of their values that do), `auc`, `cost`, `auc_change` and `cost_change`
/// to the step before with their 95 % intervals (`…_low`, `…_high`), `fit_s`. The last step adds the
/// features that the kernel does not have. Infinities of the kernel stand as the largest number of
/// 32 bits: the booster takes none.
///
/// The first `n_clients` clients whose outcome is known take part; both profiles are computed of
/// them in memory, some 13 kB each.
///
/// # Errors
///
/// [`Error::Stage`] with what a stage says.
pub fn departures(work: &Work, n_clients: usize) -> Result<DataFrame, Error> {
    let steps = Steps::new(work, n_clients)?;
    let mut rows: Vec<Row> = Vec::new();
    let mut values = steps.kernel.clone();
    rows.push(steps.fit(work, "le noyau d’origine", &steps.names, &values, (0, 0.0), None)?);
    let mut is_taken = vec![false; steps.names.len()];
    for departure in DEPARTURES {
        let (mut n_columns, mut n_changed) = (0, 0);
        for (place, name) in steps.names.iter().enumerate() {
            if is_taken[place] || !(departure.covers)(name) {
                continue;
            }
            is_taken[place] = true;
            let differ = different(&steps.kernel[place], &steps.octroi[place]);
            n_columns += usize::from(differ > 0);
            n_changed += differ;
            values[place].clone_from(&steps.octroi[place]);
        }
        let share = n_changed as f64 / (n_columns * steps.defaulted.len()).max(1) as f64;
        let change = (n_columns, share);
        let row = steps.fit(work, departure.name, &steps.names, &values, change, rows.last())?;
        rows.push(row);
    }
    let (names, ours) = (&steps.all_names, &steps.all);
    let change = (names.len() - steps.names.len(), 1.0);
    let row = steps.fit(work, "variables ajoutées", names, ours, change, rows.last())?;
    rows.push(row);
    frame(&rows)
}

/// A step, fitted.
struct Row {
    step: &'static str,
    n_columns: usize,
    changed: f64,
    probabilities: Vec<f64>,
    threshold: f64,
    auc: f64,
    cost: f64,
    auc_change: Option<[f64; 3]>,
    cost_change: Option<[f64; 3]>,
    fit_s: f64,
}

/// Both profiles of the same clients, column by column.
struct Steps {
    defaulted: Vec<bool>,
    /// Features of the kernel that models may read.
    names: Vec<String>,
    kernel: Vec<Vec<f32>>,
    octroi: Vec<Vec<f32>>,
    /// Every feature that models may read.
    all_names: Vec<String>,
    all: Vec<Vec<f32>>,
    procedure: Procedure,
}

impl Steps {
    fn new(work: &Work, n_clients: usize) -> Result<Self, Error> {
        let source = work.source()?;
        let loaded = portfolio::load(&source, &pipeline::features_wanted, &|_| {})?;
        let known: Vec<usize> = (0..loaded.outcomes.len())
            .filter(|&place| loaded.outcomes[place].is_some())
            .take(n_clients)
            .collect();
        let chosen = loaded.portfolio.select(&known);
        let kernel = assemble(&chosen, 0..known.len(), Profile::Kernel);
        let octroi = assemble(&chosen, 0..known.len(), Profile::Octroi);
        // Who the kernel leaves out takes no part on either side.
        let rows: Vec<usize> = (0..known.len())
            .filter(|&row| kernel.clients.binary_search(&octroi.clients[row]).is_ok())
            .collect();
        let defaulted: Vec<bool> =
            rows.iter().map(|&row| loaded.outcomes[known[row]] == Some(true)).collect();

        let table = work.features()?;
        let protected = &work.settings().attributes.protected;
        let population = Population::new(&table, protected).map_err(pipeline::Error::from)?;
        let names = |set: &FeatureSet| population.allowed(set);
        let (of_kernel, all_names) = (names(&FeatureSet::Kernel), names(&FeatureSet::Allowed));
        let every: Vec<usize> = (0..kernel.clients.len()).collect();
        let columns = |matrix: &FeatureMatrix, names: &[String], rows: &[usize]| {
            let column = |name: &String| {
                let values = matrix.column(name).unwrap_or_default();
                rows.iter().map(|&row| values.get(row).map_or(f32::NAN, |v| finite(*v))).collect()
            };
            names.iter().map(column).collect::<Vec<Vec<f32>>>()
        };
        let protocol = &work.settings().protocol;
        Ok(Self {
            kernel: columns(&kernel, &of_kernel, &every),
            octroi: columns(&octroi, &of_kernel, &rows),
            all: columns(&octroi, &all_names, &rows),
            procedure: Procedure {
                fold_of: folds::stratified(&defaulted, protocol.n_folds, protocol.seed),
                n_folds: protocol.n_folds,
                validation_share: protocol.validation_share,
                smote: SmoteParams { n_neighbors: work.settings().studies.smote_neighbors },
                directions: Arc::new(population.directions()),
                seed: protocol.seed,
            },
            names: of_kernel,
            all_names,
            defaulted,
        })
    }

    fn fit(
        &self,
        work: &Work,
        step: &'static str,
        names: &[String],
        columns: &[Vec<f32>],
        (n_columns, changed): (usize, f64),
        before: Option<&Row>,
    ) -> Result<Row, Error> {
        let n_rows = self.defaulted.len();
        let mut values = Vec::with_capacity(n_rows * names.len());
        for row in 0..n_rows {
            values.extend(columns.iter().map(|column| column[row]));
        }
        let sample = Sample::new(values, Arc::new(names.to_vec()), self.defaulted.clone());
        let trial = work.run.comparison.champion();
        let trial = trial.ok_or(pipeline::Error::NothingToLearn)?;
        let candidate = &trial.trial.candidate;
        let found = self.procedure.out_of_fold(&sample, candidate, None, &Quiet::new())?;
        let p: Vec<f64> =
            found.log_odds.iter().map(|&x| LogOdds::new(x).probability().value()).collect();
        let (y, costs) = (&self.defaulted, work.settings().costs);
        let best = choose_threshold(&p, y, costs).map_err(pipeline::Error::from)?.best;
        let mut row = Row {
            step,
            n_columns,
            changed,
            threshold: best.threshold,
            auc: metrics::roc_auc(&p, y).map_err(crate::training::Error::from)?,
            cost: best.expected_cost,
            auc_change: None,
            cost_change: None,
            fit_s: found.fit_s,
            probabilities: p,
        };
        if let Some(before) = before {
            let first = (before.probabilities.as_slice(), before.threshold);
            let second = (row.probabilities.as_slice(), row.threshold);
            let auc =
                metrics::compare(second.0, first.0, y).map_err(crate::training::Error::from)?;
            let cost = compare_costs(first, second, y, costs).map_err(pipeline::Error::from)?;
            row.auc_change = Some([auc.difference, auc.low, auc.high]);
            row.cost_change = Some([cost.difference, cost.low, cost.high]);
        }
        Ok(row)
    }
}

/// A value as 32 bits, infinities at the ends of their range.
fn finite(value: f64) -> f32 {
    if value.is_nan() { f32::NAN } else { (value as f32).clamp(f32::MIN, f32::MAX) }
}

fn different(a: &[f32], b: &[f32]) -> usize {
    a.iter().zip(b).filter(|(a, b)| a != b && !(a.is_nan() && b.is_nan())).count()
}

fn frame(rows: &[Row]) -> Result<DataFrame, Error> {
    let numbers = |name: &str, of: &dyn Fn(&Row) -> Option<f64>| {
        Column::new(name.into(), rows.iter().map(of).collect::<Vec<Option<f64>>>())
    };
    let change = |name: &'static str, of: fn(&Row) -> Option<[f64; 3]>| {
        ["", "_low", "_high"].into_iter().enumerate().map(move |(place, end)| {
            let values: Vec<Option<f64>> =
                rows.iter().map(|row| of(row).map(|all| all[place])).collect();
            Column::new(format!("{name}{end}").into(), values)
        })
    };
    let mut columns = vec![
        Column::new("step".into(), rows.iter().map(|row| row.step).collect::<Vec<&str>>()),
        Column::new(
            "columns".into(),
            rows.iter().map(|row| row.n_columns as u64).collect::<Vec<u64>>(),
        ),
        numbers("changed", &|row| Some(row.changed)),
        numbers("auc", &|row| Some(row.auc)),
        numbers("cost", &|row| Some(row.cost)),
    ];
    columns.extend(change("auc_change", |row| row.auc_change));
    columns.extend(change("cost_change", |row| row.cost_change));
    columns.push(numbers("fit_s", &|row| Some(row.fit_s)));
    Ok(DataFrame::new(rows.len(), columns)?)
}
