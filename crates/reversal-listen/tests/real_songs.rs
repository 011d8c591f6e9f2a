//! Beats and bars on real songs with a known truth, where there are any.
//!
//! `REVERSAL_SONGS` names a folder of folders, each with a song (`song.*`) and
//! its `truth.json` (`beats`, `downbeats`, `sections`, `score_from`, `score_to`).

mod common;

use std::time::Instant;

use common::{KnownSong, known_songs};
use reversal_listen::decode::decode;
use reversal_listen::listen;
use reversal_listen::score::{beat_f_measure, median_offset_secs};
use reversal_model::sound::Sound;
use serde_json::Value;

/// Floors of the means, well under what is reached (1.00 and 1.00), over what
/// half tempo or a wrong phase on two of five songs would leave.
const BEAT_F_MIN: f64 = 0.80;
const DOWNBEAT_F_MIN: f64 = 0.55;
/// Charts wander by about 10 ms themselves.
const OFFSET_MAX_SECS: f64 = 0.02;

fn seconds(truth: &Value, key: &str) -> Vec<f64> {
    truth[key].as_array().map_or_else(Vec::new, |list| list.iter().filter_map(Value::as_f64).collect())
}

#[test]
fn beats_and_bars_of_real_songs_are_found() {
    let songs = known_songs();
    if songs.is_empty() {
        return;
    }
    let (mut beat_scores, mut downbeat_scores, mut offsets) = (Vec::new(), Vec::new(), Vec::new());
    println!("beat F  down F  tempo   offset  wall s/min  sections F.5 F3  song");
    for KnownSong { name, path, truth } in songs {
        let beats = seconds(&truth, "beats");
        if beats.is_empty() {
            continue;
        }
        let song = decode(&path).unwrap();
        let started = Instant::now();
        let reading = listen(&song, None);
        let minutes = song.duration_secs() / 60.0;
        let wall_secs = started.elapsed().as_secs_f64() / minutes;
        let from = truth["score_from"].as_f64().unwrap_or(0.0) - 0.07;
        let to = truth["score_to"].as_f64().unwrap_or(f64::INFINITY) + 0.07;
        let scored =
            |list: &[f64]| list.iter().copied().filter(|secs| (from..=to).contains(secs)).collect::<Vec<f64>>();
        let beat_f = beat_f_measure(&scored(&beats), &scored(&reading.beats), 0.07);
        let offset = median_offset_secs(&beats, &reading.beats, 0.07).unwrap_or(f64::NAN);
        let downbeats = scored(&seconds(&truth, "downbeats"));
        let downbeat_f = (!downbeats.is_empty()).then(|| beat_f_measure(&downbeats, &scored(&reading.downbeats), 0.07));
        let bounds: Vec<f64> =
            truth["sections"].as_array().into_iter().flatten().skip(1).filter_map(|s| s["start"].as_f64()).collect();
        let found: Vec<f64> = reading.sections.iter().skip(1).map(|section| section.start).collect();
        let section_f = |tolerance_secs| {
            if bounds.is_empty() {
                "  -".to_owned()
            } else {
                format!("{:.2}", beat_f_measure(&bounds, &found, tolerance_secs))
            }
        };
        println!(
            "{beat_f:6.3}  {}  {:6.2}  {:+5.1} ms  {wall_secs:10.2}  {:>12} {:>4}  {}",
            downbeat_f.map_or("     -".to_owned(), |f| format!("{f:6.3}")),
            reading.tempo_bpm.unwrap_or(0.0),
            offset * 1000.0,
            section_f(0.5),
            section_f(3.0),
            name,
        );
        beat_scores.push(beat_f);
        downbeat_scores.extend(downbeat_f);
        offsets.push(offset);
    }
    assert!(!beat_scores.is_empty(), "the folder in REVERSAL_SONGS holds no song with beats");
    let mean = |list: &[f64]| list.iter().sum::<f64>() / list.len().max(1) as f64;
    println!("{:6.3}  {:6.3}  mean", mean(&beat_scores), mean(&downbeat_scores));
    assert!(mean(&beat_scores) >= BEAT_F_MIN);
    assert!(downbeat_scores.is_empty() || mean(&downbeat_scores) >= DOWNBEAT_F_MIN);
    assert!(mean(&offsets).abs() <= OFFSET_MAX_SECS);
}
