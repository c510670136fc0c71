//! A distance in standard errors in, the probability of one at least as large out.

use std::f64::consts::{PI, SQRT_2};

/// Distance that a normal variable keeps to its mean with probability 95 %, in standard errors.
pub(super) const TWO_SIDED_95: f64 = 1.959_963_984_540_054;

/// Probability that a standard normal variable lies at least `|z|` away from 0.
///
/// `erfc(|z| / √2)`, from 0 (infinitely far) to 1 (no distance).
pub(super) fn two_sided_p_value(z: f64) -> f64 {
    erfc(z.abs() / SQRT_2)
}

/// Complementary error function `2/√π ∫_x^∞ e^−t² dt` of `x ≥ 0`, to a relative 1e-13.
///
/// ## References
///
/// Abramowitz & Stegun, *Handbook of Mathematical Functions*, 7.1.6 and 7.1.14.
fn erfc(x: f64) -> f64 {
    if x < 2.0 {
        // 2/√π e^−x² Σ 2^n x^(2n+1) / (1·3·…·(2n+1)): all terms add up, so nothing cancels.
        let mut term = x;
        let mut sum = x;
        let mut odd = 1.0;
        while term > sum * f64::EPSILON / 4.0 {
            odd += 2.0;
            term *= 2.0 * x * x / odd;
            sum += term;
        }
        1.0 - 2.0 / PI.sqrt() * (-x * x).exp() * sum
    } else {
        // e^−x²/√π · 1/(x + ½/(x + 1/(x + 3⁄2/(x + …)))), where 1 − erf would cancel. Sixty
        // steps are twice what x = 2 needs, and larger x need fewer.
        let fraction = (1..=60).rev().fold(x, |below, k| x + f64::from(k) / 2.0 / below);
        (-x * x).exp() / PI.sqrt() / fraction
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Relative distance.
    fn distance(found: f64, expected: f64) -> f64 {
        (found - expected).abs() / expected
    }

    #[test]
    fn erfc_meets_published_values() {
        for (x, expected) in ERFC {
            assert!(distance(erfc(x), expected) < 1e-12, "erfc({x}) = {}", erfc(x));
        }
        assert_eq!(erfc(40.0), 0.0);
        assert_eq!(erfc(f64::INFINITY), 0.0);
    }

    #[test]
    fn the_two_ways_meet() {
        let (below, above) = (erfc(2.0 - 1e-15), erfc(2.0));
        assert!(distance(below, above) < 1e-12);
    }

    #[test]
    fn erfc_never_rises() {
        let values: Vec<f64> = (0..4000).map(|step| erfc(f64::from(step) / 1000.0)).collect();
        assert!(values.windows(2).all(|pair| pair[1] < pair[0]));
    }

    #[test]
    fn ninety_five_percent_lie_within_the_interval() {
        assert!((two_sided_p_value(TWO_SIDED_95) - 0.05).abs() < 1e-15);
        assert!((two_sided_p_value(-TWO_SIDED_95) - 0.05).abs() < 1e-15);
        assert_eq!(two_sided_p_value(0.0), 1.0);
    }

    const ERFC: [(f64, f64); 15] = [
        (0.0, 1.0),
        (0.1, 0.887537083981715),
        (0.5, 0.4795001221869535),
        (1.0, 0.15729920705028513),
        (1.5, 0.033894853524689274),
        (1.999, 0.004698443348629487),
        (2.0, 0.004677734981047266),
        (2.5, 0.0004069520174449589),
        (3.0, 2.209049699858544e-05),
        (4.0, 1.541725790028002e-08),
        (5.0, 1.537459794428035e-12),
        (8.0, 1.1224297172982926e-29),
        (12.0, 1.3562611692059042e-64),
        (20.0, 5.395865611607901e-176),
        (26.0, 5.663192408856143e-296),
    ];
}
