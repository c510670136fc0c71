//! How long SHAP values take: `cargo bench --bench explanation -- FOLDER`.
//! `benches/explanation/run.py` writes the folder, runs this and its peers, and compares.

#![expect(clippy::print_stdout, reason = "a bench prints what it measured")]

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::time::Instant;

use octroi::explanation::shapley::TreeExplainer;
use octroi::models::{Predictor, TreeEnsemble};
use serde::Deserialize;

/// Measurements, of which the median counts.
const N_REPEATS: usize = 5;

/// Rows explained one at a time, of which the median counts.
const N_SINGLE_ROWS: usize = 1000;

/// `task.json`: what is in the folder, and what is asked.
#[derive(Debug, Clone, Copy, Deserialize)]
struct Task {
    n_rows: usize,
    n_features: usize,
    /// The last rows, which are explained.
    n_explained: usize,
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut words = std::env::args().skip(1).filter(|word| !word.starts_with("--"));
    let folder = PathBuf::from(words.next().ok_or("expected the folder that run.py has written")?);
    let threads = words.next().ok_or("expected the number of threads")?.parse()?;
    let task: Task = serde_json::from_slice(&fs::read(folder.join("task.json"))?)?;
    let model: TreeEnsemble = serde_json::from_slice(&fs::read(folder.join("model.json"))?)?;
    rayon::ThreadPoolBuilder::new().num_threads(threads).build_global()?;
    let rows = read_rows(&folder, task)?;
    let row_of = |row: usize| &rows[row * task.n_features..][..task.n_features];

    let (explainer, prepare_s) = median_time(|| TreeExplainer::new(&model));
    let explainer = explainer?;
    let n_columns = explainer.features().len();
    let mut values = vec![0.0; task.n_explained * n_columns];
    let (explained, all_s) =
        median_time(|| explainer.explain_rows(task.n_explained, row_of, &mut values));
    explained?;
    let mut times_s: Vec<f64> = (0..N_SINGLE_ROWS)
        .map(|row| {
            let row = row_of(row % task.n_explained);
            let start = Instant::now();
            std::hint::black_box(explainer.explain(row)).map(|_| start.elapsed().as_secs_f64())
        })
        .collect::<Result<_, _>>()?;
    let predictor = Predictor::new(&model);
    let (_, predict_s) = median_time(|| predictor.log_odds_of_rows(task.n_explained, row_of));

    write_values(&folder, task, &explainer, &values)?;
    let result = serde_json::json!({
        "prepare_s": prepare_s,
        "rows_s": all_s,
        "n_rows": task.n_explained,
        "one_row_s": median(&mut times_s),
        "predict_s": predict_s,
        "n_columns": n_columns,
    });
    println!("{result}");
    Ok(())
}

/// The last result of several calls, and their median time in seconds.
fn median_time<T>(mut call: impl FnMut() -> T) -> (T, f64) {
    let mut measure = || {
        let start = Instant::now();
        let result = call();
        (result, start.elapsed().as_secs_f64())
    };
    let (mut last, time_s) = measure();
    let mut times_s = vec![time_s];
    while times_s.len() < N_REPEATS {
        let (result, time_s) = measure();
        last = result;
        times_s.push(time_s);
    }
    (last, median(&mut times_s))
}

fn median(times_s: &mut [f64]) -> f64 {
    times_s.sort_by(f64::total_cmp);
    times_s[times_s.len() / 2]
}

/// The rows that are explained, row-major.
fn read_rows(folder: &Path, task: Task) -> Result<Vec<f32>, Box<dyn std::error::Error>> {
    let bytes = fs::read(folder.join("values.f32"))?;
    let (numbers, _) = bytes.as_chunks::<4>();
    let from = (task.n_rows - task.n_explained) * task.n_features;
    let numbers = numbers.get(from..).ok_or("values.f32 is too short")?;
    Ok(numbers.iter().map(|&bytes| f32::from_le_bytes(bytes)).collect())
}

/// Writes `octroi.f64` with a column for every feature of the model and the base value behind
/// them, as the peers do.
fn write_values(
    folder: &Path,
    task: Task,
    explainer: &TreeExplainer,
    values: &[f64],
) -> std::io::Result<()> {
    let mut file = std::io::BufWriter::new(fs::File::create(folder.join("octroi.f64"))?);
    for values in values.chunks_exact(explainer.features().len()) {
        let mut row = vec![0.0; task.n_features];
        for (&feature, &value) in explainer.features().iter().zip(values) {
            row[feature as usize] = value;
        }
        row.push(explainer.base_value());
        for value in row {
            file.write_all(&value.to_le_bytes())?;
        }
    }
    file.flush()
}
