//! Rebalancing against imbalanced-learn, and what holds for any rows.

use std::sync::Arc;

use octroi::models::Sample;
use octroi::resampling::{Draw, Error, Imbalance, SmoteParams, rebalance, synthesize};
use proptest::prelude::*;
use serde::Deserialize;

const SMOTE: SmoteParams = SmoteParams { n_neighbors: 5 };

/// What `tests/oracles/make_smote_fixture.py` wrote down.
#[derive(Deserialize)]
struct Oracle {
    n_neighbors: usize,
    values: Vec<Vec<f32>>,
    defaulted: Vec<bool>,
    neighbors: Vec<Vec<usize>>,
    samples_indices: Vec<usize>,
    steps: Vec<f64>,
    synthetic: Vec<Vec<f64>>,
}

#[test]
fn the_same_draws_make_the_rows_that_imbalanced_learn_makes() {
    let oracle: Oracle =
        serde_json::from_str(include_str!("../fixtures/smote_oracle.json")).unwrap();
    let n_rows = oracle.values.len();
    let sample = sample(&oracle.values, oracle.defaulted.clone());
    let params = SmoteParams { n_neighbors: oracle.n_neighbors };

    let draws: Vec<Draw> = std::iter::zip(&oracle.samples_indices, &oracle.steps)
        .map(|(index, &gap)| Draw {
            base: index / oracle.n_neighbors,
            neighbor: index % oracle.n_neighbors,
            gap,
        })
        .collect();
    let enlarged = synthesize(&sample, &params, &draws).unwrap();
    assert_eq!(enlarged.n_rows(), n_rows + oracle.synthetic.len());
    for (place, expected) in oracle.synthetic.iter().enumerate() {
        for (found, expected) in enlarged.row(n_rows + place).iter().zip(expected) {
            assert!(
                (f64::from(*found) - expected).abs() < 1e-6,
                "row {place}: {found}, {expected}"
            );
        }
    }

    // Going all the way lands on the neighbor: every one of them is the same, in the same order.
    let defaults: Vec<usize> = (0..n_rows).filter(|&row| oracle.defaulted[row]).collect();
    for (base, neighbors) in oracle.neighbors.iter().enumerate() {
        let draws: Vec<Draw> =
            (0..neighbors.len()).map(|neighbor| Draw { base, neighbor, gap: 1.0 }).collect();
        let enlarged = synthesize(&sample, &params, &draws).unwrap();
        for (place, &neighbor) in neighbors.iter().enumerate() {
            assert_eq!(enlarged.row(n_rows + place), sample.row(defaults[neighbor]));
        }
    }
}

#[test]
fn draws_that_name_nobody_are_refused() {
    let sample = sample(&[vec![0.0], vec![1.0], vec![2.0]], vec![true, true, false]);
    for (base, neighbor) in [(2, 0), (0, 1)] {
        let draw = Draw { base, neighbor, gap: 0.5 };
        assert!(matches!(synthesize(&sample, &SMOTE, &[draw]), Err(Error::UnknownDraw { .. })));
    }
}

#[test]
fn rows_without_enough_of_an_outcome_are_refused() {
    let rows = [vec![0.0], vec![1.0], vec![2.0]];
    for imbalance in [Imbalance::ClassWeights, Imbalance::Undersampling, Imbalance::Smote] {
        for outcome in [true, false] {
            let one = rebalance(&sample(&rows, vec![outcome; 3]), imbalance, 1, &SMOTE);
            assert!(matches!(one, Err(Error::OneOutcome { .. })));
        }
    }
    let lonely = sample(&rows, vec![true, false, false]);
    let alone = rebalance(&lonely, Imbalance::Smote, 1, &SMOTE);
    assert!(matches!(alone, Err(Error::NoNeighbors { n_defaults: 1, .. })));
}

#[test]
fn names_are_those_of_the_settings() {
    let names = Imbalance::ALL.map(|imbalance| serde_json::to_string(&imbalance).unwrap());
    assert_eq!(names, ["\"none\"", "\"class_weights\"", "\"undersampling\"", "\"smote\""]);
}

proptest! {
    #[test]
    fn rows_and_outcomes_are_balanced_as_promised(
        rows in rows(), imbalance in prop::sample::select(&Imbalance::ALL[..]), seed in any::<u64>(),
    ) {
        let (values, defaulted) = rows;
        let sample = sample(&values, defaulted);
        let (n_defaults, n_repaid) = counts(&sample);
        let balanced = rebalance(&sample, imbalance, seed, &SMOTE).unwrap();
        match imbalance {
            Imbalance::None => {
                prop_assert_eq!(bits(&balanced), bits(&sample));
                prop_assert_eq!(balanced.weights(), None);
            }
            Imbalance::ClassWeights => {
                prop_assert_eq!(bits(&balanced), bits(&sample));
                let weights = balanced.weights().unwrap();
                let of = |class: bool| -> f32 {
                    let pairs = weights.iter().zip(sample.defaulted());
                    pairs.filter(|(_, y)| **y == class).map(|(weight, _)| weight).sum()
                };
                let half = sample.n_rows() as f32 / 2.0;
                prop_assert!((of(true) - half).abs() < 1e-3 && (of(false) - half).abs() < 1e-3);
            }
            Imbalance::Undersampling => {
                prop_assert_eq!(counts(&balanced), (n_defaults, n_repaid.min(n_defaults)));
                let drawn = balanced.matrix().1;
                prop_assert!(drawn.is_sorted_by(|a, b| a < b), "no row twice, in order");
            }
            Imbalance::Smote => {
                prop_assert_eq!(counts(&balanced), (n_defaults.max(n_repaid), n_repaid));
                prop_assert_eq!(&bits(&balanced)[..sample.n_rows()], &bits(&sample)[..]);
            }
        }
    }

    #[test]
    fn synthetic_rows_lie_between_two_defaults(rows in rows(), seed in any::<u64>()) {
        let (values, defaulted) = rows;
        let sample = sample(&values, defaulted);
        let defaults: Vec<&[f32]> = (0..sample.n_rows())
            .filter(|&row| sample.defaulted()[row])
            .map(|row| sample.row(row))
            .collect();
        let balanced = rebalance(&sample, Imbalance::Smote, seed, &SMOTE).unwrap();
        let is_between = |x: f32, a: f32, b: f32| {
            let stays = x.to_bits() == a.to_bits() && !(a.is_finite() && b.is_finite());
            stays || (a.min(b) <= x && x <= a.max(b))
        };
        for row in sample.n_rows()..balanced.n_rows() {
            let row = balanced.row(row);
            let lies_between = |a: &[f32], b: &[f32]| {
                row.iter().zip(a).zip(b).all(|((&x, &a), &b)| is_between(x, a, b))
            };
            let pairs = defaults.iter().any(|a| defaults.iter().any(|b| lies_between(a, b)));
            prop_assert!(pairs, "{row:?}");
        }
    }

    #[test]
    fn only_the_rows_given_are_read_and_a_seed_decides(
        rows in rows(), imbalance in prop::sample::select(&Imbalance::ALL[..]), seed in any::<u64>(),
    ) {
        let (values, defaulted) = rows;
        let alone = rebalance(&sample(&values, defaulted.clone()), imbalance, seed, &SMOTE).unwrap();
        // The same rows among others, which differ between two runs.
        for stranger in [vec![f32::INFINITY; 3], vec![1e9, f32::NAN, -1e9]] {
            let mut more = vec![stranger.clone()];
            let mut outcomes = vec![true];
            for (row, outcome) in values.iter().zip(&defaulted) {
                more.extend([row.clone(), stranger.clone()]);
                outcomes.extend([*outcome, true]);
            }
            let places: Vec<usize> = (0..values.len()).map(|place| 2 * place + 1).collect();
            let among = sample(&more, outcomes).select(&places);
            let balanced = rebalance(&among, imbalance, seed, &SMOTE).unwrap();
            prop_assert_eq!(bits(&balanced), bits(&alone));
            prop_assert_eq!(balanced.defaulted(), alone.defaulted());
            prop_assert_eq!(balanced.weights(), alone.weights());
        }
    }
}

/// Rows of three features, at least two defaults and one repaid among them.
fn rows() -> impl Strategy<Value = (Vec<Vec<f32>>, Vec<bool>)> {
    let value = prop_oneof![
        6 => -3.0_f32..3.0, 1 => Just(f32::NAN), 1 => Just(0.5), 1 => Just(f32::INFINITY),
    ];
    let row = proptest::collection::vec(value, 3);
    proptest::collection::vec((row, prop::bool::weighted(0.25)), 4..40).prop_map(|rows| {
        let (values, mut defaulted): (Vec<_>, Vec<_>) = rows.into_iter().unzip();
        defaulted[..3].copy_from_slice(&[true, false, true]);
        (values, defaulted)
    })
}

fn sample(values: &[Vec<f32>], defaulted: Vec<bool>) -> Sample {
    let names = (0..values[0].len()).map(|feature| format!("f{feature}")).collect();
    Sample::new(values.concat(), Arc::new(names), defaulted)
}

fn counts(sample: &Sample) -> (usize, usize) {
    let n_defaults = sample.defaulted().iter().filter(|defaulted| **defaulted).count();
    (n_defaults, sample.n_rows() - n_defaults)
}

/// The values of every row, so that missing ones compare equal.
fn bits(sample: &Sample) -> Vec<Vec<u32>> {
    (0..sample.n_rows()).map(|row| sample.row(row).iter().map(|v| v.to_bits()).collect()).collect()
}
