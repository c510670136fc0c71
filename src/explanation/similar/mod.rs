//! One client in, the clients like them out: peers by stated rules, and nearest neighbours.
//!
//! ```text
//! Population ─▶ SimilarClients ─▶ of(a client) ─▶ Similar { peers, neighbors, standings }
//! ```

mod group;
mod population;
mod peers;
mod standings;
mod neighbors;
mod clients;

#[cfg(test)]
mod cases;

pub use clients::{RowLength, Similar, SimilarClients};
pub use group::GroupOutcome;
pub use neighbors::{Axis, N_NEIGHBORS, NEIGHBOR_FEATURES, NeighborGroup};
pub use peers::{Bands, LADDER, MIN_PEERS, PeerGroup, Reader, Rule, RuleKind, UNKNOWN};
pub use population::{Error, MAIN_FEATURES, Population, kept_features};
pub use standings::Standing;
