//! The population sorted by rule, so that clients alike stand side by side.

use std::ops::Range;

use super::super::group::GroupOutcome;
use super::super::population::Population;
use super::rule::{Reader, RuleKind, UNKNOWN};
use super::{LADDER, MIN_PEERS, PeerGroup};

/// Members of a group: runs of shelf places, in order, none of them empty.
pub(in super::super) type Runs = Vec<Range<usize>>;

/// Codes that count as alike, both ends included, rule by rule; none where any does.
type Wanted = [Option<(u16, u16)>; 5];

/// The population by rule.
///
/// Clients with the same codes share a cell, and cells stand on a shelf one after the other. A
/// group is then a few runs of the shelf, found by looking at cells (some thousands) rather than
/// clients, and its values are read in runs.
#[derive(Debug)]
pub(in super::super) struct PeerIndex {
    readers: [Reader; 5],
    /// Codes of every cell that has a client, increasing, with the shelf place of its first.
    cells: Vec<([u16; 5], usize)>,
    /// Place in the population of everyone on the shelf.
    shelf: Vec<u32>,
    /// Shelf place of everyone in the population.
    shelf_places: Vec<u32>,
}

impl PeerIndex {
    /// Sorts the population; `sorted` gives the known values of a feature, from the lowest.
    pub(in super::super) fn new<'a>(
        population: &Population,
        sorted: &(dyn Fn(usize) -> Option<&'a [f32]> + '_),
    ) -> Self {
        let readers = Reader::all(population, sorted);
        let n = population.n_clients();
        // Codes, then the place: 80 and 32 bits, so that equal codes keep the population's order.
        let mut keys: Vec<u128> = (0..n)
            .map(|place| {
                let value_of = |feature: usize| population.column_at(feature)[place];
                let codes = readers.iter().map(|reader| reader.code(value_of));
                codes.fold(0, |key, code| key << 16 | u128::from(code)) << 32 | place as u128
            })
            .collect();
        keys.sort_unstable();
        let mut cells: Vec<([u16; 5], usize)> = Vec::new();
        let mut shelf_places = vec![0; n];
        for (shelf_place, key) in keys.iter().enumerate() {
            let codes = [96, 80, 64, 48, 32].map(|shift| (key >> shift) as u16);
            if cells.last().is_none_or(|(last, _)| *last != codes) {
                cells.push((codes, shelf_place));
            }
            shelf_places[*key as u32 as usize] = shelf_place as u32;
        }
        let shelf = keys.iter().map(|key| *key as u32).collect();
        Self { readers, cells, shelf, shelf_places }
    }

    /// What reads each rule's value of a client, in the order of [`RuleKind::ALL`].
    pub(in super::super) fn readers(&self) -> &[Reader; 5] {
        &self.readers
    }

    /// Places in the population of everyone on the shelf.
    pub(in super::super) fn shelf(&self) -> &[u32] {
        &self.shelf
    }

    /// Where on the shelf someone of the population stands.
    pub(in super::super) fn shelf_place(&self, place: usize) -> usize {
        self.shelf_places[place] as usize
    }

    /// The peer group of a client and who is in it; none where there is nobody else.
    ///
    /// `row` holds the client's values in the order of the population's features, `own` the shelf
    /// place that is not counted, `member` an outcome and a probability by shelf place.
    pub(in super::super) fn group(
        &self,
        row: &[f32],
        own: Option<usize>,
        member: impl Fn(usize) -> (bool, f32),
    ) -> Option<(PeerGroup, Runs)> {
        let codes: [u16; 5] = std::array::from_fn(|rule| self.readers[rule].code(|at| row[at]));
        let wanted = |step: usize| -> Wanted {
            std::array::from_fn(|rule| {
                let reach = LADDER[step][rule].filter(|_| codes[rule] != UNKNOWN)?;
                self.readers[rule].alike(codes[rule], reach)
            })
        };
        let is_enough = |runs: &Runs| runs.iter().map(Range::len).sum::<usize>() >= MIN_PEERS;
        let last = LADDER.len() - 1;
        let steps = (0..last).map(|step| (step, self.runs(&wanted(step), own)));
        let (step, runs) = { steps }
            .find(|(_, runs)| is_enough(runs))
            .unwrap_or_else(|| (last, self.runs(&wanted(last), own)));
        let outcome = GroupOutcome::of(runs.iter().cloned().flatten().map(member))?;
        let wanted = wanted(step);
        let kinds = |keep: &dyn Fn(usize) -> bool| -> Vec<RuleKind> {
            (0..5).filter(|rule| keep(*rule)).map(|rule| RuleKind::ALL[rule]).collect()
        };
        let is_known = |rule: usize| codes[rule] != UNKNOWN;
        let group = PeerGroup {
            rules: (0..5)
                .filter_map(|rule| {
                    Some(self.readers[rule].rule(RuleKind::ALL[rule], wanted[rule]?))
                })
                .collect(),
            step,
            widened: kinds(&|rule| wanted[rule].is_some() && LADDER[step][rule] > Some(0)),
            dropped: kinds(&|rule| wanted[rule].is_none() && is_known(rule)),
            left_out: kinds(&|rule| !is_known(rule)),
            outcome,
        };
        Some((group, runs))
    }

    /// The runs of everyone alike but one.
    fn runs(&self, wanted: &Wanted, own: Option<usize>) -> Runs {
        let mut runs: Runs = Vec::new();
        let mut add = |run: Range<usize>| match runs.last_mut() {
            _ if run.is_empty() => {}
            Some(last) if last.end == run.start => last.end = run.end,
            _ => runs.push(run),
        };
        for (cell, (codes, start)) in self.cells.iter().enumerate() {
            let is_alike = codes
                .iter()
                .zip(wanted)
                .all(|(code, wanted)| wanted.is_none_or(|(from, to)| (from..=to).contains(code)));
            if is_alike {
                let end = self.cells.get(cell + 1).map_or(self.shelf.len(), |(_, next)| *next);
                match own {
                    Some(own) if (*start..end).contains(&own) => {
                        add(*start..own);
                        add(own + 1..end);
                    }
                    _ => add(*start..end),
                }
            }
        }
        runs
    }
}
