//! The service: requests in, scores and their reasons out, over HTTP.

pub mod guard;
pub mod keys;
pub mod ledger;
pub mod observe;
pub mod problem;
