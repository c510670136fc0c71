//! From log-odds to points of probability that add up.

use serde::Serialize;

use crate::models::Calibrator;
use crate::probability::LogOdds;

/// Least width, in log-odds, over which the slope of a calibrator with knots is taken: between
/// two clients who are nearly alike a knot would make it absurdly steep.
const LEAST_WIDTH: f64 = 0.5;

/// How the log-odds of one client become points of probability.
///
/// ```text
/// points of a feature = SHAP value · slope
/// slope = (probability − start) / (log-odds − base value)
/// ```
///
/// The slope is the same for every feature of the client and never negative, so that order and
/// signs stay as they are, and `start + Σ points + calibration = probability`.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Points {
    /// Probability of a client whose log-odds are the base value, 0 to 1.
    pub start: f64,
    /// Probability per unit of log-odds, 0 or above.
    pub slope: f64,
    /// What no feature accounts for, as a share of 1: 0 up to rounding, except for a calibrator
    /// with knots and log-odds within [`LEAST_WIDTH`] of the base value.
    pub calibration: f64,
}

impl Points {
    /// Between the base value and the log-odds of a client, both before calibration.
    pub fn new(calibrator: &Calibrator, base_value: LogOdds, log_odds: LogOdds) -> Self {
        let (from, to) = (base_value.value(), log_odds.value());
        let start = calibrator.probability(base_value).value();
        let slope = match calibrator {
            Calibrator::None => logistic_slope(from, to),
            Calibrator::Platt { slope, intercept } => {
                slope * logistic_slope(slope * from + intercept, slope * to + intercept)
            }
            Calibrator::Isotonic { .. } => {
                let (middle, reach) = ((from + to) / 2.0, (to - from).abs().max(LEAST_WIDTH) / 2.0);
                let at = |x: f64| calibrator.probability(LogOdds::new(x)).value();
                (at(middle + reach) - at(middle - reach)) / (2.0 * reach)
            }
        };
        let probability = calibrator.probability(log_odds).value();
        Self { start, slope, calibration: probability - start - slope * (to - from) }
    }

    /// The points of a SHAP value, as a share of 1: 0.01 is one point.
    pub const fn of(&self, shap_value: f64) -> f64 {
        shap_value * self.slope
    }
}

/// `(σ(b) − σ(a)) / (b − a)` of the logistic function, `σ′(a)` where the two are equal.
///
/// Near each other, `σ(b) − σ(a) = sinh(h) / (2 cosh(a/2) cosh(b/2))` with `h = (b − a)/2` loses no
/// digits to the difference.
fn logistic_slope(a: f64, b: f64) -> f64 {
    let half = (b - a) / 2.0;
    if half.abs() > 1.0 {
        let at = |x: f64| LogOdds::new(x).probability().value();
        return (at(b) - at(a)) / (b - a);
    }
    let growth = if half == 0.0 { 1.0 } else { half.sinh() / half };
    growth / (4.0 * (a / 2.0).cosh() * (b / 2.0).cosh())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn calibrator() -> impl Strategy<Value = Calibrator> {
        let steps = prop::collection::vec((0.001..2.0_f64, 0.0..1.0_f64), 1..12);
        let isotonic = (-6.0..0.0_f64, steps).prop_map(|(first, steps)| {
            let total: f64 = steps.iter().map(|(_, rise)| rise).sum::<f64>() + 1e-3;
            let (mut x, mut p) = (first, 0.0);
            let (mut log_odds, mut probabilities) = (Vec::new(), Vec::new());
            for (width, rise) in steps {
                x += width;
                p += rise / total;
                log_odds.push(x);
                probabilities.push(p);
            }
            Calibrator::Isotonic { log_odds, probabilities }
        });
        prop_oneof![
            Just(Calibrator::None),
            (0.1..3.0_f64, -2.0..2.0_f64)
                .prop_map(|(slope, intercept)| Calibrator::Platt { slope, intercept }),
            isotonic,
        ]
    }

    fn far_or_near() -> impl Strategy<Value = f64> {
        prop_oneof![-8.0..8.0_f64, -1e-3..1e-3_f64, -1e-12..1e-12_f64, Just(0.0)]
    }

    proptest! {
        #[test]
        fn points_add_up_and_keep_order_and_sign(
            calibrator in calibrator(),
            base in -6.0..3.0_f64,
            parts in prop::collection::vec(far_or_near(), 1..8),
        ) {
            let log_odds = base + parts.iter().sum::<f64>();
            let points = Points::new(&calibrator, LogOdds::new(base), LogOdds::new(log_odds));
            let probability = calibrator.probability(LogOdds::new(log_odds)).value();
            let sum: f64 = parts.iter().map(|&part| points.of(part)).sum();
            prop_assert!((points.start + sum + points.calibration - probability).abs() < 1e-9);
            prop_assert!(points.slope >= 0.0 && points.slope.is_finite());
            let is_smooth = !matches!(calibrator, Calibrator::Isotonic { .. });
            if is_smooth || (log_odds - base).abs() >= LEAST_WIDTH {
                prop_assert!(points.calibration.abs() < 1e-12, "{}", points.calibration);
            }
        }

        #[test]
        fn the_slope_is_that_of_the_chord(a in -30.0..30.0_f64, gap in -8.0..8.0_f64) {
            prop_assume!(gap.abs() > 1e-3);
            let at = |x: f64| 1.0 / (1.0 + (-x).exp());
            let chord = (at(a + gap) - at(a)) / gap;
            prop_assert!((logistic_slope(a, a + gap) - chord).abs() < 1e-12);
        }
    }

    #[test]
    fn without_a_distance_it_is_the_slope_of_the_curve() {
        for x in [-3.0, 0.0, 2.0_f64] {
            let p = 1.0 / (1.0 + (-x).exp());
            assert!((logistic_slope(x, x) - p * (1.0 - p)).abs() < 1e-15);
        }
        // Far out, where the curve is flat, nothing overflows.
        assert_eq!(logistic_slope(2000.0, 2000.5), 0.0);
    }
}
