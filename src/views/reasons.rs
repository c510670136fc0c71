//! Why a score is what it is: an account that adds up.

use serde::Serialize;

/// What raises and what lowers the score, strongest first.
#[derive(Debug, Clone, Serialize)]
pub struct Reasons {
    /// What speaks for the client (lowers the probability).
    pub favorable: Vec<Reason>,
    /// What speaks against (raises the probability).
    pub unfavorable: Vec<Reason>,
    /// Probability from which the points count: `5,9 %`.
    pub start: String,
    /// Effect of all that is not told, with its sign: `+0,4 point`.
    pub other: String,
    /// How many things are not told though they have an effect: `42`; `None` when there are none.
    pub n_others: Option<String>,
    /// How effects were turned into points of probability, one sentence.
    pub unit: String,
    /// Where each effect starts and ends, to be drawn.
    pub chart: AdditiveChart,
}

/// One reason.
#[derive(Debug, Clone, Serialize)]
pub struct Reason {
    /// What it is about, in the reader’s words.
    pub label: String,
    /// The client’s value with its unit.
    pub value: String,
    /// Value and comparison, to stand beside the effect.
    pub detail: String,
    /// Value, comparison and effect, in one sentence.
    pub sentence: String,
    /// Effect on the probability, with its sign: `+3,2 points`.
    pub points: String,
    /// Raw: length of its bar, 0 to 1, where 1 is the strongest of both lists.
    pub bar: f64,
}

/// The way from the start to the client’s probability, one effect after the other.
///
/// Raw: positions on one line of probabilities, 0 to 1, the left end being zero or the lowest
/// point of the way. Effects follow each other in the order: unfavorable, favorable, others.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct AdditiveChart {
    /// Where the way starts.
    pub start: f64,
    /// Beginning and end of each unfavorable effect.
    pub unfavorable: Vec<[f64; 2]>,
    /// Beginning and end of each favorable effect.
    pub favorable: Vec<[f64; 2]>,
    /// Beginning and end of what is not told.
    pub other: [f64; 2],
    /// The client’s probability.
    pub end: f64,
    /// The threshold of the rule.
    pub threshold: f64,
}

/// What an additive chart is made from: probabilities, and effects as shares of 1.
#[derive(Debug, Clone, Copy)]
pub struct AdditiveInput<'a> {
    /// Probability from which the points count.
    pub start: f64,
    /// Effects that raise the probability, in the order shown.
    pub unfavorable: &'a [f64],
    /// Effects that lower it, in the order shown.
    pub favorable: &'a [f64],
    /// The client’s probability.
    pub probability: f64,
    /// The threshold of the rule.
    pub threshold: f64,
}

impl AdditiveChart {
    /// Places an account on a line; what is left between the effects and the probability is the
    /// effect of all that is not told.
    pub fn new(input: AdditiveInput<'_>) -> Self {
        let mut at = input.start;
        let mut steps = |effects: &[f64]| -> Vec<[f64; 2]> {
            let step = |effect: &f64| {
                let from = at;
                at += effect;
                [from, at]
            };
            effects.iter().map(step).collect()
        };
        let (unfavorable, favorable) = (steps(input.unfavorable), steps(input.favorable));
        let other = [at, input.probability];
        let mut all = vec![input.start, input.threshold, input.probability];
        all.extend(unfavorable.iter().chain(&favorable).map(|[_, end]| end));
        all.retain(|value| value.is_finite());
        let low = all.iter().copied().fold(0.0, f64::min);
        // A little room at the right, so that the longest way does not touch the frame.
        let span = (all.iter().copied().fold(0.0, f64::max) - low) * 1.04;
        let place = |value: f64| {
            let share = (value - low) / span;
            if share.is_finite() { share.clamp(0.0, 1.0) } else { 0.0 }
        };
        let placed = |steps: &[[f64; 2]]| steps.iter().map(|step| step.map(place)).collect();
        Self {
            start: place(input.start),
            unfavorable: placed(&unfavorable),
            favorable: placed(&favorable),
            other: other.map(place),
            end: place(input.probability),
            threshold: place(input.threshold),
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{AdditiveChart, AdditiveInput};

    proptest! {
        #[test]
        fn steps_follow_each_other_from_the_start_to_the_end(
            start in 0.001..0.5_f64,
            unfavorable in prop::collection::vec(0.0..0.3_f64, 0..6),
            favorable in prop::collection::vec(-0.3..0.0_f64, 0..6),
            probability in 0.0..1.0_f64,
            threshold in 0.01..0.9_f64,
        ) {
            let (up, down) = (&unfavorable, &favorable);
            let input =
                AdditiveInput { start, unfavorable: up, favorable: down, probability, threshold };
            let chart = AdditiveChart::new(input);
            let mut at = chart.start;
            for &[from, to] in chart.unfavorable.iter().chain(&chart.favorable).chain([&chart.other]) {
                prop_assert!((from - at).abs() < 1e-9 && (0.0..=1.0).contains(&to));
                at = to;
            }
            prop_assert!((at - chart.end).abs() < 1e-9);
            prop_assert!(chart.unfavorable.iter().all(|[from, to]| from <= to));
            prop_assert!(chart.favorable.iter().all(|[from, to]| from >= to));
            let scale = (chart.end - chart.threshold) / (probability - threshold);
            prop_assert!(scale.is_nan() || scale > 0.0 || (probability - threshold).abs() < 1e-12);
        }
    }

    #[test]
    fn nothing_known_is_drawn_at_zero() {
        let input = AdditiveInput {
            start: f64::NAN,
            unfavorable: &[],
            favorable: &[],
            probability: f64::NAN,
            threshold: f64::NAN,
        };
        assert_eq!(AdditiveChart::new(input).other, [0.0, 0.0]);
    }
}
