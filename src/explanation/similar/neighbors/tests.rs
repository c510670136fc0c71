//! The neighbours are those that sorting everyone finds.

use proptest::prelude::*;

use super::super::cases::{population, row, seeds};
use super::super::{Population, SimilarClients};
use super::*;

/// Squared distance and place of everyone but one, the nearest first.
fn by_sorting(points: &[f32], point: &[f32], own: Option<usize>) -> Vec<(f32, usize)> {
    let all = points.chunks_exact(point.len()).enumerate();
    let distance =
        |other: &[f32]| other.iter().zip(point).fold(0.0, |sum, (a, b)| sum + (a - b) * (a - b));
    let mut sorted: Vec<(f32, usize)> = all
        .filter(|(place, _)| Some(*place) != own)
        .map(|(place, other)| (distance(other), place))
        .collect();
    sorted.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
    sorted
}

/// Points on a grid, where ties are common, or anywhere.
fn points() -> impl Strategy<Value = (usize, Vec<f32>)> {
    (1..6_usize, any::<bool>()).prop_flat_map(|(n_dimensions, is_grid)| {
        let coordinate = any::<i16>().prop_map(move |number| {
            if is_grid { f32::from(number % 3) } else { f32::from(number) / 9_999.0 }
        });
        let points = proptest::collection::vec(coordinate, 0..3000).prop_map(move |mut points| {
            points.truncate(points.len() / n_dimensions * n_dimensions);
            points
        });
        (Just(n_dimensions), points)
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn blocks_find_what_sorting_finds((n_dimensions, points) in points(), at in any::<[i8; 5]>(), n in 0..250_usize, own in proptest::option::of(0..300_usize)) {
        let point: Vec<f32> = at[..n_dimensions].iter().map(|number| f32::from(*number) / 40.0).collect();
        let found = Blocks::new(&points, n_dimensions).nearest(&point, n, own);
        let mut expected = by_sorting(&points, &point, own);
        expected.truncate(n);
        prop_assert_eq!(found, expected);
    }

    #[test]
    fn groups_are_those_found_by_sorting(seeds in seeds(600), asked in any::<[u8; 10]>(), own in proptest::option::of(0..600_usize)) {
        let population = population(&seeds);
        let own = own.filter(|own| *own < seeds.len());
        let row = row(own.map_or(asked, |own| seeds[own]));
        let column = |feature: usize| {
            let mut known = population.column_at(feature).to_vec();
            known.retain(|value| !value.is_nan());
            known.sort_by(f32::total_cmp);
            known
        };
        let sorted: Vec<Vec<f32>> = (0..row.len()).map(column).collect();
        let index = NeighborIndex::new(&population, |feature| Some(sorted[feature].as_slice()));
        let similar = SimilarClients::new(&population);
        let found = similar.of(&row, own.map(|own| population.clients()[own])).unwrap().neighbors;
        let n_dimensions = index.space.n_dimensions();
        if n_dimensions == 0 {
            prop_assert_eq!(found, None);
            return Ok(());
        }
        let mut point = vec![0.0; n_dimensions];
        index.space.place(|feature| row[feature], &mut point);
        let mut expected = by_sorting(&index.space.points(&population), &point, own);
        expected.truncate(N_NEIGHBORS);
        prop_assert_eq!(&index.nearest(&row, own), &expected);
        let Some(found) = found else {
            prop_assert!(expected.is_empty());
            return Ok(());
        };
        prop_assert_eq!(found.outcome.n_clients, expected.len());
        let n_defaults = expected.iter().filter(|(_, place)| population.defaulted()[*place]).count();
        prop_assert_eq!(found.outcome.n_defaults, n_defaults);
        let (farthest, _) = expected[expected.len() - 1];
        let mean = f64::from(farthest) / n_dimensions as f64;
        prop_assert!((found.farthest * found.farthest - mean).abs() < 1e-6);
    }
}

#[test]
fn many_points_are_found_as_few_are() {
    let points: Vec<f32> = (0..60_000_u32)
        .map(|place| f32::from((place.wrapping_mul(2_654_435_761) >> 16) as u16) / 65_536.0)
        .collect();
    let blocks = Blocks::new(&points, 3);
    for own in (0..20_000).step_by(900) {
        let point = &points[3 * own..3 * own + 3];
        let mut expected = by_sorting(&points, point, Some(own));
        expected.truncate(N_NEIGHBORS);
        assert_eq!(blocks.nearest(point, N_NEIGHBORS, Some(own)), expected);
    }
}

#[test]
fn dimensions_are_standardized_after_clipping() {
    // 0 to 999 and two values far away, which clipping brings back to about 990 and 10.
    let mut sorted: Vec<f32> = (0..1000).map(|place| place as f32).collect();
    (sorted[0], sorted[999]) = (-1e30, 1e30);
    let space = Space::new([(0, sorted.as_slice())].into_iter(), 1000);
    assert_eq!(space.n_dimensions(), 1);
    let coordinate = |value: f32| {
        let mut point = [0.0];
        space.place(|_| value, &mut point);
        f64::from(point[0])
    };
    let all: Vec<f64> = sorted.iter().map(|value| coordinate(*value)).collect();
    let mean = all.iter().sum::<f64>() / 1000.0;
    let variance = all.iter().map(|value| (value - mean) * (value - mean)).sum::<f64>() / 1000.0;
    assert!(mean.abs() < 1e-6 && (variance - 1.0).abs() < 1e-6, "{mean}, {variance}");
    assert_eq!(coordinate(1e30), coordinate(989.0));
    assert_eq!(coordinate(-1e30), coordinate(10.0));
    assert_eq!((coordinate(f32::NAN), coordinate(f32::INFINITY)), (0.0, 0.0));
}

#[test]
fn what_is_missing_is_a_dimension_where_it_is_not_rare() {
    let sorted: Vec<f32> = (0..990).map(|place| place as f32).collect();
    let space = |n_clients| Space::new([(0, sorted.as_slice())].into_iter(), n_clients);
    assert_eq!((space(1000).n_dimensions(), space(1001).n_dimensions()), (1, 2));
    let mut point = [9.0; 2];
    space(1001).place(|_| f32::NAN, &mut point);
    assert_eq!(point, [0.0, 1.0]);
    space(1001).place(|_| 494.5, &mut point);
    assert_eq!(point, [0.0, 0.0]);
    // Nothing is known, or everyone is the same: there is nothing to measure by.
    for known in [&[][..], &[3.0; 50]] {
        assert_eq!(Space::new([(0, known)].into_iter(), 1000).n_dimensions(), 0);
    }
}

#[test]
fn no_protected_characteristic_is_a_dimension() {
    let protected = ["BIRTH", "GENDER", "FAM", "CHILDREN", "AGE_", "_PERSON", "EMPLOYED_PERC"];
    for name in NEIGHBOR_FEATURES {
        assert!(protected.iter().all(|word| !name.contains(word)), "{name}");
        assert!(super::super::MAIN_FEATURES.contains(&name), "{name} is not kept");
    }
}

#[test]
fn nothing_to_measure_by_is_no_group() {
    let same = vec![0.5; 3];
    let (names, clients) = (vec!["EXT_SOURCES_MEAN".to_owned()], vec![1, 2, 3]);
    let population = Population::new(names, clients, vec![same.clone()], vec![false; 3], same);
    let similar = SimilarClients::new(&population.unwrap()).of(&[0.5], None).unwrap();
    assert_eq!(similar.neighbors, None);
    assert!(similar.peers.is_some());
}
