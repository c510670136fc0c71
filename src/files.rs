//! Writing files so that a crash leaves the last good state, and telling them apart by content.

use std::fs::{self, File};
use std::io::{self, BufWriter, Read, Write};
use std::path::{Path, PathBuf};

/// A file that could not be read or written.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// Reading failed.
    #[error("cannot read \"{}\"", path.display())]
    Read {
        /// The file.
        path: PathBuf,
        /// The reason.
        source: io::Error,
    },
    /// Writing failed.
    #[error("cannot write \"{}\"", path.display())]
    Write {
        /// The file.
        path: PathBuf,
        /// The reason.
        source: io::Error,
    },
}

impl Error {
    /// The way out, where there is one to name.
    pub fn hint(&self) -> Option<String> {
        let (Self::Read { source, .. } | Self::Write { source, .. }) = self;
        match source.kind() {
            io::ErrorKind::NotFound => Some("check the path".to_owned()),
            io::ErrorKind::PermissionDenied => {
                Some("check who may read and write there, or choose another --workdir".to_owned())
            }
            io::ErrorKind::StorageFull => Some("free some space on the disk".to_owned()),
            _ => None,
        }
    }
}

/// Writes a file whole or not at all.
///
/// `fill` writes into a temporary file beside `path`, which is flushed to the disk and renamed
/// over it. A reader sees the old file or the new one, never a part.
///
/// # Errors
///
/// [`Error::Write`]; errors of `fill` come through as they are.
pub fn write_atomically<E: From<Error>>(
    path: &Path,
    fill: impl FnOnce(&mut BufWriter<&File>) -> Result<(), E>,
) -> Result<(), E> {
    write_for(Readers::Everybody, path, fill)
}

/// Writes a file whole or not at all, as [`write_atomically`], for its owner alone (mode 0600).
///
/// # Errors
///
/// [`Error::Write`]; errors of `fill` come through as they are.
pub fn write_privately<E: From<Error>>(
    path: &Path,
    fill: impl FnOnce(&mut BufWriter<&File>) -> Result<(), E>,
) -> Result<(), E> {
    write_for(Readers::Owner, path, fill)
}

/// Who may read a file that is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Readers {
    Everybody,
    Owner,
}

fn write_for<E: From<Error>>(
    readers: Readers,
    path: &Path,
    fill: impl FnOnce(&mut BufWriter<&File>) -> Result<(), E>,
) -> Result<(), E> {
    let failed = |source| Error::Write { path: path.to_owned(), source };
    // A link keeps leading where it leads; a device, a pipe or a folder is never replaced.
    let target = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    if fs::metadata(&target).is_ok_and(|there| !there.is_file()) {
        return Err(failed(io::Error::other("it is there and is no regular file")).into());
    }
    let path = target.as_path();
    let folder = parent_of(path);
    fs::create_dir_all(folder).map_err(failed)?;
    let temporary =
        tempfile::Builder::new().prefix(".unfinished-").tempfile_in(folder).map_err(failed)?;
    let mut writer = BufWriter::with_capacity(1 << 20, temporary.as_file());
    fill(&mut writer)?;
    writer.flush().map_err(failed)?;
    drop(writer);
    temporary.as_file().sync_all().map_err(failed)?;
    // Temporary files are private; what is published is read by others.
    #[cfg(unix)]
    if readers == Readers::Everybody {
        use std::os::unix::fs::PermissionsExt;
        let readable = fs::Permissions::from_mode(0o644);
        temporary.as_file().set_permissions(readable).map_err(failed)?;
    }
    #[cfg(not(unix))]
    let _ = readers;
    temporary.persist(path).map_err(|error| failed(error.error))?;
    sync_folder(folder);
    Ok(())
}

/// Writes these bytes whole or not at all, and only where they differ from what is there.
///
/// # Errors
///
/// [`Error::Write`].
pub fn write_bytes(path: &Path, bytes: &[u8]) -> Result<(), Error> {
    if fs::read(path).is_ok_and(|there| there == bytes) {
        return Ok(());
    }
    write_atomically(path, |writer| {
        writer.write_all(bytes).map_err(|source| Error::Write { path: path.to_owned(), source })
    })
}

/// Makes a rename last through a power cut, where the system lets one.
fn sync_folder(folder: &Path) {
    if let Ok(folder) = File::open(folder) {
        // Some file systems refuse; the file itself is safe already.
        let _ = folder.sync_all();
    }
}

/// A folder being filled beside the one whose place it will take.
#[derive(Debug)]
pub struct NewFolder {
    target: PathBuf,
    unfinished: tempfile::TempDir,
}

impl NewFolder {
    /// Starts an empty one; what is at `target` stays until [`NewFolder::publish`].
    ///
    /// # Errors
    ///
    /// [`Error::Write`].
    pub fn beside(target: &Path) -> Result<Self, Error> {
        // A link keeps leading where it leads.
        let target = fs::canonicalize(target).unwrap_or_else(|_| target.to_owned());
        settle_folder(&target);
        let failed = |source| Error::Write { path: target.clone(), source };
        let parent = parent_of(&target);
        fs::create_dir_all(parent).map_err(failed)?;
        let unfinished = tempfile::Builder::new()
            .prefix(&unfinished_prefix(&target))
            .tempdir_in(parent)
            .map_err(failed)?;
        Ok(Self { target, unfinished })
    }

    /// Writes a file of the folder, given by its path with `/` between folders.
    ///
    /// # Errors
    ///
    /// [`Error::Write`].
    pub fn put(&self, name: &str, bytes: &[u8]) -> Result<(), Error> {
        let path = self.unfinished.path().join(name);
        let failed = |source| Error::Write { path: path.clone(), source };
        fs::create_dir_all(parent_of(&path)).map_err(failed)?;
        let mut file = File::create(&path).map_err(failed)?;
        file.write_all(bytes).map_err(failed)?;
        file.sync_all().map_err(failed)
    }

    /// Puts the folder where it belongs and removes the one that was there.
    ///
    /// A folder cannot be renamed over another: the old one steps aside first, from where
    /// [`settle_folder`] brings it back if we are interrupted between the two.
    ///
    /// # Errors
    ///
    /// [`Error::Write`]; the old folder is then where it was.
    pub fn publish(self) -> Result<(), Error> {
        let Self { target, unfinished } = self;
        let failed = |source| Error::Write { path: target.clone(), source };
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            let readable = fs::Permissions::from_mode(0o755);
            fs::set_permissions(unfinished.path(), readable).map_err(failed)?;
        }
        let aside = aside_of(&target);
        if target.exists() {
            fs::rename(&target, &aside).map_err(failed)?;
        }
        if let Err(source) = fs::rename(unfinished.path(), &target) {
            settle_folder(&target);
            return Err(failed(source));
        }
        // The folder has moved: there is nothing left to clean up at the old name.
        let _ = unfinished.keep();
        sync_folder(parent_of(&target));
        let _ = fs::remove_dir_all(&aside);
        Ok(())
    }
}

/// Brings back a folder that stepped aside for another one that never came, and removes what
/// interrupted jobs left unfinished of it.
pub fn settle_folder(target: &Path) {
    let aside = aside_of(target);
    // What cannot be moved or removed is told by whoever writes there next.
    if aside.is_dir() && !target.exists() {
        let _ = fs::rename(&aside, target);
    }
    let _ = fs::remove_dir_all(&aside);
    let prefix = unfinished_prefix(target);
    for entry in fs::read_dir(parent_of(target)).into_iter().flatten().flatten() {
        if entry.file_name().to_string_lossy().starts_with(&prefix) {
            let _ = fs::remove_dir_all(entry.path());
        }
    }
}

fn parent_of(path: &Path) -> &Path {
    match path.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent,
        _ => Path::new("."),
    }
}

fn name_of(folder: &Path) -> String {
    folder.file_name().map_or_else(String::new, |name| name.to_string_lossy().into_owned())
}

fn unfinished_prefix(target: &Path) -> String {
    format!(".unfinished-{}-", name_of(target))
}

fn aside_of(target: &Path) -> PathBuf {
    parent_of(target).join(format!(".replaced-{}", name_of(target)))
}

/// Removes what an interrupted run left unfinished in `folder`.
pub fn sweep_unfinished(folder: &Path) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        if entry.file_name().to_string_lossy().starts_with(".unfinished-") {
            let path = entry.path();
            // What cannot be removed does no harm.
            let _ = if path.is_dir() { fs::remove_dir_all(&path) } else { fs::remove_file(&path) };
        }
    }
}

/// BLAKE3 of a file's bytes, in hexadecimal.
///
/// # Errors
///
/// [`Error::Read`].
pub fn fingerprint(path: &Path) -> Result<String, Error> {
    let failed = |source| Error::Read { path: path.to_owned(), source };
    let mut file = File::open(path).map_err(failed)?;
    let mut hasher = blake3::Hasher::new();
    let mut buffer = vec![0; 1 << 20];
    loop {
        let n = file.read(&mut buffer).map_err(failed)?;
        if n == 0 {
            return Ok(hasher.finalize().to_hex().to_string());
        }
        hasher.update(&buffer[..n]);
    }
}

/// BLAKE3 of some bytes.
pub fn hash(bytes: &[u8]) -> blake3::Hash {
    blake3::hash(bytes)
}

/// BLAKE3 of the parts, each with its length in front, in hexadecimal.
pub fn fingerprint_of<'a>(parts: impl IntoIterator<Item = &'a [u8]>) -> String {
    let mut hasher = blake3::Hasher::new();
    for part in parts {
        hasher.update(&(part.len() as u64).to_le_bytes());
        hasher.update(part);
    }
    hasher.finalize().to_hex().to_string()
}
