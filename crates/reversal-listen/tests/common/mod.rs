//! Real songs with a known truth, where there are any.
#![allow(clippy::unwrap_used, clippy::print_stdout)]

use std::path::{Path, PathBuf};

use serde_json::Value;

/// A song and what is known of it.
pub struct KnownSong {
    pub name: String,
    pub path: PathBuf,
    /// Its `truth.json`.
    pub truth: Value,
}

/// The songs of `REVERSAL_SONGS`, a folder of folders, each with a song (`song.*`) and its `truth.json`; in order.
/// Says that they are skipped where it is not set.
pub fn known_songs() -> Vec<KnownSong> {
    let Some(root) = std::env::var_os("REVERSAL_SONGS").filter(|root| !root.is_empty()) else {
        println!("skipped: REVERSAL_SONGS is not set");
        return Vec::new();
    };
    let mut folders: Vec<PathBuf> = std::fs::read_dir(root).unwrap().flatten().map(|entry| entry.path()).collect();
    folders.sort();
    let songs: Vec<KnownSong> = folders.iter().filter_map(|folder| known_song(folder)).collect();
    assert!(!songs.is_empty(), "the folder in REVERSAL_SONGS holds no song with a truth");
    songs
}

fn known_song(folder: &Path) -> Option<KnownSong> {
    let text = std::fs::read_to_string(folder.join("truth.json")).ok()?;
    let mut files = std::fs::read_dir(folder).ok()?.flatten().map(|entry| entry.path());
    let path = files.find(|path| path.file_stem().is_some_and(|stem| stem == "song"))?;
    let name = folder.file_name()?.to_string_lossy().into_owned();
    Some(KnownSong { name, path, truth: serde_json::from_str(&text).unwrap() })
}
