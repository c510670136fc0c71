//! A row of features in, standardized values out: what models that add features up need.
//!
//! Everything is learned from the rows given and from no other.

use rand::SeedableRng;
use rand::seq::SliceRandom;
use rand_pcg::Pcg64;
use rayon::prelude::*;

use super::Sample;

/// How each feature that varies is imputed, clipped and standardized.
#[derive(Debug, Clone, PartialEq)]
pub struct Preparation {
    /// The features that vary, in the order of the row; the others are left out.
    pub columns: Vec<Column>,
}

/// How one feature is imputed, clipped and standardized.
///
/// `z = (clip(x, low, high) − mean) / scale`, a missing `x` being the median.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Column {
    /// Place of the feature in the row.
    pub feature: u32,
    /// Stands for a missing value.
    pub median: f64,
    /// Smaller values count as this one.
    pub low: f64,
    /// Larger values count as this one.
    pub high: f64,
    /// Mean after imputing and clipping.
    pub mean: f64,
    /// Standard deviation after imputing and clipping, above 0.
    pub scale: f64,
}

impl Column {
    /// The standardized value; infinities count as the nearer bound.
    pub fn standardized(&self, value: f32) -> f64 {
        (self.clipped(value) - self.mean) / self.scale
    }

    fn clipped(&self, value: f32) -> f64 {
        let value = if value.is_nan() { self.median } else { f64::from(value) };
        // Not `clamp`, which would stop the program on bounds that are out of order.
        value.max(self.low).min(self.high)
    }

    /// Learns one feature from its values; `None` where they do not vary.
    fn fit(feature: u32, values: &[f32], clip_share: f64) -> Option<Self> {
        let mut finite: Vec<f32> = values.iter().copied().filter(|v| v.is_finite()).collect();
        if finite.is_empty() {
            return None;
        }
        let last = finite.len() - 1;
        let n_clipped = ((last as f64 * clip_share.clamp(0.0, 0.5)) as usize).min(last / 2);
        let low = nth(&mut finite, n_clipped);
        let high = nth(&mut finite, last - n_clipped);
        let median = (nth(&mut finite, last / 2) + nth(&mut finite, last.div_ceil(2))) / 2.0;
        let mut column = Self { feature, median, low, high, mean: 0.0, scale: 1.0 };
        let n_rows = values.len() as f64;
        column.mean = values.iter().map(|&v| column.clipped(v)).sum::<f64>() / n_rows;
        let squares = values.iter().map(|&v| (column.clipped(v) - column.mean).powi(2));
        column.scale = (squares.sum::<f64>() / n_rows).sqrt();
        (low < high && column.scale > 0.0 && column.scale.is_finite()).then_some(column)
    }
}

impl Preparation {
    /// Learns every feature from the rows of `sample`; weights are not read.
    ///
    /// | name | range | purpose |
    /// |---|---|---|
    /// | `clip_share` | 0 to 0.5 | share of the present values clipped on each side; 0 clips nothing |
    ///
    /// Medians and bounds come from the values that are present and finite; the mean and the
    /// standard deviation (divided by `n_rows`) from all rows, imputed and clipped. A feature that
    /// is then the same everywhere, or missing everywhere, is left out: so is an indicator that
    /// is on for fewer than `clip_share` of the rows.
    pub fn fit(sample: &Sample, clip_share: f64) -> Self {
        let columns: Vec<Option<Column>> = (0..sample.n_features())
            .into_par_iter()
            .map(|feature| Column::fit(feature as u32, &column(sample, feature), clip_share))
            .collect();
        Self { columns: columns.into_iter().flatten().collect() }
    }

    /// The standardized values of a row, of shape `(n_columns)`; values beyond its end are missing.
    pub fn apply(&self, row: &[f32]) -> Vec<f64> {
        let value = |column: &Column| {
            column.standardized(row.get(column.feature as usize).copied().unwrap_or(f32::NAN))
        };
        self.columns.iter().map(value).collect()
    }

    /// The standardized rows of a sample, column by column, of shape `(n_columns, n_rows)`.
    pub(super) fn columns_of(&self, sample: &Sample) -> Vec<f64> {
        let n_rows = sample.n_rows();
        let mut values = vec![0.0; n_rows * self.columns.len()];
        if n_rows > 0 {
            values.par_chunks_mut(n_rows).zip(&self.columns).for_each(|(out, learned)| {
                let raw = column(sample, learned.feature as usize);
                out.iter_mut().zip(raw).for_each(|(z, value)| *z = learned.standardized(value));
            });
        }
        values
    }
}

/// One feature of every row, in order.
pub(super) fn column(sample: &Sample, feature: usize) -> Vec<f32> {
    (0..sample.n_rows()).map(|place| sample.row(place)[feature]).collect()
}

/// At most `max_rows` rows, drawn without replacement, each outcome keeping its share.
///
/// Each outcome that is there keeps at least one row; rows stay in order.
pub fn subsample(sample: &Sample, max_rows: usize, seed: u64) -> Sample {
    let n_rows = sample.n_rows();
    if n_rows <= max_rows {
        return sample.clone();
    }
    let mut rng = Pcg64::seed_from_u64(seed);
    let mut places = Vec::with_capacity(max_rows + 1);
    for class in [true, false] {
        let mut of_class: Vec<usize> =
            (0..n_rows).filter(|&place| sample.defaulted()[place] == class).collect();
        of_class.shuffle(&mut rng);
        let share = of_class.len() as f64 / n_rows as f64;
        of_class.truncate(((max_rows as f64 * share).round() as usize).max(1));
        places.extend(of_class);
    }
    places.sort_unstable();
    sample.select(&places)
}

/// The value at a place of the ascending order.
fn nth(values: &mut [f32], place: usize) -> f64 {
    f64::from(*values.select_nth_unstable_by(place, f32::total_cmp).1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::sync::Arc;

    fn sample(values: Vec<f32>, n_features: usize) -> Sample {
        let names = (0..n_features).map(|feature| format!("f{feature}")).collect();
        let defaulted = vec![false; values.len() / n_features];
        Sample::new(values, Arc::new(names), defaulted)
    }

    #[test]
    fn medians_bounds_and_scales_are_those_of_the_rows_given() {
        let rows = sample(vec![1.0, 5.0, 2.0, 5.0, f32::NAN, 5.0, 4.0, 5.0, 1000.0, 5.0], 2);
        let learned = Preparation::fit(&rows.select(&[0, 1, 2, 3]), 0.0);
        assert_eq!(learned.columns.len(), 1, "the second feature never varies");
        let column = learned.columns[0];
        assert_eq!((column.median, column.low, column.high), (2.0, 1.0, 4.0));
        assert_eq!(column.mean, 2.25);
        assert!((column.scale - 1.1875_f64.sqrt()).abs() < 1e-12);
        assert_eq!(learned.apply(&[1000.0, 0.0]), learned.apply(&[4.0, 9.0]));
        assert_eq!(learned.apply(&[f32::NEG_INFINITY]), learned.apply(&[1.0]));
        assert_eq!(learned.apply(&[]), learned.apply(&[2.0]));
    }

    #[test]
    fn what_never_varies_is_left_out() {
        let nothing = [f32::NAN, f32::INFINITY, 3.0];
        let rows = sample(nothing.iter().copied().cycle().take(12).collect(), 3);
        assert!(Preparation::fit(&rows, 0.01).columns.is_empty());
        assert!(Preparation::fit(&rows.select(&[]), f64::NAN).columns.is_empty());
    }

    proptest! {
        #[test]
        fn standardized_columns_have_mean_0_and_deviation_1(
            values in proptest::collection::vec(any::<f32>(), 2..80),
            clip_share in 0.0_f64..0.5,
        ) {
            let n_rows = values.len() as f64;
            let rows = sample(values, 1);
            let learned = Preparation::fit(&rows, clip_share);
            if !learned.columns.is_empty() {
                let z = learned.columns_of(&rows);
                let mean = z.iter().sum::<f64>() / n_rows;
                let variance = z.iter().map(|z| (z - mean).powi(2)).sum::<f64>() / n_rows;
                prop_assert!(mean.abs() < 1e-6 && (variance - 1.0).abs() < 1e-6);
            }
        }

        #[test]
        fn a_subsample_keeps_the_share_of_each_outcome(
            defaulted in proptest::collection::vec(any::<bool>(), 1..200),
            max_rows in 1_usize..220,
        ) {
            let rows = Sample::new(Vec::new(), Arc::new(vec!["a".to_owned()]), defaulted);
            let part = subsample(&rows, max_rows, 5);
            let count = |sample: &Sample| sample.defaulted().iter().filter(|y| **y).count();
            prop_assert!(part.n_rows() <= max_rows + 1);
            let share = (max_rows as f64 / rows.n_rows() as f64).min(1.0);
            prop_assert!((count(&part) as f64 - count(&rows) as f64 * share).abs() <= 1.0);
            let (a, b) = (subsample(&rows, max_rows, 5), part);
            prop_assert_eq!(a.matrix().1, b.matrix().1);
        }
    }
}
