//! Small sounds with a known truth, for the tests of this crate.

use std::f64::consts::TAU;

use reversal_model::song::{Song, SongFacts};

pub(crate) const RATE_HZ: u32 = 22_050;

pub(crate) fn song_of(sample_rate_hz: u32, channels: Vec<Vec<f32>>) -> Song {
    let frames = channels.first().map_or(0, Vec::len);
    let facts = SongFacts {
        duration_secs: frames as f64 / f64::from(sample_rate_hz),
        sample_rate_hz,
        channels: channels.len() as u32,
        ..SongFacts::default()
    };
    Song { sample_rate_hz, channels, facts }
}

pub(crate) fn silence(secs: f64) -> Song {
    song_of(RATE_HZ, vec![vec![0.0; (secs * f64::from(RATE_HZ)) as usize]])
}

pub(crate) fn tone(hz: f64, level: f32, sample_rate_hz: u32, secs: f64) -> Song {
    let count = (secs * f64::from(sample_rate_hz)) as usize;
    let wave = |i: usize| level * (TAU * hz * i as f64 / f64::from(sample_rate_hz)).sin() as f32;
    song_of(sample_rate_hz, vec![(0..count).map(wave).collect()])
}

/// Equally distributed noise from a small generator (Marsaglia's xorshift, 2003).
pub(crate) fn noise(level: f32, secs: f64) -> Song {
    let mut state = 0x2545_f491_4f6c_dd1d_u64;
    let mut next = || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        (state >> 40) as f32 / (1_u64 << 23) as f32 - 1.0
    };
    let count = (secs * f64::from(RATE_HZ)) as usize;
    song_of(RATE_HZ, vec![(0..count).map(|_| level * next()).collect()])
}

/// A drum's stroke: a decaying tone that starts at once.
pub(crate) fn stroke(samples: &mut [f32], at_secs: f64, hz: f64, level: f32, decay_secs: f64) {
    let rate_hz = f64::from(RATE_HZ);
    let start = (at_secs * rate_hz).round().max(0.0) as usize;
    let count = (decay_secs * 6.0 * rate_hz) as usize;
    for (i, sample) in samples.iter_mut().skip(start).take(count).enumerate() {
        let secs = i as f64 / rate_hz;
        *sample += level * ((TAU * hz * secs).cos() * (-secs / decay_secs).exp()) as f32;
    }
}

/// A bass drum and a change of chord on every `meter`th beat, a higher click on each.
pub(crate) fn clicks(beats_secs: &[f64], meter: usize, duration_secs: f64) -> Song {
    let mut samples = vec![0.0; (duration_secs * f64::from(RATE_HZ)) as usize];
    let roots_hz = [220.0, 174.6, 261.6, 196.0];
    for (i, &at_secs) in beats_secs.iter().enumerate() {
        let root_hz = roots_hz[i / meter % roots_hz.len()];
        let length_secs = beats_secs.get(i + 1).map_or(0.5, |next| next - at_secs);
        stroke(&mut samples, at_secs, root_hz, 0.1, length_secs);
        stroke(&mut samples, at_secs, root_hz * 1.5, 0.08, length_secs);
        stroke(&mut samples, at_secs, 2500.0, 0.4, 0.01);
        if i % meter == 0 {
            stroke(&mut samples, at_secs, 60.0, 0.8, 0.06);
        }
    }
    song_of(RATE_HZ, vec![samples])
}

/// Times of `count` beats at one tempo.
pub(crate) fn steady_beats(first_secs: f64, tempo_bpm: f64, count: usize) -> Vec<f64> {
    (0..count).map(|i| first_secs + i as f64 * 60.0 / tempo_bpm).collect()
}
