//! Why a score is what it is, and what would change it.

use serde::Serialize;
use utoipa::ToSchema;

use super::Lang;
use super::score::ScoreAnswer;
use crate::explanation::{self, Explanation, Move, Outlook, Place, Told};
use crate::features::dictionary::Error;
use crate::scoring::{Account, Score};
use crate::views::from_run::{self, Speaker};

/// A score and why it is what it is: `start + Σ points of the reasons + other = probability`.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ExplanationAnswer {
    /// The score.
    #[serde(flatten)]
    pub score: ScoreAnswer,
    /// Language of the words.
    pub lang: Lang,
    /// The score in one sentence.
    pub sentence: String,
    /// Probability from which the points count: that of a client with the mean score.
    pub start: f64,
    /// What raises the probability, strongest first.
    pub unfavorable: Vec<Reason>,
    /// What lowers it, strongest first.
    pub favorable: Vec<Reason>,
    /// Points of all that is not told.
    pub other: f64,
    /// How many things are not told though they have an effect.
    pub n_others: usize,
    /// What each theme adds, strongest first.
    pub themes: Vec<ThemeEffect>,
    /// Mean log-odds, from which the SHAP values count.
    pub base_value: f64,
    /// What each feature adds, strongest first; only where it was asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub features: Option<Vec<FeatureEffect>>,
    /// What would change the recommendation; only where it was asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub outlook: Option<OutlookAnswer>,
}

/// One reason, in numbers and in words.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Reason {
    /// What it is about, as programs name it.
    pub subject: String,
    /// Its theme.
    pub theme: String,
    /// The feature that tells it.
    pub feature: String,
    /// The client's value of it; none where it is missing or a category.
    pub value: Option<f32>,
    /// The client's level, where it is a category.
    pub level: Option<String>,
    /// What it adds to the log-odds.
    pub shap_value: f64,
    /// What it adds to the probability, as a share of 1.
    pub points: f64,
    /// Share of all clients with a smaller value.
    pub below: Option<f64>,
    /// Share of all clients with a larger value.
    pub above: Option<f64>,
    /// Share of all clients in the same case, where it is no number.
    pub same: Option<f64>,
    /// Median of the clients who repaid.
    pub typical: Option<f32>,
    /// What it is about, in words.
    pub label: String,
    /// Value, comparison and effect, in one sentence.
    pub sentence: String,
}

/// What a theme adds.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ThemeEffect {
    /// The theme, as programs name it.
    pub theme: String,
    /// The theme in words.
    pub label: String,
    /// What it adds to the log-odds.
    pub shap_value: f64,
    /// What it adds to the probability, as a share of 1.
    pub points: f64,
}

/// What a feature adds.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct FeatureEffect {
    /// Its name.
    pub feature: String,
    /// The client's value; none where it is missing.
    pub value: Option<f32>,
    /// What it adds to the log-odds.
    pub shap_value: f64,
    /// What it adds to the probability, as a share of 1.
    pub points: f64,
}

/// What would change the recommendation.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct OutlookAnswer {
    /// The distance to the threshold and whether something simple would do, in one sentence.
    pub sentence: String,
    /// Changes that would do, the smallest first, each verified by scoring again.
    pub ways: Vec<Way>,
    /// Information that the form lacks and that could tip the recommendation.
    pub open: Vec<OpenQuestion>,
    /// Sets of changes that were scored.
    pub n_tried: usize,
}

/// A change that would do.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Way {
    /// What kinds of change it is made of.
    pub kinds: Vec<String>,
    /// The columns of the application and what they would hold.
    pub changes: Vec<ChangedInput>,
    /// Probability of default after it, below the threshold.
    pub probability: f64,
    /// The change in words.
    pub sentence: String,
}

/// A column of the application and what it would hold.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ChangedInput {
    /// The column.
    pub column: String,
    /// A number, or a level.
    #[schema(value_type = Value)]
    pub value: serde_json::Value,
}

/// Information that the form lacks.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct OpenQuestion {
    /// The column of the application.
    pub column: String,
    /// Lowest probability that an answer gives.
    pub lowest: f64,
    /// Highest probability that an answer gives.
    pub highest: f64,
    /// The question in words.
    pub sentence: String,
}

impl ExplanationAnswer {
    /// Puts a score and its reasons on the wire; `prediction` is its number in the log.
    ///
    /// # Errors
    ///
    /// [`Error`] where the dictionary cannot say a feature.
    pub fn new(
        speaker: &Speaker<'_>,
        account: Account<'_>,
        lang: Lang,
        has_features: bool,
        prediction: i64,
    ) -> Result<Self, Error> {
        let words = from_run::account(speaker, account)?;
        let explanation = account.explanation;
        let told = &explanation.reasons;
        let side = |reasons: &[explanation::Reason], words: Vec<crate::views::Reason>| {
            reasons.iter().zip(words).map(|(reason, words)| Reason::new(reason, words)).collect()
        };
        Ok(Self {
            score: ScoreAnswer::new(
                account.score,
                account.threshold,
                &speaker.artifact,
                prediction,
            ),
            lang,
            sentence: words.verdict,
            start: explanation.points.start,
            unfavorable: side(&told.unfavorable, words.reasons.unfavorable),
            favorable: side(&told.favorable, words.reasons.favorable),
            other: told.other,
            n_others: told.n_others,
            themes: themes(speaker, explanation),
            base_value: explanation.base_value.value(),
            features: has_features.then(|| features(explanation)),
            outlook: None,
        })
    }
}

fn themes(speaker: &Speaker<'_>, explanation: &Explanation) -> Vec<ThemeEffect> {
    let theme = |effect: &explanation::ThemeEffect| ThemeEffect {
        theme: name_of(&effect.theme),
        label: speaker.theme(effect.theme),
        shap_value: effect.shap_value,
        points: effect.points,
    };
    explanation.themes.iter().map(theme).collect()
}

fn features(explanation: &Explanation) -> Vec<FeatureEffect> {
    let feature = |effect: &explanation::FeatureEffect| FeatureEffect {
        feature: effect.feature.clone(),
        value: effect.value,
        shap_value: effect.shap_value,
        points: effect.points,
    };
    explanation.features.iter().map(feature).collect()
}

impl Reason {
    fn new(reason: &explanation::Reason, words: crate::views::Reason) -> Self {
        let (value, level) = match &reason.told {
            Told::Value(value) => (Some(*value), None),
            Told::Level { level, .. } => (None, Some((*level).to_owned())),
            _ => (None, None),
        };
        let (mut below, mut above, mut typical, mut same) = (None, None, None, None);
        match reason.standing {
            Place::Number { below: less, above: more, typical: median } => {
                (below, above, typical) = (Some(less), Some(more), median);
            }
            Place::SameCase(share) => same = Some(share),
            Place::Unsaid => {}
        }
        Self {
            subject: reason.subject.clone(),
            theme: name_of(&reason.theme),
            feature: reason.feature.clone(),
            value,
            level,
            shap_value: reason.shap_value,
            points: reason.points,
            below,
            above,
            same,
            typical,
            label: words.label,
            sentence: words.sentence,
        }
    }
}

impl OutlookAnswer {
    /// Puts an outlook on the wire.
    pub fn new(speaker: &Speaker<'_>, score: &Score, outlook: &Outlook) -> Self {
        let words = from_run::outlook(speaker, score, speaker.artifact.threshold, outlook);
        let ways = outlook.ways.iter().zip(words.ways);
        let open = outlook.open.iter().zip(words.open);
        Self {
            sentence: words.summary,
            ways: ways
                .map(|(way, words)| Way {
                    kinds: way.moves.iter().map(|one| kind(*one).to_owned()).collect(),
                    changes: way.changes.iter().map(ChangedInput::of).collect(),
                    probability: way.probability,
                    sentence: words.label,
                })
                .collect(),
            open: open
                .map(|(question, sentence)| OpenQuestion {
                    column: question.column.to_owned(),
                    lowest: question.lowest,
                    highest: question.highest,
                    sentence,
                })
                .collect(),
            n_tried: outlook.n_tried,
        }
    }
}

impl ChangedInput {
    /// Puts a change on the wire.
    pub fn of(change: &crate::features::Change) -> Self {
        let value = match change.to {
            crate::features::NewValue::Number(number) => number.into(),
            crate::features::NewValue::Level(level) => level.into(),
        };
        Self { column: change.column.to_owned(), value }
    }
}

const fn kind(one: Move) -> &'static str {
    match one {
        Move::BorrowLess { .. } => "borrow_less",
        Move::LowerLimit { .. } => "lower_limit",
        Move::PayDown { .. } => "pay_down",
        Move::RepaySlower { .. } => "repay_slower",
        Move::RepayFaster { .. } => "repay_faster",
        Move::Provide { .. } => "provide",
    }
}

/// The name that serde gives to a variant without fields.
pub(super) fn name_of(value: &impl Serialize) -> String {
    let named = serde_json::to_value(value).ok();
    named.and_then(|value| value.as_str().map(str::to_owned)).unwrap_or_default()
}
