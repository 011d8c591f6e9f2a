//! Plain lyrics on real songs with words timed by hand, where there are any.
//!
//! `REVERSAL_SONGS` names a folder of folders, each with a song (`song.*`) and
//! its `truth.json` (`words` and `lines` with `start`, `end`, `text`). With a
//! phone model installed (or named by `REVERSAL_VOICE_MODEL`) its figures are
//! printed too, and held to their floors.

mod common;

use std::time::Instant;

use common::{KnownSong, known_songs};
use reversal_listen::align::{PhoneModel, align_plain};
use reversal_listen::decode::decode;
use reversal_listen::lyrics::{Lyrics, lyrics_from_text};
use reversal_listen::words::TimedLyrics;
use reversal_listen::{listen, voice_log_odds};
use reversal_model::reading::{LyricSpan, Reading};
use reversal_model::recording::Recording;
use reversal_model::sound::Sound;
use serde_json::Value;

/// Floor of the mean share of words within .3 s, under what is reached.
const WORDS_MIN: f64 = 0.75;
/// The lyrics of another song are trusted less than this, from which words would be shown.
const WRONG_LYRICS_TRUST: f64 = 0.5;
/// Lines are told apart in so many groups by trust.
const GROUPS: usize = 6;

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

/// For each line its trust, its words, and how many of them lie within .3 s.
fn lines_judged(timed: &TimedLyrics, truth: &[f64]) -> Vec<(f64, usize, usize)> {
    let mut placed = timed.words.iter().zip(truth);
    let lines = timed.lines.iter().zip(&timed.line_confidences);
    let judged = lines.map(|(line, &trust)| {
        let words = placed.by_ref().take(line.text.split_whitespace().count());
        let errors: Vec<f64> = words.map(|(word, truth)| (word.start - truth).abs()).collect();
        (trust, errors.len(), errors.iter().filter(|error| **error <= 0.3).count())
    });
    judged.collect()
}

/// The share of words within .3 s by how far their lines are trusted, as rows of a table.
fn reliability(mut judged: Vec<(f64, usize, usize)>) -> String {
    judged.sort_by(|a, b| a.0.total_cmp(&b.0));
    let row = |group: &[(f64, usize, usize)]| {
        let trust = group.iter().map(|line| line.0).sum::<f64>() / group.len() as f64;
        let (words, near) = group.iter().fold((0, 0), |sum, line| (sum.0 + line.1, sum.1 + line.2));
        format!("lines trusted {trust:.2}: {:.2} of words within .3 s\n", near as f64 / words as f64)
    };
    judged.chunks(judged.len().div_ceil(GROUPS).max(1)).map(row).collect()
}

#[test]
fn words_of_real_songs_are_placed() {
    let songs = known_songs();
    if songs.is_empty() {
        return;
    }
    let model = PhoneModel::find(None).unwrap();
    if model.is_none() {
        println!("skipped with a phone model: none is installed");
    }
    let mut shares = Vec::new();
    let mut judged = Vec::new();
    let mut heard: Vec<(String, Recording, Vec<f32>, Lyrics)> = Vec::new();
    println!("mean s median  words.3  lines.3  1.0   3.0    trust song");
    for KnownSong { name, path, truth } in songs {
        let Some(lines) = truth["lines"].as_array().filter(|_| truth["words"].is_array()) else { continue };
        let plain: Vec<&str> = lines.iter().filter_map(|line| line["text"].as_str()).collect();
        let lyrics = lyrics_from_text(&plain.join("\n"), "truth").unwrap();
        let song = decode(&path).unwrap();
        let Reading { lines, words, confidence, .. } = listen(&song, Some(&lyrics));
        let voice = voice_log_odds(&song);
        let spread = TimedLyrics {
            lines: lines.unwrap_or_default(),
            words: words.unwrap_or_default(),
            confidence: confidence.words.unwrap_or_default(),
            ..TimedLyrics::default()
        };
        println!("{}", scored(&spread, &truth, &format!("{name}, voice and syllables")).1);
        let Some(model) = &model else { continue };
        let started = Instant::now();
        let timed = align_plain(&song, &lyrics, &voice, model).unwrap();
        let secs_a_minute = started.elapsed().as_secs_f64() * 60.0 / song.duration_secs();
        let what = format!("{name}, phone model ({secs_a_minute:.2} s a minute)");
        let (share, row) = scored(&timed, &truth, &what);
        println!("{row}");
        shares.push(share);
        judged.extend(lines_judged(&timed, &starts(&truth, "words")));
        heard.push((name, song, voice, lyrics));
    }
    println!("{}", reliability(judged));
    for (i, (name, song, voice, _)) in heard.iter().enumerate() {
        let Some(model) = &model else { break };
        let (other, .., wrong) = &heard[(i + 1) % heard.len()];
        let trust = align_plain(song, wrong, voice, model).map_or(0.0, |timed| timed.confidence);
        println!("trust {trust:.2} in the words of {other} on {name}");
        assert!(heard.len() < 2 || trust < WRONG_LYRICS_TRUST, "{other} on {name}: {trust}");
    }
    if !shares.is_empty() {
        let mean = shares.iter().sum::<f64>() / shares.len() as f64;
        println!("words within .3 s: {mean:.3}");
        assert!(mean >= WORDS_MIN, "{mean}");
    }
}
