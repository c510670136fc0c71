//! Measures and calibrators against other libraries, on the cases of `make_fixtures.py`.

use octroi::metrics;
use octroi::models::calibration::{Calibrator, Method};
use octroi::probability::LogOdds;
use serde_json::Value;

const TOLERANCE: f64 = 1e-9;

/// A portfolio and what other libraries say of it.
struct Case {
    name: String,
    threshold: f64,
    log_odds: Vec<f64>,
    probabilities: Vec<f64>,
    other_probabilities: Vec<f64>,
    defaulted: Vec<bool>,
    expected: Value,
}

impl Case {
    /// Compares a number with the one at `/group/field` of the fixture.
    fn check(&self, pointer: &str, found: f64) {
        self.check_all(pointer, &[found]);
    }

    /// Compares numbers with those at `/group/field` of the fixture.
    fn check_all(&self, pointer: &str, found: &[f64]) {
        let expected = self.numbers(pointer);
        assert_eq!(found.len(), expected.len(), "{}{pointer}", self.name);
        for (place, (found, expected)) in found.iter().zip(expected).enumerate() {
            assert!(
                (found - expected).abs() <= TOLERANCE * expected.abs().max(1.0),
                "{}{pointer}, place {place}: expected {expected}, found {found}",
                self.name
            );
        }
    }

    fn numbers(&self, pointer: &str) -> Vec<f64> {
        match self.expected.pointer(pointer).unwrap() {
            Value::Array(values) => values.iter().map(|value| value.as_f64().unwrap()).collect(),
            value => vec![value.as_f64().unwrap()],
        }
    }
}

/// The cases of the fixture.
fn cases() -> Vec<Case> {
    let fixture = include_str!("../fixtures/metrics_oracle.json");
    let cases: Vec<Value> = serde_json::from_str(fixture).unwrap();
    assert!(!cases.is_empty());
    let floats = |value: &Value| serde_json::from_value::<Vec<f64>>(value.clone()).unwrap();
    let case = |expected: Value| Case {
        name: expected["name"].as_str().unwrap().to_owned(),
        threshold: expected["threshold"].as_f64().unwrap(),
        log_odds: floats(&expected["log_odds"]),
        probabilities: floats(&expected["probabilities"]),
        other_probabilities: floats(&expected["other_probabilities"]),
        defaulted: serde_json::from_value(expected["defaulted"].clone()).unwrap(),
        expected,
    };
    cases.into_iter().map(case).collect()
}

#[test]
fn measures_equal_those_of_scikit_learn() {
    for case in cases() {
        let found = metrics::measure(&case.probabilities, &case.defaulted).unwrap();
        case.check("/ranking/roc_auc", found.roc_auc);
        case.check("/ranking/average_precision", found.average_precision);
        case.check("/ranking/ks", found.ks);
        case.check("/ranking/brier", found.brier);
        case.check("/ranking/log_loss", found.log_loss);
        case.check("/delong/auc_low", found.roc_auc_interval.low);
        case.check("/delong/auc_high", found.roc_auc_interval.high);
        case.check("/reliability/calibration_error", found.calibration_error);
    }
}

#[test]
fn a_threshold_sorts_clients_as_in_scikit_learn() {
    for case in cases() {
        let found =
            metrics::classify(&case.probabilities, &case.defaulted, case.threshold).unwrap();
        case.check("/classification/n_true_positives", found.n_true_positives as f64);
        case.check("/classification/n_false_positives", found.n_false_positives as f64);
        case.check("/classification/n_true_negatives", found.n_true_negatives as f64);
        case.check("/classification/n_false_negatives", found.n_false_negatives as f64);
        case.check("/classification/accuracy", found.accuracy);
        case.check("/classification/precision", found.precision);
        case.check("/classification/recall", found.recall);
        case.check("/classification/f1", found.f1);
        case.check("/classification/specificity", found.specificity);
    }
}

#[test]
fn two_models_differ_as_every_pair_of_clients_says() {
    for case in cases() {
        let (p, q, y) = (&case.probabilities, &case.other_probabilities, &case.defaulted);
        case.check("/delong/variance", metrics::roc_auc_variance(p, y).unwrap());
        let found = metrics::compare(p, q, y).unwrap();
        case.check("/delong/difference", found.difference);
        case.check("/delong/standard_error", found.standard_error);
        case.check("/delong/low", found.low);
        case.check("/delong/high", found.high);
        case.check("/delong/p_value", found.p_value);
    }
}

#[test]
fn groups_of_clients_equal_those_of_numpy() {
    for case in cases() {
        let (p, y) = (&case.probabilities, &case.defaulted);
        let deciles = metrics::deciles(p, y).unwrap();
        let each = |of: fn(&metrics::Decile) -> f64| deciles.iter().map(of).collect::<Vec<_>>();
        case.check_all("/deciles/n_defaults", &each(|decile| decile.n_defaults as f64));
        case.check_all("/deciles/lift", &each(|decile| decile.lift));
        case.check_all("/deciles/mean_probability", &each(|decile| decile.mean_probability));
        case.check_all("/deciles/cumulative_defaults", &each(|decile| decile.cumulative_defaults));
        case.check_all("/deciles/cumulative_lift", &each(|decile| decile.cumulative_lift));
        case.check_all("/deciles/ks", &each(|decile| decile.ks));

        let bins = metrics::reliability(p, y, metrics::CALIBRATION_BINS).unwrap();
        let each =
            |of: fn(&metrics::ReliabilityBin) -> f64| bins.iter().map(of).collect::<Vec<_>>();
        case.check_all("/reliability/n_clients", &each(|bin| bin.n_clients as f64));
        case.check_all("/reliability/mean_probability", &each(|bin| bin.mean_probability));
        case.check_all("/reliability/default_rate", &each(|bin| bin.default_rate));
        case.check_all("/reliability/low", &each(|bin| bin.low));
        case.check_all("/reliability/high", &each(|bin| bin.high));
    }
}

#[test]
fn curves_equal_those_of_scikit_learn() {
    let cases = cases();
    let mut drawn = cases.iter().filter(|case| !case.expected["curves"].is_null()).peekable();
    assert!(drawn.peek().is_some());
    for case in drawn {
        let (p, defaulted) = (&case.probabilities, &case.defaulted);
        let axes = |points: Vec<metrics::CurvePoint>| {
            points.iter().map(|point| (point.x, point.y)).unzip::<_, _, Vec<_>, Vec<_>>()
        };
        let (x, y) = axes(metrics::roc_curve(p, defaulted, usize::MAX).unwrap());
        case.check_all("/curves/false_positive_rate", &x);
        case.check_all("/curves/true_positive_rate", &y);
        let (x, y) = axes(metrics::precision_recall_curve(p, defaulted, usize::MAX).unwrap());
        case.check_all("/curves/recall", &x);
        case.check_all("/curves/precision", &y);
    }
}

#[test]
fn calibrators_equal_those_of_scikit_learn() {
    for case in cases() {
        let fit = |method| {
            let calibrator = Calibrator::fit(method, &case.log_odds, &case.defaulted).unwrap();
            calibrator.check().unwrap();
            calibrator
        };
        let Calibrator::Platt { slope, intercept } = fit(Method::Platt) else {
            panic!("a line was asked for");
        };
        case.check("/platt/slope", slope);
        case.check("/platt/intercept", intercept);

        let isotonic = fit(Method::Isotonic);
        let found: Vec<f64> = case
            .numbers("/isotonic/queries")
            .into_iter()
            .map(|query| isotonic.probability(LogOdds::new(query)).value())
            .collect();
        case.check_all("/isotonic/probabilities", &found);
        let Calibrator::Isotonic { log_odds, .. } = isotonic else {
            panic!("knots were asked for");
        };
        case.check("/isotonic/n_knots", log_odds.len() as f64);
    }
}
