//! How long the boosted trees take to fit and to predict a matrix on disk:
//! `cargo bench --bench training -- FOLDER`. `benches/training/run.py` writes the folder, runs this
//! and its peer, and compares.

#![expect(clippy::print_stdout, reason = "a bench prints what it measured")]

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Instant;

use octroi::models::boosted_trees::{BoostedTrees, MonotoneDirections};
use octroi::models::{BoostedTreesParams, Error, Learner, Model, Sample};
use serde::Deserialize;

/// Predictions timed, of which the median counts.
const N_PREDICTIONS: usize = 3;

/// `task.json`: what is in the folder, and what is asked.
#[derive(Debug, Clone, Copy, Deserialize)]
struct Task {
    n_rows: usize,
    n_features: usize,
    /// The first rows, which are learned from; the others are predicted.
    n_train: usize,
    threads: usize,
    settings: Settings,
}

/// The settings that both programs are given.
#[derive(Debug, Clone, Copy, Deserialize)]
struct Settings {
    rounds: usize,
    learning_rate: f64,
    max_leaves: usize,
    max_depth: usize,
    min_child_weight: f64,
    row_share: f64,
    column_share: f64,
    l1: f64,
    l2: f64,
    max_bins: usize,
    seed: u64,
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let folder = std::env::args().skip(1).find(|word| !word.starts_with("--"));
    let folder = PathBuf::from(folder.ok_or("expected the folder that run.py has written")?);
    let task: Task = serde_json::from_slice(&fs::read(folder.join("task.json"))?)?;
    rayon::ThreadPoolBuilder::new().num_threads(task.threads).build_global()?;
    let all = read_sample(&folder, task)?;
    let train = all.select(&Vec::from_iter(0..task.n_train));
    let test = all.select(&Vec::from_iter(task.n_train..task.n_rows));

    let start = Instant::now();
    let model = fit(task.settings, &train)?;
    let train_s = start.elapsed().as_secs_f64();

    let mut log_odds = Vec::new();
    let mut times_s: Vec<f64> = (0..N_PREDICTIONS)
        .map(|_| {
            let start = Instant::now();
            log_odds = model.log_odds_of(&test);
            start.elapsed().as_secs_f64()
        })
        .collect();
    times_s.sort_by(f64::total_cmp);

    let bytes = log_odds.iter().flat_map(|value| value.to_le_bytes());
    fs::write(folder.join("octroi.f64"), Vec::from_iter(bytes))?;
    let result = serde_json::json!({
        "train_s": train_s,
        "predict_s": times_s[N_PREDICTIONS / 2],
        "peak_bytes": peak_bytes(),
    });
    println!("{result}");
    Ok(())
}

/// Binning and boosting: what is timed as training.
fn fit(settings: Settings, train: &Sample) -> Result<Model, Error> {
    let params = BoostedTreesParams {
        n_trees: settings.rounds,
        patience: 0,
        learning_rate: settings.learning_rate,
        max_leaves: settings.max_leaves,
        max_depth: settings.max_depth,
        min_child_weight: settings.min_child_weight,
        row_share: settings.row_share,
        column_share: settings.column_share,
        l1: settings.l1,
        l2: settings.l2,
        max_bins: settings.max_bins,
        monotone: false,
        seed: settings.seed,
    };
    BoostedTrees { params, directions: Arc::new(MonotoneDirections::new()) }.fit(train, None)
}

fn read_sample(folder: &Path, task: Task) -> Result<Sample, Box<dyn std::error::Error>> {
    let n_values = task.n_rows * task.n_features;
    let mut values = Vec::with_capacity(n_values);
    let mut file = fs::File::open(folder.join("values.f32"))?;
    let mut block = vec![0; 4 << 20];
    while values.len() < n_values {
        let n_bytes = block.len().min(4 * (n_values - values.len()));
        std::io::Read::read_exact(&mut file, &mut block[..n_bytes])?;
        let (numbers, _) = block[..n_bytes].as_chunks::<4>();
        values.extend(numbers.iter().map(|&bytes| f32::from_le_bytes(bytes)));
    }
    let outcomes = fs::read(folder.join("outcomes.u8"))?;
    if outcomes.len() != task.n_rows {
        return Err(format!("expected {} outcomes, found {}", task.n_rows, outcomes.len()).into());
    }
    let defaulted = outcomes.iter().map(|&outcome| outcome == 1).collect();
    let names = (0..task.n_features).map(|i| format!("f{i}")).collect();
    Ok(Sample::new(values, Arc::new(names), defaulted))
}

/// The most memory this process has held, where the system says (Linux).
fn peak_bytes() -> Option<u64> {
    let status = fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    let kib: u64 = line.split_whitespace().next()?.parse().ok()?;
    Some(kib * 1024)
}
