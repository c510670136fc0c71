//! Numbers in, bands whose ends can be told to people out.

/// Bands of amounts: quintiles of the population.
const N_BANDS: usize = 5;
/// Ages at which another band begins.
const AGES: [f64; 5] = [25.0, 35.0, 45.0, 55.0, 65.0];

/// Bands side by side: the first and the last are open, each begins with its lower bound.
#[derive(Debug, Clone, PartialEq)]
pub struct Bands {
    /// The bounds between two bands, increasing.
    bounds: Vec<f64>,
}

impl Bands {
    /// About a fifth of the population each; `sorted` holds the known values from the lowest.
    ///
    /// The bounds are rounded to two significant digits, so that the fifths are not exact, the
    /// less so where many share one value. Bounds that are then equal are one.
    pub(super) fn quintiles(sorted: &[f32]) -> Self {
        let quantile = |fifth: usize| sorted.get(sorted.len() * fifth / N_BANDS);
        let mut bounds: Vec<f64> = (1..N_BANDS).filter_map(quantile).copied().map(round).collect();
        bounds.dedup();
        Self { bounds }
    }

    /// Under 25 years, 25 to 34, 35 to 44, 45 to 54, 55 to 64, 65 and over.
    pub(super) fn ages() -> Self {
        Self { bounds: AGES.to_vec() }
    }

    /// The bounds between two bands, increasing; a band begins with its lower bound.
    pub fn bounds(&self) -> &[f64] {
        &self.bounds
    }

    /// The band of a number, counted from 0.
    pub(super) fn of(&self, value: f64) -> u16 {
        // At most five bounds, so that it fits.
        self.bounds.iter().filter(|bound| **bound <= value).count() as u16
    }

    /// The highest band.
    pub(super) fn last(&self) -> u16 {
        self.bounds.len() as u16
    }

    /// Where a band begins; none for the lowest.
    pub(super) fn lower_end(&self, band: u16) -> Option<f64> {
        usize::from(band).checked_sub(1).and_then(|bound| self.bounds.get(bound)).copied()
    }

    /// Where the next band begins; none for the highest.
    pub(super) fn upper_end(&self, band: u16) -> Option<f64> {
        self.bounds.get(usize::from(band)).copied()
    }
}

/// The nearest number of two significant digits, as people write it.
fn round(value: f32) -> f64 {
    // By way of the digits: powers of ten below 1 are not exact.
    format!("{:.1e}", f64::from(value)).parse().unwrap_or(f64::from(value))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bounds_are_round() {
        for (value, expected) in [
            (112_500.0, 110_000.0),
            (157_499.0, 160_000.0),
            (202_500.0, 200_000.0),
            (99_900.0, 100_000.0),
            (0.0, 0.0),
            (7.26, 7.3),
            (0.0236, 0.024),
            (-1_234.0, -1_200.0),
        ] {
            assert_eq!(round(value), expected);
        }
    }

    #[test]
    fn fifths_are_told_from_end_to_end() {
        let sorted: Vec<f32> = (0..1000).map(|place| place as f32 * 101.0).collect();
        let bands = Bands::quintiles(&sorted);
        assert_eq!(bands.bounds, [20_000.0, 40_000.0, 61_000.0, 81_000.0]);
        assert_eq!((bands.of(-1.0), bands.of(19_999.0), bands.of(20_000.0)), (0, 0, 1));
        assert_eq!((bands.of(81_000.0), bands.last()), (4, 4));
        assert_eq!((bands.lower_end(0), bands.upper_end(0)), (None, Some(20_000.0)));
        assert_eq!((bands.lower_end(4), bands.upper_end(4)), (Some(81_000.0), None));
    }

    #[test]
    fn bounds_alike_are_one() {
        assert_eq!(Bands::quintiles(&[]).last(), 0);
        assert_eq!(Bands::quintiles(&[135_000.0; 50]).bounds, [140_000.0]);
        assert_eq!(Bands::quintiles(&[7.0]).bounds, [7.0]);
    }
}
