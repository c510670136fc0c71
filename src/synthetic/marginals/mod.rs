//! The published shares and distributions that the portfolio is modelled on.
//!
//! All are aggregates measured on real rows (home credit facts); no row of real data is here.

pub(super) mod buildings;
pub(super) mod effects;
pub(super) mod people;
pub(super) mod quantiles;
pub(super) mod regions;
pub(super) mod work;
