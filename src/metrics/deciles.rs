//! Clients sorted by risk in, ten groups of them and what happened to each out.

use serde::{Deserialize, Serialize};

use super::{Error, check};

/// Groups that [`deciles`] cuts the clients into.
pub const N_DECILES: usize = 10;

/// A tenth of the clients; the first is the riskiest.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Decile {
    /// 1, the riskiest, to 10.
    pub decile: usize,
    /// Clients in it.
    pub n_clients: usize,
    /// Those of them who defaulted.
    pub n_defaults: usize,
    /// `n_defaults / n_clients`.
    pub default_rate: f64,
    /// `default_rate / default rate of all clients`; 1 is chance.
    pub lift: f64,
    /// Share of all defaults found in this decile and those before it (gain), up to 1.
    pub cumulative_defaults: f64,
    /// Default rate of this decile and those before it together, over that of all clients.
    pub cumulative_lift: f64,
    /// `cumulative_defaults` less the same share of the repaid; its largest is close to KS.
    pub ks: f64,
    /// Mean probability; the default rate, where the probabilities are calibrated.
    pub mean_probability: f64,
    /// Lowest probability in it.
    pub lowest_probability: f64,
    /// Highest probability in it.
    pub highest_probability: f64,
}

/// Cuts the clients, sorted from the highest probability, into ten groups as equal as possible.
///
/// With `n` clients, decile `d` holds those from `⌊(d − 1) n / 10⌋` up to `⌊d n / 10⌋`, so that
/// sizes differ by one at most. Equal probabilities keep the order in which they were given:
/// they may fall on both sides of a cut, always in the same way.
///
/// # Errors
///
/// As [`super::measure`], and [`Error::TooFew`] for fewer than ten clients.
pub fn deciles(probabilities: &[f64], defaulted: &[bool]) -> Result<Vec<Decile>, Error> {
    check(probabilities, defaulted)?;
    let n_clients = defaulted.len();
    let n_defaults = defaulted.iter().filter(|y| **y).count();
    if n_defaults == 0 || n_defaults == n_clients {
        return Err(Error::OneClass { n_defaults, n_clients });
    }
    if n_clients < N_DECILES {
        return Err(Error::TooFew { what: "clients", needed: N_DECILES, found: n_clients });
    }
    let mut order: Vec<usize> = (0..n_clients).collect();
    // A stable sort: that is what keeps the order given.
    order.sort_by(|&a, &b| probabilities[b].total_cmp(&(probabilities[a])));

    let overall_rate = n_defaults as f64 / n_clients as f64;
    let n_repaid = n_clients - n_defaults;
    let mut n_defaults_so_far = 0;
    let cut = |decile: usize| decile * n_clients / N_DECILES;
    let groups = (1..=N_DECILES).map(|decile| {
        let n_so_far = cut(decile);
        let group = &order[cut(decile - 1)..n_so_far];
        let n_defaults_here = group.iter().filter(|&&client| defaulted[client]).count();
        n_defaults_so_far += n_defaults_here;
        let default_rate = n_defaults_here as f64 / group.len() as f64;
        let cumulative_defaults = n_defaults_so_far as f64 / n_defaults as f64;
        let cumulative_repaid = (n_so_far - n_defaults_so_far) as f64 / n_repaid as f64;
        let total: f64 = group.iter().map(|&client| probabilities[client]).sum();
        Decile {
            decile,
            n_clients: group.len(),
            n_defaults: n_defaults_here,
            default_rate,
            lift: default_rate / overall_rate,
            cumulative_defaults,
            cumulative_lift: n_defaults_so_far as f64 / n_so_far as f64 / overall_rate,
            ks: cumulative_defaults - cumulative_repaid,
            mean_probability: total / group.len() as f64,
            lowest_probability: probabilities[group[group.len() - 1]],
            highest_probability: probabilities[group[0]],
        }
    });
    Ok(groups.collect())
}

#[cfg(test)]
mod tests {
    use super::super::ks;
    use super::super::tests::predictions;
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn the_groups_add_up_to_everyone((p, y) in predictions()) {
            prop_assume!(y.len() >= N_DECILES);
            let groups = deciles(&p, &y).unwrap();
            prop_assert_eq!(groups.len(), N_DECILES);
            let n = y.len();
            let n_defaults = y.iter().filter(|y| **y).count();
            prop_assert_eq!(groups.iter().map(|group| group.n_clients).sum::<usize>(), n);
            prop_assert_eq!(groups.iter().map(|group| group.n_defaults).sum::<usize>(), n_defaults);
            let weighted = |of: fn(&Decile) -> f64| {
                groups.iter().map(|group| of(group) * group.n_clients as f64).sum::<f64>() / n as f64
            };
            prop_assert!((weighted(|group| group.lift) - 1.0).abs() < 1e-12);
            let mean = p.iter().sum::<f64>() / n as f64;
            prop_assert!((weighted(|group| group.mean_probability) - mean).abs() < 1e-12);
            for group in &groups {
                prop_assert!(group.n_clients == n / 10 || group.n_clients == n / 10 + 1);
                prop_assert!(group.lowest_probability <= group.mean_probability + 1e-12);
                prop_assert!(group.mean_probability <= group.highest_probability + 1e-12);
                prop_assert!(group.ks <= 1.0);
            }
            for pair in groups.windows(2) {
                prop_assert!(pair[1].highest_probability <= pair[0].lowest_probability);
                prop_assert!(pair[1].cumulative_defaults >= pair[0].cumulative_defaults);
            }
            let last = groups[N_DECILES - 1];
            prop_assert_eq!((last.cumulative_defaults, last.cumulative_lift, last.ks), (1.0, 1.0, 0.0));
        }

        #[test]
        fn no_decile_is_farther_than_ks(rows in proptest::collection::vec(any::<bool>(), 10..80)) {
            prop_assume!(rows.contains(&true) && rows.contains(&false));
            // Without ties every cut lies between two scores, where KS looks as well.
            let p: Vec<f64> = (0..rows.len()).map(|place| place as f64 / 100.0).collect();
            let largest = ks(&p, &rows).unwrap();
            for group in deciles(&p, &rows).unwrap() {
                prop_assert!(group.ks <= largest + 1e-12);
            }
        }
    }

    #[test]
    fn the_riskiest_come_first() {
        let p: Vec<f64> = (0..20).map(|place| f64::from(place) / 20.0).collect();
        let y: Vec<bool> = (0..20).map(|place| place >= 15).collect();
        let groups = deciles(&p, &y).unwrap();
        let first = groups[0];
        assert_eq!((first.decile, first.n_clients, first.n_defaults), (1, 2, 2));
        assert_eq!((first.default_rate, first.lift), (1.0, 4.0));
        assert_eq!((first.lowest_probability, first.highest_probability), (0.9, 0.95));
        assert_eq!((groups[2].n_defaults, groups[2].default_rate), (1, 0.5));
        assert_eq!(groups[2].cumulative_defaults, 1.0);
        assert!((groups[2].cumulative_lift - 5.0 / 6.0 / 0.25).abs() < 1e-12);
    }

    #[test]
    fn ties_are_cut_by_place() {
        let mut y = vec![false; 10];
        y[3] = true;
        let groups = deciles(&[0.5; 10], &y).unwrap();
        let n_defaults: Vec<usize> = groups.iter().map(|group| group.n_defaults).collect();
        assert_eq!(n_defaults, [0, 0, 0, 1, 0, 0, 0, 0, 0, 0]);
    }

    #[test]
    fn too_few_clients_are_refused() {
        let refused = deciles(&[0.1, 0.2, 0.3], &[true, false, true]);
        assert_eq!(refused, Err(Error::TooFew { what: "clients", needed: 10, found: 3 }));
        assert!(matches!(deciles(&[0.1; 10], &[true; 10]), Err(Error::OneClass { .. })));
    }
}
