//! The plainest signals: clicks with a known grid, silence, noise and a tone.

use std::f32::consts::TAU;

use reversal_model::reading::Section;
use reversal_model::song::{Song, SongFacts};

use crate::clock::Meter;
use crate::random::Random;
use crate::truth::Truth;

/// A metronome: a high click on each downbeat, a lower one on each other beat, the first one
/// half a beat after the start. Attacks are exact to the sample.
pub fn click_track(tempo_bpm: f64, meter: Meter, secs: f64, sample_rate_hz: u32) -> (Song, Truth) {
    const CLICK_SECS: f32 = 0.03;
    let rate = f64::from(sample_rate_hz);
    let mut samples = vec![0.0f32; (secs * rate).round() as usize];
    let period_secs = 60.0 / tempo_bpm;
    let count = ((secs / period_secs) - 0.5).ceil().max(0.0) as u32;
    let beats: Vec<f64> = (0..count).map(|beat| (f64::from(beat) + 0.5) * period_secs).collect();
    let bar = meter.beats_a_bar() as usize;
    for (beat, secs) in beats.iter().enumerate() {
        let (hz, gain) = if beat % bar == 0 { (1760.0, 0.8) } else { (1175.0, 0.45) };
        let start = (secs * rate).round() as usize;
        for (sample, at) in samples.iter_mut().skip(start).zip(0..(CLICK_SECS * rate as f32) as u32) {
            let age_secs = at as f32 / rate as f32;
            // A cosine: the loudest sample is the first.
            *sample += gain * (TAU * hz * age_secs).cos() * (-age_secs * 180.0).exp();
        }
    }
    let downbeats = beats.iter().copied().step_by(bar).collect();
    let whole = Section { start: 0.0, end: secs, label: "part".to_owned(), group: "A".to_owned() };
    let truth =
        Truth { beats, downbeats, sections: vec![whole], lines: Vec::new(), words: Vec::new(), duration_secs: secs };
    (song("Clicks", sample_rate_hz, vec![samples.clone(), samples]), truth)
}

/// Nothing at all.
pub fn silence(secs: f64, sample_rate_hz: u32) -> Song {
    let samples = vec![0.0; (secs * f64::from(sample_rate_hz)).round() as usize];
    song("Silence", sample_rate_hz, vec![samples.clone(), samples])
}

/// White noise at half scale, different on both sides.
pub fn noise(secs: f64, sample_rate_hz: u32, seed: u64) -> Song {
    let frames = (secs * f64::from(sample_rate_hz)).round() as usize;
    let channel = |side| {
        let mut random = Random::stream(seed, side);
        (0..frames).map(|_| 0.5 * random.signed()).collect()
    };
    song("Noise", sample_rate_hz, vec![channel("left"), channel("right")])
}

/// A steady tone at half scale.
pub fn sine(hz: f64, secs: f64, sample_rate_hz: u32) -> Song {
    let rate = f64::from(sample_rate_hz);
    let samples: Vec<f32> = (0..(secs * rate).round() as u64)
        .map(|at| (0.5 * (std::f64::consts::TAU * (hz * at as f64 / rate).fract()).sin()) as f32)
        .collect();
    song("Sine", sample_rate_hz, vec![samples.clone(), samples])
}

/// A song of these channels, as if read from an uncompressed file.
pub(crate) fn song(title: &str, sample_rate_hz: u32, channels: Vec<Vec<f32>>) -> Song {
    let facts = SongFacts {
        file_name: format!("{}.wav", title.to_lowercase().replace(' ', "-")),
        codec: "pcm".to_owned(),
        title: Some(title.to_owned()),
        artist: Some("Reversal".to_owned()),
        duration_secs: channels.first().map_or(0, Vec::len) as f64 / f64::from(sample_rate_hz),
        sample_rate_hz,
        channels: channels.len() as u32,
        ..SongFacts::default()
    };
    Song { sample_rate_hz, channels, facts }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_click_attacks_within_a_millisecond_of_its_beat() {
        for (tempo_bpm, meter) in [(60.0, Meter::FourFour), (143.0, Meter::ThreeFour), (200.0, Meter::SixEight)] {
            let (song, truth) = click_track(tempo_bpm, meter, 12.0, 44_100);
            let samples = &song.channels[0];
            let attacks: Vec<f64> = (0..samples.len())
                .filter(|&at| {
                    samples[at].abs() > 0.3
                        && samples[at.saturating_sub(600)..at].iter().all(|sample| sample.abs() < 0.05)
                })
                .map(|at| at as f64 / 44_100.0)
                .collect();
            assert_eq!(attacks.len(), truth.beats.len());
            assert!(attacks.iter().zip(&truth.beats).all(|(heard, true_secs)| (heard - true_secs).abs() < 1e-3));
        }
    }

    #[test]
    fn silence_is_silent_and_noise_is_not_the_same_on_both_sides() {
        assert!(silence(1.0, 8000).channels[0].iter().all(|&sample| sample == 0.0));
        let noise = noise(1.0, 8000, 3);
        assert_ne!(noise.channels[0], noise.channels[1]);
        assert_eq!(noise.frames(), 8000);
    }

    #[test]
    fn a_sine_has_its_pitch() {
        let song = sine(440.0, 1.0, 192_000);
        let samples = &song.channels[0];
        let rises = samples.windows(2).filter(|pair| pair[0] <= 0.0 && pair[1] > 0.0).count();
        assert!((439..=441).contains(&rises), "{rises}");
    }
}
