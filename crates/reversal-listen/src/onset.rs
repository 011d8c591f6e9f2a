//! How strongly something new begins, a hundred times a second.
//!
//! Log-mel spectral flux with a maximum filter over neighbouring bands
//! (SuperFlux: Böck & Widmer, DAFx 2013), which keeps vibrato from looking
//! like new notes; once over all bands, once over the bass drum's and once
//! over the snare's.

use crate::spectrum::{MEL_BANDS, MelFrame, compressed};

/// Frames between the two that are compared: 20 ms, the rise of a soft attack.
const LAG: usize = 2;
/// Bands of the bass drum and the bass, up to about 150 Hz.
const LOW_BANDS: std::ops::Range<usize> = 0..2;
/// Bands of the snare drum's rattle, hand claps and cymbals, from about 2.5 kHz.
const HIGH_BANDS: std::ops::Range<usize> = 20..MEL_BANDS;

/// Strength of beginnings; each list 0.., one per short frame, of equal length.
pub(crate) struct Onsets {
    /// Over all bands.
    pub all: Vec<f32>,
    /// In the bass.
    pub low: Vec<f32>,
    /// In the noise of snare drum and cymbals.
    pub high: Vec<f32>,
}

impl Onsets {
    pub fn of(mel: &[MelFrame]) -> Onsets {
        let logs: Vec<MelFrame> = mel.iter().map(|frame| frame.map(compressed)).collect();
        let mut onsets = Onsets { all: vec![0.0; mel.len()], low: vec![0.0; mel.len()], high: vec![0.0; mel.len()] };
        for i in LAG..logs.len() {
            let (before, now) = (&logs[i - LAG], &logs[i]);
            for band in 0..MEL_BANDS {
                let around = &before[band.saturating_sub(1)..(band + 2).min(MEL_BANDS)];
                let highest = around.iter().copied().fold(0.0, f32::max);
                let rise = (now[band] - highest).max(0.0);
                onsets.all[i] += rise;
                if LOW_BANDS.contains(&band) {
                    onsets.low[i] += rise;
                }
                if HIGH_BANDS.contains(&band) {
                    onsets.high[i] += rise;
                }
            }
        }
        onsets
    }

    /// Chance-like strength of a beat at each frame, 0.005..0.95: the flux
    /// over its surroundings, relative to the strongest within three seconds.
    pub fn activation(&self) -> Vec<f32> {
        const LEVEL_FRAMES: usize = 200;
        const PEAK_FRAMES: usize = 600;
        let level = moving_mean(&self.all, LEVEL_FRAMES);
        let over: Vec<f32> = self.all.iter().zip(&level).map(|(flux, mean)| (flux - mean).max(0.0)).collect();
        let smooth = blurred(&over);
        let strongest = over.iter().copied().fold(0.0, f32::max);
        if strongest <= 0.0 {
            return vec![0.005; smooth.len()];
        }
        let peaks = moving_max(&smooth, PEAK_FRAMES);
        smooth
            .iter()
            .zip(&peaks)
            // A share of the song's strongest keeps the hiss of a pause from growing into beats.
            .map(|(value, peak)| (0.9 * value / (peak + 0.3 * strongest)).clamp(0.005, 0.95))
            .collect()
    }
}

/// Mean over `width` values around each, fewer at the ends.
pub(crate) fn moving_mean(values: &[f32], width: usize) -> Vec<f32> {
    let mut sums = Vec::with_capacity(values.len() + 1);
    let mut sum = 0.0_f64;
    sums.push(sum);
    for value in values {
        sum += f64::from(*value);
        sums.push(sum);
    }
    (0..values.len())
        .map(|i| {
            let from = i.saturating_sub(width / 2);
            let to = (i + width - width / 2).min(values.len());
            ((sums[to] - sums[from]) / (to - from) as f64) as f32
        })
        .collect()
}

/// Greatest of `width` values around each.
pub(crate) fn moving_max(values: &[f32], width: usize) -> Vec<f32> {
    let mut candidates = std::collections::VecDeque::new();
    let (before, after) = (width / 2, width - width / 2);
    let mut next = 0;
    (0..values.len())
        .map(|i| {
            while next < (i + after).min(values.len()) {
                while candidates.back().is_some_and(|&last: &usize| values[last] <= values[next]) {
                    candidates.pop_back();
                }
                candidates.push_back(next);
                next += 1;
            }
            while candidates.front().is_some_and(|&first| first + before < i) {
                candidates.pop_front();
            }
            candidates.front().map_or(values[i], |&best| values[best])
        })
        .collect()
}

/// Smoothed by a bell of 10 ms.
fn blurred(values: &[f32]) -> Vec<f32> {
    const BELL: [f32; 7] = [0.0044, 0.0540, 0.2420, 0.3991, 0.2420, 0.0540, 0.0044];
    (0..values.len())
        .map(|i| {
            let at =
                |step: usize| (i + step).checked_sub(3).and_then(|place| values.get(place)).copied().unwrap_or(0.0);
            BELL.iter().enumerate().map(|(step, weight)| weight * at(step)).sum()
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::spectrum::Spectrum;
    use crate::test_sounds::{clicks, silence, steady_beats};

    #[test]
    fn strokes_stand_out_and_the_bass_drum_stands_out_in_the_bass() {
        let beats = steady_beats(0.5, 120.0, 16);
        let onsets = Onsets::of(&Spectrum::of(&clicks(&beats, 4, 9.0), 1.0, 1).mel);
        let strongest_near = |list: &[f32], secs: f64| {
            let centre = (secs * 100.0).round() as usize;
            list[centre - 4..=centre + 4].iter().copied().fold(0.0, f32::max)
        };
        for (i, &beat) in beats.iter().enumerate().skip(1) {
            assert!(strongest_near(&onsets.all, beat) > 3.0 * strongest_near(&onsets.all, beat - 0.2));
            if i % 4 == 0 {
                assert!(strongest_near(&onsets.low, beat) > 1.5 * strongest_near(&onsets.low, beat - 0.5));
            }
        }
    }

    #[test]
    fn nothing_begins_in_silence() {
        let onsets = Onsets::of(&Spectrum::of(&silence(3.0), 1.0, 1).mel);
        assert!(onsets.all.iter().all(|strength| *strength == 0.0));
        assert!(onsets.activation().iter().all(|chance| *chance < 0.01));
    }

    #[test]
    fn moving_mean_and_max_agree_with_the_plain_way() {
        let values: Vec<f32> = (0..50).map(|i| ((i * 37) % 23) as f32).collect();
        for width in [1, 2, 5, 60] {
            let (means, peaks) = (moving_mean(&values, width), moving_max(&values, width));
            for i in 0..values.len() {
                let window = &values[i.saturating_sub(width / 2)..(i + width - width / 2).min(values.len())];
                assert!((means[i] - window.iter().sum::<f32>() / window.len() as f32).abs() < 1e-4);
                assert_eq!(peaks[i], window.iter().copied().fold(0.0, f32::max));
            }
        }
    }
}
