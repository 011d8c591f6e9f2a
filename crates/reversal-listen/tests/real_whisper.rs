//! Words by a Whisper model, on real songs with words timed by hand.
//!
//! `REVERSAL_WHISPER` names the model's file; `REVERSAL_SONGS` the folder of
//! songs, as for the other tests on real ones. English songs are held to a
//! floor; the others are printed, for most models know English best.
#![cfg(feature = "whisper")]
#![allow(clippy::unwrap_used, clippy::print_stdout)]

mod common;

use std::path::Path;

use common::{KnownSong, known_songs};
use reversal_listen::align::{PhoneModel, align_plain};
use reversal_listen::decode::decode;
use reversal_listen::lyrics::lyrics_from_text;
use reversal_listen::whisper::{WhisperModel, placed, transcribe};
use reversal_listen::words::{TimedLyrics, time_lyrics};
use reversal_listen::{listen, voice_log_odds};
use reversal_model::sound::Sound;
use serde_json::Value;

/// Floor of the median share of words within .3 s, under what the smallest model reaches.
const WORDS_MIN: f64 = 0.5;

/// The model that is named.
fn named_model() -> Option<WhisperModel> {
    let path = std::env::var_os("REVERSAL_WHISPER").filter(|path| !path.is_empty());
    if path.is_none() {
        println!("skipped: REVERSAL_WHISPER is not set");
    }
    path.map(|path| WhisperModel::open(Path::new(&path)).unwrap())
}

/// The songs whose words are known.
fn songs() -> impl Iterator<Item = KnownSong> {
    known_songs().into_iter().filter(|song| song.truth["words"].is_array())
}

/// User time of this process so far, in seconds; zero where the system does not tell.
fn cpu_secs() -> f64 {
    const TICKS_A_SECOND: f64 = 100.0;
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let fields: Vec<f64> =
        stat.rsplit(") ").next().unwrap_or("").split(' ').filter_map(|field| field.parse().ok()).collect();
    // Of the fields after the name, the state is no number and is left out.
    fields.get(10..12).map_or(0.0, |times| times.iter().sum::<f64>() / TICKS_A_SECOND)
}

/// Share of words within .3 s, and mean and median miss of those that were placed.
fn score(timed: &TimedLyrics, truth: &Value) -> Option<(f64, f64, f64)> {
    let starts: Vec<f64> = truth["words"].as_array()?.iter().filter_map(|word| word["start"].as_f64()).collect();
    let texts = truth["lines"].as_array()?.iter().filter_map(|line| line["text"].as_str());
    let counts: Vec<usize> = texts.map(|text| text.split_whitespace().count()).collect();
    // A line that was left out leaves its words out too.
    let placed = timed.origins.iter().flat_map(|&origin| {
        let first: usize = counts[..origin].iter().sum();
        first..first + counts[origin]
    });
    let mut misses: Vec<f64> = placed.zip(&timed.words).map(|(at, word)| (starts[at] - word.start).abs()).collect();
    misses.sort_by(f64::total_cmp);
    let near = misses.iter().filter(|miss| **miss <= 0.3).count();
    Some((
        near as f64 / starts.len() as f64,
        misses.iter().sum::<f64>() / misses.len() as f64,
        *misses.get(misses.len() / 2)?,
    ))
}

#[test]
fn words_of_real_songs_are_placed_by_whisper() {
    let Some(model) = named_model() else { return };
    let phones = PhoneModel::find(None).unwrap();
    let mut shares = Vec::new();
    for KnownSong { name, path, truth } in songs() {
        let song = decode(&path).unwrap();
        let minutes = song.duration_secs() / 60.0;
        let lines: Vec<&str> =
            truth["lines"].as_array().into_iter().flatten().filter_map(|line| line["text"].as_str()).collect();
        let lyrics = lyrics_from_text(&lines.join("\n"), "truth").unwrap();
        let voice = listen(&song, None).voice;
        let spread = time_lyrics(&lyrics, &voice, song.duration_secs());
        let by_phones = phones.as_ref().and_then(|phones| align_plain(&song, &lyrics, &voice_log_odds(&song), phones));
        for (what, rough) in [("alone", Some(spread)), ("after the phone model", by_phones)] {
            let Some(rough) = rough else { continue };
            let before = score(&rough, &truth);
            let started = cpu_secs();
            let timed = placed(&song, &lyrics, &voice, rough, &model);
            let cpu = (cpu_secs() - started) / minutes;
            println!("{name}, {what}: before {before:.3?}");
            println!(
                "{name}, {what}: now    {:.3?}, trust {:.2}, {cpu:.1} CPU-s a minute",
                score(&timed, &truth),
                timed.confidence
            );
            if what == "alone" && truth["lang"].as_str().is_none_or(|language| language.starts_with("en")) {
                shares.extend(score(&timed, &truth).map(|score| score.0));
            }
        }
    }
    shares.sort_by(f64::total_cmp);
    if let Some(median) = shares.get(shares.len() / 2) {
        assert!(*median >= WORDS_MIN, "{shares:?}");
    }
}

#[test]
fn real_songs_are_written_down_by_whisper() {
    let Some(model) = named_model() else { return };
    for KnownSong { name, path, truth } in songs() {
        let song = decode(&path).unwrap();
        let voice = listen(&song, None).voice;
        let started = cpu_secs();
        let draft = transcribe(&song, &voice, &model);
        let cpu = (cpu_secs() - started) * 60.0 / song.duration_secs();
        println!(
            "{name}: {} lines in {}, trust {:.2}, {cpu:.1} CPU-s a minute",
            draft.lines.len(),
            draft.language,
            draft.confidence
        );
        for line in draft.lines.iter().take(8) {
            println!("  {:7.2} {}", line.start, line.text);
        }
        assert!(draft.lines.windows(2).all(|pair| pair[0].end <= pair[1].start));
        assert!(draft.words.len() * 10 < truth["words"].as_array().map_or(0, Vec::len) * 20, "{name} is made up");
    }
}
