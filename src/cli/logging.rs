//! Where what the service says of its requests goes: JSON lines on the error stream.

use tracing_subscriber::EnvFilter;

/// Starts writing what happens, a JSON object a line: time, level, target and the fields of the
/// event. `OCTROI_LOG` chooses what, as `info` (the default) or `warn,octroi::request=info`.
///
/// A second call changes nothing.
pub fn start() {
    let chosen = std::env::var("OCTROI_LOG").ok();
    let filter = chosen.and_then(|text| EnvFilter::try_new(text).ok());
    let filter = filter.unwrap_or_else(|| EnvFilter::new("info"));
    let lines = tracing_subscriber::fmt()
        .json()
        .flatten_event(true)
        .with_current_span(false)
        .with_span_list(false)
        .with_env_filter(filter)
        .with_writer(std::io::stderr);
    // Fails where there is one already, which is then as good.
    let _ = lines.try_init();
}
