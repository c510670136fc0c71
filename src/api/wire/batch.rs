//! Many applicants, a line each.

use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::Lang;
use super::examined::ApplicantAnswer;
use super::score::ScoreAnswer;
use crate::api::problem::{Problem, ProblemDetails};

/// How much to tell of each applicant.
#[derive(Debug, Clone, Copy, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct BatchQuery {
    /// Language of the words: `fr` (default) or `en`.
    #[serde(default)]
    #[param(required = false)]
    pub lang: Lang,
    /// Whether to tell why, and what was missing, beside the score.
    #[serde(default)]
    #[param(required = false)]
    pub reasons: bool,
}

/// What a line of a batch is answered with: one of the three.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct BatchLine {
    /// Which line of what was sent, from 1.
    pub line: u64,
    /// The score.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub score: Option<ScoreAnswer>,
    /// The score with its reasons, where they were asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub explanation: Option<ApplicantAnswer>,
    /// What is wrong with the line.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub problem: Option<ProblemDetails>,
}

impl BatchLine {
    /// The score of a line.
    pub const fn score(line: u64, score: ScoreAnswer) -> Self {
        Self { line, score: Some(score), explanation: None, problem: None }
    }

    /// The score of a line, with its reasons.
    pub const fn explanation(line: u64, explanation: ApplicantAnswer) -> Self {
        Self { line, score: None, explanation: Some(explanation), problem: None }
    }

    /// What is wrong with a line.
    pub fn problem(line: u64, problem: &Problem) -> Self {
        Self { line, score: None, explanation: None, problem: Some(problem.details().clone()) }
    }
}
