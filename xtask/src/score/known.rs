//! Songs whose truth is known: recordings beside a `truth.json`, and songs of the project's own composer.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use reversal_compose::{TestSong, Truth, demo, render, test_song};
use reversal_listen::decode::decode;
use reversal_model::reading::{LyricSpan, Section};
use reversal_model::sound::Sound;
use serde::Deserialize;

/// Rate at which composed songs are rendered, in hertz.
const COMPOSED_RATE_HZ: u32 = 44_100;
/// How a composed song is named on the command line.
const COMPOSED: &str = "composed:";

/// What is known of a song; what is missing is not scored.
#[derive(Default, Deserialize)]
pub struct Known {
    #[serde(default)]
    pub beats: Vec<f64>,
    #[serde(default)]
    pub downbeats: Vec<f64>,
    #[serde(default)]
    sections: Vec<Part>,
    #[serde(default)]
    pub lines: Vec<Sung>,
    #[serde(default)]
    pub words: Vec<Sung>,
    /// The part of the song that is to be scored, in seconds.
    pub score_from: Option<f64>,
    pub score_to: Option<f64>,
}

#[derive(Deserialize)]
struct Part {
    start: f64,
    end: f64,
    label: String,
    group: Option<String>,
}

#[derive(Deserialize)]
pub struct Sung {
    pub start: f64,
    pub end: f64,
    pub text: String,
}

impl Known {
    /// The parts. Those of one group repeat each other; where groups are not known, labels tell.
    pub fn parts(&self) -> Vec<Section> {
        let section = |part: &Part| Section {
            start: part.start,
            end: part.end,
            label: part.label.clone(),
            group: part.group.clone().unwrap_or_else(|| part.label.clone()),
        };
        self.sections.iter().map(section).collect()
    }

    /// Seconds that are scored.
    pub fn span_secs(&self) -> (f64, f64) {
        (self.score_from.unwrap_or(0.0), self.score_to.unwrap_or(f64::INFINITY))
    }
}

impl From<Truth> for Known {
    fn from(truth: Truth) -> Known {
        let sung = |spans: Vec<LyricSpan>| {
            spans.into_iter().map(|span| Sung { start: span.start, end: span.end, text: span.text }).collect()
        };
        let part = |section: Section| Part {
            start: section.start,
            end: section.end,
            group: Some(section.group),
            label: section.label,
        };
        Known {
            beats: truth.beats,
            downbeats: truth.downbeats,
            sections: truth.sections.into_iter().map(part).collect(),
            lines: sung(truth.lines),
            words: sung(truth.words),
            score_from: None,
            score_to: None,
        }
    }
}

/// The names to give to [`load`]: the folders of `root` that hold a truth, in order, or the composed songs.
pub fn names(root: Option<&Path>) -> Result<Vec<String>> {
    let Some(root) = root else {
        let songs = TestSong::ALL.iter().map(|song| format!("{COMPOSED}{song:?}"));
        return Ok(songs.chain([format!("{COMPOSED}Demo")]).collect());
    };
    let entries = fs::read_dir(root).with_context(|| format!("{} cannot be read", root.display()))?;
    let mut folders: Vec<PathBuf> =
        entries.flatten().map(|entry| entry.path()).filter(|path| path.join("truth.json").is_file()).collect();
    folders.sort();
    if folders.is_empty() {
        bail!(
            "{} holds no folder with a truth.json\n  hint: name a folder of folders, each with a song and its truth",
            root.display()
        );
    }
    Ok(folders.into_iter().map(|path| path.to_string_lossy().into_owned()).collect())
}

/// How a song is called in a table.
pub fn title(name: &str) -> String {
    match name.strip_prefix(COMPOSED) {
        Some(song) => format!("composed: {}", song.to_lowercase()),
        None => Path::new(name).file_name().map_or_else(String::new, |name| name.to_string_lossy().into_owned()),
    }
}

/// A song and what is known of it.
pub fn load(name: &str) -> Result<(Box<dyn Sound>, Known)> {
    if let Some(wanted) = name.strip_prefix(COMPOSED) {
        let composition = match TestSong::ALL.into_iter().find(|song| format!("{song:?}") == wanted) {
            Some(song) => test_song(song),
            None => demo(),
        };
        let (song, truth) = render(&composition, COMPOSED_RATE_HZ);
        return Ok((Box::new(song), truth.into()));
    }
    let folder = Path::new(name);
    let text = fs::read_to_string(folder.join("truth.json"))?;
    let known = serde_json::from_str(&text).with_context(|| format!("{name}/truth.json is not understood"))?;
    let mut files = fs::read_dir(folder)?.flatten().map(|entry| entry.path());
    let song = files
        .find(|path| path.file_stem().is_some_and(|stem| stem == "song"))
        .with_context(|| format!("{name} holds no song"))?;
    Ok((Box::new(decode(&song)?), known))
}
