//! Identifiers: which clients are in train, and the keys of their credits and earlier applications.
//!
//! Keys must be unique over the whole portfolio while each client is drawn alone, so one quick pass
//! counts the credits and applications of every client first. Client keys run from 100001 without
//! gaps as in the original, with train and test interleaved; application keys are scattered over
//! their range, credit keys run on within a client and are scattered between clients.

use rayon::prelude::*;

use super::person::Person;
use super::random::mix;

/// Published sizes of the two application files, which give the split.
const KAGGLE_TRAIN: u64 = 307_511;
const KAGGLE_TEST: u64 = 48_744;

/// Applications with a key in use, among the keys of the range (1,000,001 to 2,845,382).
const PREVIOUS_KEYS_USED: f64 = 0.905;

/// The keys of the portfolio.
#[derive(Debug)]
pub(super) struct Identities {
    seed: u64,
    n_clients: u64,
    n_train: u64,
    /// First credit and first application of each client.
    first_bureau: Vec<u32>,
    first_previous: Vec<u32>,
    previous_keys: u64,
}

impl Identities {
    /// Counts the histories of every client and hands out the keys.
    pub(super) fn new(seed: u64, n_clients: u32) -> Self {
        let n_clients = u64::from(n_clients);
        let counts: Vec<(u32, u32)> = (0..n_clients)
            .into_par_iter()
            .map(|index| {
                let person = Person::draw(seed, index);
                (person.n_bureau, person.n_previous)
            })
            .collect();
        let mut first_bureau = vec![0; counts.len()];
        let mut first_previous = vec![0; counts.len()];
        let (mut bureau, mut previous) = (0_u32, 0_u32);
        for place in 0..n_clients {
            let index = permute(place, n_clients, mix(seed ^ 11)) as usize;
            first_bureau[index] = bureau;
            first_previous[index] = previous;
            bureau += counts[index].0;
            previous += counts[index].1;
        }
        Self {
            seed,
            n_clients,
            n_train: split(n_clients).0,
            first_bureau,
            first_previous,
            previous_keys: ((f64::from(previous) / PREVIOUS_KEYS_USED) as u64).max(1),
        }
    }

    pub(super) fn n_train(&self) -> u64 {
        self.n_train
    }

    /// Whether the outcome of the client is known.
    pub(super) fn is_train(&self, index: u64) -> bool {
        permute(index, self.n_clients, mix(self.seed ^ 12)) < self.n_train
    }

    /// `SK_ID_CURR`.
    pub(super) fn client(&self, index: u64) -> u32 {
        100_001 + index as u32
    }

    /// `SK_ID_BUREAU` of the client's `place`-th credit.
    pub(super) fn bureau(&self, index: u64, place: u32) -> u32 {
        5_000_000 + self.first_bureau[index as usize] + place
    }

    /// `SK_ID_PREV` of the client's `place`-th application.
    pub(super) fn previous(&self, index: u64, place: u32) -> u32 {
        let place = u64::from(self.first_previous[index as usize] + place);
        1_000_001 + permute(place, self.previous_keys, mix(self.seed ^ 13)) as u32
    }
}

/// How many clients of a portfolio are in train and in test, in the published proportion.
pub(super) fn split(n_clients: u64) -> (u64, u64) {
    let all = KAGGLE_TRAIN + KAGGLE_TEST;
    let n_train = (n_clients * KAGGLE_TRAIN + all / 2) / all;
    (n_train, n_clients - n_train)
}

/// A keyed permutation of `0..n`: four Feistel rounds over the next even power of two, walked until
/// the value falls inside the range.
pub(super) fn permute(value: u64, n: u64, key: u64) -> u64 {
    let bits = u64::BITS - n.saturating_sub(1).leading_zeros();
    let half = bits.div_ceil(2).max(1);
    let mask = (1_u64 << half) - 1;
    let mut value = value;
    loop {
        let (mut left, mut right) = (value >> half, value & mask);
        for round in 0..4 {
            (left, right) = (right, left ^ (mix(right ^ key.rotate_left(round * 16)) & mask));
        }
        value = (left << half) | right;
        if value < n {
            return value;
        }
    }
}
