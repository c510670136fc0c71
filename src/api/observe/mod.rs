//! What the service says of itself: an id for each request, a line in the log, figures to watch.
//!
//! Nothing personal is said: no client's number, no path as asked for but the route that it
//! matched, no query, no body, and of a key its id.

mod ids;
mod metrics;
mod track;

pub use ids::{REQUEST_ID, RequestId, RequestIds};
pub use metrics::{CONTENT_TYPE, Metrics};
pub use track::{Observer, track};
