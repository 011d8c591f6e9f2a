//! What lies where in a film's folder.

use std::path::{Path, PathBuf};

/// Paths of a film's folder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Map {
    root: PathBuf,
}

impl Map {
    /// The map of the folder at `root`, which need not exist.
    pub fn new(root: impl Into<PathBuf>) -> Map {
        Map { root: root.into() }
    }

    /// The folder itself.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// A file of the folder by its name there, e.g. `treatment.toml`.
    pub fn file(&self, name: &str) -> PathBuf {
        self.root.join(name)
    }

    /// Settings that the folder remembers.
    pub fn settings(&self) -> PathBuf {
        self.file("reversal.toml")
    }

    /// What was made of what.
    pub fn made(&self) -> PathBuf {
        self.hidden().join("made.json")
    }

    /// The program's own corner: caches that can be deleted at any time.
    pub fn hidden(&self) -> PathBuf {
        self.file(".reversal")
    }

    /// The lock of whoever writes.
    pub fn lock(&self) -> PathBuf {
        self.hidden().join("lock")
    }

    /// A drawn and encoded chunk by its fingerprint.
    pub fn chunk(&self, fingerprint: &str) -> PathBuf {
        self.chunks().join(format!("{fingerprint}.chunk"))
    }

    /// How light the frames of a chunk are, by the chunk's fingerprint.
    pub fn chunk_lights(&self, fingerprint: &str) -> PathBuf {
        self.chunks().join(format!("{fingerprint}.lights"))
    }

    /// Where chunks lie.
    pub fn chunks(&self) -> PathBuf {
        self.hidden().join("chunks")
    }

    /// A performed scene by its fingerprint.
    pub fn performance(&self, fingerprint: &str) -> PathBuf {
        self.performances().join(format!("{fingerprint}.performance"))
    }

    /// Where performed scenes lie.
    pub fn performances(&self) -> PathBuf {
        self.hidden().join("performances")
    }

    /// The film.
    pub fn film(&self) -> PathBuf {
        self.file("out/film.mp4")
    }

    /// The user's song as the folder keeps it: `song.` and its extension.
    pub fn song(&self) -> Option<PathBuf> {
        self.find_with_stem("song")
    }

    /// The lyrics as the folder keeps them.
    pub fn lyrics(&self) -> Option<PathBuf> {
        self.find_with_stem("lyrics")
    }

    /// Beats that a person gave.
    pub fn beats(&self) -> PathBuf {
        self.file("beats.txt")
    }

    fn find_with_stem(&self, stem: &str) -> Option<PathBuf> {
        let mut found: Vec<PathBuf> = std::fs::read_dir(&self.root)
            .ok()?
            .flatten()
            .map(|entry| entry.path())
            .filter(|path| path.is_file() && path.file_stem().is_some_and(|found| found == stem))
            .collect();
        found.sort();
        found.into_iter().next()
    }
}

/// `TITLE-film` beside where the program is called, from the song's file name.
pub fn default_folder(song: &Path) -> PathBuf {
    let stem = song.file_stem().map_or_else(|| "song".to_owned(), |stem| stem.to_string_lossy().into_owned());
    PathBuf::from(format!("{stem}-film"))
}
