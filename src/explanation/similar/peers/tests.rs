//! The groups are those that a plain filter finds, and the rules stated are those that made them.

use proptest::prelude::*;

use super::super::cases::{AMOUNT, BIRTH, INCOME, NAMES, population, row, seeds};
use super::super::{Population, SimilarClients};
use super::*;

/// A group, asked for through the front door.
fn group(population: &Population, row: &[f32], exclude: Option<u32>) -> Option<PeerGroup> {
    SimilarClients::new(population).of(row, exclude).unwrap().peers
}

fn values(population: &Population, place: usize) -> Vec<f32> {
    NAMES.map(|name| population.column(name).unwrap()[place]).to_vec()
}

fn is_within(value: f32, from: Option<f64>, to: Option<f64>) -> bool {
    let value = f64::from(value);
    !value.is_nan() && from.is_none_or(|from| from <= value) && to.is_none_or(|to| value < to)
}

/// Whether a client follows a rule as it is stated.
pub(in super::super) fn follows(rule: &Rule, row: &[f32]) -> bool {
    let is_level = |prefix: &str, level: &str| {
        let name = format!("{prefix}{level}");
        row[NAMES.iter().position(|known| *known == name).unwrap()] == 1.0
    };
    match rule {
        Rule::ContractType { level } => is_level("NAME_CONTRACT_TYPE_", level),
        Rule::IncomeType { level } => is_level("NAME_INCOME_TYPE_", level),
        Rule::Income { from, to } => is_within(row[INCOME], *from, *to),
        Rule::Amount { from, to } => is_within(row[AMOUNT], *from, *to),
        Rule::Age { from_years, to_years } => {
            let years = (f64::from(-row[BIRTH]) / 365.25).floor();
            from_years.is_none_or(|from| f64::from(from) <= years)
                && to_years.is_none_or(|to| years <= f64::from(to))
                && !years.is_nan()
        }
    }
}

/// The bands of everything, by plain means: none where a value is not known.
fn codes(bounds: &[Vec<f64>; 5], row: &[f32]) -> [Option<usize>; 5] {
    let level = |names: std::ops::Range<usize>| row[names].iter().position(|value| *value == 1.0);
    let band = |rule: usize, value: f64| {
        let band = bounds[rule].iter().position(|bound| value < *bound);
        (!value.is_nan()).then(|| band.unwrap_or(bounds[rule].len()))
    };
    [
        level(7..9),
        level(9..13),
        band(2, f64::from(row[INCOME])),
        band(3, (f64::from(-row[BIRTH]) / 365.25).floor()),
        band(4, f64::from(row[AMOUNT])),
    ]
}

fn bounds(population: &Population) -> [Vec<f64>; 5] {
    let quintiles = |name: &str| {
        let column = population.column(name).unwrap().iter();
        let mut known: Vec<f32> = column.copied().filter(|value| !value.is_nan()).collect();
        known.sort_by(f32::total_cmp);
        let at = |fifth: usize| known.get(known.len() * fifth / 5);
        let mut bounds: Vec<f64> = (1..5)
            .filter_map(at)
            .map(|value| format!("{:.1e}", f64::from(*value)).parse().unwrap())
            .collect();
        bounds.dedup();
        bounds
    };
    let ages = vec![25.0, 35.0, 45.0, 55.0, 65.0];
    let (income, amount) = (quintiles("AMT_INCOME_TOTAL"), quintiles("AMT_CREDIT"));
    [Vec::new(), Vec::new(), income, ages, amount]
}

/// The step and the number of members, found by trying every client at every step.
fn by_trying(population: &Population, row: &[f32], own: Option<usize>) -> (usize, usize) {
    let bounds = bounds(population);
    let wanted = codes(&bounds, row);
    let others: Vec<[Option<usize>; 5]> = (0..population.n_clients())
        .filter(|place| Some(*place) != own)
        .map(|place| codes(&bounds, &values(population, place)))
        .collect();
    let n_alike = |step: usize| {
        let is_alike = |other: &&[Option<usize>; 5]| {
            (0..5).all(|rule| {
                let (Some(wanted), Some(reach)) = (wanted[rule], LADDER[step][rule]) else {
                    return true;
                };
                let (reach, last) = (usize::from(reach), bounds[rule].len());
                let is_everyone = rule > 1 && wanted <= reach && wanted + reach >= last;
                is_everyone || other[rule].is_some_and(|other| other.abs_diff(wanted) <= reach)
            })
        };
        others.iter().filter(is_alike).count()
    };
    let step = (0..LADDER.len()).find(|step| n_alike(*step) >= MIN_PEERS);
    let step = step.unwrap_or(LADDER.len() - 1);
    (step, n_alike(step))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn groups_are_those_found_by_trying(seeds in seeds(1500), asked in any::<[u8; 10]>(), own in any::<prop::sample::Index>(), is_own in any::<bool>()) {
        let population = population(&seeds);
        let n = population.n_clients();
        let own = (is_own && n > 0).then(|| own.index(n));
        let row = own.map_or_else(|| row(asked), |own| values(&population, own));
        let exclude = own.map(|own| population.clients()[own]);
        let (step, n_members) = by_trying(&population, &row, own);
        let Some(group) = group(&population, &row, exclude) else {
            prop_assert_eq!(n_members, 0);
            return Ok(());
        };
        prop_assert_eq!((group.step, group.outcome.n_clients), (step, n_members));
        // What is stated is what is counted.
        let members: Vec<usize> = (0..n)
            .filter(|place| Some(*place) != own)
            .filter(|place| group.rules.iter().all(|rule| follows(rule, &values(&population, *place))))
            .collect();
        prop_assert_eq!(members.len(), n_members);
        let n_defaults = members.iter().filter(|place| population.defaulted()[**place]).count();
        prop_assert_eq!(group.outcome.n_defaults, n_defaults);
        let probabilities = members.iter().map(|place| f64::from(population.probabilities()[*place]));
        let mean = probabilities.sum::<f64>() / n_members as f64;
        prop_assert!((group.outcome.mean_probability - mean).abs() < 1e-12);
        // The client follows the rules too, and every rule is accounted for once.
        prop_assert!(group.rules.iter().all(|rule| follows(rule, &row)));
        prop_assert_eq!(group.rules.len() + group.dropped.len() + group.left_out.len(), 5);
        prop_assert!(group.widened.len() <= group.rules.len());
    }
}

/// A client of every rule's middle, and as many of each kind as asked.
fn crowd(kinds: &[(usize, [u8; 10])]) -> Population {
    let seeds: Vec<[u8; 10]> =
        kinds.iter().flat_map(|(n, seed)| std::iter::repeat_n(*seed, *n)).collect();
    population(&seeds)
}

const ASKED: [u8; 10] = [5, 5, 0, 100, 1, 1, 0, 0, 100, 100];

#[test]
fn the_first_step_with_enough_clients_wins() {
    let with = |change: &dyn Fn(&mut [u8; 10])| {
        let mut seed = ASKED;
        change(&mut seed);
        seed
    };
    // Others spread the quintiles of income and amount over all values.
    let spread: Vec<(usize, [u8; 10])> = (0..12)
        .map(|level| {
            (600, with(&|seed| (seed[0], seed[1], seed[3], seed[7]) = (level, level, 0, 230)))
        })
        .collect();
    let step = |alike: usize, kind: [u8; 10]| {
        let kinds: Vec<_> =
            [(alike, ASKED), (100, kind)].into_iter().chain(spread.clone()).collect();
        let found = group(&crowd(&kinds), &row(ASKED), None).unwrap();
        (found.step, found.widened, found.dropped)
    };
    let (income, age, amount) = (RuleKind::Income, RuleKind::Age, RuleKind::Amount);
    let situation = RuleKind::IncomeType;
    assert_eq!(step(0, with(&|seed| seed[9] = 0)), (0, vec![], vec![]));
    assert_eq!(step(100, with(&|seed| seed[1] = 8)), (0, vec![], vec![]));
    assert_eq!(step(99, with(&|seed| seed[1] = 8)).0, 1);
    assert_eq!(step(99, with(&|seed| seed[1] = 8)).1, [amount]);
    assert_eq!(step(99, with(&|seed| seed[1] = 18)), (2, vec![], vec![amount]));
    assert_eq!(step(99, with(&|seed| seed[0] = 8)), (3, vec![income], vec![amount]));
    assert_eq!(step(99, with(&|seed| seed[3] = 140)), (4, vec![income, age], vec![amount]));
    assert_eq!(step(99, with(&|seed| seed[8] = 0)), (5, vec![], vec![situation]));
    let other = with(&|seed| (seed[1], seed[8]) = (18, 0));
    assert_eq!(step(99, other), (6, vec![], vec![situation, amount]));
    let other = with(&|seed| (seed[3], seed[8]) = (140, 0));
    assert_eq!(step(99, other), (7, vec![income, age], vec![situation, amount]));
    let other = with(&|seed| seed[3] = 240);
    assert_eq!(step(99, other), (8, vec![], vec![situation, age, amount]));
    let other = with(&|seed| (seed[0], seed[3]) = (8, 240));
    assert_eq!(step(99, other), (9, vec![income], vec![situation, age, amount]));
    let other = with(&|seed| (seed[0], seed[3]) = (11, 240));
    assert_eq!(step(99, other), (10, vec![], vec![situation, income, age, amount]));
    let other = with(&|seed| seed[7] = 230);
    assert_eq!(step(99, other), (11, vec![], RuleKind::ALL.to_vec()));
}

#[test]
fn rules_without_a_value_are_left_out() {
    let population = crowd(&[(150, ASKED), (150, [200; 10])]);
    let mut row = row(ASKED);
    row[INCOME] = f32::NAN;
    row[BIRTH] = f32::NEG_INFINITY;
    row[7] = 0.0;
    let found = group(&population, &row, None).unwrap();
    assert_eq!(found.left_out, [RuleKind::ContractType, RuleKind::Income, RuleKind::Age]);
    assert_eq!((found.step, found.rules.len(), found.outcome.n_clients), (0, 2, 150));
    assert_eq!(found.rules[0], Rule::IncomeType { level: "Working".to_owned() });
}

#[test]
fn a_population_without_the_features_of_rules_is_one_group() {
    let population = Population::new(
        vec!["EXT_SOURCES_MEAN".to_owned()],
        vec![1, 2],
        vec![vec![0.1, 0.2]],
        vec![false, true],
        vec![0.5, 0.5],
    );
    let found = group(&population.unwrap(), &[0.1], Some(1)).unwrap();
    assert_eq!(found.left_out, RuleKind::ALL);
    assert_eq!((found.outcome.n_clients, found.outcome.n_defaults), (1, 1));
}

#[test]
fn ages_are_told_in_full_years() {
    // 365.25 days to the year: someone is 35 from day 12 784 on.
    let reader = |days: f32| {
        rule::Reader::Bands { feature: Some(0), bands: bands::Bands::ages(), is_age: true }
            .code(|_| days)
    };
    assert_eq!((reader(-9_131.0), reader(-9_132.0)), (0, 1));
    assert_eq!((reader(-12_783.0), reader(-12_784.0)), (1, 2));
    assert_eq!((reader(-23_741.0), reader(-23_742.0), reader(12.0)), (4, 5, 0));
    let population = crowd(&[(150, ASKED)]);
    let found = group(&population, &row(ASKED), None).unwrap();
    assert!(found.rules.contains(&Rule::Age { from_years: Some(35), to_years: Some(44) }));
    let written = serde_json::to_string(&found).unwrap();
    assert!(written.contains(r#"{"rule":"age","from_years":35,"to_years":44}"#), "{written}");
    assert!(written.contains(r#""n_clients":150"#), "{written}");
}
