//! A seed and a client in, that client's own stream of random numbers out, and draws from tables.
//!
//! Every client and every concern has a stream of its own, so that neither the number of threads
//! nor the order of the work can change a byte, and a change to one table leaves the others alone.

use rand::Rng;
use rand_distr::{Distribution, StandardNormal};
use rand_pcg::Pcg64Mcg;

/// What a stream of random numbers is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Purpose {
    Person = 1,
    Form = 2,
    Risk = 3,
    Scores = 4,
    Building = 5,
    Bureau = 6,
    Previous = 7,
    Payments = 8,
    Card = 9,
    Order = 10,
}

/// The random numbers of one client for one purpose.
#[derive(Debug, Clone)]
pub(super) struct Stream(Pcg64Mcg);

impl Stream {
    /// The stream keyed by the seed of the request, the index of the client and the purpose.
    pub(super) fn new(seed: u64, index: u64, purpose: Purpose) -> Self {
        let low = mix(seed ^ mix(index ^ (purpose as u64) << 56));
        let high = mix(low ^ seed.rotate_left(32));
        Self(Pcg64Mcg::new((u128::from(high) << 64) | u128::from(low)))
    }

    /// Uniform in [0, 1).
    pub(super) fn uniform(&mut self) -> f64 {
        (self.0.next_u64() >> 11) as f64 * (1.0 / (1_u64 << 53) as f64)
    }

    /// Standard normal.
    pub(super) fn normal(&mut self) -> f64 {
        StandardNormal.sample(&mut self.0)
    }

    /// True with that probability.
    pub(super) fn chance(&mut self, probability: f64) -> bool {
        self.uniform() < probability
    }

    /// Uniform among `0..n`, zero when `n` is zero.
    pub(super) fn below(&mut self, n: usize) -> usize {
        ((u128::from(self.0.next_u64()) * n as u128) >> 64) as usize
    }

    /// Uniform among the whole numbers from `low` to `high`, both included.
    pub(super) fn between(&mut self, low: i32, high: i32) -> i32 {
        low + self.below((high - low + 1).max(1) as usize) as i32
    }

    /// Uniform in [low, high).
    pub(super) fn range(&mut self, low: f64, high: f64) -> f64 {
        low + (high - low) * self.uniform()
    }

    /// Exponential with that mean.
    pub(super) fn exponential(&mut self, mean: f64) -> f64 {
        -mean * (1.0 - self.uniform()).ln()
    }

    /// Poisson with that mean, by counting arrivals (meant for means of a few units).
    pub(super) fn poisson(&mut self, mean: f64) -> i32 {
        let floor = (-mean).exp();
        let mut product = self.uniform();
        let mut count = 0;
        while product > floor && count < 200 {
            product *= self.uniform();
            count += 1;
        }
        count
    }

    /// Index drawn in proportion to the weights.
    pub(super) fn pick(&mut self, weights: &[f64]) -> usize {
        let total: f64 = weights.iter().sum();
        let mut left = self.uniform() * total;
        for (index, weight) in weights.iter().enumerate() {
            left -= weight;
            if left < 0.0 {
                return index;
            }
        }
        weights.len().saturating_sub(1)
    }

    /// Value drawn in proportion to the weight beside it.
    pub(super) fn choose<T: Copy>(&mut self, table: &[(T, f64)]) -> T {
        let total: f64 = table.iter().map(|(_, weight)| weight).sum();
        let mut left = self.uniform() * total;
        for (value, weight) in table {
            left -= weight;
            if left < 0.0 {
                return *value;
            }
        }
        table[table.len() - 1].0
    }
}

/// A published distribution: the value below which each share of the rows lies.
///
/// Shares rise from 0 to 1, values never fall; between two points the value is interpolated, and
/// two points with the same value make that value an atom.
#[derive(Debug, Clone, Copy)]
pub(super) struct Quantiles {
    pub(super) shares: &'static [f64],
    pub(super) values: &'static [f64],
}

impl Quantiles {
    /// The value at a share between 0 and 1.
    pub(super) fn at(&self, share: f64) -> f64 {
        let last = self.shares.len().min(self.values.len()) - 1;
        let after = self.shares.partition_point(|at| *at <= share).clamp(1, last);
        let (low_share, high_share) = (self.shares[after - 1], self.shares[after]);
        let (low, high) = (self.values[after - 1], self.values[after]);
        low + (high - low) * ((share - low_share) / (high_share - low_share)).clamp(0.0, 1.0)
    }

    /// The value at the share that a standard normal score stands for.
    pub(super) fn at_score(&self, score: f64) -> f64 {
        self.at(normal_cdf(score))
    }
}

/// Share of a standard normal distribution below `x`, within 1.2e-7.
///
/// ## References
///
/// Press et al., Numerical Recipes, section 6.2 (Chebyshev fit of the complementary error function).
pub(super) fn normal_cdf(x: f64) -> f64 {
    let z = (x / std::f64::consts::SQRT_2).abs();
    let t = 1.0 / (1.0 + 0.5 * z);
    let poly = [
        0.170_872_77,
        -0.822_152_23,
        1.488_515_87,
        -1.135_203_98,
        0.278_868_07,
        -0.186_288_06,
        0.096_784_18,
        0.374_091_96,
        1.000_023_68,
        -1.265_512_23,
    ];
    let exponent = poly.iter().fold(0.0, |sum, term| sum * t + term);
    let tail = 0.5 * t * (exponent - z * z).exp();
    if x >= 0.0 { 1.0 - tail } else { tail }
}

/// The logistic function.
pub(super) fn logistic(x: f64) -> f64 {
    1.0 / (1.0 + (-x).exp())
}

/// Scrambles 64 bits (the finaliser of `SplitMix64`).
pub(super) fn mix(x: u64) -> u64 {
    let x = x.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let x = (x ^ (x >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let x = (x ^ (x >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    x ^ (x >> 31)
}
