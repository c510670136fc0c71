//! What Typst sees: our templates, our fonts, one data file, and nothing else.
//!
//! There is no file system, no network, no package and no clock behind it.

use std::borrow::Cow;
use std::collections::BTreeMap;

use typst::diag::{FileError, FileResult};
use typst::foundations::{Bytes, Datetime, Duration};
use typst::syntax::{FileId, RootedPath, Source, VirtualPath, VirtualRoot};
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;
use typst::{Library, LibraryExt};

use super::Error;
use super::assets::Files;

/// Path of the view inside the world.
const DATA: &str = "data.json";

/// What every document uses: kept for as long as documents are made, so that Typst parses and
/// evaluates it once.
#[derive(Debug)]
pub(super) struct Shared {
    library: LazyHash<Library>,
    book: LazyHash<FontBook>,
    fonts: Vec<Font>,
    sources: BTreeMap<u16, Source>,
    files: BTreeMap<u16, Bytes>,
    data: FileId,
}

impl Shared {
    pub(super) fn new(files: Files) -> Result<Self, Error> {
        let mut fonts = Vec::new();
        let mut sources = BTreeMap::new();
        let mut assets = BTreeMap::new();
        for (path, bytes) in files {
            if path.ends_with(".otf") || path.ends_with(".ttf") {
                let n_fonts = fonts.len();
                fonts.extend(Font::iter(to_bytes(bytes)));
                if fonts.len() == n_fonts {
                    return Err(Error::NotFont { path });
                }
                continue;
            }
            let id = file_id(&path)?;
            if path.ends_with(".typ") {
                let Ok(text) = String::from_utf8(bytes.into_owned()) else {
                    return Err(Error::NotText { path });
                };
                sources.insert(id.into_raw().get(), Source::new(id, text));
            } else {
                assets.insert(id.into_raw().get(), to_bytes(bytes));
            }
        }
        Ok(Self {
            library: LazyHash::new(Library::default()),
            book: LazyHash::new(FontBook::from_fonts(&fonts)),
            fonts,
            sources,
            files: assets,
            data: file_id(DATA)?,
        })
    }

    pub(super) fn fonts(&self) -> &[Font] {
        &self.fonts
    }

    /// The world of one document.
    pub(super) fn world(&self, template: &str, data: Vec<u8>) -> Result<World<'_>, Error> {
        Ok(World { shared: self, main: file_id(template)?, data: Bytes::new(data) })
    }
}

/// The shared files, and the data of one document.
pub(super) struct World<'a> {
    shared: &'a Shared,
    main: FileId,
    data: Bytes,
}

impl typst::World for World<'_> {
    fn library(&self) -> &LazyHash<Library> {
        &self.shared.library
    }

    fn book(&self) -> &LazyHash<FontBook> {
        &self.shared.book
    }

    fn main(&self) -> FileId {
        self.main
    }

    fn source(&self, id: FileId) -> FileResult<Source> {
        self.shared.sources.get(&id.into_raw().get()).cloned().ok_or_else(|| not_found(id))
    }

    fn file(&self, id: FileId) -> FileResult<Bytes> {
        if id == self.shared.data {
            return Ok(self.data.clone());
        }
        self.shared.files.get(&id.into_raw().get()).cloned().ok_or_else(|| not_found(id))
    }

    fn font(&self, index: usize) -> Option<Font> {
        self.shared.fonts.get(index).cloned()
    }

    fn today(&self, _offset: Option<Duration>) -> Option<Datetime> {
        None
    }
}

/// The id of a path below the root of the project.
fn file_id(path: &str) -> Result<FileId, Error> {
    let virtual_path = VirtualPath::new(path).map_err(|reason| Error::BadTemplate {
        path: path.to_owned(),
        reason: format!("{reason:?}"),
    })?;
    Ok(RootedPath::new(VirtualRoot::Project, virtual_path).intern())
}

fn not_found(id: FileId) -> FileError {
    FileError::NotFound(id.get().vpath().get_without_slash().into())
}

fn to_bytes(bytes: Cow<'static, [u8]>) -> Bytes {
    match bytes {
        Cow::Borrowed(bytes) => Bytes::new(bytes),
        Cow::Owned(bytes) => Bytes::new(bytes),
    }
}
