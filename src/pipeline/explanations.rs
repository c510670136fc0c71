//! Every client's explanation, in a file.

use std::path::Path;

use super::Error;
use crate::artifact::ScoringArtifact;
use crate::explanation::{Explainer, Subjects, check_additivity};
use crate::features::FeatureTable;
use crate::features::columnar::{self, Cells, Layout, Stored};
use crate::features::dictionary::ThemeKey;
use crate::features::store::TableReader;
use crate::scoring::{self, Score, Scorer};

/// What the effects of features are added up by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Detail {
    /// One column per theme.
    Theme,
    /// One column per subject.
    Subject,
    /// One column per feature that the model reads.
    Feature,
}

/// What was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Written {
    /// Rows.
    pub n_clients: usize,
    /// Columns of effects.
    pub n_columns: usize,
}

/// Explains every client of a feature table and writes a Parquet row for each.
///
/// Columns: `SK_ID_CURR`, `log_odds` and `probability` (64 bits), then what each theme, subject or
/// feature adds to the log-odds (32 bits). The base value stands in the file's notes, as
/// `octroi.base_value`: base value and effects add up to the log-odds, which is checked in 64 bits
/// before anything is rounded. Two row groups are held in memory at a time.
///
/// # Errors
///
/// [`Error`] for a model that cannot be explained, a table that cannot be read, or a file that
/// cannot be written.
pub fn write_explanations(
    artifact: &ScoringArtifact,
    reader: &TableReader,
    detail: Detail,
    path: &Path,
    progress: &dyn Fn(u64),
) -> Result<Written, Error> {
    let explainer = Explainer::new(&artifact.model).map_err(scoring::Error::from)?;
    let subjects = Subjects::new(artifact.model.feature_names())?;
    let sums = Sums::new(&explainer, &subjects, artifact.model.feature_names(), detail);
    let layout = layout(&sums, &explainer, artifact, reader);
    let mut n_clients = 0;
    columnar::write::<Error>(path, &layout, |groups| {
        let n_groups = reader.n_groups();
        let mut read = (n_groups > 0).then(|| reader.group(0));
        for group in 0..n_groups {
            let Some(table) = read.take().transpose()? else { break };
            let made = || -> Result<Block, Error> {
                explain(&Scorer::new(artifact, &table)?, &explainer, &sums)
            };
            // One core reads the next group while the others explain this one.
            let next = || (group + 1 < n_groups).then(|| reader.group(group + 1));
            let (block, next) = rayon::join(made, next);
            let block = block?;
            groups.add(path, &|column| block.cells(&table, column))?;
            n_clients += table.clients.len();
            progress(table.clients.len() as u64);
            read = next;
        }
        Ok(())
    })?;
    Ok(Written { n_clients, n_columns: sums.names.len() })
}

/// Which sum each column of the explainer goes into.
struct Sums {
    names: Vec<String>,
    of_column: Vec<usize>,
}

impl Sums {
    fn new(explainer: &Explainer, subjects: &Subjects, names: &[String], detail: Detail) -> Self {
        let themes = subjects.themes();
        let key = |feature: usize| match detail {
            Detail::Feature => names[feature].clone(),
            Detail::Subject => subjects.subjects[subjects.of_feature[feature]].key.clone(),
            Detail::Theme => {
                let theme = ThemeKey::ALL[themes[subjects.of_feature[feature]]];
                serde_json::to_value(theme)
                    .ok()
                    .and_then(|name| name.as_str().map(str::to_owned))
                    .unwrap_or_default()
            }
        };
        let mut sums = Self { names: Vec::new(), of_column: Vec::new() };
        for &feature in explainer.columns() {
            let name = key(feature as usize);
            let known = sums.names.iter().position(|known| *known == name);
            sums.of_column.push(known.unwrap_or(sums.names.len()));
            if known.is_none() {
                sums.names.push(name);
            }
        }
        sums
    }
}

fn layout(
    sums: &Sums,
    explainer: &Explainer,
    artifact: &ScoringArtifact,
    reader: &TableReader,
) -> Layout {
    let manifest = &artifact.manifest;
    let is_synthetic = manifest.is_synthetic || reader.is_synthetic();
    let mut columns = vec![
        ("SK_ID_CURR".to_owned(), Stored::Key),
        ("log_odds".to_owned(), Stored::Double),
        ("probability".to_owned(), Stored::Double),
    ];
    columns.extend(sums.names.iter().map(|name| (name.clone(), Stored::Float)));
    let note = |key: &str, value: String| (format!("octroi.{key}"), value);
    let notes = vec![
        note("run_id", manifest.run_id.clone()),
        note("model_id", manifest.model_id.clone()),
        note("base_value", explainer.base_value().value().to_string()),
        note("synthetic", is_synthetic.to_string()),
    ];
    Layout { name: "explanations", columns, notes }
}

/// Scores and sums of a block of clients.
struct Block {
    log_odds: Vec<f64>,
    probabilities: Vec<f64>,
    /// Row-major, of shape `(n_clients, n_sums)`.
    sums: Vec<f64>,
    n_sums: usize,
}

fn explain(scorer: &Scorer<'_>, explainer: &Explainer, sums: &Sums) -> Result<Block, Error> {
    use rayon::prelude::*;

    let clients = &scorer.table.clients;
    let rows: Vec<Vec<f32>> =
        (0..clients.len()).into_par_iter().map(|place| scorer.features(place)).collect();
    let n_columns = sums.of_column.len();
    let mut shap_values = vec![0.0; rows.len() * n_columns];
    explainer
        .explain_rows(rows.len(), |row| &rows[row], &mut shap_values)
        .map_err(scoring::Error::from)?;
    let n_sums = sums.names.len();
    let mut added = vec![0.0; rows.len() * n_sums];
    if n_columns > 0 {
        let pairs = added.par_chunks_mut(n_sums).zip(shap_values.par_chunks(n_columns));
        pairs.for_each(|(added, values)| {
            for (&sum, value) in sums.of_column.iter().zip(values) {
                added[sum] += value;
            }
        });
    }
    let scores: Vec<Score> =
        clients.par_iter().zip(&rows).map(|(&client, row)| scorer.score_row(client, row)).collect();
    // The sums are those of the scores that stand beside them.
    for (row, score) in scores.iter().enumerate() {
        let values = &shap_values[row * n_columns..(row + 1) * n_columns];
        check_additivity(row, explainer.base_value(), values, score.log_odds)
            .map_err(scoring::Error::from)?;
    }
    Ok(Block {
        log_odds: scores.iter().map(|score| score.log_odds.value()).collect(),
        probabilities: scores.iter().map(|score| score.probability.value()).collect(),
        sums: added,
        n_sums,
    })
}

impl Block {
    fn cells(&self, table: &FeatureTable, column: usize) -> Cells {
        match column {
            0 => Cells::Key(table.clients.iter().map(|&client| client.cast_signed()).collect()),
            1 => Cells::Number(self.log_odds.clone()),
            2 => Cells::Number(self.probabilities.clone()),
            _ => {
                let sums = self.sums.chunks_exact(self.n_sums.max(1));
                Cells::Number(sums.map(|row| row[column - 3]).collect())
            }
        }
    }
}
