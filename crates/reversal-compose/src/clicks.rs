//! A song with a click on each beat that was heard, so that ears can judge it.

use std::f32::consts::TAU;

use reversal_model::reading::Reading;
use reversal_model::song::Song;

/// Length and decay of a click.
const CLICK_SECS: f64 = 0.04;
const DECAY_PER_SEC: f32 = 120.0;
/// Pitch and level of the click on a beat and on a bar's first beat.
const BEAT: (f32, f32) = (1175.0, 0.35);
const DOWNBEAT: (f32, f32) = (1760.0, 0.55);
/// A part begins with a second click, an octave over the bar's, so much later.
const PART: (f32, f32) = (3520.0, 0.55);
const PART_LATER_SECS: f64 = 0.06;
/// The song under the clicks.
const SONG_GAIN: f32 = 0.6;

/// The song, quieter, with its beats, bars and parts clicked over it on all channels.
pub fn with_clicks(song: &Song, reading: &Reading) -> Song {
    let mut clicked = song.clone();
    for sample in clicked.channels.iter_mut().flatten() {
        *sample *= SONG_GAIN;
    }
    let is_in = |list: &[f64], secs: f64| list.iter().any(|other| (other - secs).abs() < 1e-6);
    for &beat in &reading.beats {
        click(&mut clicked, beat, if is_in(&reading.downbeats, beat) { DOWNBEAT } else { BEAT });
    }
    for section in &reading.sections {
        click(&mut clicked, section.start + PART_LATER_SECS, PART);
    }
    clicked
}

fn click(song: &mut Song, at_secs: f64, (hz, gain): (f32, f32)) {
    let rate_hz = song.sample_rate_hz as f32;
    let start = (at_secs.max(0.0) * f64::from(song.sample_rate_hz)).round() as usize;
    let count = (CLICK_SECS * f64::from(song.sample_rate_hz)) as usize;
    for channel in &mut song.channels {
        for (at, sample) in channel.iter_mut().skip(start).take(count).enumerate() {
            let age_secs = at as f32 / rate_hz;
            // A cosine: the loudest sample is the first.
            let wave = gain * (TAU * hz * age_secs).cos() * (-age_secs * DECAY_PER_SEC).exp();
            *sample = (*sample + wave).clamp(-1.0, 1.0);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{demo, known_reading, silence};

    #[test]
    fn clicks_lie_on_the_beats_and_bars_are_louder() {
        let reading = known_reading(&demo());
        let clicked = with_clicks(&silence(reading.song.duration_secs, 8_000), &reading);
        let at = |secs: f64| clicked.channels[0][(secs * 8_000.0).round() as usize];
        for &beat in &reading.beats {
            let expected = if reading.downbeats.contains(&beat) { DOWNBEAT.1 } else { BEAT.1 };
            assert!((at(beat) - expected).abs() < 0.02, "{beat}: {}", at(beat));
        }
        assert!(reading.sections.iter().all(|section| at(section.start + PART_LATER_SECS) > 0.3));
    }
}
