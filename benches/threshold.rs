//! How long the exact threshold sweep over 300,000 probabilities takes: `cargo bench --bench threshold`.

#![expect(clippy::print_stdout, reason = "a bench prints what it measured")]

use std::time::Instant;

use octroi::decision::{Costs, choose_threshold};
use rand::{RngExt, SeedableRng};
use rand_pcg::Pcg64;

const N_CLIENTS: usize = 300_000;
const N_RUNS: usize = 51;

fn main() {
    let mut rng = Pcg64::seed_from_u64(7);
    let probabilities: Vec<f64> =
        (0..N_CLIENTS).map(|_| rng.random_range(0.0_f64..1.0).powi(3)).collect();
    let defaulted: Vec<bool> = probabilities.iter().map(|&p| rng.random_bool(p)).collect();
    let costs = Costs { missed_default: 10.0, refused_good: 1.0 };
    let mut times_ms = Vec::with_capacity(N_RUNS);
    let mut threshold = 0.0;
    for _ in 0..N_RUNS {
        let start = Instant::now();
        if let Ok(search) = choose_threshold(&probabilities, &defaulted, costs) {
            threshold = search.best.threshold;
        }
        times_ms.push(1e3 * start.elapsed().as_secs_f64());
    }
    times_ms.sort_by(f64::total_cmp);
    println!(
        "{N_CLIENTS} probabilities, threshold {threshold:.4}: median {:.1} ms, slowest {:.1} ms",
        times_ms[N_RUNS / 2],
        times_ms[N_RUNS - 1]
    );
}
