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
        let width = |column: usize| {
            let cells = self.rows.iter().filter_map(|row| row.get(column));
            let name = &self.header[column].0;
            cells.chain([name]).map(|cell| cell.chars().count()).max().unwrap_or(0)
        };
        let widths: Vec<usize> = (0..self.header.len()).map(width).collect();
        let line = |cells: &[String]| {
            let mut line = String::new();
            for ((cell, (_, align)), &width) in cells.iter().zip(&self.header).zip(&widths) {
                let padding = " ".repeat(width - cell.chars().count());
                match align {
                    Align::Left => line.push_str(&format!("{cell}{padding}  ")),
                    Align::Right => line.push_str(&format!("{padding}{cell}  ")),
                }
            }
            format!("{}\n", line.trim_end())
        };
        let names: Vec<String> = self.header.iter().map(|(name, _)| name.clone()).collect();
        let mut text = format!("\x1b[1m{}\x1b[0m\n", line(&names).trim_end());
        for row in &self.rows {
            text.push_str(&line(row));
        }
        text
    }
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
