//! Gauss-Legendre quadrature on (0, 1).

/// Halvings after which a root lies between two neighboring numbers.
const N_HALVINGS: usize = 64;

/// Places and weights of the `N` points, of shape `(N)` each, places ascending.
///
/// `Σ weight · p(place) = ∫₀¹ p(t) dt` for every polynomial `p` of degree up to `2 N − 1`. Only
/// additions, products and quotients are used, so that every machine finds the same bits.
pub(super) fn gauss_legendre<const N: usize>() -> ([f64; N], [f64; N]) {
    let mut roots = Vec::new();
    for degree in 1..=N {
        // The roots of one Legendre polynomial lie between those of the one before.
        let ends = [&[-1.0][..], &roots, &[1.0]].concat();
        roots = ends.windows(2).map(|ends| root(degree, ends[0], ends[1])).collect();
    }
    // The roots are symmetric about zero; this makes them so to the last bit.
    let symmetric = |at: usize| (roots[at] - roots[N - 1 - at]) / 2.0;
    let places = std::array::from_fn(|at| (1.0 + symmetric(at)) / 2.0);
    let weights = std::array::from_fn(|at| {
        let (_, slope) = legendre(N, symmetric(at));
        1.0 / ((1.0 - symmetric(at)) * (1.0 + symmetric(at)) * slope * slope)
    });
    (places, weights)
}

/// The only root of a Legendre polynomial between two numbers.
fn root(degree: usize, mut low: f64, mut high: f64) -> f64 {
    let is_negative_below = legendre(degree, low).0 < 0.0;
    for _ in 0..N_HALVINGS {
        let middle = (low + high) / 2.0;
        if (legendre(degree, middle).0 < 0.0) == is_negative_below {
            low = middle;
        } else {
            high = middle;
        }
    }
    (low + high) / 2.0
}

/// A Legendre polynomial of a degree of at least 1 and its slope, which is that of the inside of
/// (−1, 1).
fn legendre(degree: usize, x: f64) -> (f64, f64) {
    let (mut before, mut value) = (1.0, x);
    for k in 2..=degree {
        let k = k as f64;
        (before, value) = (value, ((2.0 * k - 1.0) * x * value - (k - 1.0) * before) / k);
    }
    (value, degree as f64 * (before - x * value) / ((1.0 - x) * (1.0 + x)))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Integrals of all powers that the rule promises.
    fn check<const N: usize>() {
        let (places, weights) = gauss_legendre::<N>();
        assert!(places.is_sorted() && 0.0 < places[0] && places[N - 1] < 1.0);
        for power in 0..2 * N as i32 {
            let integral: f64 = (0..N).map(|at| weights[at] * places[at].powi(power)).sum();
            let expected = 1.0 / f64::from(power + 1);
            assert!((integral - expected).abs() < 4e-15, "{N} points, power {power}: {integral}");
        }
    }

    #[test]
    fn polynomials_are_integrated_exactly() {
        check::<1>();
        check::<2>();
        check::<4>();
        check::<6>();
        check::<8>();
        check::<12>();
        check::<16>();
        check::<32>();
    }
}
