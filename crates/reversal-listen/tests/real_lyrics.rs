//! Plain lyrics on real songs with words timed by hand, where there are any.
//!
//! `REVERSAL_SONGS` names a folder of folders, each with a song (`song.*`) and
//! its `truth.json` (`words` and `lines` with `start`, `end`, `text`). With a
//! phone model installed (or named by `REVERSAL_VOICE_MODEL`) its figures are
//! printed too, and held to their floors.

use std::path::{Path, PathBuf};
use std::time::Instant;

use reversal_listen::align::{PhoneModel, align_plain};
use reversal_listen::decode::decode;
use reversal_listen::listen;
use reversal_listen::lyrics::lyrics_from_text;
use reversal_listen::words::{TimedLyrics, time_lyrics};
use reversal_model::reading::LyricSpan;
use serde_json::Value;

/// Floor of the mean share of words within .3 s, under what is reached.
const WORDS_MIN: f64 = 0.75;

fn song_in(folder: &Path) -> Option<PathBuf> {
    let files = std::fs::read_dir(folder).ok()?.flatten().map(|entry| entry.path());
    files.into_iter().find(|path| path.file_stem().is_some_and(|stem| stem == "song"))
}

fn starts(truth: &Value, key: &str) -> Vec<f64> {
    truth[key].as_array().into_iter().flatten().filter_map(|span| span["start"].as_f64()).collect()
}

struct Errors(Vec<f64>);

impl Errors {
    /// Of each start that is known, how far off it was placed.
    fn of(truth: &[f64], placed: &[LyricSpan]) -> Errors {
        assert_eq!(truth.len(), placed.len(), "every word and line is placed");
        let mut errors: Vec<f64> =
            truth.iter().zip(placed).map(|(truth, placed)| (truth - placed.start).abs()).collect();
        errors.sort_by(f64::total_cmp);
        Errors(errors)
    }

    fn within(&self, secs: f64) -> f64 {
        self.0.iter().filter(|error| **error <= secs).count() as f64 / self.0.len() as f64
    }
}

/// The share of words within .3 s, and a row of the table.
fn scored(timed: &TimedLyrics, truth: &Value, what: &str) -> (f64, String) {
    let words = Errors::of(&starts(truth, "words"), &timed.words);
    let lines = Errors::of(&starts(truth, "lines"), &timed.lines);
    let row = format!(
        "{:6.2} {:6.2}   {:.3}   {:.3} {:.3} {:.3}   {:.2}  {what}",
        words.0.iter().sum::<f64>() / words.0.len() as f64,
        words.0[words.0.len() / 2],
        words.within(0.3),
        lines.within(0.3),
        lines.within(1.0),
        lines.within(3.0),
        timed.confidence,
    );
    (words.within(0.3), row)
}

#[test]
fn words_of_real_songs_are_placed() {
    let Some(root) = std::env::var_os("REVERSAL_SONGS").filter(|root| !root.is_empty()) else {
        println!("skipped: REVERSAL_SONGS is not set");
        return;
    };
    let model = PhoneModel::find(None).unwrap();
    if model.is_none() {
        println!("skipped with a phone model: none is installed");
    }
    let mut folders: Vec<PathBuf> = std::fs::read_dir(root).unwrap().flatten().map(|entry| entry.path()).collect();
    folders.sort();
    let mut shares = Vec::new();
    println!("mean s median  words.3  lines.3  1.0   3.0    trust song");
    for folder in folders {
        let (Ok(text), Some(path)) = (std::fs::read_to_string(folder.join("truth.json")), song_in(&folder)) else {
            continue;
        };
        let truth: Value = serde_json::from_str(&text).unwrap();
        let Some(lines) = truth["lines"].as_array().filter(|_| truth["words"].is_array()) else { continue };
        let plain: Vec<&str> = lines.iter().filter_map(|line| line["text"].as_str()).collect();
        let lyrics = lyrics_from_text(&plain.join("\n"), "truth").unwrap();
        let name = folder.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let song = decode(&path).unwrap();
        let voice = listen(&song, None).voice;
        let spread = time_lyrics(&lyrics, &voice, song.duration_secs());
        println!("{}", scored(&spread, &truth, &format!("{name}, voice and syllables")).1);
        let Some(model) = &model else { continue };
        let started = Instant::now();
        let timed = align_plain(&song, &lyrics, &voice, model).unwrap();
        let secs_a_minute = started.elapsed().as_secs_f64() * 60.0 / song.duration_secs();
        let what = format!("{name}, phone model ({secs_a_minute:.2} s a minute)");
        let (share, row) = scored(&timed, &truth, &what);
        println!("{row}");
        shares.push(share);
    }
    if !shares.is_empty() {
        let mean = shares.iter().sum::<f64>() / shares.len() as f64;
        println!("words within .3 s: {mean:.3}");
        assert!(mean >= WORDS_MIN, "{mean}");
    }
}
