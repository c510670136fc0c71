//! Figures of the service, for Prometheus to fetch.

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::AtomicI64;

use prometheus_client::collector::Collector;
use prometheus_client::encoding::{DescriptorEncoder, EncodeLabelSet, EncodeMetric, text};
use prometheus_client::metrics::counter::{ConstCounter, Counter};
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::{ConstGauge, Gauge};
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::registry::Registry;

use crate::api::ledger::{Endpoint, Watcher};
use crate::decision::Decision;

/// What the figures are written in.
pub const CONTENT_TYPE: &str = "application/openmetrics-text; version=1.0.0; charset=utf-8";

/// Upper ends of the classes of durations, in seconds.
const DURATIONS_S: [f64; 11] = [0.001, 0.002, 0.003, 0.005, 0.01, 0.02, 0.03, 0.05, 0.1, 0.3, 1.0];

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct RequestLabels {
    method: &'static str,
    route: Arc<str>,
    status: &'static str,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct RouteLabels {
    route: Arc<str>,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct PredictionLabels {
    endpoint: &'static str,
    decision: &'static str,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct RunLabels {
    run: String,
    model: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct ResultLabels {
    result: &'static str,
}

/// The figures, in a registry of their own: two services in one process do not share any.
#[derive(Debug)]
pub struct Metrics {
    registry: Registry,
    requests: Family<RequestLabels, Counter>,
    durations: Family<RouteLabels, Histogram>,
    in_flight: Gauge<i64, AtomicI64>,
    predictions: Family<PredictionLabels, Counter>,
    run: Family<RunLabels, Gauge<i64, AtomicI64>>,
    reloads: Family<ResultLabels, Counter>,
}

impl Metrics {
    /// Starts counting; the log of predictions, where there is one, is asked when figures are.
    pub fn new(ledger: Option<Watcher>) -> Self {
        let mut metrics = Self {
            registry: Registry::with_prefix("octroi"),
            requests: Family::default(),
            durations: Family::new_with_constructor(|| Histogram::new(DURATIONS_S)),
            in_flight: Gauge::default(),
            predictions: Family::default(),
            run: Family::default(),
            reloads: Family::default(),
        };
        let registry = &mut metrics.registry;
        let requests = metrics.requests.clone();
        registry.register("http_requests", "Requests answered, by route and status", requests);
        registry.register(
            "http_request_duration_seconds",
            "Time until the answer starts",
            metrics.durations.clone(),
        );
        let in_flight = metrics.in_flight.clone();
        registry.register("http_requests_in_flight", "Requests being answered", in_flight);
        let predictions = metrics.predictions.clone();
        registry.register("predictions", "Scores given, by decision", predictions);
        registry.register("run", "1 for the run that is served", metrics.run.clone());
        registry.register("reloads", "Runs taken over while serving", metrics.reloads.clone());
        if let Some(ledger) = ledger {
            registry.register_collector(Box::new(LedgerFigures(ledger)));
        }
        registry.register_collector(Box::new(Memory));
        metrics
    }

    /// A request came in.
    pub(super) fn started(&self) {
        self.in_flight.inc();
    }

    /// A request is over.
    pub(super) fn ended(&self, method: &'static str, route: &Arc<str>, status: u16, seconds: f64) {
        self.in_flight.dec();
        let status = class(status);
        let labels = RequestLabels { method, route: Arc::clone(route), status };
        self.requests.get_or_create(&labels).inc();
        let labels = RouteLabels { route: Arc::clone(route) };
        self.durations.get_or_create(&labels).observe(seconds);
    }

    /// A score was given.
    pub fn predicted(&self, endpoint: Endpoint, decision: Decision) {
        let decision = match decision {
            Decision::Accept => "accept",
            Decision::Refuse => "refuse",
        };
        let labels = PredictionLabels { endpoint: endpoint.name(), decision };
        self.predictions.get_or_create(&labels).inc();
    }

    /// This run is served from now on.
    pub fn serves(&self, run_id: &str, model_id: &str) {
        self.run.clear();
        let labels = RunLabels { run: run_id.to_owned(), model: model_id.to_owned() };
        self.run.get_or_create(&labels).set(1);
    }

    /// A newly promoted run was taken over, or could not be.
    pub fn reloaded(&self, succeeded: bool) {
        let result = if succeeded { "done" } else { "failed" };
        self.reloads.get_or_create(&ResultLabels { result }).inc();
    }

    /// The figures as [`CONTENT_TYPE`].
    pub fn text(&self) -> String {
        let mut written = String::new();
        // Writing into a string does not fail; if it did, what is there would still be true.
        let _ = text::encode(&mut written, &self.registry);
        written
    }
}

/// `2xx` for 204: figures by class are few.
const fn class(status: u16) -> &'static str {
    match status / 100 {
        1 => "1xx",
        2 => "2xx",
        3 => "3xx",
        4 => "4xx",
        _ => "5xx",
    }
}

/// What the log of predictions says of itself when asked.
#[derive(Debug)]
struct LedgerFigures(Watcher);

impl Collector for LedgerFigures {
    fn encode(&self, mut encoder: DescriptorEncoder<'_>) -> fmt::Result {
        let health = self.0.health();
        for (name, help, value) in [
            ("ledger_rows", "Predictions committed to the log since the start", health.n_written),
            ("ledger_refused", "Predictions refused because the log was full", health.n_refused),
            ("ledger_lost", "Predictions accepted that will never be in the log", health.n_lost),
            (
                "ledger_failures",
                "Commits of the log that failed and are tried again",
                health.n_failures,
            ),
            ("ledger_deleted", "Predictions deleted by retention and erasure", health.n_deleted),
        ] {
            encode(&mut encoder, name, help, &ConstCounter::new(value))?;
        }
        let waiting = ConstGauge::new(i64::try_from(health.n_waiting).unwrap_or(i64::MAX));
        encode(
            &mut encoder,
            "ledger_waiting",
            "Predictions accepted and not committed yet",
            &waiting,
        )?;
        let failing = ConstGauge::new(i64::from(health.failing.is_some()));
        encode(&mut encoder, "ledger_failing", "1 while the log cannot be written", &failing)
    }
}

/// Memory of the process that is in use, where the system tells.
#[derive(Debug)]
struct Memory;

impl Collector for Memory {
    fn encode(&self, mut encoder: DescriptorEncoder<'_>) -> fmt::Result {
        let Some(bytes) = resident_bytes() else { return Ok(()) };
        let help = "Memory of the process that is in use";
        encode(&mut encoder, "process_resident_memory_bytes", help, &ConstGauge::new(bytes))
    }
}

fn encode(
    encoder: &mut DescriptorEncoder<'_>,
    name: &str,
    help: &str,
    metric: &dyn Figure,
) -> fmt::Result {
    metric.encode_as(encoder, name, help)
}

/// A metric that is encoded by name.
trait Figure {
    fn encode_as(&self, encoder: &mut DescriptorEncoder<'_>, name: &str, help: &str)
    -> fmt::Result;
}

impl<M: EncodeMetric> Figure for M {
    fn encode_as(
        &self,
        encoder: &mut DescriptorEncoder<'_>,
        name: &str,
        help: &str,
    ) -> fmt::Result {
        let metric = encoder.encode_descriptor(name, help, None, self.metric_type())?;
        self.encode(metric)
    }
}

/// Bytes of memory in use, from Linux's account of the process.
fn resident_bytes() -> Option<i64> {
    let text = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = text.lines().find(|line| line.starts_with("VmRSS:"))?;
    line.split_whitespace().nth(1)?.parse::<i64>().ok().map(|kibibytes| 1024 * kibibytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_are_text_for_prometheus() {
        let metrics = Metrics::new(None);
        let route: Arc<str> = "/v1/clients/{id}".into();
        metrics.started();
        metrics.started();
        metrics.ended("GET", &route, 200, 0.0015);
        metrics.predicted(Endpoint::Score, Decision::Refuse);
        metrics.serves("0123", "m1");
        metrics.serves("4567", "m2");
        metrics.reloaded(true);
        let text = metrics.text();
        for line in [
            "octroi_http_requests_total{method=\"GET\",route=\"/v1/clients/{id}\",status=\"2xx\"} 1",
            "octroi_http_request_duration_seconds_bucket{le=\"0.001\",route=\"/v1/clients/{id}\"} 0",
            "octroi_http_request_duration_seconds_bucket{le=\"0.002\",route=\"/v1/clients/{id}\"} 1",
            "octroi_http_requests_in_flight 1",
            "octroi_predictions_total{endpoint=\"score\",decision=\"refuse\"} 1",
            "octroi_run{run=\"4567\",model=\"m2\"} 1",
            "octroi_reloads_total{result=\"done\"} 1",
            "# EOF",
        ] {
            assert!(text.lines().any(|found| found == line), "{line} is missing:\n{text}");
        }
        assert!(!text.contains("0123"));
        #[cfg(target_os = "linux")]
        assert!(text.contains("process_resident_memory_bytes "), "{text}");
    }
}
