//! Everything about similar clients, for one client at a time.

use serde::Serialize;

use super::neighbors::{Axis, NeighborGroup, NeighborIndex};
#[cfg(doc)]
use super::peers::RuleKind;
use super::peers::{PeerGroup, PeerIndex, Reader};
use super::population::Population;
use super::standings::{Distributions, Standing};

#[cfg(test)]
mod tests;

/// The clients like one client, and where that client stands.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Similar {
    /// The clients alike by stated rules; none where there is nobody else.
    pub peers: Option<PeerGroup>,
    /// The nearest clients; none where there is nobody else, or nothing to measure distance by.
    pub neighbors: Option<NeighborGroup>,
    /// Where the client stands in every main feature that the population has, in the order of
    /// [`MAIN_FEATURES`](super::MAIN_FEATURES).
    pub standings: Vec<Standing>,
}

/// A row that does not fit the population.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("expected a row of the population's {expected} features, found {found} values")]
pub struct RowLength {
    /// Features of the population.
    pub expected: usize,
    /// Values given.
    pub found: usize,
}

/// A population made ready, so that what is similar to a client is found at once.
pub struct SimilarClients {
    names: Vec<String>,
    /// Numbers of the clients, increasing, with their place in the population.
    clients: Vec<(u32, u32)>,
    /// Outcome and probability by place in the population.
    members: Vec<(bool, f32)>,
    distributions: Distributions,
    peers: PeerIndex,
    neighbors: NeighborIndex,
}

impl std::fmt::Debug for SimilarClients {
    /// The names and the number of clients: nobody reads a population.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let (names, n_clients) = (&self.names, self.n_clients());
        f.debug_struct("SimilarClients")
            .field("names", names)
            .field("n_clients", &n_clients)
            .finish_non_exhaustive()
    }
}

impl SimilarClients {
    /// Sorts the population in the ways that are asked for later.
    ///
    /// The same population gives the same answers on any number of threads.
    pub fn new(population: &Population) -> Self {
        let mut distributions = Distributions::new(population);
        let sorted = |feature: usize| distributions.sorted(feature);
        let (peers, neighbors) = rayon::join(
            || PeerIndex::new(population, &sorted),
            || NeighborIndex::new(population, sorted),
        );
        distributions.shelve(population, peers.shelf());
        let mut clients: Vec<(u32, u32)> =
            population.clients().iter().copied().zip(0_u32..).collect();
        clients.sort_unstable();
        let outcomes = population.defaulted().iter().copied();
        let members = outcomes.zip(population.probabilities().iter().copied()).collect();
        let names = population.names().to_vec();
        Self { names, clients, members, distributions, peers, neighbors }
    }

    /// Names of the features that a row holds, in order: those of the population.
    pub fn names(&self) -> &[String] {
        &self.names
    }

    /// What reads each rule's value of a client, in the order of [`RuleKind::ALL`].
    pub fn readers(&self) -> &[Reader; 5] {
        self.peers.readers()
    }

    /// How features become the coordinates between which distance is measured.
    pub fn axes(&self) -> &[Axis] {
        self.neighbors.axes()
    }

    /// Coordinates of everyone in `population`, the one that this was made from, of shape
    /// `(n_clients, n_dimensions)`: for each of [`Self::axes`] one dimension, or two.
    pub fn points(&self, population: &Population) -> Vec<f32> {
        self.neighbors.points(population)
    }

    /// Number of clients in the population.
    pub fn n_clients(&self) -> usize {
        self.members.len()
    }

    /// Compares a client with the population.
    ///
    /// `row` has shape `(n_features)`, in the order of [`Self::names`]; values that are not
    /// finite count as missing. `exclude` is the `SK_ID_CURR` of a client who is not counted
    /// anywhere, whether as a peer, as a neighbour or in a percentile: the client compared, who
    /// may be in the population; nobody where the population does not know the number.
    ///
    /// # Errors
    ///
    /// [`RowLength`] where the row does not have one value per feature.
    pub fn of(&self, row: &[f32], exclude: Option<u32>) -> Result<Similar, RowLength> {
        let (expected, found) = (self.names.len(), row.len());
        if expected != found {
            return Err(RowLength { expected, found });
        }
        let own = exclude.and_then(|client| self.place_of(client));
        let own_on_shelf = own.map(|own| self.peers.shelf_place(own));
        let on_shelf = |shelf_place: usize| {
            let place = self.peers.shelf()[shelf_place];
            self.members[place as usize]
        };
        let (peers, runs) = self.peers.group(row, own_on_shelf, on_shelf).unzip();
        let runs = runs.unwrap_or_default();
        let repaid: Vec<bool> =
            runs.iter().cloned().flatten().map(|place| !on_shelf(place).0).collect();
        Ok(Similar {
            peers,
            neighbors: self.neighbors.group(row, own, |place| self.members[place]),
            standings: self.distributions.standings(row, own_on_shelf, &runs, &repaid),
        })
    }

    /// Where in the population a client is.
    fn place_of(&self, client: u32) -> Option<usize> {
        let found = self.clients.binary_search_by_key(&client, |(known, _)| *known).ok()?;
        Some(self.clients[found].1 as usize)
    }
}
