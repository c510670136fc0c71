//! Populations come back as they were, and what is none is refused.

use proptest::prelude::*;

use super::*;

fn small() -> Population {
    Population::new(
        vec!["AMT_CREDIT".to_owned(), "NAME_INCOME_TYPE_État \"x\"".to_owned()],
        vec![100_002, 100_003, 100_001],
        vec![vec![1.5, f32::NAN, -3.0], vec![0.0, 1.0, -f32::NAN]],
        vec![true, false, true],
        vec![0.0, 0.25, 1.0],
    )
    .unwrap()
}

#[test]
fn bytes_give_the_population_back() {
    let (kept, bytes) = (small(), small().to_bytes());
    let back = Population::from_bytes(&bytes).unwrap();
    assert_eq!(back.names(), kept.names());
    assert_eq!(back.clients(), kept.clients());
    assert_eq!(back.defaulted(), kept.defaulted());
    assert_eq!(back.probabilities(), kept.probabilities());
    assert_eq!(back.column("AMT_CREDIT").unwrap()[2], -3.0);
    assert!(back.column("AMT_CREDIT").unwrap()[1].is_nan());
    assert_eq!(back.column("AMT_ANNUITY"), None);
    assert_eq!(back.to_bytes(), bytes);
    let nobody = Population::new(Vec::new(), Vec::new(), Vec::new(), Vec::new(), Vec::new());
    let back = Population::from_bytes(&nobody.unwrap().to_bytes()).unwrap();
    assert_eq!(back.n_clients(), 0);
}

#[test]
fn bytes_cut_short_or_prolonged_are_refused() {
    let mut bytes = small().to_bytes();
    for length in 0..bytes.len() {
        let refused = Population::from_bytes(&bytes[..length]).unwrap_err();
        assert!(matches!(refused, Error::Damaged(_)), "{length} bytes: {refused}");
    }
    bytes.push(0);
    assert!(matches!(Population::from_bytes(&bytes), Err(Error::Damaged(_))));
}

#[test]
fn announcements_that_the_bytes_do_not_keep_are_refused() {
    let bytes = small().to_bytes();
    let with = |place: usize, number: u32| {
        let mut changed = bytes.clone();
        changed[place..place + 4].copy_from_slice(&number.to_le_bytes());
        Population::from_bytes(&changed).unwrap_err()
    };
    assert_eq!(with(8, 2), Error::OtherVersion { expected: 1, found: 2 });
    for place in [12, 16, 20] {
        assert!(matches!(with(place, u32::MAX), Error::Damaged(_)));
        assert!(matches!(with(place, 0), Error::Damaged(_)));
    }
    let mut changed = bytes.clone();
    changed[0] = b'O';
    assert!(matches!(Population::from_bytes(&changed), Err(Error::Damaged(_))));
    let mut changed = bytes.clone();
    *changed.last_mut().unwrap() = 2;
    assert!(matches!(Population::from_bytes(&changed), Err(Error::Damaged(_))));
    // Nobody, but billions of features: nothing is set aside for them.
    let mut nobody = bytes[..HEADER_END].to_vec();
    nobody[12..16].copy_from_slice(&0_u32.to_le_bytes());
    nobody[16..20].copy_from_slice(&u32::MAX.to_le_bytes());
    nobody[20..24].copy_from_slice(&0_u32.to_le_bytes());
    assert!(matches!(Population::from_bytes(&nobody), Err(Error::Damaged(_))));
}

/// Where the names begin.
const HEADER_END: usize = 24;

proptest! {
    #[test]
    fn changed_bytes_never_panic(changes in proptest::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..6)) {
        let mut bytes = small().to_bytes();
        for (place, byte) in changes {
            let place = place.index(bytes.len());
            bytes[place] = byte;
        }
        // Refused or read: what is read is a population.
        if let Ok(read) = Population::from_bytes(&bytes) {
            prop_assert_eq!(Population::from_bytes(&read.to_bytes()).unwrap().to_bytes(), read.to_bytes());
        }
    }

    #[test]
    fn any_bytes_never_panic(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
        prop_assert!(Population::from_bytes(&bytes).is_err());
    }
}

#[test]
fn what_is_no_population_is_refused() {
    let made = |names: &[&str], clients: &[u32], columns: &[&[f32]], probabilities: &[f32]| {
        Population::new(
            names.iter().map(|name| (*name).to_owned()).collect(),
            clients.to_vec(),
            columns.iter().map(|column| column.to_vec()).collect(),
            vec![false; clients.len()],
            probabilities.to_vec(),
        )
    };
    let two: &[f32] = &[0.5, 0.5];
    assert!(made(&["A"], &[1, 2], &[two], two).is_ok());
    assert!(matches!(made(&["A"], &[1, 2], &[], two), Err(Error::Length { .. })));
    assert!(matches!(made(&["A"], &[1, 2], &[&[0.5]], two), Err(Error::Length { .. })));
    assert!(matches!(made(&["A"], &[1, 2], &[two], &[0.5]), Err(Error::Length { .. })));
    let refused = made(&["A", "A"], &[1, 2], &[two, two], two).unwrap_err();
    assert_eq!(refused, Error::FeatureTwice("A".to_owned()));
    assert_eq!(made(&["A"], &[2, 2], &[two], two).unwrap_err(), Error::ClientTwice(2));
    let refused = made(&["A", "B"], &[1, 2], &[two, &[0.0, f32::INFINITY]], two).unwrap_err();
    assert_eq!(refused, Error::Infinite { feature: "B".to_owned(), client: 2 });
    for wrong in [f32::NAN, -0.1, 1.1] {
        let refused = made(&["A"], &[1, 2], &[two], &[0.5, wrong]).unwrap_err();
        assert_eq!(refused, Error::NotAProbability(2));
    }
}

#[test]
fn a_population_keeps_main_features_and_levels() {
    let table = ["NAME_INCOME_TYPE_Working", "OTHER", "AMT_CREDIT", "AMT_INCOME_TOTAL"];
    let table: Vec<String> = table.iter().map(|name| (*name).to_owned()).collect();
    let kept = kept_features(&table);
    assert_eq!(kept, ["AMT_INCOME_TOTAL", "AMT_CREDIT", "NAME_INCOME_TYPE_Working"]);
}
