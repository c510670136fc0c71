//! How each feature of the model is distributed among the clients of a site.

use crate::artifact::ScoringArtifact;
use crate::explanation::Subjects;
use crate::features::dictionary::Unit;
use crate::views::site::HistogramsData;

/// Bins that a range is cut into, about: round steps make of it half as many to one more.
const N_BINS: f64 = 20.0;
/// Whole numbers up to so many are a bin each.
const MOST_VALUES: usize = 24;
/// Percentiles between which bins lie; what is beyond counts with the first and the last.
const INNER: (usize, usize) = (1, 99);
/// Steps that people find round, as shares of a power of ten.
const ROUND: [f64; 5] = [1.0, 2.0, 2.5, 5.0, 10.0];

/// The bins of every feature of a model.
#[derive(Debug)]
pub struct Bins {
    start: Vec<u32>,
    edge: Vec<f32>,
    edge_start: Vec<u32>,
    is_by_value: Vec<u8>,
}

impl Bins {
    /// Chooses bins by the reference population of a run; `subjects` tell the units.
    pub fn new(artifact: &ScoringArtifact, subjects: &Subjects) -> Self {
        let mut bins =
            Self { start: vec![0], edge: Vec::new(), edge_start: vec![0], is_by_value: Vec::new() };
        for (known, entry) in artifact.reference.iter().zip(&subjects.entries) {
            let (edges, is_by_value) = edges(&known.percentiles, entry.unit);
            let n_bins = edges.len().saturating_sub(1) as u32;
            bins.start.push(bins.start.last().unwrap_or(&0) + n_bins);
            bins.edge.extend(edges);
            bins.edge_start.push(bins.edge.len() as u32);
            bins.is_by_value.push(u8::from(is_by_value));
        }
        bins
    }

    fn edges(&self, feature: usize) -> &[f32] {
        let (from, to) = (self.edge_start[feature], self.edge_start[feature + 1]);
        &self.edge[from as usize..to as usize]
    }

    fn n_bins(&self) -> usize {
        self.start.last().map_or(0, |&end| end as usize)
    }
}

/// The edges of a feature's bins, and whether each bin is one value; none where no value is known.
fn edges(percentiles: &[f32], unit: Unit) -> (Vec<f32>, bool) {
    let at = |percent: usize| percentiles.get(percent).copied().map(f64::from);
    let ends = |low: usize, high: usize| at(low).zip(at(high));
    let (Some(inner), Some(whole)) = (ends(INNER.0, INNER.1), ends(0, 100)) else {
        return (Vec::new(), false);
    };
    let (low, high) = match unit {
        Unit::Flag => (0.0, 1.0),
        // Where nearly all have one value, what is rare has to be seen.
        _ if inner.0 < inner.1 => inner,
        _ => whole,
    };
    let is_whole = percentiles.iter().all(|value| value.fract() == 0.0);
    if is_whole && high - low < MOST_VALUES as f64 {
        let n_values = (high - low) as u32 + 1;
        let edge = |place: u32| (low + f64::from(place)) as f32;
        return ((0..=n_values).map(edge).collect(), true);
    }
    if low == high {
        let edge = low as f32;
        return (vec![edge, edge.next_up()], true);
    }
    let step = round_step(high - low, unit);
    let (first, last) = ((low / step).floor() as i64, (high / step).floor() as i64 + 1);
    let mut edges: Vec<f32> = (first..=last).map(|at| (at as f64 * step) as f32).collect();
    edges.dedup();
    (edges, false)
}

/// A round step that cuts a range into about [`N_BINS`]: of years where days make some, of months
/// where they make fewer.
fn round_step(range: f64, unit: Unit) -> f64 {
    const YEAR: f64 = 365.25;
    let scale = match unit {
        Unit::DaysBefore | Unit::DaysFromApplication | Unit::Days if range >= 5.0 * YEAR => YEAR,
        Unit::DaysBefore | Unit::DaysFromApplication | Unit::Days if range >= YEAR => YEAR / 12.0,
        Unit::MonthsBefore | Unit::Months if range >= 60.0 => 12.0,
        _ => 1.0,
    };
    let least = range / scale / N_BINS;
    let power = 10.0_f64.powi(least.log10().floor() as i32);
    let round = ROUND.iter().find(|round| **round * power >= least).unwrap_or(&10.0);
    round * power * scale
}

/// Clients counted by bin.
#[derive(Debug, Clone)]
pub struct Histograms {
    count: Vec<u32>,
    known: Vec<u32>,
    defaults: Vec<u32>,
    missing: Vec<u32>,
}

impl Histograms {
    /// Nobody yet.
    pub fn new(bins: &Bins) -> Self {
        let none = vec![0; bins.n_bins()];
        let n_features = bins.is_by_value.len();
        Self {
            count: none.clone(),
            known: none.clone(),
            defaults: none,
            missing: vec![0; 3 * n_features],
        }
    }

    /// Counts clients by a feature: their values, and 0 repaid, 1 default, 2 not known.
    pub fn add(&mut self, bins: &Bins, feature: usize, values: &[f32], outcome: &[u8]) {
        let edges = bins.edges(feature);
        let first = bins.start[feature] as usize;
        let inner = edges.get(1..edges.len().saturating_sub(1)).unwrap_or_default();
        for (&value, &outcome) in values.iter().zip(outcome) {
            let [known, defaulted] = [u32::from(outcome < 2), u32::from(outcome == 1)];
            // Where the run knew no value, there is no bin for one that turned up since.
            if value.is_nan() || edges.is_empty() {
                let missing = &mut self.missing[3 * feature..3 * feature + 3];
                missing[0] += 1;
                missing[1] += known;
                missing[2] += defaulted;
            } else {
                let bin = first + inner.partition_point(|edge| *edge <= value);
                self.count[bin] += 1;
                self.known[bin] += known;
                self.defaults[bin] += defaulted;
            }
        }
    }

    /// These clients and those together.
    #[must_use]
    pub fn and(mut self, others: &Self) -> Self {
        let sum = |all: &mut Vec<u32>, some: &[u32]| {
            all.iter_mut().zip(some).for_each(|(all, some)| *all += some);
        };
        sum(&mut self.count, &others.count);
        sum(&mut self.known, &others.known);
        sum(&mut self.defaults, &others.defaults);
        sum(&mut self.missing, &others.missing);
        self
    }

    /// The counts with the bins that they were made by.
    pub fn into_data(self, bins: Bins) -> HistogramsData {
        let Bins { start, edge, edge_start, is_by_value } = bins;
        let Self { count, known, defaults, missing } = self;
        HistogramsData { start, edge, edge_start, is_by_value, count, known, defaults, missing }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn spread(low: f32, high: f32) -> Vec<f32> {
        (0..=100_u8).map(|at| low + (high - low) * f32::from(at) / 100.0).collect()
    }

    #[test]
    fn edges_are_round_and_neither_few_nor_many() {
        for (low, high, unit) in [
            (26_000.0, 1_600_000.0, Unit::Currency),
            (0.0, 0.83, Unit::Score),
            (-25_000.3, -7_600.1, Unit::DaysBefore),
            (-0.001, 0.017, Unit::SharePoints),
            (-4_000.0, -30.0, Unit::DaysBefore),
            (-95.5, 0.0, Unit::MonthsBefore),
            (1.0e9, 1.1e9, Unit::Index),
        ] {
            let (edges, is_by_value) = edges(&spread(low, high), unit);
            let n_bins = edges.len() - 1;
            assert!((10..=24).contains(&n_bins) && !is_by_value, "{low} {high}: {n_bins}");
            assert!(edges.windows(2).all(|pair| pair[0] < pair[1]));
        }
        let (edges, _) = edges(&spread(26_000.0, 1_600_000.0), Unit::Currency);
        assert_eq!(edges[..3], [0.0, 100_000.0, 200_000.0]);
    }

    #[test]
    fn few_whole_numbers_are_a_bin_each() {
        let counts: Vec<f32> = (0..=100_u8).map(|at| f32::from(at / 20)).collect();
        assert_eq!(edges(&counts, Unit::Count), (vec![0.0, 1.0, 2.0, 3.0, 4.0, 5.0], true));
        let rare: Vec<f32> = (0..=100_u8).map(|at| f32::from(u8::from(at == 100))).collect();
        assert_eq!(edges(&rare, Unit::Flag), (vec![0.0, 1.0, 2.0], true));
        assert_eq!(edges(&rare, Unit::Count), (vec![0.0, 1.0, 2.0], true));
        assert_eq!(edges(&vec![0.5; 101], Unit::Ratio), (vec![0.5, 0.5_f32.next_up()], true));
        assert_eq!(edges(&[], Unit::Ratio), (Vec::new(), false));
    }

    #[test]
    fn everyone_is_counted_once() {
        let bins = Bins {
            start: vec![0, 3, 3],
            edge: vec![0.0, 1.0, 2.0, 3.0],
            edge_start: vec![0, 4, 4],
            is_by_value: vec![1, 0],
        };
        let mut one = Histograms::new(&bins);
        one.add(&bins, 0, &[-5.0, 0.0, 1.0, 9.0, f32::NAN], &[0, 1, 2, 1, 1]);
        one.add(&bins, 1, &[4.0], &[2]);
        let both = one.clone().and(&one).into_data(bins);
        assert_eq!(both.count, [4, 2, 2]);
        assert_eq!(both.known, [4, 0, 2]);
        assert_eq!(both.defaults, [2, 0, 2]);
        assert_eq!(both.missing, [2, 2, 2, 2, 0, 0]);
    }
}
