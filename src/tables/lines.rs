//! From a row to its line in the file.

/// The line on which each row of a table starts, the header being line 1.
#[derive(Debug, Clone, Default)]
pub struct RowLines {
    pub(super) runs: Vec<LineRun>,
}

/// A run of rows.
#[derive(Debug, Clone)]
pub(super) struct LineRun {
    /// The first of them.
    pub first_row: usize,
    /// Its line.
    pub first_line: u64,
    /// The lines of all, unless each has one line.
    pub lines: Option<Vec<u64>>,
}

impl RowLines {
    /// The line of a row, counted from 0 in the order of the file.
    pub fn line(&self, row: usize) -> u64 {
        let after = self.runs.partition_point(|run| run.first_row <= row);
        // A run may be empty; the last that starts at or before the row holds it.
        let Some(run) = after.checked_sub(1).and_then(|at| self.runs.get(at)) else { return 1 };
        let offset = row - run.first_row;
        let known = run.lines.as_ref().and_then(|lines| lines.get(offset).copied());
        known.unwrap_or(run.first_line + offset as u64)
    }
}
