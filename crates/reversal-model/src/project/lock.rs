//! One writer at a time: two runs in one folder would draw the same frames twice.

use std::fs::{self, File};
use std::path::Path;

/// Held while this process writes in a folder; the system lets go of it when the process ends, however it ends.
#[derive(Debug)]
pub struct Lock {
    _file: File,
}

/// Why the lock is not to be had.
#[derive(Debug, thiserror::Error)]
pub enum LockError {
    /// Another run works in the folder.
    #[error("another run works in this folder; wait for it to end, or give another folder with -o")]
    Busy,
    /// The folder cannot be written.
    #[error("cannot write in {folder}: {source}")]
    Unwritable {
        /// The folder.
        folder: String,
        /// What the system says.
        source: std::io::Error,
    },
}

impl Lock {
    /// Takes the lock at `path` or says who has it.
    pub fn take(path: &Path) -> Result<Lock, LockError> {
        let folder = path.parent().unwrap_or(Path::new("."));
        let unwritable = |source| LockError::Unwritable { folder: folder.display().to_string(), source };
        fs::create_dir_all(folder).map_err(unwritable)?;
        let file = File::options().create(true).truncate(false).write(true).open(path).map_err(unwritable)?;
        match file.try_lock() {
            Ok(()) => Ok(Lock { _file: file }),
            Err(fs::TryLockError::WouldBlock) => Err(LockError::Busy),
            Err(fs::TryLockError::Error(source)) => Err(unwritable(source)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_second_writer_is_told_to_wait_and_the_third_gets_in() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join(".reversal/lock");
        let first = Lock::take(&path).unwrap();
        assert!(matches!(Lock::take(&path), Err(LockError::Busy)));
        drop(first);
        assert!(Lock::take(&path).is_ok());
    }
}
