//! The templates and fonts of the binary, and the folder that may replace them.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::path::Path;

use super::Error;

/// Files by their path below the root of the project, with `/` between folders.
pub(super) type Files = BTreeMap<String, Cow<'static, [u8]>>;

macro_rules! embedded {
    ($($path:literal),* $(,)?) => {
        &[$(($path, include_bytes!(concat!("../../", $path)))),*]
    };
}

/// Every file that documents are made from.
///
/// Paths are those of the sources, so that the command line of Typst, started at the root of the
/// project, sees what the program sees.
pub(super) const EMBEDDED: &[(&str, &[u8])] = embedded![
    "templates/report/note.typ",
    "templates/report/sheet.typ",
    "templates/report/slides.typ",
    "templates/report/lib.typ",
    "templates/report/system.typ",
    "templates/report/texts.typ",
    "templates/report/texts/frame.typ",
    "templates/report/texts/note.typ",
    "templates/report/texts/sheet.typ",
    "templates/report/components/account.typ",
    "templates/report/texts/slides.typ",
    "templates/report/texts/talk.typ",
    "templates/report/components/slide-pictures.typ",
    "templates/report/components/slides.typ",
    "templates/report/components/chart.typ",
    "templates/report/components/example.typ",
    "templates/report/components/gauge.typ",
    "templates/report/components/parts.typ",
    "templates/report/components/plot.typ",
    "templates/report/components/prose.typ",
    "templates/report/components/split.typ",
    "templates/report/components/tables.typ",
    "methodology/note/regulation.typ",
    "methodology/note/fr.typ",
    "methodology/note/en.typ",
    "methodology/note/fr/summary.typ",
    "methodology/note/fr/training.typ",
    "methodology/note/fr/cost.typ",
    "methodology/note/fr/results.typ",
    "methodology/note/fr/explanations.typ",
    "methodology/note/fr/limits.typ",
    "methodology/note/fr/regulation.typ",
    "methodology/note/fr/versions.typ",
    "methodology/note/en/summary.typ",
    "methodology/note/en/training.typ",
    "methodology/note/en/cost.typ",
    "methodology/note/en/results.typ",
    "methodology/note/en/explanations.typ",
    "methodology/note/en/limits.typ",
    "methodology/note/en/regulation.typ",
    "methodology/note/en/versions.typ",
    "templates/report/fonts/Inter-Regular.otf",
    "templates/report/fonts/Inter-Italic.otf",
    "templates/report/fonts/Inter-SemiBold.otf",
];

/// Folders that may replace files, and where they stand in the sources.
const REPLACEABLE: [(&str, &str); 2] =
    [("report", "templates/report/"), ("note", "methodology/note/")];

/// The embedded files, replaced and completed by those of `folder/report` and `folder/note`.
pub(super) fn load(folder: Option<&Path>) -> Result<Files, Error> {
    let mut files: Files =
        EMBEDDED.iter().map(|&(path, bytes)| (path.to_owned(), Cow::Borrowed(bytes))).collect();
    if let Some(folder) = folder {
        // A folder that is not there is a mistake; one that only holds a dashboard is not.
        read_dir(folder)?;
        for (own, prefix) in REPLACEABLE {
            let own = folder.join(own);
            if own.is_dir() {
                add(&own, prefix, &mut files)?;
            }
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
