//! The templates and fonts of the binary, and the folder that may replace them.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::path::Path;

use super::Error;

/// Files by their path below `templates/report`, with `/` between folders.
pub(super) type Files = BTreeMap<String, Cow<'static, [u8]>>;

macro_rules! embedded {
    ($($path:literal),* $(,)?) => {
        &[$(($path, include_bytes!(concat!("../../templates/report/", $path)))),*]
    };
}

/// Every file that documents are made from.
const EMBEDDED: &[(&str, &[u8])] = embedded![
    "note.typ",
    "sheet.typ",
    "lib.typ",
    "system.typ",
    "texts.typ",
    "components/chart.typ",
    "components/gauge.typ",
    "components/parts.typ",
    "components/tables.typ",
    "fonts/Inter-Regular.otf",
    "fonts/Inter-Italic.otf",
    "fonts/Inter-SemiBold.otf",
];

/// The embedded files, replaced and completed by those of `folder/report`.
pub(super) fn load(folder: Option<&Path>) -> Result<Files, Error> {
    let mut files: Files =
        EMBEDDED.iter().map(|&(path, bytes)| (path.to_owned(), Cow::Borrowed(bytes))).collect();
    if let Some(folder) = folder {
        // A folder that is not there is a mistake; one that only holds a dashboard is not.
        read_dir(folder)?;
        let report = folder.join("report");
        if report.is_dir() {
            add(&report, "", &mut files)?;
        }
    }
    Ok(files)
}

/// Adds what is below `folder`, each under `prefix` and its own path.
fn add(folder: &Path, prefix: &str, files: &mut Files) -> Result<(), Error> {
    for entry in read_dir(folder)? {
        let path = entry.path();
        let name = format!("{prefix}{}", entry.file_name().to_string_lossy());
        // Editors leave hidden files beside those they edit.
        if entry.file_name().to_string_lossy().starts_with('.') {
            continue;
        }
        let kind =
            entry.file_type().map_err(|source| Error::Templates { path: path.clone(), source })?;
        if kind.is_dir() {
            add(&path, &format!("{name}/"), files)?;
        } else {
            let bytes = std::fs::read(&path)
                .map_err(|source| Error::Templates { path: path.clone(), source })?;
            files.insert(name, Cow::Owned(bytes));
        }
    }
    Ok(())
}

fn read_dir(folder: &Path) -> Result<Vec<std::fs::DirEntry>, Error> {
    let failed = |source| Error::Templates { path: folder.to_owned(), source };
    std::fs::read_dir(folder).map_err(failed)?.collect::<Result<_, _>>().map_err(failed)
}
