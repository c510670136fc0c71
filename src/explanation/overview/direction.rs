//! What the model does with a column against what common sense expects of it.

use serde::{Deserialize, Serialize};

use super::effect::{DependenceBin, Effect};
use crate::features::dictionary::Direction;

/// Share of the largest possible rank correlation from which the clients follow a direction.
pub const MIN_CORRELATION: f64 = 0.5;

/// [`monotonic_share`] from which the mean effect follows a direction: three quarters of its ups
/// and downs, at least, go that way.
pub const MIN_MONOTONIC_SHARE: f64 = 0.5;

/// Which way the risk moves as the value grows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Observed {
    /// A larger value means more risk.
    Increases,
    /// A larger value means less risk.
    Decreases,
    /// Neither, or nothing that tells.
    Mixed,
}

/// Whether what is observed is what is expected.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Agreement {
    /// The model goes the expected way.
    AsExpected,
    /// The model goes the other way.
    Contrary,
    /// A direction is expected and none is observed.
    Mixed,
    /// Common sense does not tell.
    NothingExpected,
}

/// Which way the model goes, by two signs that must agree.
///
/// - The **clients**: Spearman's correlation of value and SHAP value, as a share of the largest
///   that equal values permit, must reach [`MIN_CORRELATION`]. Clients of one bin count as equal:
///   with shares `s` of the known clients in the bins, the largest is `√(1 − Σ s³)`. Without this
///   a column that is 0 for most clients could never tell, however clear its effect.
/// - The **mean effect**: [`monotonic_share`] must reach [`MIN_MONOTONIC_SHARE`] with the same
///   sign, which the two arms of a U do not, even where most clients are on one of them.
///
/// A half is where a direction explains a quarter of the variance of the ranks. Missing values
/// are left out: they are neither large nor small.
pub fn observed(effect: &Effect) -> Observed {
    let Some(correlation) = effect.rank_correlation else {
        return Observed::Mixed;
    };
    let (share, largest) = (monotonic_share(&effect.dependence), ceiling(&effect.dependence));
    let tells = |sign: f64| {
        sign * correlation >= MIN_CORRELATION * largest
            && sign * correlation > 0.0
            && sign * share >= MIN_MONOTONIC_SHARE
    };
    if tells(1.0) {
        Observed::Increases
    } else if tells(-1.0) {
        Observed::Decreases
    } else {
        Observed::Mixed
    }
}

/// Compares what the model does with what is expected of it.
pub const fn check(expected: Direction, observed: Observed) -> Agreement {
    match (expected, observed) {
        (Direction::Unknown, _) => Agreement::NothingExpected,
        (_, Observed::Mixed) => Agreement::Mixed,
        (Direction::IncreasesRisk, Observed::Increases)
        | (Direction::DecreasesRisk, Observed::Decreases) => Agreement::AsExpected,
        (Direction::IncreasesRisk, Observed::Decreases)
        | (Direction::DecreasesRisk, Observed::Increases) => Agreement::Contrary,
    }
}

/// How much of the ups and downs of the mean effect lead somewhere, −1 to 1.
///
/// ```text
/// (last mean − first mean) / Σ |mean of a bin − mean of the bin before|
/// ```
///
/// 1 only rises, −1 only falls, 0 comes back to where it started, or does not move.
pub fn monotonic_share(dependence: &[DependenceBin]) -> f64 {
    let steps = dependence.windows(2).map(|pair| pair[1].mean - pair[0].mean);
    let (net, all) = steps.fold((0.0, 0.0), |(net, all), step| (net + step, all + step.abs()));
    if all > 0.0 { net / all } else { 0.0 }
}

/// The largest rank correlation possible where clients of one bin have the same value.
fn ceiling(dependence: &[DependenceBin]) -> f64 {
    let n: usize = dependence.iter().map(|bin| bin.n_clients).sum();
    let lost = |bin: &DependenceBin| (bin.n_clients as f64 / n as f64).powi(3);
    (1.0 - dependence.iter().map(lost).sum::<f64>()).max(0.0).sqrt()
}

#[cfg(test)]
mod tests {
    use super::super::Attributed;
    use super::super::effect::effect;
    use super::*;

    /// What is observed of `n` values of which `f` gives the SHAP value, with noise added.
    fn observe(n: u16, noise: f64, value: fn(u16) -> f32, f: fn(f64) -> f64) -> Observed {
        let values: Vec<f32> = (0..n).map(|place| value(place * 37 % n)).collect();
        // As evenly spread as chance, and unrelated to the place.
        let shap = |(place, &value): (usize, &f32)| {
            let chance = (place as f64 * 0.618_033_988_75).fract() - 0.5;
            f(f64::from(value)) + noise * chance
        };
        let shap: Vec<f64> = values.iter().enumerate().map(shap).collect();
        observed(&effect(&Attributed::new(1, &shap, &values).unwrap(), 0, 0, 20).unwrap())
    }

    #[test]
    fn clear_directions_are_seen() {
        let value = |place| f32::from(place) / 1000.0;
        assert_eq!(observe(1000, 0.5, value, |x| x), Observed::Increases);
        assert_eq!(observe(1000, 0.5, value, |x| -x * x), Observed::Decreases);
        // A step, as trees make them.
        assert_eq!(observe(1000, 0.1, value, |x| f64::from(x > 0.7)), Observed::Increases);
    }

    #[test]
    fn rare_values_tell_though_most_are_equal() {
        let value = |place| if place < 50 { 1.0 } else { 0.0 };
        assert_eq!(observe(1000, 0.5, value, |x| x), Observed::Increases);
        assert_eq!(observe(1000, 0.5, value, |x| -x), Observed::Decreases);
    }

    #[test]
    fn turns_and_noise_tell_nothing() {
        let value = |place| f32::from(place) / 1000.0;
        let u = |x: f64| (x - 0.5) * (x - 0.5);
        assert_eq!(observe(1000, 0.0, value, u), Observed::Mixed);
        // Most clients are on one arm: the correlation alone would tell.
        assert_eq!(observe(1000, 0.0, value, |x| (x - 0.3).abs()), Observed::Mixed);
        assert_eq!(observe(1000, 1.0, value, |_| 0.0), Observed::Mixed);
        assert_eq!(observe(1000, 0.0, value, |_| 0.0), Observed::Mixed);
        assert_eq!(observe(1000, 0.0, |_| 1.0, |x| x), Observed::Mixed);
        assert_eq!(observe(10, 0.0, value, |x| x), Observed::Mixed);
    }

    #[test]
    fn agreement_needs_an_expectation_and_an_observation() {
        use Agreement::{AsExpected, Contrary, Mixed, NothingExpected};
        for (expected, agreements) in [
            (Direction::IncreasesRisk, [AsExpected, Contrary, Mixed]),
            (Direction::DecreasesRisk, [Contrary, AsExpected, Mixed]),
            (Direction::Unknown, [NothingExpected; 3]),
        ] {
            let observed = [Observed::Increases, Observed::Decreases, Observed::Mixed];
            assert_eq!(observed.map(|observed| check(expected, observed)), agreements);
        }
    }
}
