//! The voice on real songs with words timed by hand, where there are any.
//!
//! `REVERSAL_SONGS` names a folder of folders, each with a song (`song.*`) and
//! its `truth.json` (`words` with `start`, `end`). Someone sings from the start
//! of a word to its end and through pauses shorter than .5 s between words;
//! songs without words are left out, as nothing is known of them.

mod common;

use common::{KnownSong, known_songs};
use reversal_listen::decode::decode;
use reversal_listen::score::{area_under_curve, frame_f_measure, frames_in};
use reversal_listen::{VOICE_HOP_SECS, listen, voice_log_odds};
use reversal_model::reading::Span;
use serde_json::Value;

/// Shorter pauses between words are sung through, in seconds.
const PAUSE_SECS: f64 = 0.5;
/// Floors of the means, under what is reached.
const F_MEASURE_MIN: f64 = 0.80;
const AREA_MIN: f64 = 0.84;

fn sung_spans(truth: &Value) -> Option<Vec<Span>> {
    let words = truth["words"].as_array()?.iter();
    words.map(|word| Some(Span { start: word["start"].as_f64()?, end: word["end"].as_f64()? })).collect()
}

#[test]
fn the_voice_of_real_songs_is_heard() {
    let songs = known_songs();
    let mut scores = Vec::new();
    println!("frame F  AUC    sung   all sung  song");
    for KnownSong { name, path, truth } in songs {
        let Some(known) = sung_spans(&truth) else { continue };
        let song = decode(&path).unwrap();
        let odds: Vec<f64> = voice_log_odds(&song).into_iter().map(f64::from).collect();
        let sung = frames_in(&known, PAUSE_SECS, VOICE_HOP_SECS, odds.len());
        let claimed = frames_in(&listen(&song, None).voice, 0.0, VOICE_HOP_SECS, odds.len());
        let (f_measure, area) = (frame_f_measure(&sung, &claimed), area_under_curve(&sung, &odds).unwrap());
        let share = sung.iter().filter(|sung| **sung).count() as f64 / sung.len() as f64;
        let all_sung = frame_f_measure(&sung, &vec![true; sung.len()]);
        println!("{f_measure:.3}    {area:.3}  {share:.3}  {all_sung:.3}     {name}");
        scores.push((f_measure, area));
    }
    if !scores.is_empty() {
        let mean = |of: fn(&(f64, f64)) -> f64| scores.iter().map(of).sum::<f64>() / scores.len() as f64;
        let (f_measure, area) = (mean(|score| score.0), mean(|score| score.1));
        println!("{f_measure:.3}    {area:.3}  mean of {}", scores.len());
        assert!(f_measure >= F_MEASURE_MIN && area >= AREA_MIN);
    }
}
