//! Probabilities and outcomes in, curves for drawing out.

use serde::{Deserialize, Serialize};

use super::ranking::Ranking;
use super::{Error, check};

/// A point of a curve: what refusing from some threshold on leads to. Both axes run from 0 to 1.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct CurvePoint {
    /// To the right.
    pub x: f64,
    /// Upwards.
    pub y: f64,
}

/// The ROC curve from (0, 0), nobody refused, to (1, 1), everyone refused.
///
/// To the right the share of the repaid that is refused (false positive rate), upwards the share
/// of the defaults that is refused (true positive rate, recall).
///
/// One point for each distinct probability, from the highest. Where these are more than
/// `max_points`, that many are kept, evenly by their place on the curve and both ends among them.
///
/// # Errors
///
/// As [`super::measure`], and [`Error::TooFew`] where fewer than two points are asked for.
pub fn roc_curve(
    probabilities: &[f64],
    defaulted: &[bool],
    max_points: usize,
) -> Result<Vec<CurvePoint>, Error> {
    curve(probabilities, defaulted, max_points, |refused| CurvePoint {
        x: refused.n_repaid / refused.all_repaid,
        y: refused.n_defaults / refused.all_defaults,
    })
}

/// The precision-recall curve from recall 0, nobody refused, to recall 1, everyone refused.
///
/// To the right the share of the defaults that is refused (recall), upwards the share of the
/// refused who defaulted (precision). Where nobody is refused, precision has no value and is set
/// to 1, as usual. Points are chosen as in [`roc_curve`].
///
/// # Errors
///
/// As [`roc_curve`].
pub fn precision_recall_curve(
    probabilities: &[f64],
    defaulted: &[bool],
    max_points: usize,
) -> Result<Vec<CurvePoint>, Error> {
    curve(probabilities, defaulted, max_points, |refused| {
        let n_refused = refused.n_defaults + refused.n_repaid;
        CurvePoint {
            x: refused.n_defaults / refused.all_defaults,
            y: if n_refused == 0.0 { 1.0 } else { refused.n_defaults / n_refused },
        }
    })
}

/// Who is refused at a point of the curve, and who there is.
struct Refused {
    n_defaults: f64,
    n_repaid: f64,
    all_defaults: f64,
    all_repaid: f64,
}

/// Walks down the ranking and keeps the points that [`thin`] wants.
fn curve(
    probabilities: &[f64],
    defaulted: &[bool],
    max_points: usize,
    point: impl Fn(&Refused) -> CurvePoint,
) -> Result<Vec<CurvePoint>, Error> {
    check(probabilities, defaulted)?;
    let ranking = Ranking::new(probabilities, defaulted)?;
    let needed = 2;
    if max_points < needed {
        return Err(Error::TooFew { what: "points", needed, found: max_points });
    }
    let mut refused = Refused {
        n_defaults: 0.0,
        n_repaid: 0.0,
        all_defaults: ranking.n_defaults(),
        all_repaid: ranking.n_repaid(),
    };
    let mut points = Vec::with_capacity(ranking.runs.len() + 1);
    points.push(point(&refused));
    for run in &ranking.runs {
        refused.n_defaults += run.n_defaults;
        refused.n_repaid += run.n_repaid;
        points.push(point(&refused));
    }
    Ok(thin(points, max_points))
}

/// Keeps `max_points`, two at least, evenly and with both ends.
fn thin(points: Vec<CurvePoint>, max_points: usize) -> Vec<CurvePoint> {
    if points.len() <= max_points {
        return points;
    }
    let last = points.len() - 1;
    (0..max_points).map(|kept| points[kept * last / (max_points - 1)]).collect()
}

#[cfg(test)]
mod tests {
    use super::super::tests::predictions;
    use super::super::{average_precision, roc_auc};
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn the_area_below_is_the_auc((p, y) in predictions()) {
            let points = roc_curve(&p, &y, usize::MAX).unwrap();
            let area: f64 = points
                .windows(2)
                .map(|pair| (pair[1].x - pair[0].x) * (pair[1].y + pair[0].y) / 2.0)
                .sum();
            prop_assert!((area - roc_auc(&p, &y).unwrap()).abs() < 1e-12);
        }

        #[test]
        fn the_steps_below_are_the_average_precision((p, y) in predictions()) {
            let points = precision_recall_curve(&p, &y, usize::MAX).unwrap();
            let area: f64 =
                points.windows(2).map(|pair| (pair[1].x - pair[0].x) * pair[1].y).sum();
            prop_assert!((area - average_precision(&p, &y).unwrap()).abs() < 1e-12);
        }

        #[test]
        fn thinned_curves_keep_their_ends((p, y) in predictions(), max_points in 2..30_usize) {
            let all = roc_curve(&p, &y, usize::MAX).unwrap();
            let kept = roc_curve(&p, &y, max_points).unwrap();
            prop_assert_eq!(kept.len(), all.len().min(max_points));
            prop_assert_eq!(kept[0], CurvePoint { x: 0.0, y: 0.0 });
            prop_assert_eq!(kept[kept.len() - 1], CurvePoint { x: 1.0, y: 1.0 });
            let mut rest = all.iter();
            prop_assert!(kept.iter().all(|point| rest.any(|other| other == point)));
            let last = *precision_recall_curve(&p, &y, max_points).unwrap().last().unwrap();
            let default_rate = y.iter().filter(|y| **y).count() as f64 / y.len() as f64;
            prop_assert_eq!(last, CurvePoint { x: 1.0, y: default_rate });
        }
    }

    #[test]
    fn a_curve_has_two_ends() {
        let (p, y) = ([0.1, 0.9], [false, true]);
        let refused = Err(Error::TooFew { what: "points", needed: 2, found: 1 });
        assert_eq!(roc_curve(&p, &y, 1), refused);
        assert_eq!(roc_curve(&p, &y, 2).unwrap().len(), 2);
        let first = precision_recall_curve(&p, &y, 2).unwrap()[0];
        assert_eq!(first, CurvePoint { x: 0.0, y: 1.0 });
    }
}
