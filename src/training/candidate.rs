//! What is tried: a model's parameters, how the rarity of defaults is treated, and what is read.

use serde::{Deserialize, Serialize};

use super::FeatureSet;
use crate::models::{Family, LearnerParams};
use crate::resampling::Imbalance;
use crate::settings::{Settings, Study};

/// One thing to try.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Candidate {
    /// The model.
    pub params: LearnerParams,
    /// How the rarity of defaults is treated, inside the folds.
    pub imbalance: Imbalance,
    /// What the model reads.
    pub features: FeatureSet,
}

/// Why a candidate is tried.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "role")]
pub enum Role {
    /// Competes for being retained.
    Competitor,
    /// The retained model with another treatment of the rarity of defaults; may be retained.
    Imbalance {
        /// The treatment.
        imbalance: Imbalance,
    },
    /// The retained model with protected columns given back, to price their absence.
    WithProtected {
        /// The columns.
        columns: Vec<String>,
    },
    /// The retained model without a column that it reads, to price its absence.
    Without {
        /// The column.
        column: String,
    },
    /// The retained model with, or without, directions that common sense expects.
    Monotone {
        /// Whether the directions are kept to.
        monotone: bool,
    },
    /// The retained model on the original kernel's features alone.
    KernelFeatures,
}

/// The candidates that compete, from the simplest family.
pub(super) fn competitors(settings: &Settings) -> Vec<Candidate> {
    let plain =
        |params| Candidate { params, imbalance: Imbalance::None, features: FeatureSet::Allowed };
    settings.candidates().into_iter().map(plain).collect()
}

/// The retained model under each treatment of the rarity of defaults that is to be studied, with as
/// many trees as it has without.
///
/// On rows where defaults are as frequent as repaid loans, neither the loss nor the ranking of a few
/// rows as life is says when to stop.
pub(super) fn imbalance_studies(
    settings: &Settings,
    retained: &Candidate,
    n_trees: usize,
) -> Vec<(Role, Candidate)> {
    if !settings.studies.run.contains(&Study::Imbalance) {
        return Vec::new();
    }
    let study = |&imbalance: &Imbalance| {
        let params = retained.params.clone().with_n_trees(n_trees);
        (Role::Imbalance { imbalance }, Candidate { params, imbalance, ..retained.clone() })
    };
    let others = settings.studies.imbalance.iter();
    let is_possible = |imbalance: &&Imbalance| match imbalance {
        Imbalance::None => false,
        Imbalance::ClassWeights => retained.params.family().takes_weights(),
        Imbalance::Undersampling | Imbalance::Smote => true,
    };
    others.filter(is_possible).map(study).collect()
}

/// The other studies of the retained model.
pub(super) fn studies(settings: &Settings, retained: &Candidate) -> Vec<(Role, Candidate)> {
    let mut studies = Vec::new();
    let mut add = |role: Role, features: FeatureSet| {
        studies.push((role, Candidate { features, ..retained.clone() }));
    };
    let is_asked = |study| settings.studies.run.contains(&study);
    if is_asked(Study::Protected) {
        let protected = &settings.attributes.protected;
        let mut sets: Vec<Vec<String>> = protected.iter().map(|name| vec![name.clone()]).collect();
        if sets.len() > 1 {
            sets.push(protected.clone());
        }
        for columns in sets {
            add(Role::WithProtected { columns: columns.clone() }, FeatureSet::With(columns));
        }
    }
    if is_asked(Study::Priced) {
        for column in &settings.attributes.priced {
            add(
                Role::Without { column: column.clone() },
                FeatureSet::Without(vec![column.clone()]),
            );
        }
    }
    if is_asked(Study::KernelFeatures) {
        add(Role::KernelFeatures, FeatureSet::Kernel);
    }
    if is_asked(Study::Monotone)
        && let LearnerParams::BoostedTrees(params) = retained.params
    {
        let monotone = !params.monotone;
        let turned =
            LearnerParams::BoostedTrees(crate::models::BoostedTreesParams { monotone, ..params });
        studies
            .push((Role::Monotone { monotone }, Candidate { params: turned, ..retained.clone() }));
    }
    studies
}

/// How long a fit takes, roughly and in no unit, for a bar that tells the time left.
pub(super) const fn effort(candidate: &Candidate) -> u64 {
    let family = match candidate.params.family() {
        Family::Dummy => 1,
        Family::LogisticRegression | Family::DecisionTree => 40,
        Family::RandomForest => 30,
        Family::BoostedTrees => 60,
    };
    match candidate.imbalance {
        Imbalance::Undersampling => family / 3 + 1,
        Imbalance::Smote => family * 3,
        Imbalance::None | Imbalance::ClassWeights => family,
    }
}

/// Everything that a training will fit, in the unit of [`effort`]; boosted trees are taken for
/// granted as the retained model.
pub fn expected_effort(settings: &Settings) -> u64 {
    let competitors = competitors(settings);
    let Some(last) = competitors.last().cloned() else {
        return 1;
    };
    let studied = imbalance_studies(settings, &last, 1).into_iter().chain(studies(settings, &last));
    let folds: u64 = competitors.iter().map(effort).sum::<u64>()
        + studied.map(|(_, candidate)| effort(&candidate)).sum::<u64>();
    folds * settings.protocol.n_folds as u64 + effort(&last)
}
