//! A table in plain text.

/// Which side a column keeps to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Align {
    /// The left, as words do.
    Left,
    /// The right, as numbers do.
    Right,
}

/// Rows of text under headers.
#[derive(Debug)]
pub struct Table {
    header: Vec<(String, Align)>,
    rows: Vec<Vec<String>>,
}

impl Table {
    /// A table without rows.
    pub fn new(header: &[(&str, Align)]) -> Self {
        let header = header.iter().map(|&(name, align)| (name.to_owned(), align)).collect();
        Self { header, rows: Vec::new() }
    }

    /// Adds a row, a text per column.
    pub fn row(&mut self, cells: Vec<String>) {
        self.rows.push(cells);
    }

    /// Whether there is no row.
    pub const fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// The table, a line per row, two spaces between columns.
    pub fn text(&self) -> String {
        let names: Vec<String> = self.header.iter().map(|(name, _)| name.clone()).collect();
        format!("\x1b[1m{}\x1b[0m\n{}", self.line(&names).trim_end(), self.body())
    }

    /// The rows alone.
    pub fn body(&self) -> String {
        self.rows.iter().map(|row| self.line(row)).collect()
    }

    fn line(&self, cells: &[String]) -> String {
        let mut line = String::new();
        for (column, (cell, (_, align))) in cells.iter().zip(&self.header).enumerate() {
            let padding = " ".repeat(self.width(column) - cell.chars().count());
            match align {
                Align::Left => line.push_str(&format!("{cell}{padding}  ")),
                Align::Right => line.push_str(&format!("{padding}{cell}  ")),
            }
        }
        format!("{}\n", line.trim_end())
    }

    fn width(&self, column: usize) -> usize {
        let cells = self.rows.iter().filter_map(|row| row.get(column));
        let name = &self.header[column].0;
        cells.chain([name]).map(|cell| cell.chars().count()).max().unwrap_or(0)
    }
}

/// Text in lines of at most `width` characters, all but the first after `indent`; a longer word
/// keeps its line. No-break spaces hold words together.
pub fn wrapped(text: &str, width: usize, indent: &str) -> String {
    let mut lines = vec![String::new()];
    for word in text.split(' ').filter(|word| !word.is_empty()) {
        let length = |line: &String| line.chars().count();
        let last = lines.len() - 1;
        if lines[last].is_empty() {
            lines[last].push_str(word);
        } else if length(&lines[last]) + 1 + word.chars().count() <= width {
            lines[last].push(' ');
            lines[last].push_str(word);
        } else {
            lines.push(word.to_owned());
        }
    }
    lines.join(&format!("\n{indent}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_stand_under_each_other() {
        let mut table = Table::new(&[("name", Align::Left), ("n", Align::Right)]);
        table.row(vec!["é".to_owned(), "10".to_owned()]);
        table.row(vec!["longer".to_owned(), "5".to_owned()]);
        let text = table.text().replace("\x1b[1m", "").replace("\x1b[0m", "");
        assert_eq!(text, "name     n\né       10\nlonger   5\n");
    }
}
