//! The songs of an album: the sound files of a folder, by name.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};

use super::record::Record;

/// Endings of files that are taken for songs. What is really in them is found out when they are heard.
const ENDINGS: [&str; 13] =
    ["aac", "aif", "aiff", "flac", "m4a", "mp2", "mp3", "mp4", "oga", "ogg", "opus", "wav", "wave"];

/// A song of the album.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SongFile {
    /// Where it lies.
    pub path: PathBuf,
    /// Its file name.
    pub file_name: String,
    /// Folder of its film in the album's.
    pub folder: String,
}

/// The songs of a folder, sorted by name, each with the folder of its film.
pub fn songs_in(folder: &Path, record: &Record) -> Result<Vec<SongFile>> {
    let entries = std::fs::read_dir(folder).with_context(|| {
        format!("cannot read the folder {}\n  hint: name a folder with songs in it", folder.display())
    })?;
    let mut paths: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).filter(|path| is_song(path)).collect();
    paths.sort();
    if paths.is_empty() {
        bail!("there is no song in {}\n  hint: sound files end in {}", folder.display(), ENDINGS.join(", "));
    }
    let mut taken: Vec<String> = record.films.iter().map(|row| row.folder.clone()).collect();
    let mut songs = Vec::new();
    for path in paths {
        let file_name = text(path.file_name());
        let folder = match record.film(&file_name) {
            Some(row) => row.folder.clone(),
            None => {
                // Two songs may differ only in the ending.
                let plain = format!("{}-film", text(path.file_stem()));
                if taken.contains(&plain) { format!("{file_name}-film") } else { plain }
            }
        };
        taken.push(folder.clone());
        songs.push(SongFile { path, file_name, folder });
    }
    Ok(songs)
}

fn is_song(path: &Path) -> bool {
    let ending = text(path.extension()).to_lowercase();
    // Dot files are other programs' litter, e.g. what some systems leave beside each copied file.
    path.is_file() && ENDINGS.contains(&ending.as_str()) && !text(path.file_name()).starts_with('.')
}

fn text(name: Option<&std::ffi::OsStr>) -> String {
    name.map_or_else(String::new, |name| name.to_string_lossy().into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn songs_of_one_name_get_folders_of_their_own_and_lyrics_none() {
        let folder = tempfile::tempdir().unwrap();
        for name in ["b.MP3", "a.wav", "a.flac", "a.lrc", ".c.mp3"] {
            std::fs::write(folder.path().join(name), "x").unwrap();
        }
        let record = Record::open(folder.path()).unwrap();
        let songs = songs_in(folder.path(), &record).unwrap();
        let folders: Vec<&str> = songs.iter().map(|song| song.folder.as_str()).collect();
        assert_eq!(folders, ["a-film", "a.wav-film", "b-film"]);
    }
}
