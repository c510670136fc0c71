//! Contributions in, how far they can be trusted as explanations out.
//!
//! Three measures of the Python library Shapash (MAIF), as version 2.10.0 defines them in
//! `shapash/utils/explanation_metrics.py` and `shapash/explainer/consistency.py`:
//!
//! - [`stability()`]: do similar clients get similar explanations?
//! - [`compacity()`]: how few columns explain a client?
//! - [`consistency()`]: do other methods explain alike?
//!
//! Each takes a matrix of contributions: of columns, or of groups of them
//! ([`super::Contributions::grouped`]).

mod distance;
mod neighbors;
mod stability;
mod compacity;
mod consistency;

pub use compacity::{
    CLOSE_ENOUGH, ClientCompacity, Closeness, Compacity, FEW, N_COUNTS, compacity, compacity_of,
};
pub use consistency::{PairDistance, consistency, distances};
pub use neighbors::{
    MAX_CLIENTS, N_NEIGHBORS, Neighborhood, Neighborhoods, RADIUS_SHARE, SIMILAR_PROBABILITY,
};
pub use stability::{
    ClientStability, ColumnStability, STABLE, Stability, UNSTABLE, stability, stability_of,
};
