//! The members of a group in, how they repaid out.

use serde::Serialize;

use crate::metrics::wilson;

/// How a group of clients repaid, and what was foretold for it.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct GroupOutcome {
    /// Clients in the group, at least one.
    pub n_clients: usize,
    /// Those of them that defaulted.
    pub n_defaults: usize,
    /// `n_defaults / n_clients`, 0 to 1.
    pub default_rate: f64,
    /// Lower end of the 95 % interval of the default rate (Wilson).
    pub low: f64,
    /// Upper end of it.
    pub high: f64,
    /// Mean of the out-of-fold probabilities of the members, 0 to 1.
    pub mean_probability: f64,
}

impl GroupOutcome {
    /// Sums up members, each an outcome and a probability; none where there is nobody.
    ///
    /// The order of the members decides how the mean is rounded, so that it has to be fixed.
    pub(super) fn of(members: impl Iterator<Item = (bool, f32)>) -> Option<Self> {
        let (mut n_clients, mut n_defaults, mut total) = (0_usize, 0_usize, 0.0_f64);
        for (defaulted, probability) in members {
            n_clients += 1;
            n_defaults += usize::from(defaulted);
            total += f64::from(probability);
        }
        if n_clients == 0 {
            return None;
        }
        let n = n_clients as f64;
        let (low, high) = wilson(n_defaults as f64, n);
        Some(Self {
            n_clients,
            n_defaults,
            default_rate: n_defaults as f64 / n,
            low,
            high,
            mean_probability: total / n,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_group_is_counted() {
        assert_eq!(GroupOutcome::of(std::iter::empty()), None);
        let found = GroupOutcome::of([(true, 0.5), (false, 0.25)].into_iter()).unwrap();
        assert_eq!((found.n_clients, found.n_defaults), (2, 1));
        assert_eq!((found.default_rate, found.mean_probability), (0.5, 0.375));
        assert!(0.0 < found.low && found.low < 0.5 && 0.5 < found.high && found.high < 1.0);
    }
}
