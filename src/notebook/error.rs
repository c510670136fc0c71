//! What a cell says when something is wrong.

use std::path::PathBuf;

/// An error of a cell: what was expected, what was found, and the way out.
///
/// The kernel prints it and goes on with the session; nothing that earlier cells made is lost.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// No folder or archive where the data should be.
    #[error(
        "expected a folder or archive with the tables, found nothing at \"{}\"\nhint: OCTROI_DATA \
         names it; without OCTROI_DATA the demonstration portfolio is used",
        path.display()
    )]
    NoData {
        /// Where it was looked for.
        path: PathBuf,
    },
    /// What a stage of the main job says.
    #[error("{source}{}", hinted(source.hint()))]
    Stage {
        /// Its error.
        source: Box<crate::pipeline::Error>,
    },
    /// What a frame says, and which columns there are.
    #[error("{0}")]
    Frame(#[from] polars::error::PolarsError),
    /// A column that a table or chart is to show and that is not there.
    #[error("expected a column \"{asked}\", found {}", listed(found))]
    NoColumn {
        /// As asked for.
        asked: String,
        /// What there is.
        found: Vec<String>,
    },
    /// Values that cannot be shown in the way asked for.
    #[error("cannot show column \"{column}\": expected {expected}, found {found}")]
    Values {
        /// The column.
        column: String,
        /// What was expected.
        expected: &'static str,
        /// What was found.
        found: String,
    },
    /// A chart that cannot be drawn.
    #[error("the chart \"{title}\" cannot be drawn: {why}")]
    Chart {
        /// Its title.
        title: String,
        /// Why.
        why: String,
    },
}

fn hinted(hint: Option<String>) -> String {
    hint.map(|hint| format!("\nhint: {hint}")).unwrap_or_default()
}

/// At most a dozen names, and how many more there are.
fn listed(names: &[String]) -> String {
    const MOST: usize = 12;
    let shown: Vec<String> = names.iter().take(MOST).map(|name| format!("\"{name}\"")).collect();
    let more = names.len().saturating_sub(MOST);
    let more = if more > 0 { format!(" and {more} more") } else { String::new() };
    format!("{}{more}", shown.join(", "))
}

/// Errors of the stages come as they are, with their hints.
macro_rules! stage {
    ($($error:ty),* $(,)?) => {$(
        impl From<$error> for Error {
            fn from(source: $error) -> Self {
                Self::Stage { source: Box::new(source.into()) }
            }
        }
    )*};
}

stage!(
    crate::pipeline::Error,
    crate::artifact::Error,
    crate::features::store::Error,
    crate::scoring::Error,
    crate::tables::Error,
    crate::training::Error,
);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_missing_column_names_those_that_are_there() {
        let found: Vec<String> = (0..14).map(|n| format!("C{n}")).collect();
        let error = Error::NoColumn { asked: "AGE".to_owned(), found };
        let said = error.to_string();
        assert!(said.starts_with("expected a column \"AGE\", found \"C0\", \"C1\""), "{said}");
        assert!(said.ends_with("\"C11\" and 2 more"), "{said}");
    }

    #[test]
    fn the_way_out_comes_with_the_error() {
        let nowhere = crate::artifact::load(std::path::Path::new("/nowhere/at/all")).unwrap_err();
        let said = Error::from(nowhere).to_string();
        assert!(said.contains("there is no run at") && said.contains("\nhint: "), "{said}");
    }
}
