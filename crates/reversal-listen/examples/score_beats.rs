//! Scores heard beats and downbeats against known ones.
//!
//! `score_beats FILE.wav...` with `FILE.json` beside each: `beats` as pairs of
//! seconds and place in the bar (0 is a downbeat), and `genre`. The first five
//! seconds are left out, as is usual. Prints one line a file, then means by genre.

#![allow(clippy::print_stdout, reason = "its table is its output")]

use std::collections::BTreeMap;
use std::path::Path;

use reversal_listen::decode::decode;
use reversal_listen::listen;
use reversal_listen::score::{beat_f_measure, median_offset_secs};
use serde_json::Value;

const FROM_SECS: f64 = 5.0;
const TOLERANCE_SECS: f64 = 0.07;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut by_genre: BTreeMap<String, Vec<[f64; 3]>> = BTreeMap::new();
    let mut offsets = Vec::new();
    for file in std::env::args().skip(1) {
        let path = Path::new(&file);
        let facts: Value = serde_json::from_str(&std::fs::read_to_string(path.with_extension("json"))?)?;
        let known: Vec<(f64, i64)> = facts["beats"]
            .as_array()
            .into_iter()
            .flatten()
            .filter_map(|beat| Some((beat[0].as_f64()?, beat[1].as_i64()?)))
            .filter(|beat| beat.0 >= FROM_SECS)
            .collect();
        let beats: Vec<f64> = known.iter().map(|beat| beat.0).collect();
        let downbeats: Vec<f64> = known.iter().filter(|beat| beat.1 == 0).map(|beat| beat.0).collect();
        let reading = listen(&decode(path)?, None);
        let late = |list: &[f64]| list.iter().copied().filter(|&at| at >= FROM_SECS).collect::<Vec<f64>>();
        let beat_f = beat_f_measure(&beats, &late(&reading.beats), TOLERANCE_SECS);
        let downbeat_f = beat_f_measure(&downbeats, &late(&reading.downbeats), TOLERANCE_SECS);
        let confidence = reading.confidence.beats.unwrap_or(0.0);
        offsets.extend(median_offset_secs(&beats, &reading.beats, TOLERANCE_SECS));
        let genre = facts["genre"].as_str().unwrap_or("unknown").to_owned();
        println!(
            "{}\t{genre}\t{beat_f:.3}\t{downbeat_f:.3}\t{:.1}\t{:.1}\t{confidence:.2}",
            path.file_stem().unwrap_or_default().to_string_lossy(),
            reading.tempo_bpm.unwrap_or(0.0),
            tempo_of(&beats),
        );
        by_genre.entry(genre).or_default().push([beat_f, downbeat_f, confidence]);
    }
    println!("genre\tclips\tbeat F\tdownbeat F\tconfidence");
    let all: Vec<[f64; 3]> = by_genre.values().flatten().copied().collect();
    for (genre, scores) in by_genre.iter().chain([(&"all".to_owned(), &all)]) {
        let mean = |i: usize| scores.iter().map(|score| score[i]).sum::<f64>() / scores.len().max(1) as f64;
        println!("{genre}\t{}\t{:.3}\t{:.3}\t{:.2}", scores.len(), mean(0), mean(1), mean(2));
    }
    offsets.sort_by(f64::total_cmp);
    println!("median offset {:+.1} ms", offsets.get(offsets.len() / 2).copied().unwrap_or(0.0) * 1000.0);
    Ok(())
}

fn tempo_of(beats: &[f64]) -> f64 {
    let mut intervals: Vec<f64> = beats.windows(2).map(|pair| pair[1] - pair[0]).collect();
    intervals.sort_by(f64::total_cmp);
    intervals.get(intervals.len() / 2).map_or(0.0, |interval| 60.0 / interval)
}
