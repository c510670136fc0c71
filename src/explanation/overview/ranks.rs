//! Ranks and quantiles, which several measures share.

/// The mid-rank of each value, from 1: equal values share the mean of their ranks.
///
/// `order` holds the places of the values from the smallest to the largest.
pub(super) fn mid_ranks<T: Copy + PartialEq>(values: &[T], order: &[usize]) -> Vec<f64> {
    let mut ranks = vec![0.0; values.len()];
    let mut n_before = 0;
    for run in order.chunk_by(|&a, &b| values[a] == values[b]) {
        // Whole and half numbers: nothing is rounded.
        let rank = n_before as f64 + (run.len() + 1) as f64 / 2.0;
        for &place in run {
            ranks[place] = rank;
        }
        n_before += run.len();
    }
    ranks
}

/// The correlation of two samples of ranks, −1 to 1; none where all of one are equal.
pub(super) fn correlation(a: &[f64], b: &[f64]) -> Option<f64> {
    // Ranks with and without ties have this mean.
    let mean = (a.len() + 1) as f64 / 2.0;
    let (mut aa, mut bb, mut ab) = (0.0, 0.0, 0.0);
    for (a, b) in a.iter().zip(b) {
        let (a, b) = (a - mean, b - mean);
        aa += a * a;
        bb += b * b;
        ab += a * b;
    }
    // The root of the product: equal rankings have exactly 1.
    let scale = (aa * bb).sqrt();
    (scale > 0.0).then(|| (ab / scale).clamp(-1.0, 1.0))
}

/// The quantile `share`, 0 to 1, of sorted values: interpolated between the two values next to
/// rank `share (n − 1)`. 0 where there are none.
pub(super) fn quantile(sorted: &[f64], share: f64) -> f64 {
    let Some(last) = sorted.len().checked_sub(1) else {
        return 0.0;
    };
    let rank = share * last as f64;
    let below = (rank as usize).min(last);
    let (low, high) = (sorted[below], sorted[(below + 1).min(last)]);
    low + (rank - below as f64) * (high - low)
}

/// The quantile 0.5 of values in any order; none where there are none.
pub(super) fn median(mut values: Vec<f64>) -> Option<f64> {
    values.sort_by(f64::total_cmp);
    (!values.is_empty()).then(|| quantile(&values, 0.5))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_values_share_their_ranks() {
        let values = [2.0, 1.0, 2.0, 0.0];
        assert_eq!(mid_ranks(&values, &[3, 1, 0, 2]), [3.5, 2.0, 3.5, 1.0]);
        assert_eq!(correlation(&[1.0, 2.0, 3.0], &[3.0, 2.0, 1.0]), Some(-1.0));
        assert_eq!(correlation(&[1.0, 2.0, 3.0], &[2.0, 2.0, 2.0]), None);
        assert_eq!(correlation(&[], &[]), None);
    }

    #[test]
    fn quantiles_are_interpolated() {
        assert_eq!(quantile(&[1.0, 2.0, 4.0], 0.75), 3.0);
        assert_eq!(quantile(&[1.0, 2.0, 4.0], 1.0), 4.0);
        assert_eq!(quantile(&[], 0.5), 0.0);
        assert_eq!(median(vec![4.0, 1.0]), Some(2.5));
        assert_eq!(median(vec![]), None);
    }
}
