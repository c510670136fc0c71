//! The clients of a site going by: their rows are written, what is kept of everyone is gathered.

use rayon::prelude::*;

use super::{Error, PER_SHARD, Writer};
use crate::artifact::ScoringArtifact;
use crate::dashboard::pack;
use crate::decision::Decision;
use crate::features::FeatureTable;
use crate::features::store::TableReader;
use crate::scoring::{Score, Scorer};
use crate::views::from_run::site::{Bins, ColumnBuilder, Histograms};
use crate::views::site::{ClientsData, RowsData};

/// Outcomes as they are written.
const REPAID: u8 = 0;
const DEFAULT: u8 = 1;
const NOT_KNOWN: u8 = 2;

/// What is kept of the clients that went by.
pub(super) struct Gathering<'a> {
    writer: &'a Writer<'a>,
    artifact: &'a ScoringArtifact,
    bins: &'a Bins,
    /// Clients and their scores.
    pub(super) clients: ClientsData,
    /// What the rule says of each.
    pub(super) decisions: Vec<Decision>,
    /// The columns to filter and draw.
    pub(super) columns: Vec<ColumnBuilder>,
    /// How the model's features are distributed.
    pub(super) histograms: Histograms,
    /// Number of the client that begins each file of rows.
    pub(super) first: Vec<u32>,
    /// Clients whose rows are not written yet, because they do not fill a file.
    pending: Vec<Row>,
}

/// A client whose row is to be written.
struct Row {
    score: Score,
    outcome: u8,
    features: Vec<f32>,
}

impl<'a> Gathering<'a> {
    /// Nobody yet.
    pub(super) fn new(
        writer: &'a Writer<'a>,
        artifact: &'a ScoringArtifact,
        bins: &'a Bins,
        columns: Vec<ColumnBuilder>,
    ) -> Self {
        Self {
            writer,
            artifact,
            bins,
            clients: ClientsData::default(),
            decisions: Vec::new(),
            columns,
            histograms: Histograms::new(bins),
            first: Vec::new(),
            pending: Vec::new(),
        }
    }

    /// Reads the chosen clients, ascending; `groups` holds the numbers of all, group by group.
    ///
    /// While a group is worked on, the next one is read.
    pub(super) fn read(
        &mut self,
        reader: &TableReader,
        groups: &[Vec<u32>],
        chosen: &[u32],
        progress: &(dyn Fn(u64) + Sync),
    ) -> Result<(), Error> {
        let is_wanted = |group: &usize| {
            let clients = &groups[*group];
            let from = clients.first().map_or(0, |first| chosen.partition_point(|c| c < first));
            let last = clients.last().copied().unwrap_or(0);
            !clients.is_empty() && chosen.get(from).is_some_and(|&client| client <= last)
        };
        let wanted: Vec<usize> = (0..groups.len()).filter(is_wanted).collect();
        let group_at = |at: usize| wanted.get(at).map(|&group| reader.group(group)).transpose();
        let mut next = group_at(0)?;
        let mut at = 0;
        while let Some(table) = next {
            at += 1;
            let work = || self.add(&table, chosen, progress);
            let (read, worked) = rayon::join(|| group_at(at), work);
            worked?;
            next = read?;
        }
        self.write_rows(self.pending.len(), progress)
    }

    /// Takes up the chosen clients of a part of the table.
    fn add(
        &mut self,
        table: &FeatureTable,
        chosen: &[u32],
        progress: &(dyn Fn(u64) + Sync),
    ) -> Result<(), Error> {
        let scorer = Scorer::new(self.artifact, table)?;
        let is_chosen = |place: &usize| chosen.binary_search(&table.clients[*place]).is_ok();
        let places: Vec<usize> = (0..table.clients.len()).filter(is_chosen).collect();
        self.columns.par_iter_mut().for_each(|column| column.add(table, &places));
        let row = |&place: &usize| {
            let features = scorer.features(place);
            let outcome = match table.outcomes[place] {
                Some(false) => REPAID,
                Some(true) => DEFAULT,
                None => NOT_KNOWN,
            };
            Row { score: scorer.score_row(table.clients[place], &features), outcome, features }
        };
        self.pending.par_extend(places.par_iter().map(row));
        self.write_rows(self.pending.len() / PER_SHARD * PER_SHARD, progress)
    }

    /// Writes the first `n` of the pending clients, a file for every [`PER_SHARD`] of them.
    fn write_rows(&mut self, n: usize, progress: &(dyn Fn(u64) + Sync)) -> Result<(), Error> {
        let rest = self.pending.split_off(n);
        let rows = std::mem::replace(&mut self.pending, rest);
        let n_written = self.first.len();
        let write = |histograms: Histograms, (place, rows): (usize, &[Row])| {
            let counted = self.write_file(n_written + place, rows, histograms)?;
            progress(rows.len() as u64);
            Ok(counted)
        };
        let none = || Histograms::new(self.bins);
        let counted: Result<Histograms, Error> = rows
            .par_chunks(PER_SHARD)
            .enumerate()
            .try_fold(none, write)
            .try_reduce(none, |some, others| Ok(some.and(&others)));
        self.histograms = std::mem::replace(&mut self.histograms, none()).and(&counted?);
        for rows in rows.chunks(PER_SHARD) {
            self.first.extend(rows.first().map(|row| row.score.client));
        }
        for Row { score, outcome, .. } in &rows {
            self.clients.clients.push(score.client);
            self.clients.probability.push(score.probability.value());
            self.clients.decision.push(u8::from(score.decision == Decision::Refuse));
            self.clients.outcome.push(*outcome);
            self.decisions.push(score.decision);
        }
        Ok(())
    }

    /// Writes one file of rows, and counts its clients.
    fn write_file(
        &self,
        place: usize,
        rows: &[Row],
        mut histograms: Histograms,
    ) -> Result<Histograms, Error> {
        let n_features = self.artifact.model.feature_names().len();
        let outcomes: Vec<u8> = rows.iter().map(|row| row.outcome).collect();
        let mut values = Vec::with_capacity(n_features * rows.len());
        for feature in 0..n_features {
            let start = values.len();
            values.extend(rows.iter().map(|row| row.features[feature]));
            histograms.add(self.bins, feature, &values[start..], &outcomes);
        }
        let data = RowsData {
            first: place * PER_SHARD,
            clients: rows.iter().map(|row| row.score.client).collect(),
            probability: rows.iter().map(|row| row.score.probability.value()).collect(),
            values,
        };
        self.writer.shard(&format!("rows/{place:04}"), &pack::rows(&data))?;
        Ok(histograms)
    }
}
