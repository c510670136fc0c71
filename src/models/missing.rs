//! Where missing values stand among the known ones, for a library that is fast without gaps.
//!
//! The boosting library can learn, test by test, where missing values go, but then keeps its rows
//! as lists with holes and takes two to three times as long. Here each feature's missing values are
//! put at one end of the known ones, below the lowest or above the highest, whichever half of the
//! known values defaults as often as they do. A test then sends them with that end, always, and may
//! still set them apart from everything known.

use rayon::prelude::*;

use super::Sample;

/// Beyond every known value; twice as much would still be finite.
const FAR: f32 = 1e37;
/// Known values are kept within it.
const NEAR: f32 = 9e36;
/// Columns looked at in one pass over the rows: a cache line of values.
const COLUMNS_PER_PASS: usize = 64;

/// The end at which each feature's missing values stand, of shape `(n_features)`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct MissingEnds(Vec<End>);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum End {
    Low,
    High,
}

/// Counts of one column.
#[derive(Debug, Clone, Copy, Default)]
struct Counts {
    sum: f64,
    n_known: usize,
    missing: Part,
    low: Part,
    high: Part,
}

#[derive(Debug, Clone, Copy, Default)]
struct Part {
    n_rows: usize,
    n_defaults: usize,
}

impl Part {
    fn add(&mut self, defaulted: bool) {
        self.n_rows += 1;
        self.n_defaults += usize::from(defaulted);
    }

    fn default_rate(self) -> Option<f64> {
        (self.n_rows > 0).then(|| self.n_defaults as f64 / self.n_rows as f64)
    }
}

impl MissingEnds {
    /// Learns the ends from these rows, and from nothing else.
    ///
    /// Known values are parted at their mean; missing values stand at the end of the part whose
    /// default rate is nearer to theirs, at the low end where there is nothing to tell.
    pub(super) fn learn(sample: &Sample) -> Self {
        let n_features = sample.n_features();
        let passes = n_features.div_ceil(COLUMNS_PER_PASS);
        let pass = |number: usize| {
            let first = number * COLUMNS_PER_PASS;
            let last = (first + COLUMNS_PER_PASS).min(n_features);
            let mut counts = vec![Counts::default(); last - first];
            for place in 0..sample.n_rows() {
                let values = &sample.row(place)[first..last];
                for (counts, &value) in counts.iter_mut().zip(values) {
                    if !value.is_nan() {
                        counts.sum += f64::from(value);
                        counts.n_known += 1;
                    }
                }
            }
            for (place, &defaulted) in sample.defaulted().iter().enumerate() {
                let values = &sample.row(place)[first..last];
                for (counts, &value) in counts.iter_mut().zip(values) {
                    let part = if value.is_nan() {
                        &mut counts.missing
                    } else if f64::from(value) * (counts.n_known as f64) < counts.sum {
                        &mut counts.low
                    } else {
                        &mut counts.high
                    };
                    part.add(defaulted);
                }
            }
            counts.into_iter().map(Counts::end).collect::<Vec<_>>()
        };
        Self((0..passes).into_par_iter().flat_map_iter(pass).collect())
    }

    /// The rows one after the other, with missing values at their ends.
    pub(super) fn filled(&self, sample: &Sample) -> Vec<f32> {
        let n_features = sample.n_features();
        let mut values = vec![0.0; sample.n_rows() * n_features];
        let rows = values.par_chunks_mut(n_features.max(1)).enumerate();
        rows.for_each(|(place, filled)| {
            for ((filled, &value), end) in filled.iter_mut().zip(sample.row(place)).zip(&self.0) {
                *filled = match (value.is_nan(), end) {
                    (true, End::Low) => -FAR,
                    (true, End::High) => FAR,
                    // Infinite values stay, and are refused.
                    (false, _) if value.is_finite() => value.clamp(-NEAR, NEAR),
                    (false, _) => value,
                };
            }
        });
        values
    }

    /// Whether a test of this feature sends missing values to the left.
    pub(super) fn is_left(&self, feature: u32) -> bool {
        self.0.get(feature as usize) != Some(&End::High)
    }
}

impl Counts {
    fn end(self) -> End {
        let rates =
            (self.missing.default_rate(), self.low.default_rate(), self.high.default_rate());
        match rates {
            (Some(missing), Some(low), Some(high))
                if (missing - high).abs() < (missing - low).abs() =>
            {
                End::High
            }
            _ => End::Low,
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;

    const GAP: f32 = f32::NAN;

    fn sample(columns: &[&[f32]], defaulted: &[bool]) -> Sample {
        let names = (0..columns.len()).map(|i| format!("f{i}")).collect();
        let rows = 0..defaulted.len();
        let values = rows.flat_map(|row| columns.iter().map(move |column| column[row])).collect();
        Sample::new(values, Arc::new(names), defaulted.to_vec())
    }

    #[test]
    fn missing_values_stand_with_those_who_default_as_often() {
        let defaulted = [true, true, false, false, true, true];
        let like_high = [1.0, 2.0, 3.0, 4.0, GAP, GAP].map(|x: f32| -x);
        let like_low = [1.0, 2.0, 3.0, 4.0, GAP, GAP];
        let none_known = [GAP; 6];
        let constant = [7.0, 7.0, 7.0, GAP, GAP, 7.0];
        let sample = sample(&[&like_low, &like_high, &none_known, &constant], &defaulted);
        let ends = MissingEnds::learn(&sample);
        assert_eq!(ends.0, [End::Low, End::High, End::Low, End::Low]);
        assert!(ends.is_left(0) && !ends.is_left(1));
        let filled = ends.filled(&sample);
        assert_eq!(filled[..4], [1.0, -1.0, -FAR, 7.0]);
        assert_eq!(filled[16..18], [-FAR, FAR]);
        assert!(filled.iter().all(|value| value.is_finite()));
    }

    #[test]
    fn known_values_never_reach_the_ends() {
        let sample = sample(&[&[f32::MAX, f32::MIN, GAP]], &[true, false, false]);
        let ends = MissingEnds::learn(&sample);
        let filled = ends.filled(&sample);
        assert!(filled[0] < FAR && filled[1] > -FAR && filled[2].abs() == FAR);
    }
}
