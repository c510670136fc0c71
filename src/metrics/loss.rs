//! Probabilities and outcomes in, the mean penalty of each probability out.
//!
//! Both penalties are lowest for the true probabilities, so they judge ranking and calibration
//! together.

/// Mean squared distance between probability and outcome; 0 is perfect.
///
/// From 0 to 1; always saying the default rate `r` gives `r (1 − r)`. NaN for nobody, and where
/// a probability is NaN.
pub fn brier(probabilities: &[f64], defaulted: &[bool]) -> f64 {
    let squares = probabilities.iter().zip(defaulted).map(|(p, &y)| {
        let distance = p - f64::from(u8::from(y));
        distance * distance
    });
    squares.sum::<f64>() / defaulted.len() as f64
}

/// `−mean(ln(probability of what happened))`; probabilities are kept 1e-15 away from 0 and 1.
///
/// From 0, which is perfect, to 34.5, which is wrong with certainty about everyone. NaN for
/// nobody, and where a probability is NaN.
pub fn log_loss(probabilities: &[f64], defaulted: &[bool]) -> f64 {
    let logs = probabilities.iter().zip(defaulted).map(|(&p, &y)| {
        let p = p.clamp(1e-15, 1.0 - 1e-15);
        if y { p.ln() } else { (1.0 - p).ln() }
    });
    -logs.sum::<f64>() / defaulted.len() as f64
}

#[cfg(test)]
mod tests {
    use super::super::tests::predictions;
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn nothing_constant_beats_the_default_rate((p, y) in predictions()) {
            let rate = y.iter().filter(|y| **y).count() as f64 / y.len() as f64;
            let always = |p: f64| vec![p; y.len()];
            prop_assert!((brier(&always(rate), &y) - rate * (1.0 - rate)).abs() < 1e-12);
            prop_assert!(brier(&always(rate), &y) <= brier(&always(p[0]), &y) + 1e-12);
            prop_assert!(log_loss(&always(rate), &y) <= log_loss(&always(p[0]), &y) + 1e-12);
        }
    }

    #[test]
    fn certainty_is_punished_but_finitely() {
        assert_eq!(brier(&[1.0, 0.0], &[true, false]), 0.0);
        assert_eq!(brier(&[1.0, 0.0], &[false, true]), 1.0);
        assert!(log_loss(&[1.0, 0.0], &[true, false]).abs() < 1e-14);
        assert!((log_loss(&[1.0, 0.0], &[false, true]) - 34.54).abs() < 0.01);
        assert!((log_loss(&[0.5], &[true]) - std::f64::consts::LN_2).abs() < 1e-15);
    }
}
