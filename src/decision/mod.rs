//! Probabilities and costs in, a threshold out; a probability and the threshold in, a decision out.

mod compare;
mod costs;
mod counts;
mod groups;
mod study;
mod threshold;

pub use compare::compare_costs;
pub use costs::{Costs, Outcome, outcome_at};
pub use counts::{GRID_STEPS, Refused, ThresholdCounts};
pub use groups::{
    FEW_CLIENTS, FEW_DEFAULTS, FEWEST_TOLD, GroupMeasures, MIN_OF_EACH_OUTCOME, Rate, measure_group,
};
pub use study::{FoldThreshold, RatioOutcome, StudyParams, ThresholdStudy, study};
pub use threshold::{CURVE_POINTS, ThresholdSearch, choose_threshold};

use serde::{Deserialize, Serialize};

use crate::probability::{Probability, Threshold, is_reached};

/// What the rule says of an application; the adviser decides.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Decision {
    /// Below the threshold.
    Accept,
    /// At the threshold or above.
    Refuse,
}

/// Refuses from the threshold on.
pub fn decide(probability: Probability, threshold: Threshold) -> Decision {
    if is_reached(probability.value(), threshold.value()) {
        Decision::Refuse
    } else {
        Decision::Accept
    }
}

/// Why no threshold can be chosen.
#[derive(Debug, Clone, Copy, PartialEq, thiserror::Error)]
pub enum Error {
    /// The slices differ in length, or are empty.
    #[error(
        "expected as many probabilities as outcomes and at least one, found {n_probabilities} and {n_outcomes}"
    )]
    LengthMismatch {
        /// Probabilities given.
        n_probabilities: usize,
        /// Outcomes given.
        n_outcomes: usize,
    },
    /// A cost that is not above 0, or not finite.
    #[error(
        "expected costs above 0, found {missed_default} for a missed default and {refused_good} for a refused good client"
    )]
    Costs {
        /// As given.
        missed_default: f64,
        /// As given.
        refused_good: f64,
    },
    /// A number that is no probability.
    #[error("expected probabilities, found {0}")]
    NotAProbability(f64),
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn refusal_starts_at_the_threshold() {
        let threshold = Threshold::new(0.25).unwrap();
        let decide_at = |p| decide(Probability::new(p).unwrap(), threshold);
        assert_eq!(decide_at(0.25), Decision::Refuse);
        assert_eq!(decide_at(0.249_999), Decision::Accept);
        assert_eq!(
            decide(Probability::new(1.0).unwrap(), Threshold::REFUSE_NOBODY),
            Decision::Accept
        );
    }
}
