pub mod tables;
pub mod features;
