//! Why a score is what it is: what each feature adds, in log-odds and in points of probability,
//! what speaks for and against, who is alike, and what would change the decision.
//!
//! Everything here is data; words are made of it by the views. An explanation that does not add
//! up to the score is an error, never an approximation.

pub mod counterfactual;
mod explainer;
pub mod overview;
mod points;
pub mod reasons;
mod reference;
pub mod shapley;
pub mod similar;
pub mod subjects;

use serde::Serialize;

pub use counterfactual::{Move, OpenQuestion, Outlook, Way};
pub use explainer::{Error, Explainer, ShapValues, check_additivity};
pub use points::Points;
pub use reasons::{MAX_REASONS, Place, Reason, Reasons, Told};
pub use reference::{ReferenceFeature, reference_population};
pub use similar::{
    GroupOutcome, NeighborGroup, PeerGroup, Population, Rule, Similar, SimilarClients, Standing,
};
pub use subjects::{Subject, Subjects};

use crate::features::dictionary::ThemeKey;
use crate::models::Calibrator;
use crate::probability::LogOdds;

/// Why one client has the score that they have.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Explanation {
    /// Mean log-odds over the rows that the model learnt from.
    pub base_value: LogOdds,
    /// How log-odds become points, and where the points start.
    pub points: Points,
    /// What each feature with an effect adds, strongest first.
    pub features: Vec<FeatureEffect>,
    /// The same by subject, strongest first.
    pub subjects: Vec<SubjectEffect>,
    /// The same by theme, strongest first.
    pub themes: Vec<ThemeEffect>,
    /// What is told of it.
    pub reasons: Reasons,
}

/// What one feature adds.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct FeatureEffect {
    /// Its name.
    pub feature: String,
    /// Its place among the model's features.
    #[serde(skip)]
    pub place: usize,
    /// What the client has; none where it is missing.
    pub value: Option<f32>,
    /// What it adds to the log-odds.
    pub shap_value: f64,
    /// The same in points of probability, as a share of 1.
    pub points: f64,
}

/// What the features of one subject add.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct SubjectEffect {
    /// [`Subject::key`].
    pub subject: String,
    /// Its place among [`Subjects::subjects`].
    #[serde(skip)]
    pub place: usize,
    /// Its theme.
    pub theme: ThemeKey,
    /// What it adds to the log-odds.
    pub shap_value: f64,
    /// The same in points of probability, as a share of 1.
    pub points: f64,
}

/// What the features of one theme add.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct ThemeEffect {
    /// The theme.
    pub theme: ThemeKey,
    /// What it adds to the log-odds.
    pub shap_value: f64,
    /// The same in points of probability, as a share of 1.
    pub points: f64,
}

impl Explanation {
    /// Tells what the SHAP values of one client mean.
    ///
    /// `row` holds the model's features of the client, `names` what they are called; `subjects` and
    /// `reference` describe the same features in the same order.
    pub fn new(
        shap: &ShapValues,
        calibrator: &Calibrator,
        row: &[f32],
        names: &[String],
        subjects: &Subjects,
        reference: &[ReferenceFeature],
    ) -> Self {
        let points = Points::new(calibrator, shap.base_value, shap.log_odds);
        let strongest_first = |values: &[f64]| {
            let mut order: Vec<usize> =
                (0..values.len()).filter(|&place| values[place] != 0.0).collect();
            order.sort_by(|&a, &b| values[b].abs().total_cmp(&values[a].abs()));
            order
        };
        let by_feature = strongest_first(&shap.values).into_iter().map(|place| FeatureEffect {
            feature: names[place].clone(),
            place,
            value: (!row[place].is_nan()).then_some(row[place]),
            shap_value: shap.values[place],
            points: points.of(shap.values[place]),
        });
        let sums = subjects.sums(&shap.values);
        let by_subject = strongest_first(&sums).into_iter().map(|place| SubjectEffect {
            subject: subjects.subjects[place].key.clone(),
            place,
            theme: subjects.subjects[place].theme,
            shap_value: sums[place],
            points: points.of(sums[place]),
        });
        let mut of_themes = vec![0.0; ThemeKey::ALL.len()];
        for (theme, sum) in subjects.themes().into_iter().zip(&sums) {
            of_themes[theme] += sum;
        }
        let by_theme = strongest_first(&of_themes).into_iter().map(|place| ThemeEffect {
            theme: ThemeKey::ALL[place],
            shap_value: of_themes[place],
            points: points.of(of_themes[place]),
        });
        let case = reasons::Case { names, row, shap_values: &shap.values, subjects, reference };
        Self {
            base_value: shap.base_value,
            points,
            features: by_feature.collect(),
            subjects: by_subject.collect(),
            themes: by_theme.collect(),
            reasons: reasons::reasons(&case, &points),
        }
    }
}
