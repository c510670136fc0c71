//! What goes over the wire.

pub mod applicant;
pub mod applicant_schema;
