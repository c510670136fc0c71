//! Whether one rule is cheaper than another by more than chance.

use super::Error;
use super::costs::{Costs, check};
use crate::metrics::MeanDifference;
use crate::probability::is_reached;

/// How much more a second rule costs than a first, on the same clients, each rule being a set of
/// probabilities with its threshold.
///
/// With `d_i` the cost of client `i` under `second` less its cost under `first`, the difference is
/// the mean of `d` and its standard error `sd(d) / √n`; the interval is normal. The thresholds are
/// taken as given: what their choice adds is not counted.
///
/// # Errors
///
/// [`Error`] where the slices differ in length or a number is out of range.
pub fn compare_costs(
    first: (&[f64], f64),
    second: (&[f64], f64),
    defaulted: &[bool],
    costs: Costs,
) -> Result<MeanDifference, Error> {
    check(first.0, defaulted, costs)?;
    check(second.0, defaulted, costs)?;
    let cost = |probability: f64, threshold: f64, defaulted: bool| match (
        is_reached(probability, threshold),
        defaulted,
    ) {
        (false, true) => costs.missed_default,
        (true, false) => costs.refused_good,
        _ => 0.0,
    };
    let differences: Vec<f64> = defaulted
        .iter()
        .enumerate()
        .map(|(client, &defaulted)| {
            cost(second.0[client], second.1, defaulted) - cost(first.0[client], first.1, defaulted)
        })
        .collect();
    Ok(MeanDifference::of(&differences))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decision::outcome_at;

    const COSTS: Costs = Costs { missed_default: 10.0, refused_good: 1.0 };

    #[test]
    fn the_difference_is_that_of_the_expected_costs() {
        let y: Vec<bool> = (0..200).map(|i| i % 7 == 0).collect();
        let a: Vec<f64> = (0..200).map(|i| f64::from(i * 37 % 101) / 101.0).collect();
        let b: Vec<f64> = (0..200).map(|i| f64::from(i * 53 % 97) / 97.0).collect();
        let found = compare_costs((&a, 0.3), (&b, 0.6), &y, COSTS).unwrap();
        let cost = |p: &[f64], at| outcome_at(p, &y, COSTS, at).expected_cost;
        assert!((found.difference - (cost(&b, 0.6) - cost(&a, 0.3))).abs() < 1e-12);
        assert!(found.low < found.difference && found.difference < found.high);
        let same = compare_costs((&a, 0.3), (&a, 0.3), &y, COSTS).unwrap();
        assert_eq!((same.difference, same.standard_error), (0.0, 0.0));
        assert!(!same.is_below_zero());
    }

    #[test]
    fn a_rule_that_knows_better_is_cheaper() {
        let y: Vec<bool> = (0..400).map(|i| i % 5 == 0).collect();
        let perfect: Vec<f64> = y.iter().map(|&y| if y { 0.9 } else { 0.1 }).collect();
        let blind = vec![0.2; 400];
        assert!(compare_costs((&blind, 0.5), (&perfect, 0.5), &y, COSTS).unwrap().is_below_zero());
        assert!(!compare_costs((&perfect, 0.5), (&blind, 0.5), &y, COSTS).unwrap().is_below_zero());
    }
}
