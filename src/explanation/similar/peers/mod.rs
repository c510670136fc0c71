//! One client in, the clients like them by rules that can be said in a sentence out.

mod bands;
mod index;
mod rule;

#[cfg(test)]
mod tests;

use serde::Serialize;

use super::group::GroupOutcome;

pub use bands::Bands;
pub(super) use index::{PeerIndex, Runs};
pub use rule::{Reader, Rule, RuleKind, UNKNOWN};
#[cfg(test)]
pub(super) use tests::follows;

/// Clients that a peer group should have: below, a default rate says little.
pub const MIN_PEERS: usize = 100;

/// The steps by which rules are widened, the strictest first.
///
/// A step tells of every rule, in the order of [`RuleKind::ALL`], how many bands on either side
/// of the client's count as alike; none where the rule is dropped. The first step by which at
/// least [`MIN_PEERS`] clients are alike wins; where there is none, the last, which is everyone.
///
/// | step | contract | employment | income | age | amount |
/// |---|---|---|---|---|---|
/// | 0 | same | same | same | same | same |
/// | 1 | same | same | same | same | ± 1 |
/// | 2 | same | same | same | same | – |
/// | 3 | same | same | ± 1 | same | – |
/// | 4 | same | same | ± 1 | ± 1 | – |
/// | 5 | same | – | same | same | same |
/// | 6 | same | – | same | same | – |
/// | 7 | same | – | ± 1 | ± 1 | – |
/// | 8 | same | – | same | – | – |
/// | 9 | same | – | ± 1 | – | – |
/// | 10 | same | – | – | – | – |
/// | 11 | – | – | – | – | – |
///
/// The amount goes first, as it was chosen for this application only, while income, age and
/// employment describe the client. From step 5 on, employment is dropped and the other rules
/// come back: where the situation is rare (students, the unemployed), no other width helps, and
/// dropping everything else for its sake would leave nobody alike.
pub const LADDER: [[Option<u8>; 5]; 12] = [
    [SAME, SAME, SAME, SAME, SAME],
    [SAME, SAME, SAME, SAME, NEAR],
    [SAME, SAME, SAME, SAME, None],
    [SAME, SAME, NEAR, SAME, None],
    [SAME, SAME, NEAR, NEAR, None],
    [SAME, None, SAME, SAME, SAME],
    [SAME, None, SAME, SAME, None],
    [SAME, None, NEAR, NEAR, None],
    [SAME, None, SAME, None, None],
    [SAME, None, NEAR, None, None],
    [SAME, None, None, None, None],
    [None, None, None, None, None],
];
const SAME: Option<u8> = Some(0);
const NEAR: Option<u8> = Some(1);

/// The clients like one client, by stated rules.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct PeerGroup {
    /// What its clients have in common; nothing where the group is everyone.
    pub rules: Vec<Rule>,
    /// The step of [`LADDER`] that made it: 0 where nothing had to be widened.
    pub step: usize,
    /// Rules taken with the bands beside the client's own.
    pub widened: Vec<RuleKind>,
    /// Rules dropped for too few clients alike, or because they would leave nobody out.
    pub dropped: Vec<RuleKind>,
    /// Rules left out because the client's value is not known, at any step.
    pub left_out: Vec<RuleKind>,
    /// How it repaid.
    #[serde(flatten)]
    pub outcome: GroupOutcome,
}
