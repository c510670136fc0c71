//! The rising function of log-odds that fits the outcomes best, as knots.

use super::{Calibrator, Error};

/// Log-odds nearer than this to the first of their group count as equal, as in scikit-learn.
const SAME_LOG_ODDS: f64 = 1e-15;

/// Neighbors in log-odds that share one default rate.
struct Block {
    lowest: f64,
    highest: f64,
    n_defaults: usize,
    n_clients: usize,
}

impl Block {
    /// Whether its default rate is at least that of another; counts decide without rounding.
    fn reaches(&self, other: &Self) -> bool {
        let product = |n: usize, m: usize| n as u128 * m as u128;
        product(self.n_defaults, other.n_clients) >= product(other.n_defaults, self.n_clients)
    }
}

/// Pool-adjacent-violators: blocks are merged until their default rates rise.
pub(super) fn fit_isotonic(log_odds: &[f64], defaulted: &[bool]) -> Calibrator {
    let mut clients: Vec<(f64, bool)> =
        log_odds.iter().copied().zip(defaulted.iter().copied()).collect();
    clients.sort_unstable_by(|a, b| a.0.total_cmp(&b.0));

    let mut blocks: Vec<Block> = Vec::new();
    let mut clients = clients.into_iter().peekable();
    while let Some((first, has_defaulted)) = clients.next() {
        let mut block = Block {
            lowest: first,
            highest: first,
            n_defaults: usize::from(has_defaulted),
            n_clients: 1,
        };
        while let Some((_, has_defaulted)) = clients.next_if(|(x, _)| x - first < SAME_LOG_ODDS) {
            block.n_defaults += usize::from(has_defaulted);
            block.n_clients += 1;
        }
        while let Some(before) = blocks.pop_if(|before| before.reaches(&block)) {
            block.lowest = before.lowest;
            block.n_defaults += before.n_defaults;
            block.n_clients += before.n_clients;
        }
        blocks.push(block);
    }

    // Only the ends of a block bend the line.
    let (mut knots, mut probabilities) = (Vec::new(), Vec::new());
    for Block { lowest, highest, n_defaults, n_clients } in blocks {
        let default_rate = n_defaults as f64 / n_clients as f64;
        knots.push(lowest);
        probabilities.push(default_rate);
        if lowest < highest {
            knots.push(highest);
            probabilities.push(default_rate);
        }
    }
    Calibrator::Isotonic { log_odds: knots, probabilities }
}

/// The height at `x` of the lines between knots; NaN where `x` is, or without knots.
pub(super) fn interpolate(log_odds: &[f64], probabilities: &[f64], x: f64) -> f64 {
    if x.is_nan() {
        return f64::NAN;
    }
    let n_below = log_odds.partition_point(|knot| *knot <= x);
    let knot = |place: usize| Some((*log_odds.get(place)?, *probabilities.get(place)?));
    match (n_below.checked_sub(1).and_then(knot), knot(n_below)) {
        // The minimum undoes a rounding by which the line would end above the next knot.
        (Some((x0, p0)), Some((x1, p1))) => (p0 + (p1 - p0) * ((x - x0) / (x1 - x0))).min(p1),
        (Some((_, p)), None) | (None, Some((_, p))) => p,
        (None, None) => f64::NAN,
    }
}

/// Whether the knots are what [`Calibrator::Isotonic`] promises.
pub(super) fn check_knots(log_odds: &[f64], probabilities: &[f64]) -> Result<(), Error> {
    let (n_log_odds, n_probabilities) = (log_odds.len(), probabilities.len());
    if n_log_odds != n_probabilities || n_log_odds == 0 {
        return Err(Error::KnotCount { n_log_odds, n_probabilities });
    }
    let mut before: Option<(f64, f64)> = None;
    for (place, (&log_odds, &probability)) in log_odds.iter().zip(probabilities).enumerate() {
        let rises = before.is_none_or(|(x, p)| x < log_odds && p <= probability);
        if !(rises && log_odds.is_finite() && (0.0..=1.0).contains(&probability)) {
            return Err(Error::Knot { place, log_odds, probability });
        }
        before = Some((log_odds, probability));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::super::Method;
    use super::super::tests::{clients, value};
    use super::*;
    use proptest::prelude::*;

    /// The largest of the smallest means of neighbors: isotonic regression by definition.
    fn max_min(x: &[f64], y: &[bool]) -> Vec<(f64, f64)> {
        let mut distinct = x.to_vec();
        distinct.sort_by(f64::total_cmp);
        distinct.dedup();
        let mean = |low: f64, high: f64| {
            let group = x.iter().zip(y).filter(|(x, _)| (low..=high).contains(*x));
            let (n, n_defaults) =
                group.fold((0.0, 0.0), |(n, d), (_, y)| (n + 1.0, d + f64::from(u8::from(*y))));
            n_defaults / n
        };
        let at = |place: usize| {
            let smallest = |low: f64| {
                distinct[place..].iter().map(|high| mean(low, *high)).fold(f64::INFINITY, f64::min)
            };
            distinct[..=place].iter().map(|low| smallest(*low)).fold(0.0, f64::max)
        };
        (0..distinct.len()).map(|place| (distinct[place], at(place))).collect()
    }

    proptest! {
        #[test]
        fn isotonic_meets_its_definition((x, y) in clients()) {
            let calibrator = Calibrator::fit(Method::Isotonic, &x, &y).unwrap();
            prop_assert_eq!(calibrator.check(), Ok(()));
            for (x, expected) in max_min(&x, &y) {
                prop_assert!((value(&calibrator, x) - expected).abs() < 1e-12);
            }
            let mean = x.iter().map(|x| value(&calibrator, *x)).sum::<f64>() / x.len() as f64;
            let rate = y.iter().filter(|y| **y).count() as f64 / y.len() as f64;
            prop_assert!((mean - rate).abs() < 1e-12, "the mean is kept");
        }

        #[test]
        fn no_knot_of_an_isotonic_fit_is_idle((x, y) in clients()) {
            let Calibrator::Isotonic { probabilities, .. } =
                Calibrator::fit(Method::Isotonic, &x, &y).unwrap()
            else {
                return Err(TestCaseError::fail("another method"));
            };
            prop_assert!(probabilities.windows(3).all(|three| three[0] < three[2]));
        }
    }

    #[test]
    fn outside_the_knots_and_between_them() {
        let calibrator = Calibrator::Isotonic {
            log_odds: vec![-1.0, 0.0, 2.0],
            probabilities: vec![0.1, 0.1, 0.5],
        };
        for (x, expected) in
            [(-5.0, 0.1), (-1.0, 0.1), (-0.5, 0.1), (0.0, 0.1), (1.0, 0.3), (2.0, 0.5), (9.0, 0.5)]
        {
            assert!((value(&calibrator, x) - expected).abs() < 1e-15);
        }
        assert_eq!(value(&calibrator, f64::NEG_INFINITY), 0.1);
        assert_eq!(value(&calibrator, f64::INFINITY), 0.5);
        assert!(value(&calibrator, f64::NAN).is_nan());
    }
}
