//! How a long cell goes on: a line for each stage, nothing that overwrites itself.

use std::time::Instant;

use super::say;
use crate::pipeline::{Progress, Stage};
use crate::training::{Trial, TrialTime, Watch};

/// Hears the stages of the main job and a training, and says little.
#[derive(Debug)]
pub(super) struct Quiet(Instant);

impl Quiet {
    pub(super) fn new() -> Self {
        Self(Instant::now())
    }
}

impl Progress for Quiet {
    fn start(&self, _: Stage, _: Option<u64>) {}

    fn advance(&self, _: u64) {}

    fn finish(&self, stage: Stage, _: bool, _: &str) {
        let what = match stage {
            Stage::Features => "variables prêtes",
            Stage::Train => "modèle prêt",
            other => other.name(),
        };
        say(what);
    }

    fn say(&self, _: &str) {}

    fn now_s(&self) -> f64 {
        self.0.elapsed().as_secs_f64()
    }
}

impl Watch for Quiet {
    fn now_s(&self) -> f64 {
        Progress::now_s(self)
    }

    fn fitted(&self, _: u64) {}

    fn tried(&self, _: &Trial, _: &TrialTime) {}
}
