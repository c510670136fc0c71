//! Tests of [`super::effect`].

use proptest::prelude::*;

use super::*;

/// A column of few distinct values, some missing, with SHAP values of which some are equal.
fn columns() -> impl Strategy<Value = (Vec<f32>, Vec<f64>)> {
    let client = (prop::option::weighted(0.8, -30..30_i16), -5..5_i8);
    proptest::collection::vec(client, 1..200).prop_map(|clients| {
        let value = |(value, shap): (Option<i16>, i8)| {
            (value.map_or(f32::NAN, |value| f32::from(value) / 7.0), f64::from(shap) / 3.0)
        };
        clients.into_iter().map(value).unzip()
    })
}

proptest! {
    #[test]
    fn every_client_is_shown_once((values, shap) in columns(), n_bins in 1..25_usize) {
        let attributed = Attributed::new(1, &shap, &values).unwrap();
        let effect = effect(&attributed, 0, 50, n_bins).unwrap();
        prop_assert_eq!(effect.beeswarm.len(), values.len().min(50));
        prop_assert!(effect.dependence.len() <= n_bins);
        let n_known: usize = effect.dependence.iter().map(|bin| bin.n_clients).sum();
        let n_missing = effect.missing.map_or(0, |missing| missing.n_clients);
        prop_assert_eq!(n_known + n_missing, values.len());
        // The sum of SHAP values is kept.
        let of_bins: f64 =
            effect.dependence.iter().map(|bin| bin.mean * bin.n_clients as f64).sum();
        let of_missing = effect.missing.map_or(0.0, |missing| missing.mean * n_missing as f64);
        prop_assert!((of_bins + of_missing - shap.iter().sum::<f64>()).abs() < 1e-9);
        for pair in effect.dependence.windows(2) {
            prop_assert!(pair[0].high < pair[1].low);
        }
        for bin in &effect.dependence {
            prop_assert!(f64::from(bin.low) <= bin.mean_value + 1e-6);
            prop_assert!(bin.mean_value <= f64::from(bin.high) + 1e-6);
            prop_assert!(bin.low_10 <= bin.high_90);
        }
    }

    #[test]
    fn effects_survive_storage((values, shap) in columns()) {
        let attributed = Attributed::new(1, &shap, &values).unwrap();
        let effect = effect(&attributed, 0, 300, 20).unwrap();
        let stored = serde_json::to_string(&effect).unwrap();
        prop_assert_eq!(serde_json::from_str::<Effect>(&stored).unwrap(), effect);
    }

    #[test]
    fn the_rank_correlation_depends_on_the_order_alone((values, shap) in columns()) {
        let correlation = |values: &[f32], shap: &[f64]| {
            effect(&Attributed::new(1, shap, values).unwrap(), 0, 0, 5).unwrap().rank_correlation
        };
        let found = correlation(&values, &shap);
        let stretched: Vec<f32> = values.iter().map(|value| value.exp()).collect();
        let turned: Vec<f64> = shap.iter().map(|shap| -shap).collect();
        prop_assert_eq!(found, correlation(&stretched, &shap));
        prop_assert_eq!(found.map(|r| -r), correlation(&values, &turned));
    }
}

#[test]
fn few_values_have_a_bin_each_and_many_are_cut_evenly() {
    let values = [1.0, 0.0, 1.0, f32::NAN, 5.0, -0.0];
    let shap = [1.0, -1.0, 3.0, 0.25, 4.0, -2.0];
    let attributed = Attributed::new(1, &shap, &values).unwrap();
    let found = effect(&attributed, 0, 3, 3).unwrap();
    let bins: Vec<_> =
        found.dependence.iter().map(|bin| (bin.low, bin.high, bin.n_clients, bin.mean)).collect();
    assert_eq!(bins, [(0.0, 0.0, 2, -1.5), (1.0, 1.0, 2, 2.0), (5.0, 5.0, 1, 4.0)]);
    assert!((found.dependence[0].low_10 + 1.9).abs() < 1e-12);
    assert_eq!(found.missing, Some(MissingEffect { n_clients: 1, mean: 0.25 }));
    // Clients 0, 2 and 4: the values 1, 1 and 5 of 0, 0, 1, 1, 5.
    let ranks: Vec<_> = found.beeswarm.iter().map(|point| point.rank).collect();
    assert_eq!(ranks, [Some(0.625), Some(0.625), Some(1.0)]);
    assert_eq!(effect(&attributed, 0, 6, 3).unwrap().beeswarm[3].rank, None);
    assert_eq!(found.rank_correlation, None);

    let values: Vec<f32> = (0..1000_u16).map(|value| f32::from(value * 7 % 1000)).collect();
    let shap: Vec<f64> = values.iter().map(|&value| f64::from(value).sqrt()).collect();
    let found = effect(&Attributed::new(1, &shap, &values).unwrap(), 0, 300, 20).unwrap();
    assert_eq!(found.dependence.len(), 20);
    assert!(found.dependence.iter().all(|bin| bin.n_clients == 50));
    assert_eq!(found.rank_correlation, Some(1.0));
}

#[test]
fn the_rank_correlation_meets_scipy() {
    // scipy.stats.spearmanr of the same numbers.
    let values: Vec<f32> = (0..40_u16).map(|i| f32::from(i * 7 % 11)).collect();
    let shap: Vec<f64> = (0..40_u16).map(|i| f64::from(i * 5 % 13) / 4.0).collect();
    let attributed = Attributed::new(1, &shap, &values).unwrap();
    let found = effect(&attributed, 0, 0, 20).unwrap().rank_correlation.unwrap();
    assert!((found - 0.16225930315772813).abs() < 1e-12, "{found}");
}

#[test]
fn nothing_known_and_nothing_varying_are_no_errors() {
    let attributed = Attributed::new(2, &[0.5; 60], &[f32::NAN; 60]).unwrap();
    let found = effects(&attributed, &[0, 1], 10, 20).unwrap();
    assert!(found[1].dependence.is_empty() && found[1].rank_correlation.is_none());
    assert_eq!(found[0].missing, Some(MissingEffect { n_clients: 30, mean: 0.5 }));
    let attributed = Attributed::new(2, &[0.5; 60], &[1.0; 60]).unwrap();
    let found = effect(&attributed, 0, 10, 20).unwrap();
    assert_eq!((found.dependence.len(), found.rank_correlation), (1, None));
    assert_eq!(found.beeswarm[0].rank, Some(0.5));
    assert!(matches!(effect(&attributed, 2, 10, 20), Err(Error::Outside { .. })));
    assert!(matches!(effect(&attributed, 0, 10, 0), Err(Error::TooFew { .. })));
}
