//! The service: requests in, scores and documents out.

pub mod wire;
