//! Values to try for the parameters of a family, and the combinations of them.

use std::collections::BTreeMap;

use rand::SeedableRng;
use rand::seq::SliceRandom;
use rand_pcg::Pcg64;
use serde::{Deserialize, Serialize};

use crate::models::{Family, LearnerParams};

/// Values to try for each parameter of a family: one, or a list of them.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Grid(BTreeMap<String, Choices>);

/// A value, or several to try.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
enum Choices {
    Many(Vec<serde_json::Value>),
    One(serde_json::Value),
}

impl Choices {
    fn values(&self) -> &[serde_json::Value] {
        match self {
            Self::Many(values) => values,
            Self::One(value) => std::slice::from_ref(value),
        }
    }
}

/// A parameter that cannot be used: its key, what was expected, what was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Fault {
    pub(super) key: String,
    pub(super) expected: String,
    pub(super) found: String,
}

impl Grid {
    /// Takes a value for a parameter, or a list of them, whatever was to be tried before.
    pub fn set(&mut self, key: &str, value: impl Into<serde_json::Value>) {
        let choices = match value.into() {
            serde_json::Value::Array(values) => Choices::Many(values),
            value => Choices::One(value),
        };
        self.0.insert(key.to_owned(), choices);
    }

    /// Every combination, the last parameter (by name) varying fastest.
    pub(super) fn combinations(
        &self,
        family: Family,
        seed: u64,
    ) -> Result<Vec<LearnerParams>, Fault> {
        let mut maps = vec![serde_json::Map::new()];
        for (key, choices) in &self.0 {
            let values = choices.values();
            if values.is_empty() {
                return Err(Fault {
                    key: key.clone(),
                    expected: "one or more values".to_owned(),
                    found: "[]".to_owned(),
                });
            }
            maps = maps
                .into_iter()
                .flat_map(|map| {
                    values.iter().map(move |value| {
                        let mut map = map.clone();
                        map.insert(key.clone(), value.clone());
                        map
                    })
                })
                .collect();
        }
        maps.into_iter().map(|map| parse(family, map, seed)).collect()
    }

    /// As many combinations as asked for, drawn without repeats, in the order of the grid.
    pub(super) fn drawn(
        &self,
        family: Family,
        seed: u64,
        n_drawn: usize,
    ) -> Result<Vec<LearnerParams>, Fault> {
        let all = self.combinations(family, seed)?;
        let mut places: Vec<usize> = (0..all.len()).collect();
        places.shuffle(&mut Pcg64::seed_from_u64(seed));
        places.truncate(n_drawn);
        places.sort_unstable();
        Ok(places.into_iter().map(|place| all[place].clone()).collect())
    }
}

/// Families that draw get the seed of the protocol.
fn parse(
    family: Family,
    mut map: serde_json::Map<String, serde_json::Value>,
    seed: u64,
) -> Result<LearnerParams, Fault> {
    let found = serde_json::Value::from(map.clone());
    if map.contains_key("seed") {
        return Err(Fault {
            key: "seed".to_owned(),
            expected: "left out: there is one seed, in [protocol]".to_owned(),
            found: found["seed"].to_string(),
        });
    }
    if family != Family::Dummy {
        map.insert("seed".to_owned(), seed.into());
    }
    map.insert("family".to_owned(), family.name().into());
    let params: LearnerParams = serde_json::from_value(map.into()).map_err(|error| {
        // The message names the key: unknown field `depht`, missing field `max_depth`.
        let message = error.to_string();
        let key = message.split('`').nth(1).unwrap_or_default().to_owned();
        let value = found.get(&key).map_or("nothing".to_owned(), ToString::to_string);
        Fault { key, expected: message, found: value }
    })?;
    match params.first_out_of_range() {
        None => Ok(params),
        Some((key, expected, found)) => {
            Err(Fault { key: key.to_owned(), expected: expected.to_owned(), found })
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn grid(text: &str) -> Grid {
        toml::from_str(text).unwrap()
    }

    const TREE: &str = "max_depth = [3, 5]\nmin_rows_in_leaf = [10, 20, 30]\n\
        max_features = 10\nmax_rows = 1000";

    #[test]
    fn every_combination_is_there_once() {
        let all = grid(TREE).combinations(Family::DecisionTree, 7).unwrap();
        assert_eq!(all.len(), 6);
        for (place, params) in all.iter().enumerate() {
            assert!(!all[..place].contains(params));
        }
        let drawn = grid(TREE).drawn(Family::DecisionTree, 7, 4).unwrap();
        assert_eq!(drawn.len(), 4);
        assert!(drawn.iter().all(|params| all.contains(params)));
        assert_eq!(drawn, grid(TREE).drawn(Family::DecisionTree, 7, 4).unwrap());
        assert_eq!(grid(TREE).drawn(Family::DecisionTree, 7, 99).unwrap(), all);
    }

    #[test]
    fn faults_name_the_key() {
        for (from, to, key) in [
            ("max_depth", "max_depht", "max_depht"),
            ("max_rows = 1000", "", "max_rows"),
            ("[3, 5]", "[]", "max_depth"),
            ("[3, 5]", "[0]", "max_depth"),
            ("max_rows = 1000", "max_rows = 1000\nseed = 3", "seed"),
        ] {
            let fault = grid(&TREE.replace(from, to)).combinations(Family::DecisionTree, 7);
            assert_eq!(fault.unwrap_err().key, key);
        }
        let fault = grid(&TREE.replace("[3, 5]", "[\"deep\"]"))
            .combinations(Family::DecisionTree, 7)
            .unwrap_err();
        assert!(fault.expected.contains("invalid type"), "{fault:?}");
    }
}
