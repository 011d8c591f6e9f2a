//! A file that appears whole or not at all.

use std::ffi::OsString;
use std::fs::{self, File};
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

use crate::error::DeliverError;

/// Writes beside the target and takes its place at the end. A crash leaves at
/// most `.<name>.partial`, which the next attempt writes over.
pub(crate) struct Replacement<'a> {
    target: &'a Path,
    partial: PathBuf,
    writer: Option<BufWriter<File>>,
}

impl<'a> Replacement<'a> {
    pub(crate) fn begin(target: &'a Path) -> Result<Replacement<'a>, DeliverError> {
        let Some(file_name) = target.file_name() else {
            return Err(DeliverError::Unsupported(format!("{} is not the name of a file", target.display())));
        };
        let mut name = OsString::from(".");
        name.push(file_name);
        name.push(".partial");
        let partial = target.with_file_name(name);
        let file = File::create(&partial).map_err(DeliverError::io("write", &partial))?;
        Ok(Replacement { target, partial, writer: Some(BufWriter::with_capacity(1 << 20, file)) })
    }

    /// Appends, through a buffer.
    pub(crate) fn append(&mut self, bytes: &[u8]) -> Result<(), DeliverError> {
        let outcome = self.writer.as_mut().map_or(Ok(()), |writer| writer.write_all(bytes));
        outcome.map_err(DeliverError::io("write", &self.partial))
    }

    /// Writes `patches` over what stands at their offsets and puts the file in its place.
    pub(crate) fn commit(mut self, patches: &[(u64, &[u8])]) -> Result<(), DeliverError> {
        let Some(writer) = self.writer.take() else { return Ok(()) };
        let outcome = writer.into_inner().map_err(|error| error.into_error()).and_then(|mut file| {
            for (offset, bytes) in patches {
                std::io::Seek::seek(&mut file, std::io::SeekFrom::Start(*offset))?;
                file.write_all(bytes)?;
            }
            file.sync_all()
        });
        outcome.map_err(DeliverError::io("write", &self.partial))?;
        fs::rename(&self.partial, self.target).map_err(DeliverError::io("replace", self.target))?;
        sync_folder(self.target)
    }
}

impl Drop for Replacement<'_> {
    fn drop(&mut self) {
        // After a commit there is nothing left under this name; after a failure it is of no use.
        let _ = fs::remove_file(&self.partial);
    }
}

/// Makes the rename itself survive a power cut; only Unix lets a folder be synced.
fn sync_folder(target: &Path) -> Result<(), DeliverError> {
    if cfg!(unix) {
        let folder = target.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        File::open(folder).and_then(|folder| folder.sync_all()).map_err(DeliverError::io("sync", target))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_seen_of_a_file_until_it_is_whole() {
        let folder = tempfile::tempdir().unwrap();
        let target = folder.path().join("film.mp4");
        fs::write(&target, "old").unwrap();
        let mut replacement = Replacement::begin(&target).unwrap();
        replacement.append(b"??cond").unwrap();
        assert_eq!(fs::read(&target).unwrap(), b"old");
        replacement.commit(&[(0, b"se")]).unwrap();
        assert_eq!(fs::read(&target).unwrap(), b"second");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    }

    #[test]
    fn a_file_given_up_leaves_the_old_one_and_no_litter() {
        let folder = tempfile::tempdir().unwrap();
        let target = folder.path().join("film.mp4");
        fs::write(&target, "old").unwrap();
        Replacement::begin(&target).unwrap().append(b"half").unwrap();
        assert_eq!(fs::read(&target).unwrap(), b"old");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    }
}
