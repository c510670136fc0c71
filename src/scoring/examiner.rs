//! All there is to say of one client.

use serde::Serialize;

use super::{Error, Score, Scorer};
use crate::decision::Decision;
use crate::explanation;
use crate::explanation::counterfactual::{self, Question};
use crate::explanation::{
    Explainer, Explanation, Outlook, Similar, SimilarClients, Subjects, check_additivity,
};
use crate::features::revision::Origin;
use crate::features::{Change, Reviser};
use crate::probability::Threshold;
use crate::tables::Column;

/// Percentiles of the usual time to repay that a change of the monthly payment keeps to.
const USUAL_TERMS: (usize, usize) = (1, 99);

/// Everything that a run says of a client: the one source of sheet, page, interface and notebook.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ScoredClient {
    /// Probability and decision.
    #[serde(flatten)]
    pub score: Score,
    /// Refused from this probability on.
    pub threshold: Threshold,
    /// Why.
    pub explanation: Explanation,
    /// How clients alike have fared, and where the client stands among them.
    pub similar: Similar,
    /// What would change the decision.
    pub outlook: Outlook,
}

/// A score and why it is what it is.
#[derive(Debug, Clone, Copy)]
pub struct Account<'a> {
    /// Probability and decision.
    pub score: &'a Score,
    /// Refused from this probability on.
    pub threshold: Threshold,
    /// Why.
    pub explanation: &'a Explanation,
}

impl ScoredClient {
    /// The score and why, without what others did and what would change it.
    pub const fn account(&self) -> Account<'_> {
        let Self { score, threshold, explanation, .. } = self;
        Account { score, threshold: *threshold, explanation }
    }

    /// Probability less threshold, as a share of 1: negative for an accepted client.
    pub const fn margin(&self) -> f64 {
        self.score.probability.value() - self.threshold.value()
    }
}

/// A run ready to say all there is to say of the clients of a feature table.
#[derive(Debug)]
pub struct Examiner<'a> {
    /// What scores.
    pub scorer: Scorer<'a>,
    /// What the model's features speak of.
    pub subjects: Subjects,
    /// What explains.
    pub explainer: Explainer,
    /// The run's clients, made ready to be compared with.
    similar: SimilarClients,
    /// Where each main feature stands in the table.
    main: Vec<Option<usize>>,
    reviser: Reviser,
}

impl<'a> Examiner<'a> {
    /// Prepares a run to examine clients of the scorer's table.
    ///
    /// # Errors
    ///
    /// [`Error`] for a model that cannot be explained, or a table of another version.
    pub fn new(scorer: Scorer<'a>) -> Result<Self, Error> {
        let (artifact, table) = (&*scorer.artifact, &*scorer.table);
        let place = |name: &String| table.names.iter().position(|known| known == name);
        let similar = SimilarClients::new(&artifact.population);
        Ok(Self {
            subjects: Subjects::new(artifact.model.feature_names())?,
            explainer: Explainer::new(&artifact.model)?,
            main: similar.names().iter().map(place).collect(),
            reviser: Reviser::new(&table.names)?,
            similar,
            scorer,
        })
    }

    /// Examines a client by number.
    ///
    /// # Errors
    ///
    /// [`Error::UnknownClient`]; else as [`Examiner::examine_row`].
    pub fn examine(&self, client: u32) -> Result<ScoredClient, Error> {
        self.examine_at(self.scorer.place(client)?)
    }

    /// Examines the client at `place` in the table.
    ///
    /// # Errors
    ///
    /// As [`Examiner::examine_row`].
    pub fn examine_at(&self, place: usize) -> Result<ScoredClient, Error> {
        let table = &self.scorer.table;
        self.examine_row(table.clients[place], table.row(place))
    }

    /// Examines a client given by every feature of the table.
    ///
    /// # Errors
    ///
    /// [`Error::RowLength`] for a row of another table; [`Error::Explanation`] where the parts do not
    /// add up to the score.
    pub fn examine_row(&self, client: u32, row: &[f32]) -> Result<ScoredClient, Error> {
        let (score, explanation) = self.account(client, row)?;
        Ok(ScoredClient {
            threshold: self.scorer.artifact.threshold,
            explanation,
            similar: self.similar(client, row)?,
            outlook: self.outlook(&score, row)?,
            score,
        })
    }

    /// The score of a client given by every feature of the table, and why.
    ///
    /// # Errors
    ///
    /// As [`Examiner::examine_row`].
    pub fn account(&self, client: u32, row: &[f32]) -> Result<(Score, Explanation), Error> {
        check_length(row, self.scorer.table.names.len())?;
        let features = self.scorer.features_of(row);
        let score = self.scorer.score_row(client, &features);
        let explanation = self.explanation_of(&features, &score)?;
        Ok((score, explanation))
    }

    /// How clients alike have fared, and where the client stands among them.
    ///
    /// # Errors
    ///
    /// As [`Examiner::examine_row`].
    pub fn similar(&self, client: u32, row: &[f32]) -> Result<Similar, Error> {
        check_length(row, self.scorer.table.names.len())?;
        let main: Vec<f32> =
            self.main.iter().map(|place| place.map_or(f32::NAN, |place| row[place])).collect();
        Ok(self.similar.of(&main, Some(client)).map_err(explanation::Error::from)?)
    }

    /// Why a row of the model's features has its score.
    ///
    /// # Errors
    ///
    /// [`Error::RowLength`] for a row of another model; [`Error::Explanation`] where the parts do not
    /// add up to the score.
    pub fn explain(&self, features: &[f32]) -> Result<Explanation, Error> {
        check_length(features, self.scorer.artifact.model.feature_names().len())?;
        self.explanation_of(features, &self.scorer.score_row(0, features))
    }

    /// Why a row has this score: the reasons are those of the score that is shown, or an error.
    fn explanation_of(&self, features: &[f32], score: &Score) -> Result<Explanation, Error> {
        let artifact = &self.scorer.artifact;
        let shap = self.explainer.explain(features)?;
        check_additivity(0, shap.base_value, &shap.values, score.log_odds)?;
        Ok(Explanation::new(
            &shap,
            &artifact.calibrator,
            features,
            artifact.model.feature_names(),
            &self.subjects,
            &artifact.reference,
        ))
    }

    /// What would change the decision on a client whose score this is, given by every feature of the
    /// table.
    ///
    /// # Errors
    ///
    /// As [`Examiner::examine_row`].
    pub fn outlook(&self, score: &Score, row: &[f32]) -> Result<Outlook, Error> {
        check_length(row, self.scorer.table.names.len())?;
        if score.decision == Decision::Accept {
            return Ok(Outlook { ways: Vec::new(), open: Vec::new(), n_tried: 0 });
        }
        let (artifact, table) = (&self.scorer.artifact, &self.scorer.table);
        let value = |name: &str| {
            let place = table.names.iter().position(|known| known == name);
            place.map_or(f32::NAN, |place| row[place])
        };
        let reference = |name: &str| artifact.reference.iter().find(|known| known.name == name);
        let share = |name: &str| reference(name).and_then(|known| known.mean);
        let term = |percent: usize| {
            let terms = reference("CREDIT_TERM").map(|known| &known.percentiles);
            terms.and_then(|terms| terms.get(percent)).copied().map(f64::from)
        };
        let question = Question {
            value: &value,
            share: &share,
            terms: term(USUAL_TERMS.0).zip(term(USUAL_TERMS.1)),
            threshold: artifact.threshold.value(),
            score: &|sets| self.probabilities_after(row, sets),
        };
        Ok(counterfactual::outlook(&question)?)
    }

    /// Every feature of the table of a client after changes of the application.
    pub fn revised(&self, row: &[f32], changes: &[Change]) -> Vec<f32> {
        let revised = self.reviser.revise(row, &[changes.to_vec()]);
        revised.into_iter().next().unwrap_or_else(|| row.to_vec())
    }

    /// The columns of the application that a change can be followed through.
    pub fn revisable(&self) -> impl Iterator<Item = &'static Column> {
        let known = self.reviser.columns().iter().filter(|(_, origin)| *origin != Origin::Nowhere);
        known.map(|(column, _)| *column)
    }

    /// Calibrated probabilities of a client after sets of changes of the application, features
    /// computed anew.
    pub fn probabilities_after(&self, row: &[f32], sets: &[Vec<Change>]) -> Vec<f64> {
        if sets.is_empty() {
            return Vec::new();
        }
        let revised = self.reviser.revise(row, sets);
        let rows: Vec<Vec<f32>> = revised.iter().map(|row| self.scorer.features_of(row)).collect();
        self.scorer.probabilities(&rows)
    }
}

/// Checks that a row has a value for each feature.
const fn check_length(row: &[f32], expected: usize) -> Result<(), Error> {
    if row.len() == expected {
        Ok(())
    } else {
        Err(Error::RowLength { expected, found: row.len() })
    }
}
