//! Standings are those that counting finds; small populations and strangers do no harm.

use proptest::prelude::*;

use super::super::cases::{NAMES, population, row, seeds};
use super::super::peers::follows;
use super::*;

/// Lower middle of the known values.
fn median(values: &[f32]) -> Option<f32> {
    let mut known: Vec<f32> = values.iter().copied().filter(|value| !value.is_nan()).collect();
    known.sort_by(f32::total_cmp);
    known.get(known.len().checked_sub(1)? / 2).copied()
}

/// Percent of the known values below, those equal counting half.
fn percentile(value: f32, values: &[f32]) -> Option<f64> {
    let known: Vec<f32> = values.iter().copied().filter(|value| !value.is_nan()).collect();
    let weight = |other: &f32| if *other < value { 1.0 } else { 0.5 * f64::from(*other == value) };
    (!value.is_nan() && !known.is_empty())
        .then(|| 100.0 * known.iter().map(weight).sum::<f64>() / known.len() as f64)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn standings_are_counted(seeds in seeds(600), asked in any::<[u8; 10]>(), own in proptest::option::of(0..600_usize), is_changed in any::<bool>()) {
        let population = population(&seeds);
        let own = own.filter(|own| *own < seeds.len());
        // Whoever is in the population may ask with other values: "what if".
        let row = row(own.filter(|_| !is_changed).map_or(asked, |own| seeds[own]));
        let exclude = own.map(|own| population.clients()[own]);
        let similar = SimilarClients::new(&population);
        let found = similar.of(&row, exclude).unwrap();
        prop_assert_eq!(&found, &similar.of(&row, exclude).unwrap());
        let others: Vec<usize> = (0..seeds.len()).filter(|place| Some(*place) != own).collect();
        let rules = found.peers.map(|peers| peers.rules).unwrap_or_default();
        let of = |place: usize| NAMES.map(|name| population.column(name).unwrap()[place]);
        let peers: Vec<usize> = others
            .iter()
            .copied()
            .filter(|place| rules.iter().all(|rule| follows(rule, &of(*place))))
            .collect();
        let repaid: Vec<usize> =
            peers.iter().copied().filter(|place| !population.defaulted()[*place]).collect();
        prop_assert_eq!(found.standings.len(), 7);
        for standing in found.standings {
            let column = population.column(&standing.name).unwrap();
            let value = row[population.place_of(&standing.name).unwrap()];
            let among = |places: &[usize]| -> Vec<f32> { places.iter().map(|at| column[*at]).collect() };
            prop_assert_eq!(standing.value, Some(value).filter(|value| !value.is_nan()));
            prop_assert_eq!(standing.median, median(&among(&others)));
            prop_assert_eq!(standing.peer_median, median(&among(&peers)));
            prop_assert_eq!(standing.peer_repaid_median, median(&among(&repaid)));
            for (found, expected) in [
                (standing.percentile, percentile(value, &among(&others))),
                (standing.peer_percentile, percentile(value, &among(&peers))),
            ] {
                prop_assert_eq!(found.is_some(), expected.is_some());
                prop_assert!((found.unwrap_or(0.0) - expected.unwrap_or(0.0)).abs() < 1e-9);
            }
        }
    }
}

#[test]
fn small_populations_are_answered() {
    let asked = row([7; 10]);
    let nobody = SimilarClients::new(&population(&[])).of(&asked, Some(3)).unwrap();
    assert_eq!((nobody.peers, nobody.neighbors), (None, None));
    assert!(nobody.standings.iter().all(|standing| standing.median.is_none()));
    let one = SimilarClients::new(&population(&[[7; 10]]));
    assert_eq!(one.of(&asked, None).unwrap().peers.unwrap().outcome.n_clients, 1);
    let alone = one.of(&asked, Some(50_000)).unwrap();
    assert_eq!((alone.peers, alone.neighbors), (None, None));
    assert_eq!(alone.standings[0].percentile, None);
    let seeds: Vec<[u8; 10]> = (0..50).map(|place| [place * 5; 10]).collect();
    let fifty = SimilarClients::new(&population(&seeds)).of(&asked, None).unwrap();
    let (peers, neighbors) = (fifty.peers.unwrap(), fifty.neighbors.unwrap());
    assert_eq!((peers.step, peers.rules.len(), peers.outcome.n_clients), (11, 0, 50));
    assert_eq!(neighbors.outcome.n_clients, 50);
}

#[test]
fn rows_of_another_length_are_refused() {
    let similar = SimilarClients::new(&population(&[[7; 10]; 5]));
    assert_eq!(similar.of(&[1.0], None), Err(RowLength { expected: 13, found: 1 }));
    assert_eq!((similar.n_clients(), similar.names().len()), (5, 13));
    // A stranger's number leaves nobody out, and values that are not finite do no harm.
    let found = similar.of(&[f32::INFINITY; 13], Some(1)).unwrap();
    assert_eq!(found.peers.unwrap().outcome.n_clients, 5);
    assert!(found.standings.iter().all(|standing| standing.value.is_none()));
}

#[test]
fn threads_change_nothing() {
    let seeds: Vec<[u8; 10]> = (0..20_000_u32)
        .map(|place| {
            std::array::from_fn(|at| (place.wrapping_mul(2_654_435_761) >> (2 * at)) as u8)
        })
        .collect();
    let population = population(&seeds);
    let answers = [1, 2, 3].map(|n_threads| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(n_threads).build().unwrap();
        let similar = pool.install(|| SimilarClients::new(&population));
        let rows = seeds.iter().step_by(1_000).map(|seed| row(*seed));
        rows.map(|row| similar.of(&row, None).unwrap()).collect::<Vec<Similar>>()
    });
    assert!(answers[1..].iter().all(|answer| *answer == answers[0]));
}
