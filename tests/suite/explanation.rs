//! Measures of explanations against those of Shapash, on `make_explanation_fixture.py`'s cases.

use octroi::explanation::overview::effect::effect;
use octroi::explanation::overview::global::{mean_absolute, mean_absolute_of_groups};
use octroi::explanation::overview::quality::{
    Closeness, Neighborhoods, compacity, compacity_of, consistency, distances, stability,
    stability_of,
};
use octroi::explanation::overview::{Attributed, Contributions};
use serde::Deserialize;

const TOLERANCE: f64 = 1e-9;

/// Drawn rows and what the oracle says of them.
#[derive(Deserialize)]
struct Case {
    name: String,
    n_columns: usize,
    groups: Option<Vec<usize>>,
    features: Vec<Option<f32>>,
    methods: Vec<Vec<f64>>,
    probabilities: Vec<f64>,
    radius_clients: Vec<usize>,
    clients: Vec<usize>,
    radius: f64,
    neighbors: Vec<Vec<usize>>,
    importance: Vec<f64>,
    rank_correlation: f64,
    stability: ExpectedStability,
    absolute: ExpectedCompacity,
    relative: ExpectedCompacity,
    probability: ExpectedCompacity,
    consistency: ExpectedConsistency,
}

#[derive(Deserialize)]
struct ExpectedStability {
    n_alone: usize,
    variability: Vec<f64>,
    amplitude: Vec<f64>,
    first_clients: Vec<f64>,
    median_variability: f64,
}

#[derive(Deserialize)]
struct ExpectedCompacity {
    needed: Vec<usize>,
    distance: Vec<f64>,
    share_with_few: f64,
    median_needed: f64,
}

#[derive(Deserialize)]
struct ExpectedConsistency {
    mean: Vec<f64>,
    first: Vec<f64>,
}

impl Case {
    fn features(&self) -> Vec<f32> {
        self.features.iter().map(|value| value.unwrap_or(f32::NAN)).collect()
    }

    fn neighborhoods(&self) -> Neighborhoods {
        let (features, clients) = (self.features(), &self.clients);
        let (p, radius_clients) = (&self.probabilities, &self.radius_clients);
        Neighborhoods::of(self.n_columns, &features, p, clients, radius_clients).unwrap()
    }

    /// The contributions by each method, of columns or, where there are groups, of those.
    fn contributions(&self) -> (usize, Vec<Vec<f64>>) {
        let Some(groups) = &self.groups else {
            return (self.n_columns, self.methods.clone());
        };
        let n_groups = groups.iter().max().unwrap() + 1;
        let grouped = self.methods.iter().map(|values| {
            Contributions::new(self.n_columns, values).unwrap().grouped(groups, n_groups).unwrap()
        });
        (n_groups, grouped.collect())
    }

    fn close(&self, what: &str, found: &[f64], expected: &[f64]) {
        assert_eq!(found.len(), expected.len(), "{} {what}", self.name);
        for (place, (found, expected)) in found.iter().zip(expected).enumerate() {
            let is_close = (found - expected).abs() <= TOLERANCE;
            assert!(is_close, "{} {what} {place}: {found}, expected {expected}", self.name);
        }
    }
}

fn cases() -> Vec<Case> {
    let fixture = include_str!("../fixtures/explanation_oracle.json");
    let cases: Vec<Case> = serde_json::from_str(fixture).unwrap();
    assert!(!cases.is_empty());
    cases
}

#[test]
fn neighbors_and_stability_are_shapash_s() {
    for case in cases() {
        let found = case.neighborhoods();
        case.close("radius", &[found.radius], &[case.radius]);
        for (found, expected) in found.each.iter().zip(&case.neighbors) {
            assert_eq!(&found.neighbors, expected, "{} {}", case.name, found.client);
        }
        let (n_columns, methods) = case.contributions();
        let contributions = Contributions::new(n_columns, &methods[0]).unwrap();
        let summary = stability(&contributions, &found).unwrap();
        let expected = &case.stability;
        assert_eq!((summary.n_clients, summary.n_alone), (case.clients.len(), expected.n_alone));
        let (variability, amplitude): (Vec<f64>, Vec<f64>) =
            summary.columns.iter().map(|column| (column.variability, column.amplitude)).unzip();
        case.close("variability", &variability, &expected.variability);
        case.close("amplitude", &amplitude, &expected.amplitude);
        let median = summary.median_variability.unwrap();
        case.close("median variability", &[median], &[expected.median_variability]);
        let each = stability_of(&contributions, &found).unwrap();
        let first: Vec<f64> =
            each.iter().take(10).flat_map(|client| client.variability.clone()).collect();
        case.close("first clients", &first, &expected.first_clients);
    }
}

#[test]
fn compacity_is_shapash_s() {
    for case in cases() {
        let (n_columns, methods) = case.contributions();
        let contributions = Contributions::new(n_columns, &methods[0]).unwrap();
        for (closeness, expected) in [
            (Closeness::Absolute, &case.absolute),
            (Closeness::Relative, &case.relative),
            (Closeness::Probability { base: 0.0 }, &case.probability),
        ] {
            let each = compacity_of(&contributions, closeness).unwrap();
            let needed: Vec<usize> = each.iter().map(|client| client.needed).collect();
            assert_eq!(needed, expected.needed, "{} {closeness:?}", case.name);
            let distance: Vec<f64> = each.iter().map(|client| client.distance).collect();
            case.close("distance", &distance, &expected.distance);
            let summary = compacity(&contributions, closeness).unwrap();
            let found = [summary.share_with_few, summary.median_needed];
            case.close("summary", &found, &[expected.share_with_few, expected.median_needed]);
        }
    }
}

#[test]
fn consistency_is_shapash_s() {
    for case in cases() {
        let (n_columns, methods) = case.contributions();
        let named: Vec<_> = ["first", "second", "third"]
            .into_iter()
            .zip(methods.iter().map(|values| Contributions::new(n_columns, values).unwrap()))
            .collect();
        let mean: Vec<f64> = consistency(&named).unwrap().iter().map(|pair| pair.mean).collect();
        case.close("mean distance", &mean, &case.consistency.mean);
        let first = distances(&named[0].1, &named[1].1).unwrap();
        case.close("first pair", &first, &case.consistency.first);
    }
}

#[test]
fn importance_and_rank_correlation_are_numpy_s() {
    for case in cases() {
        let (values, features) = (&case.methods[0], case.features());
        let contributions = Contributions::new(case.n_columns, values).unwrap();
        let found = match &case.groups {
            None => mean_absolute(&contributions),
            Some(groups) => {
                let n_groups = groups.iter().max().unwrap() + 1;
                mean_absolute_of_groups(&contributions, groups, n_groups).unwrap()
            }
        };
        case.close("importance", &found, &case.importance);
        let attributed = Attributed::new(case.n_columns, values, &features).unwrap();
        let found = effect(&attributed, 1, 300, 20).unwrap().rank_correlation.unwrap();
        case.close("rank correlation", &[found], &[case.rank_correlation]);
    }
}
