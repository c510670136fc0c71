//! Small populations for tests: few distinct values, so that ties are common, and gaps.

use proptest::prelude::*;

use super::Population;

/// Names of the features, in order.
pub(super) const NAMES: [&str; 13] = [
    "AMT_INCOME_TOTAL",
    "AMT_CREDIT",
    "CREDIT_TERM",
    "DAYS_BIRTH",
    "DAYS_EMPLOYED",
    "EXT_SOURCES_MEAN",
    "INSTAL_LATE_MEAN",
    "NAME_CONTRACT_TYPE_Cash loans",
    "NAME_CONTRACT_TYPE_Revolving loans",
    "NAME_INCOME_TYPE_Pensioner",
    "NAME_INCOME_TYPE_State servant",
    "NAME_INCOME_TYPE_Student",
    "NAME_INCOME_TYPE_Working",
];

/// Places of the numbers that rules read.
pub(super) const INCOME: usize = 0;
pub(super) const AMOUNT: usize = 1;
pub(super) const BIRTH: usize = 3;

/// Bytes that a client is made of.
type Seed = [u8; 10];

/// A client's values, in the order of [`NAMES`].
pub(super) fn row(seed: Seed) -> Vec<f32> {
    let [income, credit, term, birth, employed, ext, late, contract, situation, _] = seed;
    let gap = |is_gap: bool, value: f32| if is_gap { f32::NAN } else { value };
    let is = |yes: bool| f32::from(u8::from(yes));
    vec![
        gap(income > 252, 22_500.0 * f32::from(income % 12)),
        gap(credit > 253, 45_000.0 * f32::from(credit % 20)),
        f32::from(term % 4),
        gap(birth > 253, -7_000.0 - 75.0 * f32::from(birth)),
        gap(employed % 5 == 0, -f32::from(employed)),
        gap(ext > 254, f32::from(ext % 7) / 7.0),
        f32::from(late / 250),
        is(contract < 220),
        is((220..253).contains(&contract)),
        is(situation < 40),
        is((40..80).contains(&situation)),
        is((80..83).contains(&situation)),
        is((83..254).contains(&situation)),
    ]
}

/// A population of one client per seed, numbered from 50 000 down by two.
pub(super) fn population(seeds: &[Seed]) -> Population {
    let rows: Vec<Vec<f32>> = seeds.iter().map(|seed| row(*seed)).collect();
    let column = |feature: usize| rows.iter().map(|row| row[feature]).collect();
    Population::new(
        NAMES.map(str::to_owned).to_vec(),
        (0..seeds.len() as u32).map(|place| 50_000 - 2 * place).collect(),
        (0..NAMES.len()).map(column).collect(),
        seeds.iter().map(|seed| seed[9] < 60).collect(),
        seeds.iter().map(|seed| f32::from(seed[9]) / 255.0).collect(),
    )
    .unwrap()
}

/// Populations of up to `most` clients.
pub(super) fn seeds(most: usize) -> impl Strategy<Value = Vec<Seed>> {
    proptest::collection::vec(any::<Seed>(), 0..=most)
}
