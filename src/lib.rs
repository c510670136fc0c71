pub mod files; pub mod probability; pub mod metrics; pub mod tables;
pub mod features; pub mod decision;
