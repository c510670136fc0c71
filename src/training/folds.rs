//! Stratified draws: each part holds its share of both outcomes.

use rand::SeedableRng;
use rand::seq::SliceRandom;
use rand_pcg::Pcg64;

/// Sets a stratified share aside: the rows that stay and the rows set aside, each ascending.
pub fn split(defaulted: &[bool], share: f64, seed: u64) -> (Vec<usize>, Vec<usize>) {
    let mut rng = Pcg64::seed_from_u64(seed);
    let mut is_aside = vec![false; defaulted.len()];
    for class in [true, false] {
        let mut rows: Vec<usize> =
            (0..defaulted.len()).filter(|&row| defaulted[row] == class).collect();
        rows.shuffle(&mut rng);
        let n_aside = (rows.len() as f64 * share).round() as usize;
        rows.iter().take(n_aside).for_each(|&row| is_aside[row] = true);
    }
    (0..defaulted.len()).partition(|&row| !is_aside[row])
}

/// The fold of each row, from 0; folds differ by at most one row of each outcome.
pub fn stratified(defaulted: &[bool], n_folds: usize, seed: u64) -> Vec<usize> {
    let mut rng = Pcg64::seed_from_u64(seed ^ 0x5EED);
    let mut fold_of = vec![0; defaulted.len()];
    let mut next = 0;
    for class in [true, false] {
        let mut rows: Vec<usize> =
            (0..defaulted.len()).filter(|&row| defaulted[row] == class).collect();
        rows.shuffle(&mut rng);
        for row in rows {
            fold_of[row] = next % n_folds;
            next += 1;
        }
    }
    fold_of
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn folds_hold_their_share_of_both_outcomes(
            defaulted in proptest::collection::vec(any::<bool>(), 1..300),
            n_folds in 2_usize..8,
            seed in any::<u64>(),
        ) {
            let fold_of = stratified(&defaulted, n_folds, seed);
            for class in [true, false] {
                let sizes: Vec<usize> = (0..n_folds)
                    .map(|fold| (0..defaulted.len())
                        .filter(|&row| fold_of[row] == fold && defaulted[row] == class)
                        .count())
                    .collect();
                let (least, most) = (sizes.iter().min().unwrap(), sizes.iter().max().unwrap());
                prop_assert!(most - least <= 1, "{sizes:?}");
            }
            prop_assert_eq!(fold_of, stratified(&defaulted, n_folds, seed));
        }

        #[test]
        fn a_split_takes_every_row_once(
            defaulted in proptest::collection::vec(any::<bool>(), 1..300),
            share in 0.01_f64..0.99,
        ) {
            let (stay, aside) = split(&defaulted, share, 3);
            let mut all = [stay, aside.clone()].concat();
            all.sort_unstable();
            prop_assert_eq!(all, (0..defaulted.len()).collect::<Vec<_>>());
            let n_defaults = defaulted.iter().filter(|y| **y).count() as f64;
            let n_aside = aside.iter().filter(|&&row| defaulted[row]).count() as f64;
            prop_assert!((n_aside - n_defaults * share).abs() <= 0.5 + 1e-9);
        }
    }
}
