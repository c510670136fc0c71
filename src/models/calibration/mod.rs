//! Log-odds and outcomes in, a calibrator out; log-odds and the calibrator in, a probability out.
//!
//! A calibrator never turns the order of two clients: it says how likely default is, not who is
//! riskier. The log-odds must be out of fold, or it learns how well the model knows its own
//! clients.

use serde::{Deserialize, Serialize};

use crate::probability::{LogOdds, Probability};

mod isotonic;
mod platt;

use isotonic::{check_knots, fit_isotonic, interpolate};
use platt::{GRADIENT_LIMIT, check_line, fit_platt};

/// What turns log-odds into a calibrated probability.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "method", rename_all = "snake_case")]
pub enum Calibrator {
    /// The log-odds as the model gives them: `1 / (1 + e^−x)`.
    None,
    /// A line in log-odds: `1 / (1 + e^−(slope·x + intercept))`.
    Platt {
        /// Above 0; below 1 where the model is too sure of itself.
        slope: f64,
        /// Calibrated log-odds where the model says 0.
        intercept: f64,
    },
    /// Straight lines between knots, and constant outside.
    ///
    /// Clients whom the model tells apart can get one and the same probability.
    Isotonic {
        /// Where the knots stand, ascending.
        log_odds: Vec<f64>,
        /// Probability at each knot, from 0 to 1, never falling.
        probabilities: Vec<f64>,
    },
}

/// How to calibrate.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Method {
    /// Not at all.
    None,
    /// Two numbers: right for few clients, or where the error is one of scale.
    Platt,
    /// Any rising shape: wants many defaults, or it follows chance.
    Isotonic,
}

impl Method {
    /// Every method, the simplest first.
    pub const ALL: [Self; 3] = [Self::None, Self::Platt, Self::Isotonic];

    /// Name in settings and files.
    pub const fn name(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Platt => "platt",
            Self::Isotonic => "isotonic",
        }
    }
}

/// Why there is no calibrator, or why a loaded one is not used.
#[derive(Debug, Clone, Copy, PartialEq, thiserror::Error)]
pub enum Error {
    /// The two slices differ in length.
    #[error("expected as many log-odds as outcomes, found {n_log_odds} and {n_outcomes}")]
    LengthMismatch {
        /// Log-odds given.
        n_log_odds: usize,
        /// Outcomes given.
        n_outcomes: usize,
    },
    /// Everyone defaulted, or nobody; nobody at all included.
    #[error(
        "expected clients who defaulted and clients who repaid, found {n_defaults} defaults among {n_clients} clients"
    )]
    OneClass {
        /// Defaults.
        n_defaults: usize,
        /// Clients.
        n_clients: usize,
    },
    /// Log-odds that are NaN or infinite.
    #[error("expected finite log-odds, found {value} at place {place}, counted from 0")]
    NotFinite {
        /// Where, counted from 0.
        place: usize,
        /// The number.
        value: f64,
    },
    /// All log-odds are the same, so that no line goes through them.
    #[error("expected log-odds that differ, found {value} for every client")]
    Constant {
        /// The log-odds of everyone.
        value: f64,
    },
    /// The line does not rise: those the model calls risky default less.
    #[error(
        "expected a slope above 0, found {slope}: calibrated, the riskiest clients would no longer come first"
    )]
    Slope {
        /// The slope.
        slope: f64,
    },
    /// A loaded line without a height.
    #[error("expected a finite intercept, found {intercept}")]
    Intercept {
        /// The intercept.
        intercept: f64,
    },
    /// Newton's method did not arrive, which only numbers of absurd size bring about.
    #[error("expected a gradient of at most {GRADIENT_LIMIT:e}, found {gradient:e}")]
    NotConverged {
        /// Size of the mean gradient reached.
        gradient: f64,
    },
    /// Loaded knots that are none or do not pair up.
    #[error(
        "expected as many probabilities as log-odds and at least one, found {n_probabilities} and {n_log_odds}"
    )]
    KnotCount {
        /// Log-odds of knots.
        n_log_odds: usize,
        /// Probabilities of knots.
        n_probabilities: usize,
    },
    /// A loaded knot out of order or out of range.
    #[error(
        "expected finite ascending log-odds and probabilities that rise from 0 to 1, found {probability} at log-odds {log_odds} in place {place}, counted from 0"
    )]
    Knot {
        /// Where, counted from 0.
        place: usize,
        /// Its log-odds.
        log_odds: f64,
        /// Its probability.
        probability: f64,
    },
}

impl Calibrator {
    /// Learns from what happened how log-odds become probabilities.
    ///
    /// `log_odds` and `defaulted` have shape `(n_clients)` and the same order.
    ///
    /// | Method | What is fitted | Equal to, in scikit-learn |
    /// |---|---|---|
    /// | [`Method::None`] | nothing; the input is checked alike | |
    /// | [`Method::Platt`] | the line of the largest likelihood, of targets smoothed to `(n_defaults + 1)/(n_defaults + 2)` and `1/(n_repaid + 2)` | `CalibratedClassifierCV(method="sigmoid")` |
    /// | [`Method::Isotonic`] | the rising function of the least squares | `IsotonicRegression(y_min=0, y_max=1, out_of_bounds="clip")` |
    ///
    /// An isotonic fit may be constant: that is all it can say where risk does not rise.
    ///
    /// # Errors
    ///
    /// [`Error`] where the slices differ in length, hold one class only (or nothing), or where
    /// log-odds are not finite; for Platt also where they are all equal ([`Error::Constant`]) and
    /// where the line falls ([`Error::Slope`]), as it would turn the ranking.
    ///
    /// ## References
    ///
    /// Platt (1999), "Probabilistic Outputs for Support Vector Machines". Lin, Lin & Weng (2007),
    /// "A Note on Platt's Probabilistic Outputs for Support Vector Machines", *Machine Learning* 68.
    /// Best & Chakravarti (1990), "Active Set Algorithms for Isotonic Regression", *Mathematical
    /// Programming* 47.
    pub fn fit(method: Method, log_odds: &[f64], defaulted: &[bool]) -> Result<Self, Error> {
        let (n_log_odds, n_outcomes) = (log_odds.len(), defaulted.len());
        if n_log_odds != n_outcomes {
            return Err(Error::LengthMismatch { n_log_odds, n_outcomes });
        }
        let n_defaults = defaulted.iter().filter(|y| **y).count();
        if n_defaults == 0 || n_defaults == n_outcomes {
            return Err(Error::OneClass { n_defaults, n_clients: n_outcomes });
        }
        if let Some(place) = log_odds.iter().position(|x| !x.is_finite()) {
            return Err(Error::NotFinite { place, value: log_odds[place] });
        }
        match method {
            Method::None => Ok(Self::None),
            Method::Platt => fit_platt(log_odds, defaulted, n_defaults),
            Method::Isotonic => Ok(fit_isotonic(log_odds, defaulted)),
        }
    }

    /// The calibrated probability, never falling as the log-odds rise (but by rounding).
    ///
    /// NaN gives NaN, as it does without a calibrator. What [`Calibrator::check`] refuses may
    /// give any probability.
    pub fn probability(&self, log_odds: LogOdds) -> Probability {
        match self {
            Self::None => log_odds.probability(),
            Self::Platt { slope, intercept } => {
                LogOdds::new(slope * log_odds.value() + intercept).probability()
            }
            Self::Isotonic { log_odds: knots, probabilities } => {
                let probability = interpolate(knots, probabilities, log_odds.value());
                // Only NaN is no probability here, and the raw one carries it on.
                Probability::new(probability).unwrap_or_else(|_| log_odds.probability())
            }
        }
    }

    /// How it calibrates.
    pub const fn method(&self) -> Method {
        match self {
            Self::None => Method::None,
            Self::Platt { .. } => Method::Platt,
            Self::Isotonic { .. } => Method::Isotonic,
        }
    }

    /// Whether it can be used; for one that was loaded.
    ///
    /// # Errors
    ///
    /// [`Error::Slope`], [`Error::Intercept`], [`Error::KnotCount`], [`Error::Knot`] where a
    /// number is not what its field promises.
    pub fn check(&self) -> Result<(), Error> {
        match self {
            Self::None => Ok(()),
            Self::Platt { slope, intercept } => check_line(*slope, *intercept),
            Self::Isotonic { log_odds, probabilities } => check_knots(log_odds, probabilities),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Clients of both classes, with few distinct log-odds, so that ties are common.
    pub(super) fn clients() -> impl Strategy<Value = (Vec<f64>, Vec<bool>)> {
        proptest::collection::vec((-20..=20_i8, any::<bool>()), 2..60)
            .prop_map(|rows| rows.into_iter().map(|(x, y)| (f64::from(x) / 5.0, y)).unzip())
            .prop_filter("both classes", |(_, y): &(Vec<f64>, Vec<bool>)| {
                y.contains(&true) && y.contains(&false)
            })
    }

    pub(super) fn value(calibrator: &Calibrator, x: f64) -> f64 {
        calibrator.probability(LogOdds::new(x)).value()
    }

    proptest! {
        #[test]
        fn a_calibrator_never_turns_two_clients(
            (x, y) in clients(),
            mut queries in proptest::collection::vec(-6.0..6.0_f64, 2..40),
        ) {
            queries.sort_by(f64::total_cmp);
            for method in Method::ALL {
                let Ok(calibrator) = Calibrator::fit(method, &x, &y) else { continue };
                let found: Vec<f64> = queries.iter().map(|x| value(&calibrator, *x)).collect();
                prop_assert!(found.iter().all(|p| (0.0..=1.0).contains(p)));
                prop_assert!(found.windows(2).all(|pair| pair[0] <= pair[1]), "{calibrator:?}");
            }
        }

        #[test]
        fn no_input_makes_it_panic(
            rows in proptest::collection::vec((any::<f64>(), any::<bool>()), 0..8),
            query in any::<f64>(),
        ) {
            let (x, y): (Vec<f64>, Vec<bool>) = rows.into_iter().unzip();
            for method in Method::ALL {
                if let Ok(calibrator) = Calibrator::fit(method, &x, &y) {
                    value(&calibrator, query);
                }
            }
        }
    }

    #[test]
    fn a_ranking_is_not_turned_in_silence() {
        let (x, y) = ([-1.0, -0.5, 0.5, 1.0], [true, true, false, false]);
        assert!(
            matches!(Calibrator::fit(Method::Platt, &x, &y), Err(Error::Slope { slope }) if slope < 0.0)
        );
        let constant = Calibrator::fit(Method::Isotonic, &x, &y).unwrap();
        assert_eq!((value(&constant, -9.0), value(&constant, 9.0)), (0.5, 0.5));
    }

    #[test]
    fn what_cannot_be_fitted_is_refused() {
        let y = [true, false];
        for method in Method::ALL {
            assert_eq!(
                Calibrator::fit(method, &[0.0], &y),
                Err(Error::LengthMismatch { n_log_odds: 1, n_outcomes: 2 })
            );
            assert_eq!(
                Calibrator::fit(method, &[], &[]),
                Err(Error::OneClass { n_defaults: 0, n_clients: 0 })
            );
            assert_eq!(
                Calibrator::fit(method, &[0.0, 1.0], &[true, true]),
                Err(Error::OneClass { n_defaults: 2, n_clients: 2 })
            );
            for value in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
                let refused = Calibrator::fit(method, &[0.0, value], &y).unwrap_err();
                assert!(matches!(refused, Error::NotFinite { place: 1, .. }));
            }
        }
        assert_eq!(
            Calibrator::fit(Method::Platt, &[2.0, 2.0], &y),
            Err(Error::Constant { value: 2.0 })
        );
        assert!(Calibrator::fit(Method::Platt, &[f64::MAX, -f64::MAX], &y).is_err());
        let tiny = Calibrator::fit(Method::Platt, &[1e-200, 0.0], &y).unwrap_err();
        assert_eq!(tiny.to_string(), "expected a gradient of at most 1e-10, found NaN");
    }

    #[test]
    fn a_loaded_calibrator_is_checked() {
        let load = |json| serde_json::from_str::<Calibrator>(json).unwrap().check();
        assert_eq!(load(r#"{"method": "none"}"#), Ok(()));
        assert_eq!(load(r#"{"method": "platt", "slope": 0.9, "intercept": -0.1}"#), Ok(()));
        assert_eq!(
            load(r#"{"method": "platt", "slope": 0.0, "intercept": 0.0}"#),
            Err(Error::Slope { slope: 0.0 })
        );
        let platt = Calibrator::Platt { slope: 1.0, intercept: f64::INFINITY };
        assert_eq!(platt.check(), Err(Error::Intercept { intercept: f64::INFINITY }));
        let knots = |log_odds: &[f64], probabilities: &[f64]| {
            let (log_odds, probabilities) = (log_odds.to_vec(), probabilities.to_vec());
            Calibrator::Isotonic { log_odds, probabilities }.check()
        };
        assert_eq!(knots(&[0.0], &[0.5]), Ok(()));
        assert_eq!(knots(&[], &[]), Err(Error::KnotCount { n_log_odds: 0, n_probabilities: 0 }));
        assert_eq!(knots(&[1.0], &[]), Err(Error::KnotCount { n_log_odds: 1, n_probabilities: 0 }));
        for (x, p) in [(0.0, 0.5), (f64::INFINITY, 0.5), (f64::NAN, 0.5), (1.0, 0.3), (1.0, 1.1)] {
            let refused = knots(&[0.0, x], &[0.4, p]);
            assert!(matches!(refused, Err(Error::Knot { place: 1, .. })), "{x} {p}");
        }
    }

    #[test]
    fn stored_and_loaded_it_is_the_same() {
        let (x, y) = ([-1.1, 0.3, 0.2, 1.7], [false, true, false, true]);
        for method in Method::ALL {
            let calibrator = Calibrator::fit(method, &x, &y).unwrap();
            let json = serde_json::to_string(&calibrator).unwrap();
            assert_eq!(serde_json::from_str::<Calibrator>(&json).unwrap(), calibrator);
            let name = serde_json::to_string(&method).unwrap();
            assert!(json.starts_with(&format!(r#"{{"method":{name}"#)), "{json}");
        }
    }
}
