//! The labelled clients, and which features a model of them may read.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::features::dictionary::{Dictionary, Direction, Entry, Error};
use crate::features::{FeatureTable, Profile, catalog};
use crate::models::{Monotone, MonotoneDirections, Sample};
use crate::tables::Table;

/// Which features a model reads.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FeatureSet {
    /// All but those computed from protected columns.
    Allowed,
    /// Those and what is computed from these protected columns.
    With(Vec<String>),
    /// Those less what is computed from these columns.
    Without(Vec<String>),
    /// Those that the original kernel has as well.
    Kernel,
}

/// The clients whose outcome is known, with every feature of theirs.
#[derive(Debug)]
pub struct Population<'a> {
    table: &'a FeatureTable,
    /// Where the labelled clients stand in the table.
    places: Vec<usize>,
    defaulted: Vec<bool>,
    /// What each feature of the table is made of, in the order of the table.
    entries: Vec<Entry>,
    is_of_kernel: Vec<bool>,
    protected: Vec<String>,
}

impl<'a> Population<'a> {
    /// Picks the labelled clients of a feature table; `protected` names the columns of the
    /// application that models must not read.
    ///
    /// # Errors
    ///
    /// [`Error`] where the dictionary cannot say what a feature is made of.
    pub fn new(table: &'a FeatureTable, protected: &[String]) -> Result<Self, Error> {
        let dictionary = Dictionary::embedded()?;
        let kernel: std::collections::BTreeSet<String> =
            catalog(Profile::Kernel).into_iter().map(|feature| feature.name).collect();
        let features = catalog(Profile::Octroi);
        let entry = |name: &String| {
            let known = features.iter().find(|feature| feature.name == *name);
            let unknown = || Error::UnknownFeature { name: name.clone() };
            dictionary.describe(known.ok_or_else(unknown)?)
        };
        let (places, defaulted) = table
            .outcomes
            .iter()
            .enumerate()
            .filter_map(|(place, outcome)| outcome.map(|defaulted| (place, defaulted)))
            .unzip();
        Ok(Self {
            table,
            places,
            defaulted,
            entries: table.names.iter().map(entry).collect::<Result<_, _>>()?,
            is_of_kernel: table.names.iter().map(|name| kernel.contains(name)).collect(),
            protected: protected.to_vec(),
        })
    }

    /// `SK_ID_CURR` of each labelled client.
    pub fn clients(&self) -> Vec<u32> {
        self.places.iter().map(|&place| self.table.clients[place]).collect()
    }

    /// Outcome of each labelled client.
    pub fn defaulted(&self) -> &[bool] {
        &self.defaulted
    }

    /// Clients of the table whose outcome is not known.
    pub fn n_unlabelled(&self) -> usize {
        self.table.clients.len() - self.places.len()
    }

    /// Every labelled client with the features of a set. Copies the values once.
    pub fn sample(&self, set: &FeatureSet) -> Sample {
        let columns: Vec<usize> =
            (0..self.entries.len()).filter(|&feature| self.is_in(set, feature)).collect();
        let names = columns.iter().map(|&feature| self.table.names[feature].clone()).collect();
        let mut values = Vec::with_capacity(self.places.len() * columns.len());
        for &place in &self.places {
            let row = self.table.row(place);
            values.extend(columns.iter().map(|&feature| row[feature]));
        }
        Sample::new(values, Arc::new(names), self.defaulted.clone())
    }

    /// Names of the features of a set, in the order of the table.
    pub fn allowed(&self, set: &FeatureSet) -> Vec<String> {
        let places = (0..self.entries.len()).filter(|&feature| self.is_in(set, feature));
        places.map(|feature| self.table.names[feature].clone()).collect()
    }

    fn is_in(&self, set: &FeatureSet, feature: usize) -> bool {
        let entry = &self.entries[feature];
        let is_allowed = !draws_on(entry, &self.protected);
        match set {
            FeatureSet::Allowed => is_allowed,
            FeatureSet::With(columns) => {
                let rest: Vec<String> =
                    self.protected.iter().filter(|name| !columns.contains(name)).cloned().collect();
                !draws_on(entry, &rest)
            }
            FeatureSet::Without(columns) => is_allowed && !draws_on(entry, columns),
            FeatureSet::Kernel => is_allowed && self.is_of_kernel[feature],
        }
    }

    /// The direction in which the risk should move with each feature that common sense has one for.
    pub fn directions(&self) -> MonotoneDirections {
        let direction = |(name, entry): (&String, &Entry)| {
            let direction = match entry.expected {
                Direction::IncreasesRisk => Monotone::Increasing,
                Direction::DecreasesRisk => Monotone::Decreasing,
                Direction::Unknown => return None,
            };
            Some((name.clone(), direction))
        };
        self.table.names.iter().zip(&self.entries).filter_map(direction).collect()
    }
}

/// Whether a feature is computed from one of these columns of the application, alone or with
/// others.
fn draws_on(entry: &Entry, columns: &[String]) -> bool {
    entry.sources.iter().any(|source| {
        source.table == Table::ApplicationTrain && columns.iter().any(|name| name == source.column)
    })
}
