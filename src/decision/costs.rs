//! What errors cost, and what a threshold leads to.

use serde::{Deserialize, Serialize};

use super::Error;
use crate::probability::is_reached;

/// What errors cost, counted in refused good clients.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Costs {
    /// A default that was accepted (false negative).
    pub missed_default: f64,
    /// A good client who was refused (false positive).
    pub refused_good: f64,
}

impl Costs {
    /// The threshold that well calibrated probabilities would call for:
    /// `refused_good / (refused_good + missed_default)`.
    pub fn theoretical_threshold(self) -> f64 {
        self.refused_good / (self.refused_good + self.missed_default)
    }

    /// The same with another ratio of the two costs.
    #[must_use]
    pub fn with_ratio(self, ratio: f64) -> Self {
        Self { missed_default: ratio * self.refused_good, ..self }
    }

    /// `(missed_default × n_missed_defaults + refused_good × n_refused_good) / n_clients`.
    pub(crate) fn per_client(
        self,
        n_missed_defaults: usize,
        n_refused_good: usize,
        n_clients: usize,
    ) -> f64 {
        let cost = self.missed_default * n_missed_defaults as f64
            + self.refused_good * n_refused_good as f64;
        cost / n_clients.max(1) as f64
    }

    pub(super) fn check(self) -> Result<(), Error> {
        let Self { missed_default, refused_good } = self;
        let is_sound = missed_default > 0.0
            && refused_good > 0.0
            && (missed_default + refused_good).is_finite();
        if is_sound { Ok(()) } else { Err(Error::Costs { missed_default, refused_good }) }
    }
}

/// What a threshold leads to.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Outcome {
    /// The threshold.
    pub threshold: f64,
    /// Clients refused.
    pub n_refused: usize,
    /// Defaults among the accepted.
    pub n_missed_defaults: usize,
    /// Good clients among the refused.
    pub n_refused_good: usize,
    /// `(missed_default × n_missed_defaults + refused_good × n_refused_good) / n_clients`.
    pub expected_cost: f64,
}

/// What a given threshold leads to.
pub fn outcome_at(
    probabilities: &[f64],
    defaulted: &[bool],
    costs: Costs,
    threshold: f64,
) -> Outcome {
    let mut outcome = Outcome {
        threshold,
        n_refused: 0,
        n_missed_defaults: 0,
        n_refused_good: 0,
        expected_cost: 0.0,
    };
    for (&probability, &defaulted) in probabilities.iter().zip(defaulted) {
        let is_refused = is_reached(probability, threshold);
        outcome.n_refused += usize::from(is_refused);
        outcome.n_missed_defaults += usize::from(defaulted && !is_refused);
        outcome.n_refused_good += usize::from(!defaulted && is_refused);
    }
    outcome.expected_cost =
        costs.per_client(outcome.n_missed_defaults, outcome.n_refused_good, defaulted.len());
    outcome
}

/// Checks what every search asks of its input.
pub(super) fn check(probabilities: &[f64], defaulted: &[bool], costs: Costs) -> Result<(), Error> {
    costs.check()?;
    check_probabilities(probabilities, defaulted)
}

/// Checks what every count asks of its input.
pub(super) fn check_probabilities(probabilities: &[f64], defaulted: &[bool]) -> Result<(), Error> {
    let (n_probabilities, n_outcomes) = (probabilities.len(), defaulted.len());
    if n_probabilities != n_outcomes || n_outcomes == 0 {
        return Err(Error::LengthMismatch { n_probabilities, n_outcomes });
    }
    match probabilities.iter().find(|p| !(0.0..=1.0).contains(*p)) {
        Some(&value) => Err(Error::NotAProbability(value)),
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_costs_of_the_brief_call_for_one_eleventh() {
        let costs = Costs { missed_default: 10.0, refused_good: 1.0 };
        assert!((costs.theoretical_threshold() - 1.0 / 11.0).abs() < 1e-15);
    }

    #[test]
    fn costs_are_counted_per_client() {
        let costs = Costs { missed_default: 10.0, refused_good: 1.0 };
        let outcome = outcome_at(&[0.9, 0.2, 0.6, 0.1], &[true, true, false, false], costs, 0.5);
        assert_eq!((outcome.n_refused, outcome.n_missed_defaults), (2, 1));
        assert_eq!(outcome.n_refused_good, 1);
        assert!((outcome.expected_cost - 11.0 / 4.0).abs() < 1e-12);
    }
}
