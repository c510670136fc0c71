//! Figures of the model page, placed between 0 and 1, with the tables that tell the same.

use serde::Serialize;

use crate::views::Tick;

/// A point of both ROC curves. All texts are ready to print.
#[derive(Debug, Clone, Serialize)]
pub struct RocRow {
    /// Share of the repaid who are refused.
    pub refused_good: String,
    /// Share of the defaults that is refused, out of fold.
    pub out_of_fold: String,
    /// The same on the clients set aside.
    pub hold_out: String,
}

/// Clients of about equal probability. All texts are ready to print.
#[derive(Debug, Clone, Serialize)]
pub struct ReliabilityRow {
    /// How many they are.
    pub n_clients: String,
    /// Mean probability.
    pub probability: String,
    /// Default rate.
    pub default_rate: String,
    /// Its 95 % interval.
    pub interval: String,
}

/// How probabilities are spread, by outcome.
#[derive(Debug, Clone, Serialize)]
pub struct Distribution {
    /// Raw: those who repaid, from the lowest probability; heights compare shares of each outcome.
    pub repaid: Vec<Step>,
    /// Raw: those who defaulted.
    pub defaulted: Vec<Step>,
    /// Raw: position of the threshold.
    pub threshold: f64,
    /// Ticks of the probabilities.
    pub x_ticks: Vec<Tick>,
    /// Ticks of the shares.
    pub y_ticks: Vec<Tick>,
    /// The same in figures.
    pub rows: Vec<DistributionRow>,
    /// Clients who repaid: `23 327`.
    pub n_repaid: String,
    /// Clients who defaulted: `1 997`.
    pub n_defaulted: String,
}

/// A step of a distribution. Everything is raw, 0 to 1.
#[derive(Debug, Clone, Copy, Serialize)]
pub struct Step {
    /// Where it starts.
    pub from: f64,
    /// Where it ends.
    pub to: f64,
    /// How high it is.
    pub height: f64,
}

/// Clients between two probabilities. All texts are ready to print.
#[derive(Debug, Clone, Serialize)]
pub struct DistributionRow {
    /// The probabilities: `4 % à 6 %`.
    pub range: String,
    /// Who repaid.
    pub n_repaid: String,
    /// Their share of all who repaid.
    pub repaid_share: String,
    /// Who defaulted.
    pub n_defaulted: String,
    /// Their share of all who defaulted.
    pub defaulted_share: String,
}

/// Default rates by tenth of the clients, from the riskiest.
#[derive(Debug, Clone, Serialize)]
pub struct Gains {
    /// Raw: out of fold.
    pub out_of_fold: Vec<Gain>,
    /// Raw: on the clients set aside.
    pub hold_out: Vec<Gain>,
    /// Raw: height of the default rate of everyone, out of fold.
    pub average: f64,
    /// That default rate: `8,1 %`.
    pub average_text: String,
    /// Share of the defaults in the two riskiest tenths, out of fold: `46,1 %`.
    pub found_in_two: String,
    /// Names of the tenths.
    pub x_ticks: Vec<Tick>,
    /// Ticks of the default rates.
    pub y_ticks: Vec<Tick>,
    /// The same in figures.
    pub rows: Vec<GainRow>,
}

/// The default rate of a tenth. Everything is raw, 0 to 1.
#[derive(Debug, Clone, Copy, Serialize)]
pub struct Gain {
    /// Middle of the tenth.
    pub at: f64,
    /// Default rate.
    pub rate: f64,
    /// Start of its 95 % interval.
    pub low: f64,
    /// End of it.
    pub high: f64,
}

/// A tenth of the clients. All texts are ready to print.
#[derive(Debug, Clone, Serialize)]
pub struct GainRow {
    /// Its number, 1 the riskiest.
    pub number: String,
    /// Clients, out of fold.
    pub n_clients: String,
    /// Lowest and highest probability: `9,4 % à 12,0 %`.
    pub range: String,
    /// Mean probability.
    pub probability: String,
    /// Default rate.
    pub default_rate: String,
    /// Its 95 % interval.
    pub interval: String,
    /// Default rate against that of everyone.
    pub lift: String,
    /// Share of the defaults in this tenth and those before it.
    pub cumulative_defaults: String,
    /// Default rate of the same tenth of the clients set aside.
    pub hold_out_rate: String,
    /// Its 95 % interval.
    pub hold_out_interval: String,
}
