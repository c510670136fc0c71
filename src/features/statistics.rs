//! Statistics of runs of values: one run per client, one number out.
//!
//! Every sum goes over the rows in the order of the file and over one client's rows alone, so a
//! client's statistics are the same bits alone and among any others, on any number of threads.

use super::definition::Statistic;

/// Computes `statistic` of each run; a run without rows gives NaN.
///
/// `values` has shape `(n_rows)`, NaN being missing; run `i` is `values[starts[i]..starts[i + 1]]`.
/// `mask`, of the same shape, says which rows count; none means all.
pub(super) fn of_runs(
    statistic: Statistic,
    values: &[f64],
    starts: &[usize],
    mask: Option<&[bool]>,
) -> Vec<f64> {
    let mut scratch = Vec::new();
    starts
        .windows(2)
        .map(|run| {
            let values = &values[run[0]..run[1]];
            match mask {
                None => of_run(statistic, values),
                Some(mask) => {
                    scratch.clear();
                    let kept = values.iter().zip(&mask[run[0]..run[1]]).filter(|(_, keep)| **keep);
                    scratch.extend(kept.map(|(value, _)| *value));
                    of_run(statistic, &scratch)
                }
            }
        })
        .collect()
}

/// Computes `statistic` of one run of values; an empty run gives NaN.
pub(super) fn of_run(statistic: Statistic, values: &[f64]) -> f64 {
    if values.is_empty() {
        return f64::NAN;
    }
    match statistic {
        Statistic::Count => values.len() as f64,
        Statistic::Sum => sum(values).0,
        Statistic::Mean => {
            let (sum, n) = sum(values);
            sum / n
        }
        Statistic::Min => known(values).fold(f64::NAN, f64::min),
        Statistic::Max => known(values).fold(f64::NAN, f64::max),
        Statistic::Variance => {
            let (sum, n) = sum(values);
            if n < 2.0 {
                return f64::NAN;
            }
            let mean = sum / n;
            known(values).map(|value| (value - mean) * (value - mean)).sum::<f64>() / (n - 1.0)
        }
        Statistic::Distinct => {
            let mut sorted: Vec<f64> = known(values).collect();
            sorted.sort_unstable_by(f64::total_cmp);
            sorted.dedup();
            sorted.len() as f64
        }
    }
}

fn known(values: &[f64]) -> impl Iterator<Item = f64> {
    values.iter().copied().filter(|value| !value.is_nan())
}

/// The sum of the known values and how many they are.
fn sum(values: &[f64]) -> (f64, f64) {
    let mut sum = 0.0;
    let mut n = 0.0;
    for &value in values {
        // Adding a selected zero keeps the loop free of branches.
        let is_known = !value.is_nan();
        sum += if is_known { value } else { 0.0 };
        n += f64::from(u8::from(is_known));
    }
    (sum, n)
}

/// Computes `statistic` of a run of `n` marks of which `n_set` are 1 and the others 0.
///
/// With `p = n_set / n`: mean `p`, sum `n_set`, variance `n p (1 − p) / (n − 1)`.
pub(super) fn of_marks(statistic: Statistic, n_set: u32, n: u32) -> f64 {
    if n == 0 {
        return f64::NAN;
    }
    let (set, all) = (f64::from(n_set), f64::from(n));
    match statistic {
        Statistic::Count => all,
        Statistic::Sum => set,
        Statistic::Mean => set / all,
        Statistic::Min => f64::from(u8::from(n_set == n)),
        Statistic::Max => f64::from(u8::from(n_set > 0)),
        Statistic::Distinct => 1.0 + f64::from(u8::from(n_set > 0 && n_set < n)),
        Statistic::Variance if n < 2 => f64::NAN,
        Statistic::Variance => set * (all - set) / (all * (all - 1.0)),
    }
}

/// `numerator / denominator`; what has no finite value is missing in our profile.
pub(super) fn ratio(numerator: f64, denominator: f64) -> f64 {
    let ratio = numerator / denominator;
    if ratio.is_finite() { ratio } else { f64::NAN }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn statistics_follow_the_kernel_where_values_are_missing() {
        let gap = f64::NAN;
        assert_eq!(of_run(Statistic::Sum, &[gap, gap]), 0.0);
        assert!(of_run(Statistic::Mean, &[gap, gap]).is_nan());
        assert!(of_run(Statistic::Variance, &[3.0, gap]).is_nan());
        assert_eq!(of_run(Statistic::Variance, &[1.0, gap, 3.0]), 2.0);
        assert_eq!(of_run(Statistic::Count, &[gap, 1.0]), 2.0);
        assert_eq!(of_run(Statistic::Distinct, &[2.0, gap, 1.0, 2.0]), 2.0);
        assert_eq!(of_run(Statistic::Min, &[gap, 4.0, 3.0]), 3.0);
        assert!(of_run(Statistic::Sum, &[]).is_nan());
    }

    #[test]
    fn marks_agree_with_the_values_they_stand_for() {
        for n in 0..6_u32 {
            for n_set in 0..=n {
                let values: Vec<f64> = (0..n).map(|i| f64::from(u8::from(i < n_set))).collect();
                for statistic in [
                    Statistic::Count,
                    Statistic::Sum,
                    Statistic::Mean,
                    Statistic::Min,
                    Statistic::Max,
                    Statistic::Distinct,
                    Statistic::Variance,
                ] {
                    let (a, b) = (of_marks(statistic, n_set, n), of_run(statistic, &values));
                    let same = a.is_nan() && b.is_nan() || (a - b).abs() < 1e-12;
                    assert!(same, "{statistic:?} of {n_set} out of {n}: {a} against {b}");
                }
            }
        }
    }
}
