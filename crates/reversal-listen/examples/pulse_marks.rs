//! Writes what speaks for each pulse that a song's beats may be, for the training of its weights.
//!
//! `pulse_marks FILE.wav...` with `FILE.json` beside each (as `score_beats` takes them) prints one line a
//! pulse: file, genre, known tempo, its tempo, its beat F-measure, its marks.

#![allow(clippy::print_stdout, reason = "its table is its output")]

use std::path::Path;

use reversal_listen::decode::decode;
use reversal_listen::pulse_candidates;
use reversal_listen::score::beat_f_measure;
use serde_json::Value;

const FROM_SECS: f64 = 5.0;
const TOLERANCE_SECS: f64 = 0.07;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    for file in std::env::args().skip(1) {
        let path = Path::new(&file);
        let facts: Value = serde_json::from_str(&std::fs::read_to_string(path.with_extension("json"))?)?;
        let mut known: Vec<f64> =
            facts["beats"].as_array().into_iter().flatten().filter_map(|beat| beat[0].as_f64()).collect();
        known.retain(|&at| at >= FROM_SECS);
        let mut intervals: Vec<f64> = known.windows(2).map(|pair| pair[1] - pair[0]).collect();
        intervals.sort_by(f64::total_cmp);
        let known_bpm = intervals.get(intervals.len() / 2).map_or(0.0, |interval| 60.0 / interval);
        for mut pulse in pulse_candidates(&decode(path)?) {
            pulse.beats.retain(|&at| at >= FROM_SECS);
            let score = beat_f_measure(&known, &pulse.beats, TOLERANCE_SECS);
            let name = path.file_stem().unwrap_or_default().to_string_lossy();
            let genre = facts["genre"].as_str().unwrap_or("unknown");
            print!("{name}\t{genre}\t{known_bpm:.2}\t{:.2}\t{score:.3}", pulse.tempo_bpm);
            pulse.marks.iter().for_each(|mark| print!("\t{mark:.4}"));
            println!();
        }
    }
    Ok(())
}
