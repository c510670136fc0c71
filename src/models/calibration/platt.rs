//! The line of log-odds that fits the outcomes best.

use super::{Calibrator, Error};

/// Size of the mean gradient of the log-likelihood up to which a line counts as found.
pub(super) const GRADIENT_LIMIT: f64 = 1e-10;

/// Steps of Newton's method allowed; six are usual.
const MAX_STEPS: usize = 100;

/// Newton's method with backtracking, on log-odds of mean 0 and standard deviation 1.
pub(super) fn fit_platt(
    log_odds: &[f64],
    defaulted: &[bool],
    n_defaults: usize,
) -> Result<Calibrator, Error> {
    if log_odds.iter().all(|x| *x == log_odds[0]) {
        return Err(Error::Constant { value: log_odds[0] });
    }
    let n = log_odds.len() as f64;
    let mean = log_odds.iter().sum::<f64>() / n;
    let scale = (log_odds.iter().map(|x| (x - mean) * (x - mean)).sum::<f64>() / n).sqrt();
    let standard: Vec<f64> = log_odds.iter().map(|x| (x - mean) / scale).collect();

    let (n_defaults, n_repaid) = (n_defaults as f64, n - n_defaults as f64);
    let of_default = (n_defaults + 1.0) / (n_defaults + 2.0);
    let of_repaid = 1.0 / (n_repaid + 2.0);
    let targets: Vec<f64> =
        defaulted.iter().map(|y| if *y { of_default } else { of_repaid }).collect();

    let mut here = Fit::at(0.0, ((n_defaults + 1.0) / (n_repaid + 1.0)).ln(), &standard, &targets);
    for _ in 0..MAX_STEPS {
        let Some(next) = here.next(&standard, &targets) else { break };
        let was_near = here.gradient_size() <= GRADIENT_LIMIT;
        here = next;
        // The step from nearby squares what little was missing.
        if was_near {
            break;
        }
    }
    let gradient = here.gradient_size();
    // NaN is no convergence either.
    if !gradient.le(&GRADIENT_LIMIT) {
        return Err(Error::NotConverged { gradient });
    }
    let slope = here.slope / scale;
    let intercept = here.intercept - here.slope * mean / scale;
    check_line(slope, intercept)?;
    Ok(Calibrator::Platt { slope, intercept })
}

/// A line with its mean loss and how that changes with slope and intercept.
struct Fit {
    slope: f64,
    intercept: f64,
    loss: f64,
    /// By slope, by intercept.
    gradient: [f64; 2],
    /// By slope twice, by slope and intercept, by intercept twice.
    hessian: [f64; 3],
}

impl Fit {
    fn at(slope: f64, intercept: f64, log_odds: &[f64], targets: &[f64]) -> Self {
        let mut fit = Self { slope, intercept, loss: 0.0, gradient: [0.0; 2], hessian: [0.0; 3] };
        let n = targets.len() as f64;
        for (x, target) in log_odds.iter().zip(targets) {
            let line = slope * x + intercept;
            // e^−|line| never overflows, and everything follows from it.
            let odds = (-line.abs()).exp();
            let smaller = odds / (1.0 + odds);
            let p = if line < 0.0 { smaller } else { 1.0 / (1.0 + odds) };
            let curvature = smaller / (1.0 + odds) / n;
            let error = (p - target) / n;
            fit.loss += (line.max(0.0) + odds.ln_1p() - target * line) / n;
            fit.gradient[0] += error * x;
            fit.gradient[1] += error;
            fit.hessian[0] += curvature * x * x;
            fit.hessian[1] += curvature * x;
            fit.hessian[2] += curvature;
        }
        fit
    }

    /// How far from the optimum; NaN where either part is.
    fn gradient_size(&self) -> f64 {
        self.gradient[0].abs() + self.gradient[1].abs()
    }

    /// The line one step further down; none where no step leads down.
    fn next(&self, log_odds: &[f64], targets: &[f64]) -> Option<Self> {
        // Keeps the hessian invertible where every curvature underflows.
        const RIDGE: f64 = 1e-12;
        let [a, b, c] = [self.hessian[0] + RIDGE, self.hessian[1], self.hessian[2] + RIDGE];
        let [g, h] = self.gradient;
        let determinant = a * c - b * b;
        let (by_slope, by_intercept) =
            (-(c * g - b * h) / determinant, -(a * h - b * g) / determinant);
        let descent = g * by_slope + h * by_intercept;
        // Near the end a step gains less than the loss rounds by.
        let rounding = 1e-14 * self.loss.abs();
        let mut share = 1.0;
        while share > 1e-10 {
            let (slope, intercept) =
                (self.slope + share * by_slope, self.intercept + share * by_intercept);
            let next = Self::at(slope, intercept, log_odds, targets);
            if next.loss <= self.loss + 1e-4 * share * descent + rounding {
                return Some(next);
            }
            share /= 2.0;
        }
        None
    }
}

/// Whether the line is one that [`Calibrator::Platt`] promises.
pub(super) fn check_line(slope: f64, intercept: f64) -> Result<(), Error> {
    if !(slope.is_finite() && slope > 0.0) {
        return Err(Error::Slope { slope });
    }
    if !intercept.is_finite() {
        return Err(Error::Intercept { intercept });
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::super::Method;
    use super::super::tests::{clients, value};
    use super::*;
    use crate::probability::LogOdds;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn platt_is_where_the_gradient_vanishes((x, y) in clients()) {
            let n_defaults = y.iter().filter(|y| **y).count() as f64;
            let n_repaid = y.len() as f64 - n_defaults;
            let gradient = |slope: f64, intercept: f64| {
                let errors = x.iter().zip(&y).map(|(x, y)| {
                    let target = if *y {
                        (n_defaults + 1.0) / (n_defaults + 2.0)
                    } else {
                        1.0 / (n_repaid + 2.0)
                    };
                    (x, LogOdds::new(slope * x + intercept).probability().value() - target)
                });
                errors.fold((0.0, 0.0), |(g, h), (x, error)| (g + error * x, h + error))
            };
            match Calibrator::fit(Method::Platt, &x, &y) {
                Ok(calibrator) => {
                    prop_assert_eq!(calibrator.check(), Ok(()));
                    let Calibrator::Platt { slope, intercept } = calibrator else {
                        return Err(TestCaseError::fail("another method"));
                    };
                    let (g, h) = gradient(slope, intercept);
                    prop_assert!(g.abs() < 1e-10 && h.abs() < 1e-10, "{g:e} {h:e}");
                }
                // The other way round it rises, or nothing can be told.
                Err(Error::Slope { slope }) => {
                    prop_assert!(slope <= 0.0);
                    let turned: Vec<f64> = x.iter().map(|x| -x).collect();
                    if slope < -1e-9 {
                        prop_assert!(Calibrator::fit(Method::Platt, &turned, &y).is_ok());
                    }
                }
                Err(error) => prop_assert_eq!(error, Error::Constant { value: x[0] }),
            }
        }
    }

    #[test]
    fn platt_follows_the_scale_of_its_input() {
        let x = [-3.0, -1.0, 0.5, -0.5, 1.0, 2.0, 4.0];
        let y = [false, false, false, true, false, true, true];
        let line = |factor: f64, shift: f64| {
            let x: Vec<f64> = x.iter().map(|x| factor * x + shift).collect();
            match Calibrator::fit(Method::Platt, &x, &y).unwrap() {
                Calibrator::Platt { slope, intercept } => (slope, intercept),
                other => panic!("{other:?}"),
            }
        };
        let (slope, intercept) = line(1.0, 0.0);
        let (scaled, moved) = line(100.0, 700.0);
        assert!((scaled - slope / 100.0).abs() < 1e-14);
        assert!((moved - (intercept - 7.0 * slope)).abs() < 1e-10);
    }

    #[test]
    fn platt_stays_finite_where_the_classes_part() {
        let x: Vec<f64> = (-50..50).map(|x| f64::from(x) + 0.5).collect();
        let y: Vec<bool> = x.iter().map(|x| *x > 0.0).collect();
        let calibrator = Calibrator::fit(Method::Platt, &x, &y).unwrap();
        assert_eq!(calibrator.check(), Ok(()));
        assert!((value(&calibrator, 0.0) - 0.5).abs() < 1e-9);
        assert!(value(&calibrator, 50.0) > 0.95);
    }
}
