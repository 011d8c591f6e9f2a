//! Writes that a crash cannot tear: a temporary file beside it, fsync, rename, fsync of the folder.

use std::fs::{self, File};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

use crate::limits::TEXT_BYTES_MAX;

/// A file of the folder that could not be read or written.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The system refused.
    #[error("cannot {action} {path}: {source}")]
    Io {
        /// `read`, `write` or `create`.
        action: &'static str,
        /// The file.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// A text file that is no text or too long.
    #[error("{path} is not a text file of at most {} MB", TEXT_BYTES_MAX >> 20)]
    NotText {
        /// The file.
        path: PathBuf,
    },
}

fn io_error<'a>(action: &'static str, path: &'a Path) -> impl FnOnce(io::Error) -> StoreError + 'a {
    move |source| StoreError::Io { action, path: path.to_owned(), source }
}

/// Writes a whole file so that at every moment either the old or the new content is there.
pub fn write_atomic(path: &Path, bytes: &[u8]) -> Result<(), StoreError> {
    write_atomic_with(path, |file| file.write_all(bytes))
}

/// Copies a whole file, of whatever size, in the same way.
pub fn copy_atomic(from: &Path, to: &Path) -> Result<(), StoreError> {
    let mut source = File::open(from).map_err(io_error("read", from))?;
    write_atomic_with(to, |file| io::copy(&mut source, file).map(drop))
}

/// The same for what is written piece by piece, without a buffer.
pub fn write_atomic_with(path: &Path, write: impl FnOnce(&mut File) -> io::Result<()>) -> Result<(), StoreError> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    fs::create_dir_all(folder).map_err(io_error("create", folder))?;
    let temporary = temporary_beside(path);
    let written = File::create(&temporary).and_then(|mut file| {
        write(&mut file)?;
        file.sync_all()
    });
    if let Err(fault) = written.and_then(|()| fs::rename(&temporary, path)) {
        // The half-written file is ours; the old content stands untouched.
        let _ = fs::remove_file(&temporary);
        return Err(io_error("write", path)(fault));
    }
    sync_folder(folder);
    Ok(())
}

/// The name under which a file is written before it takes its place.
pub fn temporary_beside(path: &Path) -> PathBuf {
    let name = path.file_name().map_or_else(String::new, |name| name.to_string_lossy().into_owned());
    path.with_file_name(format!(".{name}.{}.part", std::process::id()))
}

/// Makes renames in a folder last through a power cut, where the system can.
pub fn sync_folder(folder: &Path) {
    if let Ok(handle) = File::open(folder) {
        // Some file systems refuse to sync folders; the rename is atomic all the same.
        let _ = handle.sync_all();
    }
}

/// Reads a text file; None where it is not there.
pub fn read_text(path: &Path) -> Result<Option<String>, StoreError> {
    let file = match File::open(path) {
        Ok(file) => file,
        Err(fault) if fault.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(fault) => return Err(io_error("read", path)(fault)),
    };
    let mut bytes = Vec::new();
    file.take(TEXT_BYTES_MAX + 1).read_to_end(&mut bytes).map_err(io_error("read", path))?;
    if bytes.len() as u64 > TEXT_BYTES_MAX {
        return Err(StoreError::NotText { path: path.to_owned() });
    }
    String::from_utf8(bytes)
        .map(|text| Some(text.strip_prefix('\u{feff}').map(str::to_owned).unwrap_or(text)))
        .map_err(|_| StoreError::NotText { path: path.to_owned() })
}

/// Reads a binary file; None where it is not there.
pub fn read_bytes(path: &Path) -> Result<Option<Vec<u8>>, StoreError> {
    match fs::read(path) {
        Ok(bytes) => Ok(Some(bytes)),
        Err(fault) if fault.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(fault) => Err(io_error("read", path)(fault)),
    }
}

/// Removes temporary files that a killed run left in a folder.
pub fn sweep_temporaries(folder: &Path) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        if name.starts_with('.') && name.ends_with(".part") {
            let _ = fs::remove_file(entry.path());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_copy_is_whole_and_a_write_that_fails_leaves_the_old_file() {
        let folder = tempfile::tempdir().unwrap();
        let (from, to) = (folder.path().join("a"), folder.path().join("b"));
        write_atomic(&from, &[7; 100_000]).unwrap();
        copy_atomic(&from, &to).unwrap();
        assert_eq!(fs::read(&to).unwrap(), [7; 100_000]);
        assert!(copy_atomic(&folder.path().join("c"), &to).is_err());
        let breaks_off = |file: &mut File| file.write_all(b"half").and_then(|()| Err(io::Error::other("full")));
        assert!(write_atomic_with(&to, breaks_off).is_err());
        assert_eq!(fs::read(&to).unwrap(), [7; 100_000]);
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 2);
    }

    #[test]
    fn a_file_is_replaced_whole_and_nothing_else_is_left() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("deep/treatment.toml");
        write_atomic(&path, b"one").unwrap();
        write_atomic(&path, b"two").unwrap();
        assert_eq!(read_text(&path).unwrap().unwrap(), "two");
        assert_eq!(fs::read_dir(path.parent().unwrap()).unwrap().count(), 1);
    }

    #[test]
    fn a_missing_file_is_no_fault_and_a_binary_one_is() {
        let folder = tempfile::tempdir().unwrap();
        assert!(read_text(&folder.path().join("none")).unwrap().is_none());
        let path = folder.path().join("binary");
        write_atomic(&path, &[0xff, 0xfe, 0x80]).unwrap();
        assert!(matches!(read_text(&path), Err(StoreError::NotText { .. })));
    }

    #[test]
    fn what_a_killed_run_left_is_swept() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join(".cut.toml.77.part"), "half").unwrap();
        fs::write(folder.path().join("mine.toml"), "whole").unwrap();
        sweep_temporaries(folder.path());
        let left: Vec<_> = fs::read_dir(folder.path()).unwrap().flatten().map(|entry| entry.file_name()).collect();
        assert_eq!(left, ["mine.toml"]);
    }
}
